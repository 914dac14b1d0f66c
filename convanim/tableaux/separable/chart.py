"""The chart tableau: how much is saved, against the number of channels, and bars for two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Item, Line, Plate, Rgb, Sheen, Source, Words, faded, placed
from convanim.draw.lettering import CAP_HEIGHT
from convanim.draw.sheet import Sheet
from convanim.kernels.saving import Saving
from convanim.language.tongue import Tongue, message
from convanim.layout.canvas import Canvas
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT
from convanim.ribbon.fractions import Piece, count, counted, part_hues, ratio, separable_count, set_run
from convanim.theme.theme import Theme

BARS = 224.0
"""From the top of one layer's bars to the words below them, in pixels."""
LABEL = 28.0


def plot(canvas: Canvas) -> Region:
    """From the limit down to zero: on the left of the bars, in a narrow frame above them."""
    stage = canvas.stage
    if canvas.tall:
        return Region(stage.left + 64, stage.top + 60, stage.right, stage.bottom - BARS - 190)
    if canvas.narrow:
        return Region(stage.left + 64, stage.top + 44, stage.right, canvas.label_line + 12 - BARS - 54)
    return Region(150, 250, 1150, 700)


def ticks(limit: int) -> list[int]:
    """Rounded marks between zero and the limit, and the limit itself.

    >>> ticks(9), ticks(25), ticks(6), ticks(1)
    ([0, 3, 6, 9], [0, 10, 20, 25], [0, 2, 4, 6], [0, 1])
    """
    step = next((s for s in (1, 2, 3, 5, 10, 20, 50, 100, 200, 500) if limit / s <= 3.5), limit)
    marks = [mark for mark in range(0, limit, step) if limit - mark > 0.12 * limit]
    return [*marks, limit]


class Chart(Sheet):
    """The curve of ``1 / (1 / filters + 1 / window)`` over doublings of the filters.

    State: ``reach`` (1,): 0 shows the axes alone, 1 the first point, ``len(savings)`` all of
    them with the curve between. Parts: axes, limit.
    """

    blended: Sequence[str] = ("shown", "reach")

    def __init__(self, savings: Sequence[Saving], style: Style) -> None:
        theme, canvas = style.theme, style.canvas
        self.theme = theme
        self.tongue = style.tongue
        self.plot = plot(canvas)
        self.first, self.last = self.plot.left + 50, self.plot.right - 60
        self.low = canvas.narrow and not canvas.tall
        self.savings = list(savings)
        self.limit = savings[0].limit
        self.hue: Rgb = part_hues(theme)[1]
        super().__init__({"axes": self._axes(), "limit": self._limit()})
        self.reach = np.array([float(len(self.savings))])

    def reached(self, points: float) -> Self:
        """Draw the curve up to so many points."""
        self.reach = np.array([float(points)])
        return self

    def x(self, place: float) -> float:
        """Where a point stands, counted in doublings."""
        return self.first + place * (self.last - self.first) / max(1, len(self.savings) - 1)

    def y(self, ratio: float) -> float:
        """Where a ratio stands."""
        return self.plot.bottom - ratio / max(self.limit, float(self.savings[0].ratio)) * self.plot.height

    def _axes(self) -> list[Item]:
        theme = self.theme
        rounded = not all(self.tongue.quotient(saving.ratio, 1, most=1)[1] for saving in self.savings)
        heading = self.tongue.text(
            message("times fewer multiply-adds than the standard convolution, rounded")
            if rounded
            else message("times fewer multiply-adds than the standard convolution")
        )
        over = self.plot.top - (26 if self.low else 44)
        items: list[Item] = [Words(heading, self.plot.left, over, FACT, (*theme.dim, 1.0), theme.background)]
        for mark in ticks(self.limit)[:-1]:
            y = self.y(mark)
            items.append(Line(np.array([[self.plot.left, y], [self.plot.right, y]]), (*theme.line, 1.0), 2.0))
            items += self._mark(mark, False)
        for place, saving in enumerate(self.savings):
            run = [count("out_channels", saving.layer, theme.dim)]
            items += set_run(
                run, self.x(place), self.plot.bottom + 35, FACT, theme, align="middle", ground=theme.background
            )
        name = self.tongue.text(self.savings[0].what_grows)
        under = over if self.low else self.plot.bottom + 66
        items.append(Words(name, self.plot.right, under, FACT, (*theme.dim, 1.0), theme.background, align="right"))
        return items

    def _limit(self) -> list[Item]:
        y = self.y(self.limit)
        dashes = Line(
            np.array([[self.plot.left, y], [self.plot.right, y]]), (*self.theme.accent, 1.0), 3.0, dash=(4.0, 9.0)
        )
        return [dashes, *self._mark(self.limit, True)]

    def _mark(self, value: int, bold: bool) -> list[Words]:
        theme = self.theme
        color = theme.ink if bold else theme.dim
        run = [Piece(str(value), color, bold, Source("axis", (value,), value)), Piece("\u00d7", color, bold)]
        return set_run(run, self.plot.left - 20, self.y(value) + 8, FACT, theme, align="right", ground=theme.background)

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        return super().draw() + [faded(placed(item, move), opacity) for item in self._curve()]

    def _curve(self) -> list[Item]:
        theme, reach = self.theme, float(self.reach[0])
        head = min(max(0.0, reach - 1.0), len(self.savings) - 1.0)
        items: list[Item] = []
        if head > 0.01:
            places = np.linspace(0.0, head, 2 + int(head * 16))
            filters = self.savings[0].layer.out_channels * 2.0**places
            line = np.array(
                [
                    [self.x(place), self.y(1 / (1 / n + 1 / self.limit))]
                    for place, n in zip(places.tolist(), filters.tolist(), strict=True)
                ]
            )
            area = np.concatenate([line, [[line[-1, 0], self.plot.bottom], [line[0, 0], self.plot.bottom]]])
            top, strong = (0.0, self.plot.top), 0.30 if not theme.reverse else 0.42
            items.append(Sheen(area, top, (0.0, self.plot.bottom), (*self.hue, strong), (*self.hue, 0.0)))
            items.append(Line(line, (*self.hue, 1.0), 5.0))
        for place, saving in enumerate(self.savings):
            strength = min(1.0, max(0.0, reach if place == 0 else (head - place + 0.25) * 4))
            if strength > FAINTEST:
                items += [faded(item, strength) for item in self._point(place, saving)]
        return items

    def _point(self, place: int, saving: Saving) -> list[Item]:
        theme = self.theme
        x, y = self.x(place), self.y(float(saving.ratio))
        dot = Plate((x - 9, y - 9, x + 9, y + 9), 9, (*theme.accent, 1.0), (*theme.background, 1.0), 4.0)
        # Near the limit there is no room between its line and the curve.
        above = y - 24 - CAP_HEIGHT * LABEL > self.y(self.limit) + 8
        source = Source("count", ("separable_times_fewer", saving.layer.tag), float(saving.ratio))
        run = [Piece(self.tongue.quotient(saving.ratio, 1, most=1)[0], None, True, source), Piece("\u00d7", None, True)]
        baseline = y - 24 if above else y + 46
        if not above and place == len(self.savings) - 1:
            x -= 20  # clear of the curve's shaded end
        return [dot, *set_run(run, x, baseline, LABEL, theme, align="middle", ground=theme.background)]


