"""The needle tableau: one pixel through all channels, facing one filter's weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from manim import Animation, Group, linear

from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.kernels import Cost, cost
from convanim.language.tongue import message
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Need, to_pixels, to_scene
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.caption import Tag
from convanim.mobjects.cast import Cast, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.marks import dashes, ellipsis, flat
from convanim.mobjects.tensor import VoxelTensor, prism
from convanim.mobjects.voxels import Slab
from convanim.mobjects.window import Window, frame_width
from convanim.motion.walk import Filling, Follower, Framing, stops
from convanim.ribbon.product import FILTERS
from convanim.scene.tableau import Tableau
from convanim.tableaux.pointwise.filter_row import FilterRow
from convanim.trace import Step

MOST_SKEWERED = 9
"""So many channels are skewered at most; of more, a sample is."""
NARROW_GAP = 46.0
"""Between blocks in a narrow frame, in pixels."""
PULL = 5.5
"""How many slots in front of the others the output plane in the making stands."""
WIDEST_SPREAD = 3.65
LEGIBLE, LEAST_LEGIBLE = 36.0, 27.0
"""A voxel's side, in pixels, that its number is legible in; the second where all blocks share a square's width."""
TAIL = 1.25
"""How far the needle sticks out of the first and the last voxel, in depths of a voxel."""


class Needle(Tableau[None]):
    """A pointwise layer's input in slabs, a needle's values, one filter's weights, and the output.

    ``first`` is the step that is told number by number: a pixel well inside the image.
    """

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.filters = cast.filters(MOST_SKEWERED)
        self.channels = cast.channels(self._most())

    def first(self, filter: int = 0) -> Step:
        """The step at the pixel that is told number by number."""
        return self.cast.step(filter, 4, 3)

    def stops(self, filter: int = 0) -> list[Step]:
        """The steps at which the needle stops on its way over the image."""
        return stops(self.cast.trace, filter, self.cast.view)

    # Where things stand.

    @property
    def _deep(self) -> float:
        """The depth that legible voxels leave, in thicknesses of a slab."""
        stage, given = self.canvas.stage, self.cast.need_of_input(1)
        if not self.canvas.narrow:
            return (stage.height / LEGIBLE - min(given.most, given.rows)) / -DEPTH[1]
        # Input and weights share the width, in a square with the output.
        others, side = 1.0 + min(given.most, given.columns), LEGIBLE
        if not self.canvas.tall:
            made = self.cast.need_of_output(PULL + self.filters.extent)
            others, side = others + made.width, LEAST_LEGIBLE
        return max(2.0, ((stage.width - 2 * NARROW_GAP) / side - others) / (2 * DEPTH[0]))

    def _most(self) -> int:
        """How many channels are skewered at most: where there are many, so few that their numbers stand free."""
        count = len(self.cast.shown) or self.layer.in_channels
        return MOST_SKEWERED if count <= MOST_SKEWERED else int(np.clip((self._deep - 1) / 3.2, 5, MOST_SKEWERED))

    @cached_property
    def _spread(self) -> float:
        """From slab to slab, in thicknesses: as far apart as legible voxels allow."""
        return float(np.clip((self._deep - 1) / max(1, self.channels.extent - 1), 1.2, WIDEST_SPREAD))

    @cached_property
    def _shelves(self) -> BlockRows:
        slots = self.channels.extent
        return stack_in_rows(
            [
                self.cast.need_of_input(slots, self._spread, padded=False),
                Need(1, 1, slots, self._spread),
                self.cast.need_of_output(PULL + self.filters.extent),
            ],
            self.canvas.stage,
            [(0, 1), (2,)] if self.canvas.tall else [(0, 1, 2)],
            gap=NARROW_GAP if self.canvas.narrow else 72.0,
            lone_at_right=True,
        )

    @cached_property
    def _fits(self) -> list[BlockFit]:
        given, weights, made = self._shelves.fits
        # On a level with the pixel that is told first, so that its lines run straight across.
        middle = given.top + (self.cast.view.size[0] // 4 + 0.5) * given.cell
        return [given, weights.shifted(0.0, middle - weights.cell / 2 - weights.top), made]

    @property
    def _side(self) -> float:
        """A needle voxel's side: a cell's, or more where the cells of a large image are too small for numbers."""
        return self._fits[1].cell

    def input(self, lit: bool = False) -> VoxelTensor:
        """The input's channels; glass, unless ``lit``."""
        content = self.cast.input_content(self.channels.indices)
        tensor = VoxelTensor(content, self.cast.channel_ramps(self.channels.indices), self._fits[0], self.style)
        tensor.stand(self._fits[0], self.channels.places)
        return tensor if lit else tensor.switch_off()

    def values(self, step: Step) -> VoxelTensor:
        """What the needle has on it: the pixel's value in every channel."""
        ramps = self.cast.channel_ramps(self.channels.indices)
        tensor = VoxelTensor(self._content(step), ramps, self._fits[1], self.style)
        tensor.points = self.place(step)
        return tensor

    def _content(self, step: Step) -> Content:
        _, row, column = step.index
        whole = self.cast.input_content(self.channels.indices)
        values = step.window[list(self.channels.indices)]
        return replace(whole, values=values, origin=(row, column))

    def place(self, step: Step) -> Floats:
        """Scene points (4 * slabs, 3) of the needle's voxels at a step's pixel."""
        _, row, column = step.index
        rows, columns = self.cast.view.input
        fit = self._fits[0]
        x = fit.left + (column - columns.start + 0.5) * fit.cell
        y = fit.top + (row - rows.start + 0.5) * fit.cell
        side = self._side
        spots = np.array([x - side / 2, y - side / 2]) + np.array(self.channels.places)[:, None] * np.array(fit.step)
        right, down = np.array([side, 0.0]), np.array([0.0, side])
        corners = np.stack([spots, spots + right, spots + down, spots + right + np.array(fit.depth)], axis=1)
        return to_scene(corners.reshape(-1, 2))

    def spike(self, step: Step) -> Bundle:
        """The needle's two ends, before the first and behind the last voxel."""
        return Bundle(self.spike_ends(step), [self.theme.accent] * 2, self.style, 5.0, 1.0, halo=True)

    def spike_ends(self, step: Step) -> Floats:
        """Scene points (4, 3) of the needle's ends, each from its voxel outwards."""
        slabs = self._slabs(self.place(step))
        front, back = slabs[0].at(1.0, 0.0), slabs[-1].at(0.0, 1.0, 1.0)
        way = self._side * np.array([0.86, -0.645])
        # It ends before it would prick the frame's margin, the label below or the caption above.
        stage, label_top = self.canvas.stage, self._shelves.label_line(0) - 22
        short = max(0.0, min(TAIL, (front[0] - stage.left + 14) / way[0], (front[1] - label_top) / way[1]))
        long = max(0.0, min(TAIL, (stage.top - 16 - back[1]) / way[1]))
        return to_scene([front, front - short * way, back, back + long * way])

    def weights(self, filter: int = 0, banked: bool = False) -> VoxelTensor:
        """One filter's weights opposite the values, or still in the bank of filters."""
        if banked and self._bank:
            return self._bank.filter(filter)
        content = self.cast.filter_content(filter, self.channels.indices)
        ramps = self.cast.filter_ramps([filter]) * len(self.channels.indices)
        return VoxelTensor(content, ramps, self._fits[1], self.style).stand(self._fits[1], self.channels.places)

    def output(self, filter: int | None = None, filled: int = 0, made: Step | None = None) -> VoxelTensor:
        """The output's channels: the first ``filled`` of those shown are computed, that of ``filter`` is pulled out.

        ``made`` is a step whose cell is computed as well.
        """
        content = self.cast.output_content(self.filters.indices)
        fit = self._fits[2]
        tensor = VoxelTensor(content, self.cast.filter_ramps(self.filters.indices), fit, self.style)
        slots = np.arange(len(self.filters.indices))
        tensor.light((slots < filled)[:, None, None]).unhue().hue_slabs(slots[:filled].tolist())
        if made is not None:
            o, row, column = made.index
            top, left = content.origin
            tensor.lit[self.filters.indices.index(o), row - top, column - left] = 1.0
        places = [PULL + place for place in self.filters.places]
        if filter is not None:
            slot = self.filters.indices.index(filter)
            places[slot] = 0.0
            tensor.bring_forward(slot).hue_slabs([slot])
        return tensor.stand(fit, places)

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round a step's output cell on the plane that is pulled out."""
        filter, row, column = step.index
        slot = self.filters.indices.index(filter)
        return flat(prism(self._pulled(filter), [slot], (row, row + 1), (column, column + 1)))

    def _pulled(self, filter: int) -> VoxelTensor:
        if filter not in self._outputs:
            self._outputs[filter] = self.output(filter)
        return self._outputs[filter]

    @cached_property
    def _outputs(self) -> dict[int, VoxelTensor]:
        return {}

    def frame(self, step: Step) -> Window:
        """The frame round a step's output cell."""
        return Window(self.cell(step), self.style, flat=True, width=frame_width(self._fits[2].cell))

    # What joins them.

    def strings_in(self, step: Step) -> Bundle:
        """From every value to its weight, in the channels' hues."""
        hues = [ramp.signal for ramp in self.cast.channel_ramps(self.channels.indices)]
        return Bundle(self.ends_in(step), hues, self.style)

    def ends_in(self, step: Step) -> Floats:
        """Scene points of the lines from values to weights."""
        starts = [slab.at(0.5, 0.5) for slab in self._slabs(self.place(step))]
        ends = [slab.at(0.5, 0.0) for slab in self._weight_slabs]
        return _joined(starts, ends)

    def strings_out(self, step: Step) -> Bundle:
        """From every weight to the output cell, in the filter's hue."""
        hue = self.cast.filter_ramps([step.index[0]])[0].signal
        return Bundle(self.ends_out(step), [hue] * len(self.channels.indices), self.style)

    def ends_out(self, step: Step) -> Floats:
        """Scene points of the lines from weights to the output cell."""
        target = to_pixels(self.cell(step))
        end = (target[0] + target[2]) / 2
        return _joined([slab.at(0.5, 0.5) for slab in self._weight_slabs], [end] * len(self._weight_slabs))

    @cached_property
    def _weight_slabs(self) -> list[Slab]:
        return self.weights(self.filters.indices[0]).slabs()

    @staticmethod
    def _slabs(points: Floats) -> list[Slab]:
        return [Slab.of(four, 1, 1) for four in to_pixels(points).reshape(-1, 4, 2)]

    # The bank of filters, labels and other words.

    @cached_property
    def _bank(self) -> FilterRow | None:
        weights, shelf = self._fits[1], self._shelves.places[2]
        left = shelf.left if self.canvas.tall else weights.left
        room = shelf.height if self.canvas.tall else shelf.bottom - (weights.top + weights.cell) - 34
        width = self._fits[2].left - left - 40
        return FilterRow.within(
            self.cast, self.channels, self.filters, left=left, bottom=shelf.bottom, width=width, height=room
        )

    def bank(self, out: int | None = None, lit: bool = False) -> Sheet | None:
        """All filters side by side, if there is room; the one that is ``out`` leaves a dashed place behind."""
        return self._bank.sheet(lit, out) if self._bank else None

    def holes(self, filter: int) -> Sheet:
        """The dashed place of the output plane that is pulled out."""
        slab = self.output().slabs()[self.filters.indices.index(filter)]
        return Sheet(dashes(slab, (*self.cast.filter_ramps([filter])[0].signal, 1.0)))

    def ellipses(self) -> Sheet | None:
        """Three dots where channels are left out."""
        items = ellipsis(self.input(), self.channels, self.theme) + ellipsis(self.output(), self.filters, self.theme)
        return Sheet(items) if items else None

    def labels(self, filter: int | None = None) -> Sheet:
        """What stands where."""
        first, second, third = self._fits
        tongue = self.cast.tongue
        text = tongue.text
        which = Phrase() if filter is None else self.cast.say(", filter {filter}", filter=numbered("filter", filter))
        said = message(", {shown} shown") if self.canvas.narrow else message(", {shown} of {total} channels shown")
        shown = [shown_of(sample, tongue, said) for sample in (self.channels, self.filters)]
        filters = self.cast.filters_shape + which
        row = [
            Tag(text("input"), self.cast.input_shape + shown[0], first.left),
            Tag(
                text(FILTERS, n=self.layer.out_channels),
                filters,
                self._bank.left if self.canvas.tall and self._bank else second.left,
            ),
            Tag(text("output"), self.cast.output_shape + shown[1], third.left),
        ]
        if self.canvas.tall and self._bank:
            shelves = BlockRows(self._fits, [self._shelves.places[k] for k in (0, 2, 2)])
            return Sheet(self.labels_below(shelves, row))
        return Sheet(self.labels_below(self._shelves, row))

    # How it moves, and what it has cost so far.

    def around(self, filter: int | None = None) -> dict[str, Any]:
        """What stands round the needle and does not move with it."""
        return {
            "gaps": self.ellipses(),
            "holes": None if filter is None else self.holes(filter),
            "labels": self.labels(filter),
        }

    def at(self, step: Step, filled: int = 0, made: bool = False) -> dict[str, Any]:
        """The whole tableau with the needle at one pixel.

        ``filled`` output planes are computed before it, and its own cell if it is ``made``.
        """
        filter = step.index[0]
        return {
            "input": self.input(),
            "strings_in": self.strings_in(step),
            "spike": self.spike(step),
            "values": self.values(step),
            "strings_out": self.strings_out(step),
            "bank": self.bank(filter),
            "weights": self.weights(filter),
            "output": self.output(filter, filled, step if made else None),
            "cell": self.frame(step),
            **self.around(filter),
        }

    def followers(self, actor: Callable[[str], Any], filter: int = 0) -> list[Follower]:
        """All that goes along when the needle walks; ``actor`` gives what stands on stage under a name."""
        return [
            Framing(actor("spike"), self.spike_ends),
            Carrying(actor("values"), self.place, self._content),
            Framing(actor("strings_in"), self.ends_in),
            Framing(actor("strings_out"), self.ends_out),
            Framing(actor("cell"), self.cell),
            Filling(actor("output"), [filter]),
        ]

    def pouring(self, output: VoxelTensor, filter: int) -> Follower:
        """The plane of a filter fills, and keeps what was lit before."""
        return Pouring(output, [self.filters.indices.index(filter)])

    def spent_on_a_pixel(self) -> Cost:
        """The cost of one filter at one pixel."""
        return cost(self.layer.with_(out_channels=1, size=1))

    def spent(self, filters: int) -> Cost:
        """The cost of the first ``filters`` filters on the whole image."""
        return cost(self.layer.with_(out_channels=filters))


