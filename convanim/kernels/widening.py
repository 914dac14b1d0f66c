"""The layer that a grouped one was split from: the same numbers, and those that the split drops."""

from __future__ import annotations

import torch

from convanim.kernels.cost import standard
from convanim.kernels.tensors import Tensors


def widen(tensors: Tensors, seed: int = 0) -> Tensors:
    """Tensors of the standard layer whose filters contain those of a grouped one.

    Filter ``o`` keeps its weights for the channels of its own group; for all other channels,
    which no grouped filter reads, weights are drawn from among the layer's own, so that range
    and dtype stay. Input and bias are the same. Returns weight (out_channels, in_channels,
    kernel height, kernel width).

    >>> from convanim.kernels import make_tensors
    >>> from convanim.spec import Layer
    >>> grouped = make_tensors(Layer(groups=2))
    >>> wide = widen(grouped)
    >>> wide.weight.shape, torch.equal(wide.weight[4:, 4:], grouped.weight[4:])
    (torch.Size([8, 8, 3, 3]), True)
    """
    layer = tensors.layer
    whole = standard(layer)
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randint(tensors.weight.numel(), whole.weight_shape, generator=generator)
    weight = tensors.weight.flatten()[drawn]
    for group in range(layer.groups):
        filters, channels = layer.filters_of_group(group), layer.channels_of_group(group)
        own = tensors.weight[filters.start : filters.stop]
        weight[filters.start : filters.stop, channels.start : channels.stop] = own
    return Tensors(whole, tensors.input, weight, tensors.bias)
