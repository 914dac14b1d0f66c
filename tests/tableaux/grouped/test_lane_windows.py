"""Windows on all lanes: each on its own group, and all keep pace."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.layout.grouping import Grouping
from convanim.layout.regions import to_pixels
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.lane_windows import LaneWindows
from tests.tableaux.grouped.layers import LAYERS, cast_of


def windows(layer: Layer, nth: int = 0) -> LaneWindows:
    return LaneWindows(GroupLanes(cast_of(layer), Grouping.of(layer)), nth)


def texts(layer_windows: LaneWindows, place: int) -> list[str]:
    sheet = layer_windows.formula(Ribbon(layer_windows.lanes.cast), layer_windows.steps[place])
    return [item.text for item in sheet.display_list() if isinstance(item, Words)]


def test_all_lanes_are_at_the_same_place_with_filters_of_their_own() -> None:
    both = windows(Layer(groups=2), nth=1)
    step = both.steps[6]
    other = both.step_of(1, step)
    assert step.index == (1, 1, 2) and other.index == (5, 1, 2) and list(other.channels) == [4, 5, 6, 7]
    one, two = (to_pixels(both.window(step, group)) for group in (0, 1))
    first, second = both.lanes.places.middles
    assert np.allclose(two - one, [0.0, second - first])
    written = texts(both, 6)
    assert "filter 1" in written and "filter 5" in written and "A" in written and "B" in written
    assert str(step.total) in written and str(other.total) in written


def test_the_lanes_that_work_first_take_longest() -> None:
    lanes = windows(Layer(groups=2)).lanes
    seconds = [sum(LaneWindows(lanes, nth).durations) for nth in lanes.filters_in_lane]
    assert seconds == sorted(seconds, reverse=True) and len(set(seconds)) == len(seconds)


def test_a_large_layer_is_walked_in_bounded_stops_and_every_one_takes_time() -> None:
    large = windows(LAYERS[3])
    assert len(large.steps) <= 200 and large.steps[-1].index == (0, 55, 55)
    later = LaneWindows(large.lanes, 1)
    assert len(large.durations) == len(large.steps) - 1 and len(later.durations) == len(later.steps)
    assert min(*large.durations, *later.durations) > 1e-5


def test_the_caption_names_filters_of_the_first_two_groups() -> None:
    assert windows(LAYERS[2]).first_filters == [(0, "A"), (2, "B")]


@pytest.mark.parametrize(("bias", "sentence"), [(False, "its sum is the result"), (True, "its sum and the bias make")])
def test_of_a_channel_alone_is_said_what_makes_its_result(bias: bool, sentence: str) -> None:
    alone = windows(Layer(3, 3, groups=3, size=4, kernel=2, bias=bias))
    assert any(sentence in text for text in texts(alone, 0))
