"""torch's own modules: their weights, and what they read and make in a real pass of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd
from torch.nn.modules.lazy import LazyModuleMixin

from convanim.errors import SpecError, UnknownNameError
from convanim.kernels import Comparison, Tensors, compare_outputs, make_tensors, separable_tensors
from convanim.lessons import default_layer, telling
from convanim.own.found import Own
from convanim.own.inputs import Image, take_input
from convanim.own.pictures import Picture
from convanim.own.runs import Call, calls_of, like
from convanim.spec import Layer, ModuleRun, Values

MOST_NAMES = 12
"""Layers that a message lists."""
TF32 = 2.0**-10
"""The spacing of numbers in which accelerators may multiply float32."""


def from_module(
    lesson: str, module: Any, input: Any = None, *, name: str | None = None, index: int | None = None
) -> Own:
    """The layer, weights and input of a module in a real pass, checked against its own output.

    ``module`` is an ``nn.Conv2d``, for ``separable`` one that runs a depthwise and a pointwise one in a row, or
    a whole model in which ``name`` finds such a module, as in ``features.3.conv.0``. ``input`` is what the
    module or model reads, as ``take_input`` takes it with ``index``, or has taken it; None draws one for a lone
    convolution. ``lesson`` is the one that is to tell the layer, empty for any.

    Raises SpecError and its kin where the module is no such layer, does other arithmetic than a convolution
    with zeros around its input, or cannot be told by the lesson.

    >>> own = from_module("depthwise", nn.Conv2d(4, 4, 3, groups=4, bias=False), torch.ones(4, 5, 7))
    >>> own.layer.output_shape, own.values.weight.shape
    ((4, 3, 5), (4, 1, 3, 3))
    """
    if not isinstance(module, nn.Module):
        raise SpecError(f"module is {type(module).__name__}", "a torch.nn.Module")
    # A compiled model runs the same modules, but calls no hooks.
    model: nn.Module = getattr(module, "_orig_mod", module)
    target = model if name is None else _named(model, name, lesson)
    convolutions = _convolutions(model, target, lesson, name)
    if input is None:
        input = _drawn_input(model, lesson)
    taken = input if isinstance(input, Image | Picture) else take_input(input, index)
    array = taken.array if isinstance(taken, Image) else taken.as_input(channels_read(model))
    image = like(torch.tensor(array), model)[None]
    if image.device.type == "meta" or any(c.weight.device.type == "meta" for c in convolutions):
        raise SpecError("the module is on the meta device, which holds no numbers", "a module with its weights")
    try:
        calls = calls_of(model, image, [*convolutions, *([] if target in convolutions else [target])])
    except SpecError:
        # A model may well read its channels last.
        taken.as_input(channels_read(model))
        raise
    for convolution in convolutions:
        times = sum(call.module is convolution for call in calls)
        if times != 1:
            raise SpecError(
                f"{_call_of(convolution)} runs {times} times in one pass of {type(model).__name__}",
                "a layer that runs once",
                "the layer itself as module, and what it reads as input",
            )
    return _joined(calls, target) if lesson == "separable" else _alone(calls[0], lesson)


def channels_read(model: nn.Module) -> int:
    """Channels of the images that a model reads: those of its first convolution, or 3.

    >>> channels_read(nn.Sequential(nn.Conv2d(1, 8, 3), nn.Conv2d(8, 8, 3)))
    1
    """
    first = next((module for module in model.modules() if isinstance(module, nn.Conv2d)), None)
    return 3 if first is None else first.in_channels


def _alone(call: Call, lesson: str) -> Own:
    layer, values = _layer_of(call), _values_of(call)
    _check_told(layer, lesson)
    same = _check_same([make_tensors(layer, values)], call)
    return Own(layer, replace(values, module=_run_of(call, same)))


def _joined(calls: Sequence[Call], target: nn.Module) -> Own:
    """A depthwise layer and the pointwise one that reads what it makes."""
    first, second, whole = calls
    between = [type(m).__name__ for m in target.modules() if not [*m.children()] and m not in (c.module for c in calls)]
    if not torch.equal(first.output, second.input) or not torch.equal(second.output, whole.output):
        raise SpecError(
            f"{type(target).__name__} does more than a depthwise and a pointwise convolution in a row"
            + (f": {', '.join(dict.fromkeys(between))}" if between else ""),
            "the two and nothing between or behind them that changes a number",
            "torch.nn.utils.fuse_conv_bn_eval for batch norms, or one of the two by itself",
        )
    depthwise, pointwise = _layer_of(first), _layer_of(second)
    if depthwise.out_channels != depthwise.in_channels:
        raise SpecError(
            f"the depthwise half makes {depthwise.out_channels} channels of {depthwise.in_channels}",
            "one filter a channel in 'separable'",
            "the lesson depthwise for this half",
        )
    for half, lesson in ((depthwise, "depthwise"), (pointwise, "pointwise")):
        _check_told(half, lesson)
    biased = depthwise.bias or pointwise.bias
    layer = depthwise.with_(out_channels=pointwise.out_channels, groups=1, bias=biased)
    values, mixing = _values_of(first, biased), _values_of(second, biased)
    same = _check_same(separable_tensors(layer, values, mixing), second)
    return Own(layer, replace(values, module=_run_of(second, same)), mixing)


def _values_of(call: Call, biased: bool = False) -> Values:
    """The numbers of a call; a bias that another layer makes necessary is zero."""
    assert call.weight is not None  # every convolution has one
    bias = call.bias
    if bias is None and biased:
        bias = torch.zeros_like(call.weight[:, 0, 0, 0])
    return Values(input=call.input[0], weight=call.weight, bias=bias)


def _run_of(call: Call, same: Comparison) -> ModuleRun:
    assert call.weight is not None
    weights, output = (str(tensor.dtype).removeprefix("torch.") for tensor in (call.weight, call.output))
    return ModuleRun(weights, output, same.largest_difference)


def _layer_of(call: Call) -> Layer:
    module, weight = call.module, call.weight
    assert isinstance(module, nn.Conv2d)
    assert weight is not None
    padding: Any = module.padding
    layer = Layer(
        in_channels=call.input.shape[1],
        out_channels=weight.shape[0],
        size=tuple(call.input.shape[2:]),
        kernel=tuple(weight.shape[2:]),
        stride=module.stride,
        padding=padding,
        dilation=module.dilation,
        groups=module.groups,
        bias=call.bias is not None,
    )
    if module.padding_mode != "zeros" and any(map(sum, layer.padding)):
        raise SpecError(
            f"{_call_of(module)} does not pad with zeros",
            "padding_mode='zeros'",
            "the input padded beforehand and a layer without padding",
        )
    return layer


def _check_told(layer: Layer, lesson: str) -> None:
    """Raise SpecError unless the lesson can tell this layer."""
    if not lesson or lesson in telling(layer):
        return
    can = [name for name in telling(layer) if name != "separable"]
    raise SpecError(
        f"the layer is no subject of {lesson}: {layer.tag}",
        _SUBJECTS.get(lesson, "another layer"),
        f"the lesson {can[0]}" if can else "a scene of your own, which can show any layer",
    )


_SUBJECTS = {
    "split": "two or more groups",
    "aggregate": "two or more groups",
    "depthwise": "as many groups as channels",
    "pointwise": "a 1x1 kernel at stride 1, without padding and groups",
}


def _check_same(stages: Sequence[Tensors], call: Call) -> Comparison:
    """How our output compares with the module's own; raises SpecError beyond what its dtype can tell apart."""
    theirs = call.output[0]
    ours = stages[-1].output
    if theirs.shape != ours.shape:
        raise SpecError(
            f"{_call_of(call.module)} makes an output of shape {tuple(theirs.shape)}, a plain convolution would make "
            f"{tuple(ours.shape)}",
            "torch.nn.Conv2d's own arithmetic",
        )
    epsilon = torch.finfo(theirs.dtype).eps if theirs.is_floating_point() else 0.0
    if theirs.is_floating_point() and theirs.device.type != "cpu":
        epsilon = max(epsilon, TF32)
    result = compare_outputs(stages, theirs.cpu(), epsilon)
    if not result.equal:
        raise SpecError(
            f"the output of {_call_of(call.module)} differs from a plain convolution's by up to "
            f"{result.largest_difference:.3g}",
            "torch.nn.Conv2d's own arithmetic",
            "a plain nn.Conv2d with the weights that it uses",
        )
    return result


