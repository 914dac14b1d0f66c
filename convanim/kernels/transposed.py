"""The transpose of a convolution: every cell that it reads is stamped, times the filter, onto what it makes.

It is the gradient of the convolution with respect to its input, and so goes from ``layer.output_shape`` back to
``layer.input_shape`` with the very weights of the layer; see Dumoulin and Visin, "A guide to convolution arithmetic
for deep learning", arXiv:1603.07285, chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, reduce

import torch

from convanim.errors import ShapeError, SpecError
from convanim.kernels.conv import Numbers
from convanim.kernels.fit import check_dtypes
from convanim.kernels.tensors import Tensors
from convanim.spec import Layer, Values
from convanim.spec.layer import pair_of
from convanim.spec.sizes import span


def conv_transpose2d(
    input: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None = None,
    *,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> torch.Tensor:
    """Grouped 2-D transposed convolution, as ``torch.nn.ConvTranspose2d`` defines it.

    ``input`` (C, H, W), ``weight`` (C, out_channels / groups, kernel height, kernel width), ``bias`` (out_channels,);
    returns (out_channels, H', W'), where ``H' = (H - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 +
    output_padding``. Padding is cut off at the rim, and ``output_padding`` cells are added below and on the right:
    fewer than the stride.

    Raises SpecError where no such layer can be, ShapeError where tensors do not fit it.

    >>> filter = torch.tensor([[[[1, 2], [3, 4]]]])
    >>> conv_transpose2d(torch.tensor([[[1, 10]]]), filter)
    tensor([[[ 1, 12, 20],
             [ 3, 34, 40]]])
    >>> conv_transpose2d(torch.tensor([[[1, 10]]]), filter, stride=2)
    tensor([[[ 1,  2, 10, 20],
             [ 3,  4, 30, 40]]])
    """
    layer = layer_of_transpose(
        tuple(input.shape),
        tuple(weight.shape),
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        dilation=dilation,
        groups=groups,
    )
    check_dtypes(input, weight, bias)
    if bias is not None and tuple(bias.shape) != (layer.in_channels,):
        raise ShapeError(
            f"bias has shape {tuple(bias.shape)}", f"({layer.in_channels},)", "one number for each channel that is made"
        )
    return convolve_transposed(layer, input, weight, bias)


def layer_of_transpose(
    input: tuple[int, ...],
    weight: tuple[int, ...],
    *,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> Layer:
    """The convolution, without a bias, whose transpose ``conv_transpose2d`` computes for shapes like these.

    Raises what that does.

    >>> layer_of_transpose((1, 4, 4), (1, 1, 3, 3), stride=2, padding=1, output_padding=1).size
    (8, 8)
    """
    if len(input) != 3 or len(weight) != 4 or input[0] != weight[0]:
        raise ShapeError(
            f"input has shape {input} and weight {weight}",
            "(C, H, W) and (C, out_channels/groups, kernel height, kernel width)",
            "tensors with these axes, and one C for both",
        )
    steps, apart = pair_of("stride", stride, 1), pair_of("dilation", dilation, 1)
    pads, extra = pair_of("padding", padding, 0), pair_of("output_padding", output_padding, 0)
    if any(more >= step for more, step in zip(extra, steps, strict=True)):
        raise SpecError(
            f"output_padding is {extra[0]}x{extra[1]} at stride {steps[0]}x{steps[1]}",
            "less than the stride along both axes",
            "output_padding=0",
        )
    rows, columns = (
        (input[1 + axis] - 1) * steps[axis] + span(weight[2 + axis], apart[axis]) + extra[axis] - 2 * pads[axis]
        for axis in (0, 1)
    )
    return Layer(
        in_channels=weight[1] * groups,
        out_channels=input[0],
        size=(rows, columns),
        kernel=(weight[2], weight[3]),
        stride=steps,
        padding=pads,
        dilation=apart,
        groups=groups,
    )


@dataclass(frozen=True, eq=False)
class TransposedTensors(Tensors):
    """The numbers of a transposed convolution alone, without any convolution before it.

    They are those of the layer whose transpose it is, the other way round: ``output`` is what the transpose reads, of
    ``layer.output_shape``, and ``input`` what it makes of that, of ``layer.input_shape``.
    """

    read: torch.Tensor = field(kw_only=True)

    @cached_property
    def output(self) -> torch.Tensor:
        """What the transpose reads, (out_channels, H', W')."""
        return self.read


def transposed_tensors(layer: Layer, values: Values) -> TransposedTensors:
    """The transpose of a layer of one channel and one filter, with these values, all given but for a bias.

    ``values.input`` is what the transpose reads, of ``layer.output_shape``. Raises ShapeError where they do not fit.

    >>> values = Values(input=[[[1, 10]]], weight=[[[[1, 2], [3, 4]]]])
    >>> transposed_tensors(Layer(1, 1, size=(2, 4), kernel=2, stride=2), values).input
    tensor([[[ 1,  2, 10, 20],
             [ 3,  4, 30, 40]]])
    """
    roles = {role: given for role in ("input", "weight", "bias") if (given := getattr(values, role)) is not None}
    given = {role: torch.tensor(array) for role, array in roles.items()}
    if tuple(given["input"].shape) != layer.output_shape:
        raise ShapeError(f"input has shape {tuple(given['input'].shape)}", f"{layer.output_shape} for this transpose")
    dtype = reduce(torch.promote_types, (tensor.dtype for tensor in given.values()))
    read, weight = given["input"].to(dtype), given["weight"].to(dtype)
    bias = given["bias"].to(dtype) if "bias" in given else None
    made = convolve_transposed(layer, read, weight, bias)
    if not torch.isfinite(made).all():
        what = str(dtype).removeprefix("torch.")
        raise ShapeError(f"the sums of products reach beyond {what}", f"sums of at most {torch.finfo(dtype).max:.2g}")
    return TransposedTensors(layer, made, weight, bias, read=read)


def convolve_transposed(
    layer: Layer, input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    """The transpose of a layer, for tensors already known to fit it.

    ``input`` is of ``layer.output_shape``, ``weight`` of ``layer.weight_shape``, ``bias`` (in_channels,) or None;
    returns ``layer.input_shape``. What a window reads of padding is cut off, and a cell that no window reads is 0.

    >>> convolve_transposed(Layer(1, 1, size=3), torch.full((1, 1, 1), 2), torch.ones(1, 1, 3, 3, dtype=int), None)
    tensor([[[2, 2, 2],
             [2, 2, 2],
             [2, 2, 2]]])
    """
    (top, bottom), (left, right) = layer.padding
    rows, columns = layer.output_size
    read = input.reshape(layer.groups, layer.filters_per_group, rows, columns)
    filters = weight.reshape(layer.groups, layer.filters_per_group, layer.channels_per_group, *layer.kernel)
    height, width = layer.size[0] + top + bottom, layer.size[1] + left + right
    made = input.new_zeros((layer.groups, layer.channels_per_group, height, width))
    for i in range(layer.kernel[0]):
        for j in range(layer.kernel[1]):
            # No two windows read the same cell with the same weight, so none of these additions meets another.
            stamped = torch.einsum("gfyx,gfc->gcyx", read, filters[..., i, j])
            first, down = i * layer.dilation[0], layer.stride[0]
            begin, across = j * layer.dilation[1], layer.stride[1]
            there = (slice(first, first + down * rows, down), slice(begin, begin + across * columns, across))
            made[..., there[0], there[1]][..., :rows, :columns] += stamped
    cut = made.flatten(0, 1)[:, top : top + layer.size[0], left : left + layer.size[1]]
    return cut if bias is None else cut + bias[:, None, None]


def stamps_per_cell(layer: Layer, number: int | None = None) -> torch.Tensor:
    """How many cells a transposed convolution's cell is made of, along one pair of channels: (H, W), int64.

    Of the cells that it reads, the first ``number`` count (None: all). Where it differs from cell to cell away from the
    rim, outputs tend to checkerboard patterns; see Odena et al., "Deconvolution and Checkerboard Artifacts", Distill
    2016.

    >>> stamps_per_cell(Layer(1, 1, size=(1, 7), kernel=(1, 3), stride=2))
    tensor([[1, 1, 2, 1, 2, 1, 1]])
    """
    alone = layer.with_(in_channels=1, out_channels=1, groups=1, bias=False)
    ones = torch.ones(alone.output_shape, dtype=torch.int64)
    if number is not None:
        ones.view(-1)[number:] = 0
    return convolve_transposed(alone, ones, torch.ones(alone.weight_shape, dtype=torch.int64), None)[0]
