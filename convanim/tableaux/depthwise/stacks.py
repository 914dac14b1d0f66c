"""The stacks tableau: every channel a slab of its own, one pulled forward into the line of sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import FILTER, INPUT, OUTPUT, BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Need
from convanim.layout.selection import Sample
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.labels import Tag
from convanim.mobjects.marks import dashes, ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting, Reading, pace, stops
from convanim.ribbon.product import FILTERS
from convanim.scene.tableau import Tableau
from convanim.tableaux.loupe import Loupe
from convanim.theme.ramp import Ramp
from convanim.trace import Step

MOST_STACKED = 8
"""So many slabs of a block are shown at most; of more, a sample is."""
PULL = 2.5
"""How many slots in front of the others a pulled slab stands."""
CLEAR = 6.0
"""Between a slab that is drawn aside and the next one in front of it, in pixels."""
NEAREST = 1000.0
"""A pulled slab's nearness: on its way it stands in front of the others from the start."""
LOUPE = 3
"""The magnified window, after input, filters and output."""


@dataclass(frozen=True)
class StacksPlan:
    """How input, filters and output stand."""

    rows: tuple[tuple[int, ...], ...]
    """Which blocks stand in which row, from the top."""
    gap: float
    """Between blocks in a row, in pixels."""
    spread: float = 1.8
    """From slab to slab, in thicknesses."""
    beam_down: bool = False
    """Whether the light from the window to the filter leads down, not to the right."""
    loupe_rows: tuple[tuple[int, ...], ...] = ((INPUT, LOUPE, FILTER, OUTPUT),)
    """The same with a magnified window, where the input's cells have no room for numbers."""
    loupe_gap: float = 64.0
    """Between blocks in a row then, in pixels."""
    loupe_map: float = 7.0
    """Nominal cells that a map's side takes at most then: the smaller it is, the larger are the loupe's cells."""
    loupe_spread: float = 1.2
    """From slab to slab then, in thicknesses."""


WIDE = StacksPlan(rows=((INPUT, FILTER, OUTPUT),), gap=72.0)
SQUARE = replace(WIDE, gap=30.0, spread=1.1, loupe_gap=44.0, loupe_map=5.0, loupe_spread=1.05)
UPRIGHT = StacksPlan(
    rows=((INPUT,), (FILTER, OUTPUT)),
    gap=48.0,
    beam_down=True,
    loupe_rows=((INPUT,), (LOUPE, FILTER, OUTPUT)),
    loupe_gap=48.0,
)


