"""Where the standard and the separable lane stand, and the input that both read, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.canvas import Canvas
from convanim.layout.regions import DEPTH, BlockFit, Need, Region, line_up
from convanim.layout.selection import Sample
from convanim.mobjects.filter_row import PITCH

LARGEST_INPUT, LARGEST, LARGEST_FILTER = 42.0, 36.0, 20.0
"""A cell's side at most, of the input, of other blocks and of filters, in pixels."""
SPREAD = 1.2
"""From depthwise filter to depthwise filter, in thicknesses."""
FILTER_HEIGHT, DEPTHWISE_WIDTH = 130.0, 150.0
"""A filter's height at most, and the width of all depthwise ones, in pixels."""
BEFORE_OUTPUT = 60.0
"""Between the standard filters and their output, in pixels."""
FILTER_GAP = 10.0
"""Between standard filters at least, in pixels."""
POINTWISE_DROP = 20.0
"""From the level of the depthwise filters' tops down to that of the pointwise ones, in pixels."""
STANDARD_DROP, BELOW_LABEL = 32.0, 10.0
"""From the standard filters down to their label's baseline, and from there to the light below it, in pixels."""
BESIDE_LIGHT = 16.0
"""From light that leads down to a label beside it, in pixels."""
LEAST_HEIGHT = 40.0
"""Of a standard filter, light or not, in pixels."""
LABEL_GAP = 60.0
"""Between labels on the lower lane's line, in pixels."""


@dataclass(frozen=True)
class LanesPlan:
    """How the two lanes and their input share one canvas."""

    shares: tuple[float, ...]
    """Of the stage's height: the upper lane and the lower one, and between them the input where it has a row."""
    gap: float
    """Between these, in pixels."""
    input_width: float
    """Of the input at most, in pixels."""
    blocks_share: float
    """Of a lane's width, for middle block and output together at most."""
    filter_margin: float
    """Before a lane's first filter at most, in pixels."""
    pointwise_width: float
    """Of the pointwise filters at most, in pixels."""
    label_room: bool
    """Whether the label of the depthwise filters has room before that of the middle block, or is moved aside."""
    filter_height: float = FILTER_HEIGHT
    """Of a filter at most, in pixels."""


