"""Geometry of voxel tensors in cabinet projection, in plain numpy.

A slab is one channel: a sheet of rows x columns cells, one cell thick. Four points
hold it: top left, top right and bottom left of its front, and the top right of its
back. Slab 0 is nearest. Everything is in frame pixels, y down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.geometry import Floats

Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Slab:
    """One slab's frame of reference: a corner and the steps along its axes, in pixels."""

    corner: Floats
    column: Floats
    row: Floats
    depth: Floats
    rows: int
    columns: int

    @classmethod
    def of(cls, points: Floats, rows: int, columns: int) -> Slab:
        """From the four points (4, 2) that hold a slab."""
        top_left, top_right, bottom_left, back = points
        return cls(
            top_left, (top_right - top_left) / columns, (bottom_left - top_left) / rows, back - top_right, rows, columns
        )

    def at(self, row: float, column: float, depth: float = 0.0) -> Floats:
        """The point (2,) at a row, column and depth, which may lie between or outside cells."""
        return np.asarray(self.corner + row * self.row + column * self.column + depth * self.depth)

    def outline(self) -> Floats:
        """The silhouette's six corners (6, 2)."""
        right, down = self.columns * self.column, self.rows * self.row
        back = self.corner + self.depth
        return np.array(
            [self.corner, back, back + right, back + right + down, self.corner + right + down, self.corner + down]
        )


REACH = 0.75
"""Slabs no further apart than this, in pixels, touch."""


def touches(nearer: Slab, farther: Slab) -> bool:
    """Whether the farther slab starts right where the nearer one ends."""
    return bool(np.abs(nearer.corner + nearer.depth - farther.corner).max() < REACH)


_FIRSTS, _SECONDS = np.array([1, 0, 1]), np.array([2, 2, 0])
"""Along which steps (row, column, depth) a top, a side and a front extend."""


@dataclass(frozen=True, eq=False)
class Slabs:
    """Slabs of equal shape as one: every array has a row for each of them.

    All is computed element by element, so a slab comes out the same to the last bit
    whichever others are asked for beside it.
    """

    corner: Floats
    column: Floats
    row: Floats
    depth: Floats
    rows: int
    columns: int

    @classmethod
    def of(cls, points: Floats, rows: int, columns: int) -> Slabs:
        """From the four points (slabs, 4, 2) that hold each slab."""
        top_left, top_right, bottom_left, back = points.transpose(1, 0, 2)
        return cls(
            top_left, (top_right - top_left) / columns, (bottom_left - top_left) / rows, back - top_right, rows, columns
        )

    @cached_property
    def cells(self) -> Floats:
        """The side (slabs,) of a cell."""
        return np.hypot(self.column[:, 0], self.column[:, 1])

    @cached_property
    def touched(self) -> Bools:
        """Whether each slab (slabs,) starts right where the one before it ends."""
        touched = np.zeros(len(self.corner), dtype=bool)
        touched[1:] = np.abs(self.corner[:-1] + self.depth[:-1] - self.corner[1:]).max(axis=1) < REACH
        return touched

    def lattice(self, slabs: Any, spots: Floats) -> Floats:
        """Points (len(slabs), ..., 2) at spots (..., 3: row, column, depth) of some slabs."""
        broad = (-1, *[1] * (spots.ndim - 1), 2)
        row, column, depth = spots[..., :1], spots[..., 1:2], spots[..., 2:]
        points: Floats = self.corner[slabs].reshape(broad) + row * self.row[slabs].reshape(broad)
        points += column * self.column[slabs].reshape(broad)
        points += depth * self.depth[slabs].reshape(broad)
        return points

    def outlines(self) -> Floats:
        """The silhouettes' six corners (slabs, 6, 2)."""
        return self.lattice(slice(None), _rim(self.rows, self.columns))

    def cuboids(self, slabs: Ints, rows: Ints, columns: Ints) -> Floats:
        """The silhouettes' six corners (n, 6, 2) of some cells."""
        moved = rows[:, None] * self.row[slabs] + columns[:, None] * self.column[slabs]
        return np.asarray(self.lattice(slabs, _rim(1, 1)) + moved[:, None])

    def centers(self, slabs: Ints, rows: Ints, columns: Ints) -> Floats:
        """Centres (n, 2) of the front faces of some cells."""
        return np.asarray(
            self.corner[slabs] + (rows + 0.5)[:, None] * self.row[slabs] + (columns + 0.5)[:, None] * self.column[slabs]
        )

    def faces(self, slabs: Ints, sides: Ints, rows: Ints, columns: Ints) -> Floats:
        """Corners (n, 4, 2) of faces of some cells; ``sides`` are 0 for top, 1 for right and 2 for front."""
        steps = np.array([self.row, self.column, self.depth])
        firsts, seconds = steps[_FIRSTS[sides], slabs], steps[_SECONDS[sides], slabs]
        faces = np.empty((len(slabs), 4, 2))
        across = columns + (sides == 1)
        faces[:, 0] = self.corner[slabs] + rows[:, None] * self.row[slabs] + across[:, None] * self.column[slabs]
        faces[:, 1] = faces[:, 0] + firsts
        faces[:, 2] = faces[:, 1] + seconds
        faces[:, 3] = faces[:, 0] + seconds
        return faces


