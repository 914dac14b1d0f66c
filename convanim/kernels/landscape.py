"""A small picture of whole numbers, which large inputs are drawn as: shapes that a filter can find."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

SIDE = 1000
"""Coordinates run from 0 to this along the longer side, whatever its cells."""
TONES = (0, 1, 3, 5, 7, 8)
"""Values of the picture's parts, before light: so far apart that every border shows."""

Ints = NDArray[np.int64]


def landscape(shape: tuple[int, int, int], generator: torch.Generator) -> torch.Tensor:
    """A picture (C, H, W) of whole numbers 0..9: a sun with a ring in the sky, two hills, and furrows.

    All channels show the same picture, each in tones of its own, a little lighter towards the top and with a grain of
    one, so that hardly any window is flat. Everything is computed in whole numbers and so the same on all machines.

    >>> picture = landscape((2, 14, 14), torch.Generator().manual_seed(0))
    >>> picture.shape, picture.min().item() >= 0, picture.max().item() <= 9
    (torch.Size([2, 14, 14]), True, True)
    """
    channels, rows, columns = shape
    parts = _parts(rows, columns, generator)
    tones = torch.stack([torch.randperm(len(TONES), generator=generator) for _ in range(channels)])
    # Dithered, not in bands: a band's border would be an edge that nobody drew.
    grain = torch.randint(0, 100, shape, generator=generator, dtype=torch.int64)
    light = 20 + torch.arange(rows).flip(0)[:, None] * 60 // rows
    return torch.tensor(TONES)[tones][:, torch.from_numpy(parts)] + (grain + light) // 100


def _parts(rows: int, columns: int, generator: torch.Generator) -> Ints:
    """Which part (H, W) of the picture each cell shows: sky, sun, ring, far hill, near hill or furrow."""
    longest = max(rows, columns)
    y, x = (np.arange(count)[:, None] * 2 + 1 for count in (rows, columns))
    y, x = y * SIDE // (2 * longest), x.T * SIDE // (2 * longest)
    height, width = rows * SIDE // longest, columns * SIDE // longest

    def drawn(low: int, high: int, of: int) -> int:
        """A place between two hundredths of a length."""
        return int(torch.randint(low, high + 1, (), generator=generator)) * of // 100

    small = min(height, width)
    up, across, radius = drawn(24, 34, height), drawn(24, 76, width), drawn(13, 17, small)
    squared = (y - up) ** 2 + (x - across) ** 2
    parts = np.zeros((rows, columns), dtype=np.int64)
    parts[squared < (radius * 17 // 10) ** 2] = 2
    parts[squared < (radius * 13 // 10) ** 2] = 0
    parts[squared < radius**2] = 1
    peak, top = drawn(20, 80, width), drawn(42, 52, height)
    parts[y > top + abs(x - peak) * drawn(60, 90, 100) // 100] = 3
    crest, foot = drawn(10, 90, width), drawn(64, 72, height)
    near = y > foot + (x - crest) ** 2 // (4 * max(width, 1))
    parts[near] = 4
    furrow = max(small * 9 // 100, 2 * SIDE // longest)
    parts[near & ((x + y) // furrow % 2 == 0)] = 5
    return parts
