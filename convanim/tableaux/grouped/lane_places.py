"""Where a grouped layer's lanes stand: the room of each group's input, filters and output, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.canvas import Canvas
from convanim.layout.regions import BlockFit, Need, Region

LARGEST = 84.0
"""A nominal cell's side at most, in pixels."""
ROW_GAP = 30.0
"""Above a lane's own row of filters, in pixels."""
NUMBER_ROOM = 44.0
"""Below such a row, for the filters' numbers, in pixels."""
NUMBER_BELOW = 36.0
"""From a filter's bottom to the end of its number, in pixels."""
LABEL_HEIGHT = 22.0
"""From the top of labels to their baseline, in pixels."""
LANE_GAP = {1: 0.0, 2: 28.0, 3: 16.0}
"""Least room between so many lanes, in pixels."""
WIDEST_LANE_GAP, WIDEST_FILTER_GAP = 60.0, 84.0
"""From lane to lane, and from filter to filter, where there is room, in pixels."""
ASIDE_GAP = 0.7
"""From an output to a channel beside it, in nominal cells."""
DOTS_ROOM = 46.0
"""Above the last lane, for dots that stand for groups without a lane, in pixels."""


def lane_middles(
    stage: Region, lanes: int, above: float, below: float, dots_room: float, widest: float = WIDEST_LANE_GAP
) -> list[float]:
    """The height of so many lanes' lines of sight, in pixels, in the middle of a stage.

    A lane reaches so far ``above`` and ``below`` its own; ``dots_room`` is kept above the last one, and ``widest`` is
    what is between two of them at most.

    >>> lane_middles(Region(0, 0, 100, 300), 2, 60.0, 40.0, 0.0)
    [80.0, 240.0]
    """
    spare = stage.height - lanes * (above + below) - dots_room
    gap = min(spare / max(1, lanes - 1), widest)
    top = stage.top + (spare - gap * (lanes - 1)) / 2
    middles = [top + above + k * (above + below + gap) for k in range(lanes)]
    middles[-1] += dots_room
    return middles


@dataclass(frozen=True)
class LanePlan:
    """Where the parts of a lane stand on one canvas; lengths are in pixels."""

    letter_room: float = 80.0
    """At the left, for the group's letter and channels, where these are not wider."""
    beam_room: float = 110.0
    """On either side of what stands between input and output, at least."""
    filter_gap: float = 40.0
    """From filter to filter at least."""
    filters_below: bool = False
    """Whether filters have a row of their own below input and output, and beams lead down; else they stand between."""
    second_label_line: float = 0.0
    """At the stage's bottom, for a second line of labels."""
    filter_scale: float = 1.0
    """A filter's cell over those of input and output, whose numbers come first where there is little room."""
    label_at_letters: bool = False
    """Whether the input's label starts where the letters do; else where the input does."""


