"""How far the ink of display items reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from convanim.draw.items import Faces, Item, Line, Picture, Plate, Segments, Sheen, Statement, Words
from convanim.draw.lettering import text_box
from convanim.layout.geometry import Box, Floats

NOWHERE: Box = (0.0, 0.0, -1.0, -1.0)
"""The box of what leaves no ink."""

OVERHANG = 0.35
"""How far glyphs reach beyond the box of digits, over the size: descenders, accents, bold sides."""


def bounds(item: Item) -> Box:
    """A box that holds all of an item's ink, in pixels of a 1920x1080 frame.

    >>> bounds(Plate((10, 10, 20, 30), 0, (1, 1, 1, 1), edge=(0, 0, 0, 1), edge_width=2))
    (9.0, 9.0, 21.0, 31.0)
    """
    match item:
        case Faces():
            return _around(item.corners, item.edge_width)
        case Segments():
            return _around(item.ends, item.width)
        case Line():
            return _around(item.points, item.width)
        case Sheen():
            return _around(item.corners, 0.0)
        case Plate():
            left, top, right, bottom = item.box
            half = item.edge_width / 2
            return left - half, top - half, right + half, bottom + half
        case Picture():
            origin = np.array(item.origin)
            across, down = np.array(item.across), np.array(item.down)
            return _around(np.array([origin, origin + across, origin + down, origin + across + down]), 0.0)
        case Words():
            left, top, right, bottom = text_box(item)
            over = OVERHANG * item.size
            return left - over, top - over, right + over, bottom + over
        case Statement():
            return NOWHERE


def around(items: Iterable[Item]) -> Box:
    """The smallest box that holds all of these items' ink, which at least one leaves.

    >>> around([Plate((0, 0, 10, 10), 0, (1, 1, 1, 1)), Plate((5, 5, 30, 20), 0, (1, 1, 1, 1))])
    (0.0, 0.0, 30.0, 20.0)
    """
    lefts, tops, rights, bottoms = zip(*(box for box in map(bounds, items) if box != NOWHERE), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def touching(boxes: Floats, box: Box) -> NDArray[np.bool_]:
    """Which boxes (n, 4) share a point with ``box``."""
    left, top, right, bottom = box
    apart = (boxes[:, 0] > right) | (boxes[:, 1] > bottom) | (boxes[:, 2] < left) | (boxes[:, 3] < top)
    return np.asarray(~apart)


def within(boxes: Floats, box: Box) -> NDArray[np.bool_]:
    """Which boxes (n, 4) lie in ``box`` as a whole.

    >>> within(np.array([[0.0, 0, 2, 2], [1, 1, 9, 2]]), (0, 0, 5, 5)).tolist()
    [True, False]
    """
    left, top, right, bottom = box
    return np.asarray((boxes[:, 0] >= left) & (boxes[:, 1] >= top) & (boxes[:, 2] <= right) & (boxes[:, 3] <= bottom))


def part_within(item: Item, box: Box) -> Item:
    """The item without the faces or lines that cannot leave ink in ``box``."""
    match item:
        case Faces() if len(item.corners) > 1:
            kept = touching(_each(item.corners, item.edge_width), box)
            return item if kept.all() else replace(item, corners=item.corners[kept], fill=item.fill[kept])
        case Segments() if len(item.ends) > 1:
            kept = touching(_each(item.ends, item.width), box)
            return item if kept.all() else replace(item, ends=item.ends[kept])
        case _:
            return item


def _each(points: Floats, width: float) -> Floats:
    half = width / 2
    return np.concatenate([points.min(axis=1) - half, points.max(axis=1) + half], axis=1)


def _around(points: Floats, width: float) -> Box:
    flat = points.reshape(-1, 2)
    if not len(flat):
        return NOWHERE
    (left, top), (right, bottom), half = flat.min(axis=0).tolist(), flat.max(axis=0).tolist(), width / 2
    return left - half, top - half, right + half, bottom + half
