"""Filters and channels that meet, as squares: a row for each filter, a column for each channel."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from convanim.draw.items import Faces, Plate, Rgb, Source
from convanim.kernels import cost
from convanim.layout.geometry import Box, Floats
from convanim.spec import Layer
from convanim.theme.theme import Theme

FINEST = 6.0
"""Squares below this side, in pixels, are drawn without lines."""


def ground(box: Box, theme: Theme) -> Plate:
    """What squares lie on: glass where a filter reads nothing."""
    return Plate(box, 0, (*theme.glass, 1.0), (*theme.glass_line, 1.0), 1.5)


def growth_source(before: Layer, after: Layer) -> Source:
    """How many times the multiply-adds of one layer another one takes, as the audit trail has it.

    >>> growth_source(Layer(), Layer(16, 16)).value
    4
    """
    one, other = cost(before).multiply_adds, cost(after).multiply_adds
    return Source("count", ("times_multiply_adds", after.tag, before.tag), other // one)


def square_corners(part: Box, corner: tuple[float, float], unit: float) -> Floats:
    """Corners (n, 4, 2), in pixels, of the squares in a part of a grid, row by row; one for all where they are tiny.

    ``part`` is in squares from the grid's own ``corner``, which is in pixels; squares that it cuts are narrower.

    >>> square_corners((0, 0, 1.5, 1), (0.0, 0.0), 10.0)[:, 2].tolist()
    [[10.0, 10.0], [15.0, 10.0]]
    """
    left, top, right, bottom = part
    lines = [np.array(ends) for ends in ((left, right), (top, bottom))]
    if unit >= FINEST:
        lines = [
            np.unique(np.clip(np.arange(np.floor(first), np.ceil(last) + 1), first, last))
            for first, last in ((left, right), (top, bottom))
        ]
    across, down = lines
    x, y = (values.ravel() for values in np.meshgrid(across[:-1], down[:-1]))
    right, below = (values.ravel() for values in np.meshgrid(across[1:], down[1:]))
    boxes = np.stack([x, y, right, y, right, below, x, below], axis=1).reshape(-1, 4, 2)
    return np.asarray(np.array(corner) + boxes * unit)


def lit(corners: Iterable[Floats], color: Rgb, unit: float, theme: Theme, line: float = 1.5) -> Faces:
    """Squares of pairs that meet, in one colour, with lines of a width in pixels between them if they are not tiny."""
    all_corners = np.concatenate(list(corners))
    fill = np.tile([*color, 1.0], (len(all_corners), 1))
    return Faces(all_corners, fill, (*theme.cell_line, 1.0), line if unit >= FINEST else 0.0)
