"""What torch's functions mean: which kind of node a call is, what it reads, and the numbers it has learned.

A new one is one function under the names that torch calls it by. Each takes a call's own arguments, and says None
where these ask for what our arithmetic does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from convanim.errors import ConvanimError
from convanim.kernels import layer_of_transpose
from convanim.sources.layouts import Layout, Shape
from convanim.spec import Layer
from convanim.spec.graph import SPREAD

_Pair = tuple[torch.Tensor, torch.Tensor]
_Parts = Callable[[torch.Tensor], _Pair]
"""A scale and a shift a channel, of a number a channel."""
Settled = tuple[str, Mapping[str, Any], Mapping[str, Any]]
"""A node's kind, numbers and settings."""

UNCHANGED = frozenset(
    (
        *("contiguous", "clone", "detach", "to", "float", "double", "type_as", "alias", "requires_grad_"),
        *("dropout", "dropout1d", "dropout2d", "dropout3d", "feature_dropout", "alpha_dropout"),
    )
)
"""Functions that may give back what they read; whether they did is looked at."""
REARRANGING = frozenset(
    (
        *("view", "view_as", "reshape", "reshape_as", "flatten", "unflatten", "squeeze", "unsqueeze", "squeeze_"),
        *("unsqueeze_", "permute", "transpose", "transpose_", "swapaxes", "swapdims", "movedim", "moveaxis", "t"),
        *("T", "mT", "H", "mH", "adjoint", "chunk", "split", "split_with_sizes", "tensor_split", "unbind", "narrow"),
        *("select", "__getitem__", "index_select", "expand", "expand_as", "broadcast_to", "repeat", "tile", "flip"),
        *("roll", "repeat_interleave", "channel_shuffle", "native_channel_shuffle", "pixel_shuffle"),
        *("pixel_unshuffle", "contiguous", "clone", "detach"),
    )
)
"""Functions that move numbers about and change none."""


