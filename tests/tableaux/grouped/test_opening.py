"""The block that opens in a loop: it stands whole or in groups, and only filters' own weights stay."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.kernels import make_tensors, widen
from convanim.layout.canvas import canvas_of
from convanim.layout.grouping import Grouping
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.grouped.opening import Opening
from convanim.trace import Trace
from tests.tableaux.casts import apart, inside
from tests.tableaux.grouped.layers import LAYERS


def opening(layer: Layer, aspect: str = "16:9") -> Opening:
    style = Style.of().with_(canvas=canvas_of(aspect, cut="loop"))
    return Opening(Cast(Trace(widen(make_tensors(layer))), style), Grouping.of(layer))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_all_stands_on_the_stage_and_input_and_filters_apart(layer: Layer, aspect: str) -> None:
    tableau = opening(layer, aspect)
    filters = [*tableau.weights().values()]
    for given in (tableau.input(), tableau.input(split=True)):
        assert inside(given, tableau.canvas.stage, 1.0)
        assert all(apart(given, one) for one in filters)
    assert all(inside(one, tableau.canvas.stage, 1.0) for one in filters)


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_filters_keep_what_they_read_and_lose_the_rest(layer: Layer) -> None:
    tableau = opening(layer)
    channels = np.array(tableau.grouping.channels)
    whole, split = tableau.weights(), tableau.weights(split=True)
    for name, before in whole.items():
        own = np.isin(channels, [*layer.channels_read_by(int(name.removeprefix("filter_")))])
        after = split[name]
        assert (after.presence > 0).tolist() == own.tolist()
        stays = np.repeat(own, 4)
        assert np.array_equal(after.points[stays], before.points[stays])
    assert tableau.turns().keys() == whole.keys()


def test_channels_part_between_groups_alone() -> None:
    tableau = opening(Layer(groups=2))
    moved = (tableau.input(split=True).points - tableau.input().points)[::4, 0]
    assert np.allclose(moved[:4], moved[0]) and np.allclose(moved[4:], moved[4]) and moved[4] > moved[0]
