"""The tableau beside torch's: our output and torch's, channel over channel, every number on show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from convanim.draw.items import Item, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.layout.grouping import Grouping
from convanim.layout.regions import DEPTH, BlockFit, Region
from convanim.layout.selection import MOST_SLABS, Sample, extent_of, places_of
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast
from convanim.mobjects.content import Content
from convanim.mobjects.marks import dot
from convanim.mobjects.tensor import VoxelTensor
from convanim.numerals import numeral
from convanim.ribbon.chips import equals
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau

LARGEST = 72.0
"""A cell's side at most, in pixels."""
BETWEEN = 62.0
"""From our row to torch's, in pixels."""
CHANNEL_GAP, WIDEST_CHANNEL_GAP = 22.0, 110.0
"""From channel to channel at least and at most, in pixels."""
THICKNESS = 0.3
"""Of a channel, in cells."""
FEWEST_PARTED = 4
"""Of fewer channels all stand in one band."""


@dataclass(frozen=True)
class BesideTorchPlan:
    """Where the rows of channels stand on one canvas; lengths are in pixels."""

    head: float = 136.0
    """Room at the left for the names of the rows, at least."""
    bands: int = 1
    """How many pairs of rows there are, one below the other."""
    band_margin: float = 56.0
    """Above and below a pair of rows together, for the channels' numbers."""
    most_channels: int = MOST_SLABS
    """How many channels are shown at most."""
    top: float = 0.0
    """From the stage's top to the bands."""
    bottom: float = 0.0
    """From the bands to the stage's bottom; below 0 they reach into the line of labels, of which there are none."""