def _named(model: nn.Module, name: str, lesson: str) -> nn.Module:
    try:
        return model.get_submodule(name)
    except AttributeError:
        known = _candidates(model, lesson)
        close = get_close_matches(name, known, n=1, cutoff=0.4)
        raise UnknownNameError(
            f"{type(model).__name__} has no layer {name!r}", _listed(known), *(f"layer={one!r}" for one in close)
        ) from None


def _convolutions(model: nn.Module, target: nn.Module, lesson: str, name: str | None) -> list[nn.Conv2d]:
    """The convolutions of a module that are shown: two for ``separable``, else the module itself."""
    inside = [module for module in target.modules() if isinstance(module, nn.Conv2d)]
    for module in inside:
        if isinstance(module, LazyModuleMixin) and module.has_uninitialized_params():
            raise SpecError(
                f"{type(module).__name__} has no weights before its first input", "a module that has run once"
            )
    if lesson == "separable":
        if len(inside) == 2:
            return inside
        what, allowed = f"{type(target).__name__} holds {_counted(len(inside))}", "a depthwise and a pointwise one"
    elif isinstance(target, nn.Conv2d):
        return [target]
    else:
        what, allowed = _no_convolution(target, len(inside)), "a torch.nn.Conv2d"
    known = _candidates(model, lesson)
    known = [one for one in known if one.startswith(f"{name}.")] or known if name else known
    raise SpecError(what, allowed, f"layer= one of {_listed(known)}" if known and known != [""] else "")


