"""The closing tableau of the comparison: who sees whom in every way, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Plate, Rgb
from convanim.draw.lettering import OPEN, text_width
from convanim.draw.phrase import Phrase, joined
from convanim.draw.sheet import Sheet
from convanim.kernels.connections import Wiring
from convanim.language.tongue import message
from convanim.layout.canvas import Canvas
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import count_source
from convanim.mobjects.labels import apart
from convanim.numerals import numeral
from convanim.ribbon.chips import equals
from convanim.tableaux.comparison.lane import Lane
from convanim.tableaux.comparison.matrices import picture, sides

NUMBER = 28.0
"""The type of the table's numbers, in pixels."""
BETWEEN_HALVES = 12.0
"""Between what two layers in a row are called at least, in pixels."""
SMALLER = 0.7
"""Of the largest type, for names and shares where columns are narrow."""
PAD = 14.0
"""From what is framed to its frame, in pixels."""


@dataclass(frozen=True)
class WhoSeesPlan:
    """How wirings and table share one canvas; all lengths are in pixels."""

    rows: bool
    """Whether ways stand one above the other, not side by side."""
    labels: float
    """For what rows of the table are called, at least; where ways stand in rows, for all that is said of these."""
    gap: float
    """From way to way."""
    sign: float
    """Between two wirings that are multiplied."""
    name: float
    """The type of a way's name."""
    share: float
    """The type of its share of the work, at most."""
    detail: float
    """The type of all other words."""
    line: float
    """From line to line of the table."""
    axes: bool = True
    """Whether the first wiring says what stands down and across."""


PLANS = {
    "16:9": WhoSeesPlan(False, 160.0, 44.0, 42.0, 32.0, 72.0, 22.0, 62.0),
    "1:1": WhoSeesPlan(False, 132.0, 22.0, 26.0, 26.0, 40.0, 20.0, 62.0),
    "9:16": WhoSeesPlan(True, 300.0, 36.0, 44.0, 36.0, 64.0, 27.0, 66.0),
    "16:9 large": WhoSeesPlan(False, 140.0, 16.0, 22.0, 26.0, 36.0, 20.0, 46.0, axes=False),
    "1:1 large": WhoSeesPlan(False, 140.0, 18.0, 24.0, 27.0, 40.0, 22.0, 62.0),
}


@dataclass(frozen=True)
class WayPlace:
    """Where one way stands: all of it, its wirings in a row, and the middle of its column in the table."""

    room: Region
    boxes: tuple[Region, ...]
    column: float


