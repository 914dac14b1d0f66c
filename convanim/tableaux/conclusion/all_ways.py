"""The picture that stays: a row for every way, with its filters, its wiring, what it costs and what it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Plate, Rgb
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.canvas import Canvas
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region, line_up
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import ratio_of
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.wirings import picture, sides
from convanim.numerals import numeral
from convanim.tableaux.closing.filters import MOST_CHANNELS, WayFilters
from convanim.tableaux.comparison.lane import Lane
from convanim.tableaux.comparison.verdicts import best_of, keeps, separable_of, verdict_of_separable
from convanim.tableaux.conclusion.bars import Bar, Bars, counted
from convanim.tableaux.conclusion.places import PAD, PLANS, WayRow, WaysPlaces, WaysPlan
from convanim.tableaux.lines import LEADING, Lines, stacked

LARGEST = 30.0
"""A filter's cell at most, in pixels."""
ALONE = 64.0
"""The same of the input where it stands alone."""
SMALLER = 0.88
"""Of its largest type, for a text that stands on one line."""
BESIDE = 44.0
"""From the ratio to what there are so many times of, in pixels."""


class EveryWay:
    """Every way in a row of its own, on one scale; the one that sees all for the least work is framed in the end.

    ``style`` has the whole canvas, crop or not: only the input, alone, shows what the crop does.
    """

    def __init__(self, cast: Cast, lanes: Sequence[Lane], style: Style) -> None:
        self.cast = cast
        self.lanes = list(lanes)
        self.style = style

    @property
    def canvas(self) -> Canvas:
        """The whole frame's regions."""
        return self.style.canvas

    @cached_property
    def plan(self) -> WaysPlan:
        """Where things stand on this canvas; raises UnknownNameError for an aspect that nobody has planned for."""
        return plan_for(self.canvas.names, PLANS, type(self).__name__)

    @cached_property
    def best(self) -> Lane:
        """Of those that see all and make the standard output's shape, the one with the least work."""
        return best_of(self.lanes)

    @cached_property
    def places(self) -> WaysPlaces:
        """Where everything stands."""
        return WaysPlaces(self.plan, self.canvas, len(self.lanes), not self.cast.cropped)

    # The input.

    def input_alone(self) -> VoxelTensor:
        """The input in the middle of the stage."""
        return self._input(self.cast.canvas.stage, ALONE)

    def input_beside(self) -> dict[str, VoxelTensor]:
        """The same before the rows, where there is room for it."""
        if self.cast.cropped or not self.plan.input:
            return {}
        rows = self.places.rows
        room = self.places.input
        return {"input": self._input(Region(room.left, rows[0].room.top, room.right, rows[-1].room.bottom), ALONE)}

    def _input(self, room: Region, largest: float) -> VoxelTensor:
        shown = self.cast.channels(MOST_CHANNELS)
        need = self.cast.need_of_input(shown.places[-1] + 1, padded=False)
        (fitted,) = line_up([need], room, largest=largest)
        spare = (room.width - need.width * fitted.cell / need.shrink) / 2
        ramps = self.cast.input_ramps(shown.indices)
        tensor = VoxelTensor(self.cast.input_content(shown.indices), ramps, fitted, self.style)
        return tensor.stand(fitted.shifted(spare, 0.0), shown.places)

    # The rows.

    @cached_property
    def _filters(self) -> list[WayFilters]:
        gap = 0.6 * self.plan.gap
        return [
            WayFilters(lane.casts, row.filters, self.style, gap, by_channel=True)
            for lane, row in zip(self.lanes, self.places.rows, strict=True)
        ]

    @cached_property
    def _cell(self) -> float:
        """Of all filters."""
        return min(LARGEST, *(one.largest for one in self._filters))

    def filters(self, lane: Lane) -> dict[str, VoxelTensor]:
        """The filters of a way, by name."""
        return self._filters[self.lanes.index(lane)].blocks(self._cell)

    def words(self) -> Sheet:
        """What every way is called and keeps, and its wiring. Parts: heading, the ways."""
        parts: dict[str, list[Item]] = {"heading": self._heading()}
        for lane, row in zip(self.lanes, self.places.rows, strict=True):
            parts[lane.key] = [*self._said(lane, row), *self._wiring(lane, row)]
        return Sheet(parts)

    def _said(self, lane: Lane, row: WayRow) -> list[Item]:
        theme, plan, width = self.style.theme, self.plan, row.words.width
        size = min(plan.name, *(width / text_width(one.name.text, 1.0, True) for one in self.lanes))
        name = Lines.of(lane.name, width + 1, size, theme.ink, self.style, bold=True)
        most = 2 if name.height + 2 * LEADING * plan.detail <= row.words.height else 1
        kept = self._quiet(self.cast.say(keeps(lane)), width, plan.detail, theme.background, most)
        return list(chain(*stacked([name, kept], row.words.left, row.words.center[1])))

    def _quiet(self, said: Phrase, width: float, size: float, ground: Rgb, most: int) -> Lines:
        """A quieter text: rather in large type on ``most`` lines than in small type on one."""
        rooms = [Room(width, 1, size, SMALLER * size), Room(width, most, size, SMALLER * size)]
        rooms += [Room(width, lines, size, self.canvas.least) for lines in (1, 2, 3)]
        found = fit("a label", said, rooms, aspect=self.canvas.aspect)
        return Lines(found, self.style.theme.dim, False, ground)

    @cached_property
    def _side(self) -> float:
        """The longest side of a wiring: all are drawn to one scale."""
        room = self.places.rows[0].wiring
        shapes = [self._size(lane, 1.0) for lane in self.lanes]
        return min(room.width / max(wide for wide, _ in shapes), room.height / max(high for _, high in shapes))

    def _size(self, lane: Lane, side: float) -> tuple[float, float]:
        """Width and height of a way's wiring where the longest side of all is so long."""
        most = max(len(axis) for one in self.lanes for axis in (one.wiring, one.wiring.T))
        return sides(len(lane.wiring), len(lane.wiring.T), most, side)

    def _wiring(self, lane: Lane, row: WayRow) -> list[Item]:
        (x, y), (wide, high) = row.wiring.center, self._size(lane, self._side)
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        ramps = self.cast.channel_ramps(range(self.cast.layer.in_channels))
        return picture(lane.wiring, box, ramps, self.style.theme)

    def _heading(self) -> list[Item]:
        """What bars count, above the first."""
        plan, theme = self.plan, self.style.theme
        if not plan.heading:
            return []
        room = self.places.rows[0].bar
        rooms = [Room(room.width, 1, min(22.0, plan.detail), self.canvas.least)]
        found = fit("a label", self.style.tongue.text("multiply-adds"), rooms, aspect=self.canvas.aspect)
        ink = (*theme.dim, 1.0)
        y = self.places.heading_line
        return [found.lines[0].words(room.right, y, found.size, ink, theme.background, align="right")]

    def bars(self) -> Bars:
        """What every way costs, to one scale; none is there yet."""
        plan, theme = self.plan, self.style.theme
        counts = [lane.count("multiply_adds") for lane in self.lanes]
        said = [Phrase.number(numeral(one.value), one) for one in counts]
        rooms = [row.bar for row in self.places.rows]
        widest = max(text_width(one.text, 1.0, True) for one in said)
        size = min(plan.count, 0.55 * rooms[0].width / widest)
        longest = rooms[0].width - widest * size - 0.5 * plan.gap
        most = max(one.value for one in counts)
        found = []
        for own, phrase, room in zip(counts, said, rooms, strict=True):
            middle = room.center[1]
            high = min(plan.bar, room.height if plan.below else 0.5 * room.height)
            bar = Region(room.left, middle - high / 2, room.left + longest, middle + high / 2)
            count = counted(phrase, room.right, middle, size, theme)
            found.append(Bar(bar, longest * own.value / most, longest * counts[0].value / most, count))
        return Bars(found, theme)

    # What it comes to.

    def highlight(self) -> Sheet:
        """A frame round the way that sees all for the least work."""
        room, pad = self.places.rows[self.lanes.index(self.best)].room, self.places.pad
        box = (room.left - PAD, room.top - pad, room.right + PAD, room.bottom + pad)
        return Sheet([Plate(box, 12.0, (0.0, 0.0, 0.0, 0.0), (*self.style.theme.accent, 1.0), 3.0)])

    @property
    def verdict(self) -> str:
        """What the separable way comes to, as a template for ``phrase``."""
        return verdict_of_separable(self.lanes)

    def separable(self) -> dict[str, Phrase]:
        """Its share of the standard layer's work, for captions."""
        return {"percent": separable_of(self.lanes).percent(self.style.tongue)}

    def ratio(self) -> Sheet:
        """How many times fewer multiply-adds the separable way takes, large, and what it is the same in."""
        style, plan, theme, room = self.style, self.plan, self.style.theme, self.canvas.ribbon
        separable, standard = separable_of(self.lanes), self.lanes[0]
        times, what = ratio_of(separable.cost, standard.cost, style.tongue)
        size = min(plan.ratio, 0.42 * room.width / text_width(times.text, 1.0, True))
        large = Lines.of(times, room.width, size, theme.accent, style, bold=True, ground=theme.panel)
        left = room.left + text_width(times.text, large.fitted.size, True) + BESIDE
        width, common = room.right - left, self.cast.say(_in_common(separable))
        lines = [
            Lines.of(what, width, plan.verdict, theme.ink, style, bold=True, most=2, ground=theme.panel),
            self._quiet(common, width, max(0.7 * plan.verdict, 22.0), theme.panel, 2),
        ]
        middle = (min(room.top, self.canvas.meter.top) + max(room.bottom, self.canvas.meter.bottom)) / 2
        beside = list(chain(*stacked(lines, left, middle)))
        return Sheet([*large.at(room.left, middle - large.height / 2), *beside])


def _in_common(lane: Lane) -> str:
    """What the separable way has in common with the standard one, whatever it costs."""
    if len(lane.wiring) == 1:
        return message("same input, same output shape")
    return message("same input, same output shape, every channel seen")
