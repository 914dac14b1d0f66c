"""A picture's way through the block and back: its tensors in a ring, so that the shortcut is a short one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line, Plate
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import to_pixels, to_scene
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.cast import Cast
from convanim.mobjects.labels import Tag, tags_on_lines
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window, frame_width
from convanim.motion.walk import Beaming, Filling, Follower, Framing, stops
from convanim.tableaux.block.line import EXPANDED, FILTERED, INPUT, NAMES, OUTPUT, SCALED, BlockLine, LinePlan
from convanim.tableaux.block.members import WORDS, Members
from convanim.trace import Step

LARGEST = 60.0
"""A cell's side at most, in pixels."""
NAMED = 40.0
"""Above the first row, for its labels, in pixels."""
BETWEEN = 44.0
"""From row to row at least, in pixels: labels stand elsewhere."""
PLUS = 20.0
"""Half as wide as the sign of adding, in pixels."""
ABOVE = 14.0
"""From what stands below it up to a label's baseline, in pixels."""
BESIDE = 24.0
"""From a label to what stands at its right, in pixels."""
WIDE_RING = LinePlan(((INPUT, EXPANDED, FILTERED), (OUTPUT, SCALED)), 40.0)
TALL_RING = LinePlan(((INPUT, EXPANDED), (FILTERED,), (OUTPUT, SCALED)), 90.0)


