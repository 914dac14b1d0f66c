from fractions import Fraction

import pytest
import torch
from hypothesis import given
from torch.utils.flop_counter import FlopCounterMode

from convanim.kernels import Cost, cost, make_tensors, separable_cost, separable_layers, separable_ratio, standard
from convanim.spec import Layer, Values
from tests.strategies import ODD, layers


def torchs_layer(layer):
    """The layer as a module; uneven padding goes onto the input beforehand."""
    (top, bottom), (left, right) = layer.padding
    convolution = torch.nn.Conv2d(
        layer.in_channels,
        layer.out_channels,
        layer.kernel,
        layer.stride,
        dilation=layer.dilation,
        groups=layer.groups,
        bias=layer.bias,
    )
    return torch.nn.Sequential(torch.nn.ZeroPad2d((left, right, top, bottom)), convolution)


@given(layers())
def test_cost_is_torchs_count(layer):
    module = torchs_layer(layer)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(torch.zeros(1, *layer.input_shape))
    counted = cost(layer)
    assert counted.multiply_adds * 2 == counter.get_total_flops()
    assert counted.parameters == sum(parameter.numel() for parameter in module.parameters())
    assert counted.biases == (layer.out_channels if layer.bias else 0)


@given(layers())
def test_groups_divide_weights_and_work(layer):
    grouped, whole = cost(layer), cost(standard(layer))
    assert whole.weights == grouped.weights * layer.groups
    assert whole.multiply_adds == grouped.multiply_adds * layer.groups
    assert standard(layer) == layer.with_(groups=1)


def test_the_odd_layer():
    assert cost(ODD) == Cost(weights=108, biases=9, multiply_adds=108 * 9)


def test_costs_add_up():
    total = Cost(1, 2, 3) + Cost(10, 20, 30)
    assert total == Cost(11, 22, 33)
    assert total.parameters == 33


@given(layers())
def test_separable_layers_have_the_shapes_of_the_layer(layer):
    depthwise, pointwise = separable_layers(layer)
    assert depthwise.input_shape == layer.input_shape
    assert depthwise.output_shape == pointwise.input_shape
    assert pointwise.output_shape == layer.output_shape
    assert depthwise.channels_per_group == 1
    assert (pointwise.kernel, pointwise.groups) == ((1, 1), 1)
    assert separable_cost(layer) == cost(depthwise) + cost(pointwise)
    assert make_tensors(pointwise, Values(input=make_tensors(depthwise).output)).output.shape == layer.output_shape


@given(layers())
def test_separable_ratio_is_one_over_filters_plus_one_over_kernel_area(layer):
    expected = Fraction(1, layer.out_channels) + Fraction(1, layer.kernel[0] * layer.kernel[1])
    assert separable_ratio(layer) == expected
    whole = cost(standard(layer.with_(bias=False))).parameters
    assert Fraction(separable_cost(layer.with_(bias=False)).parameters, whole) == expected


@pytest.mark.parametrize(("channels", "times"), [(8, 4.2), (64, 7.9), (512, 8.8)])
def test_times_saved_approach_nine(channels, times):
    assert round(float(1 / separable_ratio(Layer(channels, channels))), 1) == times
