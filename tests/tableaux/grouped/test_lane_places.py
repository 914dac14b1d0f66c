"""Where lanes stand, as plain numbers, on every canvas."""

from __future__ import annotations

from itertools import pairwise

import pytest

from convanim.layout.canvas import CANVASES
from convanim.layout.regions import Need
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.lane_places import LanePlaces, LanePlan


def places(aspect: str, lanes: int = 2, filters: int = 4, dots: bool = False) -> LanePlaces:
    plan = GroupLanes.plans[aspect]
    assert isinstance(plan, LanePlan)
    given, read, made = Need(6, 6, 4), Need(3, 3, 4), Need(4, 4, filters)
    return LanePlaces(plan, CANVASES[aspect], given, read, made, lanes, dots)


def filter_cell(found: LanePlaces) -> float:
    return found.filter_fit(0, 0).cell


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("lanes", [1, 2, 3])
def test_lanes_keep_to_the_stage_and_apart(aspect: str, lanes: int) -> None:
    found = places(aspect, lanes)
    stage, cell = found.stage, found.cell
    lines = [found.middles[lane] for lane in range(lanes)]
    assert lines[0] - found.given.above * cell >= stage.top - 1
    assert all(other - one >= (found.given.above + found.given.below) * cell for one, other in pairwise(lines))
    assert found.filter_middle(lanes - 1) + found.read.below * filter_cell(found) <= stage.bottom + 1
    for lane in range(lanes):
        made = found.output_fit(lane)
        assert found.input_end <= made.left <= stage.right - found.made.columns * cell
    assert all(other - one >= found.read.width * filter_cell(found) for one, other in pairwise(found.filter_lefts))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_filters_stand_between_input_and_output_or_below_both(aspect: str) -> None:
    found = places(aspect)
    ends = [found.filter_fit(1, slot).left + found.read.width * filter_cell(found) for slot in range(found.filters)]
    if found.plan.filters_below:
        under = found.input_fit(1).top + found.given.rows * found.cell
        assert found.filter_middle(1) - found.read.above * found.cell > under and ends[-1] <= found.stage.right + 1
        assert found.label_line < found.canvas.label_line
    else:
        assert found.input_end < found.filter_lefts[0] and ends[-1] < found.output_fit(1).left
        assert found.label_line == found.canvas.label_line


@pytest.mark.parametrize("aspect", ASPECTS)
def test_dots_have_room_between_the_last_two_lanes(aspect: str) -> None:
    found = places(aspect, dots=True)
    nearest = found.filter_middle(0) + found.read.below * found.cell
    assert nearest + 10 < found.dots_line < found.middles[1] - found.given.above * found.cell - 10
