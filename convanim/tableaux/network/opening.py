"""The opening picture of a network: what each stage makes, and of which layers it consists."""

from __future__ import annotations

import numpy as np

from convanim.draw.items import Faces, Item, Plate
from convanim.draw.sheet import Sheet
from convanim.layout.regions import DEPTH
from convanim.layout.style import Style
from convanim.networks.figures import Figures, shown_as
from convanim.tableaux.network.chart import APART
from convanim.tableaux.network.places import Frame, hue_of, whole_frame
from convanim.theme.color import mix

FRONT, DEEP = 0.78, 1.3
"""The side of the largest map and the depth of the most channels, over a column's width."""
SMALLEST = 3.0
"""A side or a depth is never shorter, in pixels."""
TILE, WIDE, GAP = 0.105, 40.0, 4.0
"""How high a layer's tile is at most, over the room below the names; how wide, and how far from the next, in pixels."""
EDGE = 1.5
"""The width of a block's edges at most, in pixels."""


def opening(figures: Figures, style: Style) -> Sheet:
    """Above every stage's name, which the chart has, what it makes, and below it a tile for each layer.

    Parts: maps, layers.
    """
    frame = whole_frame(style)
    return Sheet({"maps": _maps(figures, style, frame), "layers": _layers(figures, style, frame)})


def _maps(figures: Figures, style: Style, frame: Frame) -> list[Item]:
    """Blocks, their fronts as large as the maps and their depths as long as the channels are many."""
    maps, theme, items = figures.maps, style.theme, list[Item]()
    ramp = theme.turned(theme.ramp_of_whole())
    largest, most = max(max(one[1:]) for one in maps), max(one[0] for one in maps)
    for place, (channels, rows, columns) in enumerate(maps):
        left, right = frame.column(place, len(maps))
        width = right - left
        room = min(width, 0.75 * (frame.upper - frame.top))
        high, wide = (max(SMALLEST, FRONT * room * side / largest) for side in (rows, columns))
        deep = max(SMALLEST, DEEP * room * channels / most)
        depth = np.array(DEPTH) * deep
        x, y = left + (width - wide - depth[0]) / 2, frame.upper - APART - high
        corner, across, down = np.array([x, y]), np.array([wide, 0.0]), np.array([0.0, high])
        faces = [
            (corner, across, down, 0.62),
            (corner, across, depth, 0.85),
            (corner + across, depth, down, 0.38),
        ]
        corners = np.array([[at, at + one, at + one + other, at + other] for at, one, other, _ in faces])
        fill = np.array([(*ramp.at(share).tolist(), 1.0) for *_, share in faces])
        items.append(Faces(corners, fill, (*theme.cell_line, 1.0), min(EDGE, 0.06 * min(wide, high))))
    return items


def _layers(figures: Figures, style: Style, frame: Frame) -> list[Item]:
    """Tiles in the hues of their kinds, in the order in which layers run, down and then on to the right."""
    stages, theme, items = figures.stages, style.theme, list[Item]()
    room = frame.bottom - frame.lower - APART
    for place, stage in enumerate(stages):
        left, right = frame.column(place, len(stages))
        kinds = [shown_as(part) for part in stage.parts if part.layer is not None]
        blocks = max(1, stage.repeats)
        wide = min((right - left) * 0.86 / blocks - GAP, WIDE)
        names = [part.name.rpartition(".")[0] for part in stage.parts if part.layer is not None]
        columns = {name: k for k, name in enumerate(dict.fromkeys(names))}
        highest = max(names.count(name) for name in columns)
        tile = min(TILE * room, room / highest - GAP)
        start = (left + right - len(columns) * (wide + GAP) + GAP) / 2
        reached = dict.fromkeys(columns, 0)
        for name, kind in zip(names, kinds, strict=True):
            x, y = start + columns[name] * (wide + GAP), frame.lower + APART + reached[name] * (tile + GAP)
            hue = mix(theme.background, hue_of(kind, theme), 0.95)
            items.append(Plate((x, y, x + wide, y + tile), 2.0, (*hue, 1.0)))
            reached[name] += 1
    return items
