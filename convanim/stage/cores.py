"""The cores tableau: 1x1 filters as the middles of larger ones, between input and output."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from convanim.stage.caption import label
from convanim.stage.cast import Cast, Sample
from convanim.stage.display import Item
from convanim.stage.layout import DEPTH, LABEL_LINE, STAGE, BlockFit, Need, Region, line_up
from convanim.stage.needle import MOST_SKEWERED
from convanim.stage.sheet import Sheet
from convanim.stage.stacks import ellipsis, shape_text
from convanim.stage.tensor import Content, VoxelTensor

MOST_CORES = 8
GAP = 64.0


class Cores:
    """A pointwise layer's input and output as blocks, and its filters inside the ghosts of larger ones.

    ``around`` is the side of the ghosts, in cells; an odd number.
    """

    def __init__(self, cast: Cast, around: int = 3) -> None:
        self.cast = cast
        self.layer = cast.layer
        self.theme = cast.theme
        self.around = around
        self.channels = Sample.of(range(cast.layer.in_channels), MOST_SKEWERED)
        self.filters = Sample.of(range(cast.layer.out_channels), MOST_CORES)
        self.outputs = Sample.of(range(cast.layer.out_channels), MOST_SKEWERED)

    @cached_property
    def _fits(self) -> tuple[BlockFit, BlockFit]:
        needs = [Need(*self.layer.size, self.channels.extent), Need(*self.layer.output_size, self.outputs.extent)]
        first, second = line_up(needs, STAGE, gap=STAGE.width * 0.5, largest=44)
        return first, second

    @cached_property
    def _room(self) -> Region:
        first, second = self._fits
        nominal = first.depth[0] / DEPTH[0]
        right = first.left + self.layer.size[1] * first.cell + self.channels.extent * DEPTH[0] * nominal
        return Region(right + GAP, STAGE.top, second.left - GAP, STAGE.bottom)

    @cached_property
    def _places(self) -> list[BlockFit]:
        """Where the filters' ghosts stand, row by row."""
        count = len(self.filters.indices)
        columns = count if count <= 2 else -(-count // 2)
        rows = -(-count // columns)
        wide, tall = self.around + self._deep * DEPTH[0], self.around - self._deep * DEPTH[1]
        room = self._room
        cell = min(room.width / columns / (wide + 0.4), room.height / rows / (tall + 0.5), 44.0)
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        places = []
        for spot in room.grid(rows, columns)[:count]:
            left = spot.left + (spot.width - wide * cell) / 2
            top = spot.bottom - (spot.height - tall * cell) / 2 - self.around * cell
            places.append(BlockFit(cell, left, top, depth, depth))
        return places

    @property
    def _deep(self) -> int:
        return self.channels.extent

    def input(self) -> VoxelTensor:
        """The input's channels, touching."""
        content = self.cast.input_content(self.channels.indices)
        tensor = VoxelTensor(content, self.cast.channel_ramps(self.channels.indices), self._fits[0], self.theme)
        return tensor.stand(self._fits[0], self.channels.places)

    def output(self) -> VoxelTensor:
        """The whole output."""
        content = self.cast.output_content(self.outputs.indices)
        tensor = VoxelTensor(content, self.cast.filter_ramps(self.outputs.indices), self._fits[1], self.theme)
        return tensor.stand(self._fits[1], self.outputs.places)

    def filters_in_ghosts(self) -> Sheet:
        """Every filter lit within the glass of the larger one. Parts: ghosts, cores."""
        ghosts: list[Item] = []
        cores: list[Item] = []
        side, places = self.around, self.channels.places
        for filter, fit in zip(self.filters.indices, self._places, strict=True):
            ramps = self.cast.filter_ramps([filter]) * len(places)
            nothing = Content("", np.zeros((len(places), side, side)), [(c,) for c in range(len(places))], 0, 1)
            ghosts += VoxelTensor(nothing, ramps, fit, self.theme).stand(fit, places).switch_off().display_list()
            inner = fit.shifted(side // 2 * fit.cell, side // 2 * fit.cell)
            content = self.cast.filter_content(filter, self.channels.indices)
            cores += VoxelTensor(content, ramps, inner, self.theme).stand(inner, places).display_list()
        return Sheet({"ghosts": ghosts, "cores": cores})

    def gaps(self) -> Sheet | None:
        """Three dots where channels are left out."""
        items = ellipsis(self.input(), self.channels, self.theme) + ellipsis(self.output(), self.outputs, self.theme)
        return Sheet(items) if items else None

    def labels(self) -> Sheet:
        """What stands where."""
        layer = self.layer
        shown = [
            "" if sample.complete else f", {len(sample.indices)} of {sample.total} shown"
            for sample in (self.channels, self.filters, self.outputs)
        ]
        filters = f"{layer.out_channels} of {shape_text(*layer.weight_shape[1:])}{shown[1]}"
        left = self._places[0].left
        return Sheet(
            [
                *label("input", shape_text(*layer.input_shape) + shown[0], self._fits[0].left, self.theme),
                *label("filters", filters, left, self.theme, LABEL_LINE),
                *label("output", shape_text(*layer.output_shape) + shown[2], self._fits[1].left, self.theme),
            ]
        )