class BesideTorch(GroupedTableau[BesideTorchPlan]):
    """Rows of flat channels: the aggregated output above, torch's below.

    ``torch_output`` holds torch's result, an array (out_channels, rows, columns).
    """

    plans = {
        "16:9": BesideTorchPlan(head=176.0, band_margin=90.0),
        # Above the stage of a square a caption may have a second line.
        "1:1": BesideTorchPlan(most_channels=4, top=24.0, bottom=-36.0),
        "9:16": BesideTorchPlan(bands=2),
    }

    def __init__(self, cast: Cast, grouping: Grouping, torch_output: np.ndarray) -> None:
        super().__init__(cast, grouping)
        self.torch_output = torch_output
        self.shown = Sample.of(grouping.filters, self.plan.most_channels).indices

    # Where everything stands.

    @cached_property
    def _row_names(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """What our row and torch's are called, in two lines each."""
        text = self.tongue.text
        return (text("our groups,"), text("aggregated")), (text("torch,"), text("one call"))

    @cached_property
    def _head(self) -> float:
        widest = max(text_width(line, FACT) for name in self._row_names for line in name)
        return max(self.plan.head, widest + 20)

    @cached_property
    def _bands(self) -> list[tuple[int, ...]]:
        """The channels of each pair of rows."""
        count = len(self.shown)
        each = -(-count // self.plan.bands) if count >= FEWEST_PARTED else count
        return [self.shown[start : start + each] for start in range(0, count, each)]

    @cached_property
    def _regions(self) -> list[Region]:
        stage = self.canvas.stage.inset(top=self.plan.top, bottom=self.plan.bottom)
        return stage.rows(*[1] * len(self._bands))

    @cached_property
    def _cell(self) -> float:
        rows, columns = self.view.output_size
        count = max(extent_of(band) for band in self._bands)
        region = self._regions[0]
        wide = (region.width - self._head - CHANNEL_GAP * (count - 1)) / (count * (columns + DEPTH[0]))
        high = (region.height - BETWEEN - self.plan.band_margin) / (2 * rows + 0.6)
        return min(LARGEST, wide, high)

    @property
    def _size(self) -> tuple[float, float]:
        """A channel's width and height, in pixels."""
        rows, columns = self.view.output_size
        return columns * self._cell, rows * self._cell

    @cached_property
    def _lefts(self) -> list[float]:
        """The left edge of every shown channel."""
        region, (wide, _) = self._regions[0], self._size
        room = region.width - self._head
        last = max(places_of(band)[-1] for band in self._bands)
        pitch = (room - wide - 0.4 * self._cell) / max(1.0, last)
        pitch = min(pitch, wide + WIDEST_CHANNEL_GAP)
        return [region.left + self._head + place * pitch for band in self._bands for place in places_of(band)]

    def _tops(self, band: int) -> tuple[float, float]:
        """The top of our row and of torch's."""
        region, (_, high) = self._regions[band], self._size
        first = region.top + (region.height - 2 * high - BETWEEN) / 2
        return first, first + high + BETWEEN

    @cached_property
    def _band_of(self) -> list[int]:
        """The pair of rows that every shown channel stands in."""
        return [k for k, band in enumerate(self._bands) for _ in band]

    # The actors.

    def aggregated(self) -> VoxelTensor:
        """The aggregated output, channel beside channel."""
        return self._row(self.cast.output_content(self.shown), 0)

    def from_torch(self) -> VoxelTensor:
        """Torch's result, channel beside channel."""
        rows, columns = self.view.output
        values = self.torch_output[list(self.shown), rows.start : rows.stop, columns.start : columns.stop]
        return self._row(replace(self.cast.output_content(self.shown), name="torch", values=values), 1)

    def _row(self, content: Content, row: int) -> VoxelTensor:
        depth = (THICKNESS * self._cell * DEPTH[0], THICKNESS * self._cell * DEPTH[1])
        fits = [
            BlockFit(self._cell, left, self._tops(band)[row], depth, depth)
            for left, band in zip(self._lefts, self._band_of, strict=True)
        ]
        tensor = VoxelTensor(content, self.cast.filter_ramps(self.shown), fits[0], self.style)
        for slab, fit in enumerate(fits):
            tensor.stand_slab(slab, fit)
        return tensor

    def names(self) -> Sheet:
        """What the two rows are, the channels' numbers, and dots where some are left out."""
        items: list[Item] = []
        for band in range(len(self._bands)):
            items += self._names_of_rows(band)
        for o, left, band in zip(self.shown, self._lefts, self._band_of, strict=True):
            items.append(self._number(o, left, band))
        return Sheet([*items, *self._dots()])

    def _names_of_rows(self, band: int) -> list[Item]:
        theme, left, (_, high) = self.theme, self._regions[band].left, self._size
        items: list[Item] = []
        for top, (first, second) in zip(self._tops(band), self._row_names, strict=True):
            middle = top + high / 2
            items.append(Words(first, left, middle - 6, FACT, (*theme.ink, 1.0), theme.background))
            items.append(Words(second, left, middle + 24, FACT, (*theme.dim, 1.0), theme.background))
        return items

    def _number(self, channel: int, left: float, band: int) -> Words:
        """A channel's number, above it."""
        color = (*self.theme.letters(self.cast.filter_ramps([channel])[0]), 1.0)
        x, y = left + self._size[0] / 2, self._tops(band)[0] - THICKNESS * self._cell - 14
        source = Source("channel", (channel,), channel)
        return Words(numeral(channel), x, y, FACT, color, self.theme.background, True, "middle", source)

    def _dots(self) -> list[Item]:
        """Dots where channels are left out of a band."""
        items: list[Item] = []
        wide, high = self._size
        placed = zip(self.shown, self._band_of, self._lefts, strict=True)
        for (one, band, left), (other, next_band, next_left) in pairwise(placed):
            if other > one + 1 and band == next_band:
                x = (left + wide + next_left) / 2
                items += [
                    dot(x + d, top + high / 2, self.theme) for d in (-16.0, 0.0, 16.0) for top in self._tops(band)
                ]
        return items

    def signs(self, exact: bool) -> Sheet:
        """An equals sign between the two of every channel. Parts: channel-o."""
        wide, high = self._size
        return Sheet(
            {
                f"channel-{o}": [
                    *equals(left + wide / 2, self._tops(band)[0] + high + BETWEEN / 2 - 4, self.theme, exact)
                ]
                for o, left, band in zip(self.shown, self._lefts, self._band_of, strict=True)
            }
        )
