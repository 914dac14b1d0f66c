"""What a network costs in all, in the place of the ribbon: numbers, and bars of how much of them each kind has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Plate, Rgb, Source
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import Tongue, message
from convanim.layout.canvas import LEAST
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.networks.figures import COUNTED, WORK, Figures, Shown, amount
from convanim.numerals import ALMOST, THIN_SPACE, numeral
from convanim.spec.aspect import WIDESCREEN
from convanim.tableaux.network.places import beside_ratio, hue_of, hue_of_standard, network_plan

NAMES: Mapping[Shown, str] = {
    "pointwise": message("pointwise"),
    "depthwise": message("depthwise"),
    "grouped": message("grouped"),
    "standard": message("standard"),
    "transposed": message("transposed"),
    "linear": message("linear"),
    "rest": message("the rest"),
}
BETWEEN = 26.0
"""From one kind's share to the next, in pixels."""
SWATCH = 14.0
LITTLE, TINY = 0.05, 0.005
"""Percentages below the first take one more decimal, and below the second two more."""


@dataclass(frozen=True)
class TotalsPlan:
    """How rows are set; lengths are in pixels."""

    columns: int
    """How many rows stand side by side."""
    number: float
    """The type of numbers."""
    bar: float
    """How thick a bar is."""
    pitch: float
    """From line to line within a row, over the type."""
    top: float
    """From the panel's top to the first row's."""
    lines: int
    """How many the shares of kinds may take."""
    beside: bool = False
    """Whether names stand beside numbers, not above them."""
    name: float = 22.0
    """The type of names and shares."""


PLANS: Mapping[str, TotalsPlan] = {
    WIDESCREEN: TotalsPlan(columns=2, number=38.0, bar=34.0, pitch=1.5, top=30.0, lines=2),
    "1:1": TotalsPlan(columns=1, number=32.0, bar=22.0, pitch=1.3, top=14.0, lines=2, beside=True),
    "9:16": TotalsPlan(columns=1, number=38.0, bar=34.0, pitch=1.6, top=56.0, lines=2, beside=True),
    "16:9 large": TotalsPlan(columns=1, number=28.0, bar=10.0, pitch=1.2, top=6.0, lines=1, beside=True),
}


def totals(figures: Figures, style: Style) -> Sheet:
    """Multiply-adds and parameters of the network, each with a bar. Parts: own, plain, kinds, shares, full.

    ``plain`` and ``kinds`` are the bar in one hue and by kinds, ``full`` is both numbers with the bar beside that of
    standard convolutions, to one scale.
    """
    parts: dict[str, list[Item]] = {name: [] for name in ("own", "plain", "kinds", "shares", "full")}
    for counted, room in zip(COUNTED, _rooms(style, len(COUNTED)), strict=True):
        row = _Row(figures, style, room)
        costs = figures.by_kind
        amounts = {kind: amount(cost, counted) for kind, cost in costs.items()}
        texts = {kind: _share(figures, style.tongue, kind, counted) for kind in costs}
        own = Source("count", (counted, figures.tag), amount(figures.network.cost, counted))
        full = Source("count", (f"standard_{counted}", figures.tag), amount(figures.full.cost, counted))
        parts["own"] += row.heading(message("multiply-adds") if counted == WORK else message("parameters"), own)
        parts["plain"] += row.plain()
        parts["kinds"] += row.bar(amounts, sum(amounts.values()))
        parts["shares"] += row.legend(texts)
        parts["full"] += row.full(full, amounts)
    return Sheet(parts)


def layers(figures: Figures, style: Style) -> Sheet:
    """How many layers there are, and of which kinds."""
    row = _Row(figures, style, _rooms(style, 1)[0])
    amounts = {kind: count for kind in figures.kinds if (count := figures.layers(kind))}
    texts = {
        kind: Phrase.number(numeral(count), Source("count", ("layers", figures.tag_of(kind)), count))
        for kind, count in amounts.items()
    }
    every = Source("count", ("layers", figures.tag), figures.layers())
    bar = row.bar(amounts, sum(amounts.values()))
    return Sheet([*row.heading(message("layers"), every), *bar, *row.legend(texts)])


