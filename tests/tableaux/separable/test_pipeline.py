"""The pipeline tableau: what one output cell depends on in both halves, and where everything stands."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import CANVASES, WIDE
from convanim.mobjects.shading import DIMMED
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.separable.pipeline import Pipeline
from tests.planned import PLANNED
from tests.tableaux.casts import apart, inside
from tests.tableaux.separable.layers import CROP, LARGE, LAYERS, pipeline_of


def test_every_aspect_has_a_plan_and_another_one_is_refused():
    assert set(ASPECTS) <= set(Pipeline.plans) <= PLANNED >= set(Pipeline.cropped_plans)
    with pytest.raises(UnknownNameError, match=r"Pipeline has no plan for 21:9.*16:9, 1:1, 9:16"):
        pipeline_of(Layer(), replace(WIDE, aspect="21:9")).input()


@pytest.mark.parametrize("layer", LAYERS)
def test_the_needle_and_the_window_are_what_the_cell_depends_on(layer):
    line = pipeline_of(layer)
    step = line.chosen_step()
    source = line.source_of(step)
    assert source.index[1:] == step.index[1:]
    needle = line.on_needle(step)
    assert needle.sum() == len(line.channels.indices) and needle[:, step.index[1], step.index[2]].all()
    window = line.in_window(source)
    assert window.sum() == len(line.channels.indices) * source.inside.sum()
    read = {(source.rows[i], source.columns[j]) for i, j in np.argwhere(source.inside).tolist()}
    assert {(r, c) for r, c in np.argwhere(window[0]).tolist()} == read


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("layer", "crop"), [*((layer, None) for layer in LAYERS), (LARGE, CROP)])
def test_blocks_and_filters_stand_on_stage_and_apart_in_every_frame(layer, crop, aspect):
    line = pipeline_of(layer, CANVASES[aspect], crop=crop)
    row = line.pointwise_filters
    filters = [row.filter(filter) for filter in (line.filters.indices[0], line.filters.indices[-1])]
    blocks = [line.input(), line.middle(), line.output(), line.depthwise_filters()]
    assert all(inside(block, line.canvas.stage) for block in [*blocks, *filters])
    for one, other in combinations(blocks, 2):
        assert apart(one, other)
    assert all(apart(block, filter) for block in blocks for filter in filters)


def test_beside_pictures_blocks_stand_closer():
    assert pipeline_of(Layer()).plan.gap > pipeline_of(LARGE, crop=CROP).plan.gap


def test_tracing_goes_back_step_by_step():
    line = pipeline_of(Layer())
    step = line.chosen_step()
    shown = [{name for name, actor in line.traced(step, back).items() if actor is not None} for back in (1, 2, 3)]
    assert shown[0] < shown[1] < shown[2]
    assert "needle" not in shown[0] and "window" not in shown[1] and "window" in shown[2]


@pytest.mark.parametrize(("layer", "crop"), [(LAYERS[1], None), (LARGE, CROP)])
def test_while_the_window_walks_the_middle_block_fills_behind_it(layer, crop):
    line = pipeline_of(layer, crop=crop)
    first, *_, last = line.depthwise_steps()
    actors = line.depthwise_at(first)
    for follower in line.depthwise_followers(actors.__getitem__):
        follower.follow(first, last, 1.0)
    assert actors["middle"].lit.all()
    assert np.allclose(actors["input"].lit, np.maximum(line.in_window(last), DIMMED))
    assert np.allclose(actors["window"].points, line.window(last))
    assert np.allclose(actors["pixel"].points, line.pixel(last))


@pytest.mark.parametrize(("layer", "crop"), [(LAYERS[1], None), (LARGE, CROP)])
def test_while_the_needle_walks_the_output_fills_behind_it(layer, crop):
    line = pipeline_of(layer, crop=crop)
    first, *_, last = line.pointwise_steps()
    actors = line.pointwise_at(first)
    for follower in line.pointwise_followers(actors.__getitem__):
        follower.follow(first, last, 1.0)
    assert actors["output"].lit.all()
    assert np.allclose(actors["middle"].lit, np.maximum(line.on_needle(last), DIMMED))
    assert np.allclose(actors["cell"].points, line.cell(last))
