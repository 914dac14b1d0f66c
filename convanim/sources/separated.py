"""Depthwise-separable layers of one's own models, with the norms and activations that stand between both halves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from convanim.errors import SpecError
from convanim.kernels import chain_tensors
from convanim.kernels.between import folded, pairs_of, rounding_through
from convanim.kernels.compare import compared
from convanim.kernels.parts import layer_of
from convanim.lessons import Chain
from convanim.sources.compiled import plain
from convanim.sources.found import Own
from convanim.sources.graph import graph_of
from convanim.spec import ModuleRun, Values
from convanim.spec.between import Between
from convanim.spec.graph import GIVEN, Graph, Node


def pair_in(
    model: nn.Module, target: nn.Module, name: str, image: torch.Tensor, chain: Chain, *, single: bool, fold: bool
) -> Own | None:
    """The depthwise layer of a module and the pointwise one that reads it, with all between; None where there is none.

    ``image`` is a batch of one that the model reads, and ``target`` the module in it that is called ``name``. With
    ``fold`` norms that follow the depthwise layer are folded into its weights. Both layers, and all between, are
    checked against the module's own run of the model.

    Raises SpecError for several such pairs, and for what between them is neither a norm with a scale and a shift a
    channel nor an activation.
    """
    try:
        graph = graph_of(model, target, plain(name), image, single=single)
    except SpecError:
        return None
    pairs = pairs_of(graph)
    if not pairs:
        return None
    if len(pairs) > 1:
        names = [graph.nodes[first].name for first, _, _ in pairs]
        raise SpecError(
            f"{graph.title} has {len(pairs)} depthwise layers that pointwise ones read: {', '.join(names)}",
            "one",
            "the module inside that holds one of them",
        )
    first, places, second = pairs[0]
    nodes = tuple(graph.nodes[place] for place in places)
    for node in nodes:
        if node.kind == "layer_norm":
            raise SpecError(
                f"{node.does} stands between both layers, with a scale of its own for every pixel",
                "norms with a scale and a shift a channel, and activations",
                "the scene block, which shows all that the module does",
            )
    return _shown(graph, (first, nodes, second), chain, fold)


def _shown(graph: Graph, pair: tuple[int, tuple[Node, ...], int], chain: Chain, fold: bool) -> Own:
    first, nodes, second = graph.nodes[pair[0]], pair[1], graph.nodes[pair[2]]
    layer = chain.join(layer_of(first), layer_of(second))
    read = graph.nodes[first.reads[0]].output
    values, mixing = _values(first, layer.bias, read, like=read), _values(second, layer.bias, like=read)
    own = chain_tensors(chain.divide(layer), values, mixing, nodes)
    theirs = torch.from_numpy(second.output)
    allowed = rounding_through(own[0], nodes, own[1], graph.epsilon)
    left, names = nodes, tuple[str, ...]()
    if fold:
        weight, bias, left = folded(own[0].weight, own[0].bias, nodes)
        names = tuple(node.does for node in nodes[: len(nodes) - len(left)])
        layer, values = layer.with_(bias=True), replace(values, weight=weight.numpy(), bias=bias.numpy())
        mixing = _values(second, True, like=read)
        own = chain_tensors(chain.divide(layer), values, mixing, left)
        # Folded weights are rounded once more.
        allowed = 2 * allowed
        if not names:
            raise SpecError(
                f"no norm follows {first.name or 'the depthwise layer'}, so there is none to fold",
                "a norm with a scale and a shift a channel between both layers",
            )
    same = compared(own[-1].output, theirs, allowed)
    if not same.equal:
        raise SpecError(
            f"the output of {second.name} differs from a plain convolution's by up to {same.largest_difference:.3g}",
            "torch.nn.Conv2d's own arithmetic",
        )
    dtype = str(theirs.dtype).removeprefix("torch.")
    run = ModuleRun(dtype, dtype, same.largest_difference)
    between = Between(left, names, *_around(graph, pair))
    return Own(layer, replace(values, module=run), mixing, between=between)


def _values(node: Node, biased: bool, input: Any = None, *, like: NDArray[Any]) -> Values:
    """The numbers of a convolution, in the precision of an array; a bias that another layer makes necessary is zero."""
    weight, bias = node.numbers["weight"], node.numbers.get("bias")
    if bias is None and biased:
        bias = np.zeros(len(weight))
    return Values(input=input, weight=weight.astype(like.dtype), bias=None if bias is None else bias.astype(like.dtype))


def _around(graph: Graph, pair: tuple[int, tuple[Node, ...], int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What else a module does before both layers, and after them, each once."""
    first, _, second = pair
    known = [(place, node.does) for place, node in enumerate(graph.nodes) if node.kind != GIVEN]
    before = dict.fromkeys(does for place, does in known if place < first)
    return tuple(before), tuple(dict.fromkeys(does for place, does in known if place > second))