@dataclass(frozen=True, eq=False)
class Found:
    """What a call is, and the tensors of the run that it ``reads``.

    ``settle`` is told how what is read lies, its shapes (C, H, W), and what shape came out. ``alone`` says what the
    call is where of the tensors that it reads one belongs to the run, and the other is learned or fixed.
    """

    kind: str
    reads: Sequence[Any]
    settle: Callable[[Layout, Sequence[Shape], tuple[int, ...]], Settled | None]
    alone: Callable[[Any, Any], Found] | None = None

    def settled(self, layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        """The node's kind, numbers and settings; None where such a thing cannot be."""
        try:
            return self.settle(layout, shapes, made)
        except ConvanimError:
            return None


Reader = Callable[..., Found | None]
READERS: dict[str, Reader] = {}
"""By the names of torch's functions, and of tensors' methods."""


def reads(*names: str) -> Callable[[Reader], Reader]:
    """Register a reader under the names of functions."""

    def registered(reader: Reader) -> Reader:
        for name in names:
            READERS[name] = reader
        return reader

    return registered


def _numbers(**tensors: Any) -> dict[str, Any]:
    return {name: one.detach().cpu().double().numpy() for name, one in tensors.items() if one is not None}


@reads("conv2d")
def _conv2d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Found:
    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        if layout.name not in ("images", "one image"):
            return None
        return _convolution(shapes[0], weight, bias, stride, padding, dilation, groups)

    return Found("convolution", [input], settle)


@reads("conv1d")
def _conv1d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Found:
    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        if layout.name != "sequence":
            return None
        one, pads = [_single(given) for given in (stride, dilation)], padding
        if not isinstance(padding, str):
            pads = (0, _single(padding))
        return _convolution(shapes[0], weight[:, :, None], bias, (1, one[0]), pads, (1, one[1]), groups)

    return Found("convolution", [input], settle)


@reads("conv_transpose2d")
def _conv_transpose2d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Found:
    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        if layout.name not in ("images", "one image"):
            return None
        taken = {"stride": stride, "padding": padding, "output_padding": output_padding, "dilation": dilation}
        settings = {name: _pair(given) for name, given in taken.items()}
        layer = layer_of_transpose(shapes[0], tuple(weight.shape), groups=groups, **settings)
        return SPREAD, _numbers(weight=weight, bias=bias), {"layer": layer}

    return Found(SPREAD, [input], settle)


def _single(given: Any) -> int:
    return int(given if isinstance(given, int) else given[0])


def _convolution(
    shape: Shape, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Settled:
    layer = Layer(
        in_channels=shape[0],
        out_channels=weight.shape[0],
        size=shape[1:],
        kernel=tuple(weight.shape[2:]),
        stride=_pair(stride),
        padding=padding if isinstance(padding, str) else tuple((one, one) for one in _pair(padding)),
        dilation=_pair(dilation),
        groups=groups,
        bias=bias is not None,
    )
    return "convolution", _numbers(weight=weight, bias=bias), {"layer": layer}


def _pair(given: Any) -> tuple[int, int]:
    one, *others = (given,) if isinstance(given, int) else tuple(given)
    return int(one), int(others[0] if others else one)


@reads("linear")
def _linear(input: Any, weight: Any, bias: Any = None) -> Found:
    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        # It mixes what stands on the last axis.
        if layout.channels_axis != layout.axes - 1:
            return None
        return _convolution(shapes[0], weight[:, :, None, None], bias, 1, 0, 1, 1)

    return Found("convolution", [input], settle)


@reads("batch_norm")
def _batch_norm(
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Found | None:
    if training or running_mean is None or running_var is None:
        return None
    mean, variance = running_mean.double(), running_var.double()
    one = torch.ones_like(mean) if weight is None else weight.double()
    offset = torch.zeros_like(mean) if bias is None else bias.double()
    scale = one / torch.sqrt(variance + eps)
    shift, size = offset - scale * mean, offset.abs() + (scale * mean).abs()

    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        if layout.channels_axis != 1:
            return None
        return "scaling", _numbers(scale=scale, shift=shift, size=size), {}

    return Found("scaling", [input], settle)


@reads("layer_norm")
def _layer_norm(
    input: Any, normalized_shape: Sequence[int], weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Found:
    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        channels = shapes[0][0]
        if layout.channels_axis != layout.axes - 1 or tuple(normalized_shape) != (channels,):
            return None
        one = torch.ones(channels) if weight is None else weight
        none = torch.zeros(channels) if bias is None else bias
        return "layer_norm", _numbers(weight=one, bias=none), {"epsilon": eps}

    return Found("layer_norm", [input], settle)


def _activation(name: str, **usual: float) -> Reader:
    """A function of single numbers; of its other arguments, those in ``usual`` are its own parameters."""

    def reader(input: Any, *more: Any, **named: Any) -> Found | None:
        known = dict(zip(usual, more, strict=False)) | {key: named[key] for key in usual if key in named}
        parameters = {_PARAMETERS[key]: float(value) for key, value in {**usual, **known}.items()}
        if named.get("approximate", "none") != "none":
            return None
        settings: dict[str, Any] = {"function": name} | ({"more": parameters} if parameters else {})
        return Found("activation", [input], lambda *_: ("activation", {}, settings))

    return reader


_PARAMETERS = {"negative_slope": "slope", "alpha": "alpha"}

for _name in ("relu", "relu6", "silu", "gelu", "hardswish", "sigmoid", "hardsigmoid", "tanh"):
    reads(_name, f"{_name}_")(_activation(_name))
reads("leaky_relu", "leaky_relu_")(_activation("leaky_relu", negative_slope=0.01))
reads("elu", "elu_")(_activation("elu", alpha=1.0))


@reads("hardtanh", "hardtanh_")
def _hardtanh(input: Any, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Found | None:
    if (min_val, max_val) != (0.0, 6.0):
        return None
    return Found("activation", [input], lambda *_: ("activation", {}, {"function": "relu6"}))


@reads("clamp", "clamp_", "clip")
def _clamp(input: Any, min: Any = None, max: Any = None) -> Found | None:
    name = {(0, None): "relu", (0, 6): "relu6"}.get((min, max)) if not isinstance(min, torch.Tensor) else None
    return None if name is None else Found("activation", [input], lambda *_: ("activation", {}, {"function": name}))


def _pooled(
    kind: str, shape: Shape, kernel: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1
) -> Settled | None:
    channels, rows, columns = shape
    layer = Layer(
        in_channels=channels,
        out_channels=channels,
        size=(rows, columns),
        kernel=_pair(kernel),
        stride=_pair(kernel if stride in (None, []) else stride),
        padding=tuple((one, one) for one in _pair(padding)),
        dilation=_pair(dilation),
        groups=channels,
    )
    return kind, {}, {"layer": layer}


@reads("avg_pool2d")
def _avg_pool2d(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Any = None,
) -> Found | None:
    if ceil_mode or divisor_override is not None or (any(_pair(padding)) and not count_include_pad):
        return None
    return Found("average", [input], lambda _, shapes, __: _pooled("average", shapes[0], kernel_size, stride, padding))


@reads("max_pool2d", "_max_pool2d")
def _max_pool2d(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Found | None:
    if ceil_mode or return_indices:
        return None
    return Found(
        "maximum", [input], lambda _, shapes, __: _pooled("maximum", shapes[0], kernel_size, stride, padding, dilation)
    )


@reads("adaptive_avg_pool2d")
def _adaptive_avg_pool2d(input: Any, output_size: Any) -> Found:
    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        size, wanted = shapes[0][1:], tuple(made[-2:])
        if any(cells % parts for cells, parts in zip(size, wanted, strict=True)):
            return None
        kernel = tuple(cells // parts for cells, parts in zip(size, wanted, strict=True))
        return _pooled("average", shapes[0], kernel)

    return Found("average", [input], settle)


@reads("mean")
def _mean(input: Any, dim: Any = None, keepdim: bool = False, **more: Any) -> Found | None:
    dims = tuple(dim) if isinstance(dim, list | tuple) else (dim,)
    if None in dims or sorted(one % input.ndim for one in dims) != [*range(2, input.ndim)]:
        return None
    return Found("average", [input], lambda _, shapes, __: _pooled("average", shapes[0], shapes[0][1:]))


def _constant(given: Any, layout: Layout, shape: Shape, made: tuple[int, ...]) -> torch.Tensor | None:
    """A number a channel, out of a number or of a tensor that is spread over all that is made; None where it is more.

    The numbers are float64.
    """
    if not isinstance(given, torch.Tensor):
        return torch.full((shape[0],), float(given), dtype=torch.float64)
    spread = layout.unpack(given.detach().cpu().double().broadcast_to(made), shape[1:])
    first = spread[:, :1, :1]
    return first.flatten() if bool((spread == first).all()) else None


def _scaling(input: Any, other: Any, of: _Parts) -> Found:
    """A number a channel, added to or multiplied with what is read."""

    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        numbers = _constant(other, layout, shapes[0], made)
        if numbers is None:
            return None
        scale, shift = of(numbers)
        return "scaling", _numbers(scale=scale, shift=shift, size=shift.abs()), {}

    return Found("scaling", [input], settle)


def _of_two(kind: str, of: _Parts, swapped: _Parts | None = None) -> Reader:
    """Two tensors of the run, or one of them and a constant, of which ``of`` makes a scale and a shift.

    ``swapped`` does so where the constant comes first; without it the order makes no difference.
    """

    def reader(input: Any, other: Any, alpha: Any = 1, out: Any = None, **more: Any) -> Found | None:
        if alpha != 1 or out is not None or any(one is not None for one in more.values()):
            return None

        def alone(read: Any, constant: Any) -> Found:
            return _scaling(read, constant, of if read is input or swapped is None else swapped)

        return Found(kind, [input, other], lambda *_: (kind, {}, {}) if kind else None, alone)

    return reader


def _added(numbers: torch.Tensor) -> _Pair:
    return torch.ones_like(numbers), numbers


def _taken(numbers: torch.Tensor) -> _Pair:
    return torch.ones_like(numbers), -numbers


def _multiplied(numbers: torch.Tensor) -> _Pair:
    return numbers, torch.zeros_like(numbers)


def _divided(numbers: torch.Tensor) -> _Pair:
    return 1 / numbers, torch.zeros_like(numbers)


def _taken_from(numbers: torch.Tensor) -> _Pair:
    return -torch.ones_like(numbers), numbers


reads("add", "add_", "__add__", "__radd__", "__iadd__")(_of_two("add", _added))
reads("mul", "mul_", "multiply", "__mul__", "__rmul__", "__imul__")(_of_two("multiply", _multiplied))
reads("sub", "sub_", "subtract", "__sub__", "__isub__")(_of_two("", _taken, _taken_from))
reads("div", "div_", "divide", "true_divide", "__truediv__", "__itruediv__")(_of_two("", _divided))


@reads("cat", "concat", "concatenate")
def _cat(tensors: Sequence[Any], dim: int = 0) -> Found | None:
    def settle(layout: Layout, shapes: Sequence[Shape], made: tuple[int, ...]) -> Settled | None:
        return ("concatenate", {}, {}) if dim % layout.axes == layout.channels_axis else None

    return Found("concatenate", tensors, settle)
