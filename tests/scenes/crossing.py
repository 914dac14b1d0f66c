"""What runs through a label: a line, an arrow, or light from one block to another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    labels = [
        text for text in written(items) if text.source is None and canvas.header.bottom < text.y < canvas.panel.top
    ]
    if not ways or not labels:
        return set()
    kinds = np.array([kind for kind, _ in ways])
    full = np.isin(kinds, ["Sheen", "Faces"])
    starts, ends = (np.concatenate([way[part] for _, way in ways]) for part in (slice(None, -1), slice(1, None)))
    owners = np.repeat(np.arange(len(ways)), [len(way) - 1 for _, way in ways])
    found = set()
    for text in labels:
        left, top, right, bottom = text_box(text)
        box = left - CLEAR, top - CLEAR, right + CLEAR, bottom + CLEAR
        reached = np.zeros(len(ways), dtype=bool)
        reached[owners[_meets(starts, ends, box)]] = True
        reached |= full & _holds(starts, ends, owners, len(ways), box)
        found |= {(text.text, str(kind)) for kind in kinds[reached]}
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


def _meets(starts: Floats, ends: Floats, box: Box) -> NDArray[np.bool_]:
    """Which of straight lines (n, 2) have a point within a box, as Liang and Barsky clip them."""
    low, high = np.zeros(len(starts)), np.ones(len(starts))
    beside = np.zeros(len(starts), dtype=bool)
    for axis in (0, 1):
        way = ends[:, axis] - starts[:, axis]
        least, most = box[axis] - starts[:, axis], box[axis + 2] - starts[:, axis]
        along = np.abs(way) < 1e-9
        beside |= along & ~((least < 0) & (most > 0))
        step = np.where(along, 1.0, way)
        near, far = np.minimum(least / step, most / step), np.maximum(least / step, most / step)
        low, high = np.where(along, low, np.maximum(low, near)), np.where(along, high, np.minimum(high, far))
    return (low < high) & ~beside


def _holds(starts: Floats, ends: Floats, owners: NDArray[np.int64], count: int, box: Box) -> NDArray[np.bool_]:
    """Which of so many closed ways, of whose lines these are, have a box's middle within them."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    (x1, y1), (x2, y2) = starts.T, ends.T
    up = (y1 > y) != (y2 > y)
    right = x < (x2 - x1) * (y - y1) / np.where(up, y2 - y1, 1.0) + x1
    return np.bincount(owners[up & right], minlength=count) % 2 == 1
