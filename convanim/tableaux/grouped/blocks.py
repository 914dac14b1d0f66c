"""The blocks tableau: one undivided input block, a grid of filters, the output block."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Statement
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_grid import stand_in_grid
from convanim.layout.block_rows import BETWEEN, LABEL_DROP
from convanim.layout.geometry import Floats
from convanim.layout.grouping import Grouping
from convanim.layout.regions import BlockFit, Need, Region
from convanim.layout.selection import extent_of, places_of
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import counts_of
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.marks import ellipses
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, words
from convanim.ribbon.product import CHANNELS_EACH, FILTERS, WEIGHTS, Factor, product
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau
from convanim.tableaux.slices import Slices, Working
from convanim.trace import Step

LARGEST = 64.0
"""A nominal cell's side at most, in pixels."""
OPENING = 4.5
"""How far the groups part along the channel axis at most, in slabs, all gaps together."""
CLEARANCE = 12.0
"""From groups that have parted to the filters beside them at least, in pixels."""
OPENING_ROOM = (76.0, 8.0)
"""Beside the block and above the stage, for groups that part, in pixels."""


@dataclass(frozen=True)
class BlocksPlan:
    """Where input, filters and output stand on one canvas."""

    share: float
    """Of the stage's width, for input and output together at most."""
    band: float = 1.0
    """Of the stage's height, for input and output."""
    filters_below: bool = False
    """Whether filters stand below that band, and beams lead down; else they stand between input and output."""
    beam_room: float = 92.0
    """From the input to filters beside it, in pixels."""
    output_room: float = 60.0
    """From filters to the output beside them, in pixels."""


