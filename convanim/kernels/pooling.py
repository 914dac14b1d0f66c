"""Pooling: of each window the largest number, or the mean. It has no weights, and channels never mix.

The layer says where the windows stand: depthwise, ``in_channels = out_channels = groups``. As in torch, padding is
minus infinity to the largest and zero to the mean (``count_include_pad=True``).
"""

from __future__ import annotations

from math import prod

import torch

from convanim.errors import ShapeError
from convanim.kernels.conv import Numbers
from convanim.kernels.reads import reads
from convanim.spec import Layer
from convanim.spec.layer import pair_of
from convanim.spec.sizes import check_half_padded


def max_pool2d(
    input: torch.Tensor,
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    dilation: Numbers = 1,
) -> torch.Tensor:
    """The largest number of each window, as ``torch.nn.functional.max_pool2d`` defines it; padding is never that.

    ``input`` (C, H, W); returns (C, H', W') in its dtype. Without a ``stride`` windows stand side by side.

    Raises SpecError where no such layer can be, ShapeError for another input.

    >>> max_pool2d(torch.tensor([[[3, 1, 0], [0, 4, 2]]]), 2, stride=1)
    tensor([[[4, 4]]])
    """
    return largest(_layer_of(input, kernel_size, stride, padding, dilation), input)


def avg_pool2d(
    input: torch.Tensor, kernel_size: Numbers, stride: Numbers | None = None, padding: Numbers = 0
) -> torch.Tensor:
    """The mean of each window, as ``torch.nn.functional.avg_pool2d`` defines it; padding counts, as zeros.

    ``input`` (C, H, W); returns (C, H', W') in its dtype, or in float64 where that is of whole numbers. Without a
    ``stride`` windows stand side by side.

    Raises SpecError where no such layer can be, ShapeError for another input.

    >>> avg_pool2d(torch.tensor([[[3, 1], [0, 4]]]), 2)
    tensor([[[2.]]], dtype=torch.float64)
    """
    return averaged(_layer_of(input, kernel_size, stride, padding, 1), input)


def _layer_of(
    input: torch.Tensor, kernel_size: Numbers, stride: Numbers | None, padding: Numbers, dilation: Numbers
) -> Layer:
    if input.ndim != 3:
        raise ShapeError(f"input has shape {tuple(input.shape)}", "(C, H, W)", "input[0] of a batch")
    kernel, pads = pair_of("kernel", kernel_size, 1), pair_of("padding", padding, 0)
    check_half_padded(kernel, pads)
    channels, rows, columns = input.shape
    return Layer(
        in_channels=channels,
        out_channels=channels,
        groups=channels,
        size=(rows, columns),
        kernel=kernel,
        stride=kernel if stride is None else pair_of("stride", stride, 1),
        padding=pads,
        dilation=pair_of("dilation", dilation, 1),
    )


def windows(layer: Layer, x: torch.Tensor, filling: float) -> torch.Tensor:
    """What the windows hold, (C, kernel height * width, H', W'), padding as ``filling``; the cells in reading order.

    >>> windows(Layer(1, 1, size=(1, 3), kernel=(1, 2)), torch.tensor([[[5, 6, 7]]]), 0).tolist()
    [[[[5, 6]], [[6, 7]]]]
    """
    (top, bottom), (left, right) = layer.padding
    padded = torch.nn.functional.pad(x, (left, right, top, bottom), value=filling)
    taps = []
    for i in range(layer.kernel[0]):
        for j in range(layer.kernel[1]):
            row, column = i * layer.dilation[0], j * layer.dilation[1]
            rows = slice(row, row + (layer.output_size[0] - 1) * layer.stride[0] + 1, layer.stride[0])
            columns = slice(column, column + (layer.output_size[1] - 1) * layer.stride[1] + 1, layer.stride[1])
            taps.append(padded[:, rows, columns])
    return torch.stack(taps, dim=1)


def largest(layer: Layer, x: torch.Tensor) -> torch.Tensor:
    """The largest number of each window, (C, H', W'), for an input (C, H, W) known to fit the layer."""
    return windows(layer, x, _least(x)).amax(dim=1)


def averaged(layer: Layer, x: torch.Tensor) -> torch.Tensor:
    """The mean of each window, (C, H', W'), for an input (C, H, W) known to fit the layer."""
    real = x if x.is_floating_point() else x.double()
    if layer.kernel == layer.size and not any(map(sum, layer.padding)):
        # One window over all: its cells one by one would be as many tensors.
        return real.mean(dim=(1, 2), keepdim=True)
    return windows(layer, real, 0.0).mean(dim=1)


def winners(layer: Layer, x: torch.Tensor) -> torch.Tensor:
    """Where each window's largest number stands, (C, H', W', 2): row and column of the input.

    Of several equal ones it is the first in reading order, as with ``return_indices=True`` in torch.

    >>> winners(Layer(1, 1, size=2, kernel=2), torch.tensor([[[1, 4], [4, 0]]])).tolist()
    [[[[0, 1]]]]
    """
    channels, (rows, columns) = len(x), layer.size
    inside = windows(layer, torch.ones((channels, rows, columns), dtype=torch.int64), 0)
    held = windows(layer, x, _least(x))
    # A number as small as padding is still one, so the first of those that are none of it.
    won = ((held == held.amax(dim=1, keepdim=True)) & (inside > 0)).long().argmax(dim=1, keepdim=True)
    places = torch.stack(torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij"))
    down, across = (windows(layer, axis.expand(channels, rows, columns).contiguous(), 0) for axis in places)
    return torch.stack([axis.gather(1, won)[:, 0] for axis in (down, across)], dim=-1)


def _least(x: torch.Tensor) -> float:
    return -torch.inf if x.is_floating_point() else torch.iinfo(x.dtype).min


def pool_counts(layer: Layer) -> dict[str, int]:
    """What pooling takes, by name: ``comparisons`` for the largest; ``additions`` and ``divisions`` for the means.

    Of a window's cells those on the input are compared or added up, one fewer than there are; padding is neither.

    >>> pool_counts(Layer(3, 3, size=8, kernel=2, stride=2, groups=3))
    {'parameters': 0, 'comparisons': 144, 'additions': 144, 'divisions': 48}
    """
    cells, read = prod(layer.output_shape), layer.in_channels * int(reads(layer).sum())
    return {"parameters": 0, "comparisons": read - cells, "additions": read - cells, "divisions": cells}
