"""Which groups, channels and filters are shown."""

from __future__ import annotations

import pytest

from convanim.layout.grouping import MOST_CHANNELS, MOST_LANES, Grouping
from convanim.spec import Layer
from tests.tableaux.grouped.layers import LAYERS


@pytest.mark.parametrize("layer", [*LAYERS, Layer(9, 18, groups=9), Layer(4, 64, groups=4)], ids=str)
def test_every_lane_shows_some_of_its_channels_and_as_many_filters_as_the_others(layer: Layer) -> None:
    grouping = Grouping.of(layer)
    assert len(grouping.channels) <= MOST_CHANNELS and len(grouping.filters) <= 9
    assert len(grouping.lanes) <= MOST_LANES and grouping.complete == (len(grouping.lanes) == layer.groups)
    assert all(grouping.channels_in(g) and grouping.filters_in(g) for g in grouping.lanes)
    assert len({len(grouping.filters_in(g)) for g in grouping.lanes}) == 1
    assert list(grouping.channels) == sorted(set(grouping.channels))


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_slots_of_all_lanes_and_hidden_ones_are_all_slots(layer: Layer) -> None:
    grouping = Grouping.of(layer)
    channels = [slot for group in grouping.lanes for slot in grouping.channel_slots(group)]
    filters = [slot for group in grouping.lanes for slot in grouping.filter_slots(group)]
    assert sorted([*channels, *grouping.hidden_channel_slots]) == list(range(len(grouping.channels)))
    assert sorted([*filters, *grouping.hidden_filter_slots]) == list(range(len(grouping.filters)))


def test_every_shown_filter_reads_a_shown_channel() -> None:
    grouping = Grouping.of(Layer(64, 128, groups=64))
    assert set(grouping.groups_of_filters) <= set(grouping.groups_of_channels)
