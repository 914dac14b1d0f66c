"""Small signs: dots for what is left out, dashed places, time that is shortened."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from convanim.draw.items import Faces, Item, Line, Plate, Rgba
from convanim.draw.sheet import Sheet
from convanim.layout.geometry import Floats
from convanim.layout.selection import Sample
from convanim.layout.style import Style
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.voxels import Slab
from convanim.theme.theme import Theme

ABSENT = (7.0, 6.0)
"""The one pattern of dashes, in pixels on and off, with one meaning: the place of something that is not here."""
FORWARD = 22.0
"""A side of a sign's triangles, in pixels."""
DOT = 3.5
"""A dot's radius at most, in pixels."""


def dot(x: float, y: float, theme: Theme, radius: float = DOT) -> Item:
    """One dot of an ellipsis."""
    return Plate((x - radius, y - radius, x + radius, y + radius), radius, (*theme.dim, 1.0))


def ellipsis(tensor: VoxelTensor, sample: Sample, theme: Theme) -> list[Item]:
    """Three dots in the gap of a sampled stack, on the way along the depth axis."""
    if sample.gap is None:
        return []
    slabs = tensor.slabs()
    return _between(slabs[sample.gap - 1], slabs[sample.gap], theme)


def ellipses(tensor: VoxelTensor, indices: Sequence[int], slots: Sequence[int], theme: Theme) -> list[Item]:
    """The same wherever slabs are left out between these ``slots``; ``indices`` are what all slabs show."""
    slabs = tensor.slabs()
    gaps = [(one, other) for one, other in pairwise(slots) if indices[other] > indices[one] + 1]
    return [item for one, other in gaps for item in _between(slabs[one], slabs[other], theme)]


def _between(near: Slab, far: Slab, theme: Theme) -> list[Item]:
    start, end = near.at(near.rows, near.columns, 1.0), far.at(far.rows, far.columns)
    spots = [(start + share * (end - start)).tolist() for share in (0.15, 0.5, 0.85)]
    radius = min(DOT, 0.13 * float(np.hypot(*(end - start))))
    return [dot(x, y, theme, radius) for x, y in spots]


def row_dots(sample: Sample, fronts: Sequence[tuple[float, float]], theme: Theme) -> list[Item]:
    """Three dots where filters are left out of a row; ``fronts`` are their fronts' left ends, half-way down."""
    if sample.gap is None:
        return []
    (before, y), (after, _) = fronts[sample.gap - 1], fronts[sample.gap]
    step = (after - before) / 2
    x, r = before + step + 0.35 * step, min(3.5, 0.12 * step)
    return [Plate((x + k * 3 * r - r, y - r, x + k * 3 * r + r, y + r), r, (*theme.dim, 1.0)) for k in (-1, 0, 1)]


def dashed(points: Floats, color: Rgba, width: float = 2.0, closed: bool = False) -> Item:
    """A line along the place of something that is elsewhere, or not there yet."""
    return Line(points, color, width, closed, ABSENT)


def dashes(slab: Slab, color: Rgba) -> list[Item]:
    """The dashed edges of a slab that is not there."""
    right, down = slab.columns * slab.column, slab.rows * slab.row
    rim = np.array(
        [
            slab.corner,
            slab.corner + slab.depth,
            slab.corner + slab.depth + right,
            slab.corner + slab.depth + right + down,
            slab.corner + right + down,
        ]
    )
    edge = np.array([slab.corner, slab.corner + right, slab.corner + right + down])
    return [dashed(points, color) for points in (rim, edge)]


def fast_forward(style: Style) -> Sheet:
    """Two triangles at the right end of the ribbon's heading: time is shortened."""
    canvas = style.canvas
    middle, right = canvas.heading_line - FORWARD / 2 + 2, canvas.ribbon.right
    corners = np.array([[0.0, -0.5], [0.866, 0.0], [0.0, 0.5]]) * FORWARD
    places = np.array([(right - 0.866 * FORWARD * back, middle) for back in (2, 1)])
    both = corners + places[:, None]
    fill = np.array([(*style.theme.accent, 1.0)] * 2)
    return Sheet({"fast_forward": [Faces(both, fill, (0.0, 0.0, 0.0, 0.0), 0.0)]})
