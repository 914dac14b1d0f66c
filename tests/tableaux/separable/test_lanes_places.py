"""Where two lanes and their input stand, as plain numbers."""

import pytest

from convanim.layout.canvas import CANVASES
from convanim.layout.regions import DEPTH, Need
from convanim.layout.selection import Sample
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.separable.lanes import Lanes
from convanim.tableaux.separable.lanes_places import LanesPlaces

KERNEL = (3, 3)


def places_on(aspect, channels=8, filters=8):
    samples = [Sample.of(range(count), 9) for count in (channels, filters)]
    needs = [Need(6, 6, samples[0].extent), *(Need(4, 4, sample.extent) for sample in samples)]
    return LanesPlaces(Lanes.plans[aspect], CANVASES[aspect], *needs, KERNEL, *samples, 240.0, 200.0)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_rooms_do_not_overlap_where_the_input_has_one_of_its_own(aspect):
    places = places_on(aspect)
    upper, between, lower = places.rooms
    assert upper.top == places.canvas.stage.top and lower.bottom == pytest.approx(places.canvas.stage.bottom)
    assert upper.bottom < lower.top
    if places.input_between:
        assert upper.bottom < between.top and between.bottom < lower.top
    else:
        assert between == places.canvas.stage


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("channels", "filters"), [(8, 8), (1, 1), (32, 32), (1, 32)])
def test_a_lane_goes_from_left_to_right_without_overlap(aspect, channels, filters):
    places = places_on(aspect, channels, filters)
    middle, output, standard = places.block_fits
    depthwise, (pointwise, _) = places.depthwise_filters, places.pointwise_corner
    wide = KERNEL[1] * depthwise.cell + (places.channels.extent - 1) * depthwise.step[0] + depthwise.depth[0]
    assert places.start <= depthwise.left and depthwise.left + wide <= middle.left
    assert middle.left + 4 * middle.cell + places.channels.extent * middle.depth[0] <= pointwise
    assert pointwise + places.plan.pointwise_width >= pointwise < output.left == standard.left
    *_, last = places.standard_filters
    assert last.left + KERNEL[1] * last.cell + places.channels.extent * DEPTH[0] * last.cell <= standard.left


def test_the_label_has_room_where_the_plan_says_so():
    wide, square = places_on("16:9"), places_on("1:1")
    assert wide.block_fits[0].left - wide.start >= wide.label
    assert wide.plan.label_room and not square.plan.label_room
