"""Costs of a standard layer and of the two that replace it, written out in the ribbon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from convanim.draw.items import Item, Line, Plate, Statement, Words
from convanim.draw.lettering import span_box, text_width
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison
from convanim.kernels.saving import Saving
from convanim.language.tongue import Tongue
from convanim.layout.canvas import Canvas
from convanim.layout.plans import plan_for
from convanim.layout.style import Style
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, SMALL, equals
from convanim.ribbon.fractions import (
    DOT,
    ONE,
    Piece,
    Run,
    count,
    fraction_width,
    part_hues,
    run_width,
    separable_count,
    set_fraction,
    set_run,
    signed_ratio,
)
from convanim.ribbon.notes import notes_under
from convanim.spec import ModuleRun
from convanim.spec.aspect import WIDESCREEN
from convanim.spec.between import NOTHING, Between
from convanim.theme.theme import Theme

LARGE = 36.0
"""Of sums that stand by themselves, in pixels."""


@dataclass(frozen=True)
class CostsPlan:
    """On which lines costs stand, in pixels from the ribbon's top, or from line to line."""

    stacked: bool
    """Whether numbers below letters, reasons below sums and a ratio below its sum, or to the right of these."""
    fraction_line: float
    """Of the fraction in letters."""
    fraction_pitch: float
    """From it down to those in numbers."""
    legend_top: float
    """Of the plates in the hues of the two halves."""
    pixel_line: float
    """Of the standard layer's cost for a pixel."""
    pixel_pitch: float
    """From it down to the separable one's."""
    total_line: float
    """Of the sum of both halves."""
    ratio_drop: float
    """From it down to the ratio."""
    noted_ratio_drop: float
    """The same where real numbers have notes below, which need more room."""
    fractions_alone: bool = False
    """Whether the legend stands at the right of the letters, and nothing above them."""
    reasons: bool = True
    """Whether it is said why a pixel costs as much."""


WIDE = CostsPlan(
    stacked=False,
    fraction_line=106.0,
    fraction_pitch=0.0,
    legend_top=188.0,
    pixel_line=96.0,
    pixel_pitch=82.0,
    total_line=96.0,
    ratio_drop=0.0,
    noted_ratio_drop=0.0,
)
SQUARE = CostsPlan(
    stacked=True,
    fraction_line=92.0,
    fraction_pitch=112.0,
    legend_top=292.0,
    pixel_line=72.0,
    pixel_pitch=92.0,
    total_line=68.0,
    ratio_drop=54.0,
    noted_ratio_drop=44.0,
)
PLANS: Mapping[str, CostsPlan] = {
    WIDESCREEN: WIDE,
    "1:1": replace(SQUARE, fraction_line=10.0, fraction_pitch=120.0, legend_top=0.0, fractions_alone=True),
    "9:16": replace(SQUARE, noted_ratio_drop=54.0),
    "16:9 large": CostsPlan(
        stacked=True,
        fraction_line=6.0,
        fraction_pitch=80.0,
        legend_top=-4.0,
        pixel_line=54.0,
        pixel_pitch=58.0,
        total_line=50.0,
        ratio_drop=38.0,
        noted_ratio_drop=36.0,
        fractions_alone=True,
        reasons=False,
    ),
}

Placed = tuple[float, Callable[[float], list[Item]]]
"""How wide something is, and what makes it from its left end on, in pixels."""


def _plan(canvas: Canvas) -> CostsPlan:
    return plan_for(canvas.names, PLANS, "the costs")


