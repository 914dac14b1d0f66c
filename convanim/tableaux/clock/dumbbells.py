"""The dumbbells: of each shape, the arithmetic that depthwise saves, and the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Item, Line, Plate, Rgba, Words, faded, placed
from convanim.draw.lettering import text_box, text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.measure.record import Measured
from convanim.measure.variants import DEPTHWISE
from convanim.mobjects.caption import FACT
from convanim.spec.aspect import WIDESCREEN
from convanim.tableaux.clock.figures import shape, times
from convanim.tableaux.clock.plots import DOT, marked, whisker
from convanim.tableaux.clock.plots import hues as hues_of
from convanim.tableaux.clock.scales import Scale

NUMBER = 30.0
"""The type of factors, at most."""


@dataclass(frozen=True)
class DumbbellsPlan:
    """Where the rows stand, in pixels of the frame."""

    room: Region
    """From the key's line down to the marks on the scale."""
    names: float
    """Of its width, for the names of shapes."""
    most: int
    """So many rows at most."""
    type: float
    """Of numbers and names, at most."""


PLANS: Mapping[str, DumbbellsPlan] = {
    WIDESCREEN: DumbbellsPlan(Region(96, 206, 1824, 750), 0.14, 6, 30.0),
    "1:1": DumbbellsPlan(Region(468, 226, 1452, 742), 0.2, 6, 26.0),
    "9:16": DumbbellsPlan(Region(468, -150, 1452, 930), 0.22, 8, 34.0),
    "16:9 large": DumbbellsPlan(Region(468, 366, 1452, 632), 0.2, 3, 24.0),
    "1:1 large": DumbbellsPlan(Region(468, 160, 1452, 746), 0.22, 5, 30.0),
    "16:9 loop": DumbbellsPlan(Region(468, 272, 1452, 816), 0.2, 6, 28.0),
    "1:1 loop": DumbbellsPlan(Region(468, 96, 1452, 996), 0.22, 7, 32.0),
    "9:16 loop": DumbbellsPlan(Region(468, -260, 1452, 1340), 0.22, 9, 38.0),
}


def most_rows(style: Style) -> int:
    """How many shapes are shown at most."""
    return plan_for(style.canvas.names, PLANS, Dumbbells.__name__).most


