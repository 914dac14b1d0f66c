"""Poolings of the user's own models: their windows, and what they read in a real pass."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from convanim.errors import Setting, SpecError
from convanim.kernels.pooling import averaged, largest
from convanim.lessons import fit_layer
from convanim.sources.compiled import uncompiled
from convanim.sources.found import Own
from convanim.sources.modules import read_by
from convanim.sources.named import named, watchable
from convanim.sources.runs import Call, calls_of
from convanim.spec import Layer, Values

POOLS = (nn.MaxPool2d, nn.AvgPool2d)
USUAL: dict[str, Any] = {
    "dilation": 1,
    "ceil_mode": False,
    "return_indices": False,
    "count_include_pad": True,
    "divisor_override": None,
}
"""What a pooling has to be like to be shown, by the names of its settings."""


def from_pool(lesson: str, module: Any, input: Any = None, *, name: str | None = None, index: int | None = None) -> Own:
    """The windows of a pooling and the numbers that it reads, its own output checked against our arithmetic.

    ``module`` is an ``nn.MaxPool2d`` or an ``nn.AvgPool2d``, or a whole model in which ``name`` finds one. ``input`` is
    what the module or model reads, as ``take_input`` takes it with ``index``, or has taken it; None draws one for a
    pooling by itself, as large as the lesson's own. Both poolings of the same windows are shown.

    Raises SpecError and its kin where the module is no such pooling.

    >>> own = from_pool("pooling", nn.MaxPool2d(3, 2, 1), torch.ones(2, 6, 6))
    >>> own.layer.output_shape, own.layer.padding
    ((2, 3, 3), ((1, 1), (1, 1)))
    """
    if not isinstance(module, nn.Module):
        raise SpecError((Setting("module"), f" is {type(module).__name__}"), "a torch.nn.Module")
    model = uncompiled(module)
    known = [one for one, inner in model.named_modules() if one and isinstance(inner, POOLS)]
    pool = watchable(model) if name is None else named(model, name, known)
    if not isinstance(pool, POOLS):
        raise SpecError(
            f"{type(pool).__name__} is no pooling of windows",
            "an nn.MaxPool2d or an nn.AvgPool2d",
            *(Setting("layer", one) for one in known[:1]),
        )
    is_padded = pool.padding not in (0, (0, 0))
    for setting, usual in USUAL.items():
        if setting == "count_include_pad" and not is_padded:
            continue
        if (given := getattr(pool, setting, usual)) not in (usual, (usual, usual)):
            raise SpecError(f"{type(pool).__name__} has {setting}={given}", f"{setting}={usual} in a film on pooling")
    windows = {name: getattr(pool, f"{name}_size" if name == "kernel" else name) for name in ("kernel", "stride")}
    if input is None:
        if pool is not model:
            what = "what the model reads, (C, H, W)"
            raise SpecError(f"no input for {type(model).__name__}", what, "input=torch.rand(3, 32, 32)", field="input")
        return Own(fit_layer(lesson, {**windows, "padding": pool.padding}), Values())
    taken, image, single = read_by(model, input, index)
    calls = calls_of(model, image, [pool], single=single)
    if len(calls) != 1:
        raise SpecError(
            f"{type(pool).__name__} runs {len(calls)} times in one pass of {type(model).__name__}",
            "a layer that runs once",
            "the layer itself as module, and what it reads as input",
        )
    channels, *size = calls[0].input.shape[1:]
    options = {**windows, "padding": pool.padding, "in_channels": channels, "size": tuple(size)}
    layer = fit_layer(lesson, options)
    _check_same(layer, calls[0])
    colors = pool is model and getattr(taken, "is_photo", False) and channels == 3
    return Own(layer, Values(input=calls[0].input[0], colors=colors))


def _check_same(layer: Layer, call: Call) -> None:
    """Raise SpecError where a pooling makes other numbers than ours, beyond rounding."""
    read, made = call.input[0].cpu().double(), call.output[0].cpu()
    ours = largest(layer, read) if isinstance(call.module, nn.MaxPool2d) else averaged(layer, read)
    epsilon = torch.finfo(made.dtype).eps if made.is_floating_point() else 0.0
    most = 8 * epsilon * float(read.abs().max())
    if ours.shape != made.shape or float((ours - made.double()).abs().max()) > most:
        kind = type(call.module).__name__
        raise SpecError(f"{kind} makes other numbers than torch's own {kind}", f"torch.nn.{kind}'s own arithmetic")
