"""Boxes, points and what moves them, in pixels of a 1920x1080 frame, x to the right and y down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of a 1920x1080 frame."""


@dataclass(frozen=True, slots=True)
class Affine:
    """Scale about the frame's corner, then shift; in pixels of a 1920x1080 frame."""

    x: float = 0.0
    y: float = 0.0
    x_scale: float = 1.0
    y_scale: float = 1.0

    @classmethod
    def between(cls, box: Box, place: Box) -> Affine:
        """What takes a box to another place, to six decimals, so that what has not moved stays as it is.

        >>> Affine.between((0, 0, 10, 10), (5, 0, 25, 20))
        Affine(x=5.0, y=0.0, x_scale=2.0, y_scale=2.0)
        """
        x_scale, y_scale = (place[2] - place[0]) / (box[2] - box[0]), (place[3] - place[1]) / (box[3] - box[1])
        move = (place[0] - box[0] * x_scale, place[1] - box[1] * y_scale, x_scale, y_scale)
        return cls(*(round(float(v), 6) for v in move))

    @property
    def scale(self) -> float:
        """The scale of line widths and type."""
        return min(abs(self.x_scale), abs(self.y_scale))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return self.x + x * self.x_scale, self.y + y * self.y_scale

    def points(self, points: Any) -> Floats:
        """Where points (..., 2) go."""
        return np.asarray(np.asarray(points) * (self.x_scale, self.y_scale) + (self.x, self.y))
