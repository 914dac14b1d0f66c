"""The whole graph in line: every block that is made, light from each to the one that reads it, and ways past others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, as_phrase, joined
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import LABEL_DROP, BlockRows, stack_in_rows
from convanim.layout.regions import Need, to_pixels
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam
from convanim.scene.tableau import Tableau
from convanim.tableaux.own_block.blocks import Blocks
from convanim.tableaux.own_block.joined import SIGNS

LANE = 15.0
"""From one way past others up to the next, in pixels."""
ABOVE = 24.0
"""From the blocks up to the lowest of them."""
NAME, SHAPE = 22.0, 18.0
"""Type of what stands below a block, at most."""
BETWEEN_LABELS = 14.0


@dataclass(frozen=True)
class WholePlan:
    """How many blocks stand in a row at most, and how far apart in pixels."""

    most: int
    gap: float
    rows: int = 3
    """So many rows at most; of more blocks those in the middle are left out."""


class WholeBlock(Tableau[WholePlan]):
    """All that a block makes, in the order in which it does."""

    plans = {
        "16:9": WholePlan(8, 44.0, rows=2),
        "1:1": WholePlan(4, 40.0),
        "9:16": WholePlan(3, 44.0),
        "16:9 large": WholePlan(6, 24.0, rows=1),
    }

    def __init__(self, blocks: Blocks) -> None:
        super().__init__(blocks.cast(0))
        self.blocks = blocks

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The nodes that are shown: what is read, and what every part ends on."""
        every = [0]
        for part in self.blocks.parts:
            every += part.nodes if part.kind == "split" else [part.made]
        most = self.plan.most * self.plan.rows
        return tuple(every if len(every) <= most else [*every[: most - 2], *every[-2:]])

    @cached_property
    def order(self) -> tuple[tuple[int, ...], ...]:
        """Which of them stand in each row, as evenly as can be."""
        count, most = len(self.places), self.plan.most
        rows = -(-count // most)
        ends = [round(k * count / rows) for k in range(rows + 1)]
        return tuple(tuple(range(start, end)) for start, end in pairwise(ends))

    @cached_property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """Who reads whom, by their places in line."""
        found = []
        for part in self.blocks.parts:
            for made in part.nodes if part.kind == "split" else (part.made,):
                found += [(read, made) for read in part.reads]
        known = {place: k for k, place in enumerate(self.places)}
        return tuple((known[read], known[made]) for read, made in found if read in known and made in known)

    def _row_of(self, which: int) -> int:
        return next(k for k, row in enumerate(self.order) if which in row)

    @cached_property
    def past(self) -> tuple[tuple[int, int], ...]:
        """The ways past others in a row, the shortest ones first."""
        ways = [(a, b) for a, b in self.edges if b > a + 1 and self._row_of(a) == self._row_of(b)]
        return tuple(sorted(ways, key=lambda way: way[1] - way[0]))

    @cached_property
    def rows(self) -> BlockRows:
        """Where the blocks stand."""
        needs = self._needs
        above = ABOVE + LANE * len(self.past) if self.past else 0.0
        stage = self.canvas.stage.inset(top=min(above, 0.3 * self.canvas.stage.height))
        rows = stack_in_rows(needs, stage, self.order, gap=self.plan.gap, largest=44.0, between=104.0)
        return rows.drawn_up(needs)

    @property
    def _needs(self) -> list[Need]:
        return [self.blocks.need(place) for place in self.places]

    def standing(self) -> dict[str, VoxelTensor]:
        """All of them, by the names of their actors."""
        return {
            self.blocks.actor(place): self.blocks.block(place, fit)
            for place, fit in zip(self.places, self.rows.fits, strict=True)
        }

    def tableau(self) -> dict[str, Any]:
        """Everything, by name."""
        blocks = self.standing()
        dots = [
            item
            for place, block in zip(self.places, blocks.values(), strict=True)
            for item in ellipsis(block, self.blocks.sample(place), self.theme)
        ]
        return {
            **self._light([*blocks.values()]),
            **blocks,
            "ways": self._ways([*blocks.values()]),
            "ellipses": Sheet(dots) if dots else None,
            "labels": self._labels(),
        }

    def _light(self, blocks: list[VoxelTensor]) -> dict[str, Any]:
        """Light from each block to the next one, where that reads it."""
        return {
            f"light_{a}": Beam(blocks[a].whole(), blocks[b].whole(front=True), self.style)
            for a, b in self.edges
            if b == a + 1 and self._row_of(a) == self._row_of(b)
        }

    def _ways(self, blocks: list[VoxelTensor]) -> Sheet | None:
        """Lines from blocks past others to those that read them."""
        if not self.past:
            return None
        color, items = (*self.theme.accent, 0.9), list[Item]()
        tops = [float(to_pixels(block.points)[:, 1].min()) for block in blocks]
        for lane, (a, b) in enumerate(self.past):
            start, end = (_top(blocks[which]) for which in (a, b))
            # Where several come to one block or leave it, side by side.
            left, right = start[0] + 7.0 * lane, end[0] - 7.0 * lane
            highest = min(tops[a : b + 1]) - ABOVE / 2 - LANE * lane
            way = [[left, start[1] - 8], [left, highest], [right, highest], [right, end[1] - 8]]
            head = [[right - 8, end[1] - 19], [right, end[1] - 8], [right + 8, end[1] - 19]]
            items += [Line(np.array(way), color, 3.0), Line(np.array(head), color, 3.0)]
        return Sheet(items)

    def _told(self, place: int) -> Phrase:
        """A block's shape; in several rows, where no way past others leads to a join, what is joined."""
        part = next((part for part in self.blocks.parts if part.made == place), None)
        if part is None or part.kind != "join" or len(self.order) == 1:
            return self.blocks.shape(place)
        sign = SIGNS[self.blocks.node(part.first).kind]
        return joined([as_phrase(self.blocks.name(read)) for read in part.reads], ", " if sign == "," else f" {sign} ")

    def _labels(self) -> Sheet:
        """Below each block its name and its shape, as large as it has room for."""
        theme, rows, items = self.theme, self.rows, list[Item]()
        for row in self.order:
            starts = [rows.fits[which].left for which in row]
            ends = [*starts[1:], self.canvas.header.right + BETWEEN_LABELS]
            rooms = [end - start - BETWEEN_LABELS for start, end in zip(starts, ends, strict=True)]
            names = [as_phrase(self.blocks.name(self.places[which])) for which in row]
            shapes = [self._told(self.places[which]) for which in row]
            for texts, most, ink, drop in ((names, NAME, theme.ink, 0.0), (shapes, SHAPE, theme.dim, 26.0)):
                size = min(
                    most, *(most * room / text_width(text.text, most) for text, room in zip(texts, rooms, strict=True))
                )
                size = max(size, self.canvas.least)
                for which, text, start, room in zip(row, texts, starts, rooms, strict=True):
                    said = shortened(text, room, size)
                    y = rows.places[which].bottom + LABEL_DROP - 4.0 + drop
                    items.append(said.words(start, y, size, (*ink, 1.0), theme.background))
        return Sheet(items)


def _top(block: VoxelTensor) -> tuple[float, float]:
    """The middle of a block's upper edge at its back, in pixels."""
    slab = block.slabs()[-1]
    x, y = slab.at(0.0, slab.columns / 2, 1.0).tolist()
    return x, y


def shortened(text: Phrase, room: float, size: float, bold: bool = False) -> Phrase:
    """A name of which as much of the beginning is left out as has no room."""
    if text_width(text.text, size, bold) <= room or text.numbers:
        return text
    end = text.text
    while end and text_width(f"…{end}", size, bold) > room:
        end = end[1:]
    return Phrase.name(f"…{end}")
