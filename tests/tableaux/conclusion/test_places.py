"""Rows of equal height, one below the other, whose parts stand side by side or above their bar."""

import pytest

from convanim.layout.canvas import canvas_of
from convanim.layout.plans import plan_for
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.tableaux.conclusion.places import PLANS, WaysPlaces


@pytest.mark.parametrize("ways", [2, 3, 4])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_parts_of_a_row_are_within_it_and_apart(aspect, text, ways):
    canvas = canvas_of(aspect, text)
    plan = plan_for(canvas.names, PLANS, "EveryWay")
    places = WaysPlaces(plan, canvas, ways)
    assert len(places.rows) == ways
    for row in places.rows:
        assert row.words.right < row.filters.left and row.filters.right < row.wiring.left
        assert row.room.top <= row.bar.top and row.bar.bottom <= row.room.bottom
        assert row.bar.top >= row.wiring.bottom if plan.below else row.bar.left > row.wiring.right
    assert places.rows[-1].room.bottom <= canvas.label_line


def test_the_input_stands_before_the_rows_or_leaves():
    canvas = canvas_of("16:9")
    beside, gone = (WaysPlaces(PLANS["16:9"], canvas, 4, has_input) for has_input in (True, False))
    assert beside.input.right < beside.rows[0].room.left
    assert gone.rows[0].room.left < beside.input.right
