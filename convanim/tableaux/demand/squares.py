"""The squares tableau: a layer's filters, one of them unfolded into a row of squares, and all of them as a grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels.demand import Demand
from convanim.language.tongue import message
from convanim.layout.block_grid import stand_in_grid
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Need, Region, line_up
from convanim.layout.selection import Sample
from convanim.mobjects.caption import plan_of
from convanim.mobjects.cast import Cast, shown_of
from convanim.mobjects.counts import count_source
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Follower, Framing, Lighting, pace, stops
from convanim.numerals import numeral
from convanim.ribbon.product import CHANNELS, FILTERS, WEIGHTS, Factor, product
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.tableaux.demand.grid import PairGrid
from convanim.tableaux.demand.turned import larger
from convanim.tableaux.lines import Lines, stacked, times_said
from convanim.tableaux.pairs import growth_source
from convanim.trace import Step

MOST_CHANNELS, MOST_FILTERS = 8, 8
"""So many of a block, and of a layer's filters, are pictured at most."""
LARGEST_SQUARE = 110.0
"""A square's side at most, in pixels."""
KERNEL = 0.82
"""Of a square, for the kernel that lies in it."""
FLAT = 0.35
"""How much of its depth a kernel keeps that lies in its square."""
LABEL_GAP = 14.0
"""From a grid to what says how many there are, in pixels."""
CHANNELS_COUNTED = message("{in_channels} {in_channels?channel|channels}")
FILTERS_COUNTED = message("{out_channels} {out_channels?filter|filters}")
PLACES = message("{n?place|places}")
MULTIPLY_ADDS = message("{n?multiply-add|multiply-adds}")
MULTIPLY_ADDS_EACH = message("{n?multiply-add each|multiply-adds each}")
ONE_SQUARE = message("one square: one filter reads one channel")
ALL_SQUARES = message("as many squares as filters × channels")


@dataclass(frozen=True)
class SquaresPlan:
    """How the stage is shared."""

    first: float
    """Of its width, or of its height if ``below``, for the input, and later for what the squares come to."""
    type: float
    """Of the large number, in pixels."""
    below: bool = False
    """Whether the grid stands below, not beside."""
    gap: float = 56.0
    """Between the two, in pixels."""
    aside: float = 0.3
    """Of the width that the grid leaves, what is at its left."""
    turned: tuple[SquaresPlan, ...] = ()
    """Of these, one takes its place where squares of slim or flat grids are clearly larger with it."""


UPRIGHT_BESIDE = SquaresPlan(first=0.36, type=130.0, gap=30.0)


