"""Numbers on their way through a function, a line of chips each, beside the curve that takes them there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from convanim.draw.items import Item, Line, Plate, Rgb, Source, Statement
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.geometry import Floats
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, SMALL, Term, arrow, chip, chip_width, equals, plus, times, words

Sign = Literal["+", "×", "=", "→"]
TALLEST, GAP = 50.0, 8.0
"""A chip's height at most, and what is between two lines, in pixels."""
SIGN = 46.0
"""From chip to chip, in pixels."""
BEFORE_PLOT, WIDEST_PLOT, NARROWEST_PLOT = 84.0, 470.0, 150.0
"""From the chips to the curve, and the curve's width, in pixels."""
DOT = 9.0
"""A dot's radius, in pixels."""


@dataclass(frozen=True)
class ChipLine:
    """A number and what comes of it: terms with a sign between each two; ``said`` are the equations it prints.

    ``point`` (x, y) is where it stands on the curve.
    """

    terms: tuple[Term, ...]
    signs: tuple[Sign, ...]
    point: tuple[float, float]
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Curve:
    """A function of one number over a range, and what its values reach from and to.

    ``other`` is a second one that it is told beside, if any; both have their names.
    """

    function: Callable[[Floats], Floats]
    name: str | Phrase
    span: tuple[float, float]
    ends: tuple[int, int]
    other: Callable[[Floats], Floats] | None = None
    other_name: str = ""


def function_sheet(
    lines: Sequence[ChipLine],
    headings: Sequence[str | Phrase],
    curve: Curve | None,
    dots: Sequence[tuple[float, Rgb]],
    style: Style,
) -> Sheet:
    """Lines of chips under their columns' headings, and the curve, if any, with a dot for each of some numbers.

    ``dots`` are these and their colours. Parts: curve, then for the k-th line line-k, then dots.
    """
    theme, canvas = style.theme, style.canvas
    room, top = canvas.ribbon, canvas.chip_top
    height = min(TALLEST, (room.bottom - top + GAP) / len(lines) - GAP)
    columns = [[line.terms[k] for line in lines] for k in range(len(lines[0].terms))]
    widths = [
        max(chip_width(column, BODY, 60.0), text_width(_text(head), SMALL) if canvas.has_headings else 0.0)
        for column, head in zip(columns, headings, strict=True)
    ]
    lefts = [room.left + sum(widths[:k]) + k * SIGN for k in range(len(widths))]
    end = lefts[-1] + widths[-1]
    left = max(end + BEFORE_PLOT, room.right - WIDEST_PLOT)
    if room.right - left < NARROWEST_PLOT:
        curve = None
    plot = Region(left, top + 10, room.right - 12, room.bottom - 18)
    heads: list[Item] = []
    if canvas.has_headings:
        heads = [
            words(head, x, canvas.heading_line, SMALL, theme.dim, theme)
            for head, x in zip(headings, lefts, strict=True)
        ]
        if curve is not None:
            heads += _names(curve, plot, style)
    parts: dict[str, list[Item]] = {"curve": heads + ([] if curve is None else _axes(curve, plot, style))}
    for k, line in enumerate(lines):
        y = top + k * (height + GAP)
        items: list[Item] = [Statement(said) for said in line.said]
        for term, x, width in zip(line.terms, lefts, widths, strict=True):
            items += chip(term, (x, y, x + width, y + height), BODY, theme)
        exact = all(term.exact for term in line.terms)
        for sign, (one, _), width in zip(line.signs, pairwise(lefts), widths, strict=False):
            items += _sign(sign, one + width + SIGN / 2, y + height / 2, exact, style)
        if curve is not None:
            items += _dot(curve, plot, line.point[0], theme.accent, style)
        parts[f"line-{k}"] = items
    parts["dots"] = [] if curve is None else [item for x, hue in dots for item in _dot(curve, plot, x, hue, style)]
    return Sheet(parts)


def _text(head: str | Phrase) -> str:
    return head.text if isinstance(head, Phrase) else head


def _sign(sign: Sign, x: float, y: float, exact: bool, style: Style) -> list[Item]:
    match sign:
        case "+":
            return plus(x, y, style.theme)
        case "=":
            return equals(x, y, style.theme, exact, arm=10.0)
        case "→":
            return arrow(x, y, style.theme)
        case _:
            return times(x, y, style.theme)


def _place(curve: Curve, plot: Region, x: Floats, y: Floats) -> Floats:
    """Pixels (n, 2) of points on the curve."""
    (low, high), (least, most) = curve.span, curve.ends
    across = plot.left + (x - low) / (high - low) * plot.width
    down = plot.bottom - (y - least) / (most - least) * plot.height
    return np.stack([across, down], axis=-1)


def _names(curve: Curve, plot: Region, style: Style) -> list[Item]:
    """What both curves are called, above them, as bright as they are."""
    theme, y = style.theme, style.canvas.heading_line
    own = Phrase.name(curve.name) if isinstance(curve.name, str) else curve.name
    items: list[Item] = [words(own, plot.left, y, SMALL, theme.ink, theme)]
    if curve.other is not None:
        left = plot.left + text_width(own.text, SMALL) + 24
        items.append(words(Phrase.name(curve.other_name), left, y, SMALL, theme.dim, theme))
    return items


def _axes(curve: Curve, plot: Region, style: Style) -> list[Item]:
    theme = style.theme
    x = np.linspace(*curve.span, 121)
    items: list[Item] = []
    for end in curve.ends:
        start, stop = _place(curve, plot, np.array(curve.span), np.full(2, float(end)))
        items.append(Line(np.array([start, stop]), (*theme.line, 1.0), 2.0))
        source = Source("axis", (end,), end)
        y = start[1] + 10
        items.append(words(numeral(end), plot.left - 12, y, BODY, theme.dim, theme, align="right", source=source))
    low, high = curve.span
    if low < 0 < high:
        middle = _place(curve, plot, np.zeros(2), np.array([float(end) for end in curve.ends]))
        items.append(Line(middle, (*theme.line, 1.0), 2.0))
    if curve.other is not None:
        y = curve.other(x)
        inside = (y >= curve.ends[0] - 0.4) & (y <= curve.ends[1])
        items.append(Line(_place(curve, plot, x[inside], y[inside]), (*theme.dim, 1.0), 2.5))
    items.append(Line(_place(curve, plot, x, curve.function(x)), (*theme.ink, 1.0), 4.0))
    return items


def _dot(curve: Curve, plot: Region, x: float, hue: Rgb, style: Style) -> list[Item]:
    at = np.array([float(np.clip(x, *curve.span))])
    (across, down), theme = _place(curve, plot, at, curve.function(at))[0].tolist(), style.theme
    box = (across - DOT, down - DOT, across + DOT, down + DOT)
    return [Plate(box, DOT, (*hue, 1.0), (*theme.panel, 1.0), 3.0)]
