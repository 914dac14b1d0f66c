"""The stacks tableau: slabs in stacks, one pulled forward, and what a step reads of it."""

from itertools import combinations

import numpy as np
import pytest

from convanim.errors import UnknownNameError
from convanim.layout.regions import to_pixels
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.depthwise.stacks import Stacks
from tests.tableaux.casts import CROP, apart, cast_of, inside, on_unplanned_canvas

LAYER = Layer(8, 8, groups=8)
LARGE = Layer(8, 8, groups=8, size=40)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("layer", "crop"), [(LAYER, None), (LARGE, CROP)])
def test_in_every_aspect_the_stacks_stand_on_stage_and_apart(aspect, layer, crop):
    stacks = Stacks(cast_of(layer, aspect, crop=crop), 2)
    for pulled in (True, False):
        blocks = [stacks.input(pulled), stacks.weights(pulled), stacks.output(pulled)]
        assert all(inside(block, stacks.canvas.stage) for block in blocks)
        assert all(apart(one, other) for one, other in combinations(blocks, 2))


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"Stacks has no plan for 21:9.*16:9, 1:1, 9:16"):
        Stacks(on_unplanned_canvas(LAYER), 2).input()


def test_slabs_stand_closer_beside_the_pictures_of_a_crop():
    def gaps(stacks):
        tensor = stacks.input(pulled=False)
        near, far, *_ = tensor.slabs()
        return (far.corner - near.corner) / near.depth

    assert np.allclose(gaps(Stacks(cast_of(LAYER), 2)), 1.8)
    assert np.allclose(gaps(Stacks(cast_of(LARGE, crop=CROP), 2)), 1.2)


@pytest.mark.parametrize(("filters", "shown", "focus"), [(8, (), 2), (16, (), 5), (8, (6,), 6)])
def test_frames_lie_on_the_slabs_that_are_pulled_forward(filters, shown, focus):
    stacks = Stacks(cast_of(Layer(8, filters, groups=8), shown=shown), focus)
    step = stacks.steps()[3]
    channel = stacks.channels.indices.index(step.channels[0])
    place = stacks.filters.indices.index(focus)
    _, row, column = step.index
    input, weights, output = stacks.input(), stacks.weights(), stacks.output()
    for points, tensor, slab, corner in (
        (stacks.window(step), input, channel, (step.rows[0], step.columns[0])),
        (stacks.filter(), weights, place, (0, 0)),
        (stacks.cell(step), output, place, (row, column)),
    ):
        top_left, top_right, _, _ = tensor.points.reshape(-1, 4, 3)[slab]
        across = (top_right - top_left) / tensor.shape[2]
        down = np.array([0.0, -across[0], 0.0])
        assert np.allclose(points[0], top_left + corner[0] * down + corner[1] * across)
        assert tensor.nearness[slab] == tensor.nearness.max()


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", [LAYER, Layer(6, 18, (5, 7), (2, 3), groups=6), Layer(2, 2, groups=2)])
def test_a_slab_drawn_aside_is_clear_of_those_in_front_of_it_and_others_stay(layer, aspect):
    stacks = Stacks(cast_of(layer, aspect), min(2, layer.out_channels - 1))
    resting = stacks.weights(pulled=False), stacks.input(pulled=False)
    shown = (stacks.filters, stacks.focus), (stacks.channels, stacks.channel)
    for block, before, (sample, own) in zip(stacks.drawn_aside().values(), resting, shown, strict=True):
        moved = sample.indices.index(own)
        slabs = block.slabs()
        right = max((slab.at(0, slab.columns, 1.0)[0] for slab in slabs[:moved]), default=-np.inf)
        assert slabs[moved].corner[0] > right
        still = [k for k in range(len(slabs)) if k != moved]
        assert np.allclose([slabs[k].corner for k in still], [before.slabs()[k].corner for k in still])


def test_alone_stand_the_pulled_slabs_and_what_they_made():
    stacks = Stacks(cast_of(Layer(4, 8, groups=4)), 5)
    blocks = stacks.alone()
    assert [np.flatnonzero(block.presence).tolist() for block in blocks.values()] == [[2], [5], [5]]
    assert blocks["output"].lit[5].all()


@pytest.mark.parametrize("aspect", ASPECTS)
def test_by_default_every_pulled_cell_has_room_for_its_number(aspect):
    stacks = Stacks(cast_of(LAYER, aspect), 2)
    assert all(block.number_size() for block in (stacks.input(), stacks.weights(), stacks.output()))


@pytest.mark.parametrize("layer", [LAYER, Layer(6, 12, (5, 7), (2, 3), groups=6), Layer(1, 1)])
def test_light_that_leads_down_leads_past_the_input_s_label(layer):
    stacks = Stacks(cast_of(layer, "9:16"), 0)
    (name,) = (item for item in stacks.labels().display_list() if item.text == "input")
    for step in stacks.steps():
        beam = stacks.beams(step)["beam_in"]
        assert to_pixels(beam.points)[:, 0].max() < name.x
    for line in stacks.links().display_list()[::2]:
        (start, top), (end, bottom) = line.points
        assert top < name.y < bottom
        assert start + (end - start) * (name.y - top) / (bottom - top) < name.x


def test_labels_begin_where_their_blocks_do():
    stacks = Stacks(cast_of(LAYER), 2)
    for pulled in (True, False):
        names = [item for item in stacks.labels(pulled).display_list() if item.text in ("input", "filters", "output")]
        blocks = stacks.input(pulled), stacks.weights(pulled), stacks.output(pulled)
        lefts = [min(slab.corner[0] for slab in block.slabs()) for block in blocks]
        assert np.allclose([item.x for item in names], lefts)


@pytest.mark.parametrize(("layer", "crop"), [(Layer(4, 4, groups=4, dilation=2), None), (LARGE, CROP)])
def test_what_a_step_passes_over_goes_dark_and_what_it_makes_lights_up(layer, crop):
    stacks = Stacks(cast_of(layer, crop=crop), 1)
    actors = {"input": stacks.input(), "output": stacks.output()}
    step = stacks.steps()[0]
    for follower in stacks.arriving(actors.__getitem__):
        follower.follow(None, step, 1.0)
    top, left = actors["input"].content.origin
    spanned = {
        (r, c) for r in range(step.rows[0], step.rows[-1] + 1) for c in range(step.columns[0], step.columns[-1] + 1)
    }
    dark = spanned - {(r, c) for r in step.rows for c in step.columns}
    lit = actors["input"].lit
    for (row, column), value in np.ndenumerate(lit[1]):
        assert value == ((row + top, column + left) not in dark)
    assert lit[[0, 2, 3]].max() == 0
    assert actors["output"].lit.sum() == 1 and actors["output"].lit[1, 0, 0] == 1


def test_all_steps_but_the_first_have_their_time():
    stacks = Stacks(cast_of(LAYER), 2)
    durations = stacks.durations()
    assert len(durations) == len(stacks.steps()) - 1 == 15
    assert durations[:3] == [1.0] * 3 and max(durations[3:]) < 1.0


def test_every_channel_is_linked_to_its_filters_and_they_to_their_outputs():
    stacks = Stacks(cast_of(Layer(4, 8, groups=4)), 0)
    lines = stacks.links().display_list()
    assert len(lines) == 2 * 8
    assert len({tuple(line.points[0].round(6)) for line in lines[::2]}) == 4
