"""The closing tableau of the comparison: who sees whom in every way, and what share of the work that takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Plate, Rgb
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
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
from convanim.mobjects.wirings import picture
from convanim.ribbon.chips import equals
from convanim.tableaux.comparison.costs_table import CostsTable
from convanim.tableaux.comparison.lane import Lane
from convanim.tableaux.comparison.verdicts import best_of, separable_of, verdict_of_separable
from convanim.tableaux.comparison.who_sees_places import PAD, PLANS, WayPlace, WhoSeesPlaces, WhoSeesPlan

BETWEEN_HALVES = 12.0
"""Between what two layers in a row are called at least, in pixels."""
SMALLER = 0.7
"""Of the largest type, for names and shares where columns are narrow."""
BESIDE = 0.5
"""From a name to the share beside it, over the name's size."""


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
        return best_of(self.lanes)

    @cached_property
    def costs(self) -> CostsTable:
        """The table."""
        return CostsTable(self.cast, self.lanes, self.style, self.plan)

    @cached_property
    def _layout(self) -> WhoSeesPlaces:
        ways = tuple(tuple((len(one), len(one[0])) for one in self.wirings(lane)) for lane in self.lanes)
        needed = tuple(map(self._needed, self.lanes))
        return WhoSeesPlaces(self.plan, self.canvas, ways, needed, self.costs.labels)

    @property
    def places(self) -> list[WayPlace]:
        """Of every way."""
        return self._layout.places

    def _needed(self, lane: Lane) -> float:
        """How wide a way's words are at least, and its numbers where they stand below."""
        plan = self.plan
        name = text_width(lane.name.text, max(self.canvas.least, SMALLER * plan.name), True)
        share = SMALLER * text_width(lane.percent(self.style.tongue).text, plan.share, True)
        needed = [name + BESIDE * plan.name + share] if plan.share_beside else [name, share]
        if plan.tiers:
            needed.append(text_width(self._seen(lane).text, self.canvas.least))
        else:
            needed += self.costs.widths(lane)
        if len(lane.casts) > 1:
            needed.append(sum(text_width(half, self.canvas.least) for half in self._halves) + BETWEEN_HALVES)
        return max(needed)

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
        return verdict_of_separable(self.lanes)

    def separable(self) -> dict[str, Phrase]:
        """Its share of the standard layer's work, for captions."""
        return {"percent": separable_of(self.lanes).percent(self.style.tongue)}

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

    @cached_property
    def _scale(self) -> float:
        """Of the type of names with shares beside them: 1 where all find room."""
        both = [
            text_width(lane.name.text, self.plan.name, True)
            + BESIDE * self.plan.name
            + text_width(lane.percent(self.style.tongue).text, self.plan.share, True)
            for lane in self.lanes
        ]
        return min(1.0, *(place.room.width / wide for place, wide in zip(self.places, both, strict=True)))

    def _named(self, lane: Lane, place: WayPlace) -> list[Item]:
        plan, room = self.plan, place.room
        if not plan.share_beside:
            size = self._largest([one.name for one in self.lanes], plan.name)
            return self._line(lane.name, room.center[0], place.name, size, room.width, bold=True)
        size, ink = self._scale * plan.name, (*self.style.theme.ink, 1.0)
        return [lane.name.words(self._start(lane, place), place.name, size, ink, self.style.theme.background, True)]

    def _start(self, lane: Lane, place: WayPlace) -> float:
        """Where a name begins that has its share beside it: both in the middle of their way."""
        plan, scale = self.plan, self._scale
        name = text_width(lane.name.text, scale * plan.name, True) + scale * BESIDE * plan.name
        share = text_width(lane.percent(self.style.tongue).text, scale * plan.share, True)
        return place.room.center[0] - (name + share) / 2

    @property
    def _halves(self) -> list[str]:
        """What the two layers in a row are called."""
        text = self.style.tongue.text
        return [text("depthwise"), text("pointwise")]

    def _named_halves(self, place: WayPlace) -> list[Item]:
        """The same below their wirings, moved apart where they would meet."""
        theme, size = self.style.theme, self.plan.detail
        while True:
            widths = [text_width(said, size) for said in self._halves]
            starts = [box.center[0] - width / 2 for box, width in zip(place.boxes, widths, strict=False)]
            lefts = apart(starts, widths, place.room, gap=BETWEEN_HALVES)
            if lefts is not None or size <= self.canvas.least:
                break
            size = max(self.canvas.least, size - 1.0)
        return [
            Phrase(said).words(x, place.halves, size, (*theme.dim, 1.0), theme.background)
            for said, x in zip(self._halves, lefts or starts, strict=True)
        ]

    def _signs(self, place: WayPlace) -> list[list[Item]]:
        """A dot between the two that are multiplied, and an equals sign."""
        theme, (one, other, _) = self.style.theme, place.boxes
        half, middle = self.plan.sign / 2, (one.top + one.bottom) / 2
        radius = min(5.0, 0.14 * self.plan.sign)
        x, arm = one.right + half, min(13.0, 0.3 * self.plan.sign)
        dot = Plate((x - radius, middle - radius, x + radius, middle + radius), radius, (*theme.ink, 1.0))
        return [[dot], list(equals(other.right + half, middle, theme, arm=arm))]

    def _axes(self) -> list[Item]:
        """What stands down and across, where there is room for it."""
        plan, box, text = self.plan, self.places[0].boxes[0], self.style.tongue.text
        if not plan.axes:
            return []
        wide, middle = box.width + plan.gap, (box.top + box.bottom) / 2
        across = self._line(Phrase(text("outputs")), box.center[0], box.top - 10, plan.detail, wide, dim=True)
        return [*self._beside(text("channels"), middle + 0.36 * plan.detail, plan.detail), *across]

    def shares(self) -> Sheet:
        """Every way's share of the work, and how many channels an output of it sees. Parts: heading, the ways."""
        plan, theme = self.plan, self.style.theme
        parts: dict[str, list[Item]] = {"heading": self._headings()}
        said = [lane.percent(self.style.tongue) for lane in self.lanes]
        size = self._largest(said, plan.share)
        for lane, percent, place in zip(self.lanes, said, self.places, strict=True):
            ink, (x, _), wide = theme.accent if lane is self.best else theme.ink, place.room.center, place.room.width
            if plan.share_beside:
                own, right = self._scale * plan.share, 2 * x - self._start(lane, place)
                items: list[Item] = [
                    percent.words(right, place.share, own, (*ink, 1.0), theme.background, True, "right")
                ]
            else:
                items = self._line(percent, x, place.share, size, wide, bold=True, ink=ink)
            seen = self._line(self._seen(lane), x, place.seen, plan.detail, wide, dim=not lane.sees_all)
            parts[lane.key] = [*items, *seen]
        return Sheet(parts)

    def _headings(self) -> list[Item]:
        """What shares are of, and what is counted below them, where all ways stand in one row."""
        plan, text, place = self.plan, self.style.tongue.text, self.places[0]
        if plan.tiers:
            return []
        of_work = self._beside(text("share of the work"), place.share, plan.share)
        return [*of_work, *self._beside(text("channels seen"), place.seen, plan.detail)]

    def _beside(self, text: str, y: float, size: float) -> list[Item]:
        """What stands on a line of this type is, at the left of it."""
        plan, theme = self.plan, self.style.theme
        rooms = [Room(self.costs.labels + 1, lines, plan.detail, self.canvas.least) for lines in (1, 2)]
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
        if self.plan.tiers:
            said = message("sees {n} of {total} {total?channel|channels}")
        return self.cast.say(said, n=seen, total=total)

    def highlight(self) -> Sheet:
        """A frame round the way that sees all for the least work."""
        room, pad = self.places[self.lanes.index(self.best)].room, min(PAD, 0.5 * self.plan.gap)
        box = (room.left - pad, room.top - pad / 2, room.right + pad, room.bottom + pad / 2)
        return Sheet([Plate(box, 12.0, (0.0, 0.0, 0.0, 0.0), (*self.style.theme.accent, 1.0), 3.0)])

    def table(self) -> Sheet:
        """Weights, multiply-adds and the receptive field of every way. Parts: heading, the ways."""
        return self.costs.sheet([place.column for place in self.places])

    # Words.

    def _largest(self, said: Sequence[Phrase], size: float) -> float:
        """The largest bold type in which each of these finds room in its way's place on one line."""
        wide = (text_width(one.text, 1.0, True) for one in said)
        return min(size, *(place.room.width / own for place, own in zip(self.places, wide, strict=True)))

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
        ink: Rgb | None = None,
    ) -> list[Item]:
        """One line round the middle of a column, as large as it finds room."""
        theme = self.style.theme
        found = fit(
            "a label", said, [Room(width + 0.5, 1, size, self.canvas.least)], aspect=self.canvas.aspect, bold=bold
        )
        color = (*(ink or (theme.dim if dim else theme.ink)), 1.0)
        return [found.lines[0].words(x, y, found.size, color, theme.background, bold, "middle")]


def _parts(lane: Lane) -> tuple[str, str, str]:
    """What the parts of ``pictures`` are called that show a way's layers and their product."""
    return f"{lane.key}-first", f"{lane.key}-second", lane.key
