"""The chart of what features cost: points on curves, names at their ends."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.draw.items import Line, Plate
from convanim.kernels.demand import Demand
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.demand.curves import Curves
from convanim.tableaux.demand.ways import Ways
from tests.sheets import check_legible, check_numbers
from tests.tableaux.demand.layers import LAYERS, cast_of


def curves_of(layer: Layer) -> Curves:
    style = Style.of()
    return Curves(Demand(layer), style.canvas.stage, style)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_it_is_legible_in_every_frame(layer, aspect):
    style = Style.of(aspect=aspect)
    check_legible(Ways(cast_of(layer, style)).curves(), style.canvas)


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_number_is_its_sources(layer):
    check_numbers(curves_of(layer))


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_curves_go_through_the_work_of_every_layer(layer: Layer) -> None:
    curves = curves_of(layer)
    points = {item.box[:2] for item in curves.draw() if isinstance(item, Plate)}
    lines = [item.points for item in curves.draw() if isinstance(item, Line) and len(item.points) > 2]
    for way in curves.demand.ways:
        for doublings, work in enumerate(way.work, way.first):
            x, y = curves.x(2.0**doublings), curves.y(work)
            assert (x - 9, y - 9) in points
            assert any(np.abs(line - (x, y)).max(axis=1).min() < 0.01 for line in lines) or len(way.layers) == 1
    # Both axes begin at nothing.
    assert curves.y(0) == curves.plot.bottom and curves.x(0) == curves.plot.left


def test_curves_are_drawn_one_by_one() -> None:
    curves = curves_of(Layer())
    whole, *others = curves.ways

    def points() -> int:
        return sum(isinstance(item, Plate) for item in curves.draw())

    curves.hide_curves()
    seen = [points()]
    for place in range(4):
        curves.reached(whole, place)
        seen.append(points())
    for way in others:
        curves.reached(way)
        seen.append(points())
    assert seen == [0, 1, 2, 3, 4, 8, 12, 16]
