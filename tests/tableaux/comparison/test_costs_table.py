"""The table below the wirings."""

import pytest

from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from tests.tableaux.comparison.lanes import who_of


def test_receptive_fields_are_told_with_their_channels():
    who = who_of(Layer(4, 4, size=9, dilation=(1, 2), bias=True))
    columns = [[one.text for one in who.costs.column(lane)] for lane in who.lanes]
    assert [field for *_, field in columns] == ["4×3×5", "2×3×5", "1×3×5", "4×3×5"]
    assert [parameters for parameters, *_ in columns] == ["148", "76", "40", "60"]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_numbers_stand_below_their_ways_or_have_headings(aspect):
    who = who_of(Layer(), aspect)
    table = who.table()
    for lane, place in zip(who.lanes, who.places, strict=True):
        items = table.parts[lane.key]
        assert {item.x for item in items} == {place.column}
        named = [item.text for item in items if item.text == lane.name.text]
        assert bool(named) is who.plan.tiers
        if not who.plan.tiers:
            assert place.column == place.room.center[0]
