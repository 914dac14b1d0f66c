"""Geometry of voxel tensors in cabinet projection, in plain numpy.

A slab is one channel: a sheet of rows x columns cells, one cell thick. Four points
hold it: top left, top right and bottom left of its front, and the top right of its
back. Slab 0 is nearest. Everything is in frame pixels, y down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convanim.stage.display import Floats

Bools = NDArray[np.bool_]


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

    def fronts(self, cells: Bools) -> Floats:
        """Corners (n, 4, 2) of the front faces of the chosen cells, row by row."""
        return self._faces(cells, self.column, self.row, self.corner)

    def tops(self, cells: Bools) -> Floats:
        """Corners (n, 4, 2) of the top faces."""
        return self._faces(cells, self.column, self.depth, self.corner)

    def sides(self, cells: Bools) -> Floats:
        """Corners (n, 4, 2) of the right faces."""
        return self._faces(cells, self.row, self.depth, self.corner + self.column)

    def _faces(self, cells: Bools, first: Floats, second: Floats, origin: Floats) -> Floats:
        rows, columns = np.nonzero(cells)
        corner = origin + rows[:, None] * self.row + columns[:, None] * self.column
        return np.stack([corner, corner + first, corner + first + second, corner + second], axis=1)

    def centers(self, cells: Bools) -> Floats:
        """Centres (n, 2) of front faces."""
        rows, columns = np.nonzero(cells)
        return np.asarray(self.corner + (rows + 0.5)[:, None] * self.row + (columns + 0.5)[:, None] * self.column)

    def grid(self, front: bool) -> Floats:
        """Grid lines (n, 2, 2) on top and side, and on the front where it shows."""
        rows, columns = np.arange(self.rows + 1), np.arange(self.columns + 1)
        right, down = self.columns * self.column, self.rows * self.row
        downs = self.corner + columns[:, None] * self.column
        acrosses = self.corner + rows[:, None] * self.row
        lines = [
            np.stack([downs, downs + self.depth], axis=1),
            np.stack([acrosses + right, acrosses + right + self.depth], axis=1),
        ]
        back = self.corner + self.depth
        lines.append(np.array([[back, back + right], [back + right, back + right + down]]))
        if front:
            lines += [np.stack([downs, downs + down], axis=1), np.stack([acrosses, acrosses + right], axis=1)]
        else:
            lines.append(
                np.array([[self.corner, self.corner + right], [self.corner + right, self.corner + right + down]])
            )
        return np.concatenate(lines)

    def outline(self) -> Floats:
        """The silhouette's six corners (6, 2)."""
        right, down = self.columns * self.column, self.rows * self.row
        back = self.corner + self.depth
        return np.array(
            [self.corner, back, back + right, back + right + down, self.corner + right + down, self.corner + down]
        )


def touches(nearer: Slab, farther: Slab) -> bool:
    """Whether the farther slab starts right where the nearer one ends."""
    return bool(np.abs(nearer.corner + nearer.depth - farther.corner).max() < 0.75)


def covered(boxes: Floats, silhouette: Floats) -> Bools:
    """Which boxes (n, 4: left, top, right, bottom) a convex silhouette (k, 2) touches.

    Separating axes: two convex shapes are apart where their shadows on the normal of
    some edge are apart.

    >>> covered(np.array([[0., 0, 1, 1], [5, 5, 6, 6]]), np.array([[0., 0], [2, 0], [2, 2], [0, 2]])).tolist()
    [True, False]
    """
    corners = boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    edges = np.roll(silhouette, -1, axis=0) - silhouette
    normals = np.concatenate([np.stack([-edges[:, 1], edges[:, 0]], axis=1), np.eye(2)])
    box_shadows = corners @ normals.T
    shadow = silhouette @ normals.T
    apart = (box_shadows.max(axis=1) <= shadow.min(axis=0)) | (box_shadows.min(axis=1) >= shadow.max(axis=0))
    return np.asarray(~apart.any(axis=1))