def saving_ribbon(first: Saving, last: Saving, style: Style) -> Sheet:
    """Where the ratio comes from: in letters, and for two layers in numbers. Parts: heading, letters, first, last."""
    theme, canvas, tongue, plan = style.theme, style.canvas, style.tongue, _plan(style.canvas)
    left, top = canvas.ribbon.left, canvas.ribbon.top
    middle = top + plan.fraction_line
    numbers = middle + plan.fraction_pitch
    heading = tongue.text("the same output, counted in multiply-adds per pixel")
    if not first.square:
        heading += tongue.text(": C channels, O filters")
    legend = left
    above: list[Item] = [Words(heading, left, canvas.heading_line, SMALL, (*theme.dim, 1.0), theme.panel)]
    if plan.fractions_alone:
        legend, above = canvas.ribbon.right - _legend_width(tongue), []
    parts: dict[str, list[Item]] = {"heading": [*above, *_legend(legend, top + plan.legend_top, theme, tongue)]}
    in_letters = ("letters", _in_letters(first, middle, theme))
    in_numbers = [
        (part, _in_numbers(saving.per_pixel, _filters(first), numbers, theme, tongue))
        for part, saving in (("first", first), ("last", last))
    ]
    lines = [[in_letters], in_numbers] if plan.stacked else [[in_letters, *in_numbers]]
    spare = canvas.header.width - sum(width for _, (width, _) in lines[-1])
    gap = min(spare / (len(lines[-1]) - 1), 110.0)
    for line in lines:
        x = left
        for part, (width, make) in line:
            parts[part] = make(x)
            x += width + gap
    return Sheet(parts)


def _filters(saving: Saving) -> str:
    """The letter for the number of filters."""
    return "C" if saving.square else "O"


def _in_letters(saving: Saving, middle: float, theme: Theme) -> Placed:
    (orange, teal), filters, times = part_hues(theme), _filters(saving), Piece(DOT)
    window = count("kernel_cells", saving.layer)
    top = [Piece("C"), times, Piece(filters), times, window]
    bottom = [
        Piece("C" + DOT, orange, True),
        count("kernel_cells", saving.layer, orange, True),
        Piece("  +  "),
        Piece(f"C{DOT}{filters}", teal, True),
    ]
    limit = [ONE, Piece(f"\u2009/\u2009{filters}  +  "), ONE, Piece("\u2009/\u2009"), window]
    width = fraction_width(top, bottom)

    def make(x: float) -> list[Item]:
        return [
            *set_fraction(top, bottom, x, middle, theme),
            *equals(x + width + 40, middle, theme),
            *set_fraction([ONE], limit, x + width + 80, middle, theme),
        ]

    return width + 80 + fraction_width([ONE], limit), make


def _in_numbers(one: Saving, filters: str, middle: float, theme: Theme, tongue: Tongue) -> Placed:
    orange, teal = part_hues(theme)
    depthwise, pointwise = one.halves
    name = [Piece(f"{filters} = ", theme.dim), count("out_channels", one.layer, theme.dim)]
    top = [count("multiply_adds", one.layer)]
    bottom = [
        count("multiply_adds", depthwise, orange, True),
        Piece("  +  "),
        count("multiply_adds", pointwise, teal, True),
    ]
    sign, number = signed_ratio(one, 2, tongue)
    value = [Piece(f"{sign} ", bold=True), number]
    statement = Statement(
        f"{numeral(one.standard)} / ({numeral(one.depthwise)} + {numeral(one.pointwise)}) {sign} {value[1].text}"
    )
    lead, wide = run_width(name, BODY) + 34, fraction_width(top, bottom)

    def make(x: float) -> list[Item]:
        return [
            *set_run(name, x, middle + 10, BODY, theme),
            *set_fraction(top, bottom, x + lead, middle, theme),
            *set_run(value, x + lead + wide + 24, middle + 10, BODY, theme),
            statement,
        ]

    return lead + wide + 24 + run_width(value, BODY), make


def _legend_width(tongue: Tongue) -> float:
    names = tongue.text("depthwise"), tongue.text("pointwise")
    return sum(30 + text_width(name, SMALL) for name in names) + 42


def _legend(left: float, top: float, theme: Theme, tongue: Tongue) -> list[Item]:
    items: list[Item] = []
    for hue, name in zip(part_hues(theme), (tongue.text("depthwise"), tongue.text("pointwise")), strict=True):
        items.append(Plate((left, top, left + 18, top + 18), 4, (*hue, 1.0)))
        items.append(Words(name, left + 30, top + 16, SMALL, (*theme.dim, 1.0), theme.panel))
        left += 30 + text_width(name, SMALL) + 42
    return items


