"""The stamping tableau: a convolution's output, stamped back times the filter onto as many cells as the input has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Need, to_scene
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.cast import Cast
from convanim.mobjects.content import Content, Scale, scale_of
from convanim.mobjects.labels import Tag
from convanim.mobjects.shading import DIMMED
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Follower, Framing, Lighting, Reading
from convanim.ribbon.product import FILTERS
from convanim.ribbon.ribbon import Ribbon
from convanim.tableaux.transposed.accumulating import Accumulating
from convanim.tableaux.transposed.formulas import Formulas
from convanim.tableaux.transposed.told import Told
from convanim.theme.ramp import Ramp
from convanim.trace import Step

SMALL, FILTER, LARGE = range(3)
"""The blocks on the way back, in the order of their needs."""


@dataclass(frozen=True)
class StampingPlan:
    """How the blocks stand; rows are named from the top, and blocks in them from the left."""

    forth: tuple[tuple[int, ...], ...]
    """Input, filter and output of the convolution."""
    back: tuple[tuple[int, ...], ...]
    """Its output, the filter and what is stamped."""
    chain: tuple[tuple[int, ...], ...]
    """Input, output and what is stamped."""
    gap: float
    """From block to block in a row, in pixels."""
    largest: float = 60.0
    """A cell's side at most, in pixels."""


WIDE = StampingPlan(((0, 1, 2),), ((0, 1, 2),), ((0, 1, 2),), gap=110.0, largest=72.0)
UPRIGHT = StampingPlan(((0,), (1, 2)), ((0, 1), (2,)), ((0, 1), (2,)), gap=72.0, largest=84.0)


