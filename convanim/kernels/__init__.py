"""What convolutions compute, and what that costs. Knows torch, not Manim.

Costs are counted without torch, which is loaded with the first name that needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from convanim.kernels.cost import Cost, cost, separable_cost, separable_layers, separable_ratio, standard, with_kernel

if TYPE_CHECKING:
    from convanim.kernels.chain import chain_tensors, separable_tensors
    from convanim.kernels.compare import (
        Comparison,
        compare_outputs,
        compare_separable,
        compare_with_torch,
        torch_call,
        torch_output,
    )
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
    from convanim.kernels.tensors import Tensors, make_tensors
    from convanim.kernels.widening import widen

_HOMES = {
    "chain": ("chain_tensors", "separable_tensors"),
    "compare": (
        "Comparison",
        "compare_outputs",
        "compare_separable",
        "compare_with_torch",
        "torch_call",
        "torch_output",
    ),
    "conv": (
        "aggregate_groups",
        "conv2d",
        "convolve",
        "depthwise",
        "layer_of",
        "pointwise",
        "separable",
        "split_groups",
    ),
    "tensors": ("Tensors", "make_tensors"),
    "widening": ("widen",),
}

__all__ = [
    "Comparison",
    "Cost",
    "Tensors",
    "aggregate_groups",
    "chain_tensors",
    "compare_outputs",
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


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"convanim.kernels.{home}"), name)
    raise AttributeError(f"module 'convanim.kernels' has no attribute {name!r}")