def ratio(figures: Figures, style: Style) -> Sheet:
    """How many times less there is of both, large, beside the chart or below it. Parts: multiply_adds, parameters.

    What there is not clearly less of is left out.
    """
    plan, stage, frame, theme = network_plan(style), style.canvas.stage, beside_ratio(figures, style), style.theme
    room = Region(frame.right + (24 if style.canvas.is_large else 48), stage.top, stage.right - 4, stage.bottom)
    rooms = room.rows(58, 42)
    if plan.below:
        rooms = Region(stage.left, frame.bottom + 40, stage.right, stage.bottom + 20).columns(1, 1, gap=40.0)
    parts: dict[str, list[Item]] = {}
    saved = message("fewer multiply-adds"), message("fewer parameters")
    for counted, what, place in zip(COUNTED, saved, rooms, strict=True):
        if counted not in figures.saved:
            continue
        largest = plan.large * (1.0 if counted == WORK or plan.below else 0.62)
        text, exact = style.tongue.quotient(figures.times(counted), 1)
        name = "times_fewer" if counted == WORK else "times_fewer_parameters"
        source = Source("count", (name, figures.tag), float(figures.times(counted)))
        said = Phrase.number(f"{text}×" if exact else f"{ALMOST}{THIN_SPACE}{text}×", source)
        aspect = style.canvas.aspect
        large = fit("the ratio", said, [Room(place.width, 1, largest, 40.0)], aspect=aspect, bold=True)
        small = fit(
            "a label", style.tongue.text(what), [Room(place.width, n, 28.0, LEAST) for n in (1, 2)], aspect=aspect
        )
        high = 0.9 * large.size + 1.35 * small.size * len(small.lines)
        y = (place.top + place.bottom - high) / 2 + 0.8 * large.size
        ink, dim, ground = (*theme.accent, 1.0), (*theme.dim, 1.0), theme.background
        parts[counted] = [large.lines[0].words(place.left, y, large.size, ink, ground, bold=True)]
        for line in small.lines:
            y += 1.4 * small.size
            parts[counted].append(line.words(place.left + 4, y, small.size, dim, ground))
    return Sheet(parts)


def _share(figures: Figures, tongue: Tongue, kind: Shown, counted: str) -> Phrase:
    """Of a kind, in percent of all that is counted."""
    share = figures.share(figures.by_kind[kind], counted)
    text, exact = tongue.quotient(share, 1 if share >= LITTLE else 2 if share >= TINY or not share else 4)
    source = Source("count", (f"share_of_{counted}", figures.tag_of(kind)), float(share))
    return (Phrase("" if exact else f"{ALMOST}{THIN_SPACE}") + Phrase.number(text, source)) + "\u202f%"


def _rooms(style: Style, count: int) -> list[Region]:
    """For rows, beside each other or one above the other, wherever ribbon and meter are otherwise."""
    canvas, plan = style.canvas, plan_for(style.canvas.names, PLANS, "totals")
    right, bottom = (max(getattr(one, end) for one in (canvas.ribbon, canvas.meter)) for end in ("right", "bottom"))
    room = Region(canvas.ribbon.left, canvas.panel.top + plan.top, right, bottom)
    return room.columns(*[1] * count, gap=72.0) if plan.columns == count else room.rows(*[1] * count, gap=10.0)


