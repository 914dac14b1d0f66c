"""torch's own modules: their weights, and what they read and make in a real pass of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd
from torch.nn.modules.lazy import LazyModuleMixin

from convanim.errors import Setting, SpecError
from convanim.kernels import Comparison, Tensors, chain_tensors, compare_outputs, make_tensors
from convanim.lessons import Chain, Lesson, lesson_of, lessons_for
from convanim.sources.compiled import plain, uncompiled
from convanim.sources.convolved import Convolved, holds, zero_pads
from convanim.sources.found import Own
from convanim.sources.inputs import Image, take_input
from convanim.sources.named import listed, named, watchable
from convanim.sources.pictures import Photo
from convanim.sources.runs import Call, calls_of, like
from convanim.sources.spreading import spread_by
from convanim.spec import Layer, ModuleRun, Values

TF32 = 2.0**-10
"""The spacing of numbers in which accelerators may multiply float32."""


def from_module(
    lesson: str,
    module: Any,
    input: Any = None,
    *,
    name: str | None = None,
    index: int | None = None,
    fold: bool = False,
    channels: Sequence[int] = (),
    topics: Mapping[str, Any] = MappingProxyType({}),
) -> Own:
    """The layer, weights and input of a module in a real pass, checked against its own output.

    ``module`` is an ``nn.Conv2d``, for a lesson of two in a row one that runs a depthwise and a pointwise one, or
    a whole model in which ``name`` finds such a module, as in ``features.3.conv.0``. ``input`` is what the
    module or model reads, as ``take_input`` takes it with ``index``, or has taken it; None draws one for a lone
    convolution. ``lesson`` names the one that is to show the layer, empty for any; ``topics`` stand beside the layer in
    lessons that take them so.

    Between a depthwise and a pointwise layer there may be norms and activations, and more before and behind them; with
    ``fold`` norms between are folded into the depthwise weights.

    The lesson that shows transposed convolutions takes an ``nn.ConvTranspose2d``, too, and shows what one channel that
    it reads adds to one that it makes: that of ``channels``, or the one that adds most.

    A module that computes its weights, or puts zeros around its input itself, is shown with these; a compiled model
    runs uncompiled.

    Raises SpecError and its kin where the module is no such layer, does other arithmetic than a convolution
    with zeros around its input, or is no subject of the lesson.

    >>> own = from_module("depthwise", nn.Conv2d(4, 4, 3, groups=4, bias=False), torch.ones(4, 5, 7))
    >>> own.layer.output_shape, own.values.weight.shape
    ((4, 3, 5), (4, 1, 3, 3))
    """
    if not isinstance(module, nn.Module):
        raise SpecError((Setting("module"), f" is {type(module).__name__}"), "a torch.nn.Module")
    model, asked = uncompiled(module), lesson_of(lesson).about(topics)
    asked.check_weights()
    target = watchable(model) if name is None else named(model, name, _candidates(model, asked))
    if fold and not (asked.chain and asked.chain.bends):
        raise SpecError((Setting("fold"), f" in {lesson or 'a scene of no lesson'}"), "the lesson separable")
    if asked.chain is None or not asked.chain.bends:
        return _watched(model, target, asked, input, name, index, channels)
    try:
        own = _watched(model, target, asked, input, name, index)
    except SpecError:
        between = _with_all_between(model, target, asked.chain, input, name, index, fold)
        if between is None:
            raise
        return between
    if fold:
        raise SpecError("nothing stands between both layers, so there is no norm to fold", "a norm between both")
    return own


def _with_all_between(
    model: nn.Module, target: nn.Module, chain: Chain, input: Any, name: str | None, index: int | None, fold: bool
) -> Own | None:
    """Two layers in a row with what stands between and around them; None where that is not what a module does."""
    from convanim.sources.separated import pair_in

    if input is None or any(one.is_meta for one in model.parameters()):
        return None
    _, image, single = read_by(model, input, index)
    return pair_in(model, target, name or "", image, chain, single=single, fold=fold)


def _watched(
    model: nn.Module,
    target: nn.Module,
    asked: Lesson,
    input: Any,
    name: str | None,
    index: int | None,
    channels: Sequence[int] = (),
) -> Own:
    """The lone convolutions that a lesson shows, as they run in a model, with nothing between them."""
    convolutions = _convolutions(model, target, asked, name)
    if input is None:
        input = _drawn_input(model, asked)
    taken, image, single = read_by(model, input, index)
    if image.device.type == "meta" or any(c.weight.device.type == "meta" for c in convolutions):
        raise SpecError("the module is on the meta device, which holds no numbers", "a module with its weights")
    try:
        calls = calls_of(model, image, [*convolutions, *([] if target in convolutions else [target])], single=single)
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
    if asked.chain is not None:
        return _joined(calls, target, asked.chain)
    call = calls[0]
    if isinstance(call.module, nn.ConvTranspose2d):
        return spread_by(call, asked, _call_of(call.module), _spacing_in(call.output), channels)
    return _alone(call, asked)


def read_by(model: nn.Module, input: Any, index: int | None) -> tuple[Image | Photo, torch.Tensor, bool]:
    """What a model is given, the batch of one that it reads then, and whether no batch was given."""
    taken = input if isinstance(input, Image | Photo) else take_input(input, index)
    array = taken.array if isinstance(taken, Image) else taken.as_input(channels_read(model))
    return taken, like(torch.tensor(array), model)[None], not isinstance(taken, Image) or len(taken.given) == 3


def channels_read(model: nn.Module) -> int:
    """Channels of the images that a model reads: those of its first convolution, or 3.

    >>> channels_read(nn.Sequential(nn.Conv2d(1, 8, 3), nn.Conv2d(8, 8, 3)))
    1
    """
    first = next((module for module in model.modules() if isinstance(module, nn.Conv2d | nn.ConvTranspose2d)), None)
    return 3 if first is None else first.in_channels


def _alone(call: Call, lesson: Lesson) -> Own:
    layer, values = _layer_of(call), _values_of(call)
    _check_subject(layer, lesson)
    same = _check_same([make_tensors(layer, values)], call)
    return Own(layer, replace(values, module=_run_of(call, same)))


def _joined(calls: Sequence[Call], target: nn.Module, chain: Chain) -> Own:
    """A layer and the one that reads what it makes, as the layer that both stand in for."""
    first, second, whole = calls
    between = [type(m).__name__ for m in target.modules() if not [*m.children()] and m not in (c.module for c in calls)]
    if not torch.equal(first.output, second.input) or not torch.equal(second.output, whole.output):
        raise SpecError(
            f"{type(target).__name__} does more than {_in_a_row(chain)} convolution in a row"
            + (f": {', '.join(dict.fromkeys(between))}" if between else ""),
            "the two and nothing between or behind them that changes a number",
            "the scene block, which shows all that it does, or one of the two by itself",
        )
    halves = _layer_of(first), _layer_of(second)
    for name, half in zip(chain.names, halves, strict=True):
        _check_subject(half, lesson_of(name))
    layer = chain.join(*halves)
    values, mixing = _values_of(first, layer.bias), _values_of(second, layer.bias)
    same = _check_same(chain_tensors(chain.divide(layer), values, mixing), second)
    return Own(layer, replace(values, module=_run_of(second, same)), mixing)


def _values_of(call: Call, biased: bool = False) -> Values:
    """The numbers of a call; a bias that another layer makes necessary is zero."""
    done = _convolved(call)
    bias = done.bias
    if bias is None and biased:
        bias = torch.zeros_like(done.weight[:, 0, 0, 0])
    return Values(input=call.input[0], weight=done.weight, bias=bias)


def _convolved(call: Call) -> Convolved:
    """What a call handed to torch; where it asked for no convolution or several, what its module says it does."""
    module = call.module
    assert isinstance(module, nn.Conv2d)
    settings = (module.stride, module.padding, module.dilation, module.groups)
    return call.convolved or Convolved.of(call.input, module.weight, module.bias, *settings)


def _run_of(call: Call, same: Comparison) -> ModuleRun:
    weights, output = (str(tensor.dtype).removeprefix("torch.") for tensor in (_convolved(call).weight, call.output))
    return ModuleRun(weights, output, same.largest_difference)


def _layer_of(call: Call) -> Layer:
    done = _convolved(call)
    convolved = Layer(
        in_channels=done.input.shape[1],
        out_channels=done.weight.shape[0],
        size=tuple(done.input.shape[2:]),
        kernel=tuple(done.weight.shape[2:]),
        stride=done.stride,
        padding=done.padding,
        dilation=done.dilation,
        groups=done.groups,
        bias=done.bias is not None,
    )
    # What a module puts around its input itself is padding, too.
    before = zero_pads(call.input, done.input)
    if before is None and holds(call.input, done.input):
        raise SpecError(
            f"{_call_of(call.module)} does not pad with zeros",
            "padding_mode='zeros'",
            "the input padded beforehand and a layer without padding",
        )
    if before is None:
        raise SpecError(
            f"{_call_of(call.module)} changes its input before it convolves",
            "torch.nn.Conv2d's own arithmetic, or zeros around the input",
            "the input as it is then, and a plain nn.Conv2d with the weights that it uses",
        )
    (top, bottom), (left, right) = (
        (first + one[0], second + one[1]) for (first, second), one in zip(before, convolved.padding, strict=True)
    )
    return convolved.with_(size=tuple(call.input.shape[2:]), padding=((top, bottom), (left, right)))


def _check_subject(layer: Layer, lesson: Lesson) -> None:
    """Raise SpecError unless the lesson can show this layer, which one convolution makes."""
    if lesson.can_show(layer):
        return
    # The lesson whose subject fixes the most says the most about it.
    found = (one for one in lessons_for(layer) if one.chain is None and not one.draws_weights)
    others = sorted(found, key=lambda one: -len(one.fixed))
    raise SpecError(
        f"the layer is no subject of {lesson.name}: {layer.tag}",
        lesson.subject,
        f"the lesson {others[0].name}" if others else "a scene of your own, which can show any layer",
    )


def _in_a_row(chain: Chain) -> str:
    return "a {} and a {}".format(*chain.names)


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
    result = compare_outputs(stages, theirs.cpu(), _spacing_in(theirs))
    if not result.equal:
        raise SpecError(
            f"the output of {_call_of(call.module)} differs from a plain convolution's by up to "
            f"{result.largest_difference:.3g}",
            "torch.nn.Conv2d's own arithmetic",
            "the model before it was prepared for quantisation"
            if hasattr(call.module, "weight_fake_quant")
            else "a plain nn.Conv2d with the weights that it uses",
        )
    return result


def _spacing_in(output: torch.Tensor) -> float:
    """The spacing of numbers near 1 in which a module has computed; 0 for whole ones."""
    if not output.is_floating_point():
        return 0.0
    spacing = torch.finfo(output.dtype).eps
    return spacing if output.device.type == "cpu" else max(spacing, TF32)


Shown = nn.Conv2d | nn.ConvTranspose2d
"""What a lesson of a single layer may show."""


def _convolutions(model: nn.Module, target: nn.Module, lesson: Lesson, name: str | None) -> list[Shown]:
    """The convolutions of a module that are shown: two in a row, or the module itself."""
    kinds = (nn.Conv2d, nn.ConvTranspose2d) if lesson.transposes else (nn.Conv2d,)
    inside: list[Shown] = [module for module in target.modules() if isinstance(module, kinds)]
    for module in inside:
        if isinstance(module, LazyModuleMixin) and module.has_uninitialized_params():
            raise SpecError(
                f"{type(module).__name__} has no weights before its first input", "a module that has run once"
            )
    if lesson.chain is not None:
        if len(inside) == 2:
            return inside
        what, allowed = f"{type(target).__name__} holds {_counted(len(inside))}", f"{_in_a_row(lesson.chain)} one"
    elif isinstance(target, kinds):
        return [target]
    elif _is_quantised(target):
        raise SpecError(
            f"{type(target).__name__} is quantised: it multiplies whole numbers and scales the sums",
            "a torch.nn.Conv2d",
            "the model before it was converted, or weight=layer.weight().dequantize() and its input as arrays",
        )
    else:
        what = _no_convolution(target, len(inside))
        allowed = "a torch.nn.Conv2d" + " or ConvTranspose2d" * lesson.transposes
    known = _candidates(model, lesson)
    known = [one for one in known if one.startswith(f"{name}.")] or known if name else known
    named = Setting("layer", known[0]) if len(known) == 1 else (Setting("layer"), f" one of {listed(known)}")
    raise SpecError(what, allowed, named if any(known) else _instead(target))


def _no_convolution(module: nn.Module, inside: int) -> str:
    kind = type(module).__name__
    if isinstance(module, _ConvTransposeNd):
        return f"{kind} is a transposed convolution, which spreads each cell instead of gathering a window"
    if isinstance(module, _ConvNd):
        return f"{kind} does not slide over the two axes of an image"
    if inside:
        return f"{kind} is no convolution itself, but holds {_counted(inside)}"
    return f"{kind} is no convolution"


def _instead(module: nn.Module) -> str:
    """What shows a module's weights, where the module itself cannot be shown."""
    if not isinstance(module, nn.ConvTranspose2d):
        return ""
    return "the lesson transposed, which shows it on what it reads"


