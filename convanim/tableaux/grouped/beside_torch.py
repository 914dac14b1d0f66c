"""The facing tableau: our output and torch's, channel over channel, every number on show."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from convanim.draw.items import Item, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.layout.regions import DEPTH, BlockFit, Region
from convanim.layout.selection import Sample
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast
from convanim.mobjects.marks import dot
from convanim.mobjects.tensor import VoxelTensor
from convanim.numerals import numeral
from convanim.ribbon.chips import equals
from convanim.scene.tableau import Tableau
from convanim.tableaux.grouped.grouping import Grouping, spots

LARGEST = 72.0
HEAD, NARROW_HEAD = 176.0, 136.0
"""Room for the names of the two rows, in pixels, in a wide and in a narrow frame."""
BETWEEN = 62.0
CHANNEL_GAP = 30.0
MOST_IN_SQUARE = 4


class BesideTorch(Tableau[None]):
    """Two rows of flat channels: the aggregated output above, torch's below; in a tall frame two such pairs.

    ``theirs`` holds torch's result, an array (out_channels, rows, columns).
    """

    def __init__(self, cast: Cast, grouping: Grouping, theirs: np.ndarray) -> None:
        super().__init__(cast)
        self.grouping = grouping
        self.theirs = theirs
        shown = grouping.filters
        if cast.canvas.narrow and not cast.canvas.tall:
            shown = Sample.of(shown, MOST_IN_SQUARE).indices
        self.shown = shown
        text = cast.tongue.text
        self._names = ((text("our groups,"), text("aggregated")), (text("torch,"), text("one call")))
        widest = max(text_width(line, FACT) for name in self._names for line in name)
        self._head = max(NARROW_HEAD if cast.canvas.narrow else HEAD, widest + 20)

    @cached_property
    def _bands(self) -> list[tuple[int, ...]]:
        """The channels of each pair of rows: in a tall frame there are two pairs."""
        count = len(self.shown)
        each = -(-count // 2) if self.canvas.tall and count > 3 else count
        return [self.shown[start : start + each] for start in range(0, count, each)]

    @cached_property
    def _regions(self) -> list[Region]:
        stage = self.canvas.stage
        if self.canvas.narrow and not self.canvas.tall:
            stage = stage.inset(top=24, bottom=-36)  # below it are no labels here, but above it may be two lines
        return stage.rows(*[1] * len(self._bands))

    @cached_property
    def _cell(self) -> float:
        rows, columns = self.cast.view.output_size
        count = max(int(spots(band)[-1]) + 1 for band in self._bands)
        region = self._regions[0]
        wide = (region.width - self._head - CHANNEL_GAP * (count - 1)) / (count * (columns + DEPTH[0]))
        over = 56 if self.canvas.narrow else 90
        high = (region.height - BETWEEN - over) / (2 * rows + 0.6)
        return min(LARGEST, wide, high)

    @cached_property
    def _lefts(self) -> list[float]:
        """The left edge of every shown channel."""
        region = self._regions[0]
        room = region.width - self._head
        wide = self.cast.view.output_size[1] * self._cell
        most = max(spots(band)[-1] for band in self._bands)
        pitch = (room - wide - 0.4 * self._cell) / max(1.0, most)
        pitch = min(pitch, wide + 110.0)
        return [region.left + self._head + place * pitch for band in self._bands for place in spots(band)]

    def _tops(self, band: int) -> tuple[float, float]:
        high, region = self.cast.view.output_size[0] * self._cell, self._regions[band]
        first = region.top + (region.height - 2 * high - BETWEEN) / 2
        return first, first + high + BETWEEN

    @cached_property
    def _band_of(self) -> list[int]:
        """The pair of rows that every shown channel stands in."""
        return [k for k, band in enumerate(self._bands) for _ in band]

    def _stand(self, tensor: VoxelTensor, which: int) -> VoxelTensor:
        depth = (0.3 * self._cell * DEPTH[0], 0.3 * self._cell * DEPTH[1])
        for slab, (left, band) in enumerate(zip(self._lefts, self._band_of, strict=True)):
            tensor.stand_slab(slab, BlockFit(self._cell, left, self._tops(band)[which], depth, depth))
        return tensor

    def ours(self) -> VoxelTensor:
        """The aggregated output, channel beside channel."""
        filters = self.shown
        fit = BlockFit(self._cell, 0.0, 0.0, (0.0, 0.0), (0.0, 0.0))
        tensor = VoxelTensor(self.cast.output_content(filters), self.cast.filter_ramps(filters), fit, self.style)
        return self._stand(tensor, 0)

    def torchs(self) -> VoxelTensor:
        """Torch's result, channel beside channel."""
        filters = list(self.shown)
        own, (rows, columns) = self.cast.output_content(filters), self.cast.view.output
        theirs = self.theirs[filters, rows.start : rows.stop, columns.start : columns.stop]
        content = replace(own, name="torch", values=theirs)
        fit = BlockFit(self._cell, 0.0, 0.0, (0.0, 0.0), (0.0, 0.0))
        tensor = VoxelTensor(content, self.cast.filter_ramps(filters), fit, self.style)
        return self._stand(tensor, 1)

    def names(self) -> Sheet:
        """What the two rows are, the channels' numbers, and dots where some are left out."""
        theme, ground, items = self.theme, self.theme.background, list[Item]()
        high = self.cast.view.output_size[0] * self._cell
        for band, region in enumerate(self._regions):
            for top, (first, second) in zip(self._tops(band), self._names, strict=True):
                middle = top + high / 2
                items.append(Words(first, region.left, middle - 6, FACT, (*theme.ink, 1.0), ground))
                items.append(Words(second, region.left, middle + 24, FACT, (*theme.dim, 1.0), ground))
        wide = self.cast.view.output_size[1] * self._cell
        filters = self.shown
        for o, left, band in zip(filters, self._lefts, self._band_of, strict=True):
            color = theme.letters(self.cast.filter_ramps([o])[0])
            y = self._tops(band)[0] - 0.3 * self._cell - 14
            items.append(
                Words(
                    numeral(o),
                    left + wide / 2,
                    y,
                    FACT,
                    (*color, 1.0),
                    ground,
                    True,
                    "middle",
                    Source("channel", (o,), o),
                )
            )
        for k, (one, other) in enumerate(pairwise(filters)):
            if other > one + 1 and self._band_of[k] == self._band_of[k + 1]:
                x = (self._lefts[k] + wide + self._lefts[k + 1]) / 2
                items += [
                    dot(x + d, top + high / 2, theme)
                    for d in (-16.0, 0.0, 16.0)
                    for top in self._tops(self._band_of[k])
                ]
        return Sheet(items)

    def signs(self, exact: bool) -> Sheet:
        """An equals sign between the two of every channel. Parts: channel-o."""
        wide, high = (self.cast.view.output_size[k] * self._cell for k in (1, 0))
        return Sheet(
            {
                f"channel-{o}": [
                    *equals(left + wide / 2, self._tops(band)[0] + high + BETWEEN / 2 - 4, self.theme, exact)
                ]
                for o, left, band in zip(self.shown, self._lefts, self._band_of, strict=True)
            }
        )
