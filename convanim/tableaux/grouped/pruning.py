"""The pruning tableau: the opened block, one filter large, and the weights that each filter loses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.regions import BlockFit, Need, Region
from convanim.layout.selection import extent_of
from convanim.mobjects.counts import count_source
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.product import CHANNELS, FILTERS, WEIGHTS, Factor, product
from convanim.spec import Layer
from convanim.tableaux.grouped.blocks import Blocks
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau

LARGEST = 96.0
"""A nominal cell's side of the large filter at most, in pixels."""
PARTED = 3.0
"""How far the large filter parts between groups, in slabs, all gaps together."""
DIMMED = 0.5
"""How lit is what is not read."""
FALL_IN_GRID = 40.0
"""How far lost weights of filters in the grid fall, in pixels: not as far as the next row."""


@dataclass(frozen=True)
class PruningPlan:
    """Where the large filter and the others stand on one canvas."""

    share: float
    """Of the room beside the input, for the large filter at least."""
    margin: float = 40.0
    """From it to the others, in pixels."""
    grid_stays: bool = False
    """Whether the others stay where they are, and it stands where the output was; else they make room."""


class Pruning(GroupedTableau[PruningPlan]):
    """What stands in ``blocks`` once the input has opened: its filter in focus, large and parted as the input is.

    The output has left the stage; the other filters stand beside.
    """

    plans = {
        "16:9": PruningPlan(share=0.54, margin=60.0),
        "1:1": PruningPlan(share=0.4),
        "9:16": PruningPlan(share=0.0, grid_stays=True),
    }

    def __init__(self, blocks: Blocks) -> None:
        super().__init__(blocks.cast, blocks.grouping)
        self.blocks = blocks
        self.focus = blocks.focus
        self.group = blocks.grouping.layer.group_of_filter(blocks.focus)

    # Where everything stands.

    @property
    def _room(self) -> Region:
        """For the large filter, and for the others where they do not stay."""
        stage, blocks = self.canvas.stage, self.blocks
        left = blocks.filters_region.left
        if self.plan.grid_stays:
            return Region(blocks.output_left, stage.top, stage.right, blocks.band.bottom)
        return Region(left, stage.top, stage.right, blocks.band.bottom)

    @cached_property
    def _scale(self) -> float:
        """How large the others are, over how large they were."""
        room, grid = self._room, self.blocks.filters_region
        return 1.0 if self.plan.grid_stays else min(1.0, (1 - self.plan.share) * room.width / grid.width)

    @cached_property
    def grid(self) -> Region:
        """Where the others stand."""
        grid = self.blocks.filters_region
        if self.plan.grid_stays:
            return grid
        wide, high = grid.width * self._scale, grid.height * self._scale
        top = (grid.top + grid.bottom - high) / 2
        return Region(self._room.right - wide, top, self._room.right, top + high)

    def _moved(self, fit: BlockFit) -> BlockFit:
        """Where a filter of the grid stands once that has made room."""
        before, after, scale = self.blocks.filters_region, self.grid, self._scale
        left, top = after.left + (fit.left - before.left) * scale, after.top + (fit.top - before.top) * scale
        step, depth = ((scale * right, scale * down) for right, down in (fit.step, fit.depth))
        return BlockFit(scale * fit.cell, left, top, step, depth)

    @cached_property
    def _large(self) -> BlockFit:
        need = Need(*self.layer.kernel, extent_of(self.grouping.channels) + PARTED)
        room = self._room
        if not self.plan.grid_stays:
            room = replace(room, right=self.grid.left - self.plan.margin)
        cell = min(LARGEST, room.width / need.width, 0.86 * room.height / (need.above + need.below))
        middle = room.top + need.above * cell + 0.4 * (room.height - (need.above + need.below) * cell)
        return need.fit(cell, room.left, middle)

    # The filters.

    def _lost(self, out_channel: int) -> list[int]:
        """The slabs of a filter that it loses."""
        read = self.grouping.layer.channels_read_by(out_channel)
        return [slab for slab, c in enumerate(self.grouping.channels) if c not in read]

    def large(self, *, dimmed: bool = False, fallen: bool = False) -> VoxelTensor:
        """The filter in focus, large: what it loses ``dimmed``, or ``fallen`` out of sight."""
        tensor = self.filter_block(self.focus, self.grouping.channels, self._large)
        tensor.stand(self._large, self.blocks.parted_places(PARTED))
        lost = self._lost(self.focus)
        if dimmed or fallen:
            tensor.lit[lost] = DIMMED
        if fallen:
            low = max((float(tensor.slabs()[slab].at(self.layer.kernel[0], 0.0)[1]) for slab in lost), default=0.0)
            for slab in lost:
                tensor.shift_slab(slab, 0.0, self.canvas.stage.bottom - low + LABEL_DROP)
            tensor.part_with(lost)
        return tensor

    def others(self, *, fallen: bool = False) -> dict[str, VoxelTensor]:
        """The other filters, by name, beside the large one; what they lose ``fallen`` out of sight."""
        actors = {}
        for o, fit in self.blocks.filter_fits.items():
            if o == self.focus:
                continue
            tensor = self.filter_block(o, self.grouping.channels, self._moved(fit))
            if fallen:
                lost = self._lost(o)
                for slab in lost:
                    tensor.shift_slab(slab, 0.0, FALL_IN_GRID)
                tensor.part_with(lost)
            actors[f"filter_{o}"] = tensor
        return actors

    def weights(
        self, *, grown: bool = True, dimmed: bool = False, fallen: bool = False, all_fallen: bool = False
    ) -> dict[str, VoxelTensor]:
        """All filters by name, in the order of the grid; the one in focus is still small unless ``grown``."""
        small = self.filter_block(self.focus, self.grouping.channels, self.blocks.filter_fits[self.focus])
        focus = self.large(dimmed=dimmed, fallen=fallen or all_fallen) if grown else small
        actors = {f"filter_{self.focus}": focus, **self.others(fallen=all_fallen)}
        return {f"filter_{o}": actors[f"filter_{o}"] for o in self.grouping.filters}

    def one_falls(self) -> Mapping[str, Sequence[float]]:
        """The turn of every slab of the filter in focus: the lost ones fall one after the other, the nearest first."""
        return {f"filter_{self.focus}": self._turns(self.focus, 0.0, 1.0)}

    def others_fall(self) -> Mapping[str, Sequence[float]]:
        """The turn of every slab of the others: filter after filter, all that one loses together."""
        others = [o for o in self.grouping.filters if o != self.focus]
        return {f"filter_{o}": self._turns(o, float(turn), 0.0) for turn, o in enumerate(others)}

    def _turns(self, out_channel: int, first: float, pitch: float) -> list[float]:
        turns = np.full(len(self.grouping.channels), first)
        for place, slab in enumerate(self._lost(out_channel)):
            turns[slab] = first + pitch * place
        return [float(turn) for turn in turns]

    def move_in(self) -> Mapping[str, Sequence[float]]:
        """The turn of every slab on its way into the lanes: group after group, and filter after filter."""
        grouping = self.grouping
        ranks = np.unique(grouping.groups_of_channels, return_inverse=True)[1]
        turns = {"input": [3.0 * float(rank) for rank in ranks]}
        for turn, o in enumerate(grouping.filters):
            kept = len(grouping.channels) - len(self._lost(o))
            turns[f"filter_{o}"] = [3.0 * float(ranks[-1]) + 1.0 + 0.5 * turn] * kept
        return turns

    def leaving(self) -> list[VoxelTensor]:
        """The input without the groups that fade on their way, where their way leads through filters; or nothing."""
        if not self.plan.grid_stays:
            return []
        tensor = self.input()
        return [tensor.part_with(self._fading)]

    @property
    def _fading(self) -> list[int]:
        """The slabs of all groups but the first."""
        groups = self.grouping.groups_of_channels
        return [slab for slab, group in enumerate(groups) if group != groups[0]]

    def settle(self, lanes: VoxelTensor, actor: Callable[[str], Any]) -> None:
        """Shorten filters on stage to what they keep, and put what has faded where it will stand in ``lanes``.

        ``lanes`` is the input there; ``actor`` gives what stands on stage by its name.
        """
        for o in self.grouping.filters:
            tensor, lost = actor(f"filter_{o}"), self._lost(o)
            tensor.keep([slab for slab in range(tensor.shape[0]) if slab not in lost])
        given = actor("input")
        for slab in self._fading if self.leaving() else ():
            given.points[4 * slab : 4 * slab + 4] = lanes.points[4 * slab : 4 * slab + 4]

    # What else stands there.

    def input(self, *, dimmed: bool = False) -> VoxelTensor:
        """The opened input; ``dimmed`` where the filter in focus does not read."""
        tensor = self.blocks.input(hues=1.0, parted=True)
        if not dimmed:
            return tensor
        on = [1.0 if g == self.group else DIMMED for g in self.grouping.groups_of_channels]
        return tensor.light(np.array(on)[:, None, None])

    def words(self, own: Layer, others: Layer, *, grown: bool = True) -> Sheet:
        """What stands where; the large filter is as deep as one layer's, the others are as deep as another's."""
        stage, fit = self.canvas.stage, self._large
        text, blocks = self.tongue.text, self.blocks
        shape, deep = (self.say("{channels_per_group}×{kernel_rows}×{kernel_columns}", one) for one in (own, others))
        given = Tag(text("input"), self.say("{in_channels}×{rows}×{columns}"), stage.left)
        complete = len(self.grouping.filters) == others.out_channels
        many = message("{count} of {shape}") if complete else message("{count} of {shape}, {shown_filters} shown")
        read_shape = self.say(many, others, count=count_source("out_channels", others), shape=deep)
        read = Tag(text(FILTERS, n=self.layer.out_channels), read_shape, self.grid.left)
        row = [given, read]
        if grown:
            name = self.say("filter {filter}", filter=numbered("filter", self.focus))
            row = [given, Tag(name, shape, fit.left), read]
        if self.plan.grid_stays:
            upper = tags(row[:-1], self.style, blocks.band.bottom + LABEL_DROP)
            return Sheet([*upper, *tags([read], self.style)])
        return Sheet(tags(row, self.style))

    def tableau(
        self,
        own: Layer,
        others: Layer,
        *,
        grown: bool = True,
        dimmed: bool = False,
        fallen: bool = False,
        all_fallen: bool = False,
    ) -> dict[str, Any]:
        """Everything that stands still, by name; ``own`` and ``others`` are layers, whose filters the words tell of."""
        return {
            "input": self.input(dimmed=dimmed),
            **self.weights(grown=grown, dimmed=dimmed, fallen=fallen, all_fallen=all_fallen),
            "labels": self.words(own, others, grown=grown),
        }

    # The ribbon.

    def weights_of_one(self, layer: Layer) -> Sheet:
        """The weights of one filter of a layer, multiplied out."""
        heading = self.say("the weights of filter {filter}", filter=numbered("filter", self.focus))
        return product(
            [Factor(layer.channels_per_group, "channels_per_group", CHANNELS), self.blocks.cells_of(layer)],
            Factor(layer.channels_per_group * layer.kernel[0] * layer.kernel[1], "weights_per_filter", WEIGHTS),
            layer.tag,
            heading,
            self.style,
        )