class Stamping(Told[StampingPlan]):
    """One channel, one filter, and the way back from what the layer makes of them."""

    plans = {
        "16:9": WIDE,
        "1:1": replace(WIDE, gap=24.0),
        "16:9 loop": replace(WIDE, gap=60.0),
        "9:16": UPRIGHT,
        "9:16 loop": replace(UPRIGHT, largest=104.0),
        "16:9 large": replace(WIDE, gap=60.0),
    }

    def __init__(self, cast: Cast, letter: str = "z") -> None:
        """``letter`` is what is made called by, in formulas."""
        super().__init__(cast)
        self.ribbon = Ribbon(cast)
        self.formulas = Formulas(cast, self.stamps, letter)

    # Where things stand.

    @cached_property
    def _forth(self) -> BlockRows:
        needs = [self.cast.need_of_input(1), Need(*self.layer.kernel, 1), self.cast.need_of_output(1)]
        return self.stacked(needs, self.plan.forth)

    @cached_property
    def _back(self) -> BlockRows:
        # As much room round what is stamped as stamps reach beyond it.
        needs = [self.cast.need_of_output(1), Need(*self.layer.kernel, 1), self.cast.need_of_input(1)]
        return self.stacked(needs, self.plan.back)

    @cached_property
    def _chain(self) -> BlockRows:
        large = self.cast.need_of_input(1, padded=False)
        return self.stacked([large, self.cast.need_of_output(1), large], self.plan.chain)

    def stacked(self, needs: list[Need], rows: tuple[tuple[int, ...], ...]) -> BlockRows:
        """Rows of blocks on the stage, as far apart and as large as this plan has them."""
        return stack_in_rows(needs, self.canvas.stage, rows, gap=self.plan.gap, largest=self.plan.largest)

    # The blocks.

    def _input(self, rows: BlockRows) -> VoxelTensor:
        return VoxelTensor(self.cast.input_content([0]), self.cast.channel_ramps([0]), rows.fits[0], self.style)

    def _filter(self, rows: BlockRows) -> VoxelTensor:
        content, ramps = self.cast.filter_content(0, [0]), self.cast.filter_ramps([0])
        return VoxelTensor(content, ramps, rows.fits[FILTER], self.style)

    def _output(self, rows: BlockRows, which: int) -> VoxelTensor:
        content, ramps = self.cast.output_content([0]), self.cast.filter_ramps([0])
        return VoxelTensor(content, ramps, rows.fits[which], self.style)

    def large(
        self, name: str, values: Any, index: int, scale: Scale, fit: BlockFit, ramp: Ramp | None = None
    ) -> VoxelTensor:
        """Numbers (H, W) of the whole layer, as many of them as are shown, where the stamps land."""
        down, across = self.view.input
        shown = values[None, down.start : down.stop, across.start : across.stop]
        origin, pads = (down.start, across.start), self.view.padding
        content = Content(name, shown, [(index,)], *scale, self.tongue, origin, pads=pads)
        ramps = self.cast.channel_ramps([0]) if ramp is None else [ramp]
        return VoxelTensor(content, ramps, fit, self.style)

    @cached_property
    def _scale(self) -> Scale:
        return scale_of(self.stamps.output)

    def stamped(self, step: Step | None) -> VoxelTensor:
        """What stands there after a stamp (None: before the first one); what none has reached is glass."""
        number = 0 if step is None else self.stamps.number(step)
        made = self.large("stamped", self.stamps.after(number), number, self._scale, self._back.fits[LARGE])
        down, across = self.view.input
        reached = self.stamps.counts_after(number)[None, down.start : down.stop, across.start : across.stop] > 0
        return made.light(reached | self.layer.bias)

    def made(self, rows: BlockRows | None = None) -> VoxelTensor:
        """What the transpose makes."""
        fit = (rows or self._back).fits[LARGE]
        return self.large("transposed", self.stamps.output[0], 0, self._scale, fit)

    def counted(self) -> VoxelTensor:
        """How many stamps each of its cells is made of, in place of the numbers."""
        counts = self.stamps.counts
        scale = float(counts.min()), float(counts.max())
        return self.large("stamp_count", counts, 0, scale, self._back.fits[LARGE], self.theme.ramp_of_whole())

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        return self._output(self._back, SMALL), self._filter(self._back), self.made()

    # Tableaux.

    def forth(self, made: bool = True) -> dict[str, Any]:
        """The convolution in the middle of its way; its output cell only if that is ``made``."""
        rows, step = self._forth, self.cast.step(0, 2, 2)
        given, filter_, output = self._input(rows).rim(), self._filter(rows), self._output(rows, 2)
        given.single_out(given.mask(step.rows, step.columns)).cover(step.rows, step.columns)
        window, cell = given.around(step.rows, step.columns, front=True), output.around(*step.index[1:], front=True)
        lit = output.light(output.mask(*step.index[1:]))
        actors: dict[str, Any] = {
            "input": given,
            "beam_in": Beam(window, filter_.points, self.style),
            "filter": filter_,
            "output": lit if made else lit.switch_off(),
            "window": Window(window, self.style, flat=True),
            "labels": self._labels(rows, forth=True),
        }
        if made:
            if any({1, 2} <= set(row) for row in self.plan.forth):
                actors["beam_out"] = Beam(filter_.points, cell, self.style)
            actors["cell"] = Window(cell, self.style, flat=True)
        return actors

    def forth_done(self) -> dict[str, Any]:
        """The same with all of its output."""
        return {**self.forth(), "output": self._output(self._forth, 2)}

    def forth_step(self) -> Step:
        """The step that is told of the convolution."""
        return self.cast.step(0, 2, 2)

    def alone(self, forth: bool) -> dict[str, Any]:
        """The output by itself, where the way ``forth`` has made it, or where the way back begins."""
        return {"output": self._output(self._forth, 2) if forth else self._standing[SMALL].copy()}

    def blank(self, step: Step) -> dict[str, Any]:
        """The way back before a stamp: the number that is to be stamped is framed."""
        small, filter_, _ = self._standing
        read = small.copy()
        return {
            "output": read.single_out(read.mask(*step.index[1:])),
            "beam_in": Beam(self.cell(step), filter_.points, self.style, down=not self._filter_beside),
            "filter": filter_.copy(),
            "stamped": self.stamped(self._before(step)),
            "cell": Window(self.cell(step), self.style, flat=True),
            "labels": self._labels(self._back),
        }

    def at(self, step: Step) -> dict[str, Any]:
        """The way back once a stamp has landed."""
        actors = self.blank(step)
        beam = Beam(self._standing[1].points, self.window(step), self.style, down=not self._result_beside)
        # Light goes behind what is stamped, or it would lie over its numbers.
        return {
            "output": actors["output"],
            "beam_in": actors["beam_in"],
            "beam_out": beam,
            "stamped": self.stamped(step),
            "taps": self.taps(step),
            "filter": actors["filter"],
            "cell": actors["cell"],
            "window": Window(self.window(step), self.style, flat=True),
            "labels": actors["labels"],
        }

    def before(self) -> dict[str, Any]:
        """All that is needed before the first stamp: what is read, the filter, and nothing made yet."""
        return {**self.whole(), "stamped": self.stamped(None)}

    def bare(self, step: Step | None) -> dict[str, Any]:
        """The same for the loop; before the first stamp nothing is framed."""
        actors = self.at(step or self.first)
        if step is None:
            actors["stamped"] = self.stamped(None)
        return {name: actor for name, actor in actors.items() if name != "beam_out"}

    def whole(self) -> dict[str, Any]:
        """The way back with all that it makes."""
        small, filter_, _ = self._standing
        return {
            "output": small.copy(),
            "filter": filter_.copy(),
            "stamped": self.made(),
            "labels": self._labels(self._back),
        }

    def reaching(self) -> dict[str, Any]:
        """One cell that is made, and the cells and weights that it is made of."""
        row, column = self.common
        actors, reaches = self.whole(), self.stamps.reaching(row, column)
        small, filter_, large = (actors[name] for name in ("output", "filter", "stamped"))
        places, taps = small.mask([], []), filter_.mask([], [])
        for reach in reaches:
            places |= small.mask(*reach.place)
            taps |= filter_.mask(*reach.tap)
        ends = []
        (read,), (weights,) = small.slabs(), filter_.slabs()
        top, side = small.content.origin
        for reach in reaches:
            (y, x), (i, j) = reach.place, reach.tap
            if y - top in range(small.shape[1]) and x - side in range(small.shape[2]):
                ends += [read.at(y - top + 0.5, x - side + 0.5), weights.at(i + 0.5, j + 0.5)]
            ends += [weights.at(i + 0.5, j + 0.5), self._spot(large, row, column)]
        return {
            "output": small.single_out(places),
            "stamped": large.single_out(large.mask(row, column)),
            "taps": self._bundle(to_scene(np.array(ends))),
            "filter": filter_.single_out(taps),
            "window": Window(large.around(row, column, front=True), self.style, flat=True),
            "labels": actors["labels"],
        }

    def tally(self) -> dict[str, Any]:
        """How many stamps every cell is made of."""
        actors = self.whole()
        for name in ("output", "filter"):
            actors[name].light(DIMMED)
        return {**actors, "stamped": self.counted(), "labels": self._labels(self._back, made=message("stamps in each"))}

    def chain(self) -> dict[str, Any]:
        """Input, output, and what the transpose makes of that, with one window there and back."""
        rows, step = self._chain, self.forth_step()
        given, read, made = self._input(rows), self._output(rows, 1), self.made(rows)
        cell = read.around(*step.index[1:], front=True)
        windows = [block.around(step.rows, step.columns, front=True) for block in (given, made)]
        beside = [any({one, one + 1} <= set(row) for row in self.plan.chain) for one in (0, 1)]
        return {
            "beam_in": Beam(windows[0], cell, self.style, down=not beside[0]),
            "beam_out": Beam(cell, windows[1], self.style, down=not beside[1]),
            "input": given,
            "output": read,
            "stamped": made,
            "window": Window(windows[0], self.style, flat=True),
            "cell": Window(cell, self.style, flat=True),
            "window_back": Window(windows[1], self.style, flat=True),
            "labels": self._chain_labels(rows),
        }

    # Frames, lines and words.

    @property
    def _filter_beside(self) -> bool:
        return any({SMALL, FILTER} <= set(row) for row in self.plan.back)

    @property
    def _result_beside(self) -> bool:
        return any({FILTER, LARGE} <= set(row) for row in self.plan.back)

    def _before(self, step: Step) -> Step | None:
        number = self.stamps.number(step) - 1
        rows, columns = divmod(number - 1, self.layer.output_size[1])
        return self.cast.trace.step(0, rows, columns) if number else None

    def window(self, step: Step) -> Floats:
        """Scene points (4, 3) round where a stamp lands."""
        return self._standing[LARGE].around(step.rows, step.columns, front=True)

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round the number that is stamped."""
        return self._standing[SMALL].around(*step.index[1:], front=True)

    def _spot(self, large: VoxelTensor, row: int, column: int) -> Floats:
        """The middle of a cell, in pixels."""
        top, side = large.content.origin
        return large.slabs()[0].at(row - top + 0.5, column - side + 0.5)

    def tapped(self, step: Step) -> Floats:
        """Scene points (2 * weights, 3): from every weight to the cell that its product is added to."""
        _, filter_, large = self._standing
        weights = filter_.slabs()[0]
        ends = [
            point
            for i, row in enumerate(step.rows)
            for j, column in enumerate(step.columns)
            for point in (weights.at(i + 0.5, j + 0.5), self._spot(large, row, column))
        ]
        return to_scene(np.array(ends))

    def taps(self, step: Step) -> Bundle:
        """A line from every weight to the cell that its product is added to."""
        return self._bundle(self.tapped(step))

    def _bundle(self, points: Floats) -> Bundle:
        hue = self.cast.filter_ramps([0])[0].signal
        return Bundle(points, [hue] * (len(points) // 2), self.style, 2.0, 0.55)

    def _labels(self, rows: BlockRows, forth: bool = False, made: str = "output") -> Sheet:
        text, cast = self.tongue.text, self.cast
        shapes = (cast.input_shape, cast.output_shape) if forth else (cast.output_shape, cast.input_shape)
        filter_ = cast.say("{kernel_rows}×{kernel_columns}")
        first, second, third = rows.fits
        row = [
            Tag(text("input"), shapes[0], first.left),
            Tag(text(FILTERS, n=1), filter_, second.left),
            Tag(text(made), shapes[1], third.left),
        ]
        return Sheet(self.labels_below(rows, row))

    def _chain_labels(self, rows: BlockRows) -> Sheet:
        text, cast = self.tongue.text, self.cast
        first, second, third = rows.fits
        row = [
            Tag(text("input"), cast.input_shape, first.left),
            Tag(text(message("convolution")), cast.output_shape, second.left),
            Tag(text("transposed"), cast.input_shape, third.left),
        ]
        return Sheet(self.labels_below(rows, row))

    # What moves.

    def followers(self, actor: Callable[[str], Any], told: bool = True) -> list[Follower]:
        """What goes along from stamp to stamp; ``actor`` gives what stands on stage by its name.

        In a loop, where no numbers are ``told``, there is no light over what is stamped, and no formula.
        """
        small: VoxelTensor = actor("output")

        def read(step: Step) -> Any:
            one = small.copy()
            return one.single_out(one.mask(*step.index[1:])).lit

        shown: list[Follower] = [
            Framing(actor("cell"), self.cell),
            Framing(actor("window"), self.window),
            Framing(actor("taps"), self.tapped),
            Beaming(actor("beam_in"), actor("cell"), actor("filter")),
            Lighting(small, read),
            Accumulating(actor("stamped"), self.stamped),
        ]
        if told:
            shown += [
                Beaming(actor("beam_out"), actor("filter"), actor("window")),
                Reading(actor("formula"), self.formulas.meeting),
            ]
        return shown
