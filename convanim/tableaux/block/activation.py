"""What a norm and ReLU6 do to single numbers: three cells of a block, written out in the ribbon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from convanim.draw.items import Rgb, Source
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels.block import Norm, relu6, sampled, silu
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.mobjects.content import Content
from convanim.numerals import Digits
from convanim.ribbon.chips import PLAIN, Term, statement
from convanim.ribbon.functions import ChipLine, Curve, Sign, function_sheet
from convanim.ribbon.terms import NO_COLOR
from convanim.tableaux.block.members import Members

HIGHEST = 6
"""Where ReLU6 clips."""
Index = tuple[int, int, int]
"""(channel, row, column) in a tensor."""


@dataclass(frozen=True)
class Activation:
    """What becomes of the sums of one layer: ``before`` as they are, ``normed``, and ``after`` clipping."""

    members: Members
    norm: Norm
    before: Content
    normed: Content
    after: Content

    @classmethod
    def of_expanded(cls, members: Members) -> Activation:
        """What becomes of the sums that widen."""
        norm, sums = members.tensors.norms[0], members.widened()
        return cls(members, norm, sums, members.expanded_normed(), members.expanded())

    @classmethod
    def of_filtered(cls, members: Members) -> Activation:
        """What becomes of the depthwise sums."""
        norm, sums = members.tensors.norms[1], members.filtered_sum()
        return cls(members, norm, sums, members.filtered_normed(), members.filtered())

    @cached_property
    def cells(self) -> tuple[Index, ...]:
        """Up to three cells of the nearest channel: one that is clipped below, one that passes, one clipped above."""
        plane = np.asarray(self.normed.values[0], dtype=float)
        passing = np.where((plane > 0) & (plane < HIGHEST), plane, -np.inf)
        spots = [int(plane.argmin()), int(passing.argmax()), int(plane.argmax())]
        top, left = self.normed.origin
        found = [divmod(spot, plane.shape[1]) for spot in dict.fromkeys(spots)]
        return tuple((self.normed.indices[0][0], row + top, column + left) for row, column in found)

    def sheet(self) -> Sheet:
        """The cells' numbers from sum to clipped one, beside the curve. Parts: curve, line-0 and so on, dots."""
        cast = self.members.depthwise
        ramp = cast.channel_ramps([self.cells[0][0]])[0]
        scales = self._scales
        lines = []
        for index in self.cells:
            raw, normed, after = (
                self._term(content, index, _rgb(ramp.at(share)))
                for content, share in ((self.before, 0.5), (self.normed, 0.5), (self.after, self._share(index)))
            )
            shift = self._number("shift", self.norm.shift.numpy(), index[0])
            terms: tuple[Term, ...] = raw, shift, normed, after
            signs: tuple[Sign, ...] = "+", "=", "→"
            said: tuple[str, ...] = (statement((raw, shift), normed).text,)
            if scales:
                terms = raw, self._number("scale", self.norm.scale.numpy(), index[0]), shift, normed, after
                # Rounded factors do not come to a rounded product.
                signs, said = ("×", *signs), ()
            lines.append(ChipLine(terms, signs, (float(normed.value), float(after.value)), said))
        text = cast.tongue.text
        middle = (text(message("scale")),) if scales else ()
        headings = (
            text(message("sum")),
            *middle,
            text(message("shift")),
            text(message("normed")),
            Phrase.name("ReLU6"),
        )
        plane = np.asarray(self.normed.values[0], dtype=float)
        low, high = min(-3.0, float(plane.min())) - 1, max(HIGHEST + 3.0, float(plane.max())) + 1
        curve = Curve(partial(sampled, relu6), "ReLU6", (low, high), (0, HIGHEST), partial(sampled, silu), "SiLU")
        return function_sheet(lines, headings, curve, [], cast.style)

    @property
    def _scales(self) -> bool:
        return not self.norm.shifts_alone

    def _share(self, index: Index) -> float:
        _, row, column = self._place(index)
        return float(self.after.shares()[0][row, column])

    def _place(self, index: Index) -> Index:
        top, left = self.normed.origin
        return 0, index[1] - top, index[2] - left

    def _term(self, content: Content, index: Index, color: Rgb) -> Term:
        value = content.values[self._place(index)].item()
        return Term(value, Source(content.name, index, value), color, digits=self._digits(content.values))

    def _number(self, name: str, numbers: NDArray[np.generic], channel: int) -> Term:
        value = numbers[channel].item()
        source = Source(f"{self.after.name}_{name}", (channel,), value)
        return Term(value, source, NO_COLOR, "bias", digits=self._digits(numbers))

    def _digits(self, values: NDArray[np.generic]) -> Digits:
        if values.dtype.kind == "i":
            return PLAIN
        return self.members.depthwise.tongue.digits(float(np.abs(values).max()) or 1.0, 2)


def _rgb(color: Floats) -> Rgb:
    red, green, blue = color.tolist()
    return red, green, blue
