"""The chart of a network: what each stage costs, above and below a line, and with standard convolutions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Item, Plate, Rgb, Segments, Source, Words, faded, placed
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, joined
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT
from convanim.networks.figures import COUNTED, LEARNED, WORK, Figures, Shown, amount
from convanim.numerals import ALMOST, THIN_SPACE, numeral
from convanim.tableaux.network.places import (
    ALONE,
    BESIDE,
    NAMES,
    RULED,
    Frame,
    beside_ratio,
    hue_of,
    hue_of_standard,
    network_plan,
    rounded_below,
    whole_frame,
)
from convanim.theme.color import mix

HEADROOM = 34.0
"""Above the highest bar, for its number, in pixels."""
APART = 8.0
"""From the band of names to the bars, in pixels."""
ASIDE = 0.14
"""So much of the growth of standard convolutions goes by while bars step aside for them."""
OVER = 8.0
"""So much wider than a column a number may be, in pixels."""
UNLIT = 0.28
"""How light bars are that a caption does not speak of."""
AXES = ("planes", "rows", "columns")
"""Those of maps, behind their channels; maps of fewer axes have the last ones."""


class StageChart(Sheet):
    """Bars of multiply-adds above the stages' names, bars of parameters below.

    The highest bar always has the height that there is: while standard convolutions grow, all else shrinks.

    State: ``ruled`` (1,) is how far it is told what they count, ``grown`` (stages,) how far each stage's bars have
    grown, ``lit`` (stages,) how light they are, ``parted`` (1,) how far their kinds have parted in hue, ``standard``
    (1,) how far standard convolutions have grown beside them, and ``frame`` (6,) where it all stands.
    """

    blended: Sequence[str] = ("shown", "ruled", "grown", "lit", "parted", "standard", "frame")

    def __init__(self, figures: Figures, style: Style) -> None:
        self.figures, self.style, self.theme, self.tongue = figures, style, style.theme, style.tongue
        self.plan = network_plan(style)
        count = len(figures.stages)
        pairs = zip(figures.stages, figures.full.stages, strict=True)
        self.costs: list[Mapping[Shown, Mapping[str, int]]] = []
        self.full: list[Mapping[str, int]] = []
        for stage, full in pairs:
            kinds = figures.costs(stage.parts)
            self.costs.append({kind: {one: amount(cost, one) for one in COUNTED} for kind, cost in kinds.items()})
            self.full.append({one: amount(full.cost, one) for one in COUNTED})
        super().__init__([])
        self.ruled = np.ones(1)
        self.grown = np.zeros(count)
        self.lit = np.ones(count)
        self.parted = np.zeros(1)
        self.standard = np.zeros(1)
        self.frame: Floats = whole_frame(figures, style).numbers

    def named(self) -> Self:
        """Show the stages' names alone."""
        self.ruled = np.zeros(1)
        return self

    def grow(self, stages: int) -> Self:
        """Let the bars of the first so many stages have grown."""
        self.grown = np.array([float(place < stages) for place in range(len(self.grown))])
        return self

    def light(self, places: Collection[int]) -> Self:
        """Light the stages at these places alone."""
        self.lit = np.array([1.0 if place in places else UNLIT for place in range(len(self.lit))])
        return self

    def part(self) -> Self:
        """Let every kind of layers have its hue."""
        self.parted = np.ones(1)
        return self

    def replaced(self) -> Self:
        """Let standard convolutions stand beside them."""
        self.standard = np.ones(1)
        return self

    def within(self, frame: Frame) -> Self:
        """Stand elsewhere."""
        self.frame = frame.numbers
        return self

    # What is drawn.

    @property
    def _step(self) -> float:
        """How far bars have stepped aside, 0 to 1."""
        return float(np.clip(self.standard[0] / ASIDE, 0.0, 1.0))

    @property
    def _time(self) -> float:
        """How much of the growth has gone by since bars stand aside, 0 to 1."""
        return float(np.clip((self.standard[0] - ASIDE) / (1.0 - ASIDE), 0.0, 1.0))

    @property
    def _growth(self) -> float:
        """How far standard convolutions have grown, 0 to 1: so that all else shrinks evenly."""
        times = max(full[WORK] for full in self.full) / self._highest(WORK)
        return float((times**self._time - 1) / (times - 1)) if times > 1 else self._time

    def _own(self, place: int, counted: str) -> int:
        return sum(kind[counted] for kind in self.costs[place].values())

    def _highest(self, counted: str) -> int:
        """Of the bars of the network itself."""
        return max(self._own(place, counted) for place in range(len(self.costs)))

    def _length(self, counted: str, frame: Frame) -> float:
        """Pixels of one multiply-add or parameter, with which the highest bar by now fills its room."""
        room = frame.upper - frame.top if counted == WORK else frame.bottom - frame.lower
        reached = max(self._growth * full[counted] for full in self.full)
        return (room - APART - HEADROOM) / max(self._highest(counted), reached)

    def draw(self) -> list[Item]:
        frame, move = Frame.of(self.frame), self._move()
        items = stage_names(self.figures, self.style, frame)
        for counted, base, sign in ((WORK, frame.upper - APART, -1.0), (LEARNED, frame.lower + APART, 1.0)):
            length = sign * self._length(counted, frame)
            ruled = float(self.ruled[0])
            items += [faded(item, ruled) for item in self._ruler(counted, frame, base, length) if ruled > FAINTEST]
            for place in range(len(self.costs)):
                items += self._bars(place, counted, frame, base, length)
        return [faded(placed(item, move), float(self.opacity[0])) for item in items]

    def _bars(self, place: int, counted: str, frame: Frame, base: float, length: float) -> list[Item]:
        """A stage's bar, kind upon kind, and that of standard convolutions beside it."""
        own, full = self._own(place, counted), self.full[place][counted]
        left, right = frame.bars(place, len(self.costs))
        width, changes = right - left, self.full[place] != {one: self._own(place, one) for one in COUNTED}
        step = self._step if changes else 0.0
        start, end = (
            left + width * (alone + step * (beside - alone)) for alone, beside in zip(ALONE, BESIDE[0], strict=True)
        )
        grown, lit, items = float(self.grown[place]), float(self.lit[place]), list[Item]()
        tips = base + np.cumsum([cost[counted] for cost in self.costs[place].values()]) * length * grown
        y = float(tips[-1])
        bars = [(tip, hue_of(kind, self.theme)) for kind, tip in zip(self.costs[place], tips.tolist(), strict=True)]
        # Each from the line on, the longest first, so that no seam shows between two.
        for tip, hue in reversed(bars if self.parted[0] > 0 else [(y, self._plain)]):
            if abs(tip - base) > 0.05:
                color = mix(self._plain, hue, float(self.parted[0]))
                items.append(faded(Plate((start, min(base, tip), end, max(base, tip)), 0.0, (*color, 1.0)), lit))
        said = Phrase.number(numeral(own), Source("count", (counted, self._tag(place)), own))
        strength = float(np.clip(5 * grown - 4, 0.0, 1.0) * (lit - UNLIT) / (1.0 - UNLIT)) * (1.0 - self._step)
        items += self._number(said, (start + end) / 2, y, length, width, strength, self.theme.dim)
        if not changes or self._time <= 0.0:
            return items
        start, end = (left + width * share for share in BESIDE[1])
        tip = base + self._growth * full * length
        hue = hue_of_standard(self.theme)
        items.append(Plate((start, min(base, tip), end, max(base, tip)), 0.0, (*hue, 1.0)))
        if not own:
            return items
        text, exact = self.tongue.quotient(Fraction(full, own), 1)
        source = Source("count", (f"times_{counted}", self._tag(place)), full / own)
        times = Phrase.number(f"{text}×" if exact else f"{ALMOST}{THIN_SPACE}{text}×", source)
        strength = float(np.clip(8 * self._time - 7, 0.0, 1.0))
        return items + self._number(times, (start + end) / 2, tip, length, width, strength, self.theme.ink)

    def _number(
        self, said: Phrase, x: float, tip: float, sign: float, width: float, strength: float, color: Rgb
    ) -> list[Item]:
        """A number at the end of a bar, no wider than its column; nothing where it has no room."""
        size, least = self.plan.number, self.style.canvas.least
        while size > least and text_width(said.text, size) > width - 4:
            size -= 0.5
        if strength <= FAINTEST or text_width(said.text, size) > width + OVER:
            return []
        y = tip - 9 if sign < 0 else tip + 0.75 * size + 9
        return [faded(said.words(x, y, size, (*color, 1.0), self.theme.background, align="middle"), strength)]

    def _ruler(self, counted: str, frame: Frame, base: float, length: float) -> list[Item]:
        """What is counted, and a length that stands for a round number of it: another one once the scale is another."""
        theme, left = self.theme, self.style.canvas.stage.left
        color, upwards = (*theme.dim, 1.0), length < 0
        name = self.tongue.text(NAMES[counted])
        items: list[Item] = [
            Words(name, left, frame.top + 20 if upwards else frame.bottom, FACT, color, theme.background)
        ]
        time = self._time
        if not self.plan.has_rulers:
            return items
        for most, strength in (
            (self._highest(counted), 1.0 - 3 * time),
            (max(full[counted] for full in self.full), 4 * time - 3),
        ):
            value = rounded_below(RULED * most)
            tip = base + value * length
            ends = [[[left, y], [left + 7, y]] for y in (base, tip)]
            said = Phrase.number(numeral(value), Source("axis", (value,), value))
            first = frame.bars(0, len(self.costs))
            size, room = self.plan.number, frame.column(0, len(self.costs))[1] - left - 16
            if frame.left > left:
                room = first[0] + BESIDE[0][0] * (first[1] - first[0]) - left - 20
            while size > self.style.canvas.least and text_width(said.text, size) > room:
                size -= 0.5
            ruler: list[Item] = [
                Segments(np.array([*ends, [[left + 3.5, base], [left + 3.5, tip]]]), color, 1.5),
                said.words(left + 14, tip + 0.35 * size, size, color, theme.background),
            ]
            items += [faded(item, min(1.0, strength)) for item in ruler if strength > FAINTEST]
        return items

    @property
    def _plain(self) -> Rgb:
        """Of bars whose kinds have not parted yet."""
        red, green, blue = self.theme.ramp_of_whole().at(0.5).tolist()
        return red, green, blue

    def _tag(self, place: int) -> str:
        return self.figures.tag_of(f"stage {self.figures.stages[place].name}")