class Passage(BlockLine):
    """All that a block makes, one after the other round a ring, and back to where it began."""

    plans = {"16:9": WIDE_RING, "1:1": WIDE_RING, "9:16": TALL_RING}

    def __init__(self, members: Members) -> None:
        super().__init__(members)
        shown = self.members.wide.indices, self.members.wide.indices, self.members.outputs.indices
        self._layers: dict[int, tuple[Cast, int, tuple[int, ...]]] = {
            EXPANDED: (members.expand, INPUT, tuple(shown[0])),
            FILTERED: (members.depthwise, EXPANDED, tuple(shown[1])),
            OUTPUT: (members.project, SCALED, tuple(shown[2])),
        }
        """Of each block that a convolution makes: its cast, the block that it reads, and the channels that it fills."""

    @cached_property
    def rows(self) -> BlockRows:
        """Where the blocks stand."""
        stage = self.canvas.stage.inset(top=NAMED)
        return stack_in_rows(
            self.needs,
            stage,
            self.plan.rows,
            gap=self.plan.gap,
            largest=LARGEST,
            lone_at_right=True,
            between=BETWEEN,
        )

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, ...]:
        return tuple(self.blocks().values())

    # Tableaux, back to front.

    def at(self, last: int, added: bool = False) -> dict[str, Any]:
        """All blocks, of which those up to ``last`` are made; the input is ``added`` to the output, or not yet."""
        blocks = self.blocks()
        if not added:
            blocks["output"] = self.members.narrow_block(self.members.projected(), self.rows.fits[OUTPUT])
        for place, name in enumerate(NAMES):
            if place > last:
                blocks[name].switch_off()
        return {**blocks, "ellipses": self._ellipses(), "labels": self._labels()}

    def walk_at(self, made: int, step: Step) -> dict[str, Any]:
        """The window of a step on what is read, its cell on what is made, and light between them."""
        window, cell = self._window(made)(step), self._cell(made)(step)
        width = frame_width(self.rows.fits[made].cell)
        beam = {f"beam_{made}": self._beam(made, window, cell)}
        # Each convolution has its own: none flies from block to block. Light from above is behind what it meets.
        return {
            **(beam if self._leads_down(made) else {}),
            **self.at(made - 1),
            **beam,
            f"window_{made}": Window(window, self.style, width=width),
            f"cell_{made}": Window(cell, self.style, flat=True, width=width),
        }

    def steps(self, made: int) -> list[Step]:
        """Those that make a block's first shown channel; all others fill along."""
        cast, _, filling = self._layers[made]
        return stops(cast.trace, filling[0], cast.view)

    def followers(self, made: int, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when a block is made; ``actor`` gives what stands on stage under a name."""
        ends = actor(f"window_{made}"), actor(f"cell_{made}")
        return [
            Framing(ends[0], self._window(made)),
            Framing(ends[1], self._cell(made)),
            Beaming(actor(f"beam_{made}"), *(reversed(ends) if made == OUTPUT else ends)),
            Filling(actor(NAMES[made]), self._layers[made][2]),
        ]

    def weighing(self) -> Bundle:
        """A line from each filtered channel to the same one, weighed."""
        ends = []
        for filtered, scaled in zip(self._standing[FILTERED].slabs(), self._standing[SCALED].slabs(), strict=True):
            ends += [filtered.at(filtered.rows, filtered.columns / 2, 0.5), scaled.at(0.0, scaled.columns / 2, 0.5)]
        hues = [ramp.signal for ramp in self.members.depthwise.channel_ramps(self.members.wide.indices)]
        return Bundle(to_scene(np.array(ends)), hues, self.style, width=4.0)

    def way_past(self) -> Bundle:
        """The input's way past all others, down to the output."""
        down, head = self._standing[INPUT].slabs()[0], self._standing[OUTPUT].slabs()[0]
        start, end = down.at(down.rows, down.columns / 2, 0.0), head.at(0.0, head.columns / 2, 0.0)
        return Bundle(to_scene(np.array([start, end])), [self.theme.accent], self.style, width=5.0, alpha=1.0)

    def plus(self) -> Sheet:
        """On that way: it is added."""
        start, end = to_pixels(self.way_past().points)
        (x, y), reach = (start + end) / 2, 0.5 * PLUS
        ink, ground = (*self.theme.accent, 1.0), (*self.theme.background, 1.0)
        strokes = [[[x - reach, y], [x + reach, y]], [[x, y - reach], [x, y + reach]]]
        ring = Plate((x - PLUS, y - PLUS, x + PLUS, y + PLUS), PLUS, ground, ink, 4.0)
        return Sheet([ring, *(Line(np.array(stroke), ink, 4.0) for stroke in strokes)])

    # What goes with a step.

    def _window(self, made: int) -> Callable[[Step], Floats]:
        block = self._standing[self._layers[made][1]]
        return lambda step: block.around(step.rows, step.columns)

    def _cell(self, made: int) -> Callable[[Step], Floats]:
        block = self._standing[made]
        return lambda step: block.around(step.index[1], step.index[2], front=True)

    def _beam(self, made: int, window: Floats, cell: Floats) -> Beam:
        """Light to the right or down; where the ring leads back to the left, it is drawn from its end on."""
        if made == OUTPUT:
            return Beam(cell, window, self.style, from_x=self._right(OUTPUT), to_x=self.rows.fits[SCALED].left)
        if self._leads_down(made):
            return Beam(window, cell, self.style, down=True)
        return Beam(window, cell, self.style, to_x=self.rows.fits[made].left)

    def _leads_down(self, made: int) -> bool:
        """Whether a block stands in a lower row than the one that it is made of."""
        return self.rows.places[made].top > self.rows.places[self._layers[made][1]].top

    def _right(self, which: int) -> float:
        return float(to_pixels(self._standing[which].points)[:, 0].max())

    # Signs and words.

    def _ellipses(self) -> Sheet | None:
        samples = (self.members.inputs, *[self.members.wide] * 3, self.members.outputs)
        dots: list[Item] = []
        for block, sample in zip(self._standing, samples, strict=True):
            dots += ellipsis(block, sample, self.theme)
        return Sheet(dots) if dots else None

    def _labels(self) -> Sheet:
        """Above the first row and below the last, and before a block that stands alone: nothing leads through them."""
        placed: list[tuple[Tag, float]] = []
        for row in self.plan.rows:
            for which in row:
                fit, place = self.rows.fits[which], self.rows.places[which]
                tag = Tag(self.tongue.text(WORDS[NAMES[which]]), self.shapes[which], fit.left)
                y = self.rows.label_line(which)
                if row is self.plan.rows[0]:
                    y = place.top - ABOVE
                elif len(row) == 1:
                    tag = replace(tag, x=fit.left - BESIDE - tag.width(self.style))
                    y = fit.top + 0.5 * (place.bottom - fit.top)
                placed.append((tag, y))
        return Sheet(tags_on_lines(placed, self.style))
