"""Colours for what is transparent, so that nothing shows at the edges.

An encoder mixes neighbouring pixels, and halves the resolution of colour. Were transparent pixels
black, edges would darken; so they take the colour of what they stand next to.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convanim.draw.compositor import Pixels

Floats = NDArray[np.float32]

BLOCK = 8
"""Colours bleed at least so many pixels, into the squares of so many next to the one that they are in."""


def bled(pixels: Pixels) -> Pixels:
    """Pixels (rows, columns, RGBA), not premultiplied, with the colours of those that are quite transparent filled in.

    Each takes the mean of the smallest square of 2, 4 or 8 pixels around it that shows anything, weighted
    by opacity; then of the squares around that; where none does, it is black. Opacity stays.
    """
    alpha = pixels[..., 3].astype(np.float32)
    if alpha.all():
        return pixels
    filled = pixels.copy()
    rows, columns = alpha.shape
    weight = np.zeros((-(-rows // BLOCK) * BLOCK, -(-columns // BLOCK) * BLOCK), np.float32)
    weight[:rows, :columns] = alpha
    color = np.zeros((*weight.shape, 3), np.float32)
    color[:rows, :columns] = pixels[..., :3] * alpha[..., None]
    empty = alpha == 0
    for level, summed in ((1, _halved), (2, _halved), (3, _halved), (3, _around)):
        weight, color = summed(weight), summed(color)
        seen = np.repeat(np.repeat(weight > 0, 1 << level, axis=0), 1 << level, axis=1)[:rows, :columns] & empty
        mean = np.rint(color / np.maximum(weight, 1e-6)[..., None]).astype(np.uint8)
        at = seen.nonzero()
        filled[*at, :3] = mean[at[0] >> level, at[1] >> level]
        empty &= ~seen
    filled[empty, :3] = 0
    return filled


def _around(values: Floats) -> Floats:
    """The sum of each square and the eight around it."""
    padded = np.pad(values, [(1, 1), (1, 1), (0, 0)][: values.ndim])
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:])


def _halved(values: Floats) -> Floats:
    """The sum of each square of two by two."""
    top, bottom = values[::2], values[1::2]
    rows = top + bottom
    return np.asarray(rows[:, ::2] + rows[:, 1::2])
