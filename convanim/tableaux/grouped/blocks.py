"""The blocks tableau: one undivided input block, a grid of filters, the output block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Source, Statement, Words
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_rows import BETWEEN, LABEL_DROP
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Need, Region
from convanim.mobjects.caption import FACT, Tag, tags
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import counts_of
from convanim.mobjects.marks import ellipses, flat, padding_ring
from convanim.mobjects.tensor import VoxelTensor, prism
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, words
from convanim.ribbon.product import CHANNELS_EACH, FILTERS, WEIGHTS, Factor, product
from convanim.ribbon.ribbon import Ribbon
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.tableaux.depthwise.stacks import window_cells
from convanim.tableaux.grouped.grouping import Grouping, spots
from convanim.trace import Step

LARGEST = 64.0
NEARLY = 0.8
"""Of the largest cells there could be, for filters in rows of equal length."""
BEAM_ROOM, OUTPUT_ROOM = 92.0, 60.0
TILE_GAP = 22.0
LABEL_ROOM = 44.0
OPENING = 4.5
"""How far the groups part along the channel axis at most, in slabs, all gaps together."""
FALL = 120.0
"""How far lost weights fall, in pixels."""


class Blocks(Tableau[None]):
    """An ungrouped layer: its block, a grid of its filters, and its output.

    ``whole`` is the ungrouped layer's cast, ``grouping`` says how the block will open;
    ``focus`` is the filter that is lit.
    """

    def __init__(self, whole: Cast, grouping: Grouping, focus: int = 0) -> None:
        super().__init__(whole)
        self.grouping = grouping
        self.focus = focus

    # Where everything stands.

    @cached_property
    def _needs(self) -> tuple[Need, Need, Need]:
        layer, extent = self.layer, int(spots(self.grouping.channels)[-1]) + 1
        deep = int(spots(self.grouping.filters)[-1]) + 1
        return (
            self.cast.need_of_input(extent),
            Need(*layer.kernel, extent),
            self.cast.need_of_output(deep),
        )

    @cached_property
    def _fits(self) -> tuple[BlockFit, BlockFit, Region]:
        given, _, made = self._needs
        above, below = max(given.above, made.above), max(given.below, made.below)
        room, share = self._room, 0.84 if self.canvas.tall else 0.44 if self.canvas.narrow else 0.54
        cell = min(LARGEST, room.height / (above + below), share * room.width / (given.width + made.width))
        middle = (room.top + room.bottom + (above - below) * cell) / 2
        left = room.left + given.pads[1][0] * cell * given.shrink
        first = _fit(given, cell, left, middle)
        last = _fit(made, cell, room.right - made.width * cell, middle)
        if self.canvas.tall:
            stage = self.canvas.stage
            return first, last, Region(stage.left, room.bottom + BETWEEN, stage.right, stage.bottom)
        beside, apart = (BEAM_ROOM / 2, OUTPUT_ROOM / 2) if self.canvas.narrow else (BEAM_ROOM, OUTPUT_ROOM)
        return first, last, Region(room.left + given.width * cell + beside, room.top, last.left - apart, room.bottom)

    @property
    def _room(self) -> Region:
        """Where input and output stand: beside the filters, or above them in a tall frame."""
        stage = self.canvas.stage
        return (
            Region(stage.left, stage.top, stage.right, stage.top + 0.44 * stage.height) if self.canvas.tall else stage
        )

    @cached_property
    def _tiles(self) -> list[BlockFit]:
        """Where each filter of the grid stands: in rows of equal length where there is room, else in large cells."""
        need, count, grid = self._needs[1], len(self.grouping.filters), self._fits[2]
        tall = need.above + need.below

        def cell(columns: int) -> float:
            rows = -(-count // columns)
            wide, high = grid.width / columns - TILE_GAP, grid.height / rows - LABEL_ROOM
            return min(self._fits[0].cell / self._needs[0].shrink, wide / need.width, high / tall)

        best = max(map(cell, range(1, count + 1)))
        roomy = [columns for columns in range(1, count + 1) if cell(columns) >= NEARLY * best]
        columns = max(roomy, key=lambda columns: (count % columns == 0, cell(columns)))
        side, rows = cell(columns), -(-count // columns)
        pitch = min(grid.height / rows, side * tall + LABEL_ROOM + 22)
        top = (grid.top + grid.bottom - pitch * rows) / 2
        across = grid.width / columns
        return [
            _fit(need, side, grid.left + (k % columns) * across, top + (k // columns) * pitch + need.above * side)
            for k in range(count)
        ]

    @property
    def _opening(self) -> float:
        """How far the groups part, in slabs: as far as there is room above and beside the block."""
        fit = self._fits[0]
        top = fit.top + spots(self.grouping.channels)[-1] * fit.step[1] + fit.depth[1]
        beside, above = (BEAM_ROOM - 16) / fit.step[0], (top - self._room.top + 8) / -fit.step[1]
        return float(np.clip(min(beside, above), 1.0, OPENING))

    # The actors.

    def input(self, hues: float = 0.0, parted: bool = False) -> VoxelTensor:
        """The input block in one hue; ``hues`` 1 gives each channel its group's, ``parted`` opens it."""
        grouping, whole = self.grouping, self.theme.ramp_of_whole()
        layer = grouping.layer
        groups = [c // layer.channels_per_group for c in grouping.channels]
        own = self.theme.ramps_of_groups(layer.groups)
        ramps = [whole.towards(own[g], hues) for g in groups]
        tensor = VoxelTensor(self.cast.input_content(grouping.channels), ramps, self._fits[0], self.style)
        places = np.array(spots(grouping.channels))
        if parted:
            ranks = np.unique(groups, return_inverse=True)[1]
            places = places + ranks * self._opening / max(1, ranks[-1])
        return tensor.stand(self._fits[0], places.tolist())

    def weights(self, lit: Sequence[int] | None = None) -> dict[str, VoxelTensor]:
        """The filters by name, each as deep as the block; those in ``lit`` (the focus alone) show their weights."""
        shown = [self.focus] if lit is None else lit
        actors = {}
        for o, fit in zip(self.grouping.filters, self._tiles, strict=True):
            content = self.cast.filter_content(o, self.grouping.channels)
            ramps = self.cast.filter_ramps([o]) * len(self.grouping.channels)
            tensor = VoxelTensor(content, ramps, fit, self.style).stand(fit, spots(self.grouping.channels))
            actors[f"filter_{o}"] = tensor if o in shown else tensor.switch_off()
        return actors

    def remains(self) -> dict[str, VoxelTensor]:
        """The filters once the weights for other groups' channels have fallen away."""
        actors = self.weights(self.grouping.filters)
        for o, tensor in zip(self.grouping.filters, actors.values(), strict=True):
            lost = self._lost(o)
            for slab in lost:
                tensor.shift_slab(slab, 0.0, FALL)
            tensor.part_with(lost)
        return actors

    def _lost(self, out_channel: int) -> list[int]:
        read = self.grouping.layer.channels_read_by(out_channel)
        return [slot for slot, c in enumerate(self.grouping.channels) if c not in read]

    def let_go(self, out_channel: int, tensor: VoxelTensor) -> None:
        """Shorten a filter on stage to what remains of it."""
        lost = self._lost(out_channel)
        tensor.keep([slot for slot in range(tensor.shape[0]) if slot not in lost])

    def output(self) -> VoxelTensor:
        """The output, not computed yet."""
        filters = self.grouping.filters
        tensor = VoxelTensor(
            self.cast.output_content(filters), self.cast.filter_ramps(filters), self._fits[1], self.style
        )
        return tensor.stand(self._fits[1], spots(filters)).switch_off().unhue()

    def numbers(self) -> Sheet:
        """Each filter's number, below it."""
        items: list[Item] = []
        for o, fit in zip(self.grouping.filters, self._tiles, strict=True):
            color = self.theme.ink if o == self.focus else self.theme.dim
            y = fit.top + self.layer.kernel[0] * fit.cell + 30
            source = Source("filter", (o,), o)
            items.append(Words(numeral(o), fit.left, y, FACT, (*color, 1.0), self.theme.background, source=source))
        return Sheet(items)

    def labels(self) -> Sheet:
        """What stands where, below."""
        say = self.grouping.say
        first, last, grid = self._fits
        text = self.grouping.tongue.text
        many = message("{out_channels} of {in_channels}×{kernel_rows}×{kernel_columns}")
        if len(self.grouping.filters) < self.layer.out_channels:
            many = message("{out_channels} of {in_channels}×{kernel_rows}×{kernel_columns}, {shown_filters} shown")
        given = Tag(text("input"), say("{in_channels}×{rows}×{columns}"), first.left)
        read = Tag(text(FILTERS, n=self.layer.out_channels), say(many), grid.left)
        made = Tag(text("output"), say("{out_channels}×{out_rows}×{out_columns}"), last.left)
        if self.canvas.tall:
            upper = tags([given, made], self.style, self._room.bottom + LABEL_DROP)
            return Sheet(upper + tags([read], self.style))
        return Sheet(tags([given, read, made], self.style))

    def gaps(self) -> Sheet | None:
        """Dots wherever slabs are left out, and the padding's outline."""
        channels, filters = self.grouping.channels, self.grouping.filters
        items = padding_ring(self.input().slabs()[0], self.cast.view.padding, self.theme)
        items += ellipses(self.input(), channels, range(len(channels)), self.theme)
        items += ellipses(self.output(), filters, range(len(filters)), self.theme)
        return Sheet(items) if items else None

    def tableau(self) -> dict[str, Any]:
        """Everything that stands still, by name."""
        return {
            "input": self.input(),
            **self.weights(),
            "output": self.output(),
            "gaps": self.gaps(),
            "numbers": self.numbers(),
            "labels": self.labels(),
        }

    # The window and what it reads.

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        return self.input(), self.weights()[f"filter_{self.focus}"], self.output()

    def window(self, step: Step) -> Floats:
        """Scene points (4, 3) round the window, a prism through all channels."""
        block = self._standing[0]
        return prism(block, range(block.shape[0]), *window_cells(step))

    def filter(self) -> Floats:
        """Scene points (4, 3) round the lit filter."""
        block = self._standing[1]
        rows, columns = self.layer.kernel
        return prism(block, range(block.shape[0]), (0, rows), (0, columns))

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round the output cell."""
        _, row, column = step.index
        slot = self.grouping.filters.index(self.focus)
        return flat(prism(self._standing[2], [slot], *snug(row, column)))

    def reading(self, step: Step, at_rest: bool = False) -> VoxelTensor:
        """The input with only what a step reads lit; all of it, if ``at_rest`` the frame covers no number."""
        tensor = self.input()
        return tensor if at_rest and in_corner(tensor, step) else tensor.light(read_cells(tensor, step))

    def lenses(self, step: Step) -> dict[str, Any]:
        """Beam and frames, by name."""
        block = self._standing[0].slabs()[-1]
        edge = max(float(block.outline()[:, 0].max()), self._window_end(step))
        return {
            "beam": Beam(self.window(step), self.filter(), self.style, from_x=edge, down=self.canvas.tall),
            "window": Window(self.window(step), self.style),
            "filter_frame": Window(self.filter(), self.style),
            "cell": Window(self.cell(step), self.style, flat=True, width=4.0),
        }

    def _window_end(self, step: Step) -> float:
        pads = self.cast.view.padding[1][1] * self._fits[0].cell
        return float(self._standing[0].slabs()[-1].outline()[:, 0].max()) + pads

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What changes while the window walks; ``actor`` gives what stands on stage by its name."""
        given: VoxelTensor = actor("input")
        return [
            Framing(actor("window"), self.window),
            Framing(actor("cell"), self.cell),
            Beaming(actor("beam"), actor("window"), actor("filter_frame")),
            Lighting(given, lambda step: read_cells(given, step)),
            Filling(actor("output"), [self.focus]),
        ]

    # The ribbon.

    def tally(self, layer: Layer) -> Sheet:
        """All weights of a layer, multiplied out: of the whole one, or of the one that it splits into."""
        counts = counts_of(layer)
        factors = [
            Factor(layer.out_channels, "out_channels", FILTERS),
            Factor(layer.channels_per_group, "channels_per_group", CHANNELS_EACH),
            Factor(int(counts["kernel_cells"]), "kernel_cells", message("{n?weight a channel|weights a channel}")),
        ]
        total, tongue = Factor(int(counts["weights"]), "weights", WEIGHTS), self.grouping.tongue
        heading = tongue.text("all weights of the layer")
        return product(factors, total, layer.tag, heading, self.style)

    def formula(self, ribbon: Ribbon, step: Step) -> Sheet:
        """One partial sum from every channel, the result, and what a filter holds. Last part: weights."""
        say, room = self.grouping.say, self.canvas.ribbon
        focus = numbered("filter", self.focus)
        head = say("filter {focus} at one place: one partial sum from every channel", focus=focus)
        sheet = ribbon.partial_sums([step], head)
        line = say(
            "{in_channels} {in_channels?channel|channels} × {kernel_cells} {kernel_cells?weight|weights} = "
            "{standard_weights_per_filter} {standard_weights_per_filter?weight|weights} in each filter"
        )
        cells = self.layer.kernel[0] * self.layer.kernel[1]
        told = Statement(
            f"{numeral(self.layer.in_channels)} × {numeral(cells)} = {numeral(self.layer.in_channels * cells)}"
        )
        text = words(line, room.left, room.top + 190, BODY, self.theme.ink, self.theme)
        return Sheet({**sheet.parts, "weights": [text, told]})


def read_cells(tensor: VoxelTensor, step: Step) -> Floats:
    """The cells (slabs, rows, columns) of a block that a step reads: 1 there, 0 elsewhere.

    A window's frame would cut through the numbers in front of it, so while a window walks
    nothing but what it reads is lit.
    """
    _, rows, columns = tensor.shape
    top, left = tensor.content.origin
    read = [r - top for r in step.rows], [c - left for c in step.columns]
    lit = np.zeros((rows, columns))
    lit[np.ix_([r for r in read[0] if 0 <= r < rows], [c for c in read[1] if 0 <= c < columns])] = 1.0
    return np.broadcast_to(lit, tensor.shape)


def in_corner(tensor: VoxelTensor, step: Step) -> bool:
    """Whether a step's window fills the upper right corner, where its frame covers no number."""
    _, _, columns = tensor.shape
    top, left = tensor.content.origin
    gapless = all(np.diff(step.rows) == 1) and all(np.diff(step.columns) == 1)
    return gapless and step.rows[0] <= top and step.columns[-1] >= left + columns - 1


def snug(row: int, column: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Rows and columns of a frame so close round a cell that it leaves its neighbours' numbers alone."""
    return (row + 0.05, row + 0.95), (column + 0.05, column + 0.95)


def _fit(need: Need, cell: float, left: float, middle: float) -> BlockFit:
    """A block with the middle of its nearest front at ``middle``."""
    own = cell * need.shrink
    depth = (cell * DEPTH[0], cell * DEPTH[1])
    return BlockFit(own, left, middle - need.rows * own / 2, depth, depth)
