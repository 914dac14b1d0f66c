"""The steps of one layer, in raster order, each computed when asked for."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convanim.errors import SpecError
from convanim.spec import Layer
from convanim.trace.step import Step

if TYPE_CHECKING:
    import torch

    from convanim.kernels import Tensors


def _read_only(tensor: torch.Tensor) -> NDArray[Any]:
    array: NDArray[Any] = tensor.detach().cpu().numpy()
    array.setflags(write=False)
    return array


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Trace:
    """What happens in which order when the layer runs.

    A step costs its own window and nothing else, however large the layer. Whole numbers add
    up exactly. Real numbers are multiplied and added in float64, channel by channel, and the
    total is rounded to the tensors' dtype at the end, so it may differ from ``output`` (which
    float32 tensors compute in float32) in the last digits.

    >>> from convanim.kernels import make_tensors
    >>> trace = Trace(make_tensors(Layer(groups=2)))
    >>> step = trace.step(5, 0, 1)
    >>> len(trace), step.channels, step.total == trace.output[5, 0, 1].item()
    (128, range(4, 8), True)
    """

    tensors: Tensors

    @property
    def layer(self) -> Layer:
        """The layer traced."""
        return self.tensors.layer

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W) of what it makes."""
        return self.layer.output_shape

    @cached_property
    def input(self) -> NDArray[Any]:
        """(C, H, W), read-only."""
        return _read_only(self.tensors.input)

    @cached_property
    def weight(self) -> NDArray[Any]:
        """(out_channels, in_channels / groups, kernel height, kernel width), read-only."""
        return _read_only(self.tensors.weight)

    @cached_property
    def bias(self) -> NDArray[Any] | None:
        """(out_channels,), read-only, or None."""
        return None if self.tensors.bias is None else _read_only(self.tensors.bias)

    @cached_property
    def output(self) -> NDArray[Any]:
        """(out_channels, H', W') by the kernel, read-only; computed once, when first asked for."""
        return _read_only(self.tensors.output)

    def __len__(self) -> int:
        """Steps in all: one per output cell."""
        return prod(self.layer.output_shape)

    def __iter__(self) -> Iterator[Step]:
        return self.steps()

    def step(self, out_channel: int, row: int, column: int) -> Step:
        """The step that makes output cell (out_channel, row, column).

        Raises SpecError, listing the valid ranges, where there is no such cell.
        """
        return self._step(*self._checked(out_channel, row, column))

    def steps(self, out_channels: Iterable[int] | None = None) -> Iterator[Step]:
        """Steps one after the other: channel by channel, row by row, column by column.

        ``out_channels`` chooses channels and their order; None means all. Errors as in ``step``,
        at the call.
        """
        chosen = range(self.layer.out_channels) if out_channels is None else tuple(out_channels)
        channels = [self._checked(channel, 0, 0)[0] for channel in chosen]
        rows, columns = self.layer.output_size
        return (
            self._step(channel, row, column) for channel in channels for row in range(rows) for column in range(columns)
        )

    def row(self, out_channel: int, row: int) -> tuple[Step, ...]:
        """The steps of one output row, left to right. Errors as in ``step``."""
        out_channel, row, _ = self._checked(out_channel, row, 0)
        return tuple(self._step(out_channel, row, column) for column in range(self.layer.output_size[1]))

    def _checked(self, *index: int) -> tuple[int, int, int]:
        ends = self.layer.output_shape
        try:
            out_channel, row, column = (operator.index(number) for number in index)
        except TypeError:
            valid = False
        else:
            valid = all(0 <= number < end for number, end in zip((out_channel, row, column), ends, strict=True))
        if not valid:
            axes = zip(("out_channel", "row", "column"), ends, strict=True)
            raise SpecError(
                f"there is no output cell ({', '.join(map(repr, index))})",
                ", ".join(f"{axis} 0 to {end - 1}" for axis, end in axes),
                "an index in these ranges, all counted from 0",
            )
        return out_channel, row, column

    def _step(self, out_channel: int, row: int, column: int) -> Step:
        layer = self.layer
        group = layer.group_of_filter(out_channel)
        channels = layer.channels_of_group(group)
        rows = _taps(layer, 0, row)
        columns = _taps(layer, 1, column)
        inside_rows = (rows >= 0) & (rows < layer.size[0])
        inside_columns = (columns >= 0) & (columns < layer.size[1])
        inside = inside_rows[:, None] & inside_columns
        weights = self.weight[out_channel]
        window = np.zeros(weights.shape, dtype=self.input.dtype)
        read = self.input[channels.start : channels.stop, rows[inside_rows][:, None], columns[inside_columns]]
        window[:, inside] = read.reshape(len(channels), -1)
        whole = window.dtype.kind == "i"
        products = window * weights if whole else np.multiply(window, weights, dtype=np.float64)
        partial_sums = products.sum(axis=(1, 2))
        bias = None if self.bias is None else self.bias[out_channel].item()
        total = partial_sums.sum() + (0 if bias is None else bias)
        return Step(
            index=(out_channel, row, column),
            group=group,
            channels=channels,
            rows=tuple(rows.tolist()),
            columns=tuple(columns.tolist()),
            inside=_frozen(inside),
            window=_frozen(window),
            weights=weights,
            products=_frozen(products),
            partial_sums=_frozen(partial_sums),
            bias=bias,
            total=window.dtype.type(total).item(),
        )


def _taps(layer: Layer, axis: int, position: int) -> NDArray[np.int64]:
    """Input rows (axis 0) or columns (axis 1) under the kernel at an output position; some may lie outside."""
    start = position * layer.stride[axis] - layer.padding[axis][0]
    return start + layer.dilation[axis] * np.arange(layer.kernel[axis], dtype=np.int64)
