"""Which groups, channels and filters of a grouped layer are shown, as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convanim.layout.selection import Sample
from convanim.spec import Layer

MOST_LANES = 3
"""Of more groups only the first and the last have a lane, so that numbers have room."""
MOST_CHANNELS = 12
MOST_IN_LANE = {1: 8, 2: 4, 3: 3}
"""Filters of one group that are shown where there are so many lanes."""


@dataclass(frozen=True)
class Grouping:
    """The groups, input channels and filters of a layer that are shown, each counted as the layer counts them.

    ``lanes`` are the groups that have a lane of their own. A slot is a place among the shown channels, or among the
    shown filters, counted from 0.

    >>> Grouping.of(Layer(groups=4)).lanes
    (0, 3)
    >>> [Grouping.of(Layer(64, 64, groups=groups)).filters for groups in (2, 64)]
    [(0, 1, 30, 31, 32, 33, 62, 63), (0, 1, 2, 3, 4, 5, 6, 63)]
    """

    layer: Layer
    lanes: tuple[int, ...]
    channels: tuple[int, ...]
    filters: tuple[int, ...]

    @classmethod
    def of(cls, layer: Layer) -> Grouping:
        """All of them where there is room, else the first and last ones."""
        groups = range(layer.groups)
        lanes = tuple(groups) if layer.groups <= MOST_LANES else (0, layer.groups - 1)
        each = MOST_IN_LANE[len(lanes)]
        channels = _pick(range(layer.in_channels), MOST_CHANNELS, [layer.channels_of_group(g) for g in lanes])
        # A filter of whose channels none is shown would stand there empty.
        read = {c // layer.channels_per_group for c in channels}
        able = [o for o in range(layer.out_channels) if layer.group_of_filter(o) in read]
        filters = _pick(able, each * len(lanes), [layer.filters_of_group(g) for g in lanes])
        return cls(layer, lanes, channels, filters)

    @property
    def complete(self) -> bool:
        """Whether every group has a lane."""
        return len(self.lanes) == self.layer.groups

    @property
    def groups_of_channels(self) -> list[int]:
        """The group of every shown channel.

        >>> Grouping.of(Layer(4, 4, groups=2)).groups_of_channels
        [0, 0, 1, 1]
        """
        return [c // self.layer.channels_per_group for c in self.channels]

    @property
    def groups_of_filters(self) -> list[int]:
        """The group of every shown filter."""
        return [self.layer.group_of_filter(o) for o in self.filters]

    def channels_in(self, group: int) -> list[int]:
        """Shown channels of a group."""
        return [c for c in self.channels if c in self.layer.channels_of_group(group)]

    def filters_in(self, group: int) -> list[int]:
        """Shown filters of a group."""
        return [o for o in self.filters if o in self.layer.filters_of_group(group)]

    def channel_slots(self, group: int) -> list[int]:
        """Slots of a group's channels."""
        return [self.channels.index(c) for c in self.channels_in(group)]

    def filter_slots(self, group: int) -> list[int]:
        """Slots of a group's filters."""
        return [self.filters.index(o) for o in self.filters_in(group)]

    @property
    def hidden_channel_slots(self) -> list[int]:
        """Slots of channels whose group has no lane."""
        return [slot for slot, group in enumerate(self.groups_of_channels) if group not in self.lanes]

    @property
    def hidden_filter_slots(self) -> list[int]:
        """Slots of filters whose group has no lane."""
        return [slot for slot, group in enumerate(self.groups_of_filters) if group not in self.lanes]


def _pick(everything: Sequence[int], most: int, parts: Sequence[range]) -> tuple[int, ...]:
    if len(everything) <= most:
        return tuple(everything)
    each = max(1, most // len(parts))
    chosen = {i for part in parts for i in Sample.of(part, each).indices}
    # Groups so small that they leave room: the first ones that have no lane fill it.
    chosen |= set([i for i in everything if i not in chosen][: most - len(chosen)])
    return tuple(sorted(chosen))
