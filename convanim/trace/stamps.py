"""What a layer's transpose does with the layer's own output: stamp by stamp, and seen from a cell that it makes.

A stamp is one cell of the layer's output times the filter, added where the layer's window has read for that cell. So
it is told by the very step of the layer's trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.trace.step import Step
from convanim.trace.trace import Trace


@dataclass(frozen=True)
class Reach:
    """How one stamp reaches a cell: from ``place``, (row, column) of the layer's output, with the weight at ``tap``."""

    place: tuple[int, int]
    tap: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Stamps:
    """The stamps of a layer of one channel and one filter, in reading order; a bias is in every cell from the start.

    >>> from convanim.kernels import make_tensors
    >>> from convanim.spec import Layer
    >>> stamps = Stamps(Trace(make_tensors(Layer(1, 1, size=7, stride=2))))
    >>> stamps.output.shape, int(stamps.counts.sum()), stamps.reaching(2, 1)
    ((1, 7, 7), 81, (Reach(place=(0, 0), tap=(2, 1)), Reach(place=(1, 0), tap=(0, 1))))
    """

    trace: Trace

    @cached_property
    def output(self) -> NDArray[Any]:
        """(1, H, W): what the transpose makes, of the shape that the layer reads."""
        return self._made(len(self.trace))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """(H, W): how many stamps each cell is made of."""
        return self.counts_after(len(self.trace))

    @cached_property
    def inner(self) -> tuple[int, int, bool]:
        """The fewest and the most stamps in any cell away from the rim, and whether there are such; else in any.

        A cell is away from it where more output all round would add no stamp.
        """
        layer = self.trace.layer
        endless = np.ones(1, dtype=np.int64)
        for size, kernel, stride, dilation, (before, _) in zip(
            layer.size, layer.kernel, layer.stride, layer.dilation, layer.padding, strict=True
        ):
            starts = np.arange(size)[:, None] + before - dilation * np.arange(kernel)
            endless = np.multiply.outer(endless, (starts % stride == 0).sum(axis=1)).reshape(-1, size)
        inner = self.counts[self.counts == endless.reshape(self.counts.shape)]
        reached = inner if inner.size else self.counts
        return int(reached.min()), int(reached.max()), bool(inner.size)

    def is_even(self, axis: int) -> bool:
        """Whether, along rows (0) or columns (1), as many stamps reach every place away from the rim."""
        layer = self.trace.layer
        starts = layer.dilation[axis] * np.arange(layer.kernel[axis]) % layer.stride[axis]
        return len(set(np.bincount(starts, minlength=layer.stride[axis]).tolist())) == 1

    def number(self, step: Step) -> int:
        """Which of the stamps it is, from 1."""
        return step.index[1] * self.trace.layer.output_size[1] + step.index[2] + 1

    def after(self, number: int) -> NDArray[Any]:
        """(H, W): what stands in every cell after so many stamps."""
        made: NDArray[Any] = self._made(number)[0]
        return made

    def counts_after(self, number: int) -> NDArray[np.int64]:
        """(H, W): how many of the first so many stamps have reached each cell."""
        from convanim.kernels import stamps_per_cell

        return np.asarray(stamps_per_cell(self.trace.layer, number).numpy())

    def meets(self, step: Step) -> bool:
        """Whether a stamp reaches a cell that an earlier one has reached."""
        earlier, number = self.counts_after(self.number(step) - 1), self.number(step)
        return bool(((earlier > 0) & (self.counts_after(number) > earlier)).any())

    def reaching(self, row: int, column: int) -> tuple[Reach, ...]:
        """The stamps that a cell is made of, in reading order."""
        layer, there = self.trace.layer, []
        for axis, at in enumerate((row, column)):
            taps = range(layer.kernel[axis])
            starts = [at + layer.padding[axis][0] - tap * layer.dilation[axis] for tap in taps]
            found = [
                (start // layer.stride[axis], tap)
                for start, tap in zip(starts, taps, strict=True)
                if start % layer.stride[axis] == 0 and 0 <= start // layer.stride[axis] < layer.output_size[axis]
            ]
            there.append(sorted(found))
        return tuple(Reach((y, x), (i, j)) for y, i in there[0] for x, j in there[1])

    def product(self, reach: Reach) -> Any:
        """What one stamp adds to a cell."""
        return (self.trace.output[(0, *reach.place)] * self.trace.weight[(0, 0, *reach.tap)]).item()

    def _made(self, number: int) -> NDArray[Any]:
        """(1, H, W) after so many stamps."""
        from convanim.kernels import convolve_transposed

        tensors = self.trace.tensors
        read = tensors.output.clone()
        read.view(-1)[number:] = 0
        made: NDArray[Any] = convolve_transposed(tensors.layer, read, tensors.weight, tensors.bias).numpy()
        return made
