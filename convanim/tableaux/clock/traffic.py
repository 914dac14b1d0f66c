"""What is moved for how much arithmetic: of a depthwise layer, and of a pointwise one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt

import numpy as np

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Faces, Item, Line, Rgb, Source, Statement, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.counts import phrase
from convanim.numerals import ALMOST, numeral
from convanim.ribbon.fractions import Piece, fraction_width, readable, run_width, set_fraction, set_run
from convanim.spec.aspect import WIDESCREEN
from convanim.tableaux.clock.figures import figure, shape
from convanim.tableaux.clock.findings import Findings
from convanim.tableaux.clock.plots import hues

ARROW = 70.0
"""Pixels that an arrow takes at least, with what is free at both its ends."""
HALVES: Mapping[str, str] = {"depthwise": message("depthwise"), "pointwise": message("pointwise")}


@dataclass(frozen=True)
class TrafficPlan:
    """Where the two halves stand, in pixels of the frame."""

    rooms: tuple[Region, Region]
    type: float
    big: float
    """The type of the multiply-adds for each byte."""
    ratio_line: float
    """From the ribbon's top to the first fraction's line."""
    pitch: float
    """From it to the second's, to the right; or down, where that is negative."""


PLANS: Mapping[str, TrafficPlan] = {
    WIDESCREEN: TrafficPlan((Region(96, 212, 920, 740), Region(1000, 212, 1824, 740)), 28.0, 92.0, 112.0, 904.0),
    "1:1": TrafficPlan((Region(468, 222, 940, 744), Region(980, 222, 1452, 744)), 24.0, 66.0, 76.0, -98.0),
    "9:16": TrafficPlan((Region(468, -150, 1452, 360), Region(468, 420, 1452, 930)), 34.0, 100.0, 100.0, -150.0),
    "16:9 large": TrafficPlan((Region(468, 368, 944, 632), Region(976, 368, 1452, 632)), 24.0, 52.0, 42.0, 490.0),
    "1:1 large": TrafficPlan((Region(468, 158, 940, 748), Region(980, 158, 1452, 748)), 28.0, 72.0, 76.0, -98.0),
}


def traffic(findings: Findings, style: Style) -> Sheet:
    """For each half the bytes of a value read and of one written, and the multiply-adds between. Parts: each half."""
    plan = plan_for(style.canvas.names, PLANS, "bytes")
    return Sheet(
        {
            name: _half(name, findings.per_value[k], findings.per_value[2], findings.traffic(k)[2], room, plan, style)
            for k, (name, room) in enumerate(zip(HALVES, plan.rooms, strict=True))
        }
    )


def _half(
    name: str, adds: Source, moved: Source, each: Source, room: Region, plan: TrafficPlan, style: Style
) -> list[Item]:
    theme, tongue, ground = style.theme, style.tongue, style.theme.background
    hue, size = hues(theme)[name], plan.type
    given = {"adds": adds, "moved": moved}
    said = phrase(message("{adds} {adds?multiply-add|multiply-adds} for {moved} bytes"), {}, more=given, tongue=tongue)
    aspect = style.canvas.aspect
    heading = fit("a heading", tongue.text(HALVES[name]), [Room(room.width, 1, size, 18.0)], aspect=aspect, bold=True)
    below = fit("a count", said, [Room(room.width, 2, size, 18.0)], aspect=aspect)
    number = Phrase.number(figure(each.value, tongue, 3 if each.value >= 100 else 2), each)
    items: list[Item] = [
        line.words(
            room.left,
            room.top + 0.8 * heading.size,
            heading.size,
            (*readable(hue, ground, theme.ink), 1.0),
            ground,
            True,
        )
        for line in heading.lines
    ]
    lead = text_width(number.text, plan.big, True) + 20
    beside = Room(room.width - lead, 2, size, 18.0)
    words = fit("a count", tongue.text(message("multiply-adds for each byte")), [beside], aspect=aspect)
    y = room.bottom - 8
    items.append(number.words(room.left, y, plan.big, (*theme.ink, 1.0), ground, True))
    for k, line in enumerate(reversed(words.lines)):
        items.append(line.words(room.left + lead, y - k * 1.2 * words.size, words.size, (*theme.dim, 1.0), ground))
    y -= plan.big * 0.95 + 1.2 * below.size * (len(below.lines) - 1)
    items += [
        line.words(room.left, y + k * 1.2 * below.size, below.size, (*theme.dim, 1.0), ground)
        for k, line in enumerate(below.lines)
    ]
    picture = Region(room.left, room.top + 1.6 * heading.size, room.right, y - 1.5 * below.size)
    return [*items, *_picture(int(adds.value), picture, hue, style)]


