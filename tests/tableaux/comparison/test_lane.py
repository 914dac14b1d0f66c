"""A lane: what it costs, in which place it comes in, and whom its outputs see."""

import numpy as np
import pytest
from hypothesis import given

from convanim.kernels import cost
from convanim.language.tongue import ENGLISH
from convanim.spec import Layer
from convanim.tableaux.comparison.lane import first_and_last
from tests.strategies import layers
from tests.tableaux.comparison.lanes import LAYERS, lanes_of


def named(layer):
    return {lane.key: lane for lane in lanes_of(layer)}


def test_names_are_true_of_the_layer():
    assert [lane.name.text for lane in lanes_of(Layer())] == ["standard", "two groups", "depthwise", "separable"]
    assert [lane.name.text for lane in lanes_of(Layer(9, 9))][1] == "three groups"
    assert [lane.key for lane in lanes_of(Layer(4, 9))] == ["standard", "depthwise", "separable"]


def test_places_follow_the_work_and_equal_work_shares_a_place():
    lanes = lanes_of(Layer())
    assert [lane.place(lanes) for lane in lanes] == [4, 3, 1, 2]
    # Two channels and one filter: depthwise makes two outputs for the price of the standard one.
    even = lanes_of(Layer(2, 1, kernel=(2, 3)))
    assert [lane.place(even) for lane in even] == [1, 1, 3]
    first, last = first_and_last(even)
    assert ([lane.key for lane in first], [lane.key for lane in last]) == (["standard", "depthwise"], ["separable"])


@pytest.mark.parametrize("layer", LAYERS)
def test_shares_are_of_the_standard_layers_work(layer):
    for lane in lanes_of(layer):
        assert lane.share * cost(layer).multiply_adds == sum(cost(own).multiply_adds for own in lane.layers)
        (number,) = lane.percent(ENGLISH).numbers
        assert number[1].value == pytest.approx(float(100 * lane.share))


def test_rounded_percents_say_so():
    lanes = named(Layer())
    assert [lane.percent(ENGLISH).text for lane in lanes.values()] == [
        "100\u2009%",
        "50\u2009%",
        "12.5\u2009%",
        "≈\u200923.6\u2009%",
    ]


def test_depthwise_alone_knows_one_channel_and_separable_knows_all():
    lanes = named(Layer())
    assert np.array_equal(lanes["depthwise"].wiring, np.eye(8, dtype=bool))
    assert np.array_equal(lanes["grouped"].wiring, np.kron(np.eye(2), np.ones((4, 4))).astype(bool))
    first, second = lanes["separable"].wirings
    assert np.array_equal(first, np.eye(8, dtype=bool)) and second.all() and lanes["separable"].wiring.all()
    assert [lane.sees_all for lane in lanes.values()] == [True, False, False, True]


@given(layers())
def test_the_standard_and_the_separable_way_always_see_all_and_make_one_shape(layer):
    lanes = named(layer.with_(groups=1))
    for name in ("standard", "separable"):
        assert lanes[name].sees_all and lanes[name].makes_the_same
