"""Where what is read, the filters and what is made stand in one line of sight, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Need, Region, line_up, to_scene

READ, MADE = range(2)
"""The blocks, in the order of their needs."""
LARGEST, LARGEST_FILTER = 60.0, 58.0
"""A cell's side at most, of blocks and of filters, in pixels."""
SPREAD = 1.35
"""From depthwise filter to depthwise filter, in thicknesses."""


@dataclass(frozen=True)
class Extent:
    """The room that filters take, in their cells, with their depth."""

    across: float
    above: float
    """From the middle of the nearest front up."""
    below: float


@dataclass(frozen=True)
class PassPlan:
    """How two blocks and the filters between them share one canvas."""

    gap: float
    """On either side of the filters at least, in pixels."""
    scale: float
    """A filter's cell over a block's, at most."""
    down: bool = False
    """Whether what is made stands below, and light leads down to it from the filters; else all stand side by side."""
    filters_told: bool = True
    """Whether the filters' label says how many there are of which shape."""


@dataclass(frozen=True)
class PassPlaces:
    """Places on a stage for two blocks with these needs, and for filters of this extent.

    >>> needs, plan = (Need(5, 5, 4), Need(5, 5, 8)), PassPlan(gap=50.0, scale=1.0)
    >>> places = PassPlaces(plan, Region(0, 0, 1000, 400), needs, Extent(6.0, 1.0, 0.5))
    >>> [round(fit.left) for fit in places.fits], round(places.filter_cell), round(places.filters_left)
    ([0, 651], 44, 335)
    """

    plan: PassPlan
    stage: Region
    needs: tuple[Need, Need]
    filters: Extent

    @cached_property
    def rows(self) -> BlockRows:
        """Where the blocks stand."""
        if self.plan.down:
            return stack_in_rows(self.needs, self.stage, ((READ,), (MADE,)), largest=LARGEST, lone_at_right=False)
        taken = sum(need.width for need in self.needs) + self.filters.across * self.plan.scale
        above, below = (max(getattr(need, name) for need in self.needs) for name in ("above", "below"))
        cell = min(LARGEST, (self.stage.width - 2 * self.plan.gap) / taken, self.stage.height / (above + below))
        return BlockRows(line_up(self.needs, self.stage, cell=cell), [self.stage] * 2)

    @property
    def fits(self) -> list[BlockFit]:
        """Of both blocks."""
        return self.rows.fits

    @cached_property
    def _room(self) -> Region:
        """Between the blocks, or at the right of what is read."""
        fit, need = self.fits[READ], self.needs[READ]
        left = fit.left - need.pads[1][0] * fit.cell + need.width * fit.cell / need.shrink
        right = self.stage.right if self.plan.down else self.fits[MADE].left
        room = self.rows.places[READ]
        return Region(left + self.plan.gap, room.top, right - (0.0 if self.plan.down else self.plan.gap), room.bottom)

    @cached_property
    def filter_cell(self) -> float:
        """A side of the filters' cells, in pixels."""
        room, own = self._room, self.filters
        middle = self.middle
        return min(
            LARGEST_FILTER,
            self.plan.scale * self.fits[READ].cell / self.needs[READ].shrink,
            room.width / own.across,
            (middle - room.top) / own.above,
            (room.bottom - middle) / own.below,
        )

    @property
    def middle(self) -> float:
        """On which level the middles of all fronts are, in pixels."""
        fit = self.fits[READ]
        return fit.top + self.needs[READ].rows * fit.cell / 2

    @property
    def filters_left(self) -> float:
        """Where the filters begin: in the middle of their room."""
        room = self._room
        return (room.left + room.right - self.filters.across * self.filter_cell) / 2

    @cached_property
    def around_filters(self) -> Floats:
        """Scene points (4, 3) round all filters: top left, top right and bottom left of their fronts, the far end."""
        own, cell, left = self.filters, self.filter_cell, self.filters_left
        deep = (own.above - own.below) * cell
        top, bottom, right = self.middle - own.below * cell, self.middle + own.below * cell, left + own.across * cell
        front = right + deep * DEPTH[0] / DEPTH[1]
        return to_scene([[left, top], [front, top], [left, bottom], [right, top - deep]])
