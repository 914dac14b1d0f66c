"""The closing picture: both ways on stage and apart, drawn to one scale, with true counts."""

from itertools import pairwise

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.errors import UnknownNameError
from convanim.kernels import cost, make_tensors, separable_layers, standard
from convanim.layout.canvas import canvas_of
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.spec import Layer, Values
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.closing.before_after import BeforeAfter, Way
from convanim.trace import Trace
from tests.tableaux.casts import apart, cast_of, inside, on_unplanned_canvas

GROUPED = [
    Layer(groups=2),
    Layer(groups=8),
    Layer(6, 6, (5, 7), (2, 3), (2, 1), (1, 0), (1, 2), 3, True),
    Layer(64, 128, groups=64),
    Layer(1, 1),
    Layer(2, 64, groups=2, size=1, kernel=1),
]


def of_groups(layer, aspect="16:9"):
    whole, own = cast_of(standard(layer), aspect), cast_of(layer, aspect)
    return BeforeAfter(Way("standard", (whole,)), Way("{groups} {groups?group|groups}", (own,)))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", GROUPED, ids=lambda layer: layer.tag)
def test_all_blocks_stand_on_stage_and_apart(layer, aspect):
    tableau = of_groups(layer, aspect)
    blocks = list(tableau.blocks().values())
    assert all(inside(block, tableau.canvas.stage) for block in blocks)
    for k, one in enumerate(blocks):
        assert all(apart(one, other) for other in blocks[k + 1 :])


@pytest.mark.parametrize("aspect", ASPECTS)
def test_both_ways_are_drawn_to_one_scale(aspect):
    layer = Layer(8, 16)
    depthwise, pointwise = (cast_of(half, aspect) for half in separable_layers(layer))
    tableau = BeforeAfter(Way("standard", (cast_of(layer, aspect),)), Way("separable", (depthwise, pointwise)))
    sides = set()
    for block in tableau.blocks().values():
        left, right = to_pixels(block.points[:2])[:, 0]
        sides.add(round((right - left) / block.shape[2], 3))
    assert len(sides) == 1


def test_it_tells_what_both_cost_and_how_often_one_goes_into_the_other():
    tableau = of_groups(Layer(groups=4))
    said = {
        part: [(item.spans[0].source.value, item.text) for item in items if isinstance(item, Words) and item.spans]
        for part, items in tableau.words().parts.items()
    }
    assert (9216, "9\u2009216") in said["before"] and (576, "576 weights") in said["before"]
    assert (2304, "2\u2009304") in said["after"] and (144, "144 weights") in said["after"]
    (ratio, what) = tableau.ratio().parts["all"]
    assert (ratio.text, what.text) == ("4×", "fewer multiply-adds")


def test_what_costs_more_is_said_to():
    layer = Layer(2, 1, kernel=2)
    halves = tuple(map(cast_of, separable_layers(layer)))
    tableau = BeforeAfter(Way("standard", (cast_of(layer),)), Way("separable", halves))
    assert tableau.after.cost == cost(separable_layers(layer)[0]) + cost(separable_layers(layer)[1])
    assert tableau.ratio().parts["all"][1].text == "more multiply-adds"


def test_slabs_may_have_the_hues_of_the_channels_that_they_are_or_read():
    layer = Layer(4, 8, groups=4)
    whole = cast_of(standard(layer))
    hued = Way("standard", (whole,), channels_apart=True, filters_by_channel=True)
    blocks = BeforeAfter(hued, Way("depthwise", (cast_of(layer),))).blocks()
    ramps = [ramp.high for ramp in whole.channel_ramps(range(4))]
    assert np.allclose(blocks["before_input"].high, ramps) and np.allclose(blocks["after_input"].high, ramps)
    for key in (key for key in blocks if key.startswith("before_weight")):
        assert np.allclose(blocks[key].high, ramps)
    alone = Way("standard", (cast_of(Layer(1, 2)),), filters_by_channel=True)
    blocks = BeforeAfter(alone, alone).blocks()
    assert not np.allclose(blocks["before_weight_0"].high, blocks["before_weight_1"].high)


def test_groups_stand_apart_and_a_block_without_does_not():
    blocks = of_groups(Layer(groups=2)).blocks()
    steps = {
        key: {round(float(b - a)) for a, b in pairwise(tops)}
        for key in ("before_input", "after_input")
        for tops in [[slab.corner[0] for slab in blocks[key].slabs()]]
    }
    assert len(steps["before_input"]) == 1 and len(steps["after_input"]) == 2


def test_an_aspect_that_nobody_has_planned_for_lists_those_that_are():
    cast = on_unplanned_canvas(Layer())
    with pytest.raises(UnknownNameError, match="16:9, 1:1, 9:16"):
        BeforeAfter(Way("standard", (cast,)), Way("standard", (cast,))).blocks()


@pytest.mark.parametrize("text", ["normal", "large"])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_in_low_rows_words_are_left_out_before_they_meet(aspect, text):
    layer = Layer(64, 64, groups=64)
    canvas = canvas_of(aspect, text)
    whole, own = (
        Cast(Trace(make_tensors(one, Values())), Style.of().with_(canvas=canvas)) for one in (standard(layer), layer)
    )
    tableau = BeforeAfter(Way("standard", (whole,)), Way("depthwise", (own,)))
    words = tableau.words().parts
    first, second = ([item.y for item in words[part]] for part in ("before", "after"))
    assert max(first) < min(second) - words["after"][0].size
    # Where there is no room for it in the rows, the ratio says what is counted.
    assert any("multiply-adds" in item.text for item in (*words["after"], *tableau.ratio().parts["all"]))
