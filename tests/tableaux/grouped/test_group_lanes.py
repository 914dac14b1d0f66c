"""The lanes of groups: each keeps to itself, and all keep pace."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.kernels import make_tensors
from convanim.layout.canvas import WIDE
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.voxels import Slab
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.grouping import Grouping
from convanim.trace import Trace
from tests.tableaux.grouped.test_blocks import LAYERS, blocks


def lanes(layer: Layer) -> GroupLanes:
    style = Style.of()
    return GroupLanes(Cast(Trace(make_tensors(layer)), style), Grouping.of(layer, style.tongue))


def box(slabs: list[Slab]) -> tuple[float, float, float, float]:
    outline = np.concatenate([slab.outline() for slab in slabs])
    (left, top), (right, bottom) = outline.min(axis=0).tolist(), outline.max(axis=0).tolist()
    return left, top, right, bottom


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_lanes_stand_one_below_the_other_on_the_stage(layer: Layer) -> None:
    tableau = lanes(layer)
    given, read, made = tableau.input().slabs(), tableau.weights(), tableau.output().slabs()
    grouping = tableau.grouping
    bottom_before = WIDE.stage.top - 1
    for group in grouping.lanes:
        row = [box([given[slot] for slot in grouping.channel_slots(group)])]
        row += [box(read[f"filter_{o}"].slabs()) for o in grouping.filters_in(group)]
        row.append(box([made[slot] for slot in grouping.filter_slots(group)]))
        assert all(one[2] < other[0] for one, other in pairwise(row))
        assert row[0][0] >= WIDE.stage.left and row[-1][2] <= WIDE.stage.right + 1
        assert min(one[1] for one in row) >= bottom_before
        bottom_before = max(one[3] for one in row)
    assert bottom_before <= WIDE.stage.bottom + 1


def test_what_remains_of_a_filter_becomes_the_lanes_filter() -> None:
    for layer in LAYERS:
        before, after = blocks(layer), lanes(layer)
        remains = before.remains()
        assert before.input().can_become(after.input()) and before.output().can_become(after.output())
        for name, tensor in after.weights().items():
            before.let_go(int(name.removeprefix("filter_")), remains[name])
            assert remains[name].can_become(tensor)
            assert (remains[name].content.values == tensor.content.values).all()


def test_groups_without_a_lane_are_not_shown_but_told_by_dots() -> None:
    tableau = lanes(Layer(groups=4))
    assert tableau.lanes == (0, 3)
    assert tableau.input().presence.tolist() == [1, 1, 0, 0, 0, 0, 1, 1]
    assert tableau.output().presence.tolist() == [1, 1, 0, 0, 0, 0, 1, 1]
    assert tableau.gaps() is not None and lanes(Layer(groups=2)).gaps() is None


def test_all_lanes_are_at_the_same_place_with_filters_of_their_own() -> None:
    tableau = lanes(Layer(groups=2))
    step = tableau.steps(1)[6]
    other = tableau.beside(step, 1)
    assert step.index == (1, 1, 2) and other.index == (5, 1, 2) and list(other.channels) == [4, 5, 6, 7]
    one, two = (to_pixels(tableau.window(step, group)) for group in (0, 1))
    apart = tableau.middles[1] - tableau.middles[0]
    assert np.allclose(two - one, [0.0, apart])
    written = [
        i.text
        for part in tableau.formula(Ribbon(tableau.cast), step).parts.values()
        for i in part
        if isinstance(i, Words)
    ]
    assert "filter 1" in written and "filter 5" in written and "A" in written and "B" in written
    assert str(step.total) in written and str(other.total) in written


def test_channels_fill_from_the_back_so_that_none_hides_another() -> None:
    tableau = lanes(Layer(groups=2))
    assert tableau.places == [3, 2, 1, 0]
    tensor = tableau.filled_from(2)
    assert tensor.presence.tolist() == [0, 0, 1, 1, 0, 0, 1, 1]
    assert tensor.lit[:, 0, 0].tolist()[2:4] == [0, 1]
    durations = [sum(tableau.haste(place, 16)) for place in tableau.places]
    assert durations == sorted(durations, reverse=True)


def test_a_large_layer_is_walked_in_bounded_stops_and_every_one_takes_time() -> None:
    tableau = lanes(LAYERS[3])
    steps = tableau.steps()
    assert len(steps) <= 200 and steps[-1].index == (0, 55, 55)
    assert min(tableau.haste(0, len(steps))) > 1e-5


@pytest.mark.parametrize(("bias", "said"), [(False, "its sum is the result"), (True, "its sum and the bias make")])
def test_of_a_channel_alone_is_said_what_makes_its_result(bias: bool, said: str) -> None:
    tableau = lanes(Layer(3, 3, groups=3, size=4, kernel=2, bias=bias))
    sheet = tableau.formula(Ribbon(tableau.cast), tableau.steps()[0])
    assert any(said in item.text for item in sheet.display_list() if isinstance(item, Words))
