"""What a depthwise-separable layer saves beside the standard one, for a layer and for wider ones like it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod

from convanim.errors import SpecError
from convanim.kernels.cost import cost, separable_cost, separable_layers, separable_ratio
from convanim.language.tongue import message
from convanim.spec import Layer
from convanim.spec.sizes import span

MOST_DOUBLINGS = 6
FEWEST_FILTERS = 8


@dataclass(frozen=True)
class Saving:
    """A standard layer, and the multiply-adds of the depthwise-separable one that stands in for it.

    >>> saving = Saving(Layer())
    >>> saving.depthwise, saving.pointwise, saving.separable, saving.standard, saving.ratio
    (1152, 1024, 2176, 9216, Fraction(72, 17))
    """

    layer: Layer
    square: bool | None = None
    """Whether as many channels come out as go in, of it and of narrower and wider ones like it; None: as it is."""

    def __post_init__(self) -> None:
        if self.square is None:
            object.__setattr__(self, "square", self.layer.in_channels == self.layer.out_channels)

    @cached_property
    def halves(self) -> tuple[Layer, Layer]:
        """The depthwise and the pointwise layer."""
        return separable_layers(self.layer)

    @property
    def standard(self) -> int:
        """Multiply-adds of the standard layer."""
        return cost(self.layer).multiply_adds

    @property
    def depthwise(self) -> int:
        """Multiply-adds of the first half."""
        return cost(self.halves[0]).multiply_adds

    @property
    def pointwise(self) -> int:
        """Multiply-adds of the second half."""
        return cost(self.halves[1]).multiply_adds

    @property
    def separable(self) -> int:
        """Multiply-adds of both halves."""
        return separable_cost(self.layer).multiply_adds

    @property
    def ratio(self) -> Fraction:
        """Standard over separable: ``1 / (1 / filters + 1 / window)``, which nears ``limit`` for many filters."""
        return 1 / separable_ratio(self.layer)

    @property
    def limit(self) -> int:
        """The kernel's area in cells."""
        return prod(self.layer.kernel)

    @property
    def what_grows(self) -> str:
        """What ``series`` has more and more of, in words."""
        return message("channels") if self.square else message("filters")

    @property
    def question(self) -> str:
        """What a film about it asks first, as a template for ``phrase``.

        >>> Saving(Layer(8, 1)).question
        '{multiply_adds} {multiply_adds?multiply-add|multiply-adds}. Do two small layers save anything here?'
        """
        if self.ratio > 1:
            return message(
                "{multiply_adds} {multiply_adds?multiply-add|multiply-adds}. Would {separable_multiply_adds} do?"
            )
        return message(
            "{multiply_adds} {multiply_adds?multiply-add|multiply-adds}. Do two small layers save anything here?"
        )

    @property
    def moral(self) -> str:
        """What the series shows, as a template for ``phrase``."""
        if self.limit == 1:
            return message("A {!1×1} window leaves nothing to save: a depthwise layer before it only adds to the cost.")
        if self.square:
            return message(
                "The more channels, the greater the saving. "
                "It climbs towards {kernel_cells:w}, the size of the {kernel_rows}×{kernel_columns} window."
            )
        return message(
            "The more filters, the greater the saving. "
            "It climbs towards {kernel_cells:w}, the size of the {kernel_rows}×{kernel_columns} window."
        )

    @property
    def verdict(self) -> str:
        """The saving in words, as a template for ``phrase``.

        >>> Saving(Layer(8, 1)).verdict
        'more than the standard'
        """
        if self.ratio == 1:
            return message("as much as the standard")
        if self.ratio > 1:
            return message("{separable_times_fewer} times fewer")
        return message("more than the standard")

    @cached_property
    def per_pixel(self) -> Saving:
        """The same for a single output pixel: a layer whose input is one window."""
        layer = self.layer
        window = tuple(span(kernel, dilation) for kernel, dilation in zip(layer.kernel, layer.dilation, strict=True))
        return Saving(layer.with_(size=window, padding=0), self.square)

    def with_filters(self, filters: int) -> Saving:
        """With so many filters; and as many channels, where as many come out as go in.

        >>> Saving(Layer()).with_filters(512).separable
        4268032
        """
        channels = filters if self.square else self.layer.in_channels
        return Saving(self.layer.with_(in_channels=channels, out_channels=filters), self.square)

    @cached_property
    def series(self) -> list[Saving]:
        """This one among narrower and wider ones, each with twice the filters of the one before.

        From eight filters or a little more, over six doublings or as far as layers can be; fewer
        than eight start with themselves.

        >>> [saving.layer.out_channels for saving in Saving(Layer(64, 64)).series]
        [8, 16, 32, 64, 128, 256, 512]
        """
        least, halved = self.layer.out_channels, 0
        while least % 2 == 0 and least // 2 >= FEWEST_FILTERS and halved < MOST_DOUBLINGS:
            least, halved = least // 2, halved + 1
        found = []
        for doubled in range(MOST_DOUBLINGS + 1):
            try:
                found.append(self.with_filters(least * 2**doubled))
            except SpecError:  # a tensor of too many cells
                break
        return found

    @property
    def place(self) -> int:
        """Where this one stands in its series."""
        return [saving.layer.out_channels for saving in self.series].index(self.layer.out_channels)

    @property
    def pair(self) -> tuple[Saving, Saving]:
        """Two of the series to compare: this one, and the widest one (or the narrowest, where this is the widest)."""
        series = self.series
        own = series[self.place]
        return (own, series[-1]) if self.place < len(series) - 1 else (series[0], own)
