"""The closing tableau of the shuffle: who sees whom before and after, at one price, and what other ways cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Line, Plate, Rgb, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.kernels.connections import Wiring
from convanim.kernels.pairs import GroupedPair
from convanim.language.tongue import message
from convanim.layout.geometry import Box
from convanim.layout.regions import Region
from convanim.mobjects.cast import Cast
from convanim.mobjects.wirings import picture, sides
from convanim.numerals import numeral
from convanim.ribbon.chips import SMALL, equals, headed
from convanim.scene.tableau import Tableau
from convanim.tableaux.shuffle.wiring import seen_of
from convanim.theme.color import ink_on

BETWEEN_GROUPS = 0.7
"""Between the cards of two groups, over a card's pitch."""
CARD, SMALLEST_NUMBERED = 38.0, 24.0
"""A card's side at most, and the least with a number in it, in pixels."""
WIDEST = 2.2
"""From card to card at most, over a card's side."""
MOST_WIRES = 64
"""Of more channels so many are pictured, as far apart as can be."""
LEAST_NUMBER = 20.0
"""The type of a price at least."""


@dataclass(frozen=True)
class PricesPlan:
    """Where wirings, prices and bars stand on one canvas; lengths are in pixels."""

    name: float
    """The type of a way's name."""
    price: float
    """The type of its price, at most."""
    detail: float
    """The type of all other words."""
    gap: float
    """From part to part."""
    bar_names: float
    """At the left of the bars, for what they are called."""
    bar: float
    """How thick a bar is."""
    stacked: bool = False
    """Whether parts stand one above the other with their words beside them, not side by side with words below."""
    least: float = 16.0
    """The smallest type."""


