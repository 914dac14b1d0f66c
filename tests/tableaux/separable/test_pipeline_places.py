"""Where a pipeline's blocks and filters stand, as plain numbers."""

from dataclasses import replace

import pytest

from convanim.layout.canvas import CANVASES
from convanim.layout.regions import DEPTH, Need
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.separable.pipeline import Pipeline
from convanim.tableaux.separable.pipeline_places import INPUT, MIDDLE, OUTPUT, PipelinePlaces

NEEDS = Need(6, 6, 8, pads=((1, 1), (1, 1))), Need(4, 4, 8), Need(4, 4, 12)


def places_on(aspect, **changes):
    return PipelinePlaces(replace(Pipeline.plans[aspect], **changes), CANVASES[aspect].stage, NEEDS, (3, 2))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_filters_have_their_room_after_what_they_read(aspect):
    places = places_on(aspect)
    for which, room in zip((INPUT, MIDDLE), places.filter_rooms, strict=True):
        fit, need = places.fits[which], NEEDS[which]
        assert room.left >= fit.left + need.columns * fit.cell + need.extent * fit.depth[0] - 1e-9
        assert places.stage.top <= room.top < room.bottom <= places.stage.bottom


def test_filters_beside_a_block_have_the_rest_of_its_row():
    places = places_on("9:16")
    assert [room.right for room in places.filter_rooms] == [places.stage.right] * 2
    assert [room.top for room in places.filter_rooms] == [places.rows.places[k].top for k in (INPUT, MIDDLE)]


def test_filters_above_end_where_the_next_block_begins():
    places = places_on("16:9")
    assert [room.right for room in places.filter_rooms] == [places.fits[k].left for k in (MIDDLE, OUTPUT)]
    assert all(room.height <= places.plan.band for room in places.filter_rooms)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_depthwise_filters_stand_in_the_middle_of_their_room_at_its_bottom(aspect):
    places = places_on(aspect)
    fit, (room, _) = places.depthwise_filters, places.filter_rooms
    right = fit.left + 2 * fit.cell + (NEEDS[INPUT].extent - 1) * fit.step[0] + fit.cell * DEPTH[0]
    assert room.left <= fit.left and fit.left - room.left == pytest.approx(room.right - right)
    assert fit.top + 3 * fit.cell == pytest.approx(room.bottom)
