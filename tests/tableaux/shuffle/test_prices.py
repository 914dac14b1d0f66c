"""The closing tableau of the shuffle."""

import numpy as np
import pytest

from convanim.draw.items import Line, Plate, Words
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.tableaux.shuffle.prices import Prices
from tests.tableaux.shuffle.pairs import LAYERS, lanes_of


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.tag)
@pytest.mark.parametrize(("aspect", "text"), [(aspect, text) for aspect in ASPECTS for text in TEXTS])
def test_bars_are_as_long_as_what_they_cost(aspect, text, layer):
    lanes = lanes_of(layer, aspect, text)
    bars = Prices(lanes.pair, lanes.cast).bars().parts
    pair, long = lanes.pair, {}
    for key in ("grouped", "mixed", "standard"):
        ((left, _, right, _),) = [item.box for item in bars[key] if isinstance(item, Plate)]
        long[key] = right - left
    costs = {"grouped": pair.cost, "mixed": pair.mixed_cost, "standard": pair.standard_cost}
    for key, own in costs.items():
        assert long[key] / long["standard"] == pytest.approx(own.multiply_adds / pair.standard_cost.multiply_adds)


def test_wires_lead_every_channel_to_its_place():
    lanes = lanes_of(LAYERS[0])
    wires = Prices(lanes.pair, lanes.cast).wires().parts
    lines = [item.points for item in wires["lines"] if isinstance(item, Line)]
    ends = np.argsort([line[1][0] for line in lines]).tolist()
    assert tuple(ends) == lanes.pair.order
    numbers = [item.text for item in wires["cards"] if isinstance(item, Words)]
    assert sorted(numbers) == sorted([str(k) for k in range(8)] * 2)
