"""How many windows read each cell of an input, by torch's own transposed convolution."""

from __future__ import annotations

import torch
import torch.nn.functional as F

Pair = tuple[int, int]


def readers(size: Pair, made: Pair, kernel: Pair, stride: Pair, dilation: Pair, before: Pair) -> torch.Tensor:
    """How many of the windows that made an output (H', W') read each cell of one input channel, (H, W).

    ``before`` is the padding above and on the left.

    >>> readers((3, 4), (2, 3), (2, 2), (1, 1), (1, 1), (0, 0)).tolist()
    [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]]
    """
    rows, columns = (_along(*axis) for axis in zip(size, made, kernel, stride, dilation, before, strict=True))
    return torch.outer(rows, columns)


def _along(size: int, made: int, kernel: int, stride: int, dilation: int, before: int) -> torch.Tensor:
    """Every output cell leaves a one on each of its taps, padding or not; then padding goes."""
    with torch.device("cpu"):
        left = F.conv_transpose1d(
            torch.ones(1, 1, made, dtype=torch.float64),
            torch.ones(1, 1, kernel, dtype=torch.float64),
            stride=stride,
            dilation=dilation,
        )[0, 0]
    # What no window reaches at the end is read by none.
    return F.pad(left, (0, max(0, before + size - len(left))))[before : before + size].long()
