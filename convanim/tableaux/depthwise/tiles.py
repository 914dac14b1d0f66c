"""The tiles tableau: every filter with the channel that it reads and its output, all at work at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Need, Region, line_up
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.counts import count_source
from convanim.mobjects.labels import Tag, label, tags
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window
from convanim.motion.walk import Filling, Follower, Framing, Lighting, accelerating, stops
from convanim.ribbon.chips import arrow, equals, odot
from convanim.ribbon.product import FILTERS
from convanim.scene.tableau import Tableau
from convanim.theme.ramp import Ramp
from convanim.trace import Step

UNDER = 8.0
"""Between a filter and its output where they stand one above the other, in pixels."""
READING, REST = 1.5, 2.2
"""Seconds for the first place, and for all others."""
LARGEST = 76.0
"""A cell's side at most, in pixels."""
LEAST_GAP = 10.0
"""Between a tile's name and what stands beside it, in pixels."""
SIGN = 7.0
"""Half a sign's width, in pixels."""


@dataclass(frozen=True)
class TilesPlan:
    """How many tiles there are, and how they stand."""

    columns: tuple[int, ...]
    """How many stand in a row: of one tile, of two and so on up to as many as there are at most."""
    row_gap: float
    """From row to row, in pixels."""
    name_room: float
    """Below a tile, for its name, in pixels; 0 where it has none."""
    above: float = 0.0
    """Free above all tiles, in pixels."""
    below: float = 0.0
    """Free below all tiles, in pixels; less than nothing where they reach out of the stage."""
    gap: float = 30.0
    """Between a tile's parts, in pixels: room for a sign."""
    tile_gap: float = 38.0
    """From tile to tile in a row, in pixels."""

    @property
    def most(self) -> int:
        """How many tiles there are at most; of more filters, a sample is shown."""
        return len(self.columns)


LOOP = TilesPlan(columns=(1, 2, 3, 2, 3, 3, 4, 4), row_gap=20.0, name_room=0.0, gap=26.0, tile_gap=26.0)


@dataclass(frozen=True)
class Tile:
    """Where a filter, the channel that it reads and its output stand."""

    channel: int
    filter: int
    input: BlockFit
    weights: BlockFit
    output: BlockFit

    @property
    def filter_above_output(self) -> bool:
        """Whether they stand one above the other, not in a row."""
        return self.output.left <= self.weights.left


