"""The filters of one way, as closing pictures have them: all on one scale, in rows of equal length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from convanim.layout.block_grid import in_a_row
from convanim.layout.regions import BlockFit, Need, Region
from convanim.layout.selection import Sample
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.tensor import VoxelTensor
from convanim.theme.ramp import Ramp

MOST_CHANNELS, MOST_FILTERS = 8, 8
"""So many of a block, and of a layer's filters, are pictured at most."""
APART = 0.7
"""From filter to filter, in cells."""
NEARLY = 0.75
"""Of the largest cells there could be, for filters in rows of equal length."""


@dataclass(frozen=True)
class _Stage:
    """One convolution: its filters that are shown, the room that one needs, and the room for all of them."""

    cast: Cast
    shown: Sample
    need: Need
    room: Region


@dataclass(frozen=True)
class WayFilters:
    """The filters of a way's convolutions, those of one beside those of the next; ``gap`` between is in pixels.

    ``by_channel`` is whether every slab has the hue of the channel that it reads, where there are several, not its
    filter's.
    """

    casts: tuple[Cast, ...]
    room: Region
    style: Style
    gap: float
    by_channel: bool = False

    @cached_property
    def _stages(self) -> list[_Stage]:
        needs = [Need(*cast.layer.kernel, self._deep(cast).extent) for cast in self.casts]
        rooms = self.room.columns(*[need.width + APART for need in needs], gap=self.gap)
        return [
            _Stage(cast, cast.filters(MOST_FILTERS), need, part)
            for cast, need, part in zip(self.casts, needs, rooms, strict=True)
        ]

    def _deep(self, cast: Cast) -> Sample:
        """The channels of each filter that are pictured."""
        return Sample.of(range(cast.layer.channels_per_group), MOST_CHANNELS)

    @property
    def largest(self) -> float:
        """The largest cell with which all find room, in pixels."""
        return min(_grid(one.need, len(one.shown.indices), one.room)[0] for one in self._stages)

    def blocks(self, cell: float) -> dict[str, VoxelTensor]:
        """Every filter, by the name of its weights and its place among all: ``weight_3``."""
        found: dict[str, VoxelTensor] = {}
        for one in self._stages:
            count = len(one.shown.indices)
            columns = _grid(one.need, count, one.room)[1]
            for k, o in enumerate(one.shown.indices):
                spot = _spot(one.need, cell, k, columns, count, one.room)
                found[f"{one.cast.names.weight}_{o}"] = self._block(one.cast, o, spot)
        return found

    def _block(self, cast: Cast, filter: int, fit: BlockFit) -> VoxelTensor:
        deep = self._deep(cast)
        ramps = self._ramps(cast, filter, deep.indices)
        return VoxelTensor(cast.filter_content(filter, deep.indices), ramps, fit, self.style).stand(fit, deep.places)

    def _ramps(self, cast: Cast, filter: int, channels: Sequence[int]) -> list[Ramp]:
        """A hue for each of these slabs of a filter; ``channels`` count within its group."""
        if self.by_channel and cast.layer.in_channels > 1:
            read = cast.layer.channels_read_by(filter)
            return cast.channel_ramps([read[c] for c in channels])
        return cast.filter_ramps([filter]) * len(channels)


def _spot(need: Need, cell: float, k: int, columns: int, count: int, room: Region) -> BlockFit:
    """Where one of some filters stands, row by row."""
    rows = ceil(count / columns)
    wide, high = (need.width + APART) * cell, (need.above + need.below + APART) * cell
    top = (room.top + room.bottom - rows * high) / 2 + k // columns * high
    middle = top + APART / 2 * cell + need.above * cell
    return need.fit(cell, room.left + k % columns * wide, middle)


def _grid(need: Need, count: int, room: Region) -> tuple[float, int]:
    """The largest cell with which so many blocks find room row by row, in pixels, and how many stand in a row."""

    def cell(columns: int) -> float:
        rows = ceil(count / columns)
        wide, high = columns * (need.width + APART) - APART, rows * (need.above + need.below + APART)
        return min(room.width / wide, room.height / high)

    columns = in_a_row(count, cell, nearly=NEARLY)
    return cell(columns), columns
