"""The lanes tableau: one window, two ways, and the same cell in both outputs."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import CANVASES, WIDE
from convanim.layout.regions import to_pixels
from convanim.mobjects.shading import DIMMED
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.separable.lanes import STANDARD_LANE, Lanes
from tests.planned import PLANNED
from tests.tableaux.casts import apart, inside
from tests.tableaux.separable.layers import CROP, LARGE, LAYERS, lanes_of

BLOCKS = ("input", "middle", "output", "standard_output")


def test_every_aspect_has_a_plan_and_another_one_is_refused():
    assert set(ASPECTS) <= set(Lanes.plans) <= PLANNED >= set(Lanes.cropped_plans)
    lanes = lanes_of(Layer(), replace(WIDE, aspect="21:9"))
    with pytest.raises(UnknownNameError, match=r"Lanes has no plan for 21:9.*16:9, 1:1, 9:16"):
        lanes.at(lanes.chosen_step())


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("layer", "crop"), [*((layer, None) for layer in LAYERS), (LARGE, CROP)])
def test_blocks_stand_on_stage_and_apart_in_every_frame(layer, crop, aspect):
    lanes = lanes_of(layer, CANVASES[aspect], crop)
    actors = lanes.at(lanes.chosen_step())
    blocks = [actors[name] for name in BLOCKS]
    assert all(inside(block, lanes.canvas.stage) for block in blocks)
    assert all(apart(one, other) for one, other in combinations(blocks, 2))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS)
def test_depthwise_filters_stand_clear_of_the_blocks(layer, aspect):
    lanes = lanes_of(layer, CANVASES[aspect])
    actors = lanes.at(lanes.chosen_step())
    assert all(apart(actors[name], actors["depthwise_filters"]) for name in BLOCKS)


@pytest.mark.parametrize("layer", LAYERS)
def test_both_outputs_light_the_same_cell(layer):
    lanes = lanes_of(layer)
    step = lanes.chosen_step()
    actors = lanes.at(step)
    lit = {name: actors[name].lit == 1 for name in ("input", "middle", "output", "standard_output")}
    assert np.array_equal(lit["output"], lit["standard_output"]) and lit["output"].sum() == 1
    assert lit["input"].sum() == len(lanes.channels.indices) * lanes.source_of(step).inside.sum()
    assert lit["middle"].sum() == len(lanes.channels.indices)


def test_what_has_been_computed_is_dimmed_beside_what_matters_and_the_rest_is_glass():
    lanes = lanes_of(Layer())
    actors = lanes.at(lanes.chosen_step())
    assert all(actors[name].lit.min() == DIMMED for name in ("input", "middle", "output"))
    assert actors["standard_output"].lit.min() == 0


@pytest.mark.parametrize("aspect", ASPECTS)
def test_light_leads_from_the_window_to_both_cells(aspect):
    lanes = lanes_of(Layer(), CANVASES[aspect])
    actors = lanes.at(lanes.chosen_step())
    for beam, cell in (("beam_up", "standard_cell"), ("beam_out", "cell")):
        end = to_pixels(actors[beam].points)[2:].mean(axis=0)
        corners = to_pixels(actors[cell].points)
        assert end[0] == pytest.approx(corners[0, 0])
        assert end[1] == pytest.approx((corners[0, 1] + corners[2, 1]) / 2)


def test_without_the_standard_lane_all_else_stays():
    lanes = lanes_of(Layer())
    step = lanes.chosen_step()
    actors, without = lanes.at(step), lanes.at(step, standard=False)
    assert set(without) == set(actors)
    assert {name for name, actor in without.items() if actor is None} - {"ellipses"} == set(STANDARD_LANE)
    assert without["labels"].parts["lower"] == actors["labels"].parts["lower"]
    assert not without["labels"].parts["upper"] and actors["labels"].parts["upper"]