class Prices(Tableau[PricesPlan]):
    """The wiring of two grouped layers without a shuffle and with it, the shuffle between, and what it all costs."""

    plans = {
        "16:9": PricesPlan(name=30.0, price=48.0, detail=22.0, gap=70.0, bar_names=330.0, bar=30.0),
        "1:1": PricesPlan(name=28.0, price=44.0, detail=20.0, gap=40.0, bar_names=290.0, bar=30.0),
        "9:16": PricesPlan(name=32.0, price=60.0, detail=27.0, gap=44.0, bar_names=330.0, bar=44.0, stacked=True),
        "16:9 large": PricesPlan(name=22.0, price=34.0, detail=18.0, gap=30.0, bar_names=280.0, bar=20.0, least=17.0),
    }

    def __init__(self, pair: GroupedPair, cast: Cast) -> None:
        super().__init__(cast)
        self.pair = pair

    def _source(self, name: str, value: int) -> Source:
        return Source("count", (name, self.layer.tag), value)

    @property
    def _costs(self) -> tuple[Source, Source, Source]:
        """Multiply-adds of both layers: grouped, the second without groups, both without."""
        pair = self.pair
        return (
            self._source("pair_multiply_adds", pair.cost.multiply_adds),
            self._source("pair_mixed_multiply_adds", pair.mixed_cost.multiply_adds),
            self._source("pair_standard_multiply_adds", pair.standard_cost.multiply_adds),
        )

    # Where things stand.

    @cached_property
    def _rooms(self) -> list[Region]:
        """For the wiring before, for the shuffle and for the wiring after."""
        stage, gap = self.canvas.stage, self.plan.gap
        if self.plan.stacked:
            return stage.rows(1, 0.8, 1, gap=gap)
        bottom = self.canvas.label_line
        return Region(stage.left, stage.top, stage.right, bottom).columns(1, 1.25, 1, gap=gap)

    def _parts(self, room: Region) -> tuple[Region, Region]:
        """Of a room that for the picture and that for the words."""
        plan = self.plan
        if plan.stacked:
            picture_, words = room.columns(1, 1.1, gap=plan.gap)
            return picture_, words
        under = 1.6 * plan.detail + 1.15 * plan.price + 1.4 * plan.detail
        top = room.top + 1.75 * plan.name
        return Region(room.left, top, room.right, room.bottom - under), Region(
            room.left, room.bottom - under, room.right, room.bottom
        )

    def _square(self, wiring: Wiring, room: Region) -> Box:
        """A wiring's place in the middle of a room."""
        wide, high = sides(len(wiring), len(wiring.T), max(wiring.shape), 1.0)
        largest = min(room.width / wide, room.height / high)
        x, y = room.center
        return x - wide * largest / 2, y - high * largest / 2, x + wide * largest / 2, y + high * largest / 2

    # What stands there.

    def wirings(self) -> Sheet:
        """Who sees whom. Parts: before, after."""
        ramps = [self.cast.group_ramp(c // self.layer.channels_per_group) for c in range(self.layer.in_channels)]
        named = ("before", self.pair.before), ("after", self.pair.after)
        rooms = self._rooms[0], self._rooms[2]
        return Sheet(
            {
                name: picture(wiring, self._square(wiring, self._parts(room)[0]), ramps, self.theme)
                for (name, wiring), room in zip(named, rooms, strict=True)
            }
        )

    def wires(self) -> Sheet:
        """Every channel's way from its place to its new one, as cards and lines."""
        layer, order = self.layer, self.pair.order
        count, groups = len(order), layer.groups
        room = self._parts(self._rooms[1])[0]
        if self.plan.stacked:
            room = Region(room.left, room.top, self._rooms[1].right, room.bottom)
        pitch = room.width / (count + BETWEEN_GROUPS * (groups - 1))
        side = min(CARD, 0.86 * pitch)
        pitch = min(pitch, WIDEST * side)
        left = room.center[0] - pitch * (count + BETWEEN_GROUPS * (groups - 1)) / 2

        def middle(place: int) -> float:
            return left + pitch * (place + 0.5 + BETWEEN_GROUPS * layer.group_of_filter(place))

        top, bottom = room.top + side, room.bottom - side
        shown = sorted(set(np.linspace(0, count - 1, min(count, MOST_WIRES)).astype(int).tolist()))
        lines, cards = list[Item](), list[Item]()
        for channel in shown:
            place = order.index(channel)
            color = self.cast.group_ramp(layer.group_of_filter(channel)).signal
            ends = np.array([[middle(channel), top], [middle(place), bottom]])
            lines.append(Line(ends, (*color, 1.0), float(np.clip(0.12 * pitch, 1.5, 4.0))))
            for x, y in ((middle(channel), top - side / 2), (middle(place), bottom + side / 2)):
                cards += self._card(channel, x, y, side, color)
        return Sheet({"lines": lines, "cards": cards})

    def _card(self, channel: int, x: float, y: float, side: float, color: Rgb) -> list[Item]:
        box = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
        items: list[Item] = [Plate(box, 0.15 * side, (*color, 1.0))]
        size = 0.6 * side
        widest = text_width(numeral(self.layer.out_channels - 1), size, True)
        if side >= SMALLEST_NUMBERED and widest < 0.9 * side and size >= self.plan.least:
            source = Source("channel", (channel,), channel)
            ink, y = (*ink_on(color), 1.0), y + CAP_HEIGHT * size / 2
            items.append(Words(numeral(channel), x, y, size, ink, color, True, "middle", source))
        return items

    def words(self) -> Sheet:
        """What either way is called, how much it sees and what it costs. Parts: before, after, same."""
        text = self.tongue.text
        first, _, last = self._rooms
        return Sheet(
            {
                "before": self._said(text("without a shuffle"), False, first),
                "after": self._said(text("with a shuffle"), True, last),
                "same": self._same(),
            }
        )

    def _said(self, name: str, shuffled: bool, room: Region) -> list[Item]:
        plan, theme, (own, _, _) = self.plan, self.theme, self._costs
        _, below = self._parts(room)
        seen = self.cast.say(message("{seen} channels seen"), seen=seen_of(self.cast, self.pair, shuffled))
        price, unit = Phrase.number(numeral(own.value), own), Phrase(self.tongue.text("multiply-adds"))
        if plan.stacked:
            y = below.center[1] - 1.2 * plan.price
            lines = [(Phrase(name), plan.name, True), (seen, plan.detail, False)]
            lines += [(price, plan.price, True), (unit, plan.detail, False)]
            items: list[Item] = []
            for said, size, bold in lines:
                y += 1.3 * size
                items += self._line(said, below.left, y, size, below.width, bold, theme.ink if bold else theme.dim)
            return items
        x, y = room.center[0], below.top + 1.35 * plan.detail
        return [
            *self._line(Phrase(name), x, room.top + plan.name, plan.name, room.width, True, theme.ink, True),
            *self._line(seen, x, y, plan.detail, room.width, False, theme.dim, True),
            *self._line(price, x, y + 1.15 * plan.price, plan.price, room.width, True, theme.ink, True),
            *self._line(unit, x, below.bottom - 0.15 * plan.detail, plan.detail, room.width, False, theme.dim, True),
        ]

    def _same(self) -> list[Item]:
        """Between both prices: that they are equal."""
        plan, room = self.plan, self._rooms[1]
        if plan.stacked:
            return []
        _, below = self._parts(room)
        y = below.top + 1.35 * plan.detail + 1.15 * plan.price
        said = Phrase(self.tongue.text("a shuffle multiplies nothing"))
        low = below.bottom - 0.15 * plan.detail
        return [
            *equals(room.center[0], y - 0.36 * plan.price, self.theme, arm=0.4 * plan.price),
            *self._line(said, room.center[0], low, plan.detail, room.width, False, self.theme.dim, True),
        ]

    def _line(
        self,
        said: Phrase,
        x: float,
        y: float,
        size: float,
        width: float,
        bold: bool,
        ink: Rgb,
        middle: bool = False,
        ground: Rgb | None = None,
    ) -> list[Item]:
        room = Room(width, 1, size, min(size, self.plan.least))
        found = fit("a label", said, [room], aspect=self.canvas.aspect, bold=bold)
        align = "middle" if middle else "left"
        return [
            found.lines[0].words(x, y, found.size, (*ink, 1.0), ground or self.theme.background, bold, align)  # type: ignore[arg-type]  # one of two that words takes
        ]

    def bars(self) -> Sheet:
        """What every way costs, in the ribbon, to one scale. Parts: heading, grouped, mixed, standard."""
        plan, theme, room, text = self.plan, self.theme, self.canvas.ribbon, self.tongue.text
        names = text("with a shuffle"), text("grouped, then pointwise"), text("both without groups")
        costs, keys = self._costs, ("grouped", "mixed", "standard")
        top = self.canvas.chip_top
        pitch = (room.bottom - top) / len(keys)
        left = room.left + plan.bar_names
        widest = max(text_width(numeral(one.value), 28.0, True) for one in costs) + 16
        most = max(one.value for one in costs)
        parts: dict[str, list[Item]] = {"heading": headed(text("multiply-adds of both layers"), self.canvas, theme)}
        for k, (key, name, own) in enumerate(zip(keys, names, costs, strict=True)):
            middle = top + pitch * (k + 0.5)
            end = left + (room.right - widest - left) * own.value / most
            color = theme.accent if k == 0 else theme.dim
            box = (left, middle - plan.bar / 2, end, middle + plan.bar / 2)
            ink = theme.ink if k == 0 else theme.dim
            parts[key] = [
                *self._line(
                    Phrase(name), room.left, middle + 8, SMALL, plan.bar_names - 16, False, ink, ground=theme.panel
                ),
                Plate(box, 4.0, (*color, 1.0)),
                *self._line(
                    Phrase.number(numeral(own.value), own),
                    end + 14,
                    middle + 10,
                    28.0,
                    widest,
                    True,
                    theme.ink,
                    ground=theme.panel,
                ),
            ]
        return Sheet(parts)
