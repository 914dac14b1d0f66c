"""One palette for a whole animation, so that a colour that stays is the same in every picture.

A palette of its own for each picture makes still areas flicker, dithering makes them swim.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convanim.draw.compositor import Pixels

Floats = NDArray[np.float32]

BITS = 6
"""Colours are told apart by so many bits a channel."""
KEPT = 64
"""So many of the commonest colours are kept as they are, whatever the others are."""
ROUNDS = 12
"""After so many, the palette hardly changes any more."""

_SHIFT = 8 - BITS
_BINS = 1 << 3 * BITS
# How much steps of red, green and blue stand out, squared they sum to about luma.
_WEIGHTS = np.array([0.55, 0.77, 0.4], np.float32)


@dataclass(frozen=True, eq=False)
class Palette:
    """``colors`` (n, 3) of uint8, red first, and for each bin of colours the index of the nearest of them."""

    colors: Pixels
    table: NDArray[np.uint8]

    def indices(self, pixels: Pixels) -> Pixels:
        """The palette's indices (rows, columns) of pixels (rows, columns, 4), blue first and opaque."""
        return np.asarray(self.table[bins_of(pixels)])


def bins_of(pixels: Pixels) -> NDArray[np.uint32]:
    """The bin of each pixel's colour, of (..., 4) blue first."""
    whole = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    mask = (1 << BITS) - 1
    bins = whole >> _SHIFT & mask
    bins |= whole >> 2 * _SHIFT & mask << BITS
    bins |= whole >> 3 * _SHIFT & mask << 2 * BITS
    return np.asarray(bins, np.uint32)


class Census:
    """How often each colour occurs."""

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS, np.int64)
        self._sums = np.zeros((3, _BINS))

    def add(self, pixels: Pixels) -> None:
        """Count pixels (rows, columns, 4), blue first."""
        bins = bins_of(pixels).ravel()
        self._counts += np.bincount(bins, minlength=_BINS)
        for channel in range(3):
            values = pixels[..., 2 - channel].ravel()
            self._sums[channel] += np.bincount(bins, values, minlength=_BINS)

    def palette(self, size: int = 255) -> Palette:
        """At most ``size`` colours that come close to all of these, the commonest ones exactly."""
        used = self._counts.nonzero()[0]
        counts = self._counts[used]
        colors = (self._sums[:, used] / counts).T.astype(np.float32)
        chosen = colors if len(used) <= size else _clusters(colors, counts, size)
        rounded = np.unique(np.rint(chosen).astype(np.uint8), axis=0)
        every = _middles()
        every[used] = colors
        return Palette(rounded, _nearest(every * _WEIGHTS, rounded * _WEIGHTS).astype(np.uint8))


def _middles() -> Floats:
    """The middle of each bin, red first."""
    bins = np.arange(_BINS)
    channels = [bins >> 2 * BITS, bins >> BITS, bins]
    coarse = np.stack([channel & (1 << BITS) - 1 for channel in channels], axis=1)
    return (coarse.astype(np.float32) + 0.5) * (1 << _SHIFT) - 0.5


def census_of(parts: Iterable[Pixels]) -> Census:
    """The colours of all these pixels."""
    census = Census()
    for part in parts:
        census.add(part)
    return census


def _clusters(colors: Floats, counts: NDArray[np.int64], size: int) -> Floats:
    """The commonest colours, and the centres of clusters of the others (k-means from a median cut)."""
    # By less than how often, so that a small number in a rare hue counts beside a large plain ground.
    weights = counts**0.7
    fixed = np.argsort(-counts, kind="stable")[:KEPT]
    given = Image.fromarray(
        np.rint(np.repeat(colors, np.clip(weights, 1, 64).astype(int), axis=0))[None].astype(np.uint8)
    )
    cut = given.quantize(size - len(fixed), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    centres = np.concatenate([colors[fixed], np.array(cut, np.float32).reshape(-1, 3)[: size - len(fixed)]])
    for _ in range(ROUNDS):
        nearest = _nearest(colors * _WEIGHTS, centres * _WEIGHTS)
        total = np.bincount(nearest, weights, minlength=len(centres))
        for channel in range(3):
            mean = np.bincount(nearest, weights * colors[:, channel], minlength=len(centres)) / np.maximum(total, 1)
            centres[:, channel] = np.where(total > 0, mean, centres[:, channel])
        # One that nothing is near to moves to where the worst mistake is.
        lost = (total == 0).nonzero()[0]
        if len(lost):
            wrong = np.square((colors - centres[nearest]) * _WEIGHTS).sum(axis=1) * weights
            centres[lost] = colors[np.argsort(-wrong, kind="stable")[: len(lost)]]
        centres[: len(fixed)] = colors[fixed]
    return centres


def _nearest(colors: Floats, centres: Floats) -> NDArray[np.intp]:
    """Which of the centres (k, 3) each of the colours (n, 3) is nearest to."""
    found = [
        (np.square(centres).sum(axis=1) - 2 * part @ centres.T).argmin(axis=1)
        for part in np.array_split(colors, max(1, len(colors) // 4096))
    ]
    return np.concatenate(found)
