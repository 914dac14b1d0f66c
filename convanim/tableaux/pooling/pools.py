"""The pools tableau: one channel, and of each of its windows the largest number, or the mean; then all channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Source
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.kernels.reads import reads
from convanim.language.tongue import message
from convanim.layout.block_rows import INPUT, BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Need
from convanim.mobjects.cast import SHOWN, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.labels import Tag
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Completing, Filling, Follower, Framing, Lighting, Reading
from convanim.ribbon.product import FILTERS
from convanim.tableaux.pooling.formulas import NAMES, NOTHING
from convanim.tableaux.pooling.quotients import Quotients, Share, Written
from convanim.tableaux.pooling.told import AVERAGE, BOTH, LARGEST, WAYS, Told
from convanim.tableaux.variants import VariantsPlan
from convanim.trace import Step

LARGEST_RESULT = 104.0
"""A cell's side at most where both outputs stand side by side, in pixels."""
THIN, INSET = 3.5, 0.04
"""The frame round an output's cell in pixels, and how far in it stands, in cells: means are wide, and so are those
beside it."""
RING = 4.0
"""The frame round the largest number of a window, in pixels."""


@dataclass(frozen=True, kw_only=True)
class PoolsPlan(VariantsPlan):
    """How the blocks stand."""

    pair: tuple[tuple[int, ...], ...]
    """Which of input and output stand in each row, from the top."""
    deep: tuple[tuple[int, ...], ...]
    """The same of all channels: input, largest numbers and means."""
    pair_gap: float
    """From the one to the other, in pixels."""
    grown: float = 1.0
    """How much larger the cells of outputs are than those of the input, for means that else would have no room."""


WIDE = PoolsPlan(
    blocks=((0, 1, 2),),
    compared=((0, 1),),
    pair=((0, 1),),
    deep=((0, 1, 2),),
    gap=110.0,
    pair_gap=240.0,
    aside=0.3,
    largest=76.0,
)
SQUARE = replace(WIDE, gap=36.0, pair_gap=110.0, aside=0.0)
UPRIGHT = replace(
    SQUARE,
    blocks=((0,), (1, 2)),
    compared=((0,), (1,)),
    pair=((0,), (1,)),
    deep=((0,), (1, 2)),
    gap=72.0,
    largest=84.0,
)