class Blocks(GroupedTableau[BlocksPlan]):
    """An ungrouped layer: its block, a grid of its filters, and its output.

    ``whole`` is the ungrouped layer's cast, ``grouping`` says how the block will open;
    ``focus`` is the filter that is lit.
    """

    plans = {
        "16:9": BlocksPlan(share=0.54),
        "1:1": BlocksPlan(share=0.56, beam_room=40.0, output_room=24.0),
        "9:16": BlocksPlan(share=0.84, band=0.44, filters_below=True),
    }

    def __init__(self, whole: Cast, grouping: Grouping, focus: int = 0) -> None:
        super().__init__(whole, grouping)
        self.focus = focus

    # Where everything stands.

    @cached_property
    def _needs(self) -> tuple[Need, Need, Need]:
        extent = extent_of(self.grouping.channels)
        return (
            self.cast.need_of_input(extent),
            Need(*self.layer.kernel, extent),
            self.cast.need_of_output(extent_of(self.grouping.filters)),
        )

    @property
    def band(self) -> Region:
        """Where input and output stand."""
        stage = self.canvas.stage
        return Region(stage.left, stage.top, stage.right, stage.top + self.plan.band * stage.height)

    @cached_property
    def _cell(self) -> float:
        """Side of a nominal cell, in pixels."""
        given, _, made = self._needs
        tall = max(given.above, made.above) + max(given.below, made.below)
        wide = self.plan.share * self.band.width / (given.width + made.width)
        return min(LARGEST, self.band.height / tall, wide)

    @cached_property
    def _fits(self) -> tuple[BlockFit, BlockFit]:
        """Where input and output stand."""
        given, _, made = self._needs
        band, cell = self.band, self._cell
        above, below = max(given.above, made.above), max(given.below, made.below)
        middle = (band.top + band.bottom + (above - below) * cell) / 2
        return given.fit(cell, band.left, middle), made.fit(cell, band.right - made.width * cell, middle)

    @property
    def output_left(self) -> float:
        """The left edge of the output."""
        return self._fits[1].left

    @cached_property
    def filters_region(self) -> Region:
        """Where the grid of filters stands."""
        stage, band = self.canvas.stage, self.band
        if self.plan.filters_below:
            return Region(stage.left, band.bottom + BETWEEN, stage.right, stage.bottom)
        start = band.left + self._needs[0].width * self._cell + self.plan.beam_room
        return Region(start, band.top, self._fits[1].left - self.plan.output_room, band.bottom)

    @cached_property
    def filter_fits(self) -> dict[int, BlockFit]:
        """Where each filter of the grid stands."""
        filters = self.grouping.filters
        each = len(self.grouping.filters_in(self.grouping.lanes[0]))
        fits = stand_in_grid(self._needs[1], len(filters), self.filters_region, largest=self._cell, row=each)
        return dict(zip(filters, fits, strict=True))

    @property
    def _opening(self) -> float:
        """How far the groups part, in slabs: as far as there is room above and beside the block."""
        fit = self._fits[0]
        top = fit.top + places_of(self.grouping.channels)[-1] * fit.step[1] + fit.depth[1]
        beside = min(OPENING_ROOM[0], self.plan.beam_room - CLEARANCE) / fit.step[0]
        above = (top - self.band.top + OPENING_ROOM[1]) / -fit.step[1]
        return float(np.clip(min(beside, above), 1.0, OPENING))

    # The actors.

    def input(self, hues: float = 0.0, parted: bool = False) -> VoxelTensor:
        """The input block in one hue; ``hues`` 1 gives each channel its group's, ``parted`` opens it."""
        grouping, whole = self.grouping, self.theme.ramp_of_whole()
        groups, of_groups = grouping.groups_of_channels, self.theme.ramps_of_groups(grouping.layer.groups)
        ramps = [whole.towards(of_groups[g], hues) for g in groups]
        tensor = VoxelTensor(self.cast.input_content(grouping.channels), ramps, self._fits[0], self.style)
        return tensor.stand(self._fits[0], self.parted_places(self._opening if parted else 0.0)).rim(
            () if parted else None
        )

    def parted_places(self, opening: float) -> list[float]:
        """Where channels stand along their axis once the groups have parted so far, in slabs, all gaps together."""
        ranks = np.unique(self.grouping.groups_of_channels, return_inverse=True)[1]
        apart = ranks * opening / max(1, ranks[-1])
        return [place + away for place, away in zip(places_of(self.grouping.channels), apart.tolist(), strict=True)]

    def weights(self, lit: Collection[int] | None = None) -> dict[str, VoxelTensor]:
        """The filters by name, each as deep as the block; those in ``lit`` (the focus alone) show their weights."""
        shown = (self.focus,) if lit is None else lit
        actors = {}
        for o, fit in self.filter_fits.items():
            tensor = self.filter_block(o, self.grouping.channels, fit)
            actors[f"filter_{o}"] = tensor if o in shown else tensor.switch_off()
        return actors

    def output(self) -> VoxelTensor:
        """The output, not computed yet."""
        filters, fit = self.grouping.filters, self._fits[1]
        content, ramps = self.cast.output_content(filters), self.cast.filter_ramps(filters)
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, places_of(filters)).switch_off().unhue()

    def filled(self, step: Step) -> VoxelTensor:
        """The output once the filter in focus has come to a step of its first row."""
        tensor, (channel, row, column) = self.output(), step.index
        return tensor.light(tensor.mask(row, range(self.view.output[1][0], column + 1), channel))

    def numbers(self, lit: Collection[int] | None = None) -> Sheet:
        """Each filter's number, below it; those in ``lit`` (the focus alone) stand out."""
        return self.filter_numbers(self.filter_fits, (self.focus,) if lit is None else lit)

    def labels(self) -> Sheet:
        """What stands where, below."""
        text, (first, last) = self.tongue.text, self._fits
        many = message("{out_channels} of {in_channels}×{kernel_rows}×{kernel_columns}")
        if len(self.grouping.filters) < self.layer.out_channels:
            many = message("{out_channels} of {in_channels}×{kernel_rows}×{kernel_columns}, {shown_filters} shown")
        given = Tag(text("input"), self.say("{in_channels}×{rows}×{columns}"), first.left)
        read = Tag(text(FILTERS, n=self.layer.out_channels), self.say(many), self.filters_region.left)
        made = Tag(text("output"), self.say("{out_channels}×{out_rows}×{out_columns}"), last.left)
        if self.plan.filters_below:
            # Light leads down to the first filter, at the left.
            given = replace(given, x=first.left + self.view.size[1] * first.cell)
            upper = tags([given, made], self.style, self.band.bottom + LABEL_DROP)
            return Sheet(upper + tags([read], self.style))
        return Sheet(tags([given, read, made], self.style))

    def gaps(self) -> Sheet | None:
        """Dots wherever slabs are left out."""
        channels, filters = self.grouping.channels, self.grouping.filters
        items: list[Item] = ellipses(self.input(), channels, range(len(channels)), self.theme)
        items += ellipses(self.output(), filters, range(len(filters)), self.theme)
        return Sheet(items) if items else None

    def tableau(self, lit: Collection[int] | None = None) -> dict[str, Any]:
        """Everything that stands still, by name; filters in ``lit`` (the focus alone) show their weights."""
        return {
            "input": self.input(),
            **self.weights(lit),
            "output": self.output(),
            "gaps": self.gaps(),
            "numbers": self.numbers(lit),
            "labels": self.labels(),
        }

    # The window and what it reads.

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        return self.input(), self.weights()[f"filter_{self.focus}"], self.output()

    def window(self, step: Step) -> Floats:
        """Scene points (4, 3) round the window, a prism through all channels."""
        return self._standing[0].around(step.rows, step.columns)

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round the output cell."""
        channel, row, column = step.index
        return self._standing[2].around(row, column, channel, front=True, inset=0.05)

    def reading(self, step: Step, at_rest: bool = False) -> VoxelTensor:
        """The input with only what a step reads lit; all of it, if ``at_rest`` the frame covers no number."""
        tensor = self.input()
        return self.under_frame(tensor, step) if at_rest else tensor.read(step.rows, step.columns)

    def frames(self, step: Step) -> dict[str, Any]:
        """Beam and frames, by name."""
        given, filter_, _ = self._standing
        edge = float(given.slabs()[-1].outline()[:, 0].max()) + self.view.padding[1][1] * self._fits[0].cell
        window, read = self.window(step), filter_.whole()
        return {
            "beam": Beam(window, read, self.style, from_x=edge, down=self.plan.filters_below),
            "window": Window(window, self.style),
            "filter_frame": Window(read, self.style),
            "cell": Window(self.cell(step), self.style, flat=True, width=4.0),
        }

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What changes while the window walks; ``actor`` gives what stands on stage by its name."""
        given: VoxelTensor = actor("input")
        return [
            Framing(actor("window"), self.window, tells=True),
            Framing(actor("cell"), self.cell),
            Beaming(actor("beam"), actor("window"), actor("filter_frame")),
            Lighting(given, lambda step: given.mask(step.rows, step.columns)),
            Filling(actor("output")),
        ]

    # The ribbon.

    def weight_count(self, layer: Layer) -> Sheet:
        """All weights of a layer, multiplied out: of the whole one, or of the one that it splits into."""
        factors = [
            Factor(layer.out_channels, "out_channels", FILTERS),
            Factor(layer.channels_per_group, "channels_per_group", CHANNELS_EACH),
            self.cells_of(layer),
        ]
        total = Factor(int(counts_of(layer)["weights"]), "weights", WEIGHTS)
        return product(factors, total, layer.tag, self.tongue.text("the weights of the whole layer"), self.style)

    @staticmethod
    def cells_of(layer: Layer) -> Factor:
        """How many weights a filter of a layer has for each channel."""
        cells = layer.kernel[0] * layer.kernel[1]
        return Factor(cells, "kernel_cells", message("{n?weight a channel|weights a channel}"))

    def slices(self, formula: Sheet, step: Step) -> Slices:
        """How the sums of a step come about in a formula."""
        working = Working(step, f"filter_{self.focus}", self.weights()[f"filter_{self.focus}"])
        return Slices(self.reading(step), [working], formula, self.cast.names)

    def formula(self, ribbon: Ribbon, step: Step) -> Sheet:
        """One partial sum from every channel, the result, and what a filter holds. Last part: weights."""
        room, layer = self.canvas.ribbon, self.layer
        focus = numbered("filter", self.focus)
        heading = self.say("filter {focus} at one place: one partial sum from every channel", focus=focus)
        sheet = ribbon.partial_sums([step], heading, shown=self.grouping.channels, apart=True)
        line = self.say(
            "{in_channels} {in_channels?channel|channels} × {kernel_cells} {kernel_cells?weight|weights} = "
            "{standard_weights_per_filter} {standard_weights_per_filter?weight|weights} in each filter"
        )
        cells = layer.kernel[0] * layer.kernel[1]
        equation = Statement(f"{numeral(layer.in_channels)} × {numeral(cells)} = {numeral(layer.in_channels * cells)}")
        text = words(
            line, room.left, min(self.canvas.chip_top + 146, room.bottom - 8), BODY, self.theme.ink, self.theme
        )
        return Sheet({**sheet.parts, "weights": [text, equation]})
