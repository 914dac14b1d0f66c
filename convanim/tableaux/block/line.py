"""The whole block in line: input, expanded, filtered, weighed and output, and the way past them all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.regions import Need, to_pixels
from convanim.mobjects.labels import Tag, tags_on_lines
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam
from convanim.scene.tableau import Tableau
from convanim.tableaux.block.members import WORDS, Members

NAMES = ("input", "expanded", "filtered", "scaled", "output")
INPUT, EXPANDED, FILTERED, SCALED, OUTPUT = range(5)
ABOVE = 46.0
"""From the blocks up to the way past them, in pixels."""


@dataclass(frozen=True)
class LinePlan:
    """Which blocks stand in which row, and how far apart."""

    rows: tuple[tuple[int, ...], ...]
    gap: float
    """Between blocks in a row, in pixels."""
    named: tuple[int, ...] = (INPUT, EXPANDED, FILTERED, SCALED, OUTPUT)
    """Which blocks are named below."""


class BlockLine(Tableau[LinePlan]):
    """All that a block makes, one after the other."""

    plans = {
        "16:9": LinePlan(((INPUT, EXPANDED, FILTERED, SCALED, OUTPUT),), 58.0),
        "1:1": LinePlan(((INPUT, EXPANDED, FILTERED), (SCALED, OUTPUT)), 60.0),
        "9:16": LinePlan(((INPUT, EXPANDED), (FILTERED, SCALED), (OUTPUT,)), 70.0),
        "16:9 large": LinePlan(((INPUT, EXPANDED, FILTERED, SCALED, OUTPUT),), 30.0, (INPUT, EXPANDED, OUTPUT)),
    }

    def __init__(self, members: Members) -> None:
        super().__init__(members.project)
        self.members = members

    @cached_property
    def needs(self) -> list[Need]:
        """The room that each block takes, in its cells."""
        members = self.members
        return [
            members.expand.need_of_input(members.inputs.extent, padded=False),
            members.expand.need_of_output(members.wide.extent),
            members.depthwise.need_of_output(members.wide.extent),
            members.depthwise.need_of_output(members.wide.extent),
            members.project.need_of_output(members.outputs.extent),
        ]

    @property
    def shapes(self) -> tuple[Phrase, ...]:
        """The shape of each, as it is written."""
        members = self.members
        return (
            members.expand.input_shape,
            members.expand.output_shape,
            members.depthwise.output_shape,
            members.depthwise.output_shape,
            members.project.output_shape,
        )

    @cached_property
    def rows(self) -> BlockRows:
        """Where the blocks stand."""
        stage = self.canvas.stage.inset(top=ABOVE)
        return stack_in_rows(self.needs, stage, self.plan.rows, gap=self.plan.gap, largest=48.0)

    def blocks(self) -> dict[str, VoxelTensor]:
        """All of them, by name."""
        members, fits = self.members, self.rows.fits
        return {
            "input": members.input_block(fits[INPUT]),
            "expanded": members.wide_block(members.expanded(), fits[EXPANDED]),
            "filtered": members.wide_block(members.filtered(), fits[FILTERED]),
            "scaled": members.wide_block(members.scaled(), fits[SCALED]),
            "output": members.narrow_block(members.output(), fits[OUTPUT]),
        }

    def tableau(self) -> dict[str, Any]:
        """Everything, by name."""
        blocks = self.blocks()
        dots: list[Item] = []
        samples = (self.members.inputs, *[self.members.wide] * 3, self.members.outputs)
        for block, sample in zip(blocks.values(), samples, strict=True):
            dots += ellipsis(block, sample, self.theme)
        return {
            **self._light(blocks),
            **blocks,
            "shortcut": self._shortcut(blocks),
            "ellipses": Sheet(dots) if dots else None,
            "labels": self._labels(),
        }

    def _light(self, blocks: dict[str, VoxelTensor]) -> dict[str, Any]:
        """Light from each block to the next one in its row."""
        found: dict[str, Any] = {}
        for row in self.plan.rows:
            for one, other in pairwise(row):
                start, end = blocks[NAMES[one]].whole(), blocks[NAMES[other]].whole(front=True)
                found[f"light_{one}"] = Beam(start, end, self.style)
        return found

    def _shortcut(self, blocks: dict[str, VoxelTensor]) -> Sheet | None:
        """The way of the input past all others, where it is added at the end."""
        if not self.members.tensors.block.has_shortcut or len(self.plan.rows) > 1:
            return None
        tops = []
        for name in ("input", "output"):
            slab = blocks[name].slabs()[-1]
            tops.append(slab.at(0.0, slab.columns / 2, 1.0))
        highest = min(float(to_pixels(block.points)[:, 1].min()) for block in blocks.values()) - ABOVE / 2
        (left, first), (right, last) = tops[0].tolist(), tops[1].tolist()
        color = (*self.theme.accent, 0.9)
        way = np.array([[left, first - 10], [left, highest], [right, highest], [right, last - 10]])
        head = np.array([[right - 9, last - 22], [right, last - 10], [right + 9, last - 22]])
        return Sheet([Line(way, color, 3.0), Line(head, color, 3.0)])

    def _labels(self) -> Sheet:
        text, rows = self.tongue.text, self.rows
        placed: list[tuple[Tag, float]] = []
        for which in self.plan.named:
            tag = Tag(text(WORDS[NAMES[which]]), self.shapes[which], rows.fits[which].left)
            placed.append((tag, rows.label_line(which)))
        return Sheet(tags_on_lines(placed, self.style))
