"""What a layer costs as its features are doubled again and again: without groups, and in several ways with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd

from convanim.errors import SpecError
from convanim.kernels.cost import cost, of_twice_the_features, standard
from convanim.language.tongue import message
from convanim.spec import Layer

MOST_DOUBLINGS = 3
USUAL_WIDTH = 4
"""So many channels a group has where its width is fixed, or nearly so many: as in ResNeXt (arXiv:1611.05431)."""


@dataclass(frozen=True)
class Way:
    """One way to have more and more features, and its layers, each of twice the features of the one before.

    ``name`` is what it is called, as a template for ``phrase``; ``first`` is how often the features have been doubled
    when its first layer comes to be: two groups need an even number of channels.
    """

    key: str
    name: str
    layers: tuple[Layer, ...]
    first: int = 0

    @property
    def last(self) -> Layer:
        """The layer of most features."""
        return self.layers[-1]

    @property
    def work(self) -> tuple[int, ...]:
        """Multiply-adds of each of its layers."""
        return tuple(cost(layer).multiply_adds for layer in self.layers)

    @property
    def growth(self) -> int:
        """How many times the work of a layer the next one takes: four, or two for groups of a fixed width.

        Raises SpecError where a single layer does not grow.
        """
        factors = {Fraction(after, before) for before, after in zip(self.work, self.work[1:], strict=False)}
        if len(factors) != 1:
            raise SpecError(f"the work of {len(self.layers)} layers grows by {len(factors)} factors", "one factor")
        return int(factors.pop())


@dataclass(frozen=True)
class Demand:
    """A standard layer, and what becomes of its cost with twice the features, and twice again.

    >>> demand = Demand(Layer())
    >>> [(way.key, way.growth, way.work) for way in demand.ways][::2]
    [('whole', 4, (9216, 36864, 147456, 589824)), ('width', 2, (4608, 9216, 18432, 36864))]
    """

    layer: Layer

    @cached_property
    def deeper(self) -> Layer:
        """The layer with twice the channels, so that each of its filters is twice as deep."""
        return self.layer.with_(in_channels=2 * self.layer.in_channels)

    @cached_property
    def twice(self) -> Layer:
        """The layer with twice the channels and twice the filters."""
        return of_twice_the_features(self.layer)

    @cached_property
    def in_two(self) -> Layer:
        """The layer with twice the channels and twice the filters in two groups: twice the work, not four times."""
        return self.twice.with_(groups=2)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Without groups, in two groups, in groups of a fixed width, and depthwise, as far as there are such layers."""
        found = [self.whole, self._grouped("two", message("{groups} groups"), lambda times: 2)]
        # Groups of a single channel are the depthwise layer.
        if self.width > 1:
            name = message("groups of {channels_per_group} {channels_per_group?channel|channels}")
            found.append(self._grouped("width", name, lambda times: times * self.layer.in_channels // self.width))
        depthwise = message("depthwise")
        found.append(self._grouped("depthwise", depthwise, lambda times: times * self.layer.in_channels))
        return tuple(way for way in found if way is not None)

    @cached_property
    def whole(self) -> Way:
        """Without groups: as often as a layer can be of twice the features, three times at most."""
        layers = [standard(self.layer)]
        while len(layers) <= MOST_DOUBLINGS:
            try:
                layers.append(of_twice_the_features(layers[-1]))
            except SpecError:  # a tensor of too many cells
                break
        return Way("whole", message("no groups"), tuple(layers))

    @property
    def band(self) -> Way:
        """The way whose groups keep their width, so that the work only grows as the features do."""
        return next(way for way in self.ways if way.key in ("width", "depthwise"))

    @cached_property
    def width(self) -> int:
        """How many channels a group has where that stays: about four, of those that channels and filters allow.

        >>> [Demand(Layer(channels, filters)).width for channels, filters in ((8, 8), (64, 32), (6, 9), (5, 5), (1, 1))]
        [4, 4, 2, 5, 1]
        """
        channels, filters = self.layer.in_channels, self.layer.out_channels
        common = gcd(channels, filters)
        widths = {channels // groups for groups in range(1, common + 1) if common % groups == 0}
        return min(widths - {1} or widths, key=lambda width: (abs(width - USUAL_WIDTH), width))

    def _grouped(self, key: str, name: str, groups: Callable[[int], int]) -> Way | None:
        """With so many groups, given how many times the features of the first layer there are; None where none can."""
        layers, first = list[Layer](), 0
        for doublings, whole in enumerate(self.whole.layers):
            try:
                layers.append(whole.with_(groups=groups(2**doublings)))
            except SpecError:  # groups that do not divide channels and filters
                first = doublings + 1
        return Way(key, name, tuple(layers), first) if layers else None