def _picture(adds: int, room: Region, hue: Rgb, style: Style) -> list[Item]:
    """Four bytes in, a dot for each multiply-add, four bytes out."""
    theme, tongue = style.theme, style.tongue
    words = [tongue.text(word) for word in (message("read"), message("written"))]
    size = 24.0 if style.canvas.is_large else 22.0
    middle = (room.top + room.bottom - 1.4 * size) / 2
    tall = room.height - 1.4 * size
    byte = min(34.0, tall / 5.2)
    ends = [max(byte, text_width(word, size)) for word in words]
    side = min(tall, room.width - sum(ends) - 2 * ARROW)
    columns = ceil(sqrt(adds))
    # As many dots as there are, however small.
    pitch = min(side / columns, 62.0)
    wide, rows, places = pitch * columns, ceil(adds / columns), np.arange(adds)
    left = (room.left + ends[0] + room.right - ends[1]) / 2 - wide / 2
    corners = _squares(
        left + (places % columns + 0.14) * pitch,
        middle - rows * pitch / 2 + (places // columns + 0.14) * pitch,
        0.72 * pitch,
    )
    items: list[Item] = [Faces(corners, np.tile([*hue, 1.0], (adds, 1)), (0.0, 0.0, 0.0, 0.0), 0.0)]
    centres = room.left + ends[0] / 2, room.right - ends[1] / 2
    for x, word in zip(centres, words, strict=True):
        tops = middle + (np.arange(4) - 2) * 1.2 * byte + 0.1 * byte
        fill = np.tile([*theme.ink, 1.0], (4, 1))
        items.append(Faces(_squares(np.full(4, x - byte / 2), tops, byte), fill, (0.0, 0.0, 0.0, 0.0), 0.0))
        y = middle + 2.4 * byte + 1.2 * size
        items.append(Words(word, x, y, size, (*theme.dim, 1.0), theme.background, align="middle"))
    for start, end in (
        (room.left + ends[0] + 14, left - 14),
        (left + wide + 14, room.right - ends[1] - 14),
    ):
        items += _arrow(start, end, middle, (*theme.dim, 1.0))
    return items


def _squares(x: np.ndarray, y: np.ndarray, side: float) -> np.ndarray:
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]) * side
    return np.stack([x, y], axis=1)[:, None, :] + corners[None]


def _arrow(start: float, end: float, y: float, color: tuple[float, float, float, float]) -> list[Item]:
    return [
        Line(np.array([[start, y], [end, y]]), color, 3.0),
        Line(np.array([[end - 10, y - 8], [end, y], [end - 10, y + 8]]), color, 3.0),
    ]


def ratios(findings: Findings, style: Style) -> Sheet:
    """Of both halves all multiply-adds over all bytes, weights included, in the ribbon. Parts: heading, each half."""
    theme, tongue, canvas = style.theme, style.tongue, style.canvas
    plan = plan_for(canvas.names, PLANS, "bytes")
    left, line = canvas.ribbon.left, canvas.ribbon.top + plan.ratio_line
    parts: dict[str, list[Item]] = {"heading": []}
    if canvas.has_headings:
        template = message("{shape}, {!float32}: input, weights and output once each")
        said = phrase(template, {}, more={"shape": shape(findings.hero)}, tongue=tongue)
        room = Room(canvas.header.width, 1, 22.0, 21.9)
        found = fit("a heading", said, [room], aspect=canvas.aspect)
        parts["heading"] = [found.lines[0].words(left, canvas.heading_line, found.size, (*theme.dim, 1.0), theme.panel)]
    for k, name in enumerate(HALVES):
        x, y = (left + k * plan.pitch, line) if plan.pitch > 0 else (left, line - k * plan.pitch)
        free = (plan.pitch if k == 0 else canvas.header.right - x) if plan.pitch > 0 else canvas.header.width
        parts[name] = _ratio(findings.traffic(k), name, (x, y, free), style)
    return Sheet(parts)


def _ratio(told: Sequence[Source], name: str, place: tuple[float, float, float], style: Style) -> list[Item]:
    """A fraction and what it comes to, from a left end on, on a line, in so much room."""
    theme, tongue, (x, middle, room) = style.theme, style.tongue, place
    adds, moved, each = told
    hue = hues(theme)[name]
    above, below = tongue.text(message("multiply-adds")), tongue.text(message("bytes"))
    top = [Piece(numeral(adds.value), hue, True, adds), Piece(f" {above}", theme.dim)]
    bottom = [Piece(numeral(moved.value), None, True, moved), Piece(f" {below}", theme.dim)]
    text, exact = tongue.quotient(Fraction(int(adds.value), int(moved.value)), 2)
    sign = "=" if exact else ALMOST
    size = 28.0
    run = [Piece(f"{sign} ", bold=True), Piece(text, None, True, each)]
    if fraction_width(top, bottom, size) + 40 + run_width(run, 30.0) > room:
        # What is counted is written above.
        top, bottom = top[:1], bottom[:1]
    wide = fraction_width(top, bottom, size)
    return [
        Statement(f"{numeral(adds.value)} / {numeral(moved.value)} {sign} {text}"),
        *set_fraction(top, bottom, x, middle, theme, size),
        *set_run(run, x + wide + 22, middle + 10, 30.0, theme),
    ]