class Pools(Told[PoolsPlan]):
    """One channel and what either way makes of it; the first place is told. Then all channels, each by itself.

    ``casts`` are that of the means and that of the largest numbers, as ``WAYS`` has them; their traces are ``Pooled``.
    """

    plans = {
        "16:9": WIDE,
        "1:1": SQUARE,
        "9:16": UPRIGHT,
        "1:1 loop": replace(SQUARE, largest=90.0, pair_gap=60.0),
        "9:16 loop": replace(UPRIGHT, largest=90.0),
        "16:9 large": replace(SQUARE, gap=60.0, aside=0.2, grown=1.12),
    }

    def said_of(self, which: int) -> Phrase:
        cells = self.layer.kernel[0] * self.layer.kernel[1]
        share = Phrase.number(f"1/{cells}", Source("mean_weight", (self.channel, 0, 0, 0), 1 / cells))
        return self.cast.say(message("all {share}"), share=share)

    # The blocks.

    def _made(self, which: int, channels: Sequence[int]) -> Content:
        """Some channels of what a way makes, in the colours that the same numbers have in the input."""
        content = self.casts[which].output_content(channels)
        low, high = self.cast.input_scale
        content = replace(content, low=low, high=high, scales=[self.cast.input_scales[c] for c in channels])
        if which == LARGEST or not isinstance(self._digits, Quotients):
            return content
        return Written(**{one.name: getattr(content, one.name) for one in fields(content)}, digits=self._digits)

    def _output(self, which: int, fit: BlockFit) -> VoxelTensor:
        return VoxelTensor(self._made(which, [self.channel]), self.cast.filter_ramps([self.channel]), fit, self.style)

    def _fit_of_output(self, which: int) -> BlockFit:
        return self._grown(super()._fit_of_output(which))

    def _grown(self, fit: BlockFit) -> BlockFit:
        """Where an output stands in larger cells: with its middle on the same height, its right end where it was."""
        by, (rows, columns) = self.plan.grown, self._largest.view.output_size
        right, down = (by * one for one in fit.depth)
        return BlockFit(
            by * fit.cell,
            fit.left - (by - 1) * (columns * fit.cell + self.channels.extent * fit.depth[0]),
            fit.top - (by - 1) * rows * fit.cell / 2,
            (by * fit.step[0], by * fit.step[1]),
            (right, down),
        )

    def _given(self, fit: BlockFit, which: int) -> VoxelTensor:
        """The channel that is told; round it is what padding is to this way."""
        content = self.cast.input_content([self.channel])
        if which == LARGEST:
            content = replace(content, outside=NOTHING)
        return VoxelTensor(content, self.cast.channel_ramps([self.channel]), fit, self.style)

    def whole_input(self, which: int = -1) -> VoxelTensor:
        return self._given(self._rows.fits[INPUT], which).rim()

    def weights(self) -> VoxelTensor:
        """A filter of equal weights, which make a mean."""
        rows, columns = self.layer.kernel
        share = 1 / (rows * columns)
        values = np.full((1, rows, columns), share)
        digits = Share(over=rows * columns)
        content = Written("mean_weight", values, [(self.channel, 0)], 0.0, 2 * share, self.tongue, digits=digits)
        return VoxelTensor(content, self.cast.filter_ramps([self.channel]), self._rows.fits[1], self.style)

    def labels(self, which: int) -> Sheet:
        first, second, third = self._rows.fits
        row = [
            Tag(self.tongue.text("input"), self._of_channel, first.left),
            Tag(self.tongue.text(FILTERS, n=1), self.said_of(which), second.left),
            Tag(self.tongue.text(NAMES[WAYS[which]]), self.cast.say("{out_rows}×{out_columns}"), third.left),
        ]
        return Sheet(self.labels_below(self._rows, row))

    @property
    def _of_channel(self) -> Phrase:
        """Which channel it is, of several; nothing of one."""
        if self.layer.in_channels == 1:
            return Phrase()
        return self.cast.say("channel {n}", n=numbered("channel", self.channel))

    # The input and what is made of it, and nothing between.

    @cached_property
    def _pair(self) -> BlockRows:
        needs, plan = [self._need_of_input(), self._largest.need_of_output(1)], self.plan
        found = stack_in_rows(needs, self.canvas.stage, plan.pair, gap=plan.pair_gap, largest=plan.largest)
        first, second = found.fits
        return self._in_the_middle(needs, replace(found, fits=[first, self._grown(second)]), plan.pair)

    def _in_the_middle(self, needs: Sequence[Need], found: BlockRows, order: Sequence[Sequence[int]]) -> BlockRows:
        """Two blocks side by side, or one above the other, not at the stage's edges but nearer to one another."""
        room = self.canvas.stage.width
        widths = [need.width * fit.depth[0] / DEPTH[0] for need, fit in zip(needs, found.fits, strict=True)]
        shifts = [(room - max(widths)) / 2] * 2
        if len(order) == 1:
            spare = max(0.0, room - sum(widths) - 2 * self.plan.pair_gap) / 2
            shifts = [spare, -spare]
        return replace(found, fits=[fit.shifted(by, 0.0) for fit, by in zip(found.fits, shifts, strict=True)])

    @cached_property
    def _standing_pair(self) -> tuple[VoxelTensor, VoxelTensor]:
        return self._given(self._pair.fits[0], LARGEST).rim(), self._output(LARGEST, self._pair.fits[1])

    def _read_in_pair(self, step: Step, which: int) -> VoxelTensor:
        tensor = self._given(self._pair.fits[0], which).rim()
        return tensor.single_out(tensor.mask(step.rows, step.columns)).cover(step.rows, step.columns)

    def _window_in_pair(self, step: Step) -> Floats:
        return self._standing_pair[0].around(step.rows, step.columns, front=True)

    def _cell_in_pair(self, step: Step) -> Floats:
        return self._standing_pair[1].around(*step.index[1:], front=True, inset=INSET)

    def cell(self, step: Step, which: int = -1) -> Floats:
        return self._outputs[which].around(*step.index[1:], front=True, inset=INSET)

    def _winner(self, step: Step) -> Floats:
        """Scene points (4, 3) round the largest number of a window."""
        return self._standing_pair[0].around(*self.pooled(LARGEST).winner(step), front=True, inset=0.1)

    def pair(self, which: int, made: bool = True) -> dict[str, Any]:
        """Input and output at the first place; the output cell, and what leads there, only if it is ``made``."""
        step = self.step(which)
        output = self._output(which, self._pair.fits[1])
        actors: dict[str, Any] = {"input": self._read_in_pair(step, which)}
        if made:
            actors["beam_in"] = self._beam(step, which)
        actors["output"] = output.light(output.mask(*step.index[1:])) if made else output.switch_off()
        actors["window"] = Window(self._window_in_pair(step), self.style, flat=True)
        if which == LARGEST and made:
            actors["winner"] = Window(self._winner(step), self.style, flat=True, width=RING)
        if made:
            actors["cell"] = Window(self._cell_in_pair(step), self.style, flat=True, width=THIN)
        return {**actors, "labels": self._labels_of_pair(which)}

    def _beam(self, step: Step, which: int) -> Beam:
        """Light to the output's cell: from the one number that stays, or from all that a mean is made of."""
        beside = len(self.plan.pair) == 1
        start = self._winner(step) if which == LARGEST else self._window_in_pair(step)
        return Beam(start, self._cell_in_pair(step), self.style, down=not beside)

    def _labels_of_pair(self, which: int) -> Sheet:
        first, second = self._pair.fits
        row = [
            Tag(self.tongue.text("input"), self._of_channel, first.left),
            Tag(self.tongue.text(NAMES[WAYS[which]]), self._of_channel, second.left),
        ]
        return Sheet(self.labels_below(self._pair, row))

    def with_filter(self) -> dict[str, Any]:
        """The means once all are there, as a filter of equal weights makes them: at the last place."""
        step = self.steps(AVERAGE)[-1]
        given = self._read(step, AVERAGE)
        window, weights = self.window(step), self.weights()
        cell = self.cell(step, AVERAGE)
        actors: dict[str, Any] = {
            "input": given,
            "beam_in": Beam(window, weights.points, self.style, down=not self._filter_beside),
            "filter": weights,
            "output": self.output(AVERAGE, filled=True),
            "window": Window(window, self.style, flat=True),
            "cell": Window(cell, self.style, flat=True, width=THIN),
            "labels": self.labels(AVERAGE),
        }
        if self._output_beside:
            actors["beam_out"] = Beam(weights.points, cell, self.style)
        return actors

    # What of the input is left.

    def left(self) -> dict[str, VoxelTensor]:
        """The channel twice: lit are the numbers that are the largest of a window, and those that a mean has read."""
        fits = self.reads_rows(2).fits
        rows, columns = (slice(axis.start, axis.stop) for axis in self.view.input)
        masks = [self.pooled(LARGEST).kept(self.channel), reads(self.layer) > 0]
        names = ("input", "read")
        return {
            name: self._given(fit, AVERAGE).single_out(mask[None, rows, columns])
            for name, fit, mask in zip(names, fits, masks, strict=True)
        }

    def left_sizes(self) -> Sheet:
        """How many of how many, below either."""
        said = [self.cast.say("{n} of {total}", n=self.kept[WAYS[which]], total=self._every) for which in BOTH]
        of = [Phrase(self.tongue.text(NAMES[WAYS[which]])) for which in BOTH]
        return self.figures(self.reads_rows(2), said, of)

    def left_out(self) -> Sheet:
        """How many numbers leave no trace, for either way."""
        return self.formulas.left_out(self.lost, self.kept)

    # All channels.

    @cached_property
    def _deep(self) -> BlockRows:
        extent = self.channels.extent
        made = self._largest.need_of_output(extent)
        needs = [self.cast.need_of_input(extent), made, made]
        plan = self.plan
        found = stack_in_rows(needs, self.canvas.stage, plan.deep, gap=plan.gap, largest=plan.largest)
        first, *outputs = found.fits
        return replace(found, fits=[first, *map(self._grown, outputs)])

    def _block(self, content: Content, fit: BlockFit) -> VoxelTensor:
        ramps = self.cast.channel_ramps(self.channels.indices)
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, self.channels.places)

    @cached_property
    def _standing_deep(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        first, second, third = self._deep.fits
        chosen = self.channels.indices
        given = replace(self.cast.input_content(chosen), outside="")
        largest, average = (self._made(which, chosen) for which in BOTH)
        return self._block(given, first), self._block(largest, second), self._block(average, third)

    def _read_in_all(self, step: Step) -> VoxelTensor:
        tensor = self._standing_deep[0].copy()
        return tensor.single_out(tensor.mask(step.rows, step.columns))

    def all_channels(self) -> dict[str, Any]:
        """All channels before any is pooled, with a window through all of them at the first place."""
        step, (given, largest, average) = self.step(LARGEST), self._standing_deep
        return {
            "input": self._read_in_all(step),
            "output": largest.copy().switch_off(),
            "average": average.copy().switch_off(),
            "window": Window(given.around(step.rows, step.columns), self.style),
            "labels": self._labels_of_all(),
        }

    def all_pooled(self) -> dict[str, Any]:
        """The same with all that comes of them."""
        given, largest, average = self._standing_deep
        return {
            "input": given.copy(),
            "output": largest.copy(),
            "average": average.copy(),
            "labels": self._labels_of_all(),
        }

    def followers_of_all(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What goes along as all channels are pooled at once."""
        given, shown = self._standing_deep[0], self.channels.indices
        return [
            Framing(actor("window"), lambda step: given.around(step.rows, step.columns)),
            Lighting(actor("input"), lambda step: self._read_in_all(step).lit),
            Filling(actor("output"), shown),
            Filling(actor("average"), shown),
        ]

    def _labels_of_all(self) -> Sheet:
        shown = shown_of(self.channels, self.tongue, SHOWN)
        texts = [self.tongue.text("input"), *(self.tongue.text(NAMES[WAYS[which]]) for which in BOTH)]
        shapes = [self.cast.input_shape + shown, self.cast.output_shape, self.cast.output_shape]
        row = [Tag(text, shape, fit.left) for text, shape, fit in zip(texts, shapes, self._deep.fits, strict=True)]
        return Sheet(self.labels_below(self._deep, row))

    # Side by side.

    @cached_property
    def _results(self) -> BlockRows:
        need, plan = self._largest.need_of_output(self.channels.extent), self.plan
        found = stack_in_rows([need, need], self.canvas.stage, plan.compared, gap=plan.pair_gap, largest=LARGEST_RESULT)
        return self._in_the_middle([need, need], found, plan.compared)

    def results(self) -> dict[str, Any]:
        """Both outputs side by side, with their shapes."""
        chosen = self.channels.indices
        blocks = [
            self._block(self._made(which, chosen), fit) for which, fit in zip(BOTH, self._results.fits, strict=True)
        ]
        shapes = [self.cast.output_shape, self.cast.output_shape + shown_of(self.channels, self.tongue, SHOWN)]
        row = [
            Tag(self.tongue.text(NAMES[WAYS[which]]), shape, fit.left)
            for which, shape, fit in zip(BOTH, shapes, self._results.fits, strict=True)
        ]
        labels = Sheet(self.labels_below(self._results, row))
        return {"output": blocks[0], "average": blocks[1], "labels": labels}

    # What moves.

    def followers_in_pair(self, actor: Callable[[str], Any], which: int) -> list[Follower]:
        """What goes along from window to window; ``actor`` gives what stands on stage by its name."""
        shown: list[Follower] = [
            Framing(actor("window"), self._window_in_pair),
            Framing(actor("cell"), self._cell_in_pair),
        ]
        start = "window"
        if which == LARGEST:
            start = "winner"
            shown.append(Framing(actor("winner"), self._winner))
        return [
            *shown,
            Beaming(actor("beam_in"), actor(start), actor("cell")),
            Lighting(actor("input"), lambda step: self._read_in_pair(step, which).lit),
            Completing(actor("output")),
        ]

    def reading_in_pair(self, actor: Callable[[str], Any], which: int) -> Follower:
        """The ribbon's formula, which goes along, too."""
        return Reading(actor("formula"), lambda step: self.formulas.window(step, WAYS[which]))

    def formula(self, which: int) -> Sheet:
        """What the ribbon says of the first window."""
        return self.formulas.window(self.step(which), WAYS[which])
