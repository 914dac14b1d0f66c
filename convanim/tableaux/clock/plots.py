"""What all plots of a measurement share: where they stand, their marks, whiskers, and the key beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log10

import numpy as np

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Faces, Item, Line, Plate, Rgb, Rgba, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.language.tongue import Tongue
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT
from convanim.numerals import numeral, scientific
from convanim.spec.aspect import WIDESCREEN
from convanim.tableaux.clock.scales import Scale
from convanim.theme.theme import Theme

DOT = 12.0
"""Half of a mark's width, in pixels."""
LEAST = 17.0
"""The smallest type beside a plot, in pixels."""
LEADING = 1.25
"""From line to line, over the size."""


@dataclass(frozen=True)
class PlotPlan:
    """Where a plot and its key stand, in pixels of the frame."""

    plot: Region
    """From axis to axis; marks on these stand outside, at the left and below."""
    key: Region
    columns: int
    """In which the key's entries stand."""
    type: float
    """Of the key, at most."""
    marks: tuple[int, int]
    """How many values are marked at most, across and up."""
    hero: Region | None = None
    """For the numbers of one shape beside the last plot."""


PLANS: Mapping[str, PlotPlan] = {
    WIDESCREEN: PlotPlan(
        Region(176, 244, 1140, 674), Region(1226, 222, 1824, 700), 1, 28.0, (10, 7), Region(1226, 520, 1824, 720)
    ),
    "1:1": PlotPlan(Region(540, 252, 1452, 500), Region(480, 566, 1452, 744), 2, 23.0, (10, 5)),
    "9:16": PlotPlan(
        Region(548, -50, 1452, 470), Region(480, 548, 1452, 930), 1, 32.0, (10, 8), Region(480, 776, 1452, 940)
    ),
    "16:9 large": PlotPlan(Region(536, 392, 944, 578), Region(974, 376, 1452, 630), 1, 24.0, (6, 4)),
    "1:1 large": PlotPlan(Region(548, 190, 1452, 462), Region(480, 536, 1452, 750), 2, 25.0, (7, 5)),
}


def plan_of(style: Style) -> PlotPlan:
    """Where plots stand on a canvas."""
    return plan_for(style.canvas.names, PLANS, "a plot")


def hues(theme: Theme) -> Mapping[str, Rgb]:
    """A hue for each variant; the halves of a separable layer have theirs wherever costs are written."""
    ramps = theme.ramps_of_channels(8)
    share = 0.6 if theme.reverse else 0.2
    red, green, blue = ramps[4].at(share).tolist()
    return {
        "standard": theme.dim,
        "two_groups": ramps[7].signal,
        "depthwise": ramps[2].signal,
        "separable": (red, green, blue),
        "pointwise": (red, green, blue),
    }


def mark(variant: str, x: float, y: float, theme: Theme, size: float = DOT) -> Item:
    """A variant's mark: they differ in hue and in shape."""
    fill, ground = (*hues(theme)[variant], 1.0), (*theme.background, 1.0)
    if variant == "two_groups":
        corners = np.array([[[x, y - 1.2 * size], [x + 1.2 * size, y], [x, y + 1.2 * size], [x - 1.2 * size, y]]])
        return Faces(corners, np.array([fill]), ground, 2.0)
    if variant == "standard":
        corners = np.array([[[x, y - 1.1 * size], [x + 1.1 * size, y + 0.9 * size], [x - 1.1 * size, y + 0.9 * size]]])
        return Faces(corners, np.array([fill]), ground, 2.0)
    radius = size if variant == "depthwise" else 2.0
    half = size if variant == "depthwise" else 0.85 * size
    return Plate((x - half, y - half, x + half, y + half), radius, fill, ground, 2.0)


def whisker(first: tuple[float, float], last: tuple[float, float], color: Rgba, cap: float = 5.0) -> list[Item]:
    """A line from quartile to quartile, with a short one across at either end."""
    (x, y), (right, low) = first, last
    across = (0.0, cap) if y == low else (cap, 0.0)
    ends = [[[a - across[0], b - across[1]], [a + across[0], b + across[1]]] for a, b in (first, last)]
    return [Line(np.array(points, dtype=float), color, 2.5) for points in ([[x, y], [right, low]], *ends)]


