"""The cores tableau: 1x1 filters as the middles of larger ones, between input and output."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from convanim.draw.items import Item
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_rows import BETWEEN, BlockRows
from convanim.layout.regions import DEPTH, BlockFit, Region, line_up
from convanim.mobjects.caption import Tag
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.product import FILTERS
from convanim.scene.tableau import Tableau
from convanim.tableaux.pointwise.needle import MOST_SKEWERED

MOST_CORES = 8
GAP = 64.0


class KernelCentres(Tableau[None]):
    """A pointwise layer's input and output as blocks, and its filters inside the ghosts of larger ones.

    ``around`` is the side of the ghosts, in cells; an odd number.
    """

    def __init__(self, cast: Cast, around: int = 3) -> None:
        super().__init__(cast)
        self.around = around
        self.channels = cast.channels(MOST_SKEWERED)
        self.filters = cast.filters(MOST_CORES)
        self.outputs = cast.filters(MOST_SKEWERED)

    @cached_property
    def _fits(self) -> tuple[BlockFit, BlockFit]:
        needs = [
            self.cast.need_of_input(self.channels.extent),
            self.cast.need_of_output(self.outputs.extent),
        ]
        if self.canvas.tall:
            first, second = line_up(needs, self._rooms[0], gap=60)
            return first, second
        stage = self.canvas.stage
        first, second = line_up(needs, stage, gap=stage.width * 0.5, largest=72)
        return first, second

    @cached_property
    def _rooms(self) -> tuple[Region, Region]:
        """For the blocks and for the filters between them, which stand below them in a tall frame."""
        upper, lower = self.canvas.stage.rows(2, 3, gap=BETWEEN) if self.canvas.tall else [self.canvas.stage] * 2
        return upper, lower

    @cached_property
    def _room(self) -> Region:
        if self.canvas.tall:
            return self._rooms[1]
        first, second = self._fits
        nominal = first.depth[0] / DEPTH[0]
        right = first.left + self.cast.view.size[1] * first.cell + self.channels.extent * DEPTH[0] * nominal
        gap = GAP / 2 if self.canvas.narrow else GAP
        stage = self.canvas.stage
        return Region(right + gap, stage.top, second.left - gap, stage.bottom)

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
        tensor = VoxelTensor(content, self.cast.channel_ramps(self.channels.indices), self._fits[0], self.style)
        return tensor.stand(self._fits[0], self.channels.places)

    def output(self) -> VoxelTensor:
        """The whole output."""
        content = self.cast.output_content(self.outputs.indices)
        tensor = VoxelTensor(content, self.cast.filter_ramps(self.outputs.indices), self._fits[1], self.style)
        return tensor.stand(self._fits[1], self.outputs.places)

    def filters_in_ghosts(self) -> Sheet:
        """Every filter lit within the glass of the larger one. Parts: ghosts, cores."""
        ghosts: list[Item] = []
        cores: list[Item] = []
        side, places = self.around, self.channels.places
        for filter, fit in zip(self.filters.indices, self._places, strict=True):
            ramps = self.cast.filter_ramps([filter]) * len(places)
            nothing = Content(
                "", np.zeros((len(places), side, side)), [(c,) for c in range(len(places))], 0, 1, self.tongue
            )
            ghosts += VoxelTensor(nothing, ramps, fit, self.style).stand(fit, places).switch_off().display_list()
            inner = fit.shifted(side // 2 * fit.cell, side // 2 * fit.cell)
            content = self.cast.filter_content(filter, self.channels.indices)
            cores += VoxelTensor(content, ramps, inner, self.style).stand(inner, places).display_list()
        return Sheet({"ghosts": ghosts, "cores": cores})

    def gaps(self) -> Sheet | None:
        """Three dots where channels are left out."""
        items = ellipsis(self.input(), self.channels, self.theme) + ellipsis(self.output(), self.outputs, self.theme)
        return Sheet(items) if items else None

    def labels(self) -> Sheet:
        """What stands where."""
        tongue = self.cast.tongue
        text, said = tongue.text, message(", {shown} shown") if self.canvas.narrow else SHOWN
        shown = [shown_of(sample, tongue, said) for sample in (self.channels, self.filters, self.outputs)]
        filters = self.cast.filters_shape + shown[1]
        left = self._places[0].left
        row = [
            Tag(text("input"), self.cast.input_shape + shown[0], self._fits[0].left),
            Tag(text(FILTERS, n=self.cast.layer.out_channels), filters, left),
            Tag(text("output"), self.cast.output_shape + shown[2], self._fits[1].left),
        ]
        upper, lower = self._rooms
        return Sheet(self.labels_below(BlockRows([], [upper, lower, upper]), row))
