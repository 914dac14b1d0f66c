"""What depthwise-separable saves, counted in multiply-adds, for a layer and for wider ones like it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from convanim.spec import Layer


@dataclass(frozen=True)
class Saving:
    """A standard convolution and the depthwise-separable one of the same shapes.

    ``window`` is the kernel's area in cells, ``pixels`` the output's; counts are those of
    Howard et al., "MobileNets" (arXiv:1704.04861), section 3.1.

    >>> saving = Saving.of(Layer())
    >>> saving.depthwise, saving.pointwise, saving.separable, saving.standard, saving.ratio
    (1152, 1024, 2176, 9216, Fraction(72, 17))
    """

    channels: int
    filters: int
    window: int
    pixels: int

    @classmethod
    def of(cls, layer: Layer) -> Saving:
        """Of the layer that has the standard convolution's shapes."""
        return cls(layer.in_channels, layer.out_channels, prod(layer.kernel), prod(layer.output_size))

    @property
    def per_pixel(self) -> Saving:
        """The same for a single output pixel."""
        return replace(self, pixels=1)

    @property
    def read(self) -> int:
        """Numbers in a window through all channels."""
        return self.channels * self.window

    @property
    def standard(self) -> int:
        """Multiply-adds of the standard convolution."""
        return self.filters * self.channels * self.window * self.pixels

    @property
    def depthwise(self) -> int:
        """Multiply-adds of the first half."""
        return self.channels * self.window * self.pixels

    @property
    def pointwise(self) -> int:
        """Multiply-adds of the second half."""
        return self.filters * self.channels * self.pixels

    @property
    def separable(self) -> int:
        """Multiply-adds of both halves."""
        return self.depthwise + self.pointwise

    @property
    def ratio(self) -> Fraction:
        """Standard over separable: ``1 / (1 / filters + 1 / window)``, which nears ``window`` for many filters."""
        return Fraction(self.standard, self.separable)

    @property
    def square(self) -> bool:
        """Whether as many channels come out as go in."""
        return self.channels == self.filters

    @property
    def what_grows(self) -> str:
        """What ``widened`` makes more of, in words."""
        return "channels" if self.square else "filters"

    def widened(self, times: int) -> Saving:
        """With so many times the filters; and the channels too, where as many come out as go in.

        >>> Saving.of(Layer()).widened(64).separable
        4268032
        """
        channels = self.channels * (times if self.square else 1)
        return replace(self, channels=channels, filters=self.filters * times)

    def doubled(self, count: int) -> list[Saving]:
        """This one and wider ones, each with twice the filters of the one before.

        >>> [saving.filters for saving in Saving.of(Layer()).doubled(4)]
        [8, 16, 32, 64]
        """
        return [self.widened(2**k) for k in range(count)]