def stage_names(figures: Figures, style: Style, frame: Frame) -> list[Item]:
    """What the stages are called, and below it the channels, rows and columns of what each makes."""
    plan, theme, items = network_plan(style), style.theme, list[Item]()
    high = plan.name + (plan.detail + 10 if plan.detail else 0)
    y = (frame.upper + frame.lower - high) / 2 + 0.8 * plan.name
    details = list[Phrase]()
    names, type_ = _named(figures, style)
    for place, (stage, shape) in enumerate(zip(figures.stages, figures.maps, strict=True)):
        tag = figures.tag_of(f"stage {stage.name}")
        axes = ("channels", *AXES[len(AXES) - len(shape) + 1 :])
        sizes = [
            Phrase.number(numeral(size), Source("count", (f"out_{axis}", tag), size))
            for axis, size in zip(axes, shape, strict=True)
        ]
        details.append(joined([text for size in sizes for text in ("×", size)][1:]))
        middle = sum(frame.column(place, len(figures.stages))) / 2
        items.append(names[place].words(middle, y, type_, (*theme.ink, 1.0), theme.background, True, "middle"))
    least, widths = (
        style.canvas.least,
        [_width(one, details) for one in (frame, whole_frame(figures, style))],
    )
    size = plan.detail
    while size > least and max(text_width(said.text, size) for said in details) > widths[1]:
        size -= 0.5
    # What will have no room in a narrower chart is gone before it meets what is beside it.
    needed = max(text_width(said.text, size) for said in details) if size else 0.0
    last = _width(beside_ratio(figures, style), details)
    strength = 1.0 if last >= needed else (widths[0] - last) / (widths[1] - last) * 3 - 2
    if size and strength > FAINTEST:
        color = (*theme.dim, min(1.0, strength))
        for place, said in enumerate(details):
            middle = sum(frame.column(place, len(details))) / 2
            items.append(said.words(middle, y + plan.detail + 10, size, color, theme.background, align="middle"))
    return items


