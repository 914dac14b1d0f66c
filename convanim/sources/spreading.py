"""Transposed convolutions of one's own models: what one channel that a module reads adds to one that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from convanim.errors import Name, Setting, SpecError
from convanim.kernels import convolve_transposed, layer_of_transpose
from convanim.kernels.compare import Comparison, compared, rounding_back
from convanim.lessons import Lesson
from convanim.sources.convolved import Spread
from convanim.sources.found import Own
from convanim.sources.runs import Call
from convanim.spec import Layer, ModuleRun, Values
from convanim.spec.upward import Upward


def spread_by(call: Call, lesson: Lesson, called: str, epsilon: float, channels: Sequence[int] = ()) -> Own:
    """The part of a module's call that a film shows, the whole call checked against the module's own output.

    What is read is the one of ``channels``, or else the channel that adds most to the first one that is made; what is
    made is the first channel that it adds to. ``called`` is what errors call the module, and ``epsilon`` the spacing of
    numbers near 1 in its arithmetic. The layer is the convolution whose transpose the part is, and ``values`` hold what
    the transpose reads as their input.

    Raises SpecError where the module does other arithmetic than a transposed convolution, or what it does is no subject
    of the lesson.
    """
    done = call.spread
    if done is None:
        raise SpecError(f"{called} asks torch for no transposed convolution, or for several", "one in each call")
    if done.input.shape != call.input.shape or not torch.equal(done.input, call.input):
        raise SpecError(
            f"{called} changes its input before it convolves",
            "torch.nn.ConvTranspose2d's own arithmetic",
            "the input as it is then, and a plain nn.ConvTranspose2d with the weights that it uses",
        )
    whole = layer_of_transpose(
        tuple(done.input.shape[1:]),
        tuple(done.weight.shape),
        stride=done.stride,
        padding=done.padding,
        output_padding=done.output_padding,
        dilation=done.dilation,
        groups=done.groups,
    )
    same = _check_same(done, call, whole, called, epsilon)
    shown = _shown(done, whole, channels)
    alone = whole.with_(in_channels=1, out_channels=1, groups=1, bias=shown.is_all and done.bias is not None)
    _check_subject(alone, lesson, called)
    read, made = shown.in_channel, shown.out_channel
    place = made % whole.channels_per_group
    weights, output = (str(tensor.dtype).removeprefix("torch.") for tensor in (done.weight, call.output))
    values = Values(
        input=done.input[0, read : read + 1],
        weight=done.weight[read : read + 1, place : place + 1],
        bias=done.bias[made : made + 1] if alone.bias and done.bias is not None else None,
        module=ModuleRun(weights, output, same.largest_difference),
    )
    if not shown.is_all:
        first = read // shown.summed * shown.summed
        every = slice(first, first + shown.summed)
        bias = None if done.bias is None else done.bias[made : made + 1]
        shown = replace(shown, read=done.input[0, every], weight=done.weight[every, place : place + 1], bias=bias)
    return Own(alone, values, upward=shown)


def _shown(done: Spread, whole: Layer, channels: Sequence[int]) -> Upward:
    """Which channel is read and which is made; the lesson's layer has them the other way round."""
    reads = whole.out_channels
    if len(channels) > 1:
        raise SpecError(
            (Name("show_channels"), f" are {', '.join(map(str, channels))}"),
            "one channel that the transposed convolution reads",
            Setting("show_channels", channels[0]),
        )
    if channels and not 0 <= channels[0] < reads:
        raise SpecError(f"channel {channels[0]} of {reads} is to be shown", f"0 to {reads - 1}", field="show_channels")
    read = channels[0] if channels else _most_telling(done, whole)
    made = whole.group_of_filter(read) * whole.channels_per_group
    return Upward(read, reads, made, whole.in_channels, whole.groups)


def _most_telling(done: Spread, whole: Layer) -> int:
    """The channel that adds most to the first one that is made."""
    sums = whole.filters_per_group
    read = done.input[0, :sums].double().abs().sum(dim=(1, 2))
    weight = done.weight[:sums, 0].double().abs().sum(dim=(1, 2))
    return int((read * weight).argmax())


def _check_same(done: Spread, call: Call, whole: Layer, called: str, epsilon: float) -> Comparison:
    """How our output of all channels compares with the module's own; raises SpecError where it is another."""
    theirs = call.output[0].cpu()
    given = [one for one in (done.input[0], done.weight, done.bias) if one is not None]
    wide = torch.int64 if not any(one.is_floating_point() for one in given) else torch.float32
    wide = torch.float64 if any(one.dtype == torch.float64 for one in given) else wide
    read, weight = done.input[0].cpu().to(wide), done.weight.cpu().to(wide)
    bias = None if done.bias is None else done.bias.cpu().to(wide)
    ours = convolve_transposed(whole, read, weight, bias)
    if ours.shape != theirs.shape:
        raise SpecError(
            f"{called} makes an output of shape {tuple(theirs.shape)}, a plain transposed convolution would make "
            f"{tuple(ours.shape)}",
            "torch.nn.ConvTranspose2d's own arithmetic",
        )
    allowed = torch.zeros_like(ours)
    if wide != torch.int64:
        allowed = rounding_back(whole, read, weight, bias, epsilon)
    result = compared(ours, theirs, allowed)
    if not result.equal:
        raise SpecError(
            f"the output of {called} differs from a plain transposed convolution's by up to "
            f"{result.largest_difference:.3g}",
            "torch.nn.ConvTranspose2d's own arithmetic",
            "a plain nn.ConvTranspose2d with the weights that it uses",
        )
    return result


def _check_subject(alone: Layer, lesson: Lesson, called: str) -> None:
    if alone.kernel == (1, 1):
        raise SpecError(f"{called} has a kernel of 1x1, whose stamps are single cells", "a larger kernel in transposed")
    if not lesson.can_show(alone):
        raise SpecError(f"the padding of {called} cuts off all that is stamped", "padding that leaves some of it")