def _no_convolution(module: nn.Module, inside: int) -> str:
    kind = type(module).__name__
    if isinstance(module, _ConvTransposeNd):
        return f"{kind} is a transposed convolution, which spreads each cell instead of gathering a window"
    if isinstance(module, _ConvNd):
        return f"{kind} does not slide over the two axes of an image"
    if inside:
        return f"{kind} is no convolution itself, but holds {_counted(inside)}"
    return f"{kind} is no convolution"


def _counted(count: int) -> str:
    return f"{count or 'no'} convolution{'s' * (count != 1)}"


def _candidates(model: nn.Module, lesson: str) -> list[str]:
    """Names of a model's modules that a lesson could show."""
    if lesson == "separable":
        return [
            name
            for name, module in model.named_modules()
            if sum(isinstance(one, nn.Conv2d) for one in module.modules()) == 2
        ]
    return [
        name
        for name, module in model.named_modules()
        if isinstance(module, nn.Conv2d) and (lesson != "depthwise" or module.groups == module.in_channels)
    ]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return (", ".join(names[:MOST_NAMES]) or "none there") + more


def _call_of(module: nn.Module) -> str:
    """A module as it is written, on one line."""
    return " ".join(str(module).split())[:120]


def _drawn_input(model: nn.Module, lesson: str) -> Any:
    if not isinstance(model, nn.Conv2d):
        raise SpecError(
            f"no input for {type(model).__name__}", "what the model reads, (C, H, W)", "input=torch.rand(3, 32, 32)"
        )
    size = default_layer(lesson).size if lesson else Layer().size
    return make_tensors(Layer(model.in_channels, 1, size, kernel=1)).input
