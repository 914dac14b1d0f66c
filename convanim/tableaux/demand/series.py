"""The series in the ribbon: multiply-adds of every way, a column for each number of features."""

from __future__ import annotations

from collections.abc import Sequence

from convanim.draw.items import Item, Plate, Statement
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.kernels.demand import Demand, Way
from convanim.language.tongue import message
from convanim.layout.style import Style
from convanim.mobjects.counts import counts_of, phrase
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, SMALL, words
from convanim.ribbon.fractions import count, set_run
from convanim.ribbon.product import times
from convanim.tableaux.demand.hues import ramp_of
from convanim.tableaux.pairs import growth_source

PITCH = 42.0
"""From row to row, in pixels."""
TIGHT = 34.0
"""The same where the ribbon is low."""
COLUMN, WIDE_COLUMN = 40.0, 96.0
"""Between columns at least and at most, in pixels."""
LOWERED = 14.0
"""How much further down a short series begins, where what stands above is near, in pixels."""
ARM = 7.0
"""Half a side of a multiplication sign, in pixels."""
PLATE = 18.0
"""A side of the plate in a way's hue, in pixels."""


def series(demand: Demand, ways: Sequence[Way], style: Style) -> Sheet:
    """Multiply-adds of these ways, and how many times as many there are with each doubling.

    Of a series that is too wide for the ribbon the last layers are told, of too many ways the first ones. Parts:
    heading, and the ways' keys.
    """
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    room, layers = canvas.ribbon, demand.whole.layers
    pitch = PITCH if canvas.has_headings else TIGHT
    rows = int((room.bottom - canvas.heading_line) / pitch)
    names = [phrase(way.name, counts_of(way.last), way.last.tag, tongue=tongue) for way in ways]
    left = room.left + PLATE + 14 + max(text_width(name.text, SMALL) for name in names) + COLUMN
    growth = COLUMN + 3 * ARM + text_width("4", BODY, True)
    places = range(len(layers))
    widths = [max(text_width(numeral(way.work[k - way.first]), BODY) for way in ways if _has(way, k)) for k in places]
    told = [k for k in places if left + sum(widths[k:]) + COLUMN * (len(layers) - k) + growth <= room.right]
    spare = room.right - left - growth - sum(widths[k] for k in told)
    gap = min(WIDE_COLUMN, spare / len(told))
    ends, x = dict[int, float](), left + gap - COLUMN
    for k in told:
        x += widths[k]
        ends[k], x = x, x + gap
    first = canvas.heading_line
    if canvas.meter.bottom <= room.top:
        first += max(0.0, min(LOWERED, room.bottom - first - pitch * len(ways)))
    heading: list[Item] = []
    said = tongue.text(message("multiply-adds, by channels"))
    if text_width(said, SMALL) + COLUMN < ends[told[0]] - room.left:
        heading.append(words(said, room.left, first, SMALL, theme.dim, theme))
    for k in told:
        run = [count("in_channels", layers[k], theme.dim)]
        heading += set_run(run, ends[k], first, BODY, theme, align="right")
    parts: dict[str, list[Item]] = {"heading": heading}
    for row, (way, name) in enumerate(zip(ways, names, strict=True)):
        if row >= rows:
            parts[way.key] = []
            continue
        y = first + pitch * (row + 1)
        plate = (room.left, y - PLATE, room.left + PLATE, y)
        items: list[Item] = [Plate(plate, 3, (*ramp_of(way, theme).signal, 1.0))]
        items.append(words(name, room.left + PLATE + 14, y, SMALL, theme.dim, theme))
        for k in told:
            if _has(way, k):
                layer = way.layers[k - way.first]
                items += set_run([count("multiply_adds", layer)], ends[k], y, BODY, theme, align="right")
        if len(way.layers) > 1:
            source = growth_source(*way.layers[-2:])
            right = x - gap + COLUMN
            items += times(right + ARM, y - 10, theme, ARM)
            text = numeral(int(source.value))
            items.append(words(text, right + 3 * ARM, y, BODY, theme.ink, theme, bold=True, source=source))
            items.append(_statement(way))
        parts[way.key] = items
    return Sheet(parts)


def _has(way: Way, doublings: int) -> bool:
    return 0 <= doublings - way.first < len(way.layers)


def _statement(way: Way) -> Statement:
    """How the last layer's work comes of the one before."""
    before, after = way.work[-2:]
    return Statement(f"{numeral(way.growth)} \u00d7 {numeral(before)} = {numeral(after)}")
