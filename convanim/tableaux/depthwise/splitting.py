"""The splitting tableau: a block parts into more and more groups, and its filters get thinner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_rows import BlockRows
from convanim.layout.regions import BlockFit, Need, Region, line_up
from convanim.layout.selection import Sample
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.counts import count_source
from convanim.mobjects.filter_names import filter_names
from convanim.mobjects.labels import Tag
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.product import CHANNELS_EACH, FILTERS, WEIGHTS, Factor, product
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.theme.ramp import Ramp

MOST_SLABS = 8
MOST_FILTERS = 8
LONGEST_ROW = 4
"""More filters than these stand in two rows."""
SPREAD = 1.8
"""From slab to slab of a block that is all apart, in thicknesses."""
INDEX_ROOM = 34.0
"""Below a filter, for its index, in pixels."""
FALL = 46.0
"""How far lost weights fall, in pixels."""
CLOSING_UP = 5.0
"""How many turns after a filter's weights have begun to fall those that it keeps close up."""


@dataclass(frozen=True)
class SplittingPlan:
    """Where the input and the grid of filters stand."""

    shares: tuple[float, float]
    """Of the stage's width, or of its height if ``below``, for the input and for the filters."""
    gap: float
    """Between the two, in pixels."""
    filter_gap: float
    """From filter to filter, in pixels."""
    below: bool = False
    """Whether the filters stand below the input, not beside it."""

    def rooms(self, stage: Region) -> tuple[Region, Region]:
        """For the input and for the filters."""
        first, second = (stage.rows if self.below else stage.columns)(*self.shares, gap=self.gap)
        return first, second


WIDE = SplittingPlan(shares=(640, 1008), gap=80.0, filter_gap=28.0)


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


