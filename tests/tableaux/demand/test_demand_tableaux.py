"""What stands where in the film of twice the features."""

from __future__ import annotations

from dataclasses import is_dataclass, replace
from typing import Any

import pytest

from convanim.draw.items import Words
from convanim.errors import UnknownNameError
from convanim.layout.canvas import WIDE
from convanim.layout.plans import plan_for
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.demand.closing import Closing
from convanim.tableaux.demand.grid import PairGrid
from convanim.tableaux.demand.series import series
from convanim.tableaux.demand.squares import Squares, name_of
from convanim.tableaux.demand.ways import Ways
from tests.planned import PLANNED
from tests.sheets import check_legible, check_numbers
from tests.tableaux.demand.layers import LAYERS, cast_of

TABLEAUX: list[type[Tableau[Any]]] = [Squares, Ways, Closing]


@pytest.mark.parametrize("tableau", TABLEAUX)
def test_every_aspect_has_a_plan_of_one_kind(tableau: type[Tableau[Any]]) -> None:
    assert set(ASPECTS) <= set(tableau.plans) <= PLANNED
    assert len({type(plan) for plan in tableau.plans.values()}) == 1
    assert all(is_dataclass(plan) for plan in tableau.plans.values())


@pytest.mark.parametrize("tableau", TABLEAUX)
def test_an_aspect_that_nobody_has_planned_for_is_refused(tableau: type[Tableau[Any]]) -> None:
    style = Style.of().with_(canvas=replace(WIDE, aspect="21:9"))
    with pytest.raises(UnknownNameError, match=r"has no plan for 21:9.*16:9, 1:1, 9:16"):
        _ = tableau(cast_of(Layer(), style)).plan


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_all_squares_stand_on_the_stage(layer: Layer, aspect: str) -> None:
    cast = cast_of(layer, Style.of(aspect=aspect))
    squares, ways, closing = Squares(cast), Ways(cast), Closing(cast)
    twice = squares.demand.twice
    grids = [squares.grid(layer), squares.grid(layer, twice), squares.grid(twice)]
    grids += [ways.grid(way) for way in ways.demand.ways] + [closing.grid(way) for way in closing.ways]
    stage = cast.canvas.stage
    for grid in grids:
        left, top, right, bottom = box_of(grid)
        assert stage.left - 1 <= left and right <= stage.right + 1
        assert stage.top - 1 <= top and bottom <= stage.bottom + 1


def box_of(grid: PairGrid) -> tuple[float, float, float, float]:
    (left, top), (right, _) = to_pixels(grid.points).tolist()
    wide, high = ((right - left) * grid.extent).tolist()
    return left, top, left + wide, top + high


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_unfolded_kernels_lie_in_their_squares(layer: Layer) -> None:
    squares = Squares(cast_of(layer))
    tensor = squares.unfolded()[name_of(squares.focus)]
    left, top, _, _ = box_of(squares.row())
    unit = squares.unit(layer)
    for slab, channel in zip(tensor.slabs(), squares.channels.indices, strict=True):
        x, y = slab.at(slab.rows / 2, slab.columns / 2).tolist()
        assert (x, y) == pytest.approx((left + (channel + 0.5) * unit, top + 0.5 * unit))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_words_are_legible_and_numbers_true(layer, aspect):
    style = Style.of(aspect=aspect)
    cast = cast_of(layer, style)
    squares, ways, closing = Squares(cast), Ways(cast), Closing(cast)
    sheets = [squares.sides(layer), squares.came_to(squares.demand.twice), ways.names(), closing.words()]
    sheets += [squares.one_square(), squares.all_squares(layer)]
    sheets += [series(ways.demand, ways.demand.ways, style), series(ways.demand, closing.ways, style)]
    for sheet in sheets:
        check_legible(sheet, style.canvas)
        check_numbers(sheet)


def test_a_series_that_is_too_wide_tells_its_last_layers() -> None:
    style = Style.of(aspect="1:1", language="fr")
    demand = Ways(cast_of(Layer(96, 96, size=120, padding="same"), style)).demand
    heads = [item.source for item in series(demand, demand.ways, style).parts["heading"] if isinstance(item, Words)]
    told = [source.value for source in heads if source is not None]
    assert told == [layer.in_channels for layer in demand.whole.layers][-len(told) :] and len(told) < 4


def test_ways_that_find_no_row_are_left_out_of_a_series() -> None:
    style = Style.of(text="large")
    demand = Ways(cast_of(Layer(), style)).demand
    parts = series(demand, demand.ways, style).parts
    assert [way for way, items in parts.items() if not items and way != "heading"] == ["depthwise"]


@pytest.mark.parametrize("tableau", [Squares, Closing])
@pytest.mark.parametrize(
    ("aspect", "layer"), [("9:16", Layer(6, 20)), ("1:1", Layer(24, 6)), ("9:16", Layer(8, 8)), ("1:1", Layer(8, 8))]
)
def test_slim_and_flat_grids_stand_where_their_squares_are_largest(
    tableau: type[Squares | Closing], aspect: str, layer: Layer
) -> None:
    made = tableau(cast_of(layer, Style.of(aspect=aspect)))
    usual = plan_for(made.canvas.names, tableau.plans, tableau.__name__)
    assert (made.plan is usual) == (layer == Layer(8, 8))