class Tiles(Tableau[TilesPlan]):
    """As many filters of a depthwise layer as have room side by side, each with its channel and output.

    A channel that several filters read stands beside each of them. ``focus`` is the filter whose output is there
    already, if there is one.
    """

    plans = {
        "16:9": TilesPlan(columns=(1, 2, 3, 2, 3, 3, 4, 4), row_gap=14.0, name_room=34.0, above=-6.0, below=-8.0),
        "1:1": TilesPlan(columns=(1, 2, 2, 2), row_gap=16.0, name_room=32.0, below=-8.0),
        "9:16": TilesPlan(columns=(1, 1, 1, 2, 2, 2, 2, 2), row_gap=10.0, name_room=34.0, above=-36.0, below=-10.0),
        "16:9 loop": LOOP,
        "1:1 loop": replace(LOOP, columns=(1, 1, 2, 2, 2, 2, 2, 2)),
        "9:16 loop": replace(LOOP, columns=(1, 1, 1, 2, 2, 2, 2, 2), row_gap=40.0),
    }

    def __init__(self, cast: Cast, focus: int | None = None) -> None:
        super().__init__(cast)
        self.focus = focus
        self.filters = cast.filters(self.plan.most, must=focus)
        self.one_filter_each = cast.layer.filters_per_group == 1

    # Where things stand.

    @cached_property
    def tiles(self) -> list[Tile]:
        """Each filter's place, in reading order."""
        plan, count = self.plan, len(self.filters.indices)
        columns = plan.columns[count - 1]
        room = self.canvas.stage.inset(top=plan.above, bottom=plan.below)
        rows = room.rows(*[1] * -(-count // columns), gap=plan.row_gap)
        places = [place for row in rows for place in row.columns(*[1] * columns, gap=plan.tile_gap)]
        return [
            Tile(self.layer.channels_read_by(filter)[0], filter, *self._fits(place))
            for filter, place in zip(self.filters.indices, places[:count], strict=True)
        ]

    @cached_property
    def _needs(self) -> tuple[Need, Need, Need]:
        return self.cast.need_of_input(1), Need(*self.layer.kernel, 1), self.cast.need_of_output(1)

    def _fits(self, place: Region) -> list[BlockFit]:
        """Channel, filter and output in a row, or the filter above the output, whichever lets them be larger."""
        given, weights, made = self._needs
        spot = place.inset(bottom=self.plan.name_room)
        in_row = line_up(self._needs, spot, gap=self.plan.gap, largest=LARGEST, last_at_right=False)
        cell = min(
            LARGEST,
            (place.width - self.plan.gap) / (given.width + max(weights.width, made.width)),
            spot.height / _high(given),
            (place.height - UNDER) / (_high(weights) + _high(made)),
        )
        aside = given.width * cell + self.plan.gap
        if cell <= in_row[0].cell / given.shrink or aside < self._longest_name + LEAST_GAP:
            return in_row
        column = place.left + aside
        below = _high(weights) * cell + UNDER
        tall = max(_high(given) * cell + self.plan.name_room, below + _high(made) * cell)
        top = place.top + (place.height - tall) / 2
        return [
            given.fit(cell, place.left, top + given.above * cell),
            weights.fit(cell, column, top + weights.above * cell),
            made.fit(cell, column, top + below + made.above * cell),
        ]

    @cached_property
    def _longest_name(self) -> float:
        """The width of what stands below a tile, in pixels; a filter's own name comes only where there is room."""
        if not self.plan.name_room:
            return 0.0
        pairs = [(self.layer.channels_read_by(filter)[0], filter) for filter in self.filters.indices]
        return max(text_width(self._numbered(*pair).text, FACT) for pair in pairs)

    @cached_property
    def _inputs(self) -> list[VoxelTensor]:
        """Each tile's channel alone, to measure by."""
        cast = self.cast
        return [
            VoxelTensor(cast.input_content([tile.channel]), cast.channel_ramps([tile.channel]), tile.input, self.style)
            for tile in self.tiles
        ]

    @cached_property
    def _outputs(self) -> list[VoxelTensor]:
        """Each tile's output alone, to measure by."""
        cast = self.cast
        return [
            VoxelTensor(cast.output_content([tile.filter]), cast.filter_ramps([tile.filter]), tile.output, self.style)
            for tile in self.tiles
        ]

    def window(self, tile: int, step: Step) -> Floats:
        """Scene points (4, 3) round a tile's window."""
        return self._inputs[tile].around(step.rows, step.columns, front=True)

    def cell(self, tile: int, step: Step) -> Floats:
        """Scene points (4, 3) round a tile's output cell."""
        _, row, column = step.index
        return self._outputs[tile].around(row, column, front=True)

    # The blocks.

    def input(self) -> VoxelTensor:
        """The channels that the shown filters read, one for each filter."""
        channels = [tile.channel for tile in self.tiles]
        content, ramps = self.cast.input_content(channels), self.cast.channel_ramps(channels)
        return self._spread(content, ramps, [tile.input for tile in self.tiles]).rim()

    def weights(self) -> VoxelTensor:
        """The shown filters."""
        content = self.cast.filters_content(self.filters.indices)
        return self._spread(content, self._filter_ramps, [tile.weights for tile in self.tiles])

    def output(self) -> VoxelTensor:
        """Their outputs; that of the focus is there already, the others are not computed yet."""
        content = self.cast.output_content(self.filters.indices)
        tensor = self._spread(content, self._filter_ramps, [tile.output for tile in self.tiles])
        return tensor.light(np.arange(len(self.tiles))[:, None, None] == self._focused).unhue()

    @property
    def _focused(self) -> int:
        """The tile of the focus; -1 where there is none."""
        return -1 if self.focus is None else self.filters.indices.index(self.focus)

    def lone(self, fits: Sequence[BlockFit] | None = None) -> dict[str, VoxelTensor]:
        """The blocks by their names on stage, with nothing to be seen but what belongs to the focus.

        It stands in its tile, or where ``fits`` say: its channel, its filter and its output.
        """
        blocks = {"input": self.input(), "filters": self.weights(), "output": self.output()}
        for k, block in enumerate(blocks.values()):
            block.part_with([tile for tile in range(len(self.tiles)) if tile != self._focused])
            if fits is not None:
                block.stand_slab(self._focused, fits[k])
        return blocks

    @property
    def _filter_ramps(self) -> list[Ramp]:
        return self.cast.filter_ramps(self.filters.indices)

    def _spread(self, content: Content, ramps: Sequence[Ramp], fits: Sequence[BlockFit]) -> VoxelTensor:
        """A block, each slab of which stands in a tile of its own."""
        tensor = VoxelTensor(content, ramps, fits[0], self.style)
        for slab, fit in enumerate(fits):
            tensor.stand_slab(slab, fit)
        return tensor

    # Signs and words.

    @property
    def caption(self) -> str:
        """What happens here, as a template for ``say``."""
        if self.layer.in_channels == 1:
            return message(
                "{out_channels?The one channel meets its one filter: one small convolution|{out_channels?=2 Both|All}"
                " filters at once: {out_channels:w} small convolutions of the one channel, side by side}."
            )
        if self.one_filter_each:
            return message(
                "{in_channels?=2 Both|All} channels at once: {in_channels:w} small convolutions side by side."
            )
        return message(
            "{in_channels?=2 Both|All} channels at once: {out_channels:w} small convolutions, "
            "{filters_per_group:w} each."
        )

    @property
    def heading(self) -> str:
        """What the ribbon tells of every tile."""
        return self.tongue.text(
            "{n?the output at this place|the same place in every output{hidden?=0 | shown}: these sums never meet}",
            n=self.layer.out_channels,
            hidden=self.layer.out_channels - len(self.tiles),
        )

    def signs(self) -> Sheet:
        """The product and equals signs between a tile's parts, and what it is called below."""
        named = bool(self.plan.name_room)
        return Sheet([item for tile in self.tiles for item in (*self._signs(tile), *[self._name(tile)][:named])])

    def _signs(self, tile: Tile) -> list[Item]:
        given, weights, theme = tile.input, tile.weights, self.theme
        kernel_rows, kernel_columns = self.layer.kernel
        middle = weights.top + kernel_rows * weights.cell / 2
        input_right = given.left + (self.view.size[1] + self.view.padding[1][1]) * given.cell + given.depth[0]
        weights_right = weights.left + kernel_columns * weights.cell + weights.depth[0]
        product = (input_right + weights.left) / 2
        result = (weights_right + tile.output.left) / 2, middle
        if tile.filter_above_output:
            result = product, tile.output.top + self.view.output_size[0] * tile.output.cell / 2
        if self.layer.bias:
            # What filter and input make is not yet the output.
            last = arrow(*result, theme)
        else:
            last = equals(*result, theme, self.cast.trace.output.dtype.kind == "i", arm=SIGN)
        return [*odot(product, middle, theme, SIGN, width=2.0), *last]

    def _name(self, tile: Tile) -> Item:
        given, view = tile.input, self.view
        name = self._numbered(tile.channel, tile.filter)
        if called := self.cast.filter_names:
            longer = name + self.say(": {name}", name=called[tile.filter])
            name = longer if text_width(longer.text, FACT) <= self._room_for_name(tile) else name
        x = given.left - view.padding[1][0] * given.cell
        y = given.top + (view.size[0] + view.padding[0][1]) * given.cell + 30
        return name.words(x, y, FACT, (*self.theme.dim, 1.0), self.theme.background)

    def _numbered(self, channel: int, filter: int) -> Phrase:
        """A tile's channel, and its filter where a channel has several."""
        name = self.say("channel {channel}", channel=numbered("channel", channel))
        if not self.one_filter_each:
            name += self.say(", filter {filter}", filter=numbered("filter", filter))
        return name

    def _room_for_name(self, tile: Tile) -> float:
        """From where a tile's name begins to the next thing beside it, in pixels."""
        if tile.filter_above_output:
            return tile.output.left - tile.input.left - LEAST_GAP
        lefts = sorted({one.input.left for one in self.tiles})
        return (lefts[1] if len(lefts) > 1 else self.canvas.stage.right) - lefts[0] - 20.0

    def labels(self) -> Sheet:
        """How many channels there are, and how many outputs each has, or how many are shown of all."""
        say, layer, shown = self.say, self.layer, len(self.tiles)
        count, each = count_source("in_channels", layer), count_source("filters_per_group", layer)
        if layer.bias:
            detail = say("{n?with|each with} its own filter and its own bias", n=count)
        else:
            detail = say("{n?with|each with} its own filter and its own output", n=count)
        if not self.one_filter_each:
            detail = say("{n?with|each with} its own {each:w} filters and {each:w} outputs", n=count, each=each)
        if self.filters.complete:
            name = say("{count} {count?channel|channels}", count=count)
        elif self.one_filter_each:
            name = say("{shown} of {count} channels shown", shown=shown, count=count)
        else:
            total = count_source("out_channels", layer)
            name = say("{shown} of {count} outputs shown", shown=shown, count=total)
            detail = say("{n?the one channel|each channel} has {each:w} filters of its own", n=count, each=each)
        return Sheet(label(name, detail + self.cast.scales_note(), self.canvas.stage.left, self.style))

    def shapes(self) -> Sheet:
        """What input, filters and output are as a whole, and how many of them are shown."""
        cast, text, places = self.cast, self.tongue.text, self.canvas.stage.columns(1, 1, 1)
        shown = shown_of(self.filters, self.tongue, SHOWN)
        row = [
            Tag(text("input"), cast.input_shape, places[0].left),
            Tag(text(FILTERS, n=self.layer.out_channels), cast.filters_shape + shown, places[1].left),
            Tag(text("output"), cast.output_shape, places[2].left),
        ]
        return Sheet(tags(row, self.style))

    # What moves.

    def frames(self, step: Step) -> dict[str, Window]:
        """A frame round every window and every output cell."""
        frames = {}
        for tile in range(len(self.tiles)):
            frames[f"window-{tile}"] = Window(self.window(tile, step), self.style, flat=True, width=3.5)
            frames[f"cell-{tile}"] = Window(self.cell(tile, step), self.style, flat=True, width=3.5)
        return frames

    def at(self, step: Step) -> dict[str, Any]:
        """All tiles with their windows at a step, and nothing computed but for the focus."""
        given = self.input()
        given.light(~given.passed_over(step.rows, step.columns)).cover(step.rows, step.columns)
        blocks = {"input": given, "filters": self.weights(), "output": self.output()}
        return {**blocks, "signs": self.signs(), "labels": self.shapes(), **self.frames(step)}

    def steps(self) -> list[Step]:
        """The steps at which the windows stop, as the first tile has them."""
        return stops(self.cast.trace, self.tiles[0].filter, self.view)

    def durations(self) -> list[float]:
        """Seconds for all steps: the first place can be read, then time is shortened."""
        return [READING, *accelerating(len(self.steps()) - 1, REST, REST / 4)]

    def steps_at(self, step: Step) -> list[Step]:
        """The same place in every shown output."""
        return [self.cast.trace.step(tile.filter, *step.index[1:]) for tile in self.tiles]

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All windows and cells move and fill together; ``actor`` gives what stands on stage by its name."""
        given: VoxelTensor = actor("input")
        moving: list[Follower] = [
            Filling(actor("output"), [filter for filter in self.filters.indices if filter != self.focus]),
            Lighting(given, lambda step: ~given.passed_over(step.rows, step.columns)),
        ]
        for tile in range(len(self.tiles)):
            moving.append(Framing(actor(f"window-{tile}"), partial(self.window, tile)))
            moving.append(Framing(actor(f"cell-{tile}"), partial(self.cell, tile)))
        return moving


def _high(need: Need) -> float:
    """In nominal cells, with depth and padding."""
    return need.above + need.below
