"""Where lanes stand, one above the other, and their parts in them, as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from convanim.layout.canvas import Canvas
from convanim.layout.regions import BlockFit, Need, Region, line_up
from convanim.layout.selection import Sample
from convanim.mobjects.filter_row import PITCH

LARGEST_INPUT, LARGEST, LARGEST_FILTER = 40.0, 34.0, 13.0
"""A cell's side at most, of the input, of outputs and of filters, in pixels."""
LEAST_FILTER = 2.4
"""A filter's cell at least, in pixels: smaller ones would not be seen, and are left out."""
BLOCKS = 0.45
"""Of a lane's width, for all that is made in it at most."""
APART = 0.9
"""From filter to filter, in cells."""
WORDS_LINE = 1.35
"""Of a lane's name, for a line above its filters."""
DEEPEST, HIGHEST = 9, 9
"""So many channels of a block, and so many filters of a layer, are pictured at most."""


@dataclass(frozen=True)
class LanesPlan:
    """How the input and the lanes share one canvas; all lengths are in pixels."""

    input: float
    """Of the input at most: its width at the left of the lanes, or its height above them."""
    above: bool
    """Whether the input stands above the lanes."""
    words: float
    """For what a lane is called and what a cell of it costs, before its filters; 0 where that stands above them."""
    score: float
    """At the end of a lane, for what it has come to."""
    gap: float
    """From part to part in a lane, and from the input to the lanes."""
    between: float
    """From lane to lane."""
    track: float
    """The thickness of a track."""
    drop: float
    """From what stands in a lane down to its track."""
    name: float
    """The type of a lane's name."""
    detail: float
    """The type of what else is said there."""
    count: float
    """The type of what a lane has come to."""
    shapes: bool = False
    """Whether the filters' shape is said, too."""


@dataclass(frozen=True)
class Stage:
    """What one layer of a lane needs: a filter's room, which filters are shown, and the room of what they make."""

    filter: Need
    filters: Sample
    made: Need

    @property
    def pitch(self) -> float:
        """From filter to filter, in cells; filters of a single cell stand in line, one beside the other."""
        return PITCH if self.filter.rows == self.filter.columns == 1 else self.filter.width + APART

    @property
    def wide(self) -> float:
        """All filters in a row, in cells."""
        return (self.filters.extent - 1) * self.pitch + self.filter.width


@dataclass(frozen=True)
class LanePlace:
    """Where one lane stands: its room, and the baseline level that its track runs along."""

    room: Region
    works: Region
    score: Region
    track: Region


