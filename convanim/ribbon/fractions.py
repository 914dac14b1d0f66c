"""Printed equations: runs of text in several colours, and fractions of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convanim.draw.items import Item, Line, Rgb, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.kernels.saving import Saving
from convanim.language.tongue import Tongue
from convanim.mobjects.counts import count_source, phrase
from convanim.numerals import ALMOST, numeral
from convanim.ribbon.chips import BODY
from convanim.spec import Layer
from convanim.theme.color import contrast, mix
from convanim.theme.theme import Theme

DOT = "\u2009\u00b7\u2009"
LEAST_CONTRAST = 4.6


@dataclass(frozen=True)
class Piece:
    """A stretch of a run: a number with its source, a ``name`` that may have digits in it, or other words and signs."""

    text: str
    color: Rgb | None = None
    bold: bool = False
    source: Source | None = None
    name: bool = False


Run = Sequence[Piece]
ONE = Piece("1", source=Source("constant", (1,), 1))
"""What fractions are taken of."""


def count(name: str, layer: Layer, color: Rgb | None = None, bold: bool = False) -> Piece:
    """A count of a layer, by its name in ``counts_of``, with its source.

    >>> count("multiply_adds", Layer()).text
    '9\\u2009216'
    """
    source = count_source(name, layer)
    return Piece(numeral(source.value), color, bold, source)


def counted(tongue: Tongue, message: str, number: Piece, *, bold: bool = False) -> list[Piece]:
    """A count in a message of ``n``: the number, and the words before and behind it.

    >>> from convanim.language.tongue import ENGLISH
    >>> [piece.text for piece in counted(ENGLISH, "{n} {n?channel|channels}", count("in_channels", Layer()))]
    ['8', ' channels']
    """
    assert number.source is not None
    said = phrase(message, {}, more={"n": number.source}, tongue=tongue)
    return [number if piece.source is not None else piece for piece in pieces_of(said, number.color, bold)]


def pieces_of(said: Phrase, color: Rgb | None = None, bold: bool = False) -> list[Piece]:
    """A phrase as a run: its numbers, its names, and the words between.

    >>> from convanim.language.tongue import ENGLISH
    >>> [piece.text for piece in pieces_of(phrase("{n} calls of {!conv2d}", {"n": 2}, tongue=ENGLISH))]
    ['2', ' calls of ', 'conv2d']
    """
    whole, pieces, at = said.text, list[Piece](), 0
    for span in said.spans:
        pieces += [
            Piece(whole[at : span.start], color, bold),
            Piece(whole[span.start : span.end], color, bold, span.source, span.source is None),
        ]
        at = span.end
    pieces.append(Piece(whole[at:], color, bold))
    return [piece for piece in pieces if piece.text]


def separable_count(saving: Saving, color: Rgb | None = None, bold: bool = False) -> Piece:
    """The multiply-adds of both halves together."""
    value = saving.separable
    return Piece(numeral(value), color, bold, Source("count", ("separable_multiply_adds", saving.layer.tag), value))


def ratio(saving: Saving, decimals: int, tongue: Tongue, color: Rgb | None = None) -> list[Piece]:
    """``≈ 4.2``, or without the sign where that is all of it."""
    sign, number = signed_ratio(saving, decimals, tongue, color)
    return [number] if sign == "=" else [Piece(f"{sign} ", color, True), number]


def signed_ratio(saving: Saving, decimals: int, tongue: Tongue, color: Rgb | None = None) -> tuple[str, Piece]:
    """The sign that a ratio has before it, = or ≈, and the ratio as it is written."""
    text, exact = tongue.quotient(saving.ratio, decimals)
    source = Source("count", ("separable_times_fewer", saving.layer.tag), float(saving.ratio))
    return "=" if exact else ALMOST, Piece(text, color, True, source)


def readable(color: Rgb, ground: Rgb, ink: Rgb) -> Rgb:
    """A hue that letters can have: moved towards the ink until it stands out enough from the ground.

    >>> readable((1.0, 1.0, 0.0), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    (1.0, 1.0, 0.0)
    """
    share = 0.0
    while contrast(mix(color, ink, share), ground) < LEAST_CONTRAST and share < 1.0:
        share += 0.05
    return mix(color, ink, share) if share else color


def part_hues(theme: Theme) -> tuple[Rgb, Rgb]:
    """The hues of the depthwise and the pointwise half, wherever their costs are written."""
    ramps = theme.ramps_of_channels(8)
    share = 0.6 if theme.reverse else 0.2
    red, green, blue = ramps[4].at(share).tolist()
    return ramps[2].signal, (red, green, blue)


def run_width(run: Run, size: float) -> float:
    """A run's advance in pixels."""
    return sum(text_width(piece.text, size, piece.bold) for piece in run)


def set_run(
    run: Run, x: float, y: float, size: float, theme: Theme, *, align: str = "left", ground: Rgb | None = None
) -> list[Words]:
    """A run on the baseline ``y``, starting, centred or ending at ``x``; on the ribbon unless a ground is given."""
    ground = theme.panel if ground is None else ground
    x -= run_width(run, size) * {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
    items: list[Words] = []
    for piece in run:
        color = theme.ink if piece.color is None else readable(piece.color, ground, theme.ink)
        spans = Phrase.name(piece.text).spans if piece.name else ()
        items.append(Words(piece.text, x, y, size, (*color, 1.0), ground, piece.bold, "left", piece.source, spans))
        x += text_width(piece.text, size, piece.bold)
    return items


def fraction_width(top: Run, bottom: Run, size: float = BODY) -> float:
    """A fraction's width in pixels."""
    return max(run_width(top, size), run_width(bottom, size)) + 28


def set_fraction(top: Run, bottom: Run, x: float, middle: float, theme: Theme, size: float = BODY) -> list[Item]:
    """A fraction that starts at ``x``, its line on ``middle``."""
    width = fraction_width(top, bottom, size)
    line = Line(np.array([[x, middle], [x + width, middle]]), (*theme.ink, 1.0), 2.5)
    center = x + width / 2
    return [
        line,
        *set_run(top, center, middle - 0.6 * size, size, theme, align="middle"),
        *set_run(bottom, center, middle + 1.36 * size, size, theme, align="middle"),
    ]
