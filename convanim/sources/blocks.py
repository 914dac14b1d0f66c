"""Blocks of the user's own models as films show them: the graph of all that one does, and what it reads."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from convanim.errors import Setting, SpecError
from convanim.kernels.graph import compare_graph
from convanim.sources.compiled import plain, uncompiled
from convanim.sources.found import Own
from convanim.sources.graph import graph_of
from convanim.sources.modules import read_by
from convanim.sources.named import named, watchable
from convanim.spec import Layer, ModuleRun, Values
from convanim.spec.graph import Graph

HELD = (nn.Conv2d, nn.Conv1d, nn.ConvTranspose2d)
"""What a module has to hold to be proposed as a block."""
MOST_PARTS = 24
"""So many parts of a block are told at most, one beat each."""


def from_block(module: Any, input: Any, *, name: str | None = None, index: int | None = None) -> Own:
    """What a block does in a real pass, every node of it checked against our own arithmetic.

    ``module`` is the block, or a whole model in which ``name`` finds it, as in ``features.3``. ``input`` is what the
    module or model reads, as ``take_input`` takes it with ``index``, or has taken it; what reads sequences is given one
    as (1, C, L) or (C, 1, L).

    Raises SpecError and its kin for what is no feed-forward block of one input.

    >>> own = from_block(nn.Sequential(nn.Conv2d(2, 4, 3, bias=False), nn.ReLU()), torch.ones(2, 5, 7))
    >>> [node.kind for node in own.graph.nodes], own.graph.made.shape
    (['given', 'convolution', 'activation'], (4, 3, 5))
    """
    from convanim.kernels.parts import parts_of

    if not isinstance(module, nn.Module):
        raise SpecError((Setting("module"), f" is {type(module).__name__}"), "a torch.nn.Module")
    model = uncompiled(module)
    block = watchable(model) if name is None else named(model, name, _blocks(model))
    if input is None:
        what = "what the model reads, (C, H, W)"
        raise SpecError(f"no input for {type(model).__name__}", what, "input=torch.rand(3, 32, 32)", field="input")
    taken, image, single = read_by(model, input, index)
    if any(one.is_meta for one in model.parameters()):
        raise SpecError("the module is on the meta device, which holds no numbers", "a module with its weights")
    try:
        graph = graph_of(model, block, plain(name or ""), image, single=single)
    except SpecError:
        if (sequence := _as_sequence(image)) is None:
            # A model may well read its channels last.
            taken.as_input(image.shape[1])
            raise
        graph = graph_of(model, block, plain(name or ""), sequence, single=single)
    parts = parts_of(graph)
    if len(parts) > MOST_PARTS:
        inside = [one for one in _blocks(block) if one]
        raise SpecError(
            f"{graph.title} has {len(parts)} parts",
            f"at most {MOST_PARTS}",
            Setting("layer", inside[0]) if inside else "",
        )
    run = ModuleRun(str(graph.made.output.dtype), str(graph.made.output.dtype), _largest_difference(graph))
    return Own(_first_layer(graph), Values(input=graph.given.output, module=run), graph=graph)


def _as_sequence(image: torch.Tensor) -> torch.Tensor | None:
    """An image of one row, or of one channel, as a sequence (1, C, L); None where it is neither.

    >>> _as_sequence(torch.ones(1, 4, 1, 9)).shape, _as_sequence(torch.ones(1, 1, 4, 9)).shape
    (torch.Size([1, 4, 9]), torch.Size([1, 4, 9]))
    """
    if image.shape[2] == 1:
        return image[:, :, 0]
    return image[:, 0] if image.shape[1] == 1 else None


def _largest_difference(graph: Graph) -> float:
    return compare_graph(graph).whole.largest_difference


def _first_layer(graph: Graph) -> Layer:
    """A layer that reads what the block reads: its first convolution, or one that stands for it."""
    for node in graph.nodes:
        layer = node.settings.get("layer")
        if node.kind == "convolution" and node.reads == (0,) and isinstance(layer, Layer):
            return layer.with_(bias=False)
    channels, rows, columns = graph.given.shape
    return Layer(channels, channels, (rows, columns), kernel=1)


def _blocks(model: nn.Module) -> list[str]:
    """Names of modules that hold convolutions and are not layers themselves."""
    return [
        plain(name)
        for name, module in model.named_modules()
        if name and any(module.children()) and any(isinstance(one, HELD) for one in module.modules())
    ]