class WhoSees:
    """For every way its wiring and its share of the work, and a table of what it costs.

    A wiring has a row for each channel and a column for each output. That of two layers in a row is the product of
    theirs, and stands beside them.
    """

    def __init__(self, cast: Cast, lanes: Sequence[Lane], style: Style) -> None:
        self.cast = cast
        self.lanes = list(lanes)
        self.style = style

    @property
    def canvas(self) -> Canvas:
        """The whole frame's regions, crop or not: there is no block that pictures could stand beside."""
        return self.style.canvas

    @cached_property
    def plan(self) -> WhoSeesPlan:
        """Where things stand on this canvas; raises UnknownNameError for an aspect that nobody has planned for."""
        return plan_for(self.canvas.names, PLANS, type(self).__name__)

    # Which wirings, and where.

    def wirings(self, lane: Lane) -> list[Wiring]:
        """Of a way's layers in a row, and of all of them together where there are several."""
        return [*lane.wirings, lane.wiring] if len(lane.wirings) > 1 else [lane.wiring]

    @cached_property
    def best(self) -> Lane:
        """Of those that see all and make the standard output's shape, the one with the least work."""
        full = [lane for lane in self.lanes if lane.sees_all and lane.makes_the_same]
        return min(full, key=lambda lane: lane.cost.multiply_adds)

    def _numbers(self, lane: Lane) -> list[Phrase]:
        """What a way's column of the table says, from the top."""
        biased = self.cast.layer.bias
        counts = [lane.count(name) for name in ("parameters" if biased else "weights", "multiply_adds")]
        return [*(Phrase.number(numeral(one.value), one) for one in counts), self._field(lane)]

    def _field(self, lane: Lane) -> Phrase:
        """How many channels, rows and columns an output cell has seen."""
        first, last = lane.casts[0], lane.casts[-1]
        # The second of two layers in a row reads a single pixel, so that the window is the first one's.
        reach = first.say("{reach_rows}×{reach_columns}")
        seen = count_source("channels_per_group", last.layer)
        return joined([Phrase.number(numeral(seen.value), seen), reach], "×")

    def _needed(self, lane: Lane) -> float:
        """How wide a way's words and numbers are at least."""
        said = [text_width(one.text, NUMBER, True) for one in self._numbers(lane)]
        said.append(text_width(lane.name.text, max(self._least, SMALLER * self.plan.name), True))
        if len(lane.casts) > 1:
            said.append(sum(text_width(half, self._least) for half in self._halves) + BETWEEN_HALVES)
        return max(*said, SMALLER * text_width(lane.percent(self.style.tongue).text, self.plan.share, True))

    @cached_property
    def labels(self) -> float:
        """For what rows are called: as wide as the longest of what does not break."""
        text, plan = self.style.tongue.text, self.plan
        if plan.rows:
            return plan.labels
        said = [text(one) for one in self._rows]
        words = [word for one in said for word in _breaking(one).replace(OPEN, " ").split()]
        return max(plan.labels, *(text_width(word, self._panel_type) + 1 for word in words))

    @property
    def _panel_type(self) -> float:
        """The smallest type of words in the panel."""
        return 17.0 if self.canvas.is_large else 22.0

    @property
    def _least(self) -> float:
        """The smallest type of words on stage."""
        return 17.0 if self.canvas.is_large else 16.0

    @property
    def _rows(self) -> tuple[str, str, str]:
        """What the rows of the table are called, as messages."""
        learned = message("parameters") if self.cast.layer.bias else message("weights")
        return learned, message("multiply-adds"), message("receptive field")

    @property
    def _stage(self) -> Region:
        """Without room for the frame round the last way."""
        return self.canvas.stage.inset(right=min(PAD, 0.5 * self.plan.gap))

    def _size(self, wiring: Wiring, side: float) -> tuple[float, float]:
        """Width and height of a wiring's picture; all are drawn to one scale, so that all are as high."""
        channels, outputs = wiring.shape
        most = max(max(one.shape) for lane in self.lanes for one in lane.wirings)
        return sides(channels, outputs, most, side)

    def _width(self, lane: Lane, side: float) -> float:
        """Of a way's wirings side by side."""
        shown = self.wirings(lane)
        return sum(self._size(one, side)[0] for one in shown) + self.plan.sign * (len(shown) - 1)

    @cached_property
    def _side(self) -> float:
        """The longest side of a wiring."""
        stage, plan, lanes = self._stage, self.plan, self.lanes
        if plan.rows:
            room = stage.width - self.labels - plan.gap
            high = (stage.height - (len(lanes) - 1) * plan.gap) / max(4, len(lanes)) - 1.5 * plan.detail
            fits = [side for side in range(8, 400) if max(self._width(lane, side) for lane in lanes) <= room]
            return min(high, float(fits[-1]))
        room = stage.width - self.labels - plan.gap * len(lanes)
        high = self._floor - self._head - stage.top

        def wide(side: float) -> float:
            return sum(max(self._needed(lane), self._width(lane, side)) for lane in lanes)

        fits = [side for side in range(8, 400) if wide(side) <= room]
        return min(high, float(fits[-1] if fits else 8))

    @property
    def _head(self) -> float:
        """Above the wirings, for names and axes."""
        return 1.4 * self.plan.name + (1.5 * self.plan.detail if self.plan.axes else 0.0)

    @property
    def _foot(self) -> float:
        """Below the wirings, for what they are, the share and how many channels are seen."""
        return 1.7 * self.plan.detail + 1.15 * self.plan.share + 1.4 * self.plan.detail

    @property
    def _floor(self) -> float:
        return self.canvas.label_line - self._foot

    @cached_property
    def places(self) -> list[WayPlace]:
        """Of every way."""
        return self._stacked() if self.plan.rows else self._side_by_side()

    def _side_by_side(self) -> list[WayPlace]:
        stage, plan, side = self._stage, self.plan, self._side
        widths = [max(self._needed(lane), self._width(lane, side)) for lane in self.lanes]
        high = self._size(self.lanes[0].wiring, side)[1]
        spare = max(0.0, stage.width - self.labels - sum(widths) - plan.gap * len(widths)) / len(widths)
        top = stage.top + self._head
        used = self._head + high + self._foot
        drop = max(0.0, (self.canvas.label_line - stage.top - used) / 2)
        found, left = list[WayPlace](), stage.left + self.labels + plan.gap
        for lane, width in zip(self.lanes, widths, strict=True):
            room = Region(
                left, stage.top + drop, left + width + spare, stage.top + drop + self._head + high + self._foot
            )
            start = left + (width + spare - self._width(lane, side)) / 2
            found.append(WayPlace(room, self._boxes(lane, start, top + drop, side), room.center[0]))
            left += width + spare + plan.gap
        return found

    def _stacked(self) -> list[WayPlace]:
        stage, plan, side, lanes = self.canvas.stage, self.plan, self._side, self.lanes
        each = (stage.height - (len(lanes) - 1) * plan.gap) / max(4, len(lanes))
        top = (stage.top + stage.bottom - each * len(lanes) - plan.gap * (len(lanes) - 1)) / 2
        table = Region(self._table_left, 0.0, stage.right, 0.0).columns(*[1] * len(lanes), gap=12.0)
        found = []
        for lane, column in zip(lanes, table, strict=True):
            room = Region(stage.left, top, stage.right, top + each)
            high = self._size(lane.wiring, side)[1]
            left = stage.left + self.labels + plan.gap
            boxes = self._boxes(lane, left, top + (each - high) / 2 - 0.5 * plan.detail, side)
            found.append(WayPlace(room, boxes, column.center[0]))
            top += each + plan.gap
        return found

    @property
    def _table_left(self) -> float:
        return self.canvas.stage.left + min(self.labels, 190.0)

    def _boxes(self, lane: Lane, left: float, top: float, side: float) -> tuple[Region, ...]:
        found = []
        for one in self.wirings(lane):
            wide, high = self._size(one, side)
            found.append(Region(left, top, left + wide, top + high))
            left += wide + self.plan.sign
        return tuple(found)

    # What is said, and in which order it is shown.

    @property
    def alone(self) -> list[str]:
        """The parts of ``pictures`` that show a single layer."""
        return [lane.key for lane in self.lanes if len(lane.casts) == 1]

    @property
    def product(self) -> list[str]:
        """Those that show two layers in a row, and what comes of them."""
        return [part for lane in self.lanes if len(lane.casts) > 1 for part in _parts(lane)]

    @property
    def moral(self) -> str:
        """What depthwise alone comes to, as a template for ``phrase``."""
        lane = next((lane for lane in self.lanes if lane.key == "depthwise"), None)
        if lane is None:
            return message("There is a single channel to be seen.")
        if all(lane.cost.multiply_adds < other.cost.multiply_adds for other in self.lanes if other is not lane):
            return message("Depthwise is cheapest, but each output sees a single channel.")
        return message("Depthwise: each output sees a single channel.")

    @property
    def verdict(self) -> str:
        """What the separable way comes to, as a template for ``phrase``."""
        if self.best.key == "separable":
            return message(
                "Separable sees {in_channels?the one channel|=2 both channels|all {in_channels:w} channels}, "
                "for {percent} of the work."
            )
        return message(
            "Separable sees {in_channels?the one channel|=2 both channels|all {in_channels:w} channels}, too, but for "
            "{percent} of the work."
        )

    def separable(self) -> dict[str, Phrase]:
        """Its share of the standard layer's work, for captions."""
        lane = next(lane for lane in self.lanes if lane.key == "separable")
        return {"percent": lane.percent(self.style.tongue)}

    # What stands there.

    def pictures(self) -> Sheet:
        """All wirings with their names. Parts: each way by its name; of two layers in a row first, second and all."""
        parts: dict[str, list[Item]] = {}
        for lane, place in zip(self.lanes, self.places, strict=True):
            shown = [self._picture(lane, k, box) for k, box in enumerate(place.boxes)]
            named = self._named(lane, place)
            if len(shown) == 1:
                axes = self._axes() if lane is self.lanes[0] else []
                parts[lane.key] = [*named, *axes, *shown[0]]
                continue
            signs, halves = self._signs(place), self._named_halves(place)
            first, second, both = _parts(lane)
            parts[first] = [*named, *shown[0], halves[0]]
            parts[second] = [*signs[0], *shown[1], halves[1]]
            parts[both] = [*signs[1], *shown[2]]
        return Sheet(parts)

    def _picture(self, lane: Lane, k: int, box: Region) -> list[Item]:
        ramps = self.cast.channel_ramps(range(self.cast.layer.in_channels))
        return picture(self.wirings(lane)[k], box.box, ramps, self.style.theme)

    def _named(self, lane: Lane, place: WayPlace) -> list[Item]:
        plan, room = self.plan, place.room
        width = self.labels if plan.rows else room.width
        y = place.boxes[0].top + plan.name if plan.rows else room.top + plan.name
        size = self._largest([one.name for one in self.lanes], plan.name)
        return self._line(lane.name, room.left if plan.rows else room.center[0], y, size, width, bold=True)

    @property
    def _halves(self) -> list[str]:
        """What the two layers in a row are called."""
        text = self.style.tongue.text
        return [text("depthwise"), text("pointwise")]

    def _named_halves(self, place: WayPlace) -> list[Item]:
        """The same below their wirings, moved apart where they would meet."""
        plan, theme, boxes = self.plan, self.style.theme, place.boxes
        room = place.room
        if plan.rows:
            room = replace(room, left=boxes[0].left - 0.5 * plan.gap)
        size = plan.detail
        while True:
            widths = [text_width(said, size) for said in self._halves]
            starts = [box.center[0] - width / 2 for box, width in zip(boxes, widths, strict=False)]
            lefts = apart(starts, widths, room, gap=BETWEEN_HALVES)
            if lefts is not None or size <= self._least:
                break
            size = max(self._least, size - 1.0)
        y, ink = boxes[0].bottom + 1.25 * plan.detail, (*theme.dim, 1.0)
        return [
            Phrase(said).words(x, y, size, ink, theme.background)
            for said, x in zip(self._halves, lefts or starts, strict=True)
        ]

    def _signs(self, place: WayPlace) -> list[list[Item]]:
        theme, (one, other, _) = self.style.theme, place.boxes
        half, middle = self.plan.sign / 2, (one.top + one.bottom) / 2
        radius = min(5.0, 0.14 * self.plan.sign)
        x, arm = one.right + half, min(13.0, 0.3 * self.plan.sign)
        times: list[Item] = [
            Plate((x - radius, middle - radius, x + radius, middle + radius), radius, (*theme.ink, 1.0))
        ]
        return [times, list(equals(other.right + half, middle, theme, arm=arm))]

    def _axes(self) -> list[Item]:
        plan, box, text = self.plan, self.places[0].boxes[0], self.style.tongue.text
        if plan.rows or not plan.axes:
            return []
        across = self._line(
            Phrase(text("outputs")),
            box.center[0],
            box.top - 10,
            plan.detail,
            box.width + plan.gap,
            middle=True,
            dim=True,
        )
        return [*self._beside(text("channels"), (box.top + box.bottom) / 2 + 0.36 * plan.detail, plan.detail), *across]

    def shares(self) -> Sheet:
        """Every way's share of the work, and how many channels an output of it sees. Parts: heading, the ways."""
        plan, tongue = self.plan, self.style.tongue
        parts: dict[str, list[Item]] = {"heading": []}
        size = self._largest([lane.percent(tongue) for lane in self.lanes], plan.share)
        for lane, place in zip(self.lanes, self.places, strict=True):
            room, lit = place.room, lane is self.best
            width, x = (self.labels, room.left) if plan.rows else (room.width, room.center[0])
            y = place.boxes[0].bottom + 1.7 * plan.detail + 0.95 * plan.share
            if plan.rows:
                y = place.boxes[0].top + 1.5 * plan.name + 0.9 * plan.share
            ink = self.style.theme.accent if lit else self.style.theme.ink
            below = y + 1.4 * plan.detail
            parts[lane.key] = [
                *self._line(lane.percent(tongue), x, y, size, width, bold=True, ink=ink),
                *self._line(self._seen(lane), x, below, plan.detail, width, dim=not lane.sees_all),
            ]
            if lane is self.lanes[0] and not plan.rows:
                text = self.style.tongue.text
                parts["heading"] = [
                    *self._beside(text("share of the work"), y, plan.share),
                    *self._beside(text("channels seen"), below, plan.detail),
                ]
        return Sheet(parts)

    def _beside(self, text: str, y: float, size: float) -> list[Item]:
        """What stands on a line of this type is, at the left of it."""
        plan, theme = self.plan, self.style.theme
        rooms = [Room(self.labels + 1, lines, plan.detail, self._least) for lines in (1, 2)]
        found = fit("a label", text, rooms, aspect=self.canvas.aspect)
        first = y - 0.36 * size + 0.36 * found.size - 0.6 * found.size * (len(found.lines) - 1)
        ink, ground = (*theme.dim, 1.0), theme.background
        return [
            line.words(self.canvas.stage.left, first + 1.2 * found.size * k, found.size, ink, ground)
            for k, line in enumerate(found.lines)
        ]

    def _seen(self, lane: Lane) -> Phrase:
        """How many of the channels an output has seen; with their name where none stands beside it."""
        seen, total = count_source("channels_per_group", lane.layers[-1]), self.cast.count("in_channels")
        said = message("{n} of {total}")
        if self.plan.rows:
            said = message("sees {n} of {total} {total?channel|channels}")
        return self.cast.say(said, n=seen, total=total)

    def highlight(self) -> Sheet:
        """A frame round the way that sees all for the least work."""
        theme, place = self.style.theme, self.places[self.lanes.index(self.best)]
        room = place.room
        pad = min(PAD, 0.5 * self.plan.gap)
        box = (room.left - pad, room.top - pad / 2, room.right + pad, room.bottom + pad / 2)
        return Sheet([Plate(box, 12.0, (0.0, 0.0, 0.0, 0.0), (*theme.accent, 1.0), 3.0)])

    # The table below.

    def table(self) -> Sheet:
        """Weights, multiply-adds and the receptive field of every way. Parts: heading, the ways."""
        plan, theme, panel = self.plan, self.style.theme, self.canvas.ribbon
        text = self.style.tongue.text
        names = [text(said) for said in self._rows]
        columns = [self._numbers(lane) for lane in self.lanes]
        high = min(self.canvas.meter.top, panel.top)
        low = max(self.canvas.meter.bottom, panel.bottom)
        count = len(names) + plan.rows
        first = (high + low - plan.line * (count - 1)) / 2 + 0.36 * NUMBER
        parts: dict[str, list[Item]] = {"heading": []}
        lines = [first + k * plan.line for k in range(count)]
        for name, y in zip(names, lines[plan.rows :], strict=True):
            parts["heading"] += self._label(name, y)
        width = (self.canvas.stage.right - self._table_left) / len(self.lanes) - 12.0
        for lane, place, column in zip(self.lanes, self.places, columns, strict=True):
            items: list[Item] = []
            if plan.rows:
                said, size, ground = lane.name, plan.detail, theme.panel
                items += self._line(said, place.column, first, size, width, middle=True, dim=True, ground=ground)
            for number, y in zip(column, lines[plan.rows :], strict=True):
                items.append(number.words(place.column, y, NUMBER, (*theme.ink, 1.0), theme.panel, True, "middle"))
            parts[lane.key] = items
        return Sheet(parts)

    def _label(self, name: str, y: float) -> list[Item]:
        theme, plan = self.style.theme, self.plan
        width = self._table_left - self.canvas.stage.left if plan.rows else self.labels
        rooms = [Room(width, lines, 22.0, self._panel_type) for lines in (1, 2)]
        found = fit("a label", _breaking(name), rooms, aspect=self.canvas.aspect)
        first = y - 0.6 * found.size * (len(found.lines) - 1)
        return [
            line.words(
                self.canvas.stage.left, first + 1.15 * found.size * k, found.size, (*theme.dim, 1.0), theme.panel
            )
            for k, line in enumerate(found.lines)
        ]

    def _largest(self, said: Sequence[Phrase], size: float) -> float:
        """The largest bold type in which each of these finds room in its way's place on one line."""
        rooms = (self.labels if self.plan.rows else place.room.width for place in self.places)
        wide = (text_width(one.text, 1.0, True) for one in said)
        return min(size, *(room / own for room, own in zip(rooms, wide, strict=True)))

    def _line(
        self,
        said: Phrase,
        x: float,
        y: float,
        size: float,
        width: float,
        *,
        bold: bool = False,
        dim: bool = False,
        middle: bool | None = None,
        ink: Rgb | None = None,
        ground: Rgb | None = None,
    ) -> list[Item]:
        """One line, as large as it finds room: in the middle of a column, or at the left where ways stand in rows."""
        theme, least = self.style.theme, self._least
        found = fit("a label", said, [Room(width + 0.5, 1, size, least)], aspect=self.canvas.aspect, bold=bold)
        color = ink or (theme.dim if dim else theme.ink)
        centred = not self.plan.rows if middle is None else middle
        return [
            found.lines[0].words(
                x, y, found.size, (*color, 1.0), ground or theme.background, bold, "middle" if centred else "left"
            )
        ]


def _breaking(text: str) -> str:
    """A text that may break after its hyphens, too."""
    return text.replace("-", f"-{OPEN}")


def _parts(lane: Lane) -> tuple[str, str, str]:
    """What the parts of ``pictures`` are called that show a way's layers and their product."""
    return f"{lane.key}-first", f"{lane.key}-second", lane.key
