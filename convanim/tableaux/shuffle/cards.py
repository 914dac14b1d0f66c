"""Which channels stand between two grouped layers, and where: at home, in one pack and dealt; as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.kernels.pairs import GroupedPair
from convanim.layout.grouping import MOST_IN_LANE, Grouping
from convanim.layout.selection import Sample


@dataclass(frozen=True)
class Cards:
    """The channels that are shown of the first layer's output, in order, and the lanes that there are.

    A channel is at home in its group's lane, and is dealt to the lane whose group of the second layer reads the place
    that it goes to. A slot is a channel's position among the shown ones.

    >>> from convanim.spec import Layer
    >>> cards = Cards.of(GroupedPair(Layer(groups=2)))
    >>> [cards.at_home(lane) for lane in cards.lanes], [cards.dealt(lane) for lane in cards.lanes]
    ([[0, 1, 2, 3], [4, 5, 6, 7]], [[0, 4, 1, 5], [2, 6, 3, 7]])
    """

    pair: GroupedPair
    lanes: tuple[int, ...]
    channels: tuple[int, ...]

    @classmethod
    def of(cls, pair: GroupedPair) -> Cards:
        """All channels where there is room; else some that go from lane to lane."""
        layer, lanes = pair.layer, Grouping.of(pair.layer).lanes
        most, each = MOST_IN_LANE[len(lanes)], layer.filters_per_group
        chosen: set[int] = set()
        for lane in lanes:
            places = layer.filters_of_group(lane)
            # Those that come from a lane that is there, or it would not be seen where they come from.
            seen = [place for place in places if layer.group_of_filter(pair.order[place]) in lanes]
            kept = Sample.of(seen if len(seen) > 1 else places, most).indices
            chosen |= {pair.order[place] for place in kept}
        for lane in lanes:
            own = layer.filters_of_group(lane)
            # A sum is always told from the first channel on.
            chosen.add(own[0])
            if sum(channel in own for channel in chosen) < min(most, each):
                chosen |= set(Sample.of(own, most).indices)
        return cls(pair, lanes, tuple(sorted(chosen)))

    @property
    def packed(self) -> list[int]:
        """All shown channels in their new order."""
        return [channel for channel in self.pair.order if channel in self.channels]

    def place(self, channel: int) -> int:
        """Where a channel goes to."""
        return self.pair.order.index(channel)

    def at_home(self, lane: int) -> list[int]:
        """The shown channels that a lane's group of the first layer makes, nearest first."""
        own = self.pair.layer.filters_of_group(lane)
        return [channel for channel in self.channels if channel in own]

    def dealt(self, lane: int) -> list[int]:
        """The shown channels that a lane's group of the second layer reads after the shuffle, nearest first."""
        own = self.pair.layer.filters_of_group(lane)
        return [channel for channel in self.packed if self.place(channel) in own]

    def places(self, channels: list[int]) -> list[int]:
        """Where some channels go to."""
        return [self.place(channel) for channel in channels]

    def slots(self, channels: list[int]) -> list[int]:
        """Slots of some channels."""
        return [self.channels.index(channel) for channel in channels]

    def homes(self, lane: int) -> list[int]:
        """The groups of the first layer, among those with a lane, whose channels a lane is dealt, shown or not."""
        layer, order = self.pair.layer, self.pair.order
        groups = {layer.group_of_filter(order[place]) for place in layer.filters_of_group(lane)}
        return sorted(groups.intersection(self.lanes))
