"""A block's graph beside torch's own run of it: every node is computed again from what it read there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from convanim.kernels.compare import Comparison
from convanim.kernels.cost import Cost, cost, standard
from convanim.kernels.operations import made_of, numbers_of, tolerance_of
from convanim.kernels.tensors import Tensors
from convanim.kernels.transposed import TransposedTensors, convolve_transposed
from convanim.spec import Layer
from convanim.spec.graph import CLOSED, GIVEN, SPREAD, Graph, Node

ALIVE = 0.2
"""Over how far half of all channels reach, a channel reaches at least in which something is to be seen."""


@dataclass(frozen=True)
class GraphComparison:
    """How a graph's nodes compare with torch's run.

    ``checked`` of them were computed again, ``closed`` ones are nobody's arithmetic but the module's own.
    """

    checked: int
    closed: int
    whole: Comparison


def inputs_of(graph: Graph, node: Node) -> tuple[torch.Tensor, ...]:
    """What a node reads, each (C, H, W)."""
    return tuple(torch.from_numpy(graph.nodes[place].output) for place in node.reads)


def compare_node(graph: Graph, node: Node) -> Comparison:
    """Compare what our arithmetic makes of a node's true inputs with what came out in the block's own run.

    The node has to be one whose arithmetic is known.
    """
    inputs = inputs_of(graph, node)
    ours, theirs = made_of(node, inputs), torch.from_numpy(node.output)
    if ours.shape != theirs.shape:
        return Comparison(theirs.numel(), False, float("inf"), 0.0, str(theirs.dtype).removeprefix("torch."))
    allowed = tolerance_of(node, inputs, graph.epsilon)
    difference = (ours - theirs.double()).abs()
    return Comparison(
        cells=theirs.numel(),
        equal=bool((difference <= allowed).all()),
        largest_difference=float(difference.max()),
        tolerance=float(allowed.max()),
        dtype=str(theirs.dtype).removeprefix("torch."),
    )


def compare_graph(graph: Graph) -> GraphComparison:
    """Compare all nodes; each reads what came before it in the block's own run, so that nothing adds up unseen."""
    known = [node for node in graph.nodes if node.kind not in (GIVEN, CLOSED)]
    each = [compare_node(graph, node) for node in known]
    whole = Comparison(
        cells=sum(one.cells for one in each),
        equal=all(one.equal for one in each),
        largest_difference=max((one.largest_difference for one in each), default=0.0),
        tolerance=max((one.tolerance for one in each), default=0.0),
        dtype=str(graph.made.output.dtype),
    )
    return GraphComparison(len(known), sum(node.kind == CLOSED for node in graph.nodes), whole)


def passing(node: Node) -> Tensors:
    """What a node makes as what a layer reads that changes nothing: a step for each of its cells."""
    channels, *size = node.shape
    layer = Layer(channels, channels, (size[0], size[1]), kernel=1, groups=channels)
    made = torch.from_numpy(node.output)
    return Tensors(layer, made, torch.ones(layer.weight_shape, dtype=made.dtype))


def convolution_of(graph: Graph, node: Node) -> Tensors:
    """A node that is a convolution, on what it reads, in the precision of that."""
    (read,), layer = inputs_of(graph, node), node.settings["layer"]
    weight, bias = (
        None if (given := node.numbers.get(name)) is None else torch.from_numpy(given).to(read.dtype)
        for name in ("weight", "bias")
    )
    assert weight is not None
    return Tensors(layer, read, weight, bias)


def spread_of(graph: Graph, node: Node) -> TransposedTensors:
    """A node that is a transposed convolution, on what it reads, in the precision of that, and without its bias."""
    (read,), layer = inputs_of(graph, node), node.settings["layer"]
    weight = torch.from_numpy(node.numbers["weight"]).to(read.dtype)
    return TransposedTensors(layer, torch.from_numpy(node.output), weight, read=read)


def stamped_on(graph: Graph, node: Node, number: int, channels: Sequence[int]) -> NDArray[Any]:
    """What a transposed convolution has made after so many cells, in some channels (C, H, W), in float64.

    Cells are counted in reading order, each through all channels; a bias is there from the start.
    """
    (read,), layer = inputs_of(graph, node), node.settings["layer"]
    some = read.double()
    some.flatten(1)[:, number:] = 0
    weight, bias = (numbers_of(node, name) for name in ("weight", "bias"))
    assert weight is not None
    chosen = list(channels)
    if layer.groups == 1:
        # The others of hundreds need not be made.
        few = layer.with_(in_channels=len(chosen))
        made = convolve_transposed(few, some, weight[:, chosen], None if bias is None else bias[chosen])
        return np.asarray(made.numpy())
    return np.asarray(convolve_transposed(layer, some, weight, bias)[chosen].numpy())


def first_alive(graph: Graph, channels: int) -> int:
    """The first channel whose numbers differ visibly in all nodes with so many channels; 0 where there is none.

    It is one of the first half, so that enough follow it.
    """
    alive = np.ones(channels // 2, dtype=bool)
    for node in graph.nodes:
        if node.shape[0] == channels and not node.is_vector:
            reach = np.ptp(node.output, axis=(1, 2))
            alive &= reach[: channels // 2] > ALIVE * np.median(reach)
    return int(alive.argmax()) if alive.any() else 0


def scale_and_shift(graph: Graph, node: Node, index: tuple[int, int, int]) -> tuple[float, float]:
    """By what a norm multiplies a cell and what it adds then; a layer norm has a scale and a shift for every pixel."""
    channel, row, column = index
    if node.kind == "scaling":
        return float(node.numbers["scale"][channel]), float(node.numbers["shift"][channel])
    pixel = inputs_of(graph, node)[0][:, row, column].double()
    mean = float(pixel.mean())
    spread = sqrt(float((pixel - mean).square().mean()) + node.settings["epsilon"])
    scale = float(node.numbers["weight"][channel]) / spread
    return scale, float(node.numbers["bias"][channel]) - mean * scale


def cost_of(graph: Graph, nodes: int | None = None) -> Cost:
    """What a block's convolutions, transposed ones too, cost together (of the first so many nodes, None: of all).

    What else it does takes a few operations a number, and next to no weights.
    """
    return _together(graph, nodes, lambda layer: layer)


def dense_cost_of(graph: Graph) -> Cost:
    """The same without groups: every filter reads all channels."""
    return _together(graph, None, standard)


def _together(graph: Graph, nodes: int | None, of: Callable[[Layer], Layer]) -> Cost:
    total = Cost(0, 0, 0)
    for node in graph.nodes[:nodes]:
        if node.kind in ("convolution", SPREAD):
            total = total + cost(of(node.settings["layer"]))
        if node.kind == SPREAD and "bias" in node.numbers:
            total = total + Cost(0, node.shape[0], 0)
    return total


def windows_of(graph: Graph, node: Node) -> Tensors:
    """What a pooling reads, with a step for each of its windows."""
    (read,), layer = inputs_of(graph, node), node.settings["layer"]
    return Tensors(layer, read, torch.ones(layer.weight_shape, dtype=read.dtype))
