"""Where input, middle block and output of a pipeline stand, and the filters between them, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.layout.block_rows import LABEL_DROP, BlockRows, stack_in_rows
from convanim.layout.regions import DEPTH, BlockFit, Need, Region

INPUT, MIDDLE, OUTPUT = range(3)
"""The blocks, in the order of their needs."""
LARGEST, LARGEST_FILTER = 56.0, 36.0
"""A cell's side at most, of blocks and of depthwise filters, in pixels."""
SPREAD = 1.35
"""From depthwise filter to depthwise filter, in thicknesses."""
BELOW_LABEL = 10.0
"""From a label's baseline down to the light below it, in pixels."""
BESIDE_LIGHT = 16.0
"""From light that leads down to a label beside it, in pixels."""
STATION_GAP = 20.0
"""Round what stands between both halves, in pixels."""
FROM_BLOCK = 40.0
"""From a block to the filters at its right, in pixels."""


@dataclass(frozen=True)
class PipelinePlan:
    """Where a pipeline's blocks stand on one canvas, and the filters that read them."""

    rows: tuple[tuple[int, ...], ...]
    """Which blocks stand in which row, from the top."""
    gap: float
    """Between blocks in a row at least, in pixels."""
    share_above: float
    """Of the stage's height, left free above the blocks for filters and their labels."""
    band: float
    """The height of the band at the stage's top where filters stand, in pixels."""
    filters_beside: bool
    """Whether filters stand at the right of what they read, and light leads down to the next row; else in the band."""
    depthwise_margin: float
    """Kept free beside the depthwise filters, on both sides together, in pixels."""
    pointwise_margin: float
    """Kept free on either side of the pointwise filters, in pixels."""
    filters_told: bool = True
    """Whether labels of filters say how many there are of which shape."""


@dataclass(frozen=True)
class PipelinePlaces:
    """Places on a stage for blocks with these needs, and for depthwise filters with a kernel's (rows, columns).

    >>> needs = Need(6, 6, 8), Need(4, 4, 8), Need(4, 4, 8)
    >>> plan = PipelinePlan(((0, 1, 2),), 100.0, 0.3, 80.0, False, 0.0, 0.0)
    >>> places = PipelinePlaces(plan, Region(0, 0, 1000, 400), needs, (3, 3))
    >>> [round(fit.cell) for fit in places.fits], [round(room.left) for room in places.filter_rooms]
    ([34, 34, 34], [305, 652])
    """

    plan: PipelinePlan
    stage: Region
    needs: tuple[Need, Need, Need]
    kernel: tuple[int, int]

    @cached_property
    def rows(self) -> BlockRows:
        """The rows of blocks."""
        stage, plan = self.stage, self.plan
        room = stage.inset(top=plan.share_above * stage.height)
        return stack_in_rows(self.needs, room, plan.rows, gap=plan.gap, largest=LARGEST)

    @property
    def fits(self) -> list[BlockFit]:
        """Where the blocks stand."""
        return self.rows.fits

    @cached_property
    def filter_rooms(self) -> tuple[Region, Region]:
        """The rooms of depthwise and pointwise filters."""
        return self._room_after(INPUT), self._room_after(MIDDLE)

    @property
    def beside_light(self) -> float:
        """Where labels below blocks start, in pixels: clear of light that leads down from any of them."""
        fronts = zip(self.fits, self.needs, strict=True)
        return max(fit.left + (need.columns + need.pads[1][1]) * fit.cell for fit, need in fronts) + BESIDE_LIGHT

    @property
    def station(self) -> Region:
        """The room of what stands between both halves: above the middle block, or at its right."""
        fit, need = self.fits[MIDDLE], self.needs[MIDDLE]
        if self.plan.filters_beside:
            room = self._room_after(MIDDLE)
            return Region(room.left, room.top, room.right, room.bottom)
        left, right = self._room_after(INPUT).left + STATION_GAP, self.fits[OUTPUT].left - STATION_GAP
        top = fit.top + need.deep * fit.depth[1] - STATION_GAP
        return Region(left, self.stage.top, right, top)

    def _room_after(self, which: int) -> Region:
        """From a block to the next one in its row, or to the end of the stage."""
        fit, need, row = self.fits[which], self.needs[which], self.rows.places[which]
        left = fit.left + need.columns * fit.cell + need.deep * fit.depth[0]
        together = any(which in blocks and which + 1 in blocks for blocks in self.plan.rows)
        right = self.fits[which + 1].left if together else self.stage.right
        if self.plan.filters_beside:
            return Region(left + FROM_BLOCK, row.top, right, row.bottom)
        clear = self._top_of_light(which) - LABEL_DROP - BELOW_LABEL
        return Region(left, self.stage.top, right, min(self.stage.top + self.plan.band, clear))

    def _top_of_light(self, which: int) -> float:
        """How high up light from a block to the next one in its row reaches, right of the first."""
        fit, need, target = self.fits[which], self.needs[which], self.fits[which + 1].top
        start = fit.top - need.pads[0][0] * fit.cell + need.deep * fit.depth[1] / 2
        return min(start, target)

    @cached_property
    def depthwise_filters(self) -> BlockFit:
        """Where the depthwise filters stand: in the middle of their room, at its bottom."""
        (rows, columns), (room, _) = self.kernel, self.filter_rooms
        deep = (self.needs[INPUT].extent - 1) * SPREAD + 1
        across, down = columns + deep * DEPTH[0], rows - deep * DEPTH[1]
        cell = min(LARGEST_FILTER, room.height / down, (room.width - self.plan.depthwise_margin) / across)
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        return BlockFit(
            cell,
            (room.left + room.right - across * cell) / 2,
            room.bottom - rows * cell,
            (depth[0] * SPREAD, depth[1] * SPREAD),
            depth,
        )