def _named(figures: Figures, style: Style) -> tuple[list[Phrase], float]:
    """What the stages are called, and the type in which all of it has room in the narrowest chart.

    Where it has none, what stands before the last point goes, and then the end.
    """
    theirs = {"stem": message("stem"), "head": message("head")}
    names = [
        Phrase(style.tongue.text(theirs[stage.name])) if stage.name in theirs else Phrase.name(stage.name)
        for stage in figures.stages
    ]
    narrow = (beside_ratio if figures.saves else whole_frame)(figures, style)
    room, largest = _width(narrow, names) - 8, network_plan(style).name
    least = min(largest, max(style.canvas.least, 0.72 * largest))

    def fitting(said: Sequence[Phrase]) -> float:
        widest = max(text_width(one.text, largest, bold=True) for one in said)
        return min(largest, largest * room / widest)

    if fitting(names) < least:
        names = [one if not one.spans else Phrase.name(one.text.rpartition(".")[2]) for one in names]
    if (size := fitting(names)) < least:
        names, size = [_cut(one, least, room) for one in names], least
    return names, size


def _cut(name: Phrase, size: float, room: float) -> Phrase:
    """The beginning of a name, as far as there is room for it."""
    text = name.text
    while text_width(text, size, bold=True) > room and len(text) > 2:
        text = f"{text.rstrip('…')[:-1]}…"
    return name if text == name.text else Phrase.name(text)


def _width(frame: Frame, row: Sequence[object]) -> float:
    """Room for each of a row of texts."""
    return (frame.right - frame.left) / len(row) - 4