@dataclass(frozen=True)
class LanePlaces:
    """Places for so many ``lanes``, one below the other, with the room that a group needs.

    ``given``, ``read`` and ``made`` are the needs of its input, of one of its filters and of its output, in which each
    filter has a slot; with ``dots`` there is room for dots above the last lane, and with ``aside`` for one channel
    beside each output. Lanes count from 0 at the top.

    >>> from convanim.layout.canvas import WIDE
    >>> places = LanePlaces(LanePlan(), WIDE, Need(6, 6, 4), Need(3, 3, 4), Need(4, 4, 4), lanes=2, dots=False)
    >>> [round(middle) for middle in places.middles], len(places.filter_lefts)
    ([339, 616], 4)
    """

    plan: LanePlan
    canvas: Canvas
    given: Need
    read: Need
    made: Need
    lanes: int
    dots: bool
    aside: bool = False

    @property
    def stage(self) -> Region:
        """The stage without a second line of labels."""
        return self.canvas.stage.inset(bottom=self.plan.second_label_line)

    @property
    def filters(self) -> int:
        """The slots that filters take in a lane."""
        return int(self.made.extent)

    @cached_property
    def cell(self) -> float:
        """Side of a nominal cell, in pixels."""
        plan, given, read = self.plan, self.given, self.read
        height = (self.stage.height - LANE_GAP[self.lanes] * (self.lanes - 1) - self._dots_room) / self.lanes
        room = self.stage.width - plan.letter_room
        apart = plan.filter_gap * (self.filters - 1)
        if plan.filters_below:
            upper = (room - plan.beam_room) / (given.width + self._made_width)
            lower = (room - apart) / (self.filters * read.width)
            tall = self._above + self._below + read.above + read.below
            return min(LARGEST, upper, lower, (height - ROW_GAP - NUMBER_ROOM) / tall)
        scale = plan.filter_scale
        wide = given.width + self.filters * read.width * scale + self._made_width
        high = min(height / (self._above + self._below), (height - self._under) / (self._above + read.below * scale))
        return min(LARGEST, high, (room - 2 * plan.beam_room - apart) / wide)

    @property
    def _filter_cell(self) -> float:
        return self.cell * self.plan.filter_scale

    @property
    def _dots_room(self) -> float:
        return DOTS_ROOM if self.dots else 0.0

    @property
    def _in_line(self) -> list[Need]:
        """What stands on a lane's line of sight."""
        return [self.given, self.made] if self.plan.filters_below else [self.given, self.read, self.made]

    @property
    def _above(self) -> float:
        return max(need.above for need in self._in_line)

    @property
    def _below(self) -> float:
        return max(need.below for need in self._in_line)

    @property
    def _under(self) -> float:
        """Room below filters as high as their lane for their numbers, beyond what there is before the next text."""
        free = self.canvas.label_line - LABEL_HEIGHT - self.stage.bottom
        return max(0.0, NUMBER_BELOW - min(free, LANE_GAP[self.lanes] if self.lanes > 1 else free))

    @property
    def _bottom(self) -> float:
        """From a lane's line of sight to its bottom, in pixels."""
        below = self._below * self.cell
        if self.plan.filters_below:
            return below + ROW_GAP + (self.read.above + self.read.below) * self.cell + NUMBER_ROOM
        return max(below, self.read.below * self._filter_cell + self._under)

    @cached_property
    def middles(self) -> list[float]:
        """The height of each lane's line of sight, in pixels."""
        return lane_middles(self.stage, self.lanes, self._above * self.cell, self._bottom, self._dots_room)

    @property
    def dots_line(self) -> float:
        """The height of dots that stand for groups without a lane."""
        return (self.middles[-2] + self._bottom + self.middles[-1] - self._above * self.cell) / 2 + 4

    @property
    def label_line(self) -> float:
        """The baseline of labels where no filters are shown: close below the last lane if these stand below."""
        if self.plan.filters_below:
            return self.middles[-1] + self._below * self.cell + LABEL_DROP
        return self.canvas.label_line

    @property
    def _input_left(self) -> float:
        """The left edge of the inputs' padding."""
        return self.stage.left + self.plan.letter_room

    @property
    def input_end(self) -> float:
        """The right end of the inputs and their padding."""
        return self._input_left + self.given.width * self.cell

    @property
    def _output_left(self) -> float:
        return self.stage.right - self._made_width * self.cell

    @property
    def _made_width(self) -> float:
        """Of an output, and of a channel beside it, in nominal cells."""
        beside = replace(self.made, extent=1).width + ASIDE_GAP
        return self.made.width + (beside if self.aside else 0.0)

    @cached_property
    def filter_lefts(self) -> list[float]:
        """The left edge of each slot for filters."""
        slots, wide = self.filters, self.read.width * self._filter_cell
        if self.plan.filters_below:
            pitch = min((self.stage.right - self._input_left) / slots, 2.0 * wide)
            return [self._input_left + k * pitch for k in range(slots)]
        free = self._output_left - self.input_end - slots * wide
        gap = float(np.clip(free / (slots + 2), self.plan.filter_gap, WIDEST_FILTER_GAP))
        side = (free - gap * (slots - 1)) / 2
        return [self.input_end + side + k * (wide + gap) for k in range(slots)]

    def filter_middle(self, lane: int) -> float:
        """The height of the middle of a lane's filters, in pixels."""
        if self.plan.filters_below:
            return self.middles[lane] + (self._below + self.read.above) * self.cell + ROW_GAP
        return self.middles[lane]

    def input_fit(self, lane: int) -> BlockFit:
        """Where a lane's input stands."""
        return self.given.fit(self.cell, self._input_left, self.middles[lane])

    def filter_fit(self, lane: int, slot: int) -> BlockFit:
        """Where the filter in a lane's slot stands."""
        return self.read.fit(self._filter_cell, self.filter_lefts[slot], self.filter_middle(lane))

    def output_fit(self, lane: int) -> BlockFit:
        """Where a lane's output stands."""
        return self.made.fit(self.cell, self._output_left, self.middles[lane])

    def aside_fit(self, lane: int) -> BlockFit:
        """Where one channel of a lane's output stands beside the others."""
        return self.output_fit(lane).shifted((self.made.width + ASIDE_GAP) * self.cell, 0.0)
