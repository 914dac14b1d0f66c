"""The results as one plain picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp, floor, log, log10
from pathlib import Path
from typing import TypeAlias

import cairo

from convanim.draw.lettering import text_width
from convanim.draw.typeface import FAMILY, face, font_options

WIDTH, ROW, APART, GAP, LEFT, ROOM, PLOT = 1400, 30, 12, 76, 330, 800, 420
PAPER, INK, DIM, FAINT = (1, 1, 1), (0.1, 0.11, 0.13), (0.42, 0.44, 0.48), (0.9, 0.91, 0.92)
BLUE, GREY, RED = (0.13, 0.42, 0.78), (0.72, 0.74, 0.77), (0.8, 0.2, 0.16)

Color = tuple[float, float, float]
Context: TypeAlias = "cairo.Context[cairo.ImageSurface]"


@dataclass(frozen=True)
class Bar:
    """One value with what it is and how it reads; ``ours`` is drawn in colour, and no name joins the bar above."""

    name: str
    value: float
    said: str
    ours: bool = True


@dataclass(frozen=True)
class Mark:
    """A line across bars, and what it stands for."""

    value: float
    said: str


@dataclass(frozen=True)
class Bars:
    """Bars on one scale."""

    title: str
    bars: Sequence[Bar]
    mark: Mark | None = None

    @property
    def height(self) -> float:
        return sum(ROW + (APART if bar.name else 0) for bar in self.bars) + (ROW if self.mark else 0)


@dataclass(frozen=True)
class Curve:
    """Points (x, y), joined from left to right through the mean of each x."""

    name: str
    points: Sequence[tuple[float, float]]
    ours: bool = True

    def means(self) -> list[tuple[float, float]]:
        """The geometric mean of each x.

        >>> Curve("", [(1, 2), (2, 4), (1, 8)]).means()
        [(1, 4.0), (2, 4.0)]
        """
        groups = groupby(sorted(self.points), lambda point: point[0])
        return [(x, _mean([y for _, y in points])) for x, points in groups]


@dataclass(frozen=True)
class Curves:
    """Curves on logarithmic axes; a dashed line from where the first begins grows as x does."""

    title: str
    curves: Sequence[Curve]
    straight: str
    height: float = PLOT


Panel = Bars | Curves


def _mean(values: Sequence[float]) -> float:
    return round(exp(sum(map(log, values)) / len(values)), 9)


def draw_chart(title: str, note: str, panels: Sequence[Panel], path: Path) -> None:
    """Draw the panels one below the other into a PNG."""
    height = 150 + sum(GAP + panel.height for panel in panels)
    surface = cairo.ImageSurface(cairo.Format.RGB24, WIDTH, round(height))
    context = cairo.Context(surface)
    context.set_font_options(font_options())
    context.set_source_rgb(*PAPER)
    context.paint()
    _say(context, title, 40, 58, 30, INK, bold=True)
    _say(context, note, 40, 92, 18, DIM)
    y = 112.0
    for panel in panels:
        _say(context, panel.title, 40, y + GAP - 20, 20, INK, bold=True)
        y += GAP
        if isinstance(panel, Bars):
            _bars(context, panel, y)
        else:
            _curves(context, panel, y)
        y += panel.height
    surface.write_to_png(str(path))


def _bars(context: Context, panel: Bars, y: float) -> None:
    room = WIDTH - LEFT - 50 - max(text_width(bar.said, 18) for bar in panel.bars)
    scale = min(ROOM, room) / max([bar.value for bar in panel.bars] + ([panel.mark.value] if panel.mark else []))
    mark = LEFT + scale * panel.mark.value if panel.mark else -1.0
    if panel.mark is not None:
        beside = 10.0 if mark + text_width(panel.mark.said, 16) < WIDTH - 60 else -10 - text_width(panel.mark.said, 16)
        _say(context, panel.mark.said, mark + beside, y + 18, 16, RED)
        top, bottom = y, y + panel.height
        y += ROW - APART / 2
    for bar in panel.bars:
        y += APART if bar.name else 0
        end, wide = LEFT + scale * bar.value, text_width(bar.said, 18)
        _say(context, bar.name, LEFT - 14 - text_width(bar.name, 18), y + 21, 18, INK)
        context.set_source_rgb(*(BLUE if bar.ours else GREY))
        context.rectangle(LEFT, y + 2, end - LEFT, ROW - 4)
        context.fill()
        if end < mark < end + wide + 20:  # beside the bar the mark would strike it through
            _say(context, bar.said, end - wide - 10, y + 21, 18, PAPER)
        else:
            _say(context, bar.said, end + 10, y + 21, 18, INK)
        y += ROW
    if panel.mark is not None:
        _line(context, [(mark, top), (mark, bottom)], RED, 2)


def _curves(context: Context, panel: Curves, top: float) -> None:
    points = [point for curve in panel.curves for point in curve.points]
    low_x, high_x = min(x for x, _ in points) / 1.3, max(x for x, _ in points) * 1.3
    low_y, high_y = min(y for _, y in points) / 2, max(y for _, y in points) * 2
    left, right, bottom = 130.0, WIDTH - 210.0, top + panel.height - 40

    def across(x: float) -> float:
        return left + (right - left) * log(x / low_x) / log(high_x / low_x)

    def up(y: float) -> float:
        return bottom - (bottom - top) * log(y / low_y) / log(high_y / low_y)

    for x in _ticks(low_x, high_x, (1,)):
        _line(context, [(across(x), top), (across(x), bottom)], FAINT, 1)
        _say(context, _read(x), across(x) - text_width(_read(x), 16) / 2, bottom + 24, 16, DIM)
    _say(context, "cells", right + 14, bottom + 24, 16, DIM)
    for y in _ticks(low_y, high_y, (1, 2, 5)):
        _line(context, [(left, up(y)), (right, up(y))], FAINT, 1)
        _say(context, _read(y), left - 12 - text_width(_read(y), 16), up(y) + 6, 16, DIM)

    x, y = panel.curves[0].means()[0]
    most = min(high_x / x, high_y / y)
    context.set_dash([7, 6])
    _line(context, [(across(x), up(y)), (across(x * most), up(y * most))], DIM, 1.5)
    context.set_dash([])
    # Low on the line, between the curves.
    _say(context, panel.straight, across(x * most**0.35) + 14, up(y * most**0.35) + 14, 16, DIM)
    for curve in panel.curves:
        color, means = BLUE if curve.ours else DIM, curve.means()
        places = [(across(x), up(y)) for x, y in means]
        _line(context, places, color, 3)
        for x, y in curve.points:
            context.arc(across(x), up(y), 5, 0, 7)
            context.fill()
        said = f"{curve.name} {means[-1][1]:.0f}"
        _say(context, said, places[-1][0] + 14, places[-1][1] + 6, 18, color, bold=True)


def _ticks(low: float, high: float, steps: Sequence[int]) -> list[float]:
    """Round numbers in a range.

    >>> _ticks(3, 60, (1, 2, 5))
    [5.0, 10.0, 20.0, 50.0]
    """
    decades = range(floor(log10(low)), floor(log10(high)) + 1)
    return [step * 10.0**decade for decade in decades for step in steps if low <= step * 10.0**decade <= high]


def _read(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u2009") if value >= 1 else f"{value:g}"


def _line(context: Context, points: Sequence[tuple[float, float]], color: Color, width: float) -> None:
    context.set_source_rgb(*color)
    context.set_line_width(width)
    context.new_path()  # text leaves its end behind
    for point in points:
        context.line_to(*point)
    context.stroke()


def _say(context: Context, text: str, x: float, y: float, size: float, color: Color, bold: bool = False) -> None:
    context.set_font_face(face(FAMILY, bold))
    context.set_font_size(size)
    context.set_source_rgb(*color)
    context.move_to(x, y)
    context.show_text(text)
