"""Who sees whom: which channels every output of a layer, or of layers in a row, is made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from convanim.spec import Layer

Wiring = NDArray[np.bool_]
"""(channels, outputs): whether an output reads a channel."""


def wiring(layer: Layer) -> Wiring:
    """Which input channels (rows) the filters (columns) of one layer read.

    >>> wiring(Layer(2, 4, groups=2)).astype(int).tolist()
    [[1, 1, 0, 0], [0, 0, 1, 1]]
    """
    found = np.zeros((layer.in_channels, layer.out_channels), dtype=bool)
    for filter in range(layer.out_channels):
        read = layer.channels_read_by(filter)
        found[read.start : read.stop, filter] = True
    return found


def wired(first: Wiring, second: Wiring) -> Wiring:
    """The Boolean product: an output sees a channel where anything between is made of the one and read by the other.

    >>> wired(np.eye(2, dtype=bool), np.ones((2, 3), dtype=bool)).all()
    np.True_
    """
    # As real numbers, which libraries multiply fast; paths are counted exactly up to 2**24 of them.
    return np.asarray(first.astype(np.float32) @ second.astype(np.float32) > 0)


def wiring_of(layers: Sequence[Layer]) -> Wiring:
    """Which input channels the last of some layers in a row sees in the end.

    >>> from convanim.kernels import separable_layers
    >>> bool(wiring_of(separable_layers(Layer())).all())
    True
    """
    return reduce(wired, map(wiring, layers))
