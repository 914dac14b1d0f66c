"""A block's graph beside torch's own run of it: every node is computed again from what it read there."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from convanim.kernels.compare import Comparison
from convanim.kernels.cost import Cost, cost
from convanim.kernels.operations import made_of, tolerance_of
from convanim.spec import Layer
from convanim.spec.graph import CLOSED, GIVEN, Graph, Node


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


def layer_of_node(node: Node) -> Layer | None:
    """The layer that a node is, if it is a convolution."""
    layer = node.settings.get("layer") if node.kind == "convolution" else None
    return layer if isinstance(layer, Layer) else None


def graph_cost(graph: Graph) -> Cost:
    """What a block's convolutions cost together; what else it does takes a few operations a number, and no weights."""
    total = Cost(0, 0, 0)
    for node in graph.nodes:
        if (layer := layer_of_node(node)) is not None:
            total = total + cost(layer)
    return total
