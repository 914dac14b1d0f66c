"""Whether tensors fit a layer, said the same way wherever the two meet."""

from __future__ import annotations

import torch

from convanim.errors import Name, Setting, ShapeError, Text, joined
from convanim.spec import Layer
from convanim.spec.sizes import channels_last

DTYPES = (torch.int64, torch.float32, torch.float64)


def check_fit(layer: Layer, input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> None:
    """Raise ShapeError unless the tensors are those of the layer, all of one dtype.

    ``input`` is (C, H, W), ``weight`` (out_channels, in_channels / groups, kernel height,
    kernel width), ``bias`` (out_channels,) or None where the layer has no bias.
    """
    check_input_shape(layer, tuple(input.shape))
    check_weight_shape(layer, tuple(weight.shape))
    check_bias_shape(layer, None if bias is None else tuple(bias.shape))
    check_dtypes(input, weight, bias)


def check_input_shape(layer: Layer, shape: tuple[int, ...]) -> None:
    """Raise ShapeError unless an input of this shape is (C, H, W) of the layer."""
    if shape == layer.input_shape:
        return
    channels, height, width = layer.input_shape
    if len(shape) == 4 and shape[1:] == layer.input_shape:
        hint: Text = "one image of the batch, such as input[0]"
    elif len(shape) == 3:
        turned = "input.transpose(2, 0, 1) where its channels stand last, or " if channels_last(shape) else ""
        size = Setting("size", f"{shape[1]}x{shape[2]}")
        hint = (turned, Setting("in_channels", shape[0]), " and ", size, " in the layer, or an input that fits")
    else:
        hint = "an input with the three axes channel, row, column"
    raise ShapeError(f"input has shape {shape}", f"(C={channels}, H={height}, W={width}) for this layer", hint)


def check_weight_shape(layer: Layer, shape: tuple[int, ...]) -> None:
    """Raise ShapeError unless a weight of this shape is that of the layer's filters."""
    expected = layer.weight_shape
    if shape == expected:
        return
    changes = list[Setting]()
    if len(shape) == 4:
        if shape[0] != expected[0]:
            changes.append(Setting("out_channels", shape[0]))
        if shape[1] != expected[1]:
            changes.append(_for_channels_per_group(layer, shape[1]))
        if shape[2:] != expected[2:]:
            changes.append(Setting("kernel", f"{shape[2]}x{shape[3]}"))
    raise ShapeError(
        f"weight has shape {shape}",
        (
            "(",
            (Name("out_channels"), f"={expected[0]}, "),
            (Name("in_channels"), f"/groups={expected[1]}, "),
            f"kernel height={expected[2]}, kernel width={expected[3]}) for this layer",
        ),
        (*joined(changes, " and "), " in the layer, or a weight that fits")
        if changes
        else "a weight with these four axes",
    )


def _for_channels_per_group(layer: Layer, channels: int) -> Setting:
    groups = layer.in_channels // channels if channels and layer.in_channels % channels == 0 else 0
    if groups and layer.out_channels % groups == 0:
        return Setting("groups", groups)
    return Setting("in_channels", channels * layer.groups)


def check_bias_shape(layer: Layer, shape: tuple[int, ...] | None) -> None:
    """Raise ShapeError unless a bias of this shape (None for no bias) is that of the layer."""
    expected = (layer.out_channels,) if layer.bias else None
    if shape == expected:
        return
    allowed = ("(", Name("out_channels"), f"={layer.out_channels},) for this layer")
    if shape is None:
        raise ShapeError("no bias is given", allowed, (Setting("bias", False), " in the layer"))
    if expected is None:
        raise ShapeError(f"bias has shape {shape}", "no bias for this layer", (Setting("bias", True), " in the layer"))
    hint: Text = "one number per filter"
    if len(shape) == 1:
        hint = (Setting("out_channels", shape[0]), " in the layer, or a bias that fits")
    raise ShapeError(f"bias has shape {shape}", allowed, hint)


def check_dtypes(input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> None:
    """Raise ShapeError unless the tensors share one dtype of int64, float32, float64."""
    named = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})
    dtypes = {tensor.dtype for tensor in named.values()}
    if len(dtypes) == 1 and dtypes <= set(DTYPES):
        return
    given = ", ".join(f"{name} is {str(tensor.dtype).removeprefix('torch.')}" for name, tensor in named.items())
    raise ShapeError(
        given,
        "one of int64, float32, float64, the same for all",
        f"{given.split()[0]}.to(torch.float32)"
        if len(dtypes) == 1
        else "converting all to one of them, such as weight.to(input.dtype)",
    )