def axis_fact(saving: Saving) -> str:
    """What stays and what grows along the axis, as a template for a fact."""
    if saving.square:
        return message("as many channels out as in")
    return message("{in_channels} {in_channels?channel|channels} in, more and more filters")


def comparisons(first: Saving, last: Saving, style: Style) -> Sheet:
    """Bars for two layers: standard, separable, and the separable bar enlarged. Parts: first, last."""
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    stage = canvas.stage
    if canvas.narrow:
        top = stage.bottom - BARS - 20 if canvas.tall else canvas.label_line + 12 - BARS
        one, other = replace(stage, top=top).columns(1, 1, gap=56)
    else:
        one = Region(1330, 226, stage.right, stage.bottom)
        other = replace(one, top=506)
    return Sheet({"first": _bars(first, one, theme, tongue), "last": _bars(last, other, theme, tongue)})


def _bars(saving: Saving, room: Region, theme: Theme, tongue: Tongue) -> list[Item]:
    left, right, top, ground, text = room.left, room.right, room.top, theme.background, tongue.text
    orange, teal = part_hues(theme)
    features = message("{n} {n?channel|channels}") if saving.square else message("{n} {n?filter|filters}")
    heading = counted(tongue, features, count("out_channels", saving.layer, None, True), bold=True)
    fewer = [*ratio(saving, 1, tongue, teal), Piece("\u00d7", teal, True)]
    items: list[Item] = [
        *set_run(heading, left, top + 14, LABEL, theme, ground=ground),
        *set_run(fewer, right, top + 14, LABEL, theme, align="right", ground=ground),
    ]
    most = max(saving.standard, saving.separable)
    ends = []
    numbers = count("multiply_adds", saving.layer), separable_count(saving)
    for k, (what, value) in enumerate(((text("standard"), saving.standard), (text("separable"), saving.separable))):
        y = top + 58 + 66 * k
        items.append(Words(what, left, y, FACT, (*theme.dim, 1.0), ground))
        items += set_run([numbers[k]], right, y, LABEL, theme, align="right", ground=ground)
        ends.append(left + value / most * (right - left))
    items.append(Plate((left, top + 72, ends[0], top + 86), 0, (*theme.dim, 1.0)))
    items += _split((left, top + 138, ends[1], top + 152), saving, theme)
    # The separable bar again, enlarged to the full width, so that its parts can be told apart.
    enlarged = (left, top + 182, right, top + 196)
    fan = np.array([[left, top + 152], [ends[1], top + 152], [right, top + 182], [left, top + 182]])
    items.append(Sheen(fan, (0.0, top + 152), (0.0, top + 182), (*theme.dim, 0.34), (*theme.dim, 0.08)))
    items += _split(enlarged, saving, theme)
    y = top + BARS
    items += set_run(
        [Piece(f"{text('depthwise')} ", theme.dim), count("multiply_adds", saving.halves[0], orange, True)],
        left,
        y,
        FACT,
        theme,
        ground=ground,
    )
    items += set_run(
        [Piece(f"{text('pointwise')} ", theme.dim), count("multiply_adds", saving.halves[1], teal, True)],
        right,
        y,
        FACT,
        theme,
        align="right",
        ground=ground,
    )
    return items


def _split(box: tuple[float, float, float, float], saving: Saving, theme: Theme) -> list[Item]:
    left, top, right, bottom = box
    orange, teal = part_hues(theme)
    # Never so thin that it cannot be seen.
    cut = left + max(3.0, saving.depthwise / saving.separable * (right - left))
    return [
        Plate((left, top, cut, bottom), 0, (*orange, 1.0)),
        Plate((cut, top, max(cut, right), bottom), 0, (*teal, 1.0)),
    ]
