from fractions import Fraction
from itertools import product
from math import prod

import pytest
import torch
from hypothesis import given
from hypothesis.strategies import floats
from torch.utils.flop_counter import FlopCounterMode

from convanim.kernels import (
    cost,
    make_tensors,
    separable_cost,
    separable_layers,
    separable_ratio,
    standard,
)
from convanim.kernels.cost import cost_so_far
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


def torchs_count(module, layer):
    """What torch counts as a module reads the layer's input: its parameters, and multiply-adds of two operations."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(torch.zeros(1, *layer.input_shape))
    return sum(parameter.numel() for parameter in module.parameters()), counter.get_total_flops() / 2


@given(layers(), floats(0, 1))
def test_what_is_spent_so_far_grows_cell_by_cell_to_the_whole(layer, done):
    so_far, whole = cost_so_far(layer, done), cost(layer)
    each = whole.weights // layer.out_channels
    cells = so_far.multiply_adds // each
    assert so_far.multiply_adds == cells * each <= whole.multiply_adds
    filters = so_far.weights // each
    assert (filters - 1) * prod(layer.output_size) < cells <= filters * prod(layer.output_size)
    assert so_far.biases == (filters if layer.bias else 0)
    assert cost_so_far(layer, 0).parameters == 0 and cost_so_far(layer, 1) == whole


@given(layers())
def test_cost_is_torchs_count(layer):
    counted = cost(layer)
    assert (counted.parameters, counted.multiply_adds) == torchs_count(torchs_layer(layer), layer)
    assert counted.biases == (layer.out_channels if layer.bias else 0)


@given(layers())
def test_the_standard_layers_cost_is_that_of_torchs_without_groups(layer):
    counted, ungrouped = cost(standard(layer)), torchs_layer(layer.with_(groups=1))
    assert (counted.parameters, counted.multiply_adds) == torchs_count(ungrouped, layer)


@pytest.mark.parametrize("layer", [ODD, Layer(2, 4, size=3, kernel=2, groups=2, padding=1), Layer(3, 2, kernel=1)])
def test_cost_is_what_the_loops_do(layer):
    """Every tap of every window, on padding too, one after the other."""
    places = [
        [start for start in range(0, size + sum(pads), stride) if start + (taps - 1) * apart < size + sum(pads)]
        for size, pads, stride, taps, apart in zip(
            layer.size, layer.padding, layer.stride, layer.kernel, layer.dilation, strict=True
        )
    ]
    weights, multiply_adds = set(), 0
    for filter_ in range(layer.out_channels):
        own = [
            c
            for c in range(layer.in_channels)
            if c * layer.groups // layer.in_channels == filter_ * layer.groups // layer.out_channels
        ]
        for _ in product(*places):
            for tap in product(own, range(layer.kernel[0]), range(layer.kernel[1])):
                weights.add((filter_, *tap))
                multiply_adds += 1
    assert (cost(layer).weights, cost(layer).multiply_adds) == (len(weights), multiply_adds)


@given(layers())
def test_separable_layers_have_the_shapes_of_the_layer(layer):
    depthwise, pointwise = separable_layers(layer)
    assert depthwise.input_shape == layer.input_shape
    assert depthwise.output_shape == pointwise.input_shape
    assert pointwise.output_shape == layer.output_shape
    assert depthwise.channels_per_group == 1
    assert (pointwise.kernel, pointwise.groups) == ((1, 1), 1)
    both, counted = torch.nn.Sequential(torchs_layer(depthwise), torchs_layer(pointwise)), separable_cost(layer)
    assert (counted.parameters, counted.multiply_adds) == torchs_count(both, layer)
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
