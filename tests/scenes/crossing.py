"""What runs through a label: a line, an arrow, or light from one block to another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from convanim.draw.items import Faces, Item, Line, Segments, Sheen
from convanim.draw.lettering import text_box
from convanim.layout.canvas import Canvas
from convanim.layout.geometry import Box, Floats
from tests.scenes.legible import written

SEEN = 0.08
"""What is fainter than this is no line that one sees behind letters."""


CLEAR = 3.0
"""Pixels round a label that are free, too."""


def crossed(items: list[Item], canvas: Canvas) -> set[tuple[str, str]]:
    """Labels on stage that a line, light or a cell reaches into, or all but reaches, each with what does."""
    ways = [(type(item).__name__, way) for item in items for way in _ways(item)]
    found = set()
    for text in written(items):
        if text.source is not None or not canvas.header.bottom < text.y < canvas.panel.top:
            continue
        left, top, right, bottom = text_box(text)
        box = left - CLEAR, top - CLEAR, right + CLEAR, bottom + CLEAR
        for kind, way in ways:
            if any(_meets(start, end, box) for start, end in pairwise(way)) or _holds(kind, way, box):
                found.add((text.text, kind))
    return found


def _ways(item: Item) -> list[Floats]:
    """The lines that an item draws, and the edges of light and of cells, closed."""
    match item:
        case Line() if item.color[3] > SEEN:
            return [np.concatenate([item.points, item.points[:1]]) if item.closed else item.points]
        case Segments() if item.color[3] > SEEN:
            return [*item.ends]
        case Sheen() if max(item.first[3], item.last[3]) > SEEN:
            return [np.concatenate([item.corners, item.corners[:1]])]
        case Faces():
            seen = item.corners[item.fill[:, 3] > SEEN]
            return [*np.concatenate([seen, seen[:, :1]], axis=1)]
    return []


def _meets(start: Floats, end: Floats, box: Box) -> bool:
    """Whether a straight line has a point within a box, as Liang and Barsky clip it."""
    low, high, way = 0.0, 1.0, end - start
    for axis in (0, 1):
        least, most = box[axis] - start[axis], box[axis + 2] - start[axis]
        if abs(way[axis]) < 1e-9:
            if not least < 0 < most:
                return False
            continue
        near, far = sorted((least / way[axis], most / way[axis]))
        low, high = max(low, near), min(high, far)
    return low < high


def _holds(kind: str, way: Floats, box: Box) -> bool:
    """Whether light or a cell has a box altogether within it."""
    if kind not in ("Sheen", "Faces"):
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    inside = False
    for (x1, y1), (x2, y2) in pairwise(way):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
