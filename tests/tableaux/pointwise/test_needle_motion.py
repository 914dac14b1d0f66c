"""What moves in the needle tableau."""

import numpy as np
import pytest

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
    slab = needle.filters.indices.index(turn.filter)
    output = needle.output(turn.filter, turn.filled, made=turn.step)
    needle.completing(output, turn.filter).follow(None, turn.steps[0], 1.0)
    assert output.lit[slab, turn.step.index[1], turn.step.index[2]] == 1 and output.lit[slab, 0, 0] == 1
    assert output.lit[slab].sum() == 2 and output.lit[:slab].min() == 1
