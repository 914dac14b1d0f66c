"""What a voxel tensor holds: numbers, their places in a layer, and the scale of their colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.draw.items import Source
from convanim.draw.lettering import text_width
from convanim.errors import SpecError
from convanim.language.tongue import Tongue
from convanim.numerals import Digits, digits_for
from convanim.spec import Pads
from convanim.theme.color import Floats

MANY = 4096
"""Numbers from which on outliers no longer stretch the colours."""
STRETCHED_FROM = 10
"""Rows or columns of a map from which on it is looked at as a picture, and its channels have scales of their own."""

NEAR = 4
"""Rows or columns of padding that a block may have, however small it is."""

Scale = tuple[float, float]
"""The values at the ends of a colour ramp."""


@dataclass(frozen=True, eq=False)
class Content:
    """What a voxel tensor holds.

    ``values`` (slabs, rows, columns); ``indices`` gives each slab's leading index in the
    tensor ``name``, so that the cell's full index is ``(*indices[slab], row, column)``;
    ``low`` and ``high`` are the values at the ends of the colour ramp, or ``scales`` are those of each slab.
    """

    name: str
    values: NDArray[Any]
    indices: Sequence[tuple[int, ...]]
    low: float
    high: float
    tongue: Tongue
    """How real values are written."""
    origin: tuple[int, int] = (0, 0)
    """Row and column, in the tensor, of the first cell shown."""
    scales: Sequence[Scale] = ()
    """Of each slab, where slabs have scales of their own."""
    given: bool = False
    """Whether it is there from the start, not computed: a picture of it stays to be seen where it is not lit."""
    pads: Pads = ((0, 0), (0, 0))
    """Cells of padding next to what is shown: ((top, bottom), (left, right))."""
    outside: str | None = None
    """What is written into padding that is no number; None: it holds zeros."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Content:
        return self

    @cached_property
    def sources(self) -> NDArray[np.object_]:
        """Where each number comes from."""
        top, left = self.origin
        sources = np.empty(self.values.shape, dtype=object)
        for values, index, plane in zip(self.values.tolist(), self.indices, sources, strict=True):
            for row, line in enumerate(values):
                for column, value in enumerate(line):
                    plane[row, column] = Source(self.name, (*index, row + top, column + left), value)
        return sources

    def index(self, slab: int, row: int, column: int) -> tuple[int, ...]:
        """What a cell is called in the tensor; cells of padding lie outside, at -1 or past the end."""
        return *self.indices[slab], row + self.origin[0], column + self.origin[1]

    def check_reach(self, rows: int | Sequence[int], columns: int | Sequence[int]) -> None:
        """Raise SpecError for cells that no padding can reach.

        Windows, whose rows and columns are sequences, may stand in padding as far away as what is shown is large: how
        much there is, a plain array does not say. A single number is a cell, or padding right beside one.
        """
        for axis, (what, asked) in enumerate((("row", rows), ("column", columns))):
            start, size, pads = self.origin[axis], self.values.shape[1 + axis], self.pads[axis]
            if isinstance(asked, Iterable):
                near, cells = max(size, NEAR), [*asked]
            else:
                near, cells = 1, [asked]
            if not cells:
                continue
            first, last = min(cells), max(cells)
            if last - start < -max(near, pads[0]) or first - start >= size + max(near, pads[1]):
                raise SpecError(
                    f"{what} {first} of {self.name} is asked for"
                    if first == last
                    else f"{what}s {first} to {last} of {self.name} are asked for",
                    f"{start} to {start + size - 1}, and padding beside them",
                    "counting from 0",
                )

    @cached_property
    def channels(self) -> tuple[int, ...]:
        """What slabs go by: their channels; of several filters, a channel of each, their filters.

        >>> from convanim.language.tongue import ENGLISH
        >>> numbers = np.zeros((2, 3, 3))
        >>> Content("weight", numbers, [(4, 0), (5, 0)], 0, 1, ENGLISH).channels
        (4, 5)
        >>> Content("weight", numbers, [(4, 0), (4, 1)], 0, 1, ENGLISH).channels
        (0, 1)
        """
        several = len({index[0] for index in self.indices}) > 1
        return tuple(index[0] if several else index[-1] for index in self.indices)

    @cached_property
    def zero(self) -> float | int:
        """What padding holds."""
        return 0 if self.values.dtype.kind == "i" else 0.0

    @cached_property
    def zero_label(self) -> str:
        """A zero as it is written among the numbers."""
        return self._digits.text(self.zero)

    @cached_property
    def labels(self) -> NDArray[np.str_]:
        """The numbers as written, as many decimals in all."""
        values = self.values.ravel().tolist()
        # Each number once: large maps of whole ones have few.
        texts = {value: self._digits.text(value) for value in set(values)}
        return np.array([texts[value] for value in values]).reshape(self.values.shape)

    @cached_property
    def label_widths(self) -> Floats:
        """How wide each of them is at size 1."""
        labels = self.labels.ravel().tolist()
        widths = {label: text_width(label, 1.0, True) for label in set(labels)}
        return np.array([widths[label] for label in labels]).reshape(self.values.shape)

    @cached_property
    def _digits(self) -> Digits:
        # A cell has little room: of numbers below 0.1 one digit is enough.
        whole = self.values.dtype.kind == "i"
        digits = digits_for(0.0 if whole else max(abs(self.low), abs(self.high)), 1, self.tongue.mark)
        decimals = digits.decimals if digits.powers else max(min(2, digits.decimals), digits.decimals - 1)
        # More than find room would leave the cell empty.
        decimals = decimals if self.tongue.decimals is None else min(decimals, self.tongue.decimals)
        return replace(digits, decimals=decimals)

    def shares(self) -> Floats:
        """Where each value lies between low (0) and high (1)."""
        ends = np.array(self.scales or [(self.low, self.high)], dtype=float)[..., None, None]
        low, width = ends[:, 0], ends[:, 1] - ends[:, 0]
        shares = (np.asarray(self.values, dtype=float) - low) / np.where(width == 0, 1.0, width)
        return np.asarray(np.clip(shares, 0.0, 1.0))

    def kept(self, slabs: Sequence[int]) -> Content:
        """These slabs alone."""
        chosen = list(slabs)
        return replace(
            self,
            values=self.values[chosen],
            indices=[self.indices[slab] for slab in chosen],
            scales=[self.scales[slab] for slab in chosen] if self.scales else (),
        )

    def at(self, row: int, column: int) -> Content:
        """Of every slab the one cell in a row and column of those that are shown, without padding."""
        down, across = self.origin
        values = self.values[:, row : row + 1, column : column + 1]
        return replace(self, values=values, origin=(down + row, across + column), pads=((0, 0), (0, 0)))