class Dumbbells(Sheet):
    """A row a shape, on one logarithmic scale: a ring for the arithmetic saved, a disc for the time.

    State: ``fallen`` (rows,): how far each disc has gone from its ring to where it was measured, 0 to 1.
    """

    blended: Sequence[str] = ("shown", "fallen")

    def __init__(self, rows: Sequence[Measured], hero: Measured, style: Style) -> None:
        self.rows, self.hero, self.style = list(rows), hero, style
        self.plan = plan_for(style.canvas.names, PLANS, type(self).__name__)
        room = self.plan.room
        gains = [one.gain(DEPTHWISE) for one in rows]
        # Room for the numbers on both sides.
        edge = 4.2 * self.plan.type
        values = [1.0, *(value for gain in gains for value in (gain.work, gain.lower, gain.upper))]
        self.factors = Scale.covering(values, room.left + self.plan.names * room.width + edge, room.right - edge, 1.05)
        self.top, self.bottom = room.top + 2.2 * FACT, room.bottom - 1.6 * FACT
        super().__init__({"scale": self._marks(), "key": self._key()})
        self.fallen = np.ones(len(self.rows))

    def at(self, hero: float, others: float) -> Self:
        """Let the hero's disc have gone so far, and the others one after the other: 1 of them is there, or 2.5."""
        gone, passed = [], 0
        for one in self.rows:
            if one is self.hero:
                gone.append(hero)
            else:
                gone.append(min(1.0, max(0.0, others - passed)))
                passed += 1
        self.fallen = np.array(gone)
        return self

    def pitch(self) -> float:
        """From row to row, in pixels."""
        return (self.bottom - self.top) / len(self.rows)

    def middle(self, row: int) -> float:
        """The height of a row's line."""
        return self.top + (row + 0.5) * self.pitch()

    def _marks(self) -> list[Item]:
        theme, items = self.style.theme, list[Item]()
        for value in self.factors.marks(10):
            x, equal = self.factors.at(value), value == 1.0
            color: Rgba = (*theme.dim, 1.0) if equal else (*theme.line, 1.0)
            items.append(Line(np.array([[x, self.top], [x, self.bottom]]), color, 2.5 if equal else 1.5))
            items.append(marked(value, self.style, x, self.bottom + 30, "middle"))
        for k, one in enumerate(self.rows):
            y, size = self.middle(k) + 0.36 * self.plan.type, self.plan.type
            name = shape(one)
            room = self.plan.names * self.plan.room.width
            while size > 17 and text_width(name.text, size, one is self.hero) > room:
                size -= 1
            color = (*(theme.ink if one is self.hero else theme.dim), 1.0)
            items.append(name.words(self.plan.room.left, y, size, color, theme.background, one is self.hero))
        return items

    def _key(self) -> list[Item]:
        theme, tongue = self.style.theme, self.style.tongue
        y, x, items = self.plan.room.top + 24, self.plan.room.left, list[Item]()
        words = (message("times fewer multiply-adds"), message("times faster: median and quartiles"))
        said = [tongue.text(one) for one in words]
        size = FACT if not self.style.canvas.is_large else 26.0
        while size > 16 and sum(text_width(one, size) for one in said) + 140 > self.plan.room.width:
            size -= 1
        for k, one in enumerate(said):
            items.append(self._ring(x + 10, y - 7) if k == 0 else self._disc(x + 10, y - 7))
            items.append(Words(one, x + 32, y, size, (*theme.dim, 1.0), theme.background))
            x += text_width(one, size) + 84
        return items

    def _ring(self, x: float, y: float) -> Item:
        theme = self.style.theme
        return Plate((x - DOT, y - DOT, x + DOT, y + DOT), DOT, (*theme.background, 1.0), (*theme.ink, 1.0), 3.0)

    def _disc(self, x: float, y: float) -> Item:
        theme = self.style.theme
        hue = (*hues_of(theme)[DEPTHWISE], 1.0)
        return Plate((x - DOT, y - DOT, x + DOT, y + DOT), DOT, hue, (*theme.background, 1.0), 2.0)

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        items = [item for k in range(len(self.rows)) for item in self._row(k)]
        return super().draw() + [faded(placed(item, move), opacity) for item in items]

    def _row(self, k: int) -> list[Item]:
        style, one, gone = self.style, self.rows[k], float(self.fallen[k])
        theme, tongue, gain = style.theme, style.tongue, one.gain(DEPTHWISE)
        y, promised = self.middle(k), self.factors.at(gain.work)
        seen = self.factors.at(gain.time)
        here = promised + gone * (seen - promised)
        hue = hues_of(theme)[DEPTHWISE]
        items: list[Item] = []
        if abs(here - promised) > 1:
            items.append(Line(np.array([[promised, y], [here, y]]), (*hue, 0.45), 6.0))
        items.append(self._ring(promised, y))
        there = max(0.0, 6 * gone - 5)
        ends = [self.factors.at(value) for value in (gain.lower, gain.upper)]
        if there > FAINTEST:
            items += [faded(item, there) for item in whisker((ends[0], y), (ends[1], y), (*theme.ink, 1.0), 8.0)]
        if gone > 0.01:
            items.append(self._disc(here, y))
        # Each number on the side on which its mark is.
        left_first = seen <= promised
        left, right = min(promised, seen, *ends) - DOT - 12, max(promised, seen, *ends) + DOT + 12
        work, time = times(one, DEPTHWISE, "work", tongue), times(one, DEPTHWISE, "time", tongue)
        size, base = self.plan.type, y + 0.36 * self.plan.type
        said: Sequence[tuple[Phrase, bool, float]] = ((work, False, 1.0), (time, True, there))
        for number, measured, strength in said:
            at_left = measured == left_first
            color = (*(theme.ink if measured else theme.dim), 1.0)
            words = (number + "×").words(
                left if at_left else right,
                base,
                size,
                color,
                theme.background,
                measured,
                "right" if at_left else "left",
            )
            if strength > FAINTEST:
                start, _, end, _ = text_box(words)
                behind = Plate((start - 6, y - 18, end + 6, y + 18), 4, (*theme.background, 1.0))
                items += [faded(behind, strength), faded(words, strength)]
        return items
