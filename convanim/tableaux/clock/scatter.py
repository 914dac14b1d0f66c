"""The last picture: of every variant on every shape, the arithmetic saved against the time saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Line, Sheen, faded, placed
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.style import Style
from convanim.measure.record import Gain, Measured
from convanim.measure.variants import DEPTHWISE
from convanim.mobjects.marks import dashed
from convanim.ribbon.fractions import readable
from convanim.tableaux.clock.figures import NAMES, shape, times
from convanim.tableaux.clock.findings import SAVING, Findings
from convanim.tableaux.clock.plots import DOT, Entry, grid, hues, key, mark, plan_of, whisker
from convanim.tableaux.clock.scales import Scale


class Scatter(Sheet):
    """A mark for each variant of each shape, on logarithmic scales; dashed is where both savings are the same.

    State: ``fallen`` (variants,): how far the marks have gone from the dashed line to where they were measured.
    Parts: axes, promise, slower, and a variant's entry in the key each.
    """

    blended: Sequence[str] = ("shown", "fallen")

    def __init__(self, findings: Findings, style: Style) -> None:
        self.findings, self.style, self.plan = findings, style, plan_of(style)
        plot = self.plan.plot
        self.gains: dict[str, list[tuple[Measured, Gain]]] = {
            name: [(one, one.gain(name)) for one in findings.shapes] for name in SAVING
        }
        every = [gain for gains in self.gains.values() for _, gain in gains]
        works = [1.0, *(gain.work for gain in every)]
        self.across = Scale.covering(works, plot.left + 14, plot.right - 14, 1.25)
        times = [gain.lower for gain in every] + [gain.upper for gain in every]
        self.up = Scale.covering([*works, *times], plot.bottom - 8, plot.top + 8, 1.1)
        super().__init__(self._around())
        self.fallen = np.ones(len(SAVING))

    def at(self, *names: str) -> Self:
        """Let the marks of these variants have fallen, and no others be there yet."""
        self.fallen = np.array([float(name in names) for name in SAVING])
        return self

    def drop(self, name: str) -> Self:
        """Let the marks of one more variant have fallen."""
        return self.at(name, *(one for one, fallen in zip(SAVING, self.fallen.tolist(), strict=True) if fallen > 0))

    def _around(self) -> dict[str, list[Item]]:
        style, plot = self.style, self.plan.plot
        theme = style.theme
        names = message("times fewer multiply-adds"), message("times faster")
        low, high = (self.across.at(1.0), self.up.at(1.0)), self.across.high
        promise = np.array([low, (self.across.at(high), self.up.at(high))])
        if self.up.high < high:
            promise[1] = (self.across.at(self.up.high), self.up.at(self.up.high))
        bottom = np.array(
            [[plot.left, low[1]], [plot.right, low[1]], [plot.right, plot.bottom], [plot.left, plot.bottom]]
        )
        shade = Sheen(bottom, (0.0, low[1]), (0.0, plot.bottom), (*theme.ink, 0.10), (*theme.ink, 0.16))
        one = Line(np.array([[plot.left, low[1]], [plot.right, low[1]]]), (*theme.dim, 1.0), 2.5)
        entries = key(self._entries(), style, self.plan, self.plan.hero)
        return {
            "axes": grid(style, plot, self.across, self.up, names, self.plan.marks),
            "promise": [dashed(promise, (*theme.ink, 1.0), 3.0), *entries.pop("promise")],
            "slower": [shade, one, *entries.pop("slower")],
            **entries,
            "hero": self._hero(),
        }

    def _hero(self) -> list[Item]:
        """What is promised of one shape and what it keeps, large, where there is room for it."""
        room, style, one = self.plan.hero, self.style, self.findings.hero
        if room is None:
            return []
        theme, tongue = style.theme, style.tongue
        hue = readable(hues(theme)[DEPTHWISE], theme.background, theme.ink)
        rows = [
            (shape(one) + ", " + tongue.text(NAMES[DEPTHWISE]), None, theme.dim),
            (times(one, DEPTHWISE, "work", tongue) + "×", message("fewer multiply-adds"), theme.ink),
            (times(one, DEPTHWISE, "time", tongue) + "×", message("the speed of the standard layer"), hue),
        ]
        pitch, items, y = room.height / 3.4, list[Item](), room.top
        longest = max(text_width(number.text, 1.0, True) for number, words, _ in rows if words)
        big = min(60.0, 0.95 * pitch, 0.45 * room.width / longest)
        lead = longest * big + 22
        for number, words, color in rows:
            y += pitch if words else 0.5 * pitch
            if words is None:
                found = fit("a shape", number, [Room(room.width, 1, 28.0, 17.0)], aspect=style.canvas.aspect)
                items.append(found.lines[0].words(room.left, y, found.size, (*color, 1.0), theme.background))
                continue
            wide = room.width - lead
            # Two lines end where one would, and stay below the row above.
            rooms = [Room(wide, 1, 28.0, 22.0), Room(wide, 2, min(28.0, 0.4 * pitch), 16.0)]
            said = fit("a count", tongue.text(words), rooms, aspect=style.canvas.aspect)
            items.append(number.words(room.left, y, big, (*color, 1.0), theme.background, True))
            first = y - 1.2 * said.size * (len(said.lines) - 1)
            items += [
                line.words(
                    room.left + lead, first + k * 1.2 * said.size, said.size, (*theme.dim, 1.0), theme.background
                )
                for k, line in enumerate(said.lines)
            ]
        return items

    def _entries(self) -> dict[str, Entry]:
        theme, tongue = self.style.theme, self.style.tongue
        ink = (*theme.ink, 1.0)

        def line(x: float, y: float) -> list[Item]:
            return [dashed(np.array([[x - 16, y + 10], [x + 16, y - 10]]), ink, 3.0)]

        def ground(x: float, y: float) -> list[Item]:
            box = np.array([[x - 16, y - 10], [x + 16, y - 10], [x + 16, y + 12], [x - 16, y + 12]])
            shade = (*theme.ink, 0.2)
            return [
                Sheen(box, (0.0, y - 10), (0.0, y + 12), shade, shade),
                Line(np.array([[x - 16, y - 10], [x + 16, y - 10]]), (*theme.dim, 1.0), 2.5),
            ]

        entries = {
            "promise": Entry(line, Phrase(tongue.text(message("as much time saved as arithmetic")))),
            "slower": Entry(ground, Phrase(tongue.text(message("slower than the standard layer")))),
        }
        for name in SAVING:
            entries[name] = Entry(
                lambda x, y, name=name: [mark(name, x, y, theme)],  # type: ignore[misc]  # the name of this turn
                Phrase(tongue.text(NAMES[name])),
            )
        return entries

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        items: list[Item] = []
        for fallen, name in zip(self.fallen.tolist(), SAVING, strict=True):
            if fallen > 0.01:
                marks = [part for one, gain in self.gains[name] for part in self._mark(name, one, gain, fallen)]
                items += [faded(item, min(1.0, 8 * fallen)) for item in marks]
        return super().draw() + [faded(placed(item, move), opacity) for item in items]

    def _mark(self, name: str, one: Measured, gain: Gain, fallen: float) -> list[Item]:
        theme, crowded = self.style.theme, len(self.findings.shapes) > 8
        x, promised, seen = self.across.at(gain.work), self.up.at(gain.work), self.up.at(gain.time)
        y = promised + fallen * (seen - promised)
        size = 0.75 * DOT if crowded else DOT
        there = max(0.0, 6 * fallen - 5)
        spread = whisker((x, self.up.at(gain.lower)), (x, self.up.at(gain.upper)), (*theme.ink, 0.55), 4.0)
        lasting = [faded(item, there) for item in spread] if there > FAINTEST else []
        return [*lasting, mark(name, x, y, theme, size)]
