"""What stands between a depthwise and a pointwise layer: norms and activations, computed, folded and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from convanim.kernels.compare import Comparison, compared, rounding_of, torch_output
from convanim.kernels.conv import convolve
from convanim.kernels.operations import made_of, numbers_of, tolerance_of
from convanim.kernels.parts import BENDING, layer_of
from convanim.kernels.tensors import Tensors
from convanim.spec.graph import GIVEN, Graph, Node

STEEPEST = 1.5
"""By how much the steepest of the activations spreads what it reads (Hardswish, at 3)."""
BENT = "bent"
"""What the audit trail calls what the pointwise layer reads."""
TORCHS = {"slope": "negative_slope"}
"""What torch calls a setting of an activation that is called otherwise here."""


def bent(nodes: Sequence[Node], read: torch.Tensor) -> torch.Tensor:
    """What norms and activations make of sums (C, H, W), one after the other, in the precision of these.

    They are computed in float64 and rounded once. Whole numbers, which these do not leave whole, become float32.

    >>> relu6 = Node("activation", "1", "ReLU6", (0,), np.zeros((1, 1, 2)), settings={"function": "relu6"})
    >>> bent([relu6], torch.tensor([[[-1.0, 7.0]]]))
    tensor([[[0., 6.]]])
    """
    made = read.double()
    for node in nodes:
        made = made_of(node, (made,))
    return made.to(torch.promote_types(read.dtype, torch.float32)) if nodes else read


def folded(
    weight: torch.Tensor, bias: torch.Tensor | None, nodes: Sequence[Node]
) -> tuple[torch.Tensor, torch.Tensor, tuple[Node, ...]]:
    """Depthwise weights (C, 1, kernel height, kernel width) and a bias (C,) that do what norms do that follow at once.

    A norm in evaluation mode is ``γ (x - μ) / √(σ² + ε) + β``, which is a scale and a shift. So
    ``w' = w γ / √(σ² + ε)`` and ``b' = β + (b - μ) γ / √(σ² + ε)``. What is left of the ``nodes`` begins with the
    first activation, through which nothing can be folded.

    >>> numbers = {"scale": np.array([2.0]), "shift": np.array([1.0])}
    >>> norm = Node("scaling", "1", "BatchNorm2d", (0,), np.zeros((1, 1, 1)), numbers)
    >>> weight, bias, left = folded(torch.ones(1, 1, 1, 2), torch.tensor([3.0]), [norm])
    >>> weight.flatten().tolist(), bias.tolist(), left
    ([2.0, 2.0], [7.0], ())
    """
    wide = weight.double()
    shift = torch.zeros(len(weight), dtype=torch.float64) if bias is None else bias.double()
    left = list(nodes)
    while left and left[0].kind == "scaling":
        scale, more = (numbers_of(left[0], name) for name in ("scale", "shift"))
        assert scale is not None and more is not None
        wide, shift = wide * scale[:, None, None, None], shift * scale + more
        del left[0]
    return wide.to(weight.dtype), shift.to(weight.dtype), tuple(left)


def scalings(nodes: Sequence[Node]) -> list[tuple[int, NDArray[np.float64], NDArray[np.float64]]]:
    """The norms in each row of them as one: the place of the last, and its scale and shift a channel, in float64.

    >>> numbers = {"scale": np.array([2.0]), "shift": np.array([1.0])}
    >>> norm = Node("scaling", "1", "BatchNorm2d", (0,), np.zeros((1, 1, 1)), numbers)
    >>> [(place, scale.tolist(), shift.tolist()) for place, scale, shift in scalings([norm, norm])]
    [(1, [4.0], [3.0])]
    """
    found: list[tuple[int, NDArray[np.float64], NDArray[np.float64]]] = []
    for place, node in enumerate(nodes):
        if node.kind != "scaling":
            continue
        scale, shift = (np.asarray(node.numbers[name], np.float64) for name in ("scale", "shift"))
        if found and found[-1][0] == place - 1:
            _, before, more = found.pop()
            scale, shift = before * scale, more * scale + shift
        found.append((place, scale, shift))
    return found


def names_between(nodes: Sequence[Node]) -> list[str]:
    """What the audit trail calls what each of them makes: the last one's is what the pointwise layer reads.

    >>> none = np.zeros((1, 1, 1))
    >>> names_between([Node("scaling", "", "", (0,), none), Node("activation", "", "", (0,), none)])
    ['normed', 'bent']
    """
    found: list[str] = []
    for node in nodes[:-1]:
        name = "normed" if node.kind == "scaling" else "activated"
        found.append(f"{name}_{len(found)}" if name in found else name)
    return [*found, BENT] if nodes else []


def graph_between(first: Tensors, nodes: Sequence[Node]) -> Graph:
    """The depthwise layer and what follows up to the pointwise one, on our own numbers, by names of the audit trail."""
    given = Node(GIVEN, "input", "", (), first.input.numpy())
    told = [given, Node("convolution", "middle", "Conv2d", (0,), first.output.numpy(), settings={"layer": first.layer})]
    made = first.output.double()
    for node, name in zip(nodes, names_between(nodes), strict=True):
        made = made_of(node, (made,))
        told.append(replace(node, name=name, reads=(len(told) - 1,), output=made.numpy()))
    return Graph(tuple(told), "separable")


def pairs_of(graph: Graph) -> list[tuple[int, tuple[int, ...], int]]:
    """Every depthwise convolution of a graph that a pointwise one reads, with the norms and activations between.

    Nothing else may read what the first of them or one of those between makes.
    """
    found = []
    for place, node in enumerate(graph.nodes):
        if not _is_depthwise(node):
            continue
        between, last = list[int](), place
        while len(after := graph.readers(last)) == 1 and graph.nodes[after[0]].kind in BENDING:
            (last,) = after
            between.append(last)
        after = graph.readers(last)
        if len(after) == 1 and _is_pointwise(graph.nodes[after[0]]):
            found.append((place, tuple(between), after[0]))
    return found


def _is_depthwise(node: Node) -> bool:
    return node.kind == "convolution" and layer_of(node).groups == layer_of(node).in_channels > 1


def _is_pointwise(node: Node) -> bool:
    return node.kind == "convolution" and layer_of(node).kernel == (1, 1) and layer_of(node).groups == 1


def compare_bent(
    depthwise: Tensors, nodes: Sequence[Node], pointwise: Tensors, theirs: torch.Tensor | None = None
) -> Comparison:
    """Compare the output of two layers, with norms and activations between, with that of torch's functions in a row.

    ``pointwise.input`` must be what the ``nodes`` make of ``depthwise.output``.

    >>> from convanim.kernels.chain import separable_tensors
    >>> from convanim.spec import Layer
    >>> relu = Node("activation", "1", "ReLU", (0,), np.zeros((8, 4, 4)), settings={"function": "relu"})
    >>> first, second = separable_tensors(Layer(), nodes=[relu])
    >>> compare_bent(first, [relu], second).equal
    True
    """
    made = torch_output(depthwise)
    for node in nodes:
        made = torchs(node, made)
    theirs = torch_output(replace(pointwise, input=made.to(pointwise.input.dtype)))
    return compared(pointwise.output, theirs, rounding_through(depthwise, nodes, pointwise))


def rounding_through(
    depthwise: Tensors, nodes: Sequence[Node], pointwise: Tensors, epsilon: float = 0.0
) -> torch.Tensor:
    """By how much rounding may change what two layers make, with norms and activations between, (out_channels, H', W').

    What one step may differ by is carried through the next: a norm scales it, and no activation spreads it by more than
    ``STEEPEST``. ``epsilon`` is as for ``rounding_of``.
    """
    off, read = rounding_of(depthwise, epsilon).double(), depthwise.output.double()
    fine = max(epsilon, torch.finfo(torch.promote_types(pointwise.input.dtype, torch.float32)).eps)
    for node in nodes:
        off = _spread(node) * off + tolerance_of(node, (read,), fine)
        read = made_of(node, (read,))
    off = off + fine * read.abs()
    return rounding_of(pointwise, epsilon).double() + convolve(
        pointwise.layer, off, pointwise.weight.double().abs(), None
    )


def _spread(node: Node) -> torch.Tensor | float:
    """By how much more what a node makes may differ than what it reads."""
    scale = numbers_of(node, "scale")
    if scale is not None:
        return scale.abs()[:, None, None]
    more: Sequence[float] = tuple(node.settings.get("more", {}).values())
    return max(STEEPEST, *map(abs, (0.0, *more)))


def torchs(node: Node, read: torch.Tensor) -> torch.Tensor:
    """What torch's own function makes, (C, H, W) in float64."""
    functional, wide = torch.nn.functional, read.double()
    if node.kind == "activation":
        more = {TORCHS.get(name, name): value for name, value in node.settings.get("more", {}).items()}
        made: torch.Tensor = getattr(functional, node.settings["function"])(wide, **more)
        return made
    none, one = torch.zeros(len(wide), dtype=torch.float64), torch.ones(len(wide), dtype=torch.float64)
    scale, shift = (numbers_of(node, name) for name in ("scale", "shift"))
    return functional.batch_norm(wide[None], none, one, scale, shift, training=False, eps=0.0)[0]