def _is_quantised(module: nn.Module) -> bool:
    # What converting makes has a method where others have a tensor.
    return callable(getattr(module, "weight", None)) and "quantized" in type(module).__module__


def _counted(count: int) -> str:
    return f"{count or 'no'} convolution{'s' * (count != 1)}"


def _candidates(model: nn.Module, lesson: Lesson) -> list[str]:
    """Names of a model's modules that a lesson could show."""
    named = {plain(name): uncompiled(module) for name, module in model.named_modules()}
    if lesson.chain is not None:
        return [
            name for name, module in named.items() if sum(isinstance(one, nn.Conv2d) for one in module.modules()) == 2
        ]
    return [
        name
        for name, module in named.items()
        if (isinstance(module, nn.Conv2d) and _may_show(lesson, module))
        or (lesson.transposes and isinstance(module, nn.ConvTranspose2d) and module.kernel_size != (1, 1))
    ]


def _may_show(lesson: Lesson, module: nn.Conv2d) -> bool:
    """Whether a lesson can show what a module computes, on an input that is large enough."""
    kernel = module.kernel_size
    size = tuple(taps * cells for taps, cells in zip(kernel, module.dilation, strict=True))
    names = ("in_channels", "out_channels", "stride", "padding", "dilation", "groups")
    options: dict[str, Any] = {name: getattr(module, name) for name in names}
    try:
        return lesson.can_show(Layer(size=size, kernel=kernel, **options))
    except SpecError:  # a lazy one, which knows nothing of itself yet
        return False


def _call_of(module: nn.Module) -> str:
    """A module as it is written, on one line."""
    return " ".join(str(module).split())[:120]


def _drawn_input(model: nn.Module, lesson: Lesson) -> Any:
    if not isinstance(model, nn.Conv2d | nn.ConvTranspose2d):
        raise SpecError(
            f"no input for {type(model).__name__}",
            "what the model reads, (C, H, W)",
            "input=torch.rand(3, 32, 32)",
            field="input",
        )
    size = lesson.layer.size if isinstance(model, nn.Conv2d) else lesson.layer.output_size
    return make_tensors(Layer(model.in_channels, 1, size, kernel=1)).input
