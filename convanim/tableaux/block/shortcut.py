"""The shortcut tableau: what the block makes, and the input added to it, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line, Source
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import Need
from convanim.mobjects.cast import SHOWN, shown_of
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
    words,
)
from convanim.ribbon.chips import SMALL as SMALL_TYPE
from convanim.scene.tableau import Tableau
from convanim.tableaux.block.members import WORDS, Members
from convanim.trace import Step

MADE, GIVEN, SUM = range(3)
"""The blocks, in the order of their needs."""
NAMES = ("projected", "input", "output")
SIGN = 66.0
"""From chip to chip in the ribbon, in pixels."""


@dataclass(frozen=True)
class ShortcutPlan:
    """Which blocks stand in which row, and how far apart."""

    rows: tuple[tuple[int, ...], ...]
    gap: float
    """Between blocks in a row, in pixels."""


class Shortcut(Tableau[ShortcutPlan]):
    """The block's narrow output, the input that it is added to, and their sum."""

    plans = {
        "16:9": ShortcutPlan(((MADE, GIVEN, SUM),), 110.0),
        "1:1": ShortcutPlan(((MADE, GIVEN, SUM),), 50.0),
        "9:16": ShortcutPlan(((MADE, GIVEN), (SUM,)), 80.0),
    }

    def __init__(self, members: Members) -> None:
        super().__init__(members.project)
        self.members = members

    @cached_property
    def rows(self) -> BlockRows:
        """Where the blocks stand."""
        outputs = self.cast.need_of_output(self.members.outputs.extent)
        needs: list[Need] = [outputs, outputs, outputs]
        return stack_in_rows(
            needs, self.canvas.stage, self.plan.rows, gap=self.plan.gap, largest=62.0, lone_at_right=True
        )

    def steps(self) -> list[Step]:
        """The steps that make the first shown channel: at each, all channels are added."""
        return stops(self.cast.trace, self.members.outputs.indices[0], self.view)

    # Blocks.

    def projected(self) -> VoxelTensor:
        """What the block makes of the input."""
        return self.members.narrow_block(self.members.projected(), self.rows.fits[MADE])

    def given(self) -> VoxelTensor:
        """The input."""
        return self.members.input_block(self.rows.fits[GIVEN])

    def output(self) -> VoxelTensor:
        """Both added up."""
        return self.members.narrow_block(self.members.output(), self.rows.fits[SUM])

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        return self.projected(), self.given(), self.output()

    def _pixel(self, which: int) -> Callable[[Step], Floats]:
        """Round a step's pixel through all channels of one of the blocks."""
        return lambda step: self._standing[which].around(step.index[1], step.index[2])

    def _lit(self, which: int, step: Step) -> VoxelTensor:
        block = (self.projected, self.given, self.output)[which]()
        return block.single_out(block.mask(step.index[1], step.index[2]))

    # Tableaux.

    def at(self, step: Step) -> dict[str, Any]:
        """A pixel of both, and the place of their sum."""
        return {
            "projected": self._lit(MADE, step),
            "input": self._lit(GIVEN, step),
            "output": self.output().switch_off(),
            **self.signs(),
            "window": self._frame(MADE, step),
            "second": self._frame(GIVEN, step),
            "cell": self._frame(SUM, step),
        }

    def made_at(self, step: Step) -> VoxelTensor:
        """The output when this step, the first one, has made its pixel in all channels."""
        block = self.output()
        return block.light(block.mask(step.index[1], step.index[2]))

    def done(self) -> dict[str, Any]:
        """All of it added."""
        return {"projected": self.projected(), "input": self.given(), "output": self.output(), **self.signs()}

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along; ``actor`` gives what stands on stage under a name."""
        return [
            Lighting(actor("projected"), lambda step: self._lit(MADE, step).lit),
            Lighting(actor("input"), lambda step: self._lit(GIVEN, step).lit),
            Framing(actor("window"), self._pixel(MADE)),
            Framing(actor("second"), self._pixel(GIVEN)),
            Framing(actor("cell"), self._pixel(SUM)),
            Filling(actor("output"), self.members.outputs.indices),
        ]

    def _frame(self, which: int, step: Step) -> Window:
        return Window(self._pixel(which)(step), self.style, width=frame_width(self.rows.fits[which].cell))

    def signs(self) -> dict[str, Any]:
        """Plus and equals between the blocks, labels below them, and dots where channels are left out."""
        shown, standing = self.members.outputs, self._standing
        dots = [item for one in standing for item in ellipsis(one, shown, self.theme)]
        shape = self.cast.output_shape + shown_of(shown, self.tongue, SHOWN)
        tags = [
            Tag(self.tongue.text(WORDS[name]), shape if which == SUM else Phrase(), fit.left)
            for which, (name, fit) in enumerate(zip(NAMES, self.rows.fits, strict=True))
        ]
        return {
            "ellipses": Sheet(dots) if dots else None,
            "operators": Sheet(self._operators()),
            "labels": Sheet(self.labels_below(self.rows, tags)),
        }

    def _operators(self) -> list[Item]:
        """Large signs in the middle of the gaps, on the line of the fronts; before a block in a row of its own."""
        items: list[Item] = []
        for which, sign in ((GIVEN, "+"), (SUM, "=")):
            before, fit = self._standing[which - 1], self.rows.fits[which]
            slabs = before.slabs()
            far = slabs[-1].at(0.0, slabs[-1].columns, 1.0)[0]
            middle = fit.top + slabs[0].rows * fit.cell / 2
            same_row = any({which - 1, which} <= set(row) for row in self.plan.rows)
            x = (far + fit.left) / 2 if same_row else fit.left - 60.0
            color, arm = (*self.theme.dim, 1.0), 16.0
            if sign == "+":
                items += [
                    Line(np.array([[x - arm, middle], [x + arm, middle]]), color, 5.0),
                    Line(np.array([[x, middle - arm], [x, middle + arm]]), color, 5.0),
                ]
            else:
                items += [Line(np.array([[x - arm, middle + d], [x + arm, middle + d]]), color, 5.0) for d in (-8, 8)]
        return items

    # In the ribbon.

    def formula(self, step: Step) -> Sheet:
        """A step's cell of the first channel: what was made of it, what was given, and their sum."""
        theme, canvas = self.theme, self.canvas
        contents = self.members.projected(), self.members.given(), self.members.output()
        digits = [self._digits(content) for content in contents]
        terms = []
        for content, how in zip(contents, digits, strict=True):
            top, left = content.origin
            value = content.values[0, step.index[1] - top, step.index[2] - left].item()
            ramp = self.cast.filter_ramps([step.index[0]])[0]
            share = float(content.shares()[0, step.index[1] - top, step.index[2] - left])
            red, green, blue = ramp.at(share).tolist()
            terms.append(Term(value, Source(content.name, step.index, value), (red, green, blue), digits=how))
        width = max(self._widest(content, how) for content, how in zip(contents, digits, strict=True))
        middle = canvas.chip_top + (48.0 if canvas.has_headings else 42.0)
        parts: dict[str, list[Item]] = {}
        x = canvas.ribbon.left
        for part, term, name in zip(("made", "given"), terms, NAMES, strict=False):
            items = headed(self.tongue.text(WORDS[name]), canvas, theme, x)
            items += chip(term, (x, middle - 26, x + width, middle + 26), BODY, theme)
            if part == "given":
                items += plus(x - SIGN / 2, middle, theme)
            parts[part] = items
            x += width + SIGN
        total = terms[SUM]
        result, end = result_chip(total, x, middle, theme)
        exact = all(term.exact for term in terms)
        parts["sum"] = [
            *headed(self.tongue.text(WORDS["output"]), canvas, theme, x),
            *equals(x - SIGN / 2, middle, theme, exact),
            *result,
            words(cell_name("y", step.index), end + 20, middle + 8, SMALL_TYPE, theme.dim, theme),
            statement(terms[:SUM], total),
        ]
        return Sheet(parts)

    def _digits(self, content: Content) -> Digits:
        if content.values.dtype.kind == "i":
            return PLAIN
        return self.tongue.digits(max(abs(content.low), abs(content.high)) or 1.0, 2)

    def _widest(self, content: Content, digits: Digits) -> float:
        ends = [content.values.min().item(), content.values.max().item()]
        return chip_width([Term(end, Source("", (), 0), (0.0, 0.0, 0.0), digits=digits) for end in ends], BODY, 84.0)
