"""Which channels stand between two grouped layers, and where they go."""

import pytest

from convanim.kernels.pairs import GroupedPair
from convanim.spec import Layer
from convanim.tableaux.shuffle.cards import Cards

LAYERS = [
    Layer(groups=2),
    Layer(6, 6, groups=3),
    Layer(4, 10, groups=2),
    Layer(64, 64, groups=2),
    Layer(64, 64, groups=4),
    Layer(64, 64, groups=16),
    Layer(64, 64, groups=64),
    Layer(24, 24, groups=3),
    Layer(40, 20, groups=5),
]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.tag)
def test_every_lane_has_cards_before_and_after(layer: Layer) -> None:
    cards, order = Cards.of(GroupedPair(layer)), GroupedPair(layer).order
    for lane in cards.lanes:
        home, dealt = cards.at_home(lane), cards.dealt(lane)
        assert home and dealt and home == sorted(home)
        assert {layer.group_of_filter(channel) for channel in home} == {lane}
        places = cards.places(dealt)
        assert places == sorted(places) and [order[place] for place in places] == dealt
        assert {layer.group_of_filter(place) for place in places} == {lane}
        assert max(len(home), len(dealt)) <= 6
    assert sorted(cards.packed) == list(cards.channels)
    assert cards.places(cards.packed) == sorted(cards.places(cards.packed))


def test_all_are_shown_where_there_is_room() -> None:
    assert Cards.of(GroupedPair(Layer(groups=2))).channels == tuple(range(8))
    assert Cards.of(GroupedPair(Layer(9, 9, groups=3))).channels == tuple(range(9))


@pytest.mark.parametrize("layer", [one for one in LAYERS if one.filters_per_group >= one.groups], ids=str)
def test_cards_are_seen_where_they_come_from(layer: Layer) -> None:
    cards = Cards.of(GroupedPair(layer))
    for lane in cards.lanes:
        assert cards.homes(lane) == list(cards.lanes)
        assert set(cards.dealt(lane)) <= {channel for home in cards.lanes for channel in cards.at_home(home)}