@lru_cache(maxsize=256)
def _rim(rows: int, columns: int) -> Floats:
    return np.array(
        [[0, 0, 0], [0, 0, 1], [0, columns, 1], [rows, columns, 1], [rows, columns, 0], [rows, 0, 0]], dtype=float
    )


@lru_cache(maxsize=256)
def sheet_spots(rows: int, columns: int, front: bool) -> Floats:
    """Spots (2 or 3, 4, 3) of a whole slab's top, side and, where it shows, front."""
    faces = [
        [[0, 0, 0], [0, columns, 0], [0, columns, 1], [0, 0, 1]],
        [[0, columns, 0], [rows, columns, 0], [rows, columns, 1], [0, columns, 1]],
        [[0, 0, 0], [0, columns, 0], [rows, columns, 0], [rows, 0, 0]],
    ]
    return np.array(faces if front else faces[:2], dtype=float)


@lru_cache(maxsize=256)
def grid_spots(rows: int, columns: int, front: bool, lines: bool) -> Floats:
    """Spots (n, 2, 3) of grid lines on top and side, and on the front where it shows.

    Without ``lines`` between the cells, only those round the whole slab.
    """
    down, across = (range(rows + 1), range(columns + 1)) if lines else ((0, rows), (0, columns))
    ends = [[[0, c, 0], [0, c, 1]] for c in across] + [[[r, columns, 0], [r, columns, 1]] for r in down]
    ends += [[[0, 0, 1], [0, columns, 1]], [[0, columns, 1], [rows, columns, 1]]]
    if front:
        ends += [[[0, c, 0], [rows, c, 0]] for c in across] + [[[r, 0, 0], [r, columns, 0]] for r in down]
    else:
        ends += [[[0, 0, 0], [0, columns, 0]], [[0, columns, 0], [rows, columns, 0]]]
    return np.array(ends, dtype=float)


def covered(boxes: Floats, silhouettes: Floats, nearer: Bools | bool = True) -> Bools:
    """Which boxes (n, 4: left, top, right, bottom) any convex silhouette (m, k, 2) touches.

    Of each box only the silhouettes that ``nearer`` (n, m) tells are asked.

    Separating axes: two convex shapes are apart where their shadows on the normal of
    some edge are apart.

    >>> square = np.array([[[0., 0], [2, 0], [2, 2], [0, 2]]])
    >>> covered(np.array([[0., 0, 1, 1], [5, 5, 6, 6]]), square).tolist()
    [True, False]
    """
    low, high = silhouettes.min(axis=1), silhouettes.max(axis=1)
    left, top, right, bottom = boxes.T[:, :, None]
    close = (right > low[:, 0]) & (left < high[:, 0]) & (bottom > low[:, 1]) & (top < high[:, 1]) & nearer
    box, other = close.nonzero()
    hit = np.zeros(len(boxes), dtype=bool)
    if not len(box):
        return hit
    edges = np.roll(silhouettes, -1, axis=1) - silhouettes
    x, y = -edges[..., 1], edges[..., 0]
    shadows = x[:, :, None] * silhouettes[:, None, :, 0] + y[:, :, None] * silhouettes[:, None, :, 1]
    start, end = shadows.min(axis=2), shadows.max(axis=2)
    middles, halves = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    x, y = x[other], y[other]
    middle = middles[box, :1] * x + middles[box, 1:] * y
    half = halves[box, :1] * np.abs(x) + halves[box, 1:] * np.abs(y)
    apart = (middle + half <= start[other]) | (middle - half >= end[other])
    hit[box[~apart.any(axis=1)]] = True
    return hit