class _Row:
    """A number, a bar below it, and below that what the parts of the bar are."""

    def __init__(self, figures: Figures, style: Style, room: Region) -> None:
        self.figures, self.style, self.theme, self.room = figures, style, style.theme, room
        self.free = room.left
        """Where the room for what stands at the right begins."""
        self.plan = plan = plan_for(style.canvas.names, PLANS, "totals")
        self.label = room.top + 0.8 * plan.name
        self.line = room.top + plan.number if plan.beside else self.label + plan.pitch * 0.8 * plan.number
        self.top = self.line + 0.36 * plan.number
        self.base = self.top + plan.bar + plan.pitch * plan.name

    def heading(self, what: str, own: Source) -> list[Item]:
        """What is counted, and how much of it there is."""
        return self._said(self.style.tongue.text(what), own, self.room.left, self.theme.ink, "left")

    def full(self, full: Source, amounts: Mapping[Shown, int]) -> list[Item]:
        """How much there is with standard convolutions, at the right, and the bars of both to one scale."""
        name, right = self.style.tongue.text(message("standard convolutions")), self.room.right
        return [
            *self._said(name, full, right, self.theme.dim, "right"),
            Plate(
                (self.room.left, self.top, right, self.top + self.plan.bar), 0.0, (*hue_of_standard(self.theme), 1.0)
            ),
            *self.bar(amounts, int(full.value)),
        ]

    def _said(self, name: str, count: Source, x: float, color: Rgb, align: Literal["left", "right"]) -> list[Item]:
        """A number with its name above it, or beside it in half of the row."""
        said, plan, ground, bold = (
            Phrase.number(numeral(count.value), count),
            self.plan,
            self.theme.panel,
            align == "left",
        )
        dim, name_x, y = (*self.theme.dim, 1.0), x, self.label
        if plan.beside:
            y, wide = self.line, text_width(said.text, plan.number, bold) + 14
            name_x, x = (x - wide, x) if align == "right" else (x, x + text_width(name, plan.name) + 14)
        items: list[Item] = [said.words(x, self.line, plan.number, (*color, 1.0), ground, bold, align)]
        if align == "left":
            self.free = x + wide if plan.beside else x
        # Beside numbers of very many digits there may be no room for it.
        if not plan.beside or align == "left" or name_x - text_width(name, plan.name) > self.free + 16:
            items.append(Phrase(name).words(name_x, y, plan.name, dim, ground, align=align))
        return items

    def plain(self) -> list[Item]:
        """The bar in one hue."""
        red, green, blue = self.theme.ramp_of_whole().at(0.5).tolist()
        box = (self.room.left, self.top, self.room.right, self.top + self.plan.bar)
        return [Plate(box, 0.0, (red, green, blue, 1.0))]

    def bar(self, amounts: Mapping[Shown, int], whole: int) -> list[Item]:
        """The bar by kinds, as long as all of the room is for ``whole``."""
        x, items = self.room.left, list[Item]()
        for kind, part in amounts.items():
            end = x + self.room.width * part / whole
            items.append(Plate((x, self.top, end, self.top + self.plan.bar), 0.0, (*hue_of(kind, self.theme), 1.0)))
            x = end
        return items

    def legend(self, texts: Mapping[Shown, Phrase]) -> list[Item]:
        """What every hue of the bar is, and how much there is of it, over as many lines as there is room for."""
        names, size = {kind: self.style.tongue.text(NAMES[kind]) for kind in texts}, self.plan.name
        if self.plan.lines == 1 and self._width(names, texts, size) > self.room.width:
            texts = dict.fromkeys(texts, Phrase())
        x, y, items = self.room.left, self.base, list[Item]()
        ink, dim, ground = (*self.theme.ink, 1.0), (*self.theme.dim, 1.0), self.theme.panel
        for kind, said in texts.items():
            width = self._width({kind: names[kind]}, {kind: said}, size)
            if x > self.room.left and x + width > self.room.right + 1:
                x, y = self.room.left, y + 1.36 * size
            hue = (*hue_of(kind, self.theme), 1.0)
            items.append(Plate((x, y - SWATCH + 1, x + SWATCH, y + 1), 3.0, hue))
            after = x + SWATCH + 9
            items.append(Phrase(names[kind]).words(after, y, size, dim, ground))
            after += text_width(names[kind], size) + 8
            items += [said.words(after, y, size, ink, ground)] if said.text else []
            x += width + BETWEEN
        return items

    def _width(self, names: Mapping[Shown, str], texts: Mapping[Shown, Phrase], size: float) -> float:
        each = [
            SWATCH + 17 + text_width(names[kind], size) + text_width(said.text, size) for kind, said in texts.items()
        ]
        return sum(each) + BETWEEN * (len(each) - 1)
