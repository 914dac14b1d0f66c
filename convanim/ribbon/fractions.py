"""Printed equations: runs of text in several colours, fractions, and the costs that they tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line, Plate, Rgb, Source, Statement, Words
from convanim.draw.lettering import span_box, text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison
from convanim.kernels.saving import Saving
from convanim.language.tongue import Tongue
from convanim.layout.style import Style
from convanim.mobjects.counts import count_source, phrase
from convanim.numerals import ALMOST, numeral
from convanim.ribbon.chips import BODY, SMALL, equals
from convanim.ribbon.notes import notes_under
from convanim.spec import Layer, ModuleRun
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
    """The hues of the depthwise and the pointwise half, wherever their costs are told."""
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


def saving_ribbon(first: Saving, last: Saving, style: Style) -> Sheet:
    """Where the ratio comes from: in letters, and for two layers in numbers. Parts: heading, letters, first, last.

    In a narrow frame the numbers have a line of their own.
    """
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    ribbon, (orange, teal) = canvas.ribbon, part_hues(theme)
    left, middle = ribbon.left, ribbon.top + (92 if canvas.narrow else 106)
    below = middle + 112 if canvas.narrow else middle
    out = "C" if first.square else "O"
    layer = first.layer
    window = count("kernel_cells", layer)
    times = Piece(DOT)
    letters_top = [Piece("C"), times, Piece(out), times, window]
    letters_bottom = [
        Piece("C" + DOT, orange, True),
        count("kernel_cells", layer, orange, True),
        Piece("  +  "),
        Piece(f"C{DOT}{out}", teal, True),
    ]
    limit_bottom = [ONE, Piece(f"\u2009/\u2009{out}  +  "), ONE, Piece("\u2009/\u2009"), window]
    heading = tongue.text("the same output, counted in multiply-adds for each of its pixels")
    if not first.square:
        heading += tongue.text(": C channels, O filters")
    groups: list[tuple[float, Any]] = []
    first_width, second_width = fraction_width(letters_top, letters_bottom), fraction_width([ONE], limit_bottom)

    def letters(x: float) -> list[Item]:
        return [
            *set_fraction(letters_top, letters_bottom, x, middle, theme),
            *equals(x + first_width + 40, middle, theme),
            *set_fraction([ONE], limit_bottom, x + first_width + 80, middle, theme),
        ]

    groups.append((first_width + 80 + second_width, letters))
    for saving in (first, last):
        groups.append(_in_numbers(saving.per_pixel, out, below, theme, tongue))
    lines = [groups[:1], groups[1:]] if canvas.narrow else [groups]
    gap = (canvas.header.width - sum(width for width, _ in lines[-1])) / (len(lines[-1]) - 1)
    gap = min(gap, 110.0)
    parts: dict[str, list[Item]] = {
        "heading": [
            Words(heading, left, canvas.heading_line, SMALL, (*theme.dim, 1.0), theme.panel),
            *_legend(left, ribbon.top + (292 if canvas.narrow else 188), theme, tongue),
        ]
    }
    names = iter(("letters", "first", "last"))
    for line in lines:
        x = left
        for width, make in line:
            parts[next(names)] = make(x)
            x += width + gap
    return Sheet(parts)


def _in_numbers(one: Saving, out: str, middle: float, theme: Theme, tongue: Tongue) -> tuple[float, Any]:
    orange, teal = part_hues(theme)
    depthwise, pointwise = one.halves
    name = [Piece(f"{out} = ", theme.dim), count("out_channels", one.layer, theme.dim)]
    top = [count("multiply_adds", one.layer)]
    bottom = [
        count("multiply_adds", depthwise, orange, True),
        Piece("  +  "),
        count("multiply_adds", pointwise, teal, True),
    ]
    sign, number = signed_ratio(one, 2, tongue)
    value = [Piece(f"{sign} ", bold=True), number]
    told = Statement(
        f"{numeral(one.standard)} / ({numeral(one.depthwise)} + {numeral(one.pointwise)}) {sign} {value[1].text}"
    )
    lead, wide = run_width(name, BODY) + 34, fraction_width(top, bottom)

    def make(x: float) -> list[Item]:
        return [
            *set_run(name, x, middle + 10, BODY, theme),
            *set_fraction(top, bottom, x + lead, middle, theme),
            *set_run(value, x + lead + wide + 24, middle + 10, BODY, theme),
            told,
        ]

    return lead + wide + 24 + run_width(value, BODY), make


def tick(x: float, y: float, theme: Theme) -> Item:
    """A tick that starts at ``x``, its middle on ``y``."""
    red, green, blue = theme.ramp_of_whole().signal
    return Line(np.array([[x + 3, y], [x + 14, y + 11], [x + 34, y - 14]]), (red, green, blue, 1.0), 5.0)


def _legend(left: float, top: float, theme: Theme, tongue: Tongue) -> list[Item]:
    items: list[Item] = []
    for hue, name in zip(part_hues(theme), (tongue.text("depthwise"), tongue.text("pointwise")), strict=True):
        items.append(Plate((left, top, left + 18, top + 18), 4, (*hue, 1.0)))
        items.append(Words(name, left + 30, top + 16, SMALL, (*theme.dim, 1.0), theme.panel))
        left += 30 + text_width(name, SMALL) + 42
    return items


def pixel_costs(saving: Saving, style: Style) -> Sheet:
    """What one output pixel costs either way. Parts: heading, standard, separable."""
    theme, canvas, text = style.theme, style.canvas, style.tongue.text
    orange, teal = part_hues(theme)
    one = saving.per_pixel
    depthwise, pointwise = one.halves
    filters, channels, read = one.layer.out_channels, one.layer.in_channels, one.depthwise
    rows = {
        "standard": (
            text("standard"),
            [
                count("out_channels", one.layer),
                Piece(" \u00d7 "),
                count("weights_per_filter", one.layer),
                Piece(" = "),
                count("multiply_adds", one.layer, bold=True),
            ],
            f"{numeral(filters)} \u00d7 {numeral(read)} = {numeral(one.standard)}",
            [
                Piece(
                    text("{n?the one filter weighs|every filter weighs} the whole window{n?| anew}", n=filters),
                    theme.dim,
                )
            ],
        ),
        "separable": (
            text("separable"),
            [
                count("multiply_adds", depthwise, orange),
                Piece(" + "),
                count("out_channels", pointwise, teal),
                Piece(" \u00d7 ", teal),
                count("in_channels", pointwise, teal),
                Piece(" = "),
                separable_count(one, bold=True),
            ],
            f"{numeral(read)} + {numeral(filters)} \u00d7 {numeral(channels)} = {numeral(one.separable)}",
            [
                Piece(text("the window is weighed once"), orange),
                Piece(text(" {n?for the one filter|for all filters}, then ", n=filters), theme.dim),
                Piece(text("{n?the filter|each filter} {channels?scales|mixes}", n=filters, channels=channels), teal),
            ],
        ),
    }
    left, top = canvas.ribbon.left, canvas.ribbon.top
    name_width = max(text_width(row[0], BODY) for row in rows.values()) + 40
    sum_width = max(run_width(row[1], 36) for row in rows.values()) + 48
    heading = canvas.heading_line
    parts: dict[str, list[Item]] = {
        "heading": [
            *set_run([Piece(text("multiply-adds for one pixel of the output"), theme.dim)], left, heading, SMALL, theme)
        ]
    }
    for k, (part, (name, run, told, why)) in enumerate(rows.items()):
        y = top + (72 + 92 * k if canvas.narrow else 96 + 82 * k)
        beside = (left + name_width + sum_width, y)
        below = (left + name_width, y + 36)
        parts[part] = [
            *set_run([Piece(name, theme.dim)], left, y, BODY, theme),
            *set_run(run, left + name_width, y, 36, theme),
            *set_run(why, *(below if canvas.narrow else beside), SMALL, theme),
            Statement(told),
        ]
    return Sheet(parts)


def whole_costs(
    saving: Saving,
    check: Comparison,
    run: ModuleRun | None,
    style: Style,
) -> Sheet:
    """What the whole output costs either way, and how its numbers compare. Parts: heading, sum, ratio, proof.

    ``check`` is the comparison of the output with that of torch's two calls, ``run`` that of the user's own module.
    """
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    orange, teal = part_hues(theme)
    left, top, size = canvas.ribbon.left, canvas.ribbon.top, 36.0
    y = top + (68 if canvas.narrow else 96)
    depthwise, pointwise = saving.halves
    total = [
        count("multiply_adds", depthwise, orange, True),
        Piece("  +  "),
        count("multiply_adds", pointwise, teal, True),
        Piece("  =  "),
        separable_count(saving, bold=True),
    ]
    sign, number = signed_ratio(saving, 1, tongue)
    quotient = [
        count("multiply_adds", saving.layer),
        Piece("  \u00f7  "),
        separable_count(saving),
        Piece(f"  {sign} ", bold=True),
        number,
    ]
    said = f"{numeral(saving.depthwise)} + {numeral(saving.pointwise)} = {numeral(saving.separable)}"
    over = f"{numeral(saving.standard)} / {numeral(saving.separable)} {sign} {number.text}"
    heading = tongue.text("multiply-adds for the whole output")
    # In a square the notes on real numbers need all the room below.
    step = 44 if check.dtype != "int64" and not canvas.tall else 54
    beside = (left, y + step) if canvas.narrow else (left + run_width(total, size) + 110, y)
    quotients = set_run(quotient, *beside, size, theme)
    above = max(span_box(item, 0, len(item.text))[3] for item in quotients)
    proof = notes_under(above, check, saving.layer, run, style)
    return Sheet(
        {
            "heading": [Words(heading, left, canvas.heading_line, SMALL, (*theme.dim, 1.0), theme.panel)],
            "sum": [*set_run(total, left, y, size, theme), Statement(said)],
            "ratio": [*quotients, Statement(over)],
            "proof": [tick(left, (proof[0].y + proof[-1].y) / 2 - 10, theme), *proof],
        }
    )
