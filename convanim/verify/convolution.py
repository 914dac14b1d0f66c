"""One convolution by torch's own conv2d: its cells, products and sums, none of them by our kernel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from convanim.spec import Layer

Numbers = NDArray[np.float64]


class Convolution:
    """A layer with its numbers, computed in float64: ``input`` (C, H, W), ``weight``, ``bias`` or None.

    What is not known is NaN, and so is all that follows from it.

    >>> one = Convolution(Layer(1, 1, size=3), np.ones((1, 3, 3)), np.ones((1, 1, 3, 3)))
    >>> one.value("output", [0, 0, 0]), one.value("row_sum", [0, 1, 0, 0])
    (9.0, 3.0)
    """

    def __init__(self, layer: Layer, input: Numbers, weight: Numbers, bias: Numbers | None = None) -> None:
        self.layer, self.input, self.weight, self.bias = layer, input, weight, bias
        (top, bottom), (left, right) = layer.padding
        self.padded = np.pad(input, ((0, 0), (top, bottom), (left, right)))
        self.corner = top, left
        self.deep = layer.channels_per_group

    @cached_property
    def output(self) -> Numbers:
        """What torch makes of them, (out_channels, H', W')."""
        layer = self.layer
        bias = None if self.bias is None else torch.from_numpy(self.bias)
        made = F.conv2d(
            torch.from_numpy(self.padded)[None],
            torch.from_numpy(self.weight),
            bias,
            stride=layer.stride,
            dilation=layer.dilation,
            groups=layer.groups,
        )
        return np.asarray(made[0].numpy())

    @cached_property
    def scale(self) -> float:
        """How large sums are: the largest of an output, were all products of one sign."""
        bias = None if self.bias is None else np.abs(np.nan_to_num(self.bias))
        known = Convolution(self.layer, np.abs(np.nan_to_num(self.input)), np.abs(np.nan_to_num(self.weight)), bias)
        return float(known.output.max())

    @property
    def is_unknown(self) -> bool:
        """Whether some of its numbers are not known."""
        return bool(np.isnan(self.input).any() or np.isnan(self.weight).any())

    def first(self, o: int) -> int:
        """The first input channel that a filter reads."""
        return o // self.layer.filters_per_group * self.deep

    def channels(self, o: int) -> range:
        """The input channels that a filter reads."""
        return range(self.first(o), self.first(o) + self.deep)

    def window(self, channel: int, y: int, x: int) -> Numbers:
        """What an output cell reads of one input channel, counted over all: (kernel height, kernel width)."""
        window: Numbers = self.padded[channel][np.ix_(*self._places(y, x))]
        return window

    def reads(self, o: int, y: int, x: int) -> dict[str, Any]:
        """Where an output cell reads, as a ledger's step tells it: rows and columns of the input, and which are inside.

        >>> one = Convolution(Layer(1, 1, size=3, padding=1), np.ones((1, 3, 3)), np.ones((1, 1, 3, 3)))
        >>> one.reads(0, 0, 1)["rows"]
        [-1, 0, 1]
        """
        rows, columns = (places - corner for places, corner in zip(self._places(y, x), self.corner, strict=True))
        height, width = self.input.shape[1:]
        inside = np.outer((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))
        return {
            "group": o // self.layer.filters_per_group,
            "channels": [*self.channels(o)],
            "rows": rows.tolist(),
            "columns": columns.tolist(),
            "inside": inside.tolist(),
        }

    def _places(self, y: int, x: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which rows and columns of the padded input an output cell reads."""
        layer = self.layer
        rows = y * layer.stride[0] + layer.dilation[0] * np.arange(layer.kernel[0])
        columns = x * layer.stride[1] + layer.dilation[1] * np.arange(layer.kernel[1])
        return rows, columns

    def partial(self, o: int, channel: int, y: int, x: int) -> float:
        """One channel's share of an output cell."""
        return float((self.window(channel, y, x) * self.weight[o, channel - self.first(o)]).sum())

    def value(self, kind: str, index: Sequence[Any]) -> float:
        """The true value of a numbered thing, NaN where it is not known.

        Raises IndexError for an index that is none, KeyError for a kind.
        """
        at = [int(one) for one in index]
        if any(one < 0 for one in at) and kind != "padding":
            raise IndexError(at)
        match kind, at:
            case "input" | "weight" | "output" | "bias", _:
                numbers: Numbers | None = getattr(self, kind)
                if numbers is None or numbers.ndim != len(at):
                    raise IndexError(at)
                return float(numbers[tuple(at)])
            case "padding", [channel, row, column]:
                if 0 <= row < self.input.shape[1] and 0 <= column < self.input.shape[2]:
                    raise IndexError(at)
                return self._padding(channel, row + self.corner[0], column + self.corner[1])
            case "product", [o, c, i, j, y, x]:
                return float(self.window(self.first(o) + c, y, x)[i, j] * self.weight[o, c, i, j])
            case "partial", [o, channel, y, x]:
                return self.partial(o, channel, y, x)
            case "partial_range", [o, first, last, y, x] if last < self.layer.in_channels:
                return sum(self.partial(o, c, y, x) for c in range(first, last + 1))
            case "partial_others", [o, y, x, *shown]:
                return sum(self.partial(o, c, y, x) for c in self.channels(o) if c not in shown)
            case "row_sum", [o, i, y, x]:
                return float((self.window(self.first(o), y, x)[i] * self.weight[o, 0, i]).sum())
            case "row_range", [o, first, last, y, x] if last < self.layer.kernel[0]:
                return sum(self.value("row_sum", [o, row, y, x]) for row in range(first, last + 1))
            case _:
                raise KeyError(kind)

    def _padding(self, channel: int, row: int, column: int) -> float:
        if row < 0 or column < 0:
            raise IndexError((channel, row, column))
        return float(self.padded[channel, row, column])
