"""The results as one plain picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cairo

from convanim.stage.lettering import face, font_options, text_width

WIDTH, ROW, GAP, LEFT, ROOM = 1400, 34, 64, 330, 860
PAPER, INK, DIM, BLUE, GREY = (1, 1, 1), (0.1, 0.11, 0.13), (0.42, 0.44, 0.48), (0.13, 0.42, 0.78), (0.72, 0.74, 0.77)


@dataclass(frozen=True)
class Bar:
    """One value with what it is and how it reads; ``ours`` is drawn in colour."""

    name: str
    value: float
    said: str
    ours: bool = True


@dataclass(frozen=True)
class Panel:
    """Bars on one scale; ``mark`` draws a line at a value."""

    title: str
    bars: Sequence[Bar]
    mark: float | None = None


def draw_chart(title: str, note: str, panels: Sequence[Panel], path: Path) -> None:
    """Draw the panels one below the other into a PNG."""
    height = 150 + sum(GAP + ROW * len(panel.bars) for panel in panels)
    surface = cairo.ImageSurface(cairo.Format.RGB24, WIDTH, height)
    context = cairo.Context(surface)
    context.set_font_options(font_options())
    context.set_source_rgb(*PAPER)
    context.paint()
    _say(context, title, 40, 58, 30, INK, bold=True)
    _say(context, note, 40, 92, 18, DIM)
    y = 112.0
    for panel in panels:
        y += GAP - 14
        _say(context, panel.title, 40, y, 20, INK, bold=True)
        y += 14
        y = _bars(context, panel, y)
    surface.write_to_png(str(path))


def _bars(context: cairo.Context[cairo.ImageSurface], panel: Panel, y: float) -> float:
    values = [bar.value for bar in panel.bars]
    most = max([*values, panel.mark or 0.0])

    def length(value: float) -> float:
        return ROOM * value / most

    if panel.mark is not None:
        x = LEFT + length(panel.mark)
        context.set_source_rgb(*DIM)
        context.set_line_width(1.5)
        context.move_to(x, y)
        context.line_to(x, y + ROW * len(panel.bars))
        context.stroke()
    for bar in panel.bars:
        _say(context, bar.name, LEFT - 14 - text_width(bar.name, 18), y + 23, 18, INK)
        context.set_source_rgb(*(BLUE if bar.ours else GREY))
        context.rectangle(LEFT, y + 5, length(bar.value), ROW - 10)
        context.fill()
        _say(context, bar.said, LEFT + length(bar.value) + 10, y + 23, 18, INK)
        y += ROW
    return y


def _say(
    context: cairo.Context[cairo.ImageSurface],
    text: str,
    x: float,
    y: float,
    size: float,
    color: tuple[float, float, float],
    bold: bool = False,
) -> None:
    context.set_font_face(face("Liberation Sans", bold))
    context.set_font_size(size)
    context.set_source_rgb(*color)
    context.move_to(x, y)
    context.show_text(text)
