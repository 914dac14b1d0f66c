"""The pixel shuffle: r x r small maps become one large one; numbers are moved, and none is computed.

It is the second half of the sub-pixel convolution of Shi et al., "Real-Time Single Image and Video Super-Resolution
Using an Efficient Sub-Pixel Convolutional Neural Network", arXiv:1609.05158, equation 4, with the order of channels of
``torch.nn.PixelShuffle``: channel ``c * r * r + i * r + j`` holds what comes to row ``i`` and column ``j`` of every
``r`` x ``r`` square of channel ``c``. A convolution and its shuffle make what a transposed convolution of stride ``r``
and an ``r`` times larger kernel makes, its weights in another order; see Shi et al., "Is the deconvolution layer the
same as a convolutional layer?", arXiv:1609.07009.
"""

from __future__ import annotations

import torch

from convanim.errors import ShapeError

Index = tuple[int, int, int]
"""A channel, a row and a column."""


def pixel_shuffle(x: torch.Tensor, r: int) -> torch.Tensor:
    """Small maps (C * r * r, H, W) as large ones, (C, H * r, W * r).

    Raises ShapeError where ``r`` times ``r`` does not divide the channels.

    >>> pixel_shuffle(torch.arange(8).reshape(4, 1, 2), 2)
    tensor([[[0, 2, 1, 3],
             [4, 6, 5, 7]]])
    """
    if x.ndim != 3 or r < 1 or x.shape[0] % r**2:
        raise ShapeError(
            f"x has shape {tuple(x.shape)}, and r is {r}", "(C * r * r, H, W)", "as many channels as r times r divides"
        )
    channels, rows, columns = x.shape[0] // r**2, x.shape[1] * r, x.shape[2] * r
    c, y, x_ = (torch.arange(length) for length in (channels, rows, columns))
    channel = c[:, None, None] * r**2 + (y % r)[:, None] * r + x_ % r
    return x[channel, (y // r)[:, None], x_ // r]


def pixel_unshuffle(z: torch.Tensor, r: int) -> torch.Tensor:
    """The way back: large maps (C, H * r, W * r) as small ones, (C * r * r, H, W).

    Raises ShapeError where ``r`` does not divide rows and columns.

    >>> pixel_unshuffle(torch.tensor([[[0, 2, 1, 3], [4, 6, 5, 7]]]), 2).tolist()
    [[[0, 1]], [[2, 3]], [[4, 5]], [[6, 7]]]
    """
    if z.ndim != 3 or r < 1 or z.shape[1] % r or z.shape[2] % r:
        raise ShapeError(
            f"z has shape {tuple(z.shape)}, and r is {r}", "(C, H * r, W * r)", "rows and columns that r divides"
        )
    channels, rows, columns = z.shape[0] * r**2, z.shape[1] // r, z.shape[2] // r
    k, y, x = (torch.arange(length) for length in (channels, rows, columns))
    i, j = (k % r**2 // r)[:, None, None], (k % r)[:, None, None]
    return z[(k // r**2)[:, None, None], y[:, None] * r + i, x * r + j]


def place_of(index: Index, r: int) -> Index:
    """Where a number of the small maps comes to in the large ones.

    >>> place_of((3, 1, 2), 2)
    (0, 3, 5)
    """
    channel, row, column = index
    return channel // r**2, row * r + channel % r**2 // r, column * r + channel % r


def origin_of(index: Index, r: int) -> Index:
    """Where a number of the large maps comes from in the small ones: the inverse of ``place_of``.

    >>> origin_of((0, 3, 5), 2)
    (3, 1, 2)
    """
    channel, row, column = index
    return channel * r**2 + row % r * r + column % r, row // r, column // r
