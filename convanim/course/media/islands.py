"""Rectangles around what changes on a picture, so that what rests between them costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.draw.compositor import Rect

GAP = 16
"""Rows or columns of pixels that rest, before what lies on both sides of them is told apart."""


def islands_of(changed: NDArray[Any]) -> list[Rect]:
    """Rectangles that hold all that is not 0 of (rows, columns), parted at gaps.

    >>> picture = np.zeros((100, 100), bool)
    >>> picture[10:20, 30:50] = picture[90, 0] = True
    >>> islands_of(picture)
    [Rect(left=30, top=10, right=50, bottom=20), Rect(left=0, top=90, right=1, bottom=91)]
    """
    found = []
    for top, bottom in _runs(_any(changed, 1)):
        band = changed[top:bottom]
        for left, right in _runs(_any(band, 0)):
            for above, below in _runs(_any(band[:, left:right], 1)):
                found.append(Rect(left, top + above, right, top + below))
    return found


def _any(changed: NDArray[Any], axis: int) -> NDArray[np.bool_]:
    return np.asarray(changed.any(axis=axis))


def _runs(line: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where what is true begins and ends, over gaps that are too short."""
    places = line.nonzero()[0]
    cuts = (np.diff(places) > GAP).nonzero()[0] + 1
    ends = [0, *cuts.tolist(), len(places)] if len(places) else []
    for begin, end in pairwise(ends):
        yield int(places[begin]), int(places[end - 1]) + 1


def joined(rects: Iterable[Rect]) -> list[Rect]:
    """As few rectangles that hold all of these, of which none meet.

    >>> joined([Rect(0, 0, 9, 9), Rect(50, 0, 60, 9), Rect(8, 8, 20, 20)])
    [Rect(left=50, top=0, right=60, bottom=9), Rect(left=0, top=0, right=20, bottom=20)]
    """
    found: list[Rect] = []
    for rect in rects:
        while near := [one for one in found if _meet(one, rect)]:
            found = [one for one in found if one not in near]
            for one in near:
                rect = rect.joined(one)
        found.append(rect)
    return found


def _meet(one: Rect, other: Rect) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom
