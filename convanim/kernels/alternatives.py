"""Ways from one input to an output: the standard layer, a grouped, a depthwise and a depthwise-separable one."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd

from convanim.kernels.cost import separable_layers, standard
from convanim.spec import Layer


def grouped_layer(layer: Layer) -> Layer | None:
    """The layer in two groups, or in as few as divide channels and filters; None where no two or more do.

    >>> [grouped_layer(Layer(channels, channels)).groups for channels in (8, 9)], grouped_layer(Layer(8, 9))
    ([2, 3], None)
    """
    common = gcd(layer.in_channels, layer.out_channels)
    fewest = next((groups for groups in range(2, common + 1) if common % groups == 0), None)
    return None if fewest is None else layer.with_(groups=fewest)


def depthwise_layer(layer: Layer) -> Layer:
    """The depthwise layer on the same input: with as many filters, or one a channel where these do not divide them.

    >>> [depthwise_layer(Layer(4, filters)).output_shape for filters in (8, 6)]
    [(8, 4, 4), (4, 4, 4)]
    """
    channels = layer.in_channels
    filters = channels if layer.out_channels % channels else layer.out_channels
    return layer.with_(out_channels=filters, groups=channels)


def ways(layer: Layer) -> Mapping[str, tuple[Layer, ...]]:
    """The layers of each way, in a row, by its name: standard, grouped, depthwise and separable.

    Of ways that are one and the same layer there is one: with a single channel, depthwise is the standard
    convolution, and with as many channels as groups it is the grouped one.

    >>> {name: [stage.groups for stage in stages] for name, stages in ways(Layer()).items()}
    {'standard': [1], 'grouped': [2], 'depthwise': [8], 'separable': [8, 1]}
    >>> list(ways(Layer(2, 2))), list(ways(Layer(1, 4)))
    (['standard', 'depthwise', 'separable'], ['standard', 'separable'])
    """
    whole, grouped, depthwise = standard(layer), grouped_layer(layer), depthwise_layer(layer)
    found: dict[str, tuple[Layer, ...]] = {"standard": (whole,)}
    if grouped is not None and grouped != depthwise:
        found["grouped"] = (grouped,)
    if depthwise != whole:
        found["depthwise"] = (depthwise,)
    return {**found, "separable": separable_layers(whole)}