def scales_of(channels: NDArray[Any]) -> tuple[Scale, ...]:
    """The scale of each channel of (C, H, W): its own in a large map, which shows shapes, a common one in a small map.

    >>> scales_of(np.arange(8).reshape(2, 2, 2)), scales_of(np.arange(24).reshape(2, 1, 12))
    (((0.0, 7.0), (0.0, 7.0)), ((0.0, 11.0), (12.0, 23.0)))
    """
    if not is_stretched(channels.shape[1:]):
        return (scale_of(channels),) * len(channels)
    return tuple(map(scale_of, channels))


def is_stretched(size: Sequence[int]) -> bool:
    """Whether the channels of a map of this size (H, W) have colour scales of their own."""
    return max(size) >= STRETCHED_FROM


def scale_of(values: NDArray[Any]) -> Scale:
    """The values at the ends of a colour ramp: the least and the greatest.

    Of many real ones the outermost half percent at either end shares the ramp's ends, or a few
    outliers would leave all the others one colour.

    >>> scale_of(np.array([-1, 2])), scale_of(np.append(np.linspace(0.0, 1.0, 9999), 50.0))[1] < 1.0
    ((-1.0, 2.0), True)
    """
    if values.dtype.kind == "f" and values.size >= MANY:
        low, high = np.quantile(values, (0.005, 0.995)).tolist()
        if low < high:
            return low, high
    return float(values.min()), float(values.max())
