"""The lanes of groups: each keeps to itself."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.draw.lettering import text_box
from convanim.layout.canvas import CANVASES, WIDE
from convanim.layout.grouping import Grouping
from convanim.layout.style import Style
from convanim.mobjects.voxels import Slab
from convanim.spec import Layer
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.pruning import Pruning
from tests.tableaux.casts import box_of
from tests.tableaux.grouped.layers import LAYERS, cast_of
from tests.tableaux.grouped.test_blocks import blocks


def lanes(layer: Layer, style: Style | None = None) -> GroupLanes:
    return GroupLanes(cast_of(layer, style), Grouping.of(layer))


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
        remains = {"input": before.input(), **Pruning(before).weights(all_fallen=True)}
        assert before.input().can_become(after.input()) and before.output().can_become(after.output())
        Pruning(before).settle(after.input(), remains.__getitem__)
        for name, tensor in after.weights().items():
            assert remains[name].can_become(tensor)
            assert (remains[name].content.values == tensor.content.values).all()


def test_groups_without_a_lane_are_not_shown_but_told_by_dots() -> None:
    tableau = lanes(Layer(groups=4))
    assert tableau.grouping.lanes == (0, 3)
    assert tableau.input().presence.tolist() == [1, 1, 0, 0, 0, 0, 1, 1]
    assert tableau.output().presence.tolist() == [1, 1, 0, 0, 0, 0, 1, 1]
    assert tableau.gaps() is not None and lanes(Layer(groups=2)).gaps() is None


def test_with_room_aside_channels_fill_beside_those_that_are_done() -> None:
    tableau = GroupLanes(cast_of(Layer(groups=2)), Grouping.of(Layer(groups=2)), aside=True)
    assert list(tableau.filters_in_lane) == [0, 1, 2, 3]
    tensor = tableau.partly_filled(2)
    assert tensor.presence.tolist() == [1, 1, 1, 0, 1, 1, 1, 0]
    assert tensor.lit[:, 0, 0].tolist()[:4] == [1, 1, 0, 0]
    done, filling = (np.concatenate([tensor.slabs()[k].outline() for k in slots]) for slots in ((0, 1, 4, 5), (2, 6)))
    assert done[:, 0].max() < filling[:, 0].min() and filling[:, 0].max() <= tableau.canvas.stage.right + 1


@pytest.mark.parametrize("canvas", CANVASES)
def test_long_channel_numbers_have_room_before_the_input(canvas: str) -> None:
    short, long = (lanes(Layer(n, n, groups=2, size=3), Style.of().with_(canvas=CANVASES[canvas])) for n in (8, 2048))
    assert short.places.plan.letter_room == short.plan.letter_room < long.places.plan.letter_room
    written = [text_box(item) for part in long.letters().parts.values() for item in part if isinstance(item, Words)]
    assert max(box[2] for box in written) < box_of(long.input())[0]
