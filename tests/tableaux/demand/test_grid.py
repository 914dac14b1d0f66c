"""The grid of pairs: as large as the work, and stretched in between."""

from __future__ import annotations

import numpy as np
import pytest
from manim import Transform

from convanim.draw.items import Faces, Segments
from convanim.kernels import cost
from convanim.kernels.cost import of_one_pair
from convanim.kernels.demand import Demand
from convanim.layout.geometry import Box
from convanim.spec import Layer
from convanim.tableaux.demand.grid import PairGrid
from convanim.tableaux.demand.hues import ramp_of
from convanim.theme.theme import Theme
from tests.tableaux.demand.layers import LAYERS

THEME = Theme.dark()


def grid_of(layer: Layer, base: Layer) -> PairGrid:
    return PairGrid(layer, (100.0, 100.0), 10.0, base, THEME.ramp_of_whole(), THEME)


def area(boxes: list[Box]) -> float:
    return sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)


@pytest.mark.parametrize("layer", LAYERS[:5], ids=str)
def test_a_square_is_the_work_of_a_filter_on_a_channel(layer: Layer) -> None:
    for way in Demand(layer).ways:
        for one in way.layers:
            grid = grid_of(one, layer)
            assert area(grid.parts()[0]) * cost(of_one_pair(layer)).multiply_adds == cost(one).multiply_adds


def test_what_each_doubling_adds_has_a_shade_of_its_own() -> None:
    way = Demand(Layer()).band
    grid = PairGrid(way.last, (0.0, 0.0), 10.0, Layer(), ramp_of(way, THEME), THEME)
    assert [area(boxes) for boxes in grid.parts()] == [4 * 64, 4 * 32, 4 * 16, 4 * 8]
    faces = [item for item in grid.draw() if isinstance(item, Faces)]
    assert [len(one.corners) for one in faces] == [256, 128, 64, 32]
    assert len({tuple(one.fill[0]) for one in faces}) == 4


@pytest.mark.parametrize("layer", LAYERS[:5], ids=str)
def test_two_groups_look_as_none_do_until_what_is_between_them_goes(layer: Layer) -> None:
    demand = Demand(layer)
    whole, grouped = grid_of(demand.twice, layer), grid_of(demand.in_two, layer)
    shown = grid_of(demand.in_two, layer).as_if_whole()
    every = [one for one in whole.draw() if isinstance(one, Faces)]
    lit = [one for one in shown.draw() if isinstance(one, Faces)]
    assert [one.corners.tolist() for one in lit[: len(every)]] == [one.corners.tolist() for one in every]
    assert shown.can_become(grouped) and 2 * area(grouped.parts()[0]) == area(whole.parts()[0])
    assert area(shown.parts(grouped=False)[0]) == area(whole.parts()[0])


@pytest.mark.parametrize("place", range(3))
def test_a_grid_stretches_as_it_turns_into_another(place: int) -> None:
    way = Demand(Layer()).ways[place]
    start, end = grid_of(way.layers[0], Layer()), grid_of(way.last, Layer())
    assert start.can_become(end)
    seen = []
    turning = Transform(start, end)
    turning.begin()
    for share in np.linspace(0, 1, 9).tolist():
        turning.interpolate(share)
        seen.append(area(start.parts()[0]))
    assert seen == sorted(seen) and len(set(seen)) == len(seen)


def test_tiles_are_parted_by_lines() -> None:
    twice = Demand(Layer()).twice
    plain, tiled = grid_of(twice, Layer()), grid_of(twice, Layer()).in_tiles()
    assert len(tiled.draw()) == len(plain.draw()) + 1
    lines = tiled.draw()[-1]
    assert isinstance(lines, Segments)
    assert np.allclose(lines.ends, [[[180, 100], [180, 260]], [[100, 180], [260, 180]]])


def test_only_some_of_it_can_be_shown() -> None:
    assert area(grid_of(Layer(), Layer()).cut(8, 1).parts()[0]) == 8
