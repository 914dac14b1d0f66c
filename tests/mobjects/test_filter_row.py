"""A row of 1x1 filters: as large as its room allows, or none."""

import numpy as np
import pytest

from convanim.kernels import make_tensors
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.filter_row import FilterRow
from convanim.spec import Layer, Values
from convanim.trace import Trace

CAST = Cast(Trace(make_tensors(Layer(kernel=1), Values())), Style.of())
SHOWN = CAST.channels(9), CAST.filters(9)


def row(height):
    return FilterRow.within(CAST, *SHOWN, left=0, bottom=100, width=400, height=height)


def test_a_row_without_room_is_none():
    assert row(20) is None


@pytest.mark.parametrize("height", [50, 200])
def test_a_row_keeps_within_its_room(height):
    found = row(height)
    points = np.concatenate([slab.outline() for o in range(8) for slab in found.filter(o).slabs()])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    assert left == pytest.approx(0) and bottom == pytest.approx(100)
    assert top >= 100 - height - 0.01 and right <= found.width <= 400


def test_the_filter_that_is_out_leaves_a_dashed_place_and_one_without_leaves_nothing():
    found = row(200)
    whole, out, without = (
        found.sheet().display_list(),
        found.sheet(out=2).display_list(),
        found.sheet(without=2).display_list(),
    )
    dashed = [item for item in out if getattr(item, "dash", None)]
    assert len(dashed) == 2 and not any(getattr(item, "dash", None) for item in (*whole, *without))
    assert len(without) == len(out) - 2 < len(whole)
