"""What convolutions compute, and what that costs. Knows torch, not Manim."""

from convanim.kernels.compare import Comparison, compare_with_torch
from convanim.kernels.conv import (
    aggregate_groups,
    conv2d,
    convolve,
    depthwise,
    layer_of,
    pointwise,
    separable,
    split_groups,
)
from convanim.kernels.cost import Cost, cost, separable_cost, separable_layers, separable_ratio, standard
from convanim.kernels.tensors import Tensors, make_tensors

__all__ = [
    "Comparison",
    "Cost",
    "Tensors",
    "aggregate_groups",
    "compare_with_torch",
    "conv2d",
    "convolve",
    "cost",
    "depthwise",
    "layer_of",
    "make_tensors",
    "pointwise",
    "separable",
    "separable_cost",
    "separable_layers",
    "separable_ratio",
    "split_groups",
    "standard",
]
