"""The opening picture of a network: what each stage makes, and of which layers it consists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convanim.draw.items import Faces, Item, Plate
from convanim.draw.sheet import Sheet
from convanim.layout.regions import DEPTH
from convanim.layout.style import Style
from convanim.networks.figures import Figures
from convanim.tableaux.network.chart import APART
from convanim.tableaux.network.places import Frame, hue_of, whole_frame
from convanim.theme.color import mix

FRONT, DEEP = 0.78, 1.3
"""The side of the largest map and the depth of the most channels, over a column's width."""
LEAST_SIDE = 8
"""No map is as large as there is room for that has fewer rows and columns: where there are none, all are thin."""
SMALLEST = 3.0
"""A side or a depth is never shorter, in pixels."""
TILE, WIDE, GAP = 0.105, 40.0, 4.0
"""How high a layer's tile is at most, over the room below the names; how wide, and how far from the next, in pixels."""
SHARE = 0.86
"""Of a column, for tiles."""
LEAST_WIDE, LEAST_HIGH = 7.0, 9.0
"""Tiles of blocks are no smaller, in pixels."""
EDGE = 1.5
"""The width of a block's edges at most, in pixels."""


def opening(figures: Figures, style: Style) -> Sheet:
    """Above every stage's name, which the chart has, what it makes, and below it a tile for each layer.

    Parts: maps, layers.
    """
    frame = whole_frame(figures, style)
    return Sheet({"maps": _maps(figures, style, frame), "layers": _layers(figures, style, frame)})


def _maps(figures: Figures, style: Style, frame: Frame) -> list[Item]:
    """Blocks, their fronts as large as the maps and their depths as long as the channels are many."""
    theme, items = style.theme, list[Item]()
    ramp = theme.turned(theme.ramp_of_whole())
    flat = [(one[0], *(1, 1, *one[1:])[-2:]) for one in figures.maps]
    largest, most = max(LEAST_SIDE, *(max(one[1:]) for one in flat)), max(one[0] for one in flat)
    for place, (channels, rows, columns) in enumerate(flat):
        left, right = frame.column(place, len(flat))
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
    """Tiles in the hues of their kinds, in the order in which layers run, down and then on to the right.

    A block has a column, unless there are too many of them, or one has too many layers.
    """
    stages, theme, items = figures.stages, style.theme, list[Item]()
    room = frame.bottom - frame.lower - APART
    for place, stage in enumerate(stages):
        left, right = frame.column(place, len(stages))
        layers = [part for part in stage.parts if part.is_layer]
        grid = _grid([part.home for part in layers], stage.repeats, SHARE * (right - left), room)
        wide = grid.pitch - grid.gap
        start = (left + right - (max(column for column, _ in grid.places) + 1) * grid.pitch + grid.gap) / 2
        for part, (column, row) in zip(layers, grid.places, strict=True):
            x, y = start + column * grid.pitch, frame.lower + APART + row * (grid.tile + grid.gap)
            hue = mix(theme.background, hue_of(figures.kind_of(part), theme), 0.95)
            items.append(Plate((x, y, x + wide, y + grid.tile), min(2.0, grid.tile / 4), (*hue, 1.0)))
    return items


@dataclass(frozen=True)
class _Grid:
    """Where tiles stand, by column and row; how far columns are apart, how high a tile is, and how far the next."""

    places: Sequence[tuple[int, int]]
    pitch: float
    tile: float
    gap: float


def _grid(blocks: Sequence[str], repeats: int, width: float, height: float) -> _Grid:
    """Places of layers by the blocks that they are in, or in columns of one height where these would be too narrow."""
    columns = {name: place for place, name in enumerate(dict.fromkeys(blocks))}
    reached, places = dict.fromkeys(columns, 0), list[tuple[int, int]]()
    for name in blocks:
        places.append((columns[name], reached[name]))
        reached[name] += 1
    wide = min(width / max(len(columns), repeats) - GAP, WIDE)
    tile = min(TILE * height, height / max(reached.values()) - GAP)
    if wide >= LEAST_WIDE and tile >= LEAST_HIGH:
        return _Grid(places, wide + GAP, tile, GAP)
    # Twice as wide as high, the largest of which there is room for so many.
    pitch = next(
        pitch
        for pitch in (TILE * height * 0.97**step for step in range(400))
        if int(width // (2 * pitch)) * int(height // pitch) >= len(blocks)
    )
    rows = -(-len(blocks) // int(width // (2 * pitch)))
    gap = min(GAP, 0.25 * pitch)
    return _Grid([divmod(place, rows) for place in range(len(blocks))], 2 * pitch, pitch - gap, gap)
