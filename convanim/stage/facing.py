"""The facing tableau: our output and torch's, channel over channel, every number on show."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np

from convanim.numerals import numeral
from convanim.stage.caption import FACT
from convanim.stage.cast import Cast
from convanim.stage.display import Item, Source, Words
from convanim.stage.formula import equals
from convanim.stage.grouping import Grouping, dot, spots
from convanim.stage.layout import DEPTH, STAGE, BlockFit
from convanim.stage.sheet import Sheet
from convanim.stage.tensor import Content, VoxelTensor

LARGEST = 42.0
HEAD = 176.0
"""Room for the names of the two rows, in pixels."""
BETWEEN = 62.0
CHANNEL_GAP = 30.0


class Facing:
    """Two rows of flat channels: the aggregated output above, torch's below.

    ``theirs`` holds torch's result, an array (out_channels, rows, columns).
    """

    def __init__(self, cast: Cast, grouping: Grouping, theirs: np.ndarray) -> None:
        self.cast = cast
        self.layer = cast.layer
        self.theme = cast.theme
        self.grouping = grouping
        self.theirs = theirs

    @cached_property
    def _cell(self) -> float:
        rows, columns = self.layer.output_size
        count = int(spots(self.grouping.filters)[-1]) + 1
        wide = (STAGE.width - HEAD - CHANNEL_GAP * (count - 1)) / (count * (columns + DEPTH[0]))
        high = (STAGE.height - BETWEEN - 90) / (2 * rows + 0.6)
        return min(LARGEST, wide, high)

    @cached_property
    def _lefts(self) -> list[float]:
        places = spots(self.grouping.filters)
        room = STAGE.width - HEAD
        wide = self.layer.output_size[1] * self._cell
        pitch = (room - wide - 0.4 * self._cell) / max(1.0, places[-1])
        pitch = min(pitch, wide + 110.0)
        return [STAGE.left + HEAD + place * pitch for place in places]

    def _tops(self) -> tuple[float, float]:
        high = self.layer.output_size[0] * self._cell
        first = STAGE.top + (STAGE.height - 2 * high - BETWEEN) / 2
        return first, first + high + BETWEEN

    def _stand(self, tensor: VoxelTensor, top: float) -> VoxelTensor:
        depth = (0.3 * self._cell * DEPTH[0], 0.3 * self._cell * DEPTH[1])
        for slab, left in enumerate(self._lefts):
            tensor.stand_slab(slab, BlockFit(self._cell, left, top, depth, depth))
        return tensor

    def ours(self) -> VoxelTensor:
        """The aggregated output, channel beside channel."""
        filters = self.grouping.filters
        fit = BlockFit(self._cell, 0.0, 0.0, (0.0, 0.0), (0.0, 0.0))
        tensor = VoxelTensor(self.cast.output_content(filters), self.cast.filter_ramps(filters), fit, self.theme)
        return self._stand(tensor, self._tops()[0])

    def torchs(self) -> VoxelTensor:
        """Torch's result, channel beside channel."""
        filters = list(self.grouping.filters)
        own = self.cast.output_content(filters)
        content = Content("torch", self.theirs[filters], [(o,) for o in filters], own.low, own.high)
        fit = BlockFit(self._cell, 0.0, 0.0, (0.0, 0.0), (0.0, 0.0))
        tensor = VoxelTensor(content, self.cast.filter_ramps(filters), fit, self.theme)
        return self._stand(tensor, self._tops()[1])

    def names(self) -> Sheet:
        """What the two rows are, the channels' numbers, and dots where some are left out."""
        theme, ground, items = self.theme, self.theme.background, list[Item]()
        high = self.layer.output_size[0] * self._cell
        for top, first, second in zip(self._tops(), ("our groups,", "torch,"), ("aggregated", "one call"), strict=True):
            middle = top + high / 2
            items.append(Words(first, STAGE.left, middle - 6, FACT, (*theme.ink, 1.0), ground))
            items.append(Words(second, STAGE.left, middle + 24, FACT, (*theme.dim, 1.0), ground))
        wide = self.layer.output_size[1] * self._cell
        filters = self.grouping.filters
        for o, left in zip(filters, self._lefts, strict=True):
            color = theme.letters(self.cast.filter_ramps([o])[0])
            y = self._tops()[0] - 0.3 * self._cell - 14
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
            if other > one + 1:
                x = (self._lefts[k] + wide + self._lefts[k + 1]) / 2
                items += [dot(x + d, top + high / 2, theme) for d in (-16.0, 0.0, 16.0) for top in self._tops()]
        return Sheet(items)

    def signs(self, exact: bool) -> Sheet:
        """An equals sign between the two of every channel. Parts: channel-o."""
        wide, high = (self.layer.output_size[k] * self._cell for k in (1, 0))
        y = self._tops()[0] + high + BETWEEN / 2 - 4
        return Sheet(
            {
                f"channel-{o}": [*equals(left + wide / 2, y, self.theme, exact)]
                for o, left in zip(self.grouping.filters, self._lefts, strict=True)
            }
        )
