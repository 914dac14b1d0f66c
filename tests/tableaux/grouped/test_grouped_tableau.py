"""What tableaux of grouped layers share: plans for every aspect, names of groups, filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass, replace
from typing import Any

import pytest

from convanim.errors import UnknownNameError
from convanim.kernels import torch_output
from convanim.layout.canvas import WIDE
from convanim.layout.grouping import Grouping
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.spec.crop import Crop
from convanim.tableaux.grouped.beside_torch import BesideTorch
from convanim.tableaux.grouped.blocks import Blocks
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau
from convanim.tableaux.grouped.growth import Growth
from convanim.tableaux.grouped.merging import Merging
from convanim.tableaux.grouped.opening import Opening
from convanim.tableaux.grouped.receptive_field import ReceptiveField
from tests.planned import PLANNED
from tests.tableaux.grouped.layers import cast_of

LAYER = Layer(groups=2)
TABLEAUX: dict[type[Tableau[Any]], Callable[[Cast], Tableau[Any]]] = {
    Blocks: lambda cast: Blocks(cast, Grouping.of(cast.layer)),
    GroupLanes: lambda cast: GroupLanes(cast, Grouping.of(cast.layer)),
    Merging: lambda cast: Merging(cast, Grouping.of(cast.layer)),
    Opening: lambda cast: Opening(cast, Grouping.of(cast.layer)),
    ReceptiveField: lambda cast: ReceptiveField(cast, Grouping.of(cast.layer)),
    BesideTorch: lambda cast: BesideTorch(cast, Grouping.of(cast.layer), torch_output(cast.trace.tensors).numpy()),
    Growth: Growth,
}


@pytest.mark.parametrize("tableau", TABLEAUX)
def test_every_aspect_has_a_plan_of_one_kind(tableau: type[Tableau[Any]]) -> None:
    plans = [*tableau.plans.values(), *tableau.cropped_plans.values()]
    assert set(ASPECTS) <= set(tableau.plans) <= PLANNED
    assert len({type(plan) for plan in plans}) == 1 and all(is_dataclass(plan) for plan in plans)
    for aspect, plan in tableau.cropped_plans.items():
        assert plan != tableau.plans.get(aspect)


@pytest.mark.parametrize("make", TABLEAUX.values(), ids=lambda make: "")
@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_crop_takes_the_plan_that_is_made_for_it(make: Callable[[Cast], Tableau[Any]], aspect: str) -> None:
    style, layer = Style.of(aspect=aspect), LAYER.with_(size=40)
    cast = cast_of(layer, style)
    cropped = Cast(cast.trace, style.with_(canvas=style.canvas.cropped), view=Crop.of("10:20,10:20").on(layer))
    whole, part = make(cast), make(cropped)
    assert whole.plan == whole.plans[aspect]
    assert part.plan == part.cropped_plans.get(aspect, part.plans[aspect])


@pytest.mark.parametrize("tableau", TABLEAUX)
def test_an_aspect_that_nobody_has_planned_for_is_refused(tableau: type[Tableau[Any]]) -> None:
    style = Style.of().with_(canvas=replace(WIDE, aspect="21:9"))
    with pytest.raises(UnknownNameError, match=r"has no plan for 21:9.*16:9, 1:1, 9:16"):
        _ = TABLEAUX[tableau](cast_of(LAYER, style)).plan


def test_groups_are_called_by_letters_that_never_repeat() -> None:
    assert [GroupedTableau.letter_of(g) for g in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def test_a_filter_stands_with_gaps_where_channels_are_left_out() -> None:
    layer = Layer(groups=2)
    tableau = GroupLanes(cast_of(layer), Grouping.of(layer))
    fit = tableau.places.filter_fit(0, 0)
    first, second, last = tableau.filter_block(0, [0, 1, 3], fit).slabs()
    assert last.corner - second.corner == pytest.approx(2 * (second.corner - first.corner))
