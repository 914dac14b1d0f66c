"""Where the needle tableau's blocks, voxels and lines stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from convanim.layout.block_rows import BETWEEN, FILTER, INPUT, OUTPUT, BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Need, Region, line_up, to_pixels, to_scene
from convanim.mobjects.cast import Cast
from convanim.mobjects.filter_row import FilterRow
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.voxels import Slab
from convanim.trace import Step

MOST_SKEWERED = 9
"""So many channels are skewered at most; of more, a sample is."""
PULL = 5.5
"""How many slots in front of the others the output plane in the making stands."""
STEP, CORNER = 0.72, 0.42
"""Of the stage's height, for either row where the output stands in the corner; and of its width, for the output."""
LEGIBLE_OUTPUT = 38.0
"""There, an output's cell at most, in pixels."""
WIDEST_SPREAD = 3.65
"""From slab to slab of the input at most, in thicknesses."""
TAIL = 1.25
"""How far the needle sticks out of the first and the last voxel, in depths of a voxel."""


@dataclass(frozen=True)
class NeedlePlan:
    """How input, weights and output stand, and the row of all filters."""

    rows: tuple[tuple[int, ...], ...]
    """Which blocks stand in which row, from the top; input and weights are in the first."""
    gap: float
    """Between blocks in a row, in pixels."""
    shown: str
    """What is said where not all channels or filters are shown: a message of ``shown`` ones and their ``total``."""
    legible: float = 36.0
    """A voxel's side that its number is legible in, in pixels."""
    share_width: bool = False
    """Whether the blocks are so deep that the first row fills the stage's width, not its height."""
    filters_beside_output: bool = False
    """Whether the row of filters stands at the left of the output's row, not below the weights."""
    stepped: bool = False
    """Whether the output stands in the lower right corner, in cells of its own, below the needle that rises to the
    right; the second row then reaches up beside the first."""


