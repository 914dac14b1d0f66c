"""Two layers in a row with their numbers: what one makes, the other reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from convanim.kernels.between import bent
from convanim.kernels.cost import separable_layers
from convanim.kernels.pairs import GroupedPair
from convanim.kernels.tensors import Tensors, make_tensors
from convanim.spec import Layer, Values
from convanim.spec.graph import Node

MIXING_SEED = 23
"""Added to the seed for the second layer's weights, or they would begin with the first one's."""


def chain_tensors(
    layers: Sequence[Layer], values: Values | None = None, mixing: Values | None = None, nodes: Sequence[Node] = ()
) -> tuple[Tensors, ...]:
    """Tensors of one layer, or of two of which the second reads what the first makes.

    ``values`` gives the input (C, H, W), the first layer's weight and bias, ``mixing`` the second one's. What is not
    given is drawn as in ``make_tensors``. All are of one dtype: whole numbers stay whole. ``nodes`` are norms and
    activations between both, if there are any: the second layer reads what they make then.

    Raises ShapeError where a given array does not fit.

    >>> [part.output.shape for part in chain_tensors([Layer(2, 2, groups=2), Layer(2, 3, 4, kernel=1)])]
    [torch.Size([2, 4, 4]), torch.Size([3, 4, 4])]
    """
    values = values or Values()
    first = make_tensors(layers[0], values)
    if len(layers) == 1:
        return (first,)
    mixing = mixing or Values(values.kind, values.seed + MIXING_SEED)
    second = make_tensors(layers[1], replace(mixing, input=bent(nodes, first.output)))
    if second.input.dtype != first.input.dtype:
        first = _as(first, second.input.dtype)
        second = replace(second, input=bent(nodes, first.output))
    return first, second


def separable_tensors(
    layer: Layer, values: Values | None = None, mixing: Values | None = None, nodes: Sequence[Node] = ()
) -> tuple[Tensors, Tensors]:
    """Tensors of the depthwise and the pointwise layer that stand in for ``layer``.

    ``values`` gives the input (C, H, W), the depthwise weight (C, 1, kernel height, kernel width) and its bias (C,);
    ``mixing`` the pointwise weight (out_channels, C, 1, 1) and its bias (out_channels,). All else as in
    ``chain_tensors``.

    >>> first, second = separable_tensors(Layer(8, 16))
    >>> first.output.shape, second.weight.shape, second.output.shape
    (torch.Size([8, 4, 4]), torch.Size([16, 8, 1, 1]), torch.Size([16, 4, 4]))
    """
    first, second = chain_tensors(separable_layers(layer), values, mixing, nodes)
    return first, second


def shuffled_tensors(
    pair: GroupedPair, values: Values | None = None, mixing: Values | None = None
) -> tuple[Tensors, Tensors, Tensors]:
    """Tensors of two grouped layers in a row: the first, the second, and the second on shuffled channels.

    The last two have the same weight and bias. All else is as in ``chain_tensors``.

    >>> first, _, shuffled = shuffled_tensors(GroupedPair(Layer(groups=2)))
    >>> bool((shuffled.input[1] == first.output[4]).all())
    True
    """
    first, second = chain_tensors(pair.layers, values, mixing)
    return first, second, replace(second, input=first.output[list(pair.order)])


def _as(tensors: Tensors, dtype: torch.dtype) -> Tensors:
    bias = None if tensors.bias is None else tensors.bias.to(dtype)
    return Tensors(tensors.layer, tensors.input.to(dtype), tensors.weight.to(dtype), bias)
