"""What moves in the needle tableau."""

import numpy as np
import pytest

from convanim.motion.walk import Completing
from convanim.spec import Layer
from convanim.tableaux.pointwise.needle import Needle
from convanim.tableaux.pointwise.needle_motion import Carrying, Threading
from tests.tableaux.casts import cast_of


def needle_of(layer=None):
    return Needle(cast_of(layer or Layer(kernel=1)))


def test_numbers_change_over_half_way_to_the_next_pixel():
    needle = needle_of()
    one, other = needle.cast.trace.step(0, 0, 0), needle.cast.trace.step(0, 0, 1)
    place, tensor = needle.placement.voxels, needle.values(one)
    carrying = Carrying(tensor, place, needle.content)
    carrying.follow(one, other, 0.4)
    assert tensor.content.origin == (0, 0)
    carrying.follow(one, other, 0.6)
    assert tensor.content.origin == (0, 1)
    assert tensor.content.values.ravel().tolist() == needle.cast.trace.input[:, 0, 1].tolist()
    assert np.allclose(tensor.points, place(one) + 0.6 * (place(other) - place(one)))


def test_voxels_come_one_after_the_other_as_the_needle_goes_through():
    needle = needle_of()
    step = needle.first_step()
    values = needle.values(step).veil()
    threading = Threading(needle.ends(step).grown(0), values)
    for alpha in (0.0, 0.3, 0.6):
        threading.interpolate(alpha)
        assert (np.diff(values.presence) <= 0).all() and values.presence[-1] == 0
    threading.interpolate(1.0)
    assert values.presence.min() == 1.0


@pytest.mark.parametrize("filters", [8, 16])
def test_a_plane_is_completed_and_keeps_what_was_lit(filters):
    needle = needle_of(Layer(8, filters, kernel=1))
    turn = needle.turns(13.0, first=3.2)[-1]
    plane = needle.at(turn.step, turn.filled, made=True)["plane"]
    Completing(plane).follow(turn.step, turn.steps[0], 1.0)
    assert plane.content.channels == (turn.filter,)
    assert plane.lit[0, turn.step.index[1], turn.step.index[2]] == 1 and plane.lit[0, 0, 0] == 1
    assert plane.lit.sum() == 2


def test_what_lies_between_two_stops_fills_on_the_way():
    needle = needle_of(Layer(8, kernel=1, size=(4, 6)))
    step, plane = needle.cast.trace.step, needle.plane(0)
    completing = Completing(plane)
    completing.follow(None, step(0, 0, 0), 0.4)
    assert plane.lit.sum() == 0
    completing.follow(step(0, 0, 0), step(0, 0, 5), 0.5)
    assert plane.lit[0, 0].tolist() == [1, 1, 1, 0.5, 0, 0]
    completing.follow(step(0, 0, 5), step(0, 3, 0), 1.0)
    assert plane.lit.sum() == 19


def test_the_needle_sweeps_as_many_rows_as_can_be_followed():
    needle = needle_of(Layer(8, kernel=1, size=(5, 3)))
    steps, durations = needle.sweep(2, 0.7)
    assert [step.index for step in steps] == [(2, r, c) for r in (0, 2, 4) for c in (0, 2)]
    assert sum(durations) == pytest.approx(0.7)
    lone, _ = needle_of(Layer(8, kernel=1, size=(1, 1))).sweep(0, 2.0)
    assert [step.index for step in lone] == [(0, 0, 0)]
