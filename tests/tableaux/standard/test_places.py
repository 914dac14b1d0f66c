"""Where input, filters and output stand: on stage, apart, and not through each other from picture to picture."""

from itertools import combinations

import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import canvas_of
from convanim.layout.regions import DEPTH
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.standard.passes import Passes
from tests.planned import PLANNED
from tests.tableaux.casts import CROP, apart, cast_of, inside, on_unplanned_canvas
from tests.tableaux.standard.layers import LAYERS


def blocks_of(passes, standing):
    return [
        passes.input(standing),
        *passes.filters_at(standing, passes.filters.indices).values(),
        passes.output(standing, ()),
    ]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
@pytest.mark.parametrize("picture", ["close", "wide", "beside_bill"])
def test_all_blocks_stand_on_stage_and_apart(picture, layer, aspect):
    passes = Passes(cast_of(layer, aspect))
    blocks = blocks_of(passes, getattr(passes, picture))
    assert all(inside(block, passes.canvas.stage) for block in blocks)
    assert all(apart(one, other) for one, other in combinations(blocks, 2))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_bill_has_room_beside_the_blocks(layer, aspect):
    passes = Passes(cast_of(layer, aspect))
    room, stage = passes.bill_region, passes.canvas.stage
    assert stage.left <= room.left and room.right <= stage.right and room.bottom <= stage.bottom
    left = max(slab.outline()[:, 0].max() for slab in passes.output(passes.beside_bill, ()).slabs())
    assert left < room.left or passes.beside_bill.below


def test_close_up_filter_and_window_have_cells_of_one_size():
    passes = Passes(cast_of(Layer()))
    (filter_,) = passes.close.filters.values()
    assert filter_.cell == passes.close.input.cell == passes.close.output.cell


def test_channels_of_the_output_are_seen_one_by_one_while_filters_pass():
    passes = Passes(cast_of(Layer()))
    wide, beside = passes.wide.output, passes.beside_bill.output
    assert wide.step[0] > 1.5 * DEPTH[0] * wide.cell
    assert beside.step[0] == pytest.approx(DEPTH[0] * beside.cell)


def test_filters_that_would_go_through_each_other_fade():
    passes = Passes(cast_of(Layer()))
    assert passes.wide.columns == passes.beside_bill.columns == 2
    assert set(passes.filters_at(passes.beside_bill, ())) == set(passes.filters_at(passes.wide, ()))
    for aspect in ASPECTS:
        for layer in LAYERS:
            passes = Passes(cast_of(layer, aspect))
            names = [set(passes.filters_at(one, ())) for one in (passes.wide, passes.beside_bill)]
            same = passes.wide.columns == passes.beside_bill.columns
            assert (names[0] == names[1]) is same and (same or names[0].isdisjoint(names[1]))


def test_a_crop_stands_on_its_smaller_stage():
    passes = Passes(cast_of(Layer(16, 16, 56), crop=CROP))
    assert all(inside(block, passes.canvas.stage) for block in blocks_of(passes, passes.beside_bill))


def test_every_canvas_has_a_plan_and_another_one_is_refused():
    assert set(ASPECTS) <= set(Passes.plans) <= PLANNED
    assert canvas_of("16:9", "large").names[0] in Passes.plans
    with pytest.raises(UnknownNameError, match=r"Passes has no plan for 21:9"):
        _ = Passes(on_unplanned_canvas(Layer())).plan
