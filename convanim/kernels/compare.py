"""Our output beside torch's own, for the comparison that a film shows.

The only place in the package that calls torch's convolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import torch

from convanim.kernels.conv import convolve
from convanim.kernels.tensors import Tensors
from convanim.spec import Layer


@dataclass(frozen=True)
class Comparison:
    """How many output cells were compared, whether all agree, and by how much they differ at most.

    ``tolerance`` is the greatest difference allowed in any cell: 0 for whole numbers.
    """

    cells: int
    equal: bool
    largest_difference: float
    tolerance: float


def compare_with_torch(tensors: Tensors) -> Comparison:
    """Compare ``tensors.output`` with ``torch.nn.functional.conv2d``, cell by cell.

    Whole numbers must be equal. For real numbers a cell may differ by what two orders of
    summation can differ by: ``2 * n * epsilon * (sum of |input * weight| + |bias|)`` over its
    ``n`` terms (Higham, "Accuracy and Stability of Numerical Algorithms", section 4.2).

    >>> from convanim.kernels.tensors import make_tensors
    >>> compare_with_torch(make_tensors(Layer(groups=2)))
    Comparison(cells=128, equal=True, largest_difference=0.0, tolerance=0.0)
    """
    layer, ours = tensors.layer, tensors.output
    theirs = _torch_output(layer, tensors.input, tensors.weight, tensors.bias)
    difference = (ours - theirs).abs()
    if ours.dtype == torch.int64:
        tolerance = torch.zeros_like(difference)
    else:
        terms = prod(layer.weight_shape[1:]) + layer.bias
        magnitude = convolve(
            layer, tensors.input.abs(), tensors.weight.abs(), None if tensors.bias is None else tensors.bias.abs()
        )
        tolerance = 2 * terms * torch.finfo(ours.dtype).eps * magnitude
    return Comparison(
        cells=ours.numel(),
        equal=bool((difference <= tolerance).all()),
        largest_difference=float(difference.max()),
        tolerance=float(tolerance.max()),
    )


def _torch_output(
    layer: Layer, input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    # Padded by hand: torch's convolution knows no padding that differs between top and bottom.
    (top, bottom), (left, right) = layer.padding
    padded = torch.nn.functional.pad(input, (left, right, top, bottom))
    return torch.nn.functional.conv2d(
        padded[None], weight, bias, stride=layer.stride, dilation=layer.dilation, groups=layer.groups
    )[0]
