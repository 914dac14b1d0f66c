"""The chart tableau: how much is saved, against the number of channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Item, Line, Rgb, Source, Words, faded, placed
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.kernels.saving import Saving
from convanim.language.tongue import message
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT
from convanim.ribbon.fractions import Piece, count, part_hues, set_run
from convanim.spec.aspect import WIDESCREEN
from convanim.tableaux.curve import curve_point, shaded_curve

LABEL = 28.0


@dataclass(frozen=True)
class ChartPlan:
    """Where the curve and the words round it stand, in pixels of the frame."""

    plot: Region
    """From the limit, or what is above it, down to zero."""
    heading_line: float
    """The baseline of what the curve shows, at its left."""
    name_line: float
    """The baseline of what grows along the axis, at its right."""


PLANS: Mapping[str, ChartPlan] = {
    WIDESCREEN: ChartPlan(Region(150, 250, 1150, 700), heading_line=206.0, name_line=766.0),
    "1:1": ChartPlan(Region(532, 262, 1452, 436), heading_line=238.0, name_line=238.0),
    "9:16": ChartPlan(Region(532, -40, 1452, 486), heading_line=-84.0, name_line=552.0),
    "16:9 large": ChartPlan(Region(532, 402, 1452, 586), heading_line=386.0, name_line=386.0),
    "1:1 large": ChartPlan(Region(532, 200, 1452, 430), heading_line=176.0, name_line=176.0),
}


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
        self.theme, self.tongue = style.theme, style.tongue
        self.plan = plan_for(style.canvas.names, PLANS, type(self).__name__)
        self.plot = self.plan.plot
        self.first, self.last = self.plot.left + 50, self.plot.right - 60
        self.savings = list(savings)
        self.limit = savings[0].limit
        self.hue: Rgb = part_hues(style.theme)[1]
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
        line, dim = self.plan.heading_line, (*theme.dim, 1.0)
        items: list[Item] = [Words(heading, self.plot.left, line, FACT, dim, theme.background)]
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
        line = self.plan.name_line
        items.append(Words(name, self.plot.right, line, FACT, dim, theme.background, align="right"))
        return items

    def _limit(self) -> list[Item]:
        y = self.y(self.limit)
        line = Line(np.array([[self.plot.left, y], [self.plot.right, y]]), (*self.theme.accent, 1.0), 2.0)
        return [line, *self._mark(self.limit, True)]

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
            items += shaded_curve(line, self.plot.top, self.plot.bottom, self.hue, theme)
        for place, saving in enumerate(self.savings):
            strength = min(1.0, max(0.0, reach if place == 0 else (head - place + 0.25) * 4))
            if strength > FAINTEST:
                items += [faded(item, strength) for item in self._point(place, saving)]
        return items

    def _point(self, place: int, saving: Saving) -> list[Item]:
        theme = self.theme
        x, y = self.x(place), self.y(float(saving.ratio))
        dot = curve_point(x, y, theme)
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
