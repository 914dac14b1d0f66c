"""Our own arithmetic for each kind of node of a block's graph: an entry a kind, and nothing else to extend.

All work in float64 on tensors (C, H, W), so that what they differ by from a run in float32 is that run's rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod

import torch

from convanim.kernels.activations import ACTIVATIONS
from convanim.kernels.conv import convolve
from convanim.kernels.pooling import averaged, largest
from convanim.kernels.transposed import convolve_transposed
from convanim.spec import Layer
from convanim.spec.graph import SPREAD, Node

Inputs = tuple[torch.Tensor, ...]
"""What a node reads, each (C, H, W)."""


@dataclass(frozen=True)
class Operation:
    """What a node makes of what it reads, and of how many terms of which size each of its numbers is a sum.

    ``sizes`` gives for each number the sum of its terms without their signs, ``terms`` how many there are: rounding in
    another order can change it by ``2 * terms * epsilon * sizes`` (Higham, "Accuracy and Stability of Numerical
    Algorithms", section 4.2).
    """

    make: Callable[[Node, Inputs], torch.Tensor]
    sizes: Callable[[Node, Inputs], torch.Tensor]
    terms: Callable[[Node], int]


def numbers_of(node: Node, name: str) -> torch.Tensor | None:
    """Some of a node's numbers in float64; None where it has none of that name."""
    given = node.numbers.get(name)
    return None if given is None else torch.from_numpy(given).double()


def _needed(node: Node, name: str) -> torch.Tensor:
    found = numbers_of(node, name)
    assert found is not None, name
    return found


def _per_channel(numbers: torch.Tensor) -> torch.Tensor:
    return numbers[:, None, None]


def _layer(node: Node) -> Layer:
    layer = node.settings["layer"]
    assert isinstance(layer, Layer)
    return layer


def _convolved(node: Node, inputs: Inputs) -> torch.Tensor:
    return convolve(_layer(node), inputs[0], _needed(node, "weight"), numbers_of(node, "bias"))


def _convolved_sizes(node: Node, inputs: Inputs) -> torch.Tensor:
    bias = numbers_of(node, "bias")
    weight = _needed(node, "weight").abs()
    return convolve(_layer(node), inputs[0].abs(), weight, None if bias is None else bias.abs())


def _spread(node: Node, inputs: Inputs) -> torch.Tensor:
    return convolve_transposed(_layer(node), inputs[0], _needed(node, "weight"), numbers_of(node, "bias"))


def _spread_sizes(node: Node, inputs: Inputs) -> torch.Tensor:
    bias = numbers_of(node, "bias")
    weight = _needed(node, "weight").abs()
    return convolve_transposed(_layer(node), inputs[0].abs(), weight, None if bias is None else bias.abs())


def _terms_of_spread(node: Node) -> int:
    return _layer(node).filters_per_group * prod(_layer(node).kernel) + ("bias" in node.numbers)


def _scaled(node: Node, inputs: Inputs) -> torch.Tensor:
    return inputs[0] * _per_channel(_needed(node, "scale")) + _per_channel(_needed(node, "shift"))


def _scaled_sizes(node: Node, inputs: Inputs) -> torch.Tensor:
    return (inputs[0] * _per_channel(_needed(node, "scale"))).abs() + _per_channel(_needed(node, "size"))


def _layer_normed(node: Node, inputs: Inputs) -> torch.Tensor:
    (x,) = inputs
    mean = x.mean(dim=0, keepdim=True)
    spread = torch.sqrt((x - mean).square().mean(dim=0, keepdim=True) + node.settings["epsilon"])
    return (x - mean) / spread * _per_channel(_needed(node, "weight")) + _per_channel(_needed(node, "bias"))


def _layer_normed_sizes(node: Node, inputs: Inputs) -> torch.Tensor:
    (x,) = inputs
    mean = x.mean(dim=0, keepdim=True)
    spread = torch.sqrt((x - mean).square().mean(dim=0, keepdim=True) + node.settings["epsilon"])
    size = (x.abs() + x.abs().mean(dim=0, keepdim=True)) / spread * _per_channel(_needed(node, "weight").abs())
    return size + _per_channel(_needed(node, "bias").abs())


def _activated(node: Node, inputs: Inputs) -> torch.Tensor:
    return ACTIVATIONS[node.settings["function"]].function(inputs[0], **node.settings.get("more", {}))


def _averaged(node: Node, inputs: Inputs) -> torch.Tensor:
    return averaged(_layer(node), inputs[0])


def _averaged_sizes(node: Node, inputs: Inputs) -> torch.Tensor:
    return _averaged(node, (inputs[0].abs(),))


def _largest(node: Node, inputs: Inputs) -> torch.Tensor:
    return largest(_layer(node), inputs[0])


def _joined(node: Node, inputs: Inputs) -> torch.Tensor:
    return torch.cat(inputs)


def _picked(node: Node, inputs: Inputs) -> torch.Tensor:
    return inputs[0][list(node.settings["channels"])]


def _cut(node: Node, inputs: Inputs) -> torch.Tensor:
    (top, bottom), (left, right) = node.settings["span"]
    return inputs[0][:, top:bottom, left:right]


def _exactly(node: Node, inputs: Inputs) -> torch.Tensor:
    return torch.zeros(node.output.shape, dtype=torch.float64)


def _of_window(node: Node) -> int:
    return prod(_layer(node).kernel)


OPERATIONS: Mapping[str, Operation] = {
    "convolution": Operation(
        _convolved, _convolved_sizes, lambda node: prod(_layer(node).weight_shape[1:]) + _layer(node).bias
    ),
    SPREAD: Operation(_spread, _spread_sizes, _terms_of_spread),
    "scaling": Operation(_scaled, _scaled_sizes, lambda node: 6),
    "layer_norm": Operation(_layer_normed, _layer_normed_sizes, lambda node: 4 * node.output.shape[0]),
    "activation": Operation(_activated, lambda node, inputs: inputs[0].abs() + 1, lambda node: 8),
    "average": Operation(_averaged, _averaged_sizes, _of_window),
    "maximum": Operation(_largest, _exactly, lambda node: 1),
    "add": Operation(lambda node, inputs: inputs[0] + inputs[1], lambda node, i: i[0].abs() + i[1].abs(), lambda _: 2),
    "multiply": Operation(lambda node, inputs: inputs[0] * inputs[1], lambda node, i: (i[0] * i[1]).abs(), lambda _: 2),
    "concatenate": Operation(_joined, _exactly, lambda node: 1),
    "select": Operation(_picked, _exactly, lambda node: 1),
    "crop": Operation(_cut, _exactly, lambda node: 1),
}
"""By kind. ``convolution`` has the numbers weight and bias and the setting layer, as poolings have; the layer of a
``transposed_convolution`` is the one whose transpose it is, and has no bias, whatever its numbers; ``scaling`` a scale
and a shift a channel, and how large the numbers are that the shift comes from (size)."""


def made_of(node: Node, inputs: Inputs) -> torch.Tensor:
    """What our arithmetic makes for a node of these inputs, (C, H, W) in float64."""
    return OPERATIONS[node.kind].make(node, tuple(one.double() for one in inputs))


def tolerance_of(node: Node, inputs: Inputs, epsilon: float) -> torch.Tensor:
    """By how much each number of a run with this spacing of numbers may differ from that, (C, H, W)."""
    operation, wide = OPERATIONS[node.kind], tuple(one.double() for one in inputs)
    sizes: torch.Tensor = operation.sizes(node, wide)
    return 2 * operation.terms(node) * epsilon * sizes
