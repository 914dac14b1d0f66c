"""The tiles tableau: every filter with the channel that it reads and its output, all at work at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from convanim.draw.items import Item, Line
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Need, line_up
from convanim.mobjects.caption import FACT, label
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import count_source
from convanim.mobjects.marks import flat
from convanim.mobjects.tensor import VoxelTensor, prism
from convanim.mobjects.window import Window
from convanim.motion.walk import Filling, Follower, Framing, Lighting, stops
from convanim.ribbon.chips import arrow, equals
from convanim.scene.tableau import Tableau
from convanim.tableaux.depthwise.stacks import read_cells, window_cells
from convanim.trace import Step

MOST_TILES, MOST_IN_SQUARE = 8, 4
GAP = 30.0
"""Between a tile's parts, in pixels: room for a sign."""


@dataclass(frozen=True)
class Tile:
    """Where a filter, the channel that it reads and its output stand."""

    channel: int
    filter: int
    input: BlockFit
    weight: BlockFit
    output: BlockFit


class Tiles(Tableau[None]):
    """Up to eight filters of a depthwise layer side by side, four in a square, each with its channel and output.

    A channel that several filters read stands beside each of them.
    """

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.small = cast.canvas.narrow and not cast.canvas.tall
        self.filters = cast.filters(MOST_IN_SQUARE if self.small else MOST_TILES)
        self.alone = cast.layer.filters_per_group == 1

    @property
    def caption(self) -> str:
        """What happens here, as a template for ``say``."""
        if self.layer.in_channels == 1:
            return message(
                "{out_channels?The one channel meets its one filter: one small convolution|All filters at once: "
                "{out_channels:w} small convolutions of the one channel, side by side}."
            )
        if self.alone:
            return message("All channels at once: {in_channels:w} small convolutions side by side.")
        return message("All channels at once: {out_channels:w} small convolutions, {filters_per_group:w} each.")

    @cached_property
    def tiles(self) -> list[Tile]:
        """Each filter's place, in reading order."""
        layer, count = self.layer, len(self.filters.indices)
        columns = {1: 1, 2: 2, 3: 3, 4: 2}.get(count, -(-count // 2))
        if self.canvas.narrow:
            columns = 1 if count < 4 and self.canvas.tall else min(2, count)
        rows = -(-count // columns)
        stage = self.canvas.stage.inset(bottom=-8) if self.small else self.canvas.stage.inset(top=6)
        places = [
            tile
            for row in stage.rows(*[1] * rows, gap=16 if self.small else 38)
            for tile in row.columns(*[1] * columns, gap=38)
        ]
        needs = [self.cast.need_of_input(1), Need(*layer.kernel, 1), self.cast.need_of_output(1)]
        spots = [spot.inset(bottom=32 if self.small else 34) for spot in places[:count]]
        cell = line_up(needs, spots[0], gap=GAP, largest=76)[0].cell / needs[0].shrink
        tiles = []
        for filter, spot in zip(self.filters.indices, spots, strict=True):
            first, second, third = line_up(needs, spot, gap=GAP, cell=cell, last_at_right=False)
            tiles.append(Tile(layer.channels_read_by(filter)[0], filter, first, second, third))
        return tiles

    def input(self) -> VoxelTensor:
        """The channels that the shown filters read, one for each filter."""
        indices = [tile.channel for tile in self.tiles]
        tensor = VoxelTensor(
            self.cast.input_content(indices), self.cast.channel_ramps(indices), self.tiles[0].input, self.style
        )
        return self._spread(tensor, [tile.input for tile in self.tiles])

    def weights(self) -> VoxelTensor:
        """The shown filters."""
        filters = self.filters.indices
        content = self.cast.filters_content(filters)
        tensor = VoxelTensor(content, self.cast.filter_ramps(filters), self.tiles[0].weight, self.style)
        return self._spread(tensor, [tile.weight for tile in self.tiles])

    def output(self) -> VoxelTensor:
        """Their outputs, not computed yet."""
        filters = self.filters.indices
        content = self.cast.output_content(filters)
        tensor = VoxelTensor(content, self.cast.filter_ramps(filters), self.tiles[0].output, self.style)
        return self._spread(tensor, [tile.output for tile in self.tiles]).switch_off().unhue()

    def _spread(self, tensor: VoxelTensor, fits: list[BlockFit]) -> VoxelTensor:
        for slab, fit in enumerate(fits):
            tensor.stand_slab(slab, fit)
        return tensor

    def signs(self) -> Sheet:
        """The product and equals signs between a tile's parts, and what it is called below."""
        theme, layer, view = self.theme, self.layer, self.cast.view
        items: list[Item] = []
        for tile in self.tiles:
            middle = tile.weight.top + layer.kernel[0] * tile.weight.cell / 2
            in_right = tile.input.left + (view.size[1] + view.padding[1][1]) * tile.input.cell + tile.input.depth[0]
            filter_right = tile.weight.left + layer.kernel[1] * tile.weight.cell + tile.weight.depth[0]
            x = (in_right + tile.weight.left) / 2
            angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
            ring = np.column_stack([x + 7 * np.cos(angles), middle + 7 * np.sin(angles)])
            dot = np.array([[x - 0.1, middle], [x + 0.1, middle]])
            items += [Line(ring, (*theme.dim, 1.0), 2.0, closed=True), Line(dot, (*theme.dim, 1.0), 4.0)]
            sign = (filter_right + tile.output.left) / 2
            if layer.bias:
                # What filter and input make is not yet the output.
                items += arrow(sign, middle, theme)
            else:
                items += equals(sign, middle, theme, self.cast.trace.output.dtype.kind == "i", arm=7.0)
            y = tile.input.top + (view.size[0] + view.padding[0][1]) * tile.input.cell + 30
            left = tile.input.left - view.padding[1][0] * tile.input.cell
            name = self.cast.say("channel {channel}", channel=numbered("channel", tile.channel))
            if not self.alone:
                name += self.cast.say(", filter {filter}", filter=numbered("filter", tile.filter))
            items.append(name.words(left, y, FACT, (*theme.dim, 1.0), theme.background))
        return Sheet(items)

    def labels(self) -> Sheet:
        """How many channels there are, and how many outputs each has, or how many are shown of all."""
        say, layer, shown = self.cast.say, self.layer, len(self.tiles)
        count, each = count_source("in_channels", layer), count_source("filters_per_group", layer)
        if layer.bias:
            own = say("{n?with|each with} its own filter and its own bias", n=count)
        else:
            own = say("{n?with|each with} its own filter and its own output", n=count)
        if not self.alone:
            own = say("{n?with|each with} its own {each:w} filters and {each:w} outputs", n=count, each=each)
        if self.filters.complete:
            named = say("{count} {count?channel|channels}", count=count)
        elif self.alone:
            named = say("{shown} of {count} channels shown", shown=shown, count=count)
        else:
            total = count_source("out_channels", layer)
            named = say("{shown} of {count} outputs shown", shown=shown, count=total)
            own = say("{n?the one channel|each channel} has {each:w} filters of its own", n=count, each=each)
        return Sheet(label(named, own, self.canvas.stage.left, self.style))

    def frames(self, step: Step) -> dict[str, Window]:
        """A frame round every window and every output cell."""
        frames = {}
        for k in range(len(self.tiles)):
            frames[f"window-{k}"] = Window(self.window(k, step), self.style, flat=True, width=3.5)
            frames[f"cell-{k}"] = Window(self.cell(k, step), self.style, flat=True, width=3.5)
        return frames

    def window(self, k: int, step: Step) -> Floats:
        """Scene points (4, 3) round the k-th filter's window."""
        return flat(prism(self._input, [k], *window_cells(step)))

    def cell(self, k: int, step: Step) -> Floats:
        """Scene points (4, 3) round the k-th filter's output cell."""
        _, row, column = step.index
        return flat(prism(self._output, [k], (row, row + 1), (column, column + 1)))

    def stops(self) -> list[Step]:
        """The steps at which the windows stop."""
        return stops(self.cast.trace, self.tiles[0].filter, self.cast.view)

    def steps_at(self, step: Step) -> list[Step]:
        """The same place in every shown output."""
        return [self.cast.trace.step(tile.filter, *step.index[1:]) for tile in self.tiles]

    def followers(self, frames: dict[str, Window], input: VoxelTensor, output: VoxelTensor) -> list[Follower]:
        """All windows and cells move and fill together."""
        moving: list[Follower] = [
            Filling(output, self.filters.indices),
            Lighting(input, lambda step: np.broadcast_to(read_cells(step, self.cast.view), input.shape)),
        ]
        for k in range(len(self.tiles)):
            moving.append(Framing(frames[f"window-{k}"], partial(self.window, k)))
            moving.append(Framing(frames[f"cell-{k}"], partial(self.cell, k)))
        return moving

    @cached_property
    def _input(self) -> VoxelTensor:
        return self.input()

    @cached_property
    def _output(self) -> VoxelTensor:
        return self.output()