@dataclass(frozen=True)
class LanesPlaces:
    """Places for an input and for lanes, each with its layers in a row.

    ``words`` is the width of what is said before filters and ``score`` that of what lanes have come to, in pixels,
    where they need more than is planned.
    """

    plan: LanesPlan
    canvas: Canvas
    input: Need
    lanes: tuple[tuple[Stage, ...], ...]
    words: float
    score: float

    @cached_property
    def input_room(self) -> Region:
        """Where the input stands, with the line for its label below it."""
        stage, plan = self.canvas.stage, self.plan
        if plan.above:
            return replace(stage, bottom=stage.top + plan.input)
        return replace(stage, right=stage.left + plan.input)

    @cached_property
    def input_fit(self) -> BlockFit:
        """The input's own place."""
        room = replace(self.input_room, bottom=self.canvas.label_line) if not self.plan.above else self.input_room
        if self.plan.above:
            # In the middle, with its label beside it.
            fit = line_up([self.input], room, largest=LARGEST_INPUT)[0]
            return fit.shifted((room.width - self.input.width * fit.cell / self.input.shrink) / 2, 0.0)
        fits = line_up([self.input], room.inset(bottom=1.4 * self.plan.detail), largest=LARGEST_INPUT)
        return fits[0]

    @cached_property
    def _rooms(self) -> list[Region]:
        stage, plan, count = self.canvas.stage, self.plan, len(self.lanes)
        # No labels stand below the stage: lanes take their line, too.
        stage = replace(stage, bottom=self.canvas.label_line)
        room = stage.inset(left=plan.input + 2 * plan.gap)
        if plan.above:
            room = stage.inset(top=plan.input + plan.gap)
        # Fewer lanes than four are no higher, or their blocks would be out of scale with the words.
        height = (room.height - 3 * plan.between) / 4
        spare = (room.height - count * height - (count - 1) * plan.between) / 2
        tops = [room.top + spare + k * (height + plan.between) for k in range(count)]
        return [replace(room, top=top, bottom=top + height) for top in tops]

    @cached_property
    def places(self) -> list[LanePlace]:
        """Of every lane."""
        plan, found = self.plan, list[LanePlace]()
        for room in self._rooms:
            floor = room.bottom - plan.track - plan.drop
            head = 0.0 if plan.words else WORDS_LINE * plan.name
            left = room.left + (max(plan.words, self.words) + plan.gap if plan.words else 0.0)
            wide = max(plan.score, self.score)
            works = Region(left, room.top + head, room.right - wide - plan.gap, floor)
            score = Region(room.right - wide, room.top, room.right, floor)
            track = replace(room, top=room.bottom - plan.track)
            found.append(LanePlace(replace(room, bottom=floor), works, score, track))
        return found

    # Cells.

    @cached_property
    def cell(self) -> float:
        """The nominal side of a cell of all that is made."""
        works, made = self.places[0].works, [stage.made for lane in self.lanes for stage in lane]
        high = max(need.above + need.below for need in made)
        wide = max(sum(stage.made.width for stage in lane) for lane in self.lanes)
        return min(LARGEST, works.height / high, BLOCKS * works.width / wide)

    @cached_property
    def filter_cell(self) -> float:
        """The side of a filter's cell; 0 where filters would be too small to be seen."""
        works, gap, sizes = self.places[0].works, self.plan.gap, [LARGEST_FILTER]
        for lane in self.lanes:
            # The last one's room is that of the widest output, so that all outputs stand in one column.
            made = self._column + sum(stage.made.width * self.cell for stage in lane[:-1])
            room = works.width - made - gap * (2 * len(lane) - 1)
            sizes.append(room / sum(stage.wide for stage in lane))
            sizes += [works.height / (stage.filter.above + stage.filter.below) for stage in lane]
        return min(sizes) if min(sizes) >= LEAST_FILTER else 0.0

    @property
    def _column(self) -> float:
        """The width of the widest output."""
        return max(lane[-1].made.width for lane in self.lanes) * self.cell

    # Where the parts of a lane stand.

    def made(self, lane: int, stage: int) -> BlockFit:
        """What a layer of a lane makes; what the last one makes stands in the column of outputs."""
        works, need = self.places[lane].works, self.lanes[lane][stage].made
        left = works.right - self._column
        if stage < len(self.lanes[lane]) - 1:
            left = self._lefts(lane)[stage][1]
        return need.fit(self.cell, left, works.bottom - need.below * self.cell)

    def filters(self, lane: int, stage: int) -> list[BlockFit]:
        """The filters of a layer of a lane, in a row."""
        works, own = self.places[lane].works, self.lanes[lane][stage]
        left, cell = self._lefts(lane)[stage][0], self.filter_cell
        level = (works.top + works.bottom) / 2 + (own.filter.above - own.filter.below) * cell / 2
        return [own.filter.fit(cell, left + place * own.pitch * cell, level) for place in own.filters.places]

    def _lefts(self, lane: int) -> list[tuple[float, float]]:
        """Where filters begin, and what they make, layer by layer; what is left over goes between them."""
        works, stages, gap = self.places[lane].works, self.lanes[lane], self.plan.gap
        widths = [(stage.wide * self.filter_cell, stage.made.width * self.cell) for stage in stages]
        used = sum(map(sum, widths[:-1])) + widths[-1][0] + self._column
        between = gap if len(stages) == 1 else (works.width - used) / (2 * len(stages) - 1)
        found, left = list[tuple[float, float]](), works.left
        for filters, made in widths:
            found.append((left, left + filters + between))
            left += filters + made + 2 * between
        return found


def stages_of(filters: Sequence[Need], shown: Sequence[Sample], made: Sequence[Need]) -> tuple[Stage, ...]:
    """The layers of a lane, in a row."""
    return tuple(Stage(*one) for one in zip(filters, shown, made, strict=True))