class Stacks(Tableau[StacksPlan]):
    """A depthwise layer's input, filters and output as stacks of slabs.

    ``focus`` is the filter whose slabs are pulled forward.
    """

    plans = {"16:9": WIDE, "1:1": SQUARE, "9:16": UPRIGHT}
    # Slabs closer together, so that cells have room for numbers.
    cropped_plans = {
        "16:9": replace(WIDE, gap=48.0, spread=1.2),
        "1:1": replace(SQUARE, gap=48.0),
        "9:16": replace(UPRIGHT, spread=1.2),
    }

    def __init__(self, cast: Cast, focus: int) -> None:
        super().__init__(cast)
        self.focus = focus
        self.channel = cast.layer.channels_read_by(focus)[0]
        self.channels = cast.channels(MOST_STACKED, must=self.channel)
        self.filters = cast.filters(MOST_STACKED, must=focus)

    # Where things stand.

    @property
    def fits(self) -> list[BlockFit]:
        """Where the pulled slabs of input, filters and output stand, and their stacks lead back from."""
        return self._rows.fits

    @property
    def in_one_row(self) -> bool:
        """Whether all blocks stand side by side, so that what is pulled out of them can leave without meeting."""
        return len(self.plan.rows) == 1

    def _needs(self, spread: float) -> list[Need]:
        deep, wide = PULL + self.channels.extent, PULL + self.filters.extent
        return [
            self.cast.need_of_input(deep, spread),
            Need(*self.layer.kernel, wide, spread),
            self.cast.need_of_output(wide, spread),
        ]

    @cached_property
    def _plain_rows(self) -> BlockRows:
        """The blocks without a magnified window."""
        plan = self.plan
        return stack_in_rows(self._needs(plan.spread), self.canvas.stage, plan.rows, gap=plan.gap)

    @cached_property
    def _rows(self) -> BlockRows:
        return self._plain_rows if self.loupe is None else replace(self._loupe_rows, fits=self._loupe_rows.fits[:LOUPE])

    @cached_property
    def _loupe_rows(self) -> BlockRows:
        """The blocks with a magnified window: closer together and smaller maps, so that its cells are large."""
        plan, kernel = self.plan, Need(*self.layer.kernel, 1)
        needs = [
            replace(need, most=min(need.most, plan.loupe_map)) for need in (*self._needs(plan.loupe_spread), kernel)
        ]
        return stack_in_rows(needs, self.canvas.stage, plan.loupe_rows, gap=plan.loupe_gap)

    @cached_property
    def loupe(self) -> Loupe | None:
        """The magnified window, where the input's own cells have no room for numbers and those of a loupe have."""
        if self._measured(self._plain_rows.fits)[INPUT].number_size():
            return None
        loupe = Loupe(self.cast, self.channel, self._loupe_rows.fits[LOUPE])
        return loupe if loupe.is_legible() else None

    @cached_property
    def _pulled(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        """The pulled slabs alone, to measure by: they stand in front, where their blocks would without a pull."""
        return self._measured(self.fits)

    def _measured(self, fits: Sequence[BlockFit]) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        cast, channel, focus = self.cast, [self.channel], [self.focus]
        contents = cast.input_content(channel), cast.filters_content(focus), cast.output_content(focus)
        ramps = cast.channel_ramps(channel), cast.filter_ramps(focus), cast.filter_ramps(focus)
        given, weights, made = (
            VoxelTensor(content, own, fit, self.style) for content, own, fit in zip(contents, ramps, fits, strict=True)
        )
        return given, weights, made

    def window(self, step: Step) -> Floats:
        """Scene points (4, 3) round the window on the pulled channel."""
        return self._pulled[INPUT].around(step.rows, step.columns, front=True)

    def filter(self) -> Floats:
        """Scene points (4, 3) round the pulled filter."""
        return self._pulled[FILTER].whole(front=True)

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round the output cell on the pulled channel."""
        _, row, column = step.index
        return self._pulled[OUTPUT].around(row, column, front=True)

    # The blocks.

    def input(self, pulled: bool = True) -> VoxelTensor:
        """The input's channels, in their hues."""
        shown, cast = self.channels, self.cast
        content, ramps = cast.input_content(shown.indices), cast.channel_ramps(shown.indices)
        tensor = self._stack(INPUT, content, ramps, shown, self.channel if pulled else None)
        return tensor.rim([shown.indices.index(self.channel)]) if pulled else tensor

    def reading(self, step: Step) -> VoxelTensor:
        """The input with the padding lit that a step reads on the pulled channel."""
        return self.input().cover(step.rows, step.columns)

    def weights(self, pulled: bool = True) -> VoxelTensor:
        """The filters, a slab each."""
        shown, cast = self.filters, self.cast
        content, ramps = cast.filters_content(shown.indices), cast.filter_ramps(shown.indices)
        return self._stack(FILTER, content, ramps, shown, self.focus if pulled else None)

    def output(self, pulled: bool = True, filled: bool = False) -> VoxelTensor:
        """The output's channels; not computed yet unless ``filled``."""
        shown, cast = self.filters, self.cast
        content, ramps = cast.output_content(shown.indices), cast.filter_ramps(shown.indices)
        tensor = self._stack(OUTPUT, content, ramps, shown, self.focus if pulled else None)
        return tensor if filled else tensor.switch_off().unhue()

    def _stack(
        self, which: int, content: Content, ramps: Sequence[Ramp], shown: Sample, pulled: int | None
    ) -> VoxelTensor:
        """A block as a stack; one of the channels or filters that are shown is pulled out and alone lit, if any."""
        fit = self.fits[which]
        tensor = VoxelTensor(content, ramps, fit, self.style)
        places = [PULL + place for place in shown.places]
        if pulled is not None:
            slab = shown.indices.index(pulled)
            places[slab] = 0.0
            tensor.nearness[slab] = NEAREST
            tensor.light(np.arange(len(places))[:, None, None] == slab)
        return tensor.stand(fit, places)

    @property
    def _pulled_slabs(self) -> tuple[int, int, int]:
        """Which slab of each block is the pulled one."""
        one = self.filters.indices.index(self.focus)
        return self.channels.indices.index(self.channel), one, one

    def drawn_aside(self) -> dict[str, VoxelTensor]:
        """Filters and input, by their names on stage, with one slab drawn out to the right, past those in front of it.

        Where the input's slab has no room beside its stack, it passes in front of the filters.
        """
        blocks = {"filters": self.weights(pulled=False), "input": self.input(pulled=False)}
        channel, filter, _ = self._pulled_slabs
        for block, slab in zip(blocks.values(), (filter, channel), strict=True):
            if slab:
                ahead, own = block.slabs()[slab - 1 : slab + 1]
                past = ahead.at(0, ahead.columns, 1.0) - own.corner
                block.shift_slab(slab, float(past[0]) + CLEAR, 0.0)
        return blocks

    def alone(self) -> dict[str, VoxelTensor]:
        """The pulled slabs by the names of their blocks on stage, the output computed, and no others."""
        filled = self.output(filled=True)
        blocks = {"input": self.input(), "filters": self.weights(), "output": filled}
        for block, pulled in zip(blocks.values(), self._pulled_slabs, strict=True):
            block.part_with([slab for slab in range(len(block.presence)) if slab != pulled])
        return blocks

    # What stands round them.

    @cached_property
    def _resting(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        """The blocks with no slab pulled out, to measure by."""
        return self.input(pulled=False), self.weights(pulled=False), self.output(pulled=False)

    @property
    def _samples(self) -> tuple[Sample, Sample, Sample]:
        return self.channels, self.filters, self.filters

    def outlines(self) -> Sheet:
        """Dashed outlines where the pulled slabs came from."""
        color = (*self.cast.filter_ramps([self.focus])[0].signal, 1.0)
        pulled = self.channel, self.focus, self.focus
        items: list[Item] = []
        for tensor, shown, one in zip(self._resting, self._samples, pulled, strict=True):
            # What stands alone was pulled out of nothing.
            items += [] if len(shown.indices) == 1 else dashes(tensor.slabs()[shown.indices.index(one)], color)
        return Sheet(items)

    def ellipses(self) -> Sheet | None:
        """Three dots where slabs are left out."""
        items: list[Item] = []
        for tensor, shown in zip(self._resting, self._samples, strict=True):
            items += ellipsis(tensor, shown, self.theme)
        return Sheet(items) if items else None

    def links(self) -> Sheet:
        """Lines from every channel to its own filters, and from every filter to its output, in their hues."""
        given, read, made = (tensor.slabs() for tensor in self._resting)
        items: list[Item] = []
        for slab, o in enumerate(self.filters.indices):
            channel = self.layer.channels_read_by(o)[0]
            if channel not in self.channels.indices:
                continue
            color = (*self.cast.filter_ramps([o])[0].signal, 0.9)
            start = given[self.channels.indices.index(channel)]
            for near, far in ((start, read[slab]), (read[slab], made[slab])):
                ends = np.array([near.at(0.0, near.columns, 0.5), far.at(0.0, 0.0, 0.5)])
                items.append(Line(ends, color, 2.0))
        return Sheet(items)

    def labels(self, pulled: bool = True) -> Sheet:
        """What stands where, below the stacks."""
        left, second, third = (fit.left for fit in self.fits)
        if pulled:
            left -= self.view.padding[1][0] * self.fits[INPUT].cell
            channels = [numbered("channel", one) for one in (self.channel, self.focus)]
            read, made = (self.say(", channel {channel}", channel=channel) for channel in channels)
            used = self.say(", filter {filter}", filter=numbered("filter", self.focus))
            if names := self.cast.filter_names:
                used += self.say(": {name}", name=names[self.focus])
            details = [read, used, made]
        else:
            left, second, third = (float(block.slabs()[0].corner[0]) for block in self._resting)
            details = [self._shown(sample) for sample in self._samples]
        if self.plan.beam_down:
            # Right of the light and of the links, which lead down from the input.
            left = max(float(slab.outline()[:, 0].max()) for slab in self._resting[INPUT].slabs())
        text = self.tongue.text
        row = [
            Tag(text("input"), self.cast.input_shape + details[INPUT], left),
            Tag(text(FILTERS, n=self.layer.out_channels), self.cast.filters_shape + details[FILTER], second),
            Tag(text("output"), self.cast.output_shape + details[OUTPUT] + self.cast.scales_note(pulled), third),
        ]
        return Sheet(self.labels_below(self._rows, row))

    def _shown(self, sample: Sample) -> Phrase:
        """How many are shown, where no ellipsis says that others are not."""
        return Phrase() if sample.gap is not None else shown_of(sample, self.tongue, SHOWN)

    # What moves.

    def frames(self, step: Step) -> dict[str, Window]:
        """Frames round window, filter and output cell."""
        return {
            "window": Window(self.window(step), self.style, flat=True),
            "filter_frame": Window(self.filter(), self.style, flat=True),
            "cell": Window(self.cell(step), self.style, flat=True),
        }

    def magnified(self, step: Step) -> dict[str, Any]:
        """The window once more, magnified beside the filter; nothing where it can be read as it is."""
        return {} if self.loupe is None else self.loupe.actors(step, self.fits[FILTER])

    def beams(self, step: Step) -> dict[str, Beam]:
        """Light from window to filter, or to the magnified window, and from filter to output cell."""
        first, second, third = self.fits
        ends = [
            fit.left + columns * fit.cell + fit.depth[0]
            for fit, columns in ((first, self.view.size[1] + self.view.padding[1][1]), (second, self.layer.kernel[1]))
        ]
        down = self.plan.beam_down
        # A magnified window hangs on its own frame, wherever that is.
        goal, start = (self.filter(), ends[0]) if self.loupe is None else (self.loupe.points, None)
        return {
            "beam_in": Beam(self.window(step), goal, self.style, from_x=start, down=down),
            "beam_out": Beam(self.filter(), self.cell(step), self.style, from_x=ends[1], to_x=third.left),
        }

    def steps(self) -> list[Step]:
        """The steps at which the window stops on its way over the pulled channel."""
        return stops(self.cast.trace, self.focus, self.view)

    def durations(self) -> list[float]:
        """Seconds for all steps but the first: the rest of its row at reading speed, the others accelerating."""
        return pace(len(self.steps()) - 1, min(3, self.layer.output_size[1] - 1), slow=1.0, rest=1.8)

    def arriving(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What a step changes while its window stays; ``actor`` gives what stands on stage by its name.

        The pulled output channel fills; the pulled input channel stays lit but for cells that a dilated window passes
        over.
        """
        given: VoxelTensor = actor("input")
        lit = self.input().lit
        return [
            Filling(actor("output"), [self.focus]),
            Lighting(given, lambda step: lit * ~given.passed_over(step.rows, step.columns)),
        ]

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when the window walks."""
        window, filter, cell = (actor(name) for name in ("window", "filter_frame", "cell"))
        goal = filter if self.loupe is None else actor("loupe_frame")
        return [
            *([] if self.loupe is None else [Reading(actor("loupe"), self.loupe.sheet)]),
            Framing(window, self.window, tells=True),
            Framing(cell, self.cell),
            Beaming(actor("beam_in"), window, goal),
            Beaming(actor("beam_out"), filter, cell),
            *self.arriving(actor),
        ]
