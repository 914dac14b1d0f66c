"""What a module hands to torch's convolution, whatever it does before: its true input, weights and padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import torch

from convanim.spec import Pads


@dataclass(frozen=True, eq=False)
class Convolved:
    """One convolution: ``input`` (N, C, H, W), ``weight`` and ``bias`` as they were then, and how they were taken.

    ``padding`` is what the convolution itself puts around the input, as ``torch.nn.functional.conv2d`` takes it.
    """

    input: torch.Tensor
    weight: torch.Tensor
    bias: torch.Tensor | None
    stride: Any
    padding: Any
    dilation: Any
    groups: int

    @classmethod
    def of(
        cls,
        input: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None = None,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Convolved:
        """The convolution that these arguments of ``torch.nn.functional.conv2d`` ask for, in copies."""
        return cls(copied(batched(input)), copied(weight), _or_none(bias), stride, padding, dilation, groups)


@dataclass(frozen=True, eq=False)
class Spread:
    """One transposed convolution: ``input`` (N, C, H, W), ``weight`` and ``bias`` as they were then, and how taken.

    All else is as ``torch.nn.functional.conv_transpose2d`` takes it.
    """

    input: torch.Tensor
    weight: torch.Tensor
    bias: torch.Tensor | None
    stride: Any
    padding: Any
    output_padding: Any
    groups: int
    dilation: Any

    @classmethod
    def of(
        cls,
        input: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None = None,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        dilation: Any = 1,
    ) -> Spread:
        """What these arguments of ``torch.nn.functional.conv_transpose2d`` ask for, in copies."""
        read, bias = copied(batched(input)), _or_none(bias)
        return cls(read, copied(weight), bias, stride, padding, output_padding, groups, dilation)


def batched(tensor: torch.Tensor) -> torch.Tensor:
    """A batch (N, C, H, W); one image (C, H, W), which torch's layers take too, becomes a batch of one."""
    return tensor[None] if tensor.ndim == 3 else tensor


def copied(tensor: torch.Tensor) -> torch.Tensor:
    """A copy, because whoever made the tensor may still write into it."""
    return tensor.detach().clone()


def _or_none(tensor: torch.Tensor | None) -> torch.Tensor | None:
    return None if tensor is None else copied(tensor)


def zero_pads(input: torch.Tensor, padded: torch.Tensor) -> Pads | None:
    """The zeros that were put around an input (N, C, H, W); None where ``padded`` is no such thing.

    >>> zero_pads(torch.ones(1, 1, 2, 3), torch.nn.functional.pad(torch.ones(1, 1, 2, 3), (0, 1, 2, 0)))
    ((2, 0), (0, 1))
    """
    return _around(input, padded, zeros=True)


def holds(input: torch.Tensor, padded: torch.Tensor) -> bool:
    """Whether an input stands somewhere in a larger one, whatever is around it."""
    return _around(input, padded, zeros=False) is not None


def _around(input: torch.Tensor, padded: torch.Tensor, *, zeros: bool) -> Pads | None:
    # NaN equals nothing, and is for others to refuse.
    input, padded = input.to(padded.dtype).nan_to_num(), padded.nan_to_num()
    rows, columns = (padded.shape[axis] - input.shape[axis] for axis in (2, 3))
    if input.shape[:2] != padded.shape[:2] or min(rows, columns) < 0:
        return None
    if zeros and torch.count_nonzero(input) != torch.count_nonzero(padded):
        return None
    for top, left in product(_evenly(rows), _evenly(columns)):
        part = padded[..., top : top + input.shape[2], left : left + input.shape[3]]
        if torch.equal(part, input):
            return (top, rows - top), (left, columns - left)
    return None


def _evenly(extra: int) -> Sequence[int]:
    """How many of some cells may go before, the half of them first: where an input is zero, any would do.

    >>> _evenly(3)
    [1, 2, 0, 3]
    """
    return sorted(range(extra + 1), key=lambda before: abs(before - extra // 2 - 0.1))
