"""The pipeline tableau: input, depthwise filters, middle block, pointwise filters, output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.geometry import Floats
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.filter_row import SMALLEST, FilterRow
from convanim.mobjects.labels import Tag, tags_on_lines
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window, frame_width
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting
from convanim.tableaux.separable.pipeline_places import INPUT, MIDDLE, OUTPUT, PipelinePlaces, PipelinePlan
from convanim.tableaux.separable.separable_tableau import SeparableTableau
from convanim.trace import Step

Cells = NDArray[np.bool_]
"""Which cells (slabs, rows, columns) of a block."""
LARGEST = 30.0
"""A pointwise filter's side at most, in pixels."""
WIDE = PipelinePlan(
    rows=((INPUT, MIDDLE, OUTPUT),),
    gap=360.0,
    share_above=0.28,
    band=208.0,
    filters_beside=False,
    depthwise_margin=60.0,
    pointwise_margin=30.0,
)
UPRIGHT = replace(
    WIDE, rows=((INPUT,), (MIDDLE,), (OUTPUT,)), share_above=0.0, filters_beside=True, pointwise_margin=0.0
)
WIDE_LARGE = replace(WIDE, gap=190.0, share_above=0.3, band=66.0, depthwise_margin=20.0, filters_told=False)


class Pipeline(SeparableTableau[PipelinePlan]):
    """A depthwise-separable layer: data flows from the input to the output, through both halves.

    ``between`` is what stands between both, by its names.
    """

    plans = {
        "16:9": WIDE,
        "1:1": replace(WIDE, gap=90.0, share_above=0.36, band=98.0, depthwise_margin=10.0, pointwise_margin=0.0),
        "9:16": UPRIGHT,
        "16:9 large": WIDE_LARGE,
        "16:9 loop": replace(WIDE_LARGE, gap=150.0, band=190.0, depthwise_margin=10.0),
        "1:1 loop": UPRIGHT,
    }
    cropped_plans = {
        "16:9": replace(WIDE, gap=230.0),
        "16:9 large": replace(WIDE_LARGE, gap=110.0, share_above=0.4, depthwise_margin=10.0),
    }

    def __init__(self, depthwise: Cast, pointwise: Cast, between: Phrase | None = None) -> None:
        super().__init__(depthwise, depthwise, pointwise)
        self.between = between or Phrase()

    @cached_property
    def places(self) -> PipelinePlaces:
        """Where blocks and depthwise filters stand."""
        needs = (
            self.depthwise.need_of_input(self.channels.extent),
            self.depthwise.need_of_output(self.channels.extent),
            self.pointwise.need_of_output(self.filters.extent),
        )
        return PipelinePlaces(self.plan, self.canvas.stage, needs, self.layer.kernel)

    @cached_property
    def pointwise_filters(self) -> FilterRow:
        """The pointwise filters, in the middle of their room, at its bottom."""
        _, room = self.places.filter_rooms
        margin = self.plan.pointwise_margin
        smallest = FilterRow(self.pointwise, self.channels, self.filters, room.left + margin, room.bottom, SMALLEST)
        row = FilterRow.within(
            self.pointwise,
            self.channels,
            self.filters,
            left=room.left + margin,
            bottom=room.bottom,
            width=room.width - 2 * margin,
            height=room.height,
            largest=LARGEST,
        )
        row = row or smallest
        return replace(row, left=(room.left + room.right - row.width) / 2)

    # Blocks.

    def input(self) -> VoxelTensor:
        """The input block."""
        return self.input_block(self.places.fits[INPUT]).rim()

    def _read(self, step: Step) -> VoxelTensor:
        """The input where a depthwise step reads it, and the rest of it dimmed."""
        return self.input().single_out(self.in_window(step)).cover(step.rows, step.columns)

    def middle(self) -> VoxelTensor:
        """The middle block, all of it computed."""
        return self.middle_block(self.places.fits[MIDDLE])

    def sums(self) -> VoxelTensor:
        """The middle block as the depthwise filters make it, before norms and activations."""
        return self.sums_block(self.places.fits[MIDDLE])

    def output(self) -> VoxelTensor:
        """The output block, all of it computed."""
        return self.output_block(self.pointwise, self.places.fits[OUTPUT])

    def depthwise_filters(self) -> VoxelTensor:
        """The depthwise filters, one a channel."""
        return self.depthwise_filter_block(self.places.depthwise_filters)

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        """The blocks as they stand, to measure by."""
        return self.input(), self.middle(), self.output()

    # What goes with a step: scene points (4, 3) for frames, and masks of the cells that it reads.

    def window(self, step: Step) -> Floats:
        """Round a depthwise step's window, through all channels of the input."""
        return self._standing[INPUT].around(step.rows, step.columns)

    def pixel(self, step: Step) -> Floats:
        """Round a step's pixel on the middle block's front."""
        _, row, column = step.index
        return self._standing[MIDDLE].around(row, column, front=True)

    def needle(self, step: Step) -> Floats:
        """Round a step's pixel through all channels of the middle block."""
        _, row, column = step.index
        return self._standing[MIDDLE].around(row, column)

    def cell(self, step: Step) -> Floats:
        """Round a step's cell on the output block's front."""
        _, row, column = step.index
        return self._standing[OUTPUT].around(row, column, front=True)

    def in_window(self, step: Step) -> Cells:
        """A mask over the input block: what a depthwise step reads, in all channels."""
        return self._standing[INPUT].mask(step.rows, step.columns)

    def on_needle(self, step: Step) -> Cells:
        """A mask over the middle block: a step's pixel, in all channels."""
        _, row, column = step.index
        return self._standing[MIDDLE].mask(row, column)

    # Tableaux, back to front.

    def whole(self) -> dict[str, Any]:
        """All that flows through both halves, and the way of one output cell."""
        step = self.chosen_step()
        source = self.source_of(step)
        return {
            "input": self.input(),
            "middle": self.middle(),
            "output": self.output(),
            "beam_in": self._beam(self.window(source), self.needle(source)),
            "beam_out": self._beam(self.needle(step), self.cell(step)),
            "depthwise_filters": self.depthwise_filters(),
            "pointwise_filters": self.pointwise_filters.sheet(lit=True),
            **self._signs(),
            "window": self._frame(self.window(source), INPUT),
            "needle": self._frame(self.needle(step), MIDDLE),
            "cell": self._frame(self.cell(step), OUTPUT, flat=True),
        }

    def depthwise_at(self, step: Step) -> dict[str, Any]:
        """The window of a depthwise step, through all channels, and the middle pixel that it makes."""
        return {
            "input": self._read(step),
            "middle": self.sums().switch_off(),
            "output": self.output().switch_off().unhue(),
            "beam_in": self._beam(self.window(step), self.pixel(step), self.places.fits[MIDDLE].left),
            "depthwise_filters": self.depthwise_filters(),
            "pointwise_filters": self.pointwise_filters.sheet(),
            **self._signs(bent=False),
            "window": self._frame(self.window(step), INPUT),
            "pixel": self._frame(self.pixel(step), MIDDLE, flat=True),
        }

    def middle_at(self, step: Step) -> VoxelTensor:
        """The middle block when a depthwise step, the first one, has made its pixel in all channels."""
        return self.sums().light(self.on_needle(step))

    def bending(self, cells: Sequence[tuple[int, int, int]]) -> dict[str, Any]:
        """The middle block before norms and activations, with a frame round each of these cells of it, on its front."""
        around = {
            f"framed_{k}": self._frame(self._standing[MIDDLE].around(row, column, front=True), MIDDLE, flat=True)
            for k, (_, row, column) in enumerate(cells)
        }
        return {
            "input": self.input().single_out(False).rim(()),
            "middle": self.sums(),
            "output": self.output().switch_off().unhue(),
            "ellipses": self.ellipses(zip(self._standing, (self.channels, self.channels, self.filters), strict=True)),
            "labels": self.labels(bent=False, filters=False),
            **around,
        }

    def depthwise_followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when the window walks; ``actor`` gives what stands on stage under a name."""
        return [
            Lighting(actor("input"), lambda step: self._read(step).lit),
            Framing(actor("window"), self.window, tells=True),
            Framing(actor("pixel"), self.pixel),
            Beaming(actor("beam_in"), actor("window"), actor("pixel")),
            Filling(actor("middle"), self.channels.indices),
        ]

    def pointwise_at(self, step: Step) -> dict[str, Any]:
        """The needle of a pointwise step, and the output cells that all filters make of it."""
        return {
            "input": self.input().single_out(False).rim(()),
            "middle": self.middle().single_out(self.on_needle(step)),
            "output": self.output().switch_off(),
            "beam_out": self._beam(self.needle(step), self.cell(step), self.places.fits[OUTPUT].left),
            "depthwise_filters": self.depthwise_filters().single_out(False),
            "pointwise_filters": self.pointwise_filters.sheet(lit=True),
            **self._signs(),
            "needle": self._frame(self.needle(step), MIDDLE),
            "cell": self._frame(self.cell(step), OUTPUT, flat=True),
        }

    def output_at(self, step: Step) -> VoxelTensor:
        """The output when a pointwise step, the first one, has made its pixel in all channels."""
        _, row, column = step.index
        return self.output().light(self._standing[OUTPUT].mask(row, column))

    def pointwise_followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when the needle walks through the middle block."""
        return [
            Lighting(actor("middle"), lambda step: self.middle().single_out(self.on_needle(step)).lit),
            Framing(actor("needle"), self.needle),
            Framing(actor("cell"), self.cell),
            Beaming(actor("beam_out"), actor("needle"), actor("cell")),
            Filling(actor("output"), self.filters.indices),
        ]

    def traced(self, step: Step, back: int) -> dict[str, Any]:
        """One output cell and what it depends on: ``back`` is 1 for the cell, 2 for the needle as well, 3 for all."""
        source, (filter, row, column) = self.source_of(step), step.index
        input, middle, depthwise_filters = self.input(), self.middle(), self.depthwise_filters()
        needle, window = back > 1, back > 2
        return {
            "input": self._read(source) if window else input.single_out(False).rim(()),
            "middle": middle.single_out(needle and self.on_needle(step)),
            "output": self.output().single_out(self._standing[OUTPUT].mask(row, column, filter)),
            "beam_in": self._beam(self.window(source), self.needle(source)) if window else None,
            "beam_out": self._beam(self.needle(step), self.cell(step)) if needle else None,
            "depthwise_filters": depthwise_filters if window else depthwise_filters.single_out(False),
            "pointwise_filters": self.pointwise_filters.sheet(without=filter),
            "pointwise_filter": self.pointwise_filters.filter(filter),
            **self._signs(),
            "window": self._frame(self.window(source), INPUT) if window else None,
            "needle": self._frame(self.needle(step), MIDDLE) if needle else None,
            "pointwise_frame": self._filter_frame(filter) if needle else None,
            "cell": self._frame(self.cell(step), OUTPUT, flat=True),
        }

    def _beam(self, start: Floats, end: Floats, to_x: float | None = None) -> Beam:
        return Beam(start, end, self.style, to_x=to_x, down=self.plan.filters_beside)

    def _frame(self, points: Floats, which: int, flat: bool = False) -> Window:
        return Window(points, self.style, flat=flat, width=frame_width(self.places.fits[which].cell))

    def _filter_frame(self, filter: int) -> Window:
        return Window(self.pointwise_filters.filter(filter).whole(), self.style, width=4.0)

    # Signs and words.

    def _signs(self, bent: bool = True) -> dict[str, Any]:
        """What stands round the blocks and does not move; ``bent`` as for ``labels``."""
        input, middle, output = self._standing
        shown = (
            (input, self.channels),
            (middle, self.channels),
            (output, self.filters),
            (self.depthwise_filters(), self.channels),
        )
        return {"ellipses": self.ellipses(shown), "labels": self.labels(bent)}

    def labels(self, bent: bool = True, filters: bool = True) -> Sheet:
        """What stands where: below the blocks, and below the filters or on the line of what they read.

        With ``bent`` it is said what norms and activations have been at the middle; ``filters`` may be left out.
        """
        text, rows, fits = self.tongue.text, self.places.rows, self.places.fits
        channels, made = (shown_of(sample, self.tongue, SHOWN) for sample in (self.channels, self.filters))
        starts = [fit.left for fit in fits]
        starts[INPUT] -= self.view.padding[1][0] * fits[INPUT].cell
        if self.plan.filters_beside:
            starts = [self.places.beside_light] * len(fits)
        between_both = Phrase() if not (bent and self.between.text) else ", " + self.between
        blocks = (
            Tag(text("input"), self.depthwise.input_shape + channels, starts[INPUT]),
            Tag(text("middle"), self.depthwise.output_shape + channels + between_both, starts[MIDDLE]),
            Tag(text("output"), self.pointwise.output_shape + made, starts[OUTPUT]),
        )
        shapes = (self.depthwise.filters_shape, self.pointwise.filters_shape) if self.plan.filters_told else ("", "")
        between = (
            Tag(text("depthwise"), shapes[0], self.places.depthwise_filters.left),
            Tag(text("pointwise"), shapes[1], self.pointwise_filters.left),
        )
        placed = [(tag, rows.label_line(which)) for which, tag in enumerate(blocks)]
        if not filters:
            return Sheet(tags_on_lines(placed, self.style))
        if self.plan.filters_beside:
            placed += [(tag, rows.label_line(which)) for which, tag in enumerate(between)]
            return Sheet(tags_on_lines(placed, self.style))
        below = [(tag, room.bottom + LABEL_DROP) for tag, room in zip(between, self.places.filter_rooms, strict=True)]
        # Beside pictures of whole channels, where there are any.
        return Sheet(tags_on_lines(placed, self.style) + tags_on_lines(below, self.style, self.canvas.stage))