class Squares(Tableau[SquaresPlan]):
    """A layer's input and filters, and the grid of the pairs that meet; then the grid of twice the features."""

    plans = {
        "16:9": SquaresPlan(first=0.34, type=170.0),
        "1:1": SquaresPlan(first=0.34, type=110.0, gap=30.0, turned=(SquaresPlan(0.46, 110.0, below=True, gap=20.0),)),
        "9:16": SquaresPlan(first=0.36, type=190.0, below=True, aside=0.0, turned=(UPRIGHT_BESIDE,)),
        "16:9 large": SquaresPlan(first=0.36, type=90.0, gap=30.0),
        "16:9 loop": SquaresPlan(first=0.32, type=170.0, gap=20.0),
        "1:1 loop": SquaresPlan(0.22, 110.0, below=True, gap=20.0, turned=(SquaresPlan(0.3, 110.0, gap=30.0),)),
        "9:16 loop": SquaresPlan(first=0.3, type=260.0, gap=60.0, below=True, aside=0.0, turned=(UPRIGHT_BESIDE,)),
    }

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.demand = Demand(cast.layer)

    # Where things stand.

    @cached_property
    def plan(self) -> SquaresPlan:
        """Where things stand on this canvas, beside or below, as suits the grid of twice the features."""
        plan: SquaresPlan = super().plan
        return larger(plan, plan.turned, lambda one: self._fit(self.demand.twice, self._grid_room(one)))

    @cached_property
    def rooms(self) -> tuple[Region, Region]:
        """Of the stage, for the input and for filters or squares."""
        return self._rooms(self.plan)

    def _rooms(self, plan: SquaresPlan) -> tuple[Region, Region]:
        share, stage = plan.first, self.canvas.stage
        first, second = (stage.rows if plan.below else stage.columns)(share, 1 - share, gap=plan.gap)
        # Labels stand below an input that has filters below it.
        return (first.inset(bottom=30) if plan.below else first), second

    @property
    def _type(self) -> float:
        """Of labels, in pixels."""
        return plan_of(self.canvas).label

    @cached_property
    def grid_room(self) -> Region:
        """Where squares stand, at the right of how many filters there are and below how many channels."""
        return self._grid_room(self.plan)

    def _grid_room(self, plan: SquaresPlan) -> Region:
        said = (self.say(FILTERS_COUNTED, layer).text for layer in (self.layer, self.demand.twice))
        wide = max(text_width(one, self._type) for one in said)
        return self._rooms(plan)[1].inset(left=wide + LABEL_GAP, top=self._type + LABEL_GAP)

    def unit(self, layer: Layer) -> float:
        """A square's side with which a layer's grid has room, in pixels."""
        return self._fit(layer, self.grid_room)

    def _fit(self, layer: Layer, room: Region) -> float:
        return min(LARGEST_SQUARE, room.width / layer.in_channels, room.height / layer.out_channels)

    @cached_property
    def corner(self) -> tuple[float, float]:
        """The grid's top left corner, so that of twice the features has a part of what is left over on all sides."""
        room, widest, aside = self.grid_room, self.demand.twice, self.plan.aside
        unit = self.unit(widest)
        wide, high = room.width - widest.in_channels * unit, room.height - widest.out_channels * unit
        return room.left + aside * wide, room.top + (0.3 if self.plan.below else 0.5) * high

    # The layer as it is.

    @cached_property
    def channels(self) -> Sample:
        """The channels that are pictured, of the input and of every filter."""
        return self.cast.channels(MOST_CHANNELS)

    @cached_property
    def filters(self) -> Sample:
        """The filters that are pictured."""
        return self.cast.filters(MOST_FILTERS)

    @cached_property
    def _input_fit(self) -> BlockFit:
        return line_up([self.cast.need_of_input(self.channels.extent)], self.rooms[0], largest=52.0)[0]

    def input(self) -> VoxelTensor:
        """The input."""
        ramps = self.cast.input_ramps(self.channels.indices)
        tensor = VoxelTensor(self.cast.input_content(self.channels.indices), ramps, self._input_fit, self.style)
        return tensor.stand(self._input_fit, self.channels.places)

    def filter(self, out_channel: int, fit: BlockFit) -> VoxelTensor:
        """A filter, all of it lit."""
        content = self.cast.filter_content(out_channel, self.channels.indices)
        ramps = self.cast.filter_ramps([out_channel]) * len(self.channels.indices)
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, self.channels.places)

    @property
    def _need(self) -> Need:
        """The room that a filter takes."""
        return Need(*self.layer.kernel, self.channels.extent)

    def opening(self) -> dict[str, Any]:
        """The input beside all filters."""
        count = len(self.filters.indices)
        fits = stand_in_grid(self._need, count, self.rooms[1], largest=44.0)
        blocks = {name_of(o): self.filter(o, fit) for o, fit in zip(self.filters.indices, fits, strict=True)}
        return {"input": self.input(), **blocks, "gaps": self.gaps(), "labels": self._labels(fits[0].left)}

    def gaps(self) -> Sheet | None:
        """Three dots where channels are left out of the input."""
        return self._gaps(self.input())

    def _gaps(self, *tensors: VoxelTensor) -> Sheet | None:
        items = [item for tensor in tensors for item in ellipsis(tensor, self.channels, self.theme)]
        return Sheet(items) if items else None

    def _labels(self, filters_left: float) -> Sheet:
        cast, text = self.cast, self.tongue.text
        line = self.rooms[0].bottom + 26 if self.plan.below else self.canvas.label_line
        given = Tag(text("input"), cast.input_shape + shown_of(self.channels, self.tongue, ""), self._input_fit.left)
        own = Tag(text(FILTERS, n=self.layer.out_channels), cast.filters_shape, filters_left)
        if not self.plan.below:
            return Sheet(tags([given, own], self.style))
        return Sheet([*tags([given], self.style, line), *tags([own], self.style)])

    # One filter on one channel.

    @cached_property
    def focus(self) -> int:
        """The filter that is unfolded."""
        return self.filters.indices[0]

    @cached_property
    def _filter_fit(self) -> BlockFit:
        return line_up([self._need], self.rooms[1], largest=84.0, last_at_right=False)[0]

    def steps(self) -> list[Step]:
        """Where the window of one kernel stands on one channel, place by place."""
        return stops(self.cast.trace, self.focus, self.cast.view)

    def durations(self) -> list[float]:
        """Seconds for each of these steps."""
        return pace(len(self.steps()), 2, slow=0.35, rest=1.3)

    def _reading(self, step: Step) -> VoxelTensor:
        tensor = self.input().rim([0]).cover(step.rows, step.columns)
        return tensor.light(tensor.mask(step.rows, step.columns, self._first))

    def _window(self, step: Step) -> Floats:
        return self.input().around(step.rows, step.columns, self._first, front=True)

    def one_pair(self) -> dict[str, Any]:
        """The first kernel of a filter on the first channel of the input."""
        step, weights = self.steps()[0], self.filter(self.focus, self._filter_fit)
        lit = weights.copy().light(weights.mask(range(self.layer.kernel[0]), range(self.layer.kernel[1]), self._first))
        window = Window(self._window(step), self.style, flat=True)
        kernel = Window(weights.whole(self._first, front=True), self.style, flat=True)
        return {
            "input": self._reading(step),
            "beam": Beam(window.points, kernel.points, self.style),
            name_of(self.focus): lit,
            "window": window,
            "kernel": kernel,
            "gaps": self._gaps(self.input(), weights),
        }

    @property
    def _first(self) -> int:
        return self.channels.indices[0]

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What goes along as the kernel's window visits every place; ``actor`` gives what is on stage by its name."""
        return [
            Framing(actor("window"), self._window, tells=True),
            Beaming(actor("beam"), actor("window"), actor("kernel")),
            Lighting(actor("input"), lambda step: self._reading(step).lit),
        ]

    # The filter as a row, and all filters as a grid.

    def unfolded(self) -> dict[str, Any]:
        """The filter's kernels side by side, each in the place of its square."""
        (left, top), unit, tensor = self.corner, self.unit(self.layer), self.filter(self.focus, self._filter_fit)
        rows, columns = self.layer.kernel
        cell = KERNEL * unit / max(rows, columns)
        depth = (FLAT * DEPTH[0] * cell, FLAT * DEPTH[1] * cell)
        for slab, channel in enumerate(self.channels.indices):
            x, y = left + channel * unit + (unit - columns * cell) / 2, top + (unit - rows * cell) / 2
            tensor.stand_slab(slab, BlockFit(cell, x, y, depth, depth))
        return {"input": self.input(), name_of(self.focus): tensor, "gaps": self.gaps()}

    def grid(self, layer: Layer, widest: Layer | None = None) -> PairGrid:
        """A layer's squares, so large that those of ``widest`` (None: its own) have room where it stands."""
        ramp = self.theme.ramp_of_whole()
        return PairGrid(layer, self.corner, self.unit(widest or layer), self.layer, ramp, self.theme)

    def row(self) -> PairGrid:
        """The squares of one filter."""
        return self.grid(self.layer).cut(self.layer.in_channels, 1)

    def sides(self, layer: Layer) -> Sheet:
        """How many channels and filters there are, at the grid's sides. Parts: channels, filters."""
        (left, top), size = self.corner, self._type
        ink, back = (*self.theme.dim, 1.0), self.theme.background
        channels = self.say(CHANNELS_COUNTED, layer).words(left, top - LABEL_GAP, size, ink, back)
        filters = self.say(FILTERS_COUNTED, layer).words(
            left - LABEL_GAP, top + 0.8 * size, size, ink, back, align="right"
        )
        return Sheet({"channels": [channels], "filters": [filters]})

    def groups(self, layer: Layer) -> Sheet:
        """How many groups a layer has, below the squares of twice the features; nothing of one alone."""
        (left, top), widest, size = self.corner, self.demand.twice, self._type
        bottom, ink = top + widest.out_channels * self.unit(widest), (*self.theme.dim, 1.0)
        said = self.say(message("{groups} groups"), layer)
        below = [said.words(left, bottom + LABEL_GAP + 0.8 * size, size, ink, self.theme.background)]
        return Sheet(below if layer.groups > 1 else [])

    def counted(self, layer: Layer) -> dict[str, Any]:
        """All that a layer's squares come to, without a ribbon: how many there are, and how many times the work."""
        return {
            "grid": self.grid(layer, self.demand.twice).in_tiles(),
            "sides": self.sides(layer),
            "groups": self.groups(layer),
            "came_to": self._came_to(layer),
        }

    def came_to(self, layer: Layer) -> Sheet:
        """How many times the layer's own work another one takes, large, and what that is. Parts: times, work.

        Of the layer itself, its work alone.
        """
        sheet = self._came_to(layer)
        return sheet.rewrite({"times": []}) if layer == self.layer else sheet

    def _came_to(self, layer: Layer) -> Sheet:
        theme, room, size, style = self.theme, self.rooms[0], self.plan.type, self.style
        work = count_source("multiply_adds", layer)
        number, unit = Phrase.number(numeral(work.value), work), self.say(MULTIPLY_ADDS, n=work)
        times = times_said(growth_source(self.layer, layer))
        lines = [
            Lines.of(times, room.width, size, theme.accent, style, bold=True),
            Lines.of(number, room.width, size * 0.34, theme.ink, style, bold=True),
            Lines.of(unit, room.width, max(self._type, 28.0), theme.dim, style),
        ]
        large, *below = stacked(lines, room.left, (room.top + room.bottom) / 2)
        return Sheet({"times": large, "work": [*chain(*below)]})

    # What the ribbon says.

    def one_square(self) -> Sheet:
        """What one square stands for. Parts: heading, factors, total."""
        named = {"kernel_cells": WEIGHTS, "out_pixels": PLACES, "per_pair": MULTIPLY_ADDS}
        return self._product(named, ONE_SQUARE, self.layer)

    def all_squares(self, layer: Layer) -> Sheet:
        """What all squares of a layer come to. Parts: heading, factors, total."""
        named = {"out_channels": FILTERS, "in_channels": CHANNELS, "per_pair": MULTIPLY_ADDS_EACH}
        return self._product({**named, "multiply_adds": MULTIPLY_ADDS}, ALL_SQUARES, layer)

    def _product(self, named: Mapping[str, str], heading: str, layer: Layer) -> Sheet:
        """Counts of a layer multiplied out, the last of which is what the others make."""
        *factors, total = (Factor(int(count_source(key, layer).value), key, label) for key, label in named.items())
        return product(factors, total, layer.tag, self.tongue.text(heading), self.style)


def name_of(out_channel: int) -> str:
    """What a filter is called on stage."""
    return f"filter_{out_channel}"
