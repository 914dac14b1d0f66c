"""The two layers of a depthwise-separable convolution with their numbers: what one makes, the other reads."""

from __future__ import annotations

from dataclasses import replace

import torch

from convanim.kernels.cost import separable_layers
from convanim.kernels.tensors import Tensors, make_tensors
from convanim.spec import Layer, Values

MIXING_SEED = 23
"""Added to the seed for the pointwise weights, or they would begin with the depthwise ones."""


def separable_tensors(
    layer: Layer, values: Values | None = None, mixing: Values | None = None
) -> tuple[Tensors, Tensors]:
    """Tensors of the depthwise and the pointwise layer that stand in for ``layer``.

    The depthwise output is the pointwise input. ``values`` gives the input (C, H, W), the
    depthwise weight (C, 1, kernel height, kernel width) and its bias (C,); ``mixing`` the
    pointwise weight (out_channels, C, 1, 1) and its bias (out_channels,). What is not given is
    drawn as in ``make_tensors``. All are of one dtype: whole numbers stay whole.

    Raises ShapeError where a given array does not fit.

    >>> first, second = separable_tensors(Layer(8, 16))
    >>> first.output.shape, second.weight.shape, second.output.shape
    (torch.Size([8, 4, 4]), torch.Size([16, 8, 1, 1]), torch.Size([16, 4, 4]))
    """
    values = values or Values()
    depthwise, pointwise = separable_layers(layer)
    first = make_tensors(depthwise, values)
    mixing = mixing or Values(values.kind, values.seed + MIXING_SEED)
    second = make_tensors(pointwise, replace(mixing, input=first.output))
    if second.input.dtype != first.input.dtype:
        first = _as(first, second.input.dtype)
        second = replace(second, input=first.output)
    return first, second


def _as(tensors: Tensors, dtype: torch.dtype) -> Tensors:
    bias = None if tensors.bias is None else tensors.bias.to(dtype)
    return Tensors(tensors.layer, tensors.input.to(dtype), tensors.weight.to(dtype), bias)
