"""Where small maps and the large one stand: all in cells of one size, for numbers move and do not change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.canvas import Canvas
from convanim.layout.regions import DEPTH, BlockFit

FINE = 12.0
"""Of more rows or columns a map's slabs are as thick as those of a map of so many, or nobody would see them."""
LABEL_RISE, LABEL_ROOM = 14.0, 36.0
"""From a label that stands above maps down to them, and the room for both, in pixels."""


@dataclass(frozen=True)
class MapsPlan:
    """How the maps stand; lengths are in pixels."""

    gap: float
    """Between the small maps and the large one."""
    down: bool = False
    """Whether the large map stands below the small ones, not beside them.

    Then their label stands above them: below it would be struck out by lines to the large map.
    """
    between: float = 24.0
    """From one row of small maps to the next."""
    largest: float = 72.0
    """A cell's side at most."""


@dataclass(frozen=True)
class MapsPlaces:
    """Small maps in as many rows and columns as the factor says, each where its numbers are in a square.

    ``size`` are the rows and columns of a small map, ``deep`` is how many slots its slabs take, ``aside`` the room on
    its left for its number, in pixels.
    """

    plan: MapsPlan
    canvas: Canvas
    factor: int
    size: tuple[int, int]
    deep: float
    aside: float

    @cached_property
    def _thick(self) -> float:
        """A slab's thickness, over a cell's side."""
        return max(1.0, self.factor * max(self.size) / FINE)

    @cached_property
    def _depth(self) -> tuple[float, float]:
        """How far all slabs lead right and up, in cells."""
        return self.deep * self._thick * DEPTH[0], -self.deep * self._thick * DEPTH[1]

    @cached_property
    def cell(self) -> float:
        """A cell's side, in pixels."""
        stage, plan, factor = self.canvas.stage, self.plan, self.factor
        (rows, columns), (right, up) = self.size, self._depth
        wide, high = (factor * (columns + right), factor * columns + right), (factor * (rows + up), factor * rows + up)
        lost = factor * self.aside, (factor - 1) * plan.between
        if plan.down:
            across = min((stage.width - lost[0]) / wide[0], stage.width / wide[1])
            return min(plan.largest, across, (stage.height - LABEL_ROOM - lost[1] - plan.gap) / sum(high))
        tall = min((stage.height - lost[1]) / high[0], stage.height / high[1])
        return min(plan.largest, tall, (stage.width - lost[0] - plan.gap) / sum(wide))

    def _fit(self, left: float, top: float) -> BlockFit:
        """A map whose slabs reach from a left end and a top on."""
        cell, thick = self.cell, self.cell * self._thick
        depth = thick * DEPTH[0], thick * DEPTH[1]
        return BlockFit(cell, left, top + self._depth[1] * cell, depth, depth)

    @cached_property
    def _pitch(self) -> tuple[float, float]:
        """From one small map to the next, right and down, in pixels."""
        (rows, columns), (right, up) = self.size, self._depth
        return (columns + right) * self.cell + self.aside, (rows + up) * self.cell + self.plan.between

    @cached_property
    def _sizes(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Width and height of all small maps together, and of the large one, in pixels."""
        (rows, columns), (right, up), factor = self.size, self._depth, self.factor
        small = factor * self._pitch[0], factor * self._pitch[1] - self.plan.between
        return small, ((factor * columns + right) * self.cell, (factor * rows + up) * self.cell)

    @cached_property
    def _corners(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The left end and the top of all small maps together, and of the large one."""
        stage, (small, large) = self.canvas.stage, self._sizes
        (center, middle) = stage.center
        if self.plan.down:
            spare = stage.height - LABEL_ROOM - small[1] - large[1] - self.plan.gap
            top = stage.top + LABEL_ROOM + spare / 3
            below = top + small[1] + self.plan.gap + spare / 3
            # Their numbers stand on the left, and do not count for where the middle is.
            return (max(stage.left, center - (small[0] + self.aside) / 2), top), (center - large[0] / 2, below)
        spare = stage.width - small[0] - large[0] - self.plan.gap
        left, gap = stage.left + spare * 0.3, self.plan.gap + spare * 0.4
        return (left, middle - small[1] / 2), (left + small[0] + gap, middle - large[1] / 2)

    def small_fit(self, place: int) -> BlockFit:
        """Where the small map stands whose numbers come to a place of every square, row by row."""
        i, j = divmod(place, self.factor)
        (left, top), (right, down) = self._corners[0], self._pitch
        return self._fit(left + self.aside + j * right, top + i * down)

    @cached_property
    def large_fit(self) -> BlockFit:
        """Where the large map stands."""
        return self._fit(*self._corners[1])

    @cached_property
    def label_lines(self) -> tuple[float, float]:
        """The baselines of the labels of the small maps and of the large one."""
        (small, large), most = self._sizes, self.canvas.label_line
        (_, top), (_, below) = self._corners
        if self.plan.down:
            return top - LABEL_RISE, min(below + large[1] + LABEL_DROP, most)
        line = min(max(top + small[1], below + large[1]) + LABEL_DROP, most)
        return line, line
