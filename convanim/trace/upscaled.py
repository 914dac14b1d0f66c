"""Where the shuffle of pixels takes the numbers of a layer's output: place by place, and back from any of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.trace.step import Step
from convanim.trace.trace import Trace


@dataclass(frozen=True)
class Moved:
    """One number: where it stands in the small maps, and where it comes to in the large ones.

    ``small`` and ``large`` are (channel, row, column).
    """

    small: tuple[int, int, int]
    large: tuple[int, int, int]
    factor: int

    @property
    def corner(self) -> tuple[int, int]:
        """Its row and column in its square."""
        return self.large[1] % self.factor, self.large[2] % self.factor


@dataclass(frozen=True, eq=False)
class Upscaled:
    """A layer's output, upscaled by a factor: as many small maps as the factor times itself make each large one.

    >>> from convanim.kernels import make_tensors
    >>> from convanim.spec import Layer
    >>> upscaled = Upscaled(Trace(make_tensors(Layer(2, 4, size=4))), 2)
    >>> upscaled.shape, upscaled.of_place(0, 1, 0)[3].large, upscaled.back(0, 3, 1).small
    ((1, 4, 4), (0, 3, 1), (3, 1, 0))
    """

    trace: Trace
    factor: int

    @property
    def each(self) -> int:
        """So many small maps make a large one, and so many numbers a square of it."""
        return self.factor**2

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, rows and columns of the large maps."""
        channels, rows, columns = self.trace.layer.output_shape
        return channels // self.each, rows * self.factor, columns * self.factor

    @cached_property
    def output(self) -> NDArray[Any]:
        """The large maps, (C, H', W')."""
        return self.shuffled(self.trace.output)

    def shuffled(self, small: NDArray[Any]) -> NDArray[Any]:
        """What stands in small maps, (C * factor * factor, H, W), as it stands in large ones."""
        import torch

        from convanim.kernels.pixel_shuffle import pixel_shuffle

        moved: NDArray[Any] = pixel_shuffle(torch.from_numpy(np.array(small)), self.factor).numpy()
        return moved

    def of_place(self, channel: int, row: int, column: int) -> tuple[Moved, ...]:
        """The numbers that a large ``channel`` gets from one place of its small maps, in the order of these."""
        return tuple(self._moved((channel * self.each + k, row, column)) for k in range(self.each))

    def of_step(self, step: Step, channel: int = 0) -> tuple[Moved, ...]:
        """The same of the place that a step of the layer has made."""
        _, row, column = step.index
        return self.of_place(channel, row, column)

    def back(self, channel: int, row: int, column: int) -> Moved:
        """The number that stands in a cell of the large maps."""
        from convanim.kernels.pixel_shuffle import origin_of

        return Moved(origin_of((channel, row, column), self.factor), (channel, row, column), self.factor)

    def _moved(self, small: tuple[int, int, int]) -> Moved:
        from convanim.kernels.pixel_shuffle import place_of

        return Moved(small, place_of(small, self.factor), self.factor)