class Threading(Animation):
    """The needle goes through the channels, and its voxels light up one after the other."""

    def __init__(self, spike: Bundle, values: VoxelTensor, run_time: float = 1.6, **kwargs: Any) -> None:
        self.spike = spike
        self.voxels = values
        kwargs.setdefault("rate_func", linear)
        super().__init__(Group(spike, values), run_time=run_time, **kwargs)

    def interpolate(self, alpha: float) -> None:
        count = len(self.voxels.lit)
        share = self.rate_func(alpha) * (count + 1.5)
        self.voxels.presence = np.clip(share - 0.75 - np.arange(count), 0.0, 1.0)
        self.spike.grown(min(1.0, share))


class Carrying:
    """Voxels that slide from pixel to pixel and change their numbers on the way."""

    def __init__(self, tensor: VoxelTensor, place: Any, content: Any) -> None:
        self.mobject = tensor
        self.place = place
        self.content = content
        self._now: Step | None = None

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        target = self.place(step)
        start = target if before is None else self.place(before)
        self.mobject.points = start + share * (target - start)
        due = step if share >= 0.5 or before is None else before
        if due is not self._now:
            self.mobject.hold(self.content(due))
            self._now = due


class Pouring(Filling):
    """A sweep that leaves alone what is lit already."""

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        lit = self.mobject.lit
        super().follow(before, step, share)
        self.mobject.lit = np.maximum(lit, self.mobject.lit)


def _joined(starts: Sequence[Floats], ends: Sequence[Floats]) -> Floats:
    return to_scene(np.stack([np.array(starts), np.array(ends)], axis=1).reshape(-1, 2))