@dataclass(frozen=True)
class LanesPlaces:
    """Places on a canvas for blocks with these needs, and for filters of these channels with a kernel.

    ``output`` is the need of either lane's output, ``kernel`` (rows, columns), ``label`` and ``standard_label`` the
    widths of the depthwise and of the standard filters' labels, in pixels.

    >>> from convanim.layout.canvas import WIDE
    >>> plan = LanesPlan((1.0, 1.0), 60.0, 420.0, 0.44, 70.0, 280.0, False)
    >>> eight, need = Sample.of(range(8), 9), Need(4, 4, 8)
    >>> places = LanesPlaces(plan, WIDE, Need(6, 6, 8), need, need, (3, 3), eight, eight, 0.0, 0.0)
    >>> round(places.start), [round(fit.left) for fit in places.block_fits]
    (469, [830, 1576, 1576])
    """

    plan: LanesPlan
    canvas: Canvas
    input: Need
    middle: Need
    output: Need
    kernel: tuple[int, int]
    channels: Sample
    filters: Sample
    label: float
    standard_label: float

    @cached_property
    def rooms(self) -> tuple[Region, Region, Region]:
        """Of the upper lane, of the input and of the lower lane."""
        stage = self.canvas.stage
        upper, *between, lower = stage.rows(*self.plan.shares, gap=self.plan.gap)
        return upper, between[0] if between else stage, lower

    @property
    def input_between(self) -> bool:
        """Whether the input has a row between the lanes; else it stands at the left of both."""
        return len(self.plan.shares) > 2

    @cached_property
    def input_fit(self) -> BlockFit:
        """Where the input stands."""
        _, room, _ = self.rooms
        room = replace(room, right=room.left + self.plan.input_width)
        return line_up([self.input], room, largest=LARGEST_INPUT)[0]

    @property
    def input_label(self) -> float:
        """Where the input's label starts, in pixels: clear of light that leads down."""
        (before, after), fit = self.input.pads[1], self.input_fit
        if not self.input_between:
            return fit.left - before * fit.cell
        right, made = fit.left + (self.input.columns + after) * fit.cell, self.block_fits[0]
        # The window that ends highest has light that is furthest aslant where the label stands.
        highest = fit.top + (self.kernel[0] - self.input.pads[0][0]) * fit.cell
        share = (self.rooms[1].bottom + LABEL_DROP + BELOW_LABEL - highest) / (made.top - highest)
        aslant = share * (made.left + self.middle.columns * made.cell - right)
        return right + max(0.0, aslant) + BESIDE_LIGHT

    @cached_property
    def start(self) -> float:
        """Where the lanes begin, in pixels."""
        if self.input_between:
            return self.canvas.stage.left
        need, fit = self.input, self.input_fit
        return fit.left + (need.columns + need.pads[1][1]) * fit.cell + need.deep * fit.depth[0]

    @cached_property
    def block_fits(self) -> tuple[BlockFit, BlockFit, BlockFit]:
        """Where the middle block, its output and the standard output stand."""
        middle, output, stage = self.middle, self.output, self.canvas.stage
        upper, _, lower = self.rooms
        room = (stage.right - self.start) * self.plan.blocks_share
        high = max(need.above + need.below for need in (middle, output))
        cell = min(LARGEST, room / (middle.width + output.width), lower.height / high)
        right = stage.right - output.width * cell
        filters = self._depthwise_width + self.pointwise_cell * self._pointwise_cells
        gap = (right - self.start - filters - middle.width * cell) / 4
        words = self.label + LABEL_GAP if self.plan.label_room else 0.0
        left = self.start + gap + max(gap + self._depthwise_width, words)
        return (
            _standing_on(middle, cell, left, lower.bottom),
            _standing_on(output, cell, right, lower.bottom),
            _standing_on(output, cell, right, upper.bottom),
        )

    @cached_property
    def filters_left(self) -> float:
        """Where the first filters of both lanes begin, in pixels."""
        room = (self.block_fits[0].left - self.start - self._depthwise_width) / 2
        return self.start + min(self.plan.filter_margin, room)

    # The separable lane's filters.

    @property
    def _depthwise_deep(self) -> float:
        return (self.channels.extent - 1) * SPREAD + 1

    @property
    def _depthwise_cell(self) -> float:
        (rows, columns), deep = self.kernel, self._depthwise_deep
        high, wide = rows - deep * DEPTH[1], columns + deep * DEPTH[0]
        return min(LARGEST_FILTER, self.plan.filter_height / high, DEPTHWISE_WIDTH / wide)

    @property
    def _depthwise_width(self) -> float:
        return (self.kernel[1] + self._depthwise_deep * DEPTH[0]) * self._depthwise_cell

    @property
    def depthwise_filters(self) -> BlockFit:
        """Where the depthwise filters stand."""
        cell = self._depthwise_cell
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        _, _, lower = self.rooms
        top = lower.top - self._depthwise_deep * depth[1]
        return BlockFit(cell, self.filters_left, top, (depth[0] * SPREAD, depth[1] * SPREAD), depth)

    @property
    def _pointwise_cells(self) -> float:
        return self.filters.extent * PITCH + len(self.channels.indices) * DEPTH[0]

    @property
    def pointwise_cell(self) -> float:
        """A pointwise filter's side, in pixels."""
        return min(LARGEST_FILTER, self.plan.pointwise_width / self._pointwise_cells)

    @property
    def pointwise_corner(self) -> tuple[float, float]:
        """The left and the bottom of the pointwise filters, in pixels, half-way from the middle block to the output."""
        cell, (middle, output, _) = self.pointwise_cell, self.block_fits
        right = middle.left + self.middle.columns * middle.cell + self.middle.deep * middle.depth[0]
        left = (right + output.left - self._pointwise_cells * cell) / 2
        _, _, lower = self.rooms
        return left, lower.top + cell * (1 - len(self.channels.indices) * DEPTH[1]) + POINTWISE_DROP

    # The standard lane's filters.

    @cached_property
    def standard_filters(self) -> list[BlockFit]:
        """Where each of the standard filters stands."""
        (rows, columns), deep = self.kernel, self.channels.extent
        upper, _, _ = self.rooms
        left, right = self.filters_left, self.block_fits[2].left - BEFORE_OUTPUT
        wide, high = columns + deep * DEPTH[0], rows - deep * DEPTH[1]
        pitch = (right - left) / self.filters.extent
        clear = max(self._top_of_light - upper.top - STANDARD_DROP - BELOW_LABEL, LEAST_HEIGHT)
        cell = min(LARGEST_FILTER, (pitch - FILTER_GAP) / wide, min(clear, self.plan.filter_height) / high)
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        top = upper.top - deep * depth[1]
        return [BlockFit(cell, left + place * pitch, top, depth, depth) for place in self.filters.places]

    @property
    def _top_of_light(self) -> float:
        """How high up light from the input to the standard output reaches above the standard filters' label."""
        fit, need, made = self.input_fit, self.input, self.block_fits[2]
        top = fit.top - need.pads[0][0] * fit.cell + need.deep * fit.depth[1] / 2
        right = fit.left + need.columns * fit.cell + need.deep * fit.depth[0]
        ends = self.filters_left, self.filters_left + self.standard_label
        shares = (max(0.0, (x - right) / (made.left - right)) for x in ends)
        return min(top + share * (made.top - top) for share in shares)


def _standing_on(need: Need, cell: float, left: float, bottom: float) -> BlockFit:
    own, depth = cell * need.shrink, (cell * DEPTH[0], cell * DEPTH[1])
    return BlockFit(own, left, bottom - need.rows * own, depth, depth)
