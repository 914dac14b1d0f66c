"""Kinds of layers, and which two stand in for one."""

import pytest
from hypothesis import given

from convanim.kernels import cost, separable_layers, standard
from convanim.networks.network import Network, Part, Stage, kind_of, pairs, with_standard
from convanim.spec import CountedLayer, Layer
from tests.strategies import layers


@given(layers())
def test_every_layer_is_of_a_kind_and_loses_its_groups(layer):
    kind = kind_of(layer)
    assert (kind in ("depthwise", "grouped")) == (layer.groups > 1)
    (stage,) = with_standard(network(layer)).stages
    assert stage.layers == (standard(layer),)
    assert stage.cost == cost(standard(layer))


def network(*given):
    return Network("", "", "", (Stage("", 1, tuple(Part(str(place), layer) for place, layer in enumerate(given))),))


@given(layers())
def test_two_halves_are_one_layer_again(layer):
    whole = standard(layer)
    halves = separable_layers(whole)
    found = with_standard(network(*halves)).layers
    # A single channel has nothing to mix, and its first half is standard; of 1x1 on one pixel nothing slides.
    if whole.in_channels > 1 and halves[1].size != (1, 1):
        assert found == (whole,)
    else:
        assert found == tuple(map(standard, halves))


def test_layers_that_scale_channels_in_between_stay():
    depthwise, pointwise = separable_layers(Layer(8, 16, padding=1))
    gate = Layer(8, 2, 1, 1), Layer(2, 8, 1, 1)
    full = with_standard(network(depthwise, *gate, pointwise))
    assert full.layers == (*gate, Layer(8, 16, padding=1))


@pytest.mark.parametrize(
    "other", [Layer(8, 16, 5, 1), Layer(4, 16, 6, 1), Layer(8, 16, 6, 3), Layer(8, 8, 6, 1, groups=2)]
)
def test_what_does_not_mix_what_a_depthwise_layer_makes_is_no_half(other):
    depthwise = Layer(groups=8, padding=1)
    assert pairs(network(depthwise, other).stages[0].parts) == {}


def test_parts_that_run_again_cost_again_and_have_no_more_parameters():
    layer = Layer(bias=True)
    again = Part("again", layer, calls=3, own=False).cost
    assert (again.parameters, again.multiply_adds) == (0, 3 * cost(layer).multiply_adds)


def test_counted_layers_may_be_larger_than_any_that_is_drawn():
    large = CountedLayer(2**12, 2**12, 2**10, 3)
    assert cost(large).weights == 9 * 2**24
    assert type(standard(large.with_(groups=2))) is CountedLayer