class NeedlePlacement:
    """Where everything stands, in frame pixels or scene points.

    ``channels`` and ``filters`` are those that are shown: so few that voxels are large enough for their numbers.
    """

    def __init__(self, cast: Cast, plan: NeedlePlan) -> None:
        self.cast = cast
        self.plan = plan
        self.filters = cast.filters(MOST_SKEWERED)
        self.channels = cast.channels(self._most())

    # The blocks.

    @property
    def _deep(self) -> float:
        """The depth that legible voxels leave, in thicknesses of a slab."""
        stage, plan, given = self.cast.canvas.stage, self.plan, self.cast.need_of_input(1)
        if not plan.share_width:
            return (stage.height / plan.legible - min(given.most, given.rows)) / -DEPTH[1]
        others = 1.0 + min(given.most, given.columns)
        if OUTPUT in plan.rows[0]:
            others += self.cast.need_of_output(PULL + self.filters.extent).width
        return max(2.0, ((stage.width - 2 * plan.gap) / plan.legible - others) / (2 * DEPTH[0]))

    def _most(self) -> int:
        """How many channels are skewered at most: where there are many, so few that their numbers stand free."""
        count = len(self.cast.shown) or self.cast.layer.in_channels
        return MOST_SKEWERED if count <= MOST_SKEWERED else int(np.clip((self._deep - 1) / 3.2, 5, MOST_SKEWERED))

    @cached_property
    def _spread(self) -> float:
        """From slab to slab, in thicknesses: as far apart as legible voxels allow."""
        return float(np.clip((self._deep - 1) / max(1, self.channels.extent - 1), 1.2, WIDEST_SPREAD))

    @cached_property
    def _rows(self) -> BlockRows:
        extent, cast = self.channels.extent, self.cast
        needs = [
            cast.need_of_input(extent, self._spread, padded=False),
            Need(1, 1, extent, self._spread),
            cast.need_of_output(PULL + self.filters.extent),
        ]
        stage = cast.canvas.stage
        if self.plan.stepped:
            return self._steps(needs, stage)
        return stack_in_rows(needs, stage, self.plan.rows, gap=self.plan.gap, lone_at_right=True)

    def _steps(self, needs: Sequence[Need], stage: Region) -> BlockRows:
        """Input and weights at the top, the output in the corner, in as large cells as leave them apart."""
        first, made = needs[:OUTPUT], needs[OUTPUT]
        upper = replace(stage, bottom=stage.top + STEP * stage.height)
        largest = min(self.plan.legible, (stage.width - self.plan.gap) / sum(need.width for need in first))
        given, weights = line_up(first, upper, gap=self.plan.gap, largest=largest, last_at_right=False)
        bottom = given.top + needs[INPUT].rows * given.cell
        high, wide = STEP * stage.height / (made.above + made.below), CORNER * stage.width / made.width
        cell = min(LEGIBLE_OUTPUT, high, wide)
        output = made.fit(cell, stage.right - made.width * cell, stage.bottom - made.below * cell)
        rows = [replace(stage, bottom=bottom), replace(stage, bottom=bottom)]
        return BlockRows([given, weights, output], [*rows, replace(stage, top=bottom + BETWEEN)])

    @cached_property
    def fits(self) -> list[BlockFit]:
        """Where input, weights and output stand."""
        given, weights, made = self._rows.fits
        # On a level with the pixel that is shown first, so that its lines run straight across.
        middle = given.top + (self.cast.view.size[0] // 4 + 0.5) * given.cell
        return [given, weights.shifted(0.0, middle - weights.cell / 2 - weights.top), made]

    @cached_property
    def filter_row(self) -> FilterRow | None:
        """All filters side by side; None without room."""
        weights, place = self.fits[FILTER], self._rows.places[OUTPUT]
        if self.plan.filters_beside_output:
            left, height = place.left, place.height
        else:
            left, height = weights.left, place.bottom - (weights.top + weights.cell) - 34
        width = self.fits[OUTPUT].left - left - 40
        return FilterRow.within(
            self.cast, self.channels, self.filters, left=left, bottom=place.bottom, width=width, height=height
        )

    @property
    def _filters_beside_output(self) -> FilterRow | None:
        return self.filter_row if self.plan.filters_beside_output else None

    @property
    def label_rows(self) -> BlockRows:
        """The rows below which labels stand: that of the weights where the row of filters does."""
        if self._filters_beside_output is None:
            return self._rows
        return BlockRows(self.fits, [self._rows.places[k] for k in (INPUT, OUTPUT, OUTPUT)])

    @property
    def label_starts(self) -> list[float]:
        """Where labels would start, in pixels from the left."""
        given, weights, made = self.fits
        filters = self._filters_beside_output or weights
        return [given.left, filters.left, made.left]

    @property
    def output_places(self) -> list[float]:
        """Slots of the output's planes along the depth axis; the one in the making stands in front of them, at 0."""
        return [PULL + place for place in self.filters.places]

    # What goes with a step.

    def voxels(self, step: Step) -> Floats:
        """Scene points (4 * slabs, 3) of the needle's voxels at a step's pixel."""
        _, row, column = step.index
        rows, columns = self.cast.view.input
        fit, side = self.fits[INPUT], self.fits[FILTER].cell
        # A voxel's side is a cell's, or more where the cells of a large image are too small for numbers.
        x = fit.left + (column - columns.start + 0.5) * fit.cell
        y = fit.top + (row - rows.start + 0.5) * fit.cell
        spots = np.array([x - side / 2, y - side / 2]) + np.array(self.channels.places)[:, None] * np.array(fit.step)
        right, down = np.array([side, 0.0]), np.array([0.0, side])
        corners = np.stack([spots, spots + right, spots + down, spots + right + np.array(fit.depth)], axis=1)
        return to_scene(corners.reshape(-1, 2))

    def needle_ends(self, step: Step) -> Floats:
        """Scene points (4, 3) of the needle's ends, each from its voxel outwards."""
        slabs = self._slabs(step)
        front, back = slabs[0].at(1.0, 0.0), slabs[-1].at(0.0, 1.0, 1.0)
        way = self.fits[FILTER].cell * np.array([0.86, -0.645])
        # It ends before it would prick the frame's margin, the label below or the caption above.
        stage, label_top = self.cast.canvas.stage, self._rows.label_line(INPUT) - 22
        short = max(0.0, min(TAIL, (front[0] - stage.left + 14) / way[0], (front[1] - label_top) / way[1]))
        long = max(0.0, min(TAIL, (stage.top - 16 - back[1]) / way[1]))
        return to_scene([front, front - short * way, back, back + long * way])

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round a step's output cell on the plane that is pulled out."""
        _, row, column = step.index
        return self._pulled.around(row, column, front=True)

    def lines_in(self, step: Step) -> Floats:
        """Scene points (2 * slabs, 3) of lines from values to weights."""
        starts = [slab.at(0.5, 0.5) for slab in self._slabs(step)]
        return _joined(starts, [slab.at(0.5, 0.0) for slab in self._weights])

    def lines_out(self, step: Step) -> Floats:
        """Scene points (2 * slabs, 3) of lines from weights to the output cell."""
        target = to_pixels(self.cell(step))
        end = (target[0] + target[2]) / 2
        return _joined([slab.at(0.5, 0.5) for slab in self._weights], [end] * len(self._weights))

    def _slabs(self, step: Step) -> list[Slab]:
        return [Slab.of(four, 1, 1) for four in to_pixels(self.voxels(step)).reshape(-1, 4, 2)]

    # Any filter's weights, and any output plane that is pulled out, stand where the first one does.

    @cached_property
    def _weights(self) -> list[Slab]:
        first, fit = self.filters.indices[0], self.fits[FILTER]
        content = self.cast.filter_content(first, self.channels.indices)
        ramps = self.cast.filter_ramps([first]) * len(self.channels.indices)
        return VoxelTensor(content, ramps, fit, self.cast.style).stand(fit, self.channels.places).slabs()

    @cached_property
    def _pulled(self) -> VoxelTensor:
        first = self.filters.indices[:1]
        content, ramps = self.cast.output_content(first), self.cast.filter_ramps(first)
        return VoxelTensor(content, ramps, self.fits[OUTPUT], self.cast.style)


def _joined(starts: Sequence[Floats], ends: Sequence[Floats]) -> Floats:
    return to_scene(np.stack([np.array(starts), np.array(ends)], axis=1).reshape(-1, 2))
