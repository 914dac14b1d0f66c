"""Norms and activations between a depthwise and a pointwise layer: computed, folded, and compared with torch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convanim.kernels.activations import ACTIVATIONS
from convanim.kernels.between import bent, compare_bent, folded, graph_between, names_between, pairs_of, scalings
from convanim.kernels.chain import separable_tensors
from convanim.kernels.operations import made_of
from convanim.spec import Layer, Values
from convanim.spec.graph import Node
from tests.strategies import layers

NONE = np.zeros((1, 1, 1))


def norm_of(channels: int, seed: int = 0) -> nn.BatchNorm2d:
    torch.manual_seed(seed)
    norm = nn.BatchNorm2d(channels).double().eval()
    norm.running_mean.normal_(0, 2)
    norm.running_var.uniform_(0.1, 3)
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    return norm


def scaling(norm: nn.BatchNorm2d) -> Node:
    """What a norm in evaluation mode is, by the formula of its paper (arXiv:1502.03167, algorithm 2)."""
    scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
    shift = (norm.bias - norm.running_mean * scale).detach()
    numbers = {"scale": scale.numpy(), "shift": shift.numpy(), "size": shift.abs().numpy()}
    return Node("scaling", "1", "BatchNorm2d", (0,), NONE, numbers)


def activation(name: str) -> Node:
    return Node("activation", "2", ACTIVATIONS[name].title, (0,), NONE, settings={"function": name})


@given(layer=layers(), seed=st.integers(0, 99), biased=st.booleans())
def test_folded_weights_make_what_the_norm_makes(layer: Layer, seed: int, biased: bool) -> None:
    layer = layer.with_(groups=1, bias=biased)
    first, _ = separable_tensors(layer, Values("normal", seed))
    norm = norm_of(layer.in_channels, seed)
    wide = first.input.double()[None]
    weight, bias = first.weight.double(), None if first.bias is None else first.bias.double()
    own, shift, left = folded(weight, bias, [scaling(norm)])
    (top, bottom), (before, after) = layer.padding
    padded = nn.functional.pad(wide, (before, after, top, bottom))
    how = {"stride": layer.stride, "dilation": layer.dilation, "groups": layer.in_channels}
    wanted = norm(nn.functional.conv2d(padded, weight, bias, **how))
    assert left == ()
    assert torch.allclose(nn.functional.conv2d(padded, own, shift, **how), wanted, rtol=1e-9, atol=1e-9)


def test_nothing_is_folded_through_an_activation() -> None:
    nodes = [scaling(norm_of(2)), activation("relu6"), scaling(norm_of(2, 1))]
    *_, left = folded(torch.ones(2, 1, 3, 3), None, nodes)
    assert left == tuple(nodes[1:])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_the_pointwise_layer_reads_is_torchs_norm_and_activation(name: str) -> None:
    norm, layer = norm_of(8), Layer(8, 5, (5, 7), (2, 3), (2, 1), (1, 0), (1, 2), bias=True)
    nodes = [scaling(norm), activation(name)]
    first, second = separable_tensors(layer, Values("normal"), nodes=nodes)
    wanted = getattr(nn.functional, name)(norm(first.output.double()[None]))[0]
    assert torch.allclose(second.input.double(), wanted, atol=1e-5)
    assert compare_bent(first, nodes, second).equal


def test_a_wrong_number_between_is_found() -> None:
    nodes = [scaling(norm_of(8)), activation("relu")]
    first, second = separable_tensors(Layer(), Values("normal"), nodes=nodes)
    others = [scaling(norm_of(8, 1)), activation("relu")]
    assert not compare_bent(first, others, second).equal


def test_whole_numbers_become_real_where_a_norm_stands_between() -> None:
    first, second = separable_tensors(Layer(), nodes=[scaling(norm_of(8))])
    assert first.output.dtype == second.input.dtype == torch.float32
    assert bent([], torch.ones(2, 2, 2, dtype=torch.int64)).dtype == torch.int64


def test_the_graph_of_all_between_ends_on_what_the_pointwise_layer_reads() -> None:
    nodes = [scaling(norm_of(8)), scaling(norm_of(8, 1)), activation("silu")]
    first, second = separable_tensors(Layer(), Values("normal"), nodes=nodes)
    graph = graph_between(first, nodes)
    assert [node.name for node in graph.nodes] == ["input", "middle", *names_between(nodes)]
    assert np.allclose(graph.made.output, second.input.numpy(), atol=1e-6)
    ((place, scale, shift),) = scalings(nodes)
    one, other = (made_of(node, (torch.full((8, 1, 1), 2.0),)) for node in (nodes[0], nodes[1]))
    assert place == 1
    assert np.allclose(2 * scale + shift, made_of(nodes[1], (one,)).flatten())
    assert not torch.equal(one, other)
    assert pairs_of(graph) == []
