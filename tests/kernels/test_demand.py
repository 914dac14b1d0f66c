"""What twice the features cost, in each way to have them."""

import pytest
from hypothesis import given

from convanim.errors import SpecError
from convanim.kernels.cost import cost
from convanim.kernels.demand import MOST_DOUBLINGS, Demand, Way
from convanim.spec import Layer
from tests.strategies import layers

LAYERS = [Layer(), Layer(64, 32), Layer(6, 9, kernel=(2, 3), bias=True), Layer(5, 5), Layer(13, 1), Layer(1, 8)]


@given(layers())
def test_work_grows_four_times_or_twice_with_each_doubling(layer):
    demand = Demand(layer.with_(groups=1))
    for way in demand.ways:
        assert way.work == tuple(cost(one).multiply_adds for one in way.layers)
        if len(way.layers) > 1:
            assert way.growth == (4 if way.key in ("whole", "two") else 2)
    assert demand.band.growth == 2 and demand.whole.growth == 4
    assert cost(demand.in_two).multiply_adds == 2 * cost(demand.layer).multiply_adds


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_each_way_has_what_it_is_called_after(layer):
    demand = Demand(layer)
    for way in demand.ways:
        for doublings, one in enumerate(way.layers, way.first):
            whole = demand.whole.layers[doublings]
            assert one.with_(groups=1) == whole
            groups = {"whole": 1, "two": 2, "width": whole.in_channels // demand.width, "depthwise": whole.in_channels}
            assert one.groups == groups[way.key]


def test_layers_that_cannot_be_are_left_out():
    ways = {way.key: way for way in Demand(Layer(5, 5)).ways}
    assert [ways["two"].layers[0].in_channels, ways["two"].first] == [10, 1]
    assert "depthwise" not in {way.key for way in Demand(Layer(6, 9)).ways}
    single = Demand(Layer(1, 1))
    assert [way.key for way in single.ways] == ["whole", "two", "depthwise"] and single.band.key == "depthwise"


def test_a_series_ends_where_tensors_have_too_many_cells():
    assert len(Demand(Layer()).whole.layers) == MOST_DOUBLINGS + 1
    assert len(Demand(Layer(1000, 1000)).whole.layers) == 2


def test_a_single_layer_does_not_grow():
    with pytest.raises(SpecError, match="1 layers grows by 0 factors"):
        _ = Way("whole", "no groups", (Layer(),)).growth
