"""Formulas in the ribbon: chips with numbers, operators, and sums written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import Any, Literal

import numpy as np

from convanim.draw.items import Item, Line, Plate, Rgb, Rgba, Source, Statement, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, as_phrase, joined, numbered
from convanim.draw.typeface import CAP_HEIGHT
from convanim.layout.canvas import Canvas
from convanim.layout.geometry import Box
from convanim.numerals import ALMOST, Digits
from convanim.theme.color import ink_on
from convanim.theme.theme import Theme

PLAIN = Digits()
SMALL, BODY, RESULT = 22.0, 28.0, 40.0
CHIP_GAP = 5.0
LABEL_GAP = 8.0
"""From a term to the word behind it, in pixels."""


Kind = Literal["value", "padding", "bias", "subtotal"]
"""What a term is: a value in its colour, or a zero of padding, a bias, or the sum of several terms, which have none."""


@dataclass(frozen=True)
class Term:
    """A number in a chip: its value, where it comes from, its colour, and how it is written.

    ``kind`` says what it is besides a value of a tensor in its colour; ``label`` is a word that stands behind it.
    """

    value: Any
    source: Source
    color: Rgb
    kind: Kind = "value"
    label: str = ""
    digits: Digits = PLAIN

    @property
    def text(self) -> str:
        """The number as it is written."""
        return self.digits.text(self.value)

    @property
    def exact(self) -> bool:
        """Whether the number is written out to its last digit."""
        return self.digits.exact(self.value)

    def in_sum(self, first: bool) -> str:
        """The number as a term of a written-out sum."""
        return self.digits.term(self.value, first)


def headed(text: str | Phrase, canvas: Canvas, theme: Theme, left: float | None = None) -> list[Item]:
    """What stands above the ribbon's chips, where there is room for it."""
    if not canvas.has_headings:
        return []
    return [words(text, canvas.ribbon.left if left is None else left, canvas.heading_line, SMALL, theme.dim, theme)]


def words(
    text: str | Phrase,
    x: float,
    y: float,
    size: float,
    color: Rgb,
    theme: Theme,
    *,
    bold: bool = False,
    align: Any = "left",
    source: Source | None = None,
) -> Words:
    """A line of text on the ribbon's ground."""
    said = as_phrase(text)
    return Words(said.text, x, y, size, (*color, 1.0), theme.panel, bold, align, source, said.spans)


def chip(term: Term, box: Box, size: float, theme: Theme) -> list[Item]:
    """A rounded plate with a number in its middle.

    A zero of padding is as faint as its cell on stage, a bias has an edge in place of a colour, and the sum of several
    terms lies on others like the first of a stack of cards.
    """
    left, top, right, bottom = box
    text = term.text
    baseline = (top + bottom) / 2 + CAP_HEIGHT * size / 2
    below: list[Item] = []
    match term.kind:
        case "padding":
            plate, ink, ground = Plate(box, 7, (0, 0, 0, 0), (*theme.line, 1.0), 1.25), theme.dim, theme.panel
        case "bias":
            plate, ink, ground = Plate(box, 7, (0, 0, 0, 0), (*theme.dim, 1.0), 2.0), theme.ink, theme.panel
        case "subtotal":
            plate, ink, ground = Plate(box, 7, (*theme.glass, 1.0), (*theme.dim, 1.0), 1.5), theme.ink, theme.glass
            below = [_card(box, step, theme) for step in (2, 1)]
        case _:
            plate, ink, ground = Plate(box, 7, (*term.color, 1.0)), ink_on(term.color), term.color
    return [
        *below,
        plate,
        Words(text, (left + right) / 2, baseline, size, (*ink, 1.0), ground, True, "middle", term.source),
    ]


def _card(box: Box, step: int, theme: Theme) -> Item:
    """What is to be seen of a card below the first ones of a stack: its upper edge and its right one."""
    left, top, right, bottom = box
    away, round_off = 3.2 * step, 5.0
    points = [
        (left + away + round_off, top - away),
        (right + away - round_off, top - away),
        (right + away, top - away + round_off),
        (right + away, bottom - away - round_off),
    ]
    return Line(np.array(points), (*theme.dim, 1.0), 1.5)


def unread(box: Box, color: Rgba) -> list[Item]:
    """A place in a sum for what is never read: crossed out."""
    left, top, right, bottom = box
    x, y, arm = (left + right) / 2, (top + bottom) / 2, 9.0
    cross = [np.array([[x - arm, y - d * arm], [x + arm, y + d * arm]]) for d in (-1, 1)]
    return [Plate(box, 7, (0, 0, 0, 0), color, 1.25), *(Line(line, color, 2.0) for line in cross)]


def chip_width(terms: Sequence[Term], size: float, least: float, padding: float = 0.5) -> float:
    """Width that the widest of these numbers needs, with ``padding`` of the letters' size."""
    return max(least, *(text_width(t.text, size, True) + padding * size for t in terms))