class Splitting(Tableau[SplittingPlan]):
    """A layer's input block and filters, as they stand with any number of groups.

    ``whole`` is a cast of the ungrouped layer, so that every filter has weights to lose.
    """

    plans = {
        "16:9": WIDE,
        "1:1": SplittingPlan(shares=(41, 56), gap=30.0, filter_gap=10.0),
        "9:16": SplittingPlan(shares=(10, 9), gap=78.0, filter_gap=10.0, below=True),
    }
    cropped_plans = {"16:9": replace(WIDE, shares=(640, 576))}

    def __init__(self, whole: Cast, layer: Layer) -> None:
        super().__init__(whole)
        self.depthwise = layer
        self.channels = whole.channels(MOST_SLABS)
        # All filters, or those of the shown channels.
        read = [o for c in whole.shown for o in layer.filters_of_group(c)]
        self.filters = Sample.of(read or range(layer.out_channels), MOST_FILTERS, total=layer.out_channels)

    # Where things stand.

    @cached_property
    def _rooms(self) -> tuple[Region, Region]:
        return self.plan.rooms(self.canvas.stage)

    @cached_property
    def _fit(self) -> BlockFit:
        extent = (self.channels.extent - 1) * SPREAD + 1
        return line_up([self.cast.need_of_input(extent, padded=False)], self._rooms[0])[0]

    def _places(self, groups: int) -> list[float]:
        """The input's slabs along the depth axis, in slots: parted between groups, in as much room with any number."""
        parted = np.unique([self._group(c, groups) for c in self.channels.indices], return_inverse=True)[1]
        room = (self.channels.extent - 1) * (SPREAD - 1)
        gap = room / parted[-1] if parted[-1] else 0.0
        places: list[float] = (np.array(self.channels.places) + parted * gap).tolist()
        return places

    @property
    def _columns(self) -> int:
        count = len(self.filters.indices)
        return count if count <= LONGEST_ROW else -(-count // 2)

    @cached_property
    def _grid(self) -> list[BlockFit]:
        """Where each filter stands, row by row."""
        count = len(self.filters.indices)
        rows = -(-count // self._columns)
        tiles = self._rooms[1].inset(top=10, bottom=4).grid(rows, self._columns, gap=self.plan.filter_gap)
        need = Need(*self.depthwise.kernel, self.channels.extent)
        inner = [tile.inset(bottom=INDEX_ROOM) for tile in tiles[:count]]
        cell = min(line_up([need], inner[0], largest=72.0)[0].cell / need.shrink, 72.0)
        return [line_up([need], tile, cell=cell, last_at_right=False)[0] for tile in inner]

    @cached_property
    def _called(self) -> tuple[str, ...]:
        """What the filters are called once each is one deep, if they are well-known ones."""
        layer = self.depthwise
        own = [self.cast.weight[o, layer.group_of_filter(o)] for o in range(layer.out_channels)]
        return filter_names(own, self.tongue)

    # The input and the filters.

    def _group(self, channel: int, groups: int) -> int:
        """The group of an input channel when there are so many groups."""
        return channel * groups // self.depthwise.in_channels

    def _still_read(self, filter: int, groups: int) -> list[bool]:
        """Which of the shown channels a filter reads when there are so many groups."""
        own = filter * groups // self.depthwise.out_channels
        return [self._group(c, groups) == own for c in self.channels.indices]

    @property
    def ramps(self) -> list[Ramp]:
        """Hues of the shown channels, the same with any number of groups."""
        return self.cast.channel_ramps(self.channels.indices)

    def input(self, groups: int) -> VoxelTensor:
        """The input, parted along the channel axis."""
        tensor = VoxelTensor(self.cast.input_content(self.channels.indices), self.ramps, self._fit, self.style)
        return tensor.stand(self._fit, self._places(groups))

    def weights(self, groups: int) -> VoxelTensor:
        """All shown filters in a grid, each as deep as a group; what it no longer reads has fallen away.

        Every slab has the hue of the channel that it reads.
        """
        deep = len(self.channels.indices)
        tensor = VoxelTensor(self._filters_content, self._filter_ramps, self._grid[0], self.style)
        for k, (filter, fit) in enumerate(zip(self.filters.indices, self._grid, strict=True)):
            front = 0
            for slab, (stays, place) in enumerate(
                zip(self._still_read(filter, groups), self.channels.places, strict=True), k * deep
            ):
                if stays:
                    tensor.stand_slab(slab, fit.shifted(front * fit.step[0], front * fit.step[1]))
                    front += 1
                else:
                    tensor.stand_slab(slab, fit.shifted(place * fit.step[0], place * fit.step[1] + FALL))
                    tensor.part_with([slab])
        order = np.arange(tensor.shape[0])
        tensor.nearness = -(order % deep) - 1000.0 * (order // deep // self._columns == 0)
        return tensor

    def thin(self, depthwise: Cast) -> VoxelTensor:
        """The filters as they are when each is one deep: those of the depthwise layer itself, in the same grid."""
        shown = self.filters.indices
        tensor = VoxelTensor(depthwise.filters_content(shown), depthwise.filter_ramps(shown), self._grid[0], self.style)
        for slab, fit in enumerate(self._grid):
            tensor.stand_slab(slab, fit)
        return tensor

    def turns(self, groups: int) -> dict[str, list[float]]:
        """Whose turn is when on the way to so many groups, for every slab of the blocks by their names on stage.

        The farthest group parts first. One filter after the other loses what it no longer reads, and then closes up.
        """
        reading = [self._still_read(filter, groups) for filter in self.filters.indices]
        weights = [k + CLOSING_UP * stays for k, row in enumerate(reading) for stays in row]
        parted = [self._group(c, groups) for c in self.channels.indices]
        return {"input": [float(parted[-1] - group) for group in parted], "filters": weights}

    def ellipses(self) -> Sheet | None:
        """Three dots where channels are left out of the input, once each stands alone."""
        items = ellipsis(self.input(self.depthwise.in_channels), self.channels, self.theme)
        return Sheet(items) if items else None

    @property
    def _filter_ramps(self) -> list[Ramp]:
        """For every slab of every shown filter; filters of a lone channel are told apart."""
        deep = len(self.channels.indices)
        if self.depthwise.in_channels > 1:
            return self.ramps * len(self.filters.indices)
        return [ramp for ramp in self.cast.filter_ramps(self.filters.indices) for _ in range(deep)]

    @cached_property
    def _filters_content(self) -> Content:
        """All shown channels of the first shown filter, then those of the next."""
        contents = [self.cast.filter_content(o, self.channels.indices) for o in self.filters.indices]
        return replace(
            contents[0],
            values=np.concatenate([content.values for content in contents]),
            indices=[index for content in contents for index in content.indices],
        )

    # Words.

    def labels(self, groups: int) -> Sheet:
        """Names and shapes below, an index under every filter."""
        layer, text = self.depthwise, self.tongue.text
        left, right = self._rooms
        row = [
            Tag(text("input"), self._input_detail(groups), left.left),
            Tag(text(FILTERS, n=layer.out_channels), self._filters_detail(groups), right.left),
        ]
        items: list[Item] = self.labels_below(BlockRows([], [left, right]), row)
        for o, fit in zip(self.filters.indices, self._grid, strict=True):
            y = fit.top + layer.kernel[0] * fit.cell + 30
            name = self._name_of_filter(o, groups)
            items.append(name.words(fit.left, y, FACT, (*self.theme.dim, 1.0), self.theme.background))
        return Sheet(items)

    def _name_of_filter(self, filter: int, groups: int) -> Phrase:
        """Its number, and what it is called once it is one deep, if there is room for that."""
        number = numbered("filter", filter)
        if groups < self.layer.in_channels or not self._called:
            return number
        longer = number + self.say(": {name}", name=self._called[filter])
        lefts = sorted({fit.left for fit in self._grid})
        room = (lefts[1] if len(lefts) > 1 else self._rooms[1].right) - lefts[0] - 16.0
        return longer if text_width(longer.text, FACT) <= room else number

    def _input_detail(self, groups: int) -> Phrase:
        grouped = self.depthwise.with_(groups=groups)
        if groups == 1:
            shape = self.cast.input_shape
        else:
            one = self.say("{channels_per_group}×{rows}×{columns}", grouped)
            shape = self.say("{groups} groups of {shape}", grouped, shape=one)
        if self.channels.gap is not None:
            return shape
        return shape + shown_of(self.channels, self.tongue, message(", {shown} of {total} channels shown"))

    def _filters_detail(self, groups: int) -> Phrase:
        grouped = self.depthwise.with_(groups=groups)
        shape = self.say("{channels_per_group}×{kernel_rows}×{kernel_columns}", grouped)
        count = self.say("{count} of {shape}", count=count_source("out_channels", grouped), shape=shape)
        return count + shown_of(self.filters, self.tongue, message(", {shown} shown"))

    def weight_count(self, groups: int) -> Sheet:
        """filters x channels each x cells = weights, for so many groups."""
        layer = self.depthwise.with_(groups=groups)
        heading = self.tongue.text("one group") if groups == 1 else self.say("{groups} {groups?group|groups}", layer)
        cells = layer.kernel[0] * layer.kernel[1]
        factors = [
            Factor(layer.out_channels, "out_channels", FILTERS),
            Factor(layer.channels_per_group, "channels_per_group", CHANNELS_EACH),
            Factor(cells, "kernel_cells", message("{n?cell|cells}")),
        ]
        total = Factor(layer.out_channels * layer.channels_per_group * cells, "weights", WEIGHTS)
        return product(factors, total, layer.tag, heading, self.style)
