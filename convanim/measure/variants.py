"""Which layers are timed: four ways to make as many channels out of as many, of the same size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from convanim.kernels.cost import cost, separable_layers
from convanim.measure.traffic import bytes_moved
from convanim.spec import Layer

KERNEL = 3
"""Rows and columns of the window, of all but pointwise layers."""
STANDARD, GROUPED, DEPTHWISE, SEPARABLE = VARIANTS = ("standard", "two_groups", "depthwise", "separable")
"""The four ways; ``separable`` is depthwise, then pointwise."""

CHANNELS = (16, 32, 64, 128, 256, 512)
SIZES = (14, 28, 56, 112)


@dataclass(frozen=True)
class Place:
    """Where in a network a layer stands: its channels, in and out, and the rows and columns of its maps.

    >>> Place(64, 56).multiply_adds["standard"], Place(64, 56).multiply_adds["depthwise"]
    (115605504, 1806336)
    """

    channels: int
    size: int

    @cached_property
    def layers(self) -> Mapping[str, tuple[Layer, ...]]:
        """Each variant's layers, in order."""
        standard = Layer(self.channels, self.channels, self.size, kernel=KERNEL, padding="same")
        depthwise, pointwise = separable_layers(standard)
        return {
            STANDARD: (standard,),
            GROUPED: (standard.with_(groups=2),),
            DEPTHWISE: (depthwise,),
            SEPARABLE: (depthwise, pointwise),
        }

    @cached_property
    def multiply_adds(self) -> Mapping[str, int]:
        """What each variant computes."""
        return {name: sum(cost(layer).multiply_adds for layer in layers) for name, layers in self.layers.items()}

    @cached_property
    def bytes_moved(self) -> Mapping[str, int]:
        """What each variant moves with ideal reuse, in float32."""
        return {name: sum(map(bytes_moved, layers)) for name, layers in self.layers.items()}


PLACES = tuple(Place(channels, size) for channels in CHANNELS for size in SIZES)
"""All that are timed, if the time suffices."""