def grid(
    style: Style, plot: Region, across: Scale, up: Scale, names: tuple[str, str], most: tuple[int, int]
) -> list[Item]:
    """Both axes with their marks, and what they show: ``names`` are messages, of what grows across and up."""
    theme, tongue = style.theme, style.tongue
    line, dim = (*theme.line, 1.0), (*theme.dim, 1.0)
    items: list[Item] = []
    for value in up.marks(most[1]):
        y = up.at(value)
        items.append(Line(np.array([[plot.left, y], [plot.right, y]]), line, 1.5))
        items.append(marked(value, style, plot.left - 14, y + 7, "right"))
    taken = -np.inf
    for value in across.marks(most[0]):
        x = across.at(value)
        items.append(Line(np.array([[x, plot.bottom], [x, plot.bottom + 8]]), line, 1.5))
        words = marked(value, style, x, plot.bottom + 32, "middle")
        half = text_width(words.text, words.size) / 2
        if x - half > taken + 10:
            items.append(words)
            taken = x + half
    items.append(Line(np.array([[plot.left, plot.bottom], [plot.right, plot.bottom]]), line, 2.0))
    ground, room = theme.background, plot.width + plot.left - style.canvas.stage.left
    above = fit("what grows upwards", tongue.text(names[1]), [Room(room, 1, FACT, 15.9)], aspect=style.canvas.aspect)
    items.append(above.lines[0].words(style.canvas.stage.left, plot.top - 20, above.size, dim, ground))
    below = fit("what grows across", tongue.text(names[0]), [Room(room, 1, FACT, 15.9)], aspect=style.canvas.aspect)
    items.append(below.lines[0].words(plot.right, plot.bottom + 60, below.size, dim, ground, align="right"))
    return items


def mark_text(value: float, tongue: Tongue) -> str:
    """A mark on a scale, which is a power of two or of ten.

    >>> [mark_text(value, Tongue()) for value in (1.0, 64.0, 1024.0, 0.25, 1e7, 1e-5)]
    ['1', '64', '1\u2009024', '0.25', '1·10⁷', '1·10⁻⁵']
    """
    if 1 <= value < 1e4:
        return numeral(int(value))
    if 1e-3 < value < 1:
        return f"{value:g}".replace(".", tongue.mark)
    return scientific(value, 0 if log10(value) == round(log10(value)) else 1, tongue.mark)


def marked(value: float, style: Style, x: float, y: float, align: str) -> Words:
    """A value on an axis."""
    theme = style.theme
    text = mark_text(value, style.tongue)
    shown = Source("axis", (text,), value)
    aligned = {"left": "left", "middle": "middle", "right": "right"}[align]
    return Words(text, x, y, FACT, (*theme.dim, 1.0), theme.background, align=aligned, source=shown)  # type: ignore[arg-type]  # one of three


@dataclass(frozen=True)
class Entry:
    """A line of a key: what makes its mark at a place, and what it says; ``strong`` ones are drawn out."""

    mark: Callable[[float, float], Iterable[Item]]
    said: Phrase
    strong: bool = False


def key(
    entries: Mapping[str, Entry], style: Style, plan: PlotPlan, above: Region | None = None
) -> dict[str, list[Item]]:
    """A key's entries, each a part of its own: in one type, the largest with which all have room.

    What is below the key, if there is anything, begins at the top of ``above``.
    """
    room, columns = plan.key, plan.columns
    if above is not None:
        room = Region(room.left, room.top, room.right, above.top - 20)
    theme, rows = style.theme, -(-len(entries) // plan.columns)
    pitch = min(room.height / rows, 2.4 * plan.type)
    lead = 40.0
    width = room.width / columns - lead - 20
    lines = max(1, int(pitch / (LEADING * LEAST)))
    size = plan.type
    while True:
        fitted = {
            name: fit(
                "a key",
                one.said,
                [Room(width, lines, size, LEAST), Room(width, 2, LEAST, LEAST)],
                aspect=style.canvas.aspect,
                bold=one.strong,
            )
            for name, one in entries.items()
        }
        # All in the type of the longest.
        least = min(found.size for found in fitted.values())
        tall = max(len(found.lines) for found in fitted.values()) * LEADING * least
        if (least == size and tall <= pitch + 1) or size <= LEAST:
            break
        size = least if least < size else size - 1.0
    parts: dict[str, list[Item]] = {}
    for place, (name, one) in enumerate(entries.items()):
        column, row = divmod(place, rows)
        x, middle = room.left + column * room.width / columns, room.top + (row + 0.5) * pitch
        found = fitted[name]
        first = middle + 0.36 * found.size - LEADING * found.size * (len(found.lines) - 1) / 2
        color: Rgba = (*theme.ink, 1.0)
        parts[name] = [
            *one.mark(x + 14, middle),
            *(
                line.words(x + lead, first + k * LEADING * found.size, found.size, color, theme.background, one.strong)
                for k, line in enumerate(found.lines)
            ),
        ]
    return parts
