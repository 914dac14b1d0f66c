"""What convolutions compute, and what that costs. Knows torch, not Manim."""

from convanim.kernels.chain import separable_tensors
from convanim.kernels.compare import Comparison, compare_separable, compare_with_torch, torch_call, torch_output
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
from convanim.kernels.cost import Cost, cost, separable_cost, separable_layers, separable_ratio, standard, with_kernel
from convanim.kernels.tensors import Tensors, make_tensors
from convanim.kernels.widen import widen

__all__ = [
    "Comparison",
    "Cost",
    "Tensors",
    "aggregate_groups",
    "compare_separable",
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
    "separable_tensors",
    "split_groups",
    "standard",
    "torch_call",
    "torch_output",
    "widen",
    "with_kernel",
]