def plus(x: float, y: float, theme: Theme, arm: float = 8.0) -> list[Item]:
    """A drawn plus sign centred at (x, y)."""
    color = (*theme.dim, 1.0)
    return [
        Line(np.array([[x - arm, y], [x + arm, y]]), color, 3.0),
        Line(np.array([[x, y - arm], [x, y + arm]]), color, 3.0),
    ]


def times(x: float, y: float, theme: Theme, arm: float = 7.0) -> list[Item]:
    """A drawn times sign centred at (x, y)."""
    color = (*theme.dim, 1.0)
    return [Line(np.array([[x - arm, y - d * arm], [x + arm, y + d * arm]]), color, 3.0) for d in (-1, 1)]


def equals(x: float, y: float, theme: Theme, exact: bool = True, arm: float = 13.0) -> list[Item]:
    """A drawn equals sign centred at (x, y), or a wavy one where the numbers are rounded."""
    color = (*theme.dim, 1.0)
    if exact:
        rows = [np.array([[x - arm, y + d], [x + arm, y + d]]) for d in (-5.0, 5.0)]
    else:
        across = np.linspace(-arm, arm, 17)
        wave = -2.6 * np.sin(across / arm * pi)
        rows = [np.column_stack([x + across, y + d + wave]) for d in (-5.0, 5.0)]
    return [Line(row, color, 3.0) for row in rows]


def arrow(x: float, y: float, theme: Theme, arm: float = 9.0) -> list[Item]:
    """A drawn arrow to the right centred at (x, y), between things of which one comes of the other."""
    color = (*theme.dim, 1.0)
    head = np.array([[x + arm - 6, y - 6], [x + arm, y], [x + arm - 6, y + 6]])
    return [Line(np.array([[x - arm, y], [x + arm, y]]), color, 3.0), Line(head, color, 3.0)]


def odot(x: float, y: float, theme: Theme, radius: float = 14.0, width: float = 2.5) -> list[Item]:
    """A drawn elementwise product sign centred at (x, y); ``width`` is its ring's line."""
    angles = np.linspace(0, 2 * pi, 32, endpoint=False)
    ring, dot = np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)]), radius / 4
    color = (*theme.dim, 1.0)
    return [Line(ring, color, width, closed=True), Plate((x - dot, y - dot, x + dot, y + dot), dot, color)]


def bracket(left: float, right: float, y: float, color: Rgb) -> Item:
    """A bracket under things, opening upwards."""
    return Line(np.array([[left, y - 10], [left, y], [right, y], [right, y - 10]]), (*color, 1.0), 2.5)


def result_chip(
    term: Term, x: float, y: float, theme: Theme, height: float = 62.0, size: float = RESULT
) -> tuple[list[Item], float]:
    """The output cell itself, ringed, starting at ``x`` with its middle on ``y``; and its right end."""
    width = chip_width([term], size, 84)
    box = (x, y - height / 2, x + width, y + height / 2)
    outer = (box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3)
    ring = Plate(outer, 11, (*theme.background, 1.0), (*theme.accent, 1.0), 4.5)
    inner = (box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3)
    return [ring, *chip(term, inner, size, theme)], x + width


def cell_name(letter: str, index: Sequence[int]) -> Phrase:
    """How a cell (channel, row, column) is called.

    >>> cell_name("y", (2, 1, 1)).text
    'y[2, 1, 1]'
    """
    axes = [numbered(axis, one) for axis, one in zip(("channel", "row", "column"), index, strict=True)]
    return f"{letter}[" + joined(axes, ", ") + "]"


def written_sum(terms: Sequence[Term], room: Box, theme: Theme, size: float = BODY) -> tuple[list[Item], float] | None:
    """Terms with their signs, wrapped into a room; and the last baseline, or None without room."""
    left, top, right, bottom = room
    items: list[Item] = []
    x, y = left, top
    for place, term in enumerate(terms):
        text = term.in_sum(first=place == 0)
        label = text_width(term.label, SMALL) + LABEL_GAP if term.label else 0.0
        width = text_width(text, size) + label
        if x > left and x + width > right:
            x, y = left, y + size * 1.35
        items.append(words(text, x, y, size, theme.ink, theme, source=term.source))
        if term.label:
            items.append(words(term.label, x + width - label + LABEL_GAP, y, SMALL, theme.dim, theme))
        x += width + text_width(" ", size)
    return (items, y) if y <= bottom else None


def is_exact(terms: Sequence[Term], total: Term) -> bool:
    """Whether terms and total are printed to their last digits."""
    return all(term.exact for term in (total, *terms))


def statement(terms: Sequence[Term], total: Term) -> Statement:
    """The equation that terms and total print."""
    left = " ".join(term.in_sum(first=k == 0) for k, term in enumerate(terms))
    sign = "=" if is_exact(terms, total) else ALMOST
    return Statement(f"{left} {sign} {total.text}")
