"""One grouped convolution; depthwise, pointwise and separable are named uses of it.

Tensors are unbatched, in torch's axis order: input and output (C, H, W), weight
(out_channels, in_channels / groups, kernel height, kernel width), bias (out_channels,).
All of one dtype: int64, float32 or float64.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import torch

from convanim.errors import ShapeError
from convanim.kernels.fit import check_fit
from convanim.spec import Layer

Numbers = int | str | Sequence[int]
"""One number for both axes, (height, width), or text such as ``"2x3"``."""

Padding = Numbers | Sequence[Sequence[int]]
"""Also ((top, bottom), (left, right)), ``"same"`` or ``"valid"``."""


def conv2d(
    input: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None = None,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> torch.Tensor:
    """Grouped 2-D convolution (cross-correlation), as ``torch.nn.Conv2d`` defines it.

    ``input`` (C, H, W), ``weight`` (out_channels, C / groups, kernel height, kernel width),
    ``bias`` (out_channels,); returns (out_channels, H', W'). Output channel ``o`` reads the
    channels of its group alone, so ``groups=1`` is the standard convolution.

    Raises SpecError where no such layer can be, ShapeError where tensors do not fit it.

    >>> image = torch.arange(32).reshape(2, 4, 4)
    >>> conv2d(image, torch.ones(2, 1, 3, 3, dtype=torch.int64), groups=2)
    tensor([[[ 45,  54],
             [ 81,  90]],
    <BLANKLINE>
            [[189, 198],
             [225, 234]]])
    """
    layer = layer_of(input, weight, bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    return convolve(layer, input, weight, bias)


def layer_of(
    input: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None = None,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> Layer:
    """The layer that these tensors make up; shapes and errors are those of ``conv2d``.

    >>> layer_of(torch.zeros(6, 5, 7), torch.zeros(9, 2, 2, 3), groups=3).output_shape
    (9, 4, 5)
    """
    if input.ndim != 3:
        raise ShapeError(
            f"input has shape {tuple(input.shape)}",
            "three axes (C, H, W)",
            "one image of the batch, such as input[0]" if input.ndim == 4 else "an input with these axes",
        )
    if weight.ndim != 4:
        raise ShapeError(
            f"weight has shape {tuple(weight.shape)}",
            "four axes (out_channels, in_channels/groups, kernel height, kernel width)",
            "a weight with these axes",
        )
    settings: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    layer = Layer(
        in_channels=input.shape[0],
        out_channels=weight.shape[0],
        size=(input.shape[1], input.shape[2]),
        kernel=(weight.shape[2], weight.shape[3]),
        bias=bias is not None,
        **settings,
    )
    check_fit(layer, input, weight, bias)
    return layer


def convolve(layer: Layer, input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """``conv2d`` for tensors already known to fit the layer.

    ``input`` (C, H, W), ``weight`` ``layer.weight_shape``, ``bias`` (out_channels,) or None;
    returns ``layer.output_shape``.

    >>> convolve(Layer(1, 1, size=3), torch.ones(1, 3, 3), torch.ones(1, 1, 3, 3), None)
    tensor([[[9.]]])
    """
    (top, bottom), (left, right) = layer.padding
    padded = torch.nn.functional.pad(input, (left, right, top, bottom)) if any((top, bottom, left, right)) else input
    filters = weight.reshape(
        layer.groups, layer.filters_per_group, layer.channels_per_group, layer.kernel[0], layer.kernel[1]
    )
    output = (
        _along_rows_then_columns(layer, padded, filters)
        if layer.stride[1] == 1
        else _whole_windows(layer, padded, filters)
    )
    return output if bias is None else output + bias[:, None, None]


# Axes in the two contractions: g group, f filter, c channel, i and j tap row and column, y and x output row and
# column, w padded input column. Filters come first because the window axes then keep the column innermost:
# einsum copies whole rows, about twenty times faster than copying window by window.


def _whole_windows(layer: Layer, padded: torch.Tensor, filters: torch.Tensor) -> torch.Tensor:
    channel, row, column = padded.stride()
    windows = padded.as_strided(
        (layer.groups, layer.channels_per_group, *layer.kernel, *layer.output_size),
        (
            channel * layer.channels_per_group,
            channel,
            row * layer.dilation[0],
            column * layer.dilation[1],
            row * layer.stride[0],
            column * layer.stride[1],
        ),
    )
    return torch.einsum("gfcij,gcijyx->gfyx", filters, windows).flatten(0, 1)


def _along_rows_then_columns(layer: Layer, padded: torch.Tensor, filters: torch.Tensor) -> torch.Tensor:
    # Windows never exist whole: each column tap is summed over all input columns first, and a strided view then picks
    # tap j's sum j columns further right. Memory grows by the kernel's height and width, not by their product. At a
    # column stride above 1 most of those sums would be thrown away, hence _whole_windows.
    channel, row, column = padded.stride()
    width = padded.shape[2]
    rows, columns = layer.output_size
    taps = layer.kernel[1]
    bands = padded.as_strided(
        (layer.groups, layer.channels_per_group, layer.kernel[0], rows, width),
        (channel * layer.channels_per_group, channel, row * layer.dilation[0], row * layer.stride[0], column),
    )
    by_tap = torch.einsum("gfcij,gciyw->gfjyw", filters, bands).contiguous()
    shifted = by_tap.as_strided(
        (layer.out_channels, taps, rows, columns), (taps * rows * width, rows * width + layer.dilation[1], width, 1)
    )
    return shifted.sum(1)


def depthwise(
    input: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None = None,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
) -> torch.Tensor:
    """Each channel on its own: as many groups as channels.

    ``input`` (C, H, W), ``weight`` (C * multiplier, 1, kernel height, kernel width); returns
    (C * multiplier, H', W'). Output ``c * multiplier + m`` knows input channel ``c`` alone.
    Errors are those of ``conv2d``.

    >>> depthwise(torch.ones(2, 3, 3), torch.ones(4, 1, 3, 3)).shape
    torch.Size([4, 1, 1])
    """
    return conv2d(
        input, weight, bias, stride=stride, padding=padding, dilation=dilation, groups=max(1, _first_axis(input))
    )


def _first_axis(tensor: torch.Tensor) -> int:
    return tensor.shape[0] if tensor.ndim else 0


def pointwise(input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
    """A new mix of all channels at each pixel: a 1x1 kernel.

    ``input`` (C, H, W), ``weight`` (out_channels, C, 1, 1); returns (out_channels, H, W).
    Errors are those of ``conv2d``, and ShapeError for any other kernel.

    >>> pointwise(torch.ones(8, 6, 6), torch.ones(4, 8, 1, 1))[:, 0, 0]
    tensor([8., 8., 8., 8.])
    """
    if weight.ndim == 4 and weight.shape[2:] != (1, 1):
        raise ShapeError(
            f"weight has shape {tuple(weight.shape)}", "(out_channels, in_channels, 1, 1) for pointwise", "conv2d"
        )
    return conv2d(input, weight, bias)


def separable(
    input: torch.Tensor,
    depthwise_weight: torch.Tensor,
    pointwise_weight: torch.Tensor,
    depthwise_bias: torch.Tensor | None = None,
    pointwise_bias: torch.Tensor | None = None,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
) -> torch.Tensor:
    """Depthwise, then pointwise: space first, channels after.

    ``input`` (C, H, W), ``depthwise_weight`` (C * multiplier, 1, kernel height, kernel width),
    ``pointwise_weight`` (out_channels, C * multiplier, 1, 1); returns (out_channels, H', W').
    Errors are those of ``conv2d``.

    >>> separable(torch.ones(2, 3, 3), torch.ones(2, 1, 3, 3), torch.ones(1, 2, 1, 1))
    tensor([[[18.]]])
    """
    middle = depthwise(input, depthwise_weight, depthwise_bias, stride=stride, padding=padding, dilation=dilation)
    return pointwise(middle, pointwise_weight, pointwise_bias)


def split_groups(tensor: torch.Tensor, groups: int) -> tuple[torch.Tensor, ...]:
    """Equal parts along the channel axis (the first), as views.

    Takes an input (C, H, W) as well as a weight or bias, whose first axis is the filters.
    Raises SpecError unless ``groups`` divides that axis.

    >>> [part.shape[0] for part in split_groups(torch.zeros(6, 5, 7), 3)]
    [2, 2, 2]
    """
    channels = _first_axis(tensor)
    layer = Layer(in_channels=channels, out_channels=channels, groups=groups)
    return tensor.chunk(layer.groups)


def aggregate_groups(parts: Iterable[torch.Tensor]) -> torch.Tensor:
    """Parts (C', H, W) stacked along the channel axis: the inverse of ``split_groups``.

    Raises ShapeError where there are no parts or they differ beyond the channel axis.

    >>> tensor = torch.arange(24).reshape(6, 2, 2)
    >>> torch.equal(aggregate_groups(split_groups(tensor, 3)), tensor)
    True
    """
    stack = tuple(parts)
    kinds = {(tuple(part.shape[1:]), part.dtype) for part in stack if part.ndim}
    if len(kinds) != 1 or not all(part.ndim for part in stack):
        shapes = ", ".join(f"{tuple(part.shape)} {str(part.dtype).removeprefix('torch.')}" for part in stack)
        raise ShapeError(
            f"the groups have shapes {shapes}" if stack else "there are no groups to aggregate",
            "at least one group, all of one dtype and one (H, W)",
            "groups that one split made",
        )
    return torch.cat(stack)
