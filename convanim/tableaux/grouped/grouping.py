"""Which groups, channels and filters of a grouped layer are shown, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from convanim.draw.items import Words
from convanim.draw.phrase import Phrase, joined, numbered
from convanim.language.tongue import Tongue
from convanim.layout.selection import Sample
from convanim.mobjects.caption import FACT
from convanim.mobjects.counts import Given, counts_of, phrase
from convanim.spec import Layer
from convanim.theme.ramp import Rgb

MOST_LANES = 3
"""Of more groups only the first and the last have a lane, so that numbers have room."""
MOST_CHANNELS = 12
MOST_IN_LANE = {1: 8, 2: 4, 3: 3}
"""Filters of one group that are shown where there are so many lanes."""


def letter(group: int) -> str:
    """What a group is called: A to Z, then AA, AB as in spreadsheets, so that no name looks like a channel's number.

    >>> letter(0), letter(1), letter(26), letter(63)
    ('A', 'B', 'AA', 'BL')
    """
    more, last = divmod(group, 26)
    return (letter(more - 1) if more else "") + chr(ord("A") + last)


def spots(indices: Sequence[int]) -> list[float]:
    """Where shown ones stand in steps: one slot each, and an empty one wherever some are left out.

    >>> spots([0, 1, 30, 31])
    [0.0, 1.0, 3.0, 4.0]
    """
    places, place = [0.0], 0.0
    for before, index in pairwise(indices):
        place += 1.0 if index == before + 1 else 2.0
        places.append(place)
    return places


@dataclass(frozen=True)
class Grouping:
    """The lanes (groups), input channels and filters that a tableau shows, and the tongue that tells of them.

    >>> from convanim.language.tongue import ENGLISH
    >>> Grouping.of(Layer(groups=4), ENGLISH).lanes
    (0, 3)
    >>> [Grouping.of(Layer(64, 64, groups=groups), ENGLISH).filters for groups in (2, 64)]
    [(0, 1, 30, 31, 32, 33, 62, 63), (0, 1, 2, 3, 4, 5, 6, 63)]
    """

    layer: Layer
    lanes: tuple[int, ...]
    channels: tuple[int, ...]
    filters: tuple[int, ...]
    tongue: Tongue

    @classmethod
    def of(cls, layer: Layer, tongue: Tongue) -> Grouping:
        """All of them where there is room, else the first and last ones."""
        groups = range(layer.groups)
        lanes = tuple(groups) if layer.groups <= MOST_LANES else (0, layer.groups - 1)
        each = MOST_IN_LANE[len(lanes)]
        channels = _pick(range(layer.in_channels), MOST_CHANNELS, [layer.channels_of_group(g) for g in lanes])
        # A filter of whose channels none is shown would stand there empty.
        read = {c // layer.channels_per_group for c in channels}
        able = [o for o in range(layer.out_channels) if layer.group_of_filter(o) in read]
        filters = _pick(able, each * len(lanes), [layer.filters_of_group(g) for g in lanes])
        return cls(layer, lanes, channels, filters, tongue)

    @property
    def complete(self) -> bool:
        """Whether every group has a lane."""
        return len(self.lanes) == self.layer.groups

    def channels_in(self, group: int) -> list[int]:
        """Shown channels of a group."""
        return [c for c in self.channels if c in self.layer.channels_of_group(group)]

    def filters_in(self, group: int) -> list[int]:
        """Shown filters of a group."""
        return [o for o in self.filters if o in self.layer.filters_of_group(group)]

    def channel_slots(self, group: int) -> list[int]:
        """Where a group's channels are among the shown ones."""
        return [self.channels.index(c) for c in self.channels_in(group)]

    def filter_slots(self, group: int) -> list[int]:
        """Where a group's filters are among the shown ones."""
        return [self.filters.index(o) for o in self.filters_in(group)]

    @property
    def hidden_channel_slots(self) -> list[int]:
        """Slots of channels whose group has no lane."""
        groups = [c // self.layer.channels_per_group for c in self.channels]
        return [slot for slot, group in enumerate(groups) if group not in self.lanes]

    @property
    def hidden_filter_slots(self) -> list[int]:
        """Slots of filters whose group has no lane."""
        groups = [self.layer.group_of_filter(o) for o in self.filters]
        return [slot for slot, group in enumerate(groups) if group not in self.lanes]

    def say(self, template: str, layer: Layer | None = None, **more: Given) -> Phrase:
        """A phrase with the counts of the layer (or another one), of what is shown of it, and more."""
        shown = {
            "shown_filters": len(self.filters),
            "shown_channels": len(self.channels),
            "shown_in_lane": len(self.filters_in(self.lanes[0])),
            "lanes": len(self.lanes),
        }
        counted = layer or self.layer
        return phrase(template, counts_of(counted), counted.tag, {**shown, **more}, tongue=self.tongue)


def _pick(everything: Sequence[int], most: int, parts: Sequence[range]) -> tuple[int, ...]:
    if len(everything) <= most:
        return tuple(everything)
    each = max(1, most // len(parts))
    chosen = {i for part in parts for i in Sample.of(part, each).indices}
    # Groups so small that they leave room: the first ones that have no lane fill it.
    chosen |= set([i for i in everything if i not in chosen][: most - len(chosen)])
    return tuple(sorted(chosen))


def channel_span(channels: range, x: float, y: float, color: Rgb, ground: Rgb) -> Words:
    """Channel numbers from first to last."""
    first, last = channels[0], channels[-1]
    ends = dict.fromkeys((first, last))
    return joined([numbered("channel", end) for end in ends], "\u2013").words(x, y, FACT, (*color, 1.0), ground)
