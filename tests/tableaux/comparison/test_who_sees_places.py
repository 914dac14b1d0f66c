"""Where wirings stand, side by side or in tiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.layout.canvas import CANVASES, LARGE_CANVASES
from convanim.layout.plans import plan_for
from convanim.spec import Layer
from convanim.tableaux.comparison.who_sees_places import PLANS, WhoSeesPlaces
from tests.tableaux.comparison.lanes import who_of

ROOMS = [*CANVASES.values(), *LARGE_CANVASES.values()]


def test_where_there_is_little_width_ways_of_two_layers_stand_below():
    who = who_of(Layer(), "9:16")
    *alone, separable = who.places
    assert all(place.room.bottom <= separable.room.top for place in alone)
    assert len({place.room.top for place in alone}) == 1


@given(st.sampled_from(ROOMS), st.integers(1, 70), st.integers(1, 70), st.integers(1, 3))
def test_places_lie_in_their_ways_whatever_the_shapes(canvas, channels, outputs, alone):
    one, first = (channels, outputs), (channels, channels)
    ways = (*[(one,)] * alone, (first, one, one))
    plan = plan_for(canvas.names, PLANS, "places")
    found = WhoSeesPlaces(plan, canvas, ways, (90.0,) * len(ways), plan.labels)
    for way, place in zip(ways, found.places, strict=True):
        assert len(place.boxes) == len(way)
        for box in place.boxes:
            assert place.room.left - 0.01 <= box.left and box.right <= place.room.right + 0.01
            assert place.name <= box.top + 0.01 and box.bottom < place.halves < place.room.bottom
        assert place.seen <= place.room.bottom


def test_all_wirings_are_to_one_scale():
    places = who_of(Layer(4, 8)).places
    boxes = [box for place in places for box in place.boxes]
    assert {round(box.height, 6) for box in boxes} == {round(boxes[0].width / 2, 6)}
    assert places[-1].boxes[0].width == pytest.approx(boxes[0].width / 2)
