"""The splitting tableau: a block parts into more and more groups, and its filters get thinner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from convanim.draw.items import Item
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.regions import BlockFit, Need, Region, line_up
from convanim.layout.selection import Sample
from convanim.mobjects.caption import FACT, Tag, tags
from convanim.mobjects.cast import Cast, shown_of
from convanim.mobjects.counts import count_source
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.product import CHANNELS_EACH, FILTERS, WEIGHTS, Factor, product
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.tableaux.depthwise.stacks import SPREAD
from convanim.theme.ramp import Ramp

MOST_SLABS = 9
MOST_FILTERS = 8
FALL = 46.0
"""How far lost weights fall, in pixels."""


def split_chain(channels: int, most: int = 4) -> list[int]:
    """Numbers of groups from one to one a channel, each dividing the next; long chains skip the late middle.

    >>> split_chain(8), split_chain(6), split_chain(64), split_chain(7)
    ([1, 2, 4, 8], [1, 2, 6], [1, 2, 4, 64], [1, 7])
    """
    chain = [1]
    while chain[-1] < channels:
        left = channels // chain[-1]
        chain.append(chain[-1] * next(d for d in range(2, left + 1) if left % d == 0))
    return chain if len(chain) <= most else [*chain[: most - 1], channels]


class Splitting(Tableau[None]):
    """A layer's input block and filters, as they stand with any number of groups.

    ``whole`` is a cast of the ungrouped layer, so that every filter has weights to lose.
    """

    def __init__(self, whole: Cast, layer: Layer) -> None:
        super().__init__(whole)
        self.depthwise = layer
        self.channels = whole.channels(MOST_SLABS)
        self.filters = Sample.of(self._filters(), MOST_FILTERS, total=layer.out_channels)

    def _filters(self) -> Sequence[int]:
        """All, or those of the shown channels."""
        shown = self.cast.shown
        return [o for c in shown for o in self.depthwise.filters_of_group(c)] or range(self.depthwise.out_channels)

    @cached_property
    def _fit(self) -> BlockFit:
        extent = (self.channels.extent - 1) * SPREAD + 1
        return line_up([self.cast.need_of_input(extent, padded=False)], self._rooms[0])[0]

    @cached_property
    def _rooms(self) -> tuple[Region, Region]:
        """For the input and for the filters: side by side, or one above the other in a tall frame."""
        stage = self.canvas.stage
        if self.canvas.tall:
            upper, lower = stage.rows(10, 9, gap=78)
            return upper, lower
        if self.canvas.narrow:
            left, right = stage.columns(29, 67, gap=24)
            return left, right
        return (
            Region(stage.left, stage.top, stage.left + 640, stage.bottom),
            Region(stage.left + 720, stage.top, stage.right, stage.bottom),
        )

    def ramps(self, groups: int) -> list[Ramp]:
        """Hues of the shown channels when there are so many groups."""
        if groups == 1:
            return [self.theme.ramp_of_whole()] * len(self.channels.indices)
        if groups == self.depthwise.in_channels:
            return self.cast.channel_ramps(self.channels.indices)
        hues = self.theme.ramps_of_groups(groups)
        return [hues[c * groups // self.depthwise.in_channels] for c in self.channels.indices]

    def input(self, groups: int) -> VoxelTensor:
        """The input, parted along the channel axis."""
        tensor = VoxelTensor(self.cast.input_content(self.channels.indices), self.ramps(groups), self._fit, self.style)
        places = np.array(self.channels.places)
        cuts = [c * groups // self.depthwise.in_channels for c in self.channels.indices]
        parted = np.unique(cuts, return_inverse=True)[1]
        room = (self.channels.extent - 1) * (SPREAD - 1)
        gap = room / parted[-1] if parted[-1] else 0.0
        return tensor.stand(self._fit, (places + parted * gap).tolist())

    def weights(self, groups: int) -> VoxelTensor:
        """All shown filters in a grid, each as deep as a group; what it no longer reads has fallen away."""
        layer = self.depthwise
        contents = [self.cast.filter_content(o, self.channels.indices) for o in self.filters.indices]
        count, deep = len(self.filters.indices), len(self.channels.indices)
        ramps = self.theme.ramps_of_channels(layer.out_channels)
        own = [ramps[o] for o in self.filters.indices]
        if groups == layer.in_channels > 1:
            own = self.cast.channel_ramps([layer.group_of_filter(o) for o in self.filters.indices])
        hues = [ramp for ramp in own for _ in range(deep)]
        content = replace(
            contents[0],
            values=np.concatenate([c.values for c in contents]),
            indices=[index for c in contents for index in c.indices],
        )
        tensor = VoxelTensor(content, hues, self._grid[0], self.style)
        corners, presence = [], np.ones(count * deep)
        for k, o in enumerate(self.filters.indices):
            group = o * groups // layer.out_channels
            kept = [c * groups // layer.in_channels == group for c in self.channels.indices]
            front = 0
            for slot, stays in enumerate(kept):
                fit, place = self._grid[k], self.channels.places[slot]
                if stays:
                    corners.append(fit.shifted(front * fit.step[0], front * fit.step[1]))
                    front += 1
                else:
                    corners.append(fit.shifted(place * fit.step[0], place * fit.step[1] + FALL))
                    presence[k * deep + slot] = 0.0
        for slab, fit in enumerate(corners):
            tensor.stand_slab(slab, fit)
        tensor.presence = presence
        order = np.arange(count * deep)
        tensor.nearness = -(order % deep) - 1000.0 * (order // deep // self._columns == 0)
        return tensor

    def lost(self, groups: int) -> np.ndarray:
        """Which of the shown weights' slabs are gone."""
        return np.asarray(self.weights(groups).presence < 0.5)

    @property
    def _columns(self) -> int:
        return (
            max(1, -(-len(self.filters.indices) // 2)) if len(self.filters.indices) > 4 else len(self.filters.indices)
        )

    @cached_property
    def _grid(self) -> list[BlockFit]:
        count = len(self.filters.indices)
        rows = -(-count // self._columns)
        region = self._rooms[1].inset(top=10, bottom=4)
        tiles = region.grid(rows, self._columns, gap=10 if self.canvas.narrow else 28)
        need = Need(*self.depthwise.kernel, self.channels.extent)
        inner = [tile.inset(bottom=34) for tile in tiles[:count]]
        cell = min(line_up([need], inner[0], largest=72.0)[0].cell / need.shrink, 72.0)
        return [line_up([need], tile, cell=cell, last_at_right=False)[0] for tile in inner]

    def labels(self, groups: int) -> Sheet:
        """Names and shapes below, an index under every filter."""
        layer, theme = self.depthwise, self.theme
        grouped, text, say = layer.with_(groups=groups), self.cast.tongue.text, self.cast.say
        if groups == 1:
            own = self.cast.input_shape
        else:
            one = say("{channels_per_group}×{rows}×{columns}", grouped)
            own = say("{groups} groups of {shape}", grouped, shape=one)
        if self.channels.gap is None:
            own += shown_of(self.channels, self.cast.tongue, message(", {shown} of {total} channels shown"))
        shape = say("{channels_per_group}×{kernel_rows}×{kernel_columns}", grouped)
        of = say("{count} of {shape}", count=count_source("out_channels", grouped), shape=shape)
        of += shown_of(self.filters, self.cast.tongue, message(", {shown} shown"))
        named = [
            Tag(text("input"), own, self._rooms[0].left),
            Tag(text(FILTERS, n=layer.out_channels), of, self._rooms[1].left),
        ]
        items: list[Item] = []
        if self.canvas.tall:
            items += tags(named[:1], self.style, self._rooms[0].bottom + LABEL_DROP) + tags(named[1:], self.style)
        else:
            items += tags(named, self.style)
        for o, fit in zip(self.filters.indices, self._grid, strict=True):
            y = fit.top + layer.kernel[0] * fit.cell + 30
            items.append(numbered("filter", o).words(fit.left, y, FACT, (*theme.dim, 1.0), theme.background))
        return Sheet(items)

    def tally(self, groups: int) -> Sheet:
        """filters x channels each x cells = weights, for so many groups."""
        layer, text = self.depthwise, self.cast.tongue.text
        deep, cells = layer.in_channels // groups, layer.kernel[0] * layer.kernel[1]
        return product(
            [
                Factor(layer.out_channels, "out_channels", FILTERS),
                Factor(deep, "channels_per_group", CHANNELS_EACH),
                Factor(cells, "kernel_cells", message("{n?cell|cells}")),
            ],
            Factor(layer.out_channels * deep * cells, "weights", WEIGHTS),
            self.depthwise.with_(groups=groups).tag,
            text("one group")
            if groups == 1
            else self.cast.say("{groups} {groups?group|groups}", self.depthwise.with_(groups=groups)),
            self.style,
        )
