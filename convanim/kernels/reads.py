"""How often a layer reads each cell of its input: by how many windows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convanim.spec import Layer


def reads(layer: Layer) -> NDArray[np.int64]:
    """How many windows read each cell of one input channel, (H, W); the same in every channel.

    Rows and columns are independent: a window reads a cell where it has a tap on its row and one on its column.

    >>> reads(Layer(1, 1, size=(3, 4), kernel=2)).tolist()
    [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]]
    """
    return np.outer(*(_along(layer, axis) for axis in (0, 1)))


def read_counts(layer: Layer) -> dict[str, int]:
    """What these come to, by the names that captions have for it.

    ``corner_reads`` is of the corner that most windows read.

    >>> read_counts(Layer(1, 1, size=8, stride=2))
    {'in_pixels': 64, 'unread_cells': 15, 'least_reads': 0, 'most_reads': 4, 'corner_reads': 1}
    """
    found = reads(layer)
    return {
        "in_pixels": found.size,
        "unread_cells": int((found == 0).sum()),
        "least_reads": int(found.min()),
        "most_reads": int(found.max()),
        "corner_reads": int(found[np.ix_((0, -1), (0, -1))].max()),
    }


def _along(layer: Layer, axis: int) -> NDArray[np.int64]:
    """Windows that have a tap on each row (axis 0) or column (axis 1)."""
    stride, dilation, before = layer.stride[axis], layer.dilation[axis], layer.padding[axis][0]
    starts = stride * np.arange(layer.output_size[axis])[:, None] - before
    taps = (starts + dilation * np.arange(layer.kernel[axis])).ravel()
    inside = taps[(taps >= 0) & (taps < layer.size[axis])]
    return np.bincount(inside, minlength=layer.size[axis])
