"""Where a grouped layer's lanes stand: the room of each group's input, filters and output."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from convanim.draw.lettering import text_width
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.regions import DEPTH, BlockFit, Need, Region
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast
from convanim.scene.tableau import Tableau
from convanim.tableaux.grouped.grouping import Grouping, channel_span, spots

LARGEST = 84.0
LETTER_ROOM = 80.0
BEAM_ROOM, FILTER_GAP = 110.0, 40.0
TIGHT_ROOM = (60.0, 43.0, 14.0)
"""Room for letters and beams, and the gap between filters, where a whole lane shares a square's width."""
ROW_GAP, NUMBER_ROOM = 30.0, 44.0
"""Above a lane's own row of filters, and below it for their numbers."""
NUMBER_DROP = 30.0
"""From a filter's bottom to its number's baseline."""
LANE_GAP = {1: 0.0, 2: 28.0, 3: 16.0}
"""Least room between so many lanes, in pixels."""
DOTS_ROOM = 46.0


class LanePlan(Tableau[None]):
    """Places for a lane of each group that ``grouping`` shows.

    In a tall frame the filters of a lane have a row of their own, below its input and output.
    """

    def __init__(self, cast: Cast, grouping: Grouping) -> None:
        super().__init__(cast)
        self.grouping = grouping
        self.lanes = grouping.lanes
        tight = cast.canvas.narrow and not cast.canvas.tall
        self.letter_room, self._beam_room, self._filter_gap = (
            TIGHT_ROOM if tight else (LETTER_ROOM, BEAM_ROOM, FILTER_GAP)
        )
        if tight:
            ground = self.theme.background
            spans = [
                channel_span(self.layer.channels_of_group(g), 0.0, 0.0, self.theme.dim, ground) for g in self.lanes
            ]
            self.letter_room = max(self.letter_room, *(text_width(span.text, FACT) + 12 for span in spans))

    def _deep(self, shown: Sequence[int]) -> int:
        return int(spots(shown)[-1]) + 1

    @cached_property
    def _needs(self) -> tuple[Need, Need, Need]:
        layer, grouping = self.layer, self.grouping
        extent = self._deep(grouping.channels_in(self.lanes[0]))
        return (
            self.cast.need_of_input(extent),
            Need(*layer.kernel, extent),
            self.cast.need_of_output(self._deep(grouping.filters_in(self.lanes[0]))),
        )

    @property
    def _stage(self) -> Region:
        # Labels take two lines where filters have a row of their own.
        return self.canvas.stage.inset(bottom=30) if self.canvas.tall else self.canvas.stage

    @cached_property
    def cell(self) -> float:
        """Side of a cell of a small map, in pixels."""
        given, read, made = self._needs
        dots = 0.0 if self.grouping.complete else DOTS_ROOM
        count = len(self.lanes)
        height = (self._stage.height - LANE_GAP[count] * (count - 1) - dots) / count
        slots = self._filter_slots
        room = self._stage.width - self.letter_room
        apart = self._filter_gap * (slots - 1)
        if self.canvas.tall:
            upper, lower = (room - BEAM_ROOM) / (given.width + made.width), (room - apart) / (slots * read.width)
            tall = self._above + self._below + read.above + read.below
            return min(LARGEST, upper, lower, (height - ROW_GAP - NUMBER_ROOM) / tall)
        wide = given.width + slots * read.width + made.width
        high = min(height / (self._above + self._below), (height - self._under) / (self._above + read.below))
        return min(LARGEST, high, (room - 2 * self._beam_room - apart) / wide)

    @property
    def _filter_slots(self) -> int:
        return self._deep(self.grouping.filters_in(self.lanes[0]))

    @property
    def _in_line(self) -> list[Need]:
        """What stands on a lane's line of sight: in a tall frame the filters stand below it."""
        given, read, made = self._needs
        return [given, made] if self.canvas.tall else [given, read, made]

    @property
    def _above(self) -> float:
        return max(need.above for need in self._in_line)

    @property
    def _below(self) -> float:
        return max(need.below for need in self._in_line)

    @property
    def label_line(self) -> float:
        """The baseline of labels where no filters are shown: in a tall frame close below the last lane's blocks."""
        if not self.canvas.tall:
            return self.canvas.label_line
        return self.middles[-1] + self._below * self.cell + LABEL_DROP

    @property
    def _under(self) -> float:
        """Room below filters as high as their lane for their numbers, beyond what there is before the next text."""
        free = self.canvas.label_line - 22 - self._stage.bottom
        return max(0.0, NUMBER_DROP + 6 - min(free, LANE_GAP[len(self.lanes)] if len(self.lanes) > 1 else free))

    @property
    def _bottom(self) -> float:
        """From a lane's line of sight to its bottom, in pixels."""
        read, below = self._needs[1], self._below * self.cell
        if not self.canvas.tall:
            return max(below, read.below * self.cell + self._under)
        return below + ROW_GAP + (read.above + read.below) * self.cell + NUMBER_ROOM

    @cached_property
    def middles(self) -> list[float]:
        """The height of each lane's line of sight, in pixels."""
        above, below = self._above * self.cell, self._bottom
        dots = 0.0 if self.grouping.complete else DOTS_ROOM
        count = len(self.lanes)
        spare = self._stage.height - count * (above + below) - dots
        gap = min(spare / max(1, count - 1), 60.0)
        top = self._stage.top + (spare - gap * (count - 1)) / 2
        middles = [top + above + k * (above + below + gap) for k in range(count)]
        if dots:
            middles[-1] += dots
        return middles

    def _fit(self, need: Need, left: float, lane: int) -> BlockFit:
        own = self.cell * need.shrink
        depth = (self.cell * DEPTH[0], self.cell * DEPTH[1])
        return BlockFit(own, left, self.middles[lane] - need.rows * own / 2, depth, depth)

    def _filter_fit(self, left: float, lane: int) -> BlockFit:
        fit = self._fit(self._needs[1], left, lane)
        if not self.canvas.tall:
            return fit
        return fit.shifted(0.0, (self._below + self._needs[1].above) * self.cell + ROW_GAP)

    @cached_property
    def lefts(self) -> tuple[float, list[float], float]:
        """Left edges of the input's front, of each filter slot and of the output's front."""
        given, read, made = self._needs
        first = self._stage.left + self.letter_room
        end = first + given.width * self.cell
        last = self._stage.right - made.width * self.cell
        slots = self._filter_slots
        wide = read.width * self.cell
        if self.canvas.tall:
            pitch = min((self._stage.right - first) / slots, 2.0 * wide)
            return first + given.pads[1][0] * self.cell * given.shrink, [first + k * pitch for k in range(slots)], last
        free = last - end - slots * wide
        gap = float(np.clip(free / (slots + 2), self._filter_gap, 84.0))
        side = (free - gap * (slots - 1)) / 2
        filters = [end + side + k * (wide + gap) for k in range(slots)]
        return first + given.pads[1][0] * self.cell * given.shrink, filters, last

    def input_fit(self, group: int) -> BlockFit:
        """Where a group's input block stands."""
        return self._fit(self._needs[0], self.lefts[0], self.lanes.index(group))

    def output_fit(self, group: int) -> BlockFit:
        """Where a group's output block stands."""
        return self._fit(self._needs[2], self.lefts[2], self.lanes.index(group))

    def _between(self, fits: Sequence[BlockFit]) -> BlockFit:
        """Where groups without a lane are thought to be: between the last two."""
        one, other = fits[-2], fits[-1]
        return one.shifted(0.0, (other.top - one.top) / 2)
