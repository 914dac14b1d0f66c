"""The opening tableau: an input and all its filters, as one block and split into groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_grid import stand_in_grid
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.grouping import Grouping
from convanim.layout.regions import BlockFit, Need, Region, line_up
from convanim.layout.selection import extent_of, places_of
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import count_source
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.marks import ellipses
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.product import FILTERS
from convanim.spec import Layer
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau

LARGEST = 96.0
"""A nominal cell's side at most, in pixels."""
PARTED = 3.0
"""How far the input parts between groups, in slabs, all gaps together."""
FALL = 46.0
"""How far weights fall that are no longer read, in pixels."""


@dataclass(frozen=True)
class OpeningPlan:
    """How input and filters share the stage."""

    shares: tuple[float, float]
    """Of the input and of the filters, side by side or one above the other."""
    gap: float
    """Between them, in pixels."""
    below: bool = False
    """Whether filters stand below the input; else at its right."""

    def rooms(self, stage: Region) -> tuple[Region, Region]:
        """The rooms of both."""
        first, second = (stage.rows if self.below else stage.columns)(*self.shares, gap=self.gap)
        return first, second


class Opening(GroupedTableau[OpeningPlan]):
    """A layer without groups that opens into them, and closes again.

    ``whole`` is the ungrouped layer's cast, ``grouping`` says how it opens.
    """

    plans = {
        "16:9": OpeningPlan(shares=(37, 63), gap=48.0),
        "1:1": OpeningPlan(shares=(46, 54), gap=60.0, below=True),
        "9:16": OpeningPlan(shares=(53, 47), gap=78.0, below=True),
    }

    def __init__(self, whole: Cast, grouping: Grouping) -> None:
        super().__init__(whole, grouping)

    # Where everything stands.

    @cached_property
    def _rooms(self) -> tuple[Region, Region]:
        return self.plan.rooms(self.canvas.stage)

    @cached_property
    def _fit(self) -> BlockFit:
        """Where the input stands; there is room for it to open."""
        need = self.cast.need_of_input(extent_of(self.grouping.channels) + PARTED)
        return line_up([need], self._rooms[0], largest=LARGEST)[0]

    @cached_property
    def _filter_fits(self) -> dict[int, BlockFit]:
        """Where each filter stands: a group's filters side by side where there is room."""
        filters, need = self.grouping.filters, Need(*self.layer.kernel, extent_of(self.grouping.channels))
        each = len(self.grouping.filters_in(self.grouping.lanes[0]))
        fits = stand_in_grid(need, len(filters), self._rooms[1], largest=LARGEST, row=each)
        return dict(zip(filters, fits, strict=True))

    # The actors.

    def input(self, *, split: bool = False) -> VoxelTensor:
        """The input in one hue, or ``split`` into groups that stand apart, each in its own."""
        grouping, whole = self.grouping, self.theme.ramp_of_whole()
        of_groups = self.theme.ramps_of_groups(grouping.layer.groups)
        ramps = [of_groups[group] if split else whole for group in grouping.groups_of_channels]
        tensor = VoxelTensor(self.cast.input_content(grouping.channels), ramps, self._fit, self.style)
        ranks = np.unique(grouping.groups_of_channels, return_inverse=True)[1]
        apart = ranks * PARTED / max(1, ranks[-1]) if split else np.full(len(ranks), PARTED / 2)
        places = np.array(places_of(grouping.channels)) + apart
        return tensor.stand(self._fit, places.tolist()).rim(() if split else None)

    def weights(self, *, split: bool = False) -> dict[str, VoxelTensor]:
        """The filters by name; what they no longer read once the layer is ``split`` has fallen out of sight."""
        actors = {}
        for o, fit in self._filter_fits.items():
            tensor = self.filter_block(o, self.grouping.channels, fit)
            if split:
                lost = self._lost(o)
                for slab in lost:
                    tensor.shift_slab(slab, 0.0, FALL)
                tensor.part_with(lost)
            actors[f"filter_{o}"] = tensor
        return actors

    def _lost(self, out_channel: int) -> list[int]:
        """The slabs of a filter that it loses."""
        read = self.grouping.layer.channels_read_by(out_channel)
        return [slab for slab, channel in enumerate(self.grouping.channels) if channel not in read]

    def turns(self) -> Mapping[str, Sequence[float]]:
        """The turn of every slab: one filter after the other loses what it does not read."""
        return {f"filter_{o}": [float(turn)] * len(self.grouping.channels) for turn, o in enumerate(self._filter_fits)}

    def gaps(self) -> Sheet | None:
        """Dots wherever slabs are left out of the input."""
        channels = self.grouping.channels
        items: list[Item] = ellipses(self.input(), channels, range(len(channels)), self.theme)
        return Sheet(items) if items else None

    def labels(self, layer: Layer) -> Sheet:
        """What stands where; ``layer`` is the whole one, or the one in groups."""
        text, (first, second) = self.tongue.text, self._rooms
        shape = self.say("{channels_per_group}×{kernel_rows}×{kernel_columns}", layer)
        complete = len(self.grouping.filters) == layer.out_channels
        many = message("{count} of {shape}") if complete else message("{count} of {shape}, {shown_filters} shown")
        count = count_source("out_channels", layer)
        given = self.say("{in_channels}×{rows}×{columns}", layer) if layer.groups == 1 else self.input_tag(0.0).detail
        one = Tag(text("input"), given, first.left)
        other = Tag(text(FILTERS, n=layer.out_channels), self.say(many, layer, count=count, shape=shape), second.left)
        if self.plan.below:
            return Sheet([*tags([one], self.style, first.bottom + LABEL_DROP), *tags([other], self.style)])
        return Sheet(tags([one, other], self.style))

    def tableau(self, layer: Layer) -> dict[str, Any]:
        """Everything by name, as it stands in ``layer``: the whole one, or the one in groups."""
        split = layer.groups > 1
        return {
            "input": self.input(split=split),
            "gaps": self.gaps(),
            **self.weights(split=split),
            "labels": self.labels(layer),
        }
