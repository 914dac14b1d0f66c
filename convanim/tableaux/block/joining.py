"""The joining tableau: two blocks and what is made of both, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from convanim.draw.items import Item, Line, Source
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Need
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast
from convanim.mobjects.content import Content
from convanim.mobjects.labels import Tag
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window, frame_width
from convanim.motion.walk import Filling, Follower, Framing, Lighting, stops
from convanim.numerals import Digits
from convanim.ribbon.chips import (
    BODY,
    PLAIN,
    Term,
    cell_name,
    chip,
    chip_width,
    equals,
    headed,
    plus,
    result_chip,
    statement,
    times,
    words,
)
from convanim.ribbon.chips import SMALL as SMALL_TYPE
from convanim.scene.tableau import Tableau
from convanim.theme.ramp import Ramp
from convanim.trace import Step

FIRST, SECOND, BOTH = range(3)
"""The blocks, in the order of their needs."""
SIGN = 66.0
"""From chip to chip in the ribbon, in pixels."""
ARM = 16.0
"""Of a large sign between blocks, in pixels."""
Sign = Literal["+", "×", ","]
"""What is done to both: added, multiplied, or one put behind the other."""


@dataclass(frozen=True)
class JoiningPlan:
    """Which blocks stand in which row, and how far apart."""

    rows: tuple[tuple[int, ...], ...]
    gap: float
    """Between blocks in a row, in pixels."""


@dataclass(frozen=True, eq=False)
class Side:
    """One of the blocks: its ``actor``'s name, what it is called and what else is told of it, and its numbers.

    ``sample`` are the channels that are shown, ``need`` the room that it takes, ``block`` stands it and ``hues`` gives
    its channels'.
    """

    actor: str
    name: str | Phrase
    detail: Phrase
    content: Content
    sample: Sample
    need: Need
    block: Callable[[BlockFit], VoxelTensor]
    hues: Callable[[Sequence[int]], list[Ramp]]

    @property
    def spot(self) -> Callable[[Step], tuple[int, int]]:
        """The row and column that a step reads here: the only ones of a block with one number a channel."""
        alone = self.content.values.shape[1:] == (1, 1)
        return lambda step: (0, 0) if alone else (step.index[1], step.index[2])


class Joining(Tableau[JoiningPlan]):
    """Two blocks and what is made of both; the steps are those of the ``cast``."""

    plans = {
        "16:9": JoiningPlan(((FIRST, SECOND, BOTH),), 110.0),
        "1:1": JoiningPlan(((FIRST, SECOND, BOTH),), 50.0),
        "9:16": JoiningPlan(((FIRST, SECOND), (BOTH,)), 80.0),
    }

    def __init__(self, cast: Cast, sides: tuple[Side, Side, Side], sign: Sign = "+") -> None:
        super().__init__(cast)
        self.sides = sides
        self.sign = sign

    @cached_property
    def rows(self) -> BlockRows:
        """Where the blocks stand."""
        needs = [side.need for side in self.sides]
        return stack_in_rows(
            needs, self.canvas.stage, self.plan.rows, gap=self.plan.gap, largest=62.0, lone_at_right=True
        )

    def steps(self) -> list[Step]:
        """The steps that make the first shown channel: at each, all channels are made."""
        return stops(self.cast.trace, self.sides[BOTH].sample.indices[0], self.view)

    # Blocks.

    def block(self, which: int) -> VoxelTensor:
        """One of the three."""
        return self.sides[which].block(self.rows.fits[which])

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        return self.block(FIRST), self.block(SECOND), self.block(BOTH)

    def _pixel(self, which: int) -> Callable[[Step], Floats]:
        """Round a step's pixel through all channels of one of the blocks."""
        return lambda step: self._standing[which].around(*self.sides[which].spot(step))

    def _lit(self, which: int, step: Step) -> VoxelTensor:
        block = self.block(which)
        return block.single_out(block.mask(*self.sides[which].spot(step)))

    # Tableaux.

    def at(self, step: Step) -> dict[str, Any]:
        """A pixel of both, and the place of what comes of them."""
        first, second, both = (side.actor for side in self.sides)
        return {
            first: self._lit(FIRST, step),
            second: self._lit(SECOND, step),
            both: self.block(BOTH).switch_off(),
            **self.signs(),
            "window": self._frame(FIRST, step),
            "second": self._frame(SECOND, step),
            "cell": self._frame(BOTH, step),
        }

    def made_at(self, step: Step) -> VoxelTensor:
        """What is made when this step, the first one, has made its pixel in all channels."""
        block = self.block(BOTH)
        return block.light(block.mask(step.index[1], step.index[2]))

    def done(self) -> dict[str, Any]:
        """All of it made."""
        return {**{side.actor: self.block(which) for which, side in enumerate(self.sides)}, **self.signs()}

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along; ``actor`` gives what stands on stage under a name."""
        first, second, both = self.sides
        return [
            Lighting(actor(first.actor), lambda step: self._lit(FIRST, step).lit),
            Lighting(actor(second.actor), lambda step: self._lit(SECOND, step).lit),
            Framing(actor("window"), self._pixel(FIRST)),
            Framing(actor("second"), self._pixel(SECOND)),
            Framing(actor("cell"), self._pixel(BOTH)),
            Filling(actor(both.actor), both.sample.indices),
        ]

    def _frame(self, which: int, step: Step) -> Window:
        return Window(self._pixel(which)(step), self.style, width=frame_width(self.rows.fits[which].cell))

    def signs(self) -> dict[str, Any]:
        """The signs between the blocks, labels below them, and dots where channels are left out."""
        dots = [
            item
            for side, one in zip(self.sides, self._standing, strict=True)
            for item in ellipsis(one, side.sample, self.theme)
        ]
        tags = [Tag(side.name, side.detail, fit.left) for side, fit in zip(self.sides, self.rows.fits, strict=True)]
        return {
            "ellipses": Sheet(dots) if dots else None,
            "operators": Sheet(self._operators()),
            "labels": Sheet(self.labels_just_below(self.rows, [side.need for side in self.sides], tags)),
        }

    def _operators(self) -> list[Item]:
        """Large signs in the middle of the gaps, on the line of the fronts; before a block in a row of its own."""
        items: list[Item] = []
        for which, sign in ((SECOND, self.sign), (BOTH, "=")):
            before, fit = self._standing[which - 1], self.rows.fits[which]
            slabs = before.slabs()
            far = slabs[-1].at(0.0, slabs[-1].columns, 1.0)[0]
            middle = fit.top + self._standing[which].slabs()[0].rows * fit.cell / 2
            same_row = any({which - 1, which} <= set(row) for row in self.plan.rows)
            x = (far + fit.left) / 2 if same_row else fit.left - 60.0
            items += self._sign(sign, x, middle)
        return items

    def _sign(self, sign: str, x: float, y: float) -> list[Item]:
        color, arm = (*self.theme.dim, 1.0), ARM
        match sign:
            case "+":
                ends = [[[x - arm, y], [x + arm, y]], [[x, y - arm], [x, y + arm]]]
            case "×":
                ends = [[[x - d, y - arm], [x + d, y + arm]] for d in (-arm, arm)]
            case ",":
                ends = [[[x + d, y - arm], [x + d, y + arm]] for d in (-7, 7)]
            case _:
                ends = [[[x - arm, y + d], [x + arm, y + d]] for d in (-8, 8)]
        return [Line(np.array(line), color, 5.0) for line in ends]

    # In the ribbon.

    def formula(self, step: Step) -> Sheet:
        """A step's cell of the first channel: what both blocks have there, and what comes of it."""
        theme, canvas = self.theme, self.canvas
        contents = [side.content for side in self.sides]
        digits = [self._digits(content) for content in contents]
        terms = []
        for side, how in zip(self.sides, digits, strict=True):
            content, (row, column) = side.content, side.spot(step)
            top, left = content.origin
            value = content.values[0, row - top, column - left].item()
            ramp = side.hues([step.index[0]])[0]
            share = float(content.shares()[0, row - top, column - left])
            red, green, blue = ramp.at(share).tolist()
            index = (step.index[0], row, column)
            terms.append(Term(value, Source(content.name, index, value), (red, green, blue), digits=how))
        width = max(self._widest(content, how) for content, how in zip(contents, digits, strict=True))
        middle = canvas.chip_top + (48.0 if canvas.has_headings else 42.0)
        parts: dict[str, list[Item]] = {}
        x = canvas.ribbon.left
        for part, term, side in zip(("made", "given"), terms, self.sides, strict=False):
            items = headed(side.name, canvas, theme, x)
            items += chip(term, (x, middle - 26, x + width, middle + 26), BODY, theme)
            if part == "given":
                items += (plus if self.sign == "+" else times)(x - SIGN / 2, middle, theme)
            parts[part] = items
            x += width + SIGN
        total = terms[BOTH]
        result, end = result_chip(total, x, middle, theme)
        exact = all(term.exact for term in terms)
        parts["sum"] = [
            *headed(self.sides[BOTH].name, canvas, theme, x),
            *equals(x - SIGN / 2, middle, theme, exact),
            *result,
            words(cell_name("y", step.index), end + 20, middle + 8, SMALL_TYPE, theme.dim, theme),
            *([statement(terms[:BOTH], total)] if self.sign == "+" else []),
        ]
        return Sheet(parts)

    def _digits(self, content: Content) -> Digits:
        if content.values.dtype.kind == "i":
            return PLAIN
        return self.tongue.digits(max(abs(content.low), abs(content.high)) or 1.0, 2)

    def _widest(self, content: Content, digits: Digits) -> float:
        ends = [content.values.min().item(), content.values.max().item()]
        return chip_width([Term(end, Source("", (), 0), (0.0, 0.0, 0.0), digits=digits) for end in ends], BODY, 84.0)
