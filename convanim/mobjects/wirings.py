"""Pictures of wirings: a row for a channel in its hue, a column for an output, a cell lit where one sees the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convanim.draw.items import Item, Picture, Segments
from convanim.kernels.connections import Wiring
from convanim.layout.geometry import Box
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme

FINEST = 9.0
"""Cells below this side, in pixels, are drawn without lines between them."""
MOST = 256
"""Of a larger wiring so many channels and outputs are pictured, as far apart as can be."""
FLATTEST = 0.25
"""A side at least, over the longer one: a wiring of few channels and many outputs is no mere line."""
SHARE = 0.5
"""Where in its channel's ramp a lit cell's colour lies."""


def sides(channels: int, outputs: int, most: int, largest: float) -> tuple[float, float]:
    """Width and height of a wiring's picture, in pixels, where ``most`` channels or outputs take ``largest``.

    >>> sides(4, 8, 8, 200.0), sides(1, 64, 64, 200.0)
    ((200.0, 100.0), (200.0, 50.0))
    """
    return largest * max(FLATTEST, outputs / most), largest * max(FLATTEST, channels / most)


def picture(wiring: Wiring, box: Box, ramps: Sequence[Ramp], theme: Theme) -> list[Item]:
    """A wiring (channels, outputs) that fills a box; ``ramps`` are those of its rows."""
    rows, columns = (np.linspace(0, n - 1, min(n, MOST)).astype(int) for n in wiring.shape)
    lit = wiring[np.ix_(rows, columns)]
    hues = np.array([ramps[row].at(SHARE) for row in rows])
    colors = np.where(lit[..., None], hues[:, None], np.array(theme.glass))
    left, top, right, bottom = box
    high, wide = (bottom - top) / len(rows), (right - left) / len(columns)
    fill = np.concatenate([colors, np.ones((*lit.shape, 1))], axis=-1)
    cells = Picture(fill, (left, top), (right - left, 0.0), (0.0, bottom - top))
    if min(high, wide) < FINEST:
        return [cells]
    across, down = np.linspace(left, right, len(columns) + 1), np.linspace(top, bottom, len(rows) + 1)
    ends = [[[x, top], [x, bottom]] for x in across] + [[[left, y], [right, y]] for y in down]
    width = float(np.clip(0.045 * min(high, wide), 0.8, 2.0))
    return [cells, Segments(np.array(ends), (*theme.glass_line, 1.0), width)]
