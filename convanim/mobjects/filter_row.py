"""A row of 1x1 filters side by side, each a bar as deep as its channels."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.draw.items import Item
from convanim.draw.sheet import Sheet
from convanim.layout.regions import DEPTH, BlockFit
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast
from convanim.mobjects.marks import dashes, row_dots
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.voxels import Slab

PITCH = 1.3
"""From bar to bar, in cells."""
SMALLEST = 10.0
"""A cell's side at least, in pixels: smaller ones would not be seen."""


@dataclass(frozen=True)
class FilterRow:
    """Where a pointwise layer's filters lie: the nearest front's bottom left corner and a cell's side, in pixels.

    ``channels`` are those of every filter that are shown.
    """

    cast: Cast
    channels: Sample
    filters: Sample
    left: float
    bottom: float
    cell: float

    @classmethod
    def within(
        cls,
        cast: Cast,
        channels: Sample,
        filters: Sample,
        *,
        left: float,
        bottom: float,
        width: float,
        height: float,
        largest: float = 32.0,
    ) -> FilterRow | None:
        """The largest row in a room, its sides in pixels, or None where cells would be too small to be seen."""
        deep = len(channels.indices)
        across, tall = filters.extent * PITCH + deep * DEPTH[0], 1 - deep * DEPTH[1]
        cell = min(largest, height / tall, width / across)
        return None if cell < SMALLEST else cls(cast, channels, filters, left, bottom, cell)

    @property
    def width(self) -> float:
        """From the first bar's front to the last one's back, in pixels."""
        return self.cell * (self.filters.extent * PITCH + len(self.channels.indices) * DEPTH[0])

    def filter(self, filter: int) -> VoxelTensor:
        """One filter in its place."""
        depth = (DEPTH[0] * self.cell, DEPTH[1] * self.cell)
        left = self.left + self.filters.places[self.filters.indices.index(filter)] * PITCH * self.cell
        fit = BlockFit(self.cell, left, self.bottom - self.cell, depth, depth)
        content = self.cast.filter_content(filter, self.channels.indices)
        ramps = self.cast.filter_ramps([filter]) * len(self.channels.indices)
        return VoxelTensor(content, ramps, fit, self.cast.style)

    def sheet(self, lit: bool = False, out: int | None = None, without: int | None = None) -> Sheet:
        """All filters; the one that is ``out`` leaves a dashed place, one ``without`` leaves nothing behind."""
        items: list[Item] = []
        for filter in self.filters.indices:
            weights = self.filter(filter)
            if filter == out:
                near, count = weights.slabs()[0], len(self.channels.indices)
                whole = Slab(near.corner, near.column, near.row, near.depth * count, 1, 1)
                items += dashes(whole, (*self.cast.filter_ramps([filter])[0].signal, 1.0))
            elif filter != without:
                items += (weights if lit else weights.switch_off()).display_list()
        fronts = [(self.left + place * PITCH * self.cell, self.bottom - self.cell / 2) for place in self.filters.places]
        return Sheet(items + row_dots(self.filters, fronts, self.cast.theme))
