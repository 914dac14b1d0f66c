"""The kernel centres tableau: 1x1 filters as the middles of larger ones, between input and output."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convanim.draw.items import Item
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_rows import BETWEEN, BlockRows
from convanim.layout.regions import DEPTH, BlockFit, Region, line_up
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.labels import Tag
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.product import FILTERS
from convanim.scene.tableau import Tableau

MOST_CHANNELS = 9
"""So many channels of a block are shown at most; of more, a sample is."""
MOST_FILTERS = 8
LARGEST = 44.0
"""A filter's cell at most, in pixels."""


@dataclass(frozen=True)
class KernelCentresPlan:
    """Where the blocks stand, and the filters between them or below."""

    apart: float
    """Between input and output, over the stage's width; where filters stand below, at least."""
    largest: float
    """A block's cell at most, in pixels."""
    shown: str
    """What is said where not all are shown: a message of ``shown`` ones and their ``total``."""
    gap: float = 0.0
    """From a block to the filters beside it, in pixels."""
    shares: tuple[float, ...] = (1,)
    """Of the stage's height, for the blocks and, if there is a second one, for the filters below them."""


class KernelCentres(Tableau[KernelCentresPlan]):
    """A pointwise layer's input and output as blocks, and its filters as the centres of larger kernels.

    ``side`` is a side of the larger kernels, in cells; an odd number.
    """

    plans = {
        "16:9": KernelCentresPlan(apart=0.5, largest=72.0, shown=SHOWN, gap=64.0),
        "1:1": KernelCentresPlan(apart=0.34, largest=72.0, shown=message(", {shown} shown"), gap=28.0),
        "9:16": KernelCentresPlan(apart=60 / 984, largest=84.0, shown=message(", {shown} shown"), shares=(2, 3)),
    }

    def __init__(self, cast: Cast, side: int = 3) -> None:
        super().__init__(cast)
        self.side = side
        self.channels = cast.channels(MOST_CHANNELS)
        self.filters = cast.filters(MOST_FILTERS)
        self.outputs = cast.filters(MOST_CHANNELS)

    # Where things stand.

    @cached_property
    def _rows(self) -> list[Region]:
        """The blocks' room first, the filters' last; both may be the same."""
        return self.canvas.stage.rows(*self.plan.shares, gap=BETWEEN)

    @cached_property
    def _fits(self) -> tuple[BlockFit, BlockFit]:
        needs = [self.cast.need_of_input(self.channels.extent), self.cast.need_of_output(self.outputs.extent)]
        room = self._rows[0]
        first, second = line_up(needs, room, gap=room.width * self.plan.apart, largest=self.plan.largest)
        return first, second

    @property
    def _filters_room(self) -> Region:
        rows = self._rows
        if len(rows) > 1:
            return rows[-1]
        first, second = self._fits
        deep = self.channels.extent * first.depth[0]
        right = first.left + self.view.size[1] * first.cell + deep
        return Region(right + self.plan.gap, rows[0].top, second.left - self.plan.gap, rows[0].bottom)

    @cached_property
    def _kernels(self) -> list[BlockFit]:
        """Where the larger kernels stand, row by row."""
        count = len(self.filters.indices)
        columns = count if count <= 2 else -(-count // 2)
        rows = -(-count // columns)
        deep = self.channels.extent
        wide, tall = self.side + deep * DEPTH[0], self.side - deep * DEPTH[1]
        room = self._filters_room
        cell = min(room.width / columns / (wide + 0.4), room.height / rows / (tall + 0.5), LARGEST)
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        places = []
        for spot in room.grid(rows, columns)[:count]:
            left = spot.left + (spot.width - wide * cell) / 2
            top = spot.bottom - (spot.height - tall * cell) / 2 - self.side * cell
            places.append(BlockFit(cell, left, top, depth, depth))
        return places

    # What stands there.

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

    def filters_in_kernels(self) -> Sheet:
        """Every filter lit within the glass of the larger kernel. Parts: kernels, centres."""
        kernels: list[Item] = []
        centres: list[Item] = []
        places = self.channels.places
        numbers = np.zeros((len(places), self.side, self.side))
        glass = Content("", numbers, [(c,) for c in range(len(places))], 0, 1, self.tongue)
        for filter, fit in zip(self.filters.indices, self._kernels, strict=True):
            ramps = self.cast.filter_ramps([filter]) * len(places)
            kernels += VoxelTensor(glass, ramps, fit, self.style).stand(fit, places).switch_off().display_list()
            centre = fit.shifted(self.side // 2 * fit.cell, self.side // 2 * fit.cell)
            content = self.cast.filter_content(filter, self.channels.indices)
            centres += VoxelTensor(content, ramps, centre, self.style).stand(centre, places).display_list()
        return Sheet({"kernels": kernels, "centres": centres})

    def ellipses(self) -> Sheet | None:
        """Three dots where channels are left out."""
        items = ellipsis(self.input(), self.channels, self.theme) + ellipsis(self.output(), self.outputs, self.theme)
        return Sheet(items) if items else None

    def labels(self) -> Sheet:
        """What stands where."""
        text, cast = self.tongue.text, self.cast
        samples = (self.channels, self.filters, self.outputs)
        channels, filters, outputs = (shown_of(sample, self.tongue, self.plan.shown) for sample in samples)
        first, second = self._fits
        row = [
            Tag(text("input"), cast.input_shape + channels, first.left),
            Tag(text(FILTERS, n=self.layer.out_channels), cast.filters_shape + filters, self._kernels[0].left),
            Tag(text("output"), cast.output_shape + outputs, second.left),
        ]
        blocks, below = self._rows[0], self._rows[-1]
        return Sheet(self.labels_below(BlockRows([], [blocks, below, blocks]), row))