def pixel_costs(saving: Saving, style: Style) -> Sheet:
    """What one output pixel costs either way. Parts: heading, standard, separable."""
    theme, canvas, text, plan = style.theme, style.canvas, style.tongue.text, _plan(style.canvas)
    orange, teal = part_hues(theme)
    one = saving.per_pixel
    depthwise, pointwise = one.halves
    filters, channels, read = one.layer.out_channels, one.layer.in_channels, one.depthwise
    rows: dict[str, tuple[str, Run, str, Run]] = {
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
                Piece(text(" {n?for the one filter|=2 for both filters|for all filters}, then ", n=filters), theme.dim),
                Piece(text("{n?the filter|each filter} {channels?scales|mixes}", n=filters, channels=channels), teal),
            ],
        ),
    }
    left, top = canvas.ribbon.left, canvas.ribbon.top
    name_width = max(text_width(row[0], BODY) for row in rows.values()) + 40
    sum_width = max(run_width(row[1], LARGE) for row in rows.values()) + 48
    heading = canvas.heading_line
    parts: dict[str, list[Item]] = {
        "heading": [
            *set_run([Piece(text("multiply-adds for one pixel of the output"), theme.dim)], left, heading, SMALL, theme)
        ]
    }
    for k, (part, (name, run, statement, reason)) in enumerate(rows.items()):
        y = top + plan.pixel_line + k * plan.pixel_pitch
        beside = (left + name_width + sum_width, y)
        below = (left + name_width, y + 36)
        parts[part] = [
            *set_run([Piece(name, theme.dim)], left, y, BODY, theme),
            *set_run(run, left + name_width, y, LARGE, theme),
            *(set_run(reason, *(below if plan.stacked else beside), SMALL, theme) if plan.reasons else []),
            Statement(statement),
        ]
    return Sheet(parts)


def whole_costs(
    saving: Saving,
    check: Comparison,
    run: ModuleRun | None,
    style: Style,
    between: Between = NOTHING,
) -> Sheet:
    """What the whole output costs either way, and how its numbers compare. Parts: heading, sum, ratio, proof.

    ``check`` is the comparison of the output with that of torch's two calls, ``run`` that of the user's own module, and
    ``between`` what stands between both halves there.
    """
    theme, canvas, tongue, plan = style.theme, style.canvas, style.tongue, _plan(style.canvas)
    orange, teal = part_hues(theme)
    left, y = canvas.ribbon.left, canvas.ribbon.top + plan.total_line
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
    added = f"{numeral(saving.depthwise)} + {numeral(saving.pointwise)} = {numeral(saving.separable)}"
    divided = f"{numeral(saving.standard)} / {numeral(saving.separable)} {sign} {number.text}"
    heading = tongue.text("multiply-adds for the whole output")
    apart = 0.0 if plan.stacked else 110.0
    natural = run_width(quotient, LARGE) + (0.0 if plan.stacked else run_width(total, LARGE))
    size = min(LARGE, LARGE * (canvas.ribbon.width - apart) / natural)
    ratio_left = left if plan.stacked else left + run_width(total, size) + apart
    ratio_line = y + (plan.ratio_drop if check.dtype == "int64" else plan.noted_ratio_drop)
    ratio = set_run(quotient, ratio_left, ratio_line, size, theme)
    above = max(span_box(item, 0, len(item.text))[3] for item in ratio)
    proof = notes_under(above, check, saving.layer, run, style, between)
    return Sheet(
        {
            "heading": [Words(heading, left, canvas.heading_line, SMALL, (*theme.dim, 1.0), theme.panel)],
            "sum": [*set_run(total, left, y, size, theme), Statement(added)],
            "ratio": [*ratio, Statement(divided)],
            "proof": [_tick(left, (proof[0].y + proof[-1].y) / 2 - 10, theme), *proof],
        }
    )


def _tick(x: float, y: float, theme: Theme) -> Item:
    """A tick that starts at ``x``, its middle on ``y``."""
    red, green, blue = theme.ramp_of_whole().signal
    return Line(np.array([[x + 3, y], [x + 14, y + 11], [x + 34, y - 14]]), (red, green, blue, 1.0), 5.0)
