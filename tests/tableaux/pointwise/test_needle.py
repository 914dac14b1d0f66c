"""The needle tableau: what it holds, whose turn it is, and what that costs."""

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.spec import Layer, Values
from convanim.tableaux.pointwise.needle import Needle
from tests.tableaux.casts import cast_of


def needle_of(values=None, layer=None):
    return Needle(cast_of(layer or Layer(kernel=1), values=values))


def test_the_needle_holds_the_pixels_true_values():
    needle = needle_of()
    step = needle.cast.trace.step(0, 4, 5)
    words = [item for item in needle.values(step).display_list() if isinstance(item, Words)]
    assert len(words) == 8
    for item in words:
        assert item.source.index[1:] == (4, 5)
        assert item.source.value == needle.cast.trace.input[item.source.index]


def test_real_values_keep_their_pixels():
    needle = needle_of(Values("normal"))
    step = needle.first_step()
    assert np.array_equal(needle.values(step).content.values, step.window)


def test_weights_come_out_of_the_row_of_filters_where_there_is_one():
    needle = needle_of()
    row = needle.placement.filter_row
    assert np.array_equal(needle.weights_in_row(2).points, row.filter(2).points)
    needle.placement.filter_row = None
    assert np.array_equal(needle.weights_in_row(2).points, needle.weights(2).points)
    assert needle.filter_row() is None


def test_every_filter_but_the_first_has_its_turn_and_all_have_their_time():
    needle = needle_of(layer=Layer(8, 16, kernel=1))
    turns = needle.turns(13.0, first=3.2)
    assert [turn.filter for turn in turns] == list(needle.filters.indices[1:])
    assert [turn.filled for turn in turns] == list(range(1, 9))
    times = [turn.seconds for turn in turns]
    assert sum(times) == pytest.approx(13.0) and times == sorted(times, reverse=True)
    assert all(turn.steps[0].index[1:] == (0, 0) and turn.steps[-1].index[1:] == (5, 5) for turn in turns)


def test_the_output_is_filled_as_far_as_the_turn_has_come():
    needle = needle_of()
    step = needle.first_step(2)
    actors = needle.at(step, 2, made=True)
    output, plane = actors["output"], actors["plane"]
    assert output.lit[:2].min() == 1 and output.lit[2:].max() == 0
    assert output.presence.tolist() == [1, 1, 0, 1, 1, 1, 1, 1]
    assert plane.lit.sum() == 1 and plane.lit[0, step.index[1], step.index[2]] == 1


def test_a_plane_that_is_done_stays_done():
    needle = needle_of()
    assert needle.at(needle.first_step(), filled=1)["plane"].lit.min() == 1
    assert needle.done()["output"].lit.min() == 1 and needle.done()["plane"] is None


def test_what_was_spent_is_the_cost_of_what_was_shown():
    needle = needle_of()
    assert needle.cost_of_a_pixel().multiply_adds == 8
    assert (needle.cost_of(1).weights, needle.cost_of(1).multiply_adds) == (8, 288)
    assert needle.cost_of(8).multiply_adds == 2304
