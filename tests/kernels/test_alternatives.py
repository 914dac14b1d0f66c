"""Other ways from an input to an output than the standard layer."""

import torch
from hypothesis import given

from convanim.kernels import chain_tensors
from convanim.kernels.alternatives import depthwise_layer, grouped_layer, ways
from convanim.spec import Layer
from tests.strategies import layers


@given(layers())
def test_all_ways_read_one_input_and_are_different_layers(layer):
    found = ways(layer)
    assert set(found) >= {"standard", "separable"}
    assert len(set(found.values())) == len(found)
    for stages in found.values():
        assert stages[0].input_shape == layer.input_shape
        assert stages[-1].output_size == layer.output_size
    for name in found.keys() - {"depthwise"}:
        assert found[name][-1].output_shape == layer.output_shape


@given(layers())
def test_groups_are_as_few_as_can_be(layer):
    grouped = grouped_layer(layer)
    fewer = range(2, min(layer.in_channels, layer.out_channels) + 1 if grouped is None else grouped.groups)
    assert not any(layer.in_channels % groups == layer.out_channels % groups == 0 for groups in fewer)
    assert grouped is None or grouped.groups >= 2


@given(layers())
def test_depthwise_has_as_many_filters_for_each_channel(layer):
    found = depthwise_layer(layer)
    assert found.groups == layer.in_channels and found.out_channels % layer.in_channels == 0


def test_ways_that_are_one_layer_are_one():
    assert list(ways(Layer())) == ["standard", "grouped", "depthwise", "separable"]
    assert list(ways(Layer(7, 7))) == ["standard", "depthwise", "separable"]
    assert list(ways(Layer(4, 9))) == ["standard", "depthwise", "separable"]
    assert list(ways(Layer(1, 1))) == ["standard", "separable"]


def test_with_one_channel_depthwise_is_the_standard_convolution():
    layer = Layer(1, 4)
    (own,), (standard,) = chain_tensors([depthwise_layer(layer)]), chain_tensors([layer])
    assert torch.equal(own.output, standard.output)
