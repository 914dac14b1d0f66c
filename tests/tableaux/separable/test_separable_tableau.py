"""Which steps of both halves are shown, and the blocks that tableaux of them share."""

import numpy as np
import pytest

from convanim.spec import Layer
from convanim.tableaux.separable.separable_tableau import MOST_CHANNELS
from tests.tableaux.separable.layers import CROP, LARGE, LAYERS, pipeline_of


@pytest.mark.parametrize("layer", LAYERS)
def test_a_step_comes_from_the_middle_cells_at_its_place(layer):
    line = pipeline_of(layer)
    for step in line.pointwise_steps():
        source = line.source_of(step)
        assert source.index == (line.channels.indices[0], *step.index[1:])
        assert source.total == step.window[0, 0, 0]


@pytest.mark.parametrize(("layer", "crop"), [(Layer(), None), (LARGE, CROP)])
def test_window_and_needle_stop_at_every_cell_that_is_shown(layer, crop):
    line = pipeline_of(layer, crop=crop)
    rows, columns = line.view.output
    places = [(row, column) for row in rows for column in columns]
    assert [step.index[1:] for step in line.depthwise_steps()] == places
    assert [step.index[1:] for step in line.pointwise_steps()] == places
    assert line.chosen_step().index[1:] in places


def test_of_many_channels_a_sample_is_shown_with_dots_between():
    line = pipeline_of(Layer(32, 16))
    assert len(line.channels.indices) == len(line.filters.indices) == MOST_CHANNELS
    blocks = [(line.input(), line.channels), (line.output(), line.filters)]
    dots = line.ellipses(blocks)
    assert dots is not None and len(dots.display_list()) == 3 * len(blocks)
    few = pipeline_of(Layer())
    assert few.ellipses([(few.input(), few.channels)]) is None


def test_blocks_hold_what_the_halves_compute():
    line = pipeline_of(Layer())
    assert np.array_equal(line.middle().content.values, line.depthwise.trace.output)
    assert np.array_equal(line.middle().content.values, line.pointwise.trace.input)
    assert np.array_equal(line.output().content.values, line.pointwise.trace.output)
