"""The pipeline and the lanes: what one output cell has seen, in both halves and in the standard layer."""

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.kernels import make_tensors, separable_tensors
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.window import frame_width
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer, Values
from convanim.tableaux.separable.lanes import STANDARD_LANE, Lanes
from convanim.tableaux.separable.pipeline import Pipeline
from convanim.trace import Trace

ODD = Layer(6, 9, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2), bias=True)
LAYERS = [Layer(), ODD, Layer(4, 12), Layer(16, 16, size=(9, 9), kernel=5, padding=2), Layer(1, 1, size=4)]


def pipeline_of(layer, values=None):
    first, second = separable_tensors(layer, values)
    style = Style.of()
    return Pipeline(
        Cast(Trace(first), style, Names(output="middle")),
        Cast(Trace(second), style, Names.staged("pointwise", input="middle")),
    )


def lanes_of(layer):
    standard = Cast(Trace(make_tensors(layer)), Style.of(), Names.staged("standard", output="standard_output"))
    return Lanes(standard, pipeline_of(layer))


@pytest.mark.parametrize("layer", LAYERS)
def test_the_needle_and_the_window_are_what_the_cell_has_seen(layer):
    line = pipeline_of(layer)
    step = line.chosen()
    source = line.source(step)
    assert source.index[1:] == step.index[1:]
    needle = line.on_needle(step)
    assert needle.sum() == len(line.channels.indices) and needle[:, step.index[1], step.index[2]].all()
    window = line.in_window(source)
    assert window.sum() == len(line.channels.indices) * source.inside.sum()
    read = {(source.rows[i], source.columns[j]) for i, j in np.argwhere(source.inside).tolist()}
    assert {(r, c) for r, c in np.argwhere(window[0]).tolist()} == read


@pytest.mark.parametrize("layer", LAYERS)
def test_blocks_filters_and_frames_do_not_touch(layer):
    line = pipeline_of(layer)
    boxes = []
    for tensor in (line.input(), line.middle(), line.output()):
        points = np.concatenate([slab.outline() for slab in tensor.slabs()])
        boxes.append((points.min(axis=0), points.max(axis=0)))
    assert boxes[0][1][0] < boxes[1][0][0] and boxes[1][1][0] < boxes[2][0][0]
    assert boxes[0][0][0] >= 77 and boxes[2][1][0] <= 1843
    kernels = np.concatenate([slab.outline() for slab in line.kernels().slabs()])
    assert boxes[0][1][0] < kernels[:, 0].min() and kernels[:, 0].max() < boxes[1][0][0]


@pytest.mark.parametrize("layer", LAYERS)
def test_lanes_stay_in_the_stage_and_light_the_same_cell(layer):
    lanes = lanes_of(layer)
    step = lanes.pipeline.chosen()
    actors = lanes.at(step)
    assert np.array_equal(actors["output"].lit, actors["standard_output"].lit)
    for name in ("input", "middle", "output", "standard_output", "kernels"):
        points = np.concatenate([slab.outline() for slab in actors[name].slabs()])
        assert points.min() >= 77 and points[:, 0].max() <= 1843 and points[:, 1].max() <= 730
    without = lanes.at(step, standard=False)
    assert all(without[name] is None for name in STANDARD_LANE) and set(without) == set(actors)


def test_tracing_goes_back_step_by_step():
    line = pipeline_of(Layer())
    step = line.chosen()
    shown = [{name for name, actor in line.traced(step, back).items() if actor is not None} for back in (1, 2, 3)]
    assert shown[0] < shown[1] < shown[2]
    assert "needle" not in shown[0] and "window" not in shown[1] and "window" in shown[2]


def test_names_tell_the_two_halves_apart():
    line = pipeline_of(Layer(bias=True))
    step = line.chosen()
    words = [i for i in Ribbon(line.pointwise).needle(step).display_list() if isinstance(i, Words) and i.source]
    assert {word.source.tensor for word in words} == {
        "middle",
        "pointwise",
        "pointwise_product",
        "pointwise_bias",
        "output",
    }
    middle = line.depthwise.trace.output
    for word in words:
        if word.source.tensor == "middle":
            assert word.source.value == middle[word.source.index]


@pytest.mark.parametrize(("channels", "values"), [(3, "integers"), (8, "normal"), (40, "integers"), (200, "normal")])
def test_a_needles_sum_has_every_product(channels, values):
    line = pipeline_of(Layer(channels, 4, size=4), Values(values, seed=2))
    step = line.chosen()
    sheet = Ribbon(line.pointwise).needle(step)
    terms = [i.source.value for i in sheet.parts["sum"] if isinstance(i, Words) and i.source]
    assert sum(terms) == pytest.approx(step.total, rel=1e-5, abs=1e-5)
    boxes = [i for i in sheet.display_list() if isinstance(i, Words)]
    assert max(word.x for word in boxes) < 1420 and max(word.y for word in boxes) < 1037


def test_frames_are_thinner_round_tiny_cells():
    assert frame_width(42) == 5 and frame_width(6) == 2.5
