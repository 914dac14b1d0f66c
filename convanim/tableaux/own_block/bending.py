"""What norms and activations do to single numbers: three cells of a block, written out in the ribbon."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from convanim.draw.items import Rgb, Source
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels.activations import ACTIVATIONS, curve_of
from convanim.kernels.graph import scale_and_shift
from convanim.language.tongue import message
from convanim.mobjects.content import Content
from convanim.ribbon.chips import Term
from convanim.ribbon.functions import ChipLine, Curve, Sign, function_sheet
from convanim.ribbon.terms import NO_COLOR
from convanim.spec.graph import SPREAD
from convanim.tableaux.own_block.blocks import Blocks

Index = tuple[int, int, int]
"""(channel, row, column) in a tensor."""


class Cell(NamedTuple):
    """A number on its way: what it is multiplied with and what is added, if it is, and what comes of it."""

    values: tuple[float, ...]
    names: tuple[str, ...]
    """What the audit trail calls each."""
    learned: tuple[bool, ...]
    """Whether each is a number of the module's own, not one of a tensor."""


class Bending:
    """What becomes of the numbers of the node ``before`` in the nodes at ``places``, one after the other."""

    def __init__(self, blocks: Blocks, before: int, places: Sequence[int]) -> None:
        self.blocks = blocks
        self.before = before
        self.places = tuple(places)
        self.cast = blocks.cast(before)

    @cached_property
    def runs(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Norms in a row as one, and activations: what it is, and at which nodes."""
        found: list[tuple[str, tuple[int, ...]]] = []
        for norm, group in groupby(self.places, key=lambda k: self.blocks.node(k).kind != "activation"):
            own = tuple(group)
            found += [("norm", own)] if norm else [("activation", (one,)) for one in own]
        return tuple(found)

    def does(self, kind: str) -> str:
        """What the last norm or activation is called; empty where there is none."""
        nodes = [self.does_at(own[-1]) for what, own in self.runs if what == kind]
        if not nodes:
            return ""
        return nodes[-1]

    def does_at(self, place: int) -> str:
        """What the norm or activation at a node is called."""
        node = self.blocks.node(place)
        return ACTIVATIONS[node.settings["function"]].title if node.kind == "activation" else node.does

    @property
    def by_pixel(self) -> bool:
        """Whether a norm has a scale of its own for every pixel."""
        return any(self.blocks.node(place).kind == "layer_norm" for place in self.places)

    @cached_property
    def cells(self) -> tuple[Index, ...]:
        """Up to three cells of the nearest channel: its first one, the least and the greatest."""
        content = self.blocks.content(self._bent)
        plane, (top, left) = np.asarray(content.values[0], dtype=float), content.origin
        spots = dict.fromkeys((0, int(plane.argmin()), int(plane.argmax())))
        found = (divmod(spot, plane.shape[1]) for spot in spots)
        return tuple((content.indices[0][0], row + top, column + left) for row, column in found)

    @property
    def _bent(self) -> int:
        """The node whose numbers the last activation bends, or the last one."""
        place = self.before
        for kind, own in self.runs:
            if kind == "activation" and own == self.runs[-1][1]:
                return place
            place = own[-1]
        return place

    def _value(self, place: int, index: Index) -> float:
        return float(self.blocks.node(place).output[index])

    def cell(self, index: Index) -> Cell:
        """One number through all of it."""
        values, names, learned = [self._value(self.before, index)], [self.blocks.audit(self.before)], [False]
        for kind, own in self.runs:
            if kind == "norm":
                scale, shift = self._norm(own, index)
                name = self.blocks.audit(own[-1])
                for value, word, told in ((scale, "scale", self._scales(own)), (shift, "shift", self._shifts(own))):
                    if told:
                        values.append(value)
                        names.append(f"{name} {word}")
                        learned.append(True)
            values.append(self._value(own[-1], index))
            names.append(self.blocks.audit(own[-1]))
            learned.append(False)
        return Cell(tuple(values), tuple(names), tuple(learned))

    def _norm(self, places: Sequence[int], index: Index) -> tuple[float, float]:
        scale, shift = 1.0, 0.0
        for place in places:
            own, more = scale_and_shift(self.blocks.graph, self.blocks.node(place), index)
            scale, shift = scale * own, shift * own + more
        return scale, shift

    def _scales(self, places: Sequence[int]) -> bool:
        """Whether norms in a row scale anything."""
        return any(self._norm(places, (c, *self.cells[0][1:]))[0] != 1.0 for c in self._channels) or self.by_pixel

    def _shifts(self, places: Sequence[int]) -> bool:
        return any(self._norm(places, (c, *self.cells[0][1:]))[1] != 0.0 for c in self._channels) or self.by_pixel

    @property
    def _channels(self) -> tuple[int, ...]:
        return self.blocks.sample(self.before).indices

    @cached_property
    def _columns(self) -> list[tuple[str | Phrase, Sign]]:
        """Each number's heading, and the sign before it."""
        text = self.cast.tongue.text
        before = message("sum") if self.blocks.node(self.before).kind in ("convolution", SPREAD) else message("number")
        found: list[tuple[str | Phrase, Sign]] = [(text(before), "=")]
        for kind, own in self.runs:
            if kind == "norm":
                found += [(text(message("scale")), "×")] if self._scales(own) else []
                found += [(text(message("shift")), "+")] if self._shifts(own) else []
                found.append((text(message("normed")), "="))
            else:
                found.append((Phrase.name(ACTIVATIONS[self.blocks.node(own[0]).settings["function"]].title), "→"))
        return found

    def sheet(self) -> Sheet:
        """The cells' numbers from first to last, beside the curve. Parts: curve, line-0 and so on, dots."""
        cells = [self.cell(index) for index in self.cells]
        digits = [
            self.cast.tongue.digits(max(map(abs, column)) or 1.0, 2)
            for column in zip(*(c.values for c in cells), strict=True)
        ]
        ramp, lines = self.blocks.hues(self.before)([self.cells[0][0]])[0], []
        content = self.blocks.content(self.places[-1])
        for index, cell in zip(self.cells, cells, strict=True):
            terms = []
            for value, name, learned, how in zip(cell.values, cell.names, cell.learned, digits, strict=True):
                place = (index[0],) if learned else index
                share = self._share(content, index) if name == cell.names[-1] else 0.5
                color = NO_COLOR if learned else _rgb(ramp.at(share))
                terms.append(Term(value, Source(name, place, value), color, "bias" if learned else "value", digits=how))
            signs = tuple(sign for _, sign in self._columns[1:])
            lines.append(ChipLine(tuple(terms), signs, (cell.values[-2], cell.values[-1])))
        headings = [head for head, _ in self._columns]
        return function_sheet(lines, headings, self._curve, [], self.cast.style)

    def _share(self, content: Content, index: Index) -> float:
        top, left = content.origin
        return float(content.shares()[0][index[1] - top, index[2] - left])

    @cached_property
    def _curve(self) -> Curve | None:
        """The last activation's, as far as these numbers reach; None where the numbers end on a norm."""
        kind, own = self.runs[-1]
        if kind == "norm":
            return None
        node = self.blocks.node(own[0])
        known = ACTIVATIONS[node.settings["function"]]
        function = curve_of(node.settings["function"], node.settings.get("more", {}))
        reached = [self.cell(index).values[-2] for index in self.cells]
        low, high = min(known.span[0], *(x - 0.5 for x in reached)), max(known.span[1], *(x + 0.5 for x in reached))
        made = function(np.linspace(low, high, 121))
        ends = min(known.ends[0], floor(float(made.min()) + 0.5)), max(known.ends[1], ceil(float(made.max())))
        return Curve(function, known.title, (low, high), ends)


def _rgb(color: np.ndarray) -> Rgb:
    red, green, blue = color.tolist()
    return red, green, blue
