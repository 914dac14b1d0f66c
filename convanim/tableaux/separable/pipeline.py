"""The pipeline tableau: input, depthwise filters, middle block, pointwise filters, output."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import LABEL_DROP, BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Region
from convanim.layout.selection import Sample
from convanim.mobjects.caption import Tag, tags
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.filter_row import FilterRow
from convanim.mobjects.marks import ellipsis, flat
from convanim.mobjects.tensor import VoxelTensor, prism
from convanim.mobjects.window import Beam, Window, frame_width
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting, stops
from convanim.scene.tableau import Tableau
from convanim.tableaux.depthwise.stacks import window_cells
from convanim.trace import Step

MOST_PIPED = 9
"""So many channels of a block are shown at most; of more, a sample is."""
GAP, LOW_GAP = 360.0, 230.0
"""Room between blocks, in pixels, for the filters above; the second where pictures stand beside the stage."""
BAND, LOW_BAND = 208.0, 98.0
"""The height of the band where the filters stand, with their labels below, in a wide frame and in a square."""
SPREAD = 1.35
"""From depthwise filter to depthwise filter, in thicknesses."""


class Pipeline(Tableau[None]):
    """A depthwise-separable layer: two casts, of which the second reads what the first one makes."""

    def __init__(self, depthwise: Cast, pointwise: Cast) -> None:
        super().__init__(depthwise)
        self.depthwise = depthwise
        self.pointwise = pointwise
        self.channels = depthwise.channels(MOST_PIPED)
        self.filters = pointwise.filters(MOST_PIPED)

    # Steps.

    def stops(self) -> list[Step]:
        """The depthwise steps of the first shown channel at which the window stops; all others go along."""
        return stops(self.depthwise.trace, self.channels.indices[0], self.depthwise.view)

    def needle_stops(self) -> list[Step]:
        """The pointwise steps of the first filter at which the needle stops; all others go along."""
        return stops(self.pointwise.trace, 0, self.pointwise.view)

    def chosen(self) -> Step:
        """The pointwise step of the output cell that is traced back: one well inside."""
        return self.pointwise.step(0, 4, 2)

    def source(self, step: Step) -> Step:
        """The depthwise step that makes the first of the middle cells that a pointwise step reads."""
        _, row, column = step.index
        return self.depthwise.trace.step(self.channels.indices[0], row, column)

    # Blocks and filters.

    @property
    def _fits(self) -> list[BlockFit]:
        return self._shelves.fits

    @cached_property
    def _shelves(self) -> BlockRows:
        needs = [
            self.depthwise.need_of_input(self.channels.extent),
            self.depthwise.need_of_output(self.channels.extent),
            self.pointwise.need_of_output(self.filters.extent),
        ]
        stage = self.canvas.stage
        if self.canvas.tall:
            return stack_in_rows(needs, stage, [(0,), (1,), (2,)], largest=56)
        if self.canvas.narrow:
            return stack_in_rows(needs, stage.inset(top=LOW_BAND + LABEL_DROP + 10), [(0, 1, 2)], gap=90, largest=56)
        gap = LOW_GAP if self.depthwise.cropped else GAP
        return stack_in_rows(needs, stage.inset(top=stage.height * 0.28), [(0, 1, 2)], gap=gap, largest=56)

    def input(self) -> VoxelTensor:
        """The input block."""
        content = self.depthwise.input_content(self.channels.indices)
        return self._block(0, content, self.depthwise, self.channels)

    def middle(self) -> VoxelTensor:
        """The middle block, all of it computed."""
        content = self.depthwise.output_content(self.channels.indices)
        return self._block(1, content, self.depthwise, self.channels)

    def output(self) -> VoxelTensor:
        """The output block, all of it computed."""
        content = self.pointwise.output_content(self.filters.indices)
        return self._block(2, content, self.pointwise, self.filters)

    def _block(self, which: int, content: Content, cast: Cast, sample: Sample) -> VoxelTensor:
        ramps = (cast.channel_ramps if which < 2 else cast.filter_ramps)(sample.indices)
        return VoxelTensor(content, ramps, self._fits[which], self.style).stand(self._fits[which], sample.places)

    @cached_property
    def _gaps(self) -> list[tuple[float, float]]:
        """Left and right of the free room between blocks, in pixels."""
        rooms = []
        for which, (layer_size, sample) in enumerate(
            ((self.depthwise.view.size, self.channels), (self.depthwise.view.output_size, self.channels))
        ):
            fit = self._fits[which]
            right = fit.left + layer_size[1] * fit.cell + sample.extent * fit.depth[0]
            rooms.append((right, self.canvas.stage.right if self.canvas.tall else self._fits[which + 1].left))
        return rooms

    @cached_property
    def _bands(self) -> list[Region]:
        """Where depthwise and pointwise filters stand: above the room between blocks, or beside what they read."""
        stage = self.canvas.stage
        if self.canvas.tall:
            rows = [self._shelves.places[which] for which in (0, 1)]
            return [
                Region(left + 40, row.top, right, row.bottom)
                for row, (left, right) in zip(rows, self._gaps, strict=True)
            ]
        bottom = stage.top + (LOW_BAND if self.canvas.narrow else BAND)
        return [Region(left, stage.top, right, bottom) for left, right in self._gaps]

    @cached_property
    def _kernel_fit(self) -> BlockFit:
        rows, columns = self.depthwise.layer.kernel
        deep = (self.channels.extent - 1) * SPREAD + 1
        band = self._bands[0]
        left, right = band.left, band.right
        wide, tall = columns + deep * DEPTH[0], rows - deep * DEPTH[1]
        cell = min(36.0, band.height / tall, (right - left - (10 if self.canvas.narrow else 60)) / wide)
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        return BlockFit(
            cell,
            (left + right - wide * cell) / 2,
            band.bottom - rows * cell,
            (depth[0] * SPREAD, depth[1] * SPREAD),
            depth,
        )

    def kernels(self) -> VoxelTensor:
        """The depthwise filters, one a channel."""
        content = self.depthwise.filters_content(self.channels.indices)
        ramps = self.depthwise.filter_ramps(self.channels.indices)
        return VoxelTensor(content, ramps, self._kernel_fit, self.style).stand(self._kernel_fit, self.channels.places)

    @cached_property
    def bank(self) -> FilterRow:
        """The pointwise filters."""
        band, side = self._bands[1], 0.0 if self.canvas.narrow else 30.0
        left, right = band.left, band.right
        found = FilterRow.within(
            self.pointwise,
            self.channels,
            self.filters,
            left=left + side,
            bottom=band.bottom,
            width=right - left - 2 * side,
            height=band.height,
            largest=30,
        )
        bank = found or FilterRow(self.pointwise, self.channels, self.filters, left + side, band.bottom, 10.0)
        middle = (left + right - bank.width) / 2
        return FilterRow(bank.cast, bank.channels, bank.filters, middle, bank.bottom, bank.cell)

    # What a step lights.

    def in_window(self, step: Step) -> Floats:
        """A mask over the input block: what a depthwise step reads, in all channels."""
        mask = np.zeros(self.input_.shape)
        rows, columns = self.depthwise.view.input
        down = [row - rows.start for row in step.rows if row in rows]
        across = [column - columns.start for column in step.columns if column in columns]
        mask[np.ix_(range(len(mask)), down, across)] = 1.0
        return mask

    def on_needle(self, step: Step) -> Floats:
        """A mask over the middle block: one pixel through all channels."""
        mask = np.zeros(self.middle_.shape)
        mask[:, *self._spot(step)] = 1.0
        return mask

    def one_cell(self, step: Step) -> Floats:
        """A mask over the output block: a pointwise step's own cell."""
        mask = np.zeros(self.output_.shape)
        mask[self.filters.indices.index(step.index[0]), *self._spot(step)] = 1.0
        return mask

    def _spot(self, step: Step) -> tuple[int, int]:
        """Where a step's output cell is among the rows and columns that are shown."""
        rows, columns = self.pointwise.view.output
        return step.index[1] - rows.start, step.index[2] - columns.start

    # Frames and beams.

    def window(self, step: Step) -> Floats:
        """Scene points (4, 3) round a depthwise step's window through all channels."""
        return prism(self.input_, range(len(self.channels.indices)), *window_cells(step))

    def needle(self, step: Step) -> Floats:
        """Scene points (4, 3) round a pixel of the middle block, through all channels."""
        _, row, column = step.index
        return prism(self.middle_, range(len(self.channels.indices)), (row, row + 1), (column, column + 1))

    def needle_front(self, step: Step) -> Floats:
        """Scene points (4, 3) round a pixel on the middle block's front."""
        return flat(self.needle(step))

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round a step's cell on the output block's front."""
        _, row, column = step.index
        return flat(prism(self.output_, [0], (row, row + 1), (column, column + 1)))

    def mixer(self, filter: int = 0) -> Floats:
        """Scene points (4, 3) round one pointwise filter."""
        return prism(self.bank.filter(filter), range(len(self.channels.indices)), (0, 1), (0, 1))

    def window_frame(self, step: Step) -> Window:
        """A frame round a depthwise step's window."""
        return Window(self.window(step), self.style, width=frame_width(self._fits[0].cell))

    def needle_frame(self, step: Step) -> Window:
        """A frame round a pixel of the middle block, through all channels."""
        return Window(self.needle(step), self.style, width=frame_width(self._fits[1].cell))

    def cell_frame(self, step: Step) -> Window:
        """A frame round a step's output cell."""
        return Window(self.cell(step), self.style, flat=True, width=frame_width(self._fits[2].cell))

    def mixer_frame(self, filter: int = 0) -> Window:
        """A frame round one pointwise filter."""
        return Window(self.mixer(filter), self.style, width=4.0)

    def beam_in(self, step: Step) -> Beam:
        """Light from a depthwise step's window to its pixel of the middle block."""
        return Beam(self.window(step), self.needle(step), self.style, down=self.canvas.tall)

    def beam_out(self, step: Step) -> Beam:
        """Light from a pixel of the middle block to a cell of the output."""
        return Beam(self.needle(step), self.cell(step), self.style, down=self.canvas.tall)

    @cached_property
    def input_(self) -> VoxelTensor:
        """The input block as it stands, to measure by."""
        return self.input()

    @cached_property
    def middle_(self) -> VoxelTensor:
        """The middle block as it stands, to measure by."""
        return self.middle()

    @cached_property
    def output_(self) -> VoxelTensor:
        """The output block as it stands, to measure by."""
        return self.output()

    # Words.

    def labels(self) -> Sheet:
        """What stands where."""
        a, b, c = self._fits
        tongue = self.depthwise.tongue
        text = tongue.text
        shown = [shown_of(sample, tongue, SHOWN) for sample in (self.channels, self.filters)]
        left = a.left - self.depthwise.view.padding[1][0] * a.cell
        each = [self.depthwise.filters_shape, self.pointwise.filters_shape]
        blocks = [
            Tag(text("input"), self.depthwise.input_shape + shown[0], left),
            Tag(text("middle"), self.depthwise.output_shape + shown[0], b.left),
            Tag(text("output"), self.pointwise.output_shape + shown[1], c.left),
        ]
        filters = [
            Tag(text("depthwise"), each[0], self._kernel_fit.left),
            Tag(text("pointwise"), each[1], self.bank.left),
        ]
        if self.canvas.tall:
            rows = [(blocks[0], filters[0]), (blocks[1], filters[1]), (blocks[2],)]
            return Sheet(
                [item for k, row in enumerate(rows) for item in tags(row, self.style, self._shelves.label_line(k))]
            )
        above = self._bands[0].bottom + LABEL_DROP
        return Sheet(tags(blocks, self.style) + tags(filters, self.style, above))

    def ellipses(self) -> Sheet | None:
        """Three dots where channels are left out."""
        items = [
            item
            for tensor, sample in (
                (self.input_, self.channels),
                (self.middle_, self.channels),
                (self.output_, self.filters),
                (self.kernels(), self.channels),
            )
            for item in ellipsis(tensor, sample, self.theme)
        ]
        return Sheet(items) if items else None

    def around(self) -> dict[str, Any]:
        """What stands round the blocks and does not move."""
        return {"gaps": self.ellipses(), "labels": self.labels()}

    # The tableaus, back to front.

    def empty(self) -> dict[str, Any]:
        """Before anything is computed."""
        return {
            "input": self.input(),
            "middle": self.middle().switch_off().unhue(),
            "output": self.output().switch_off().unhue(),
            "kernels": self.kernels(),
            "bank": self.bank.sheet(lit=True),
            **self.around(),
        }

    def depthwise_at(self, step: Step) -> dict[str, Any]:
        """The window of a depthwise step, through all channels, and the middle pixel that it makes."""
        return {
            "input": self.input().light(self.in_window(step)),
            "middle": self.middle().switch_off(),
            "output": self.output().switch_off().unhue(),
            "beam_in": Beam(
                self.window(step),
                self.needle_front(step),
                self.style,
                to_x=self._fits[1].left,
                down=self.canvas.tall,
            ),
            "kernels": self.kernels(),
            "bank": self.bank.sheet(),
            **self.around(),
            "window": self.window_frame(step),
            "pixel": Window(self.needle_front(step), self.style, flat=True, width=frame_width(self._fits[1].cell)),
        }

    def depthwise_followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when the window walks; ``actor`` gives what stands on stage under a name."""
        return [
            Lighting(actor("input"), self.in_window),
            Framing(actor("window"), self.window),
            Framing(actor("pixel"), self.needle_front),
            Beaming(actor("beam_in"), actor("window"), actor("pixel")),
            Filling(actor("middle"), self.channels.indices),
        ]

    def pointwise_at(self, step: Step) -> dict[str, Any]:
        """The needle of a pointwise step, and the output cells that all filters make of it."""
        return {
            "input": self.input().switch_off(),
            "middle": self.middle().light(self.on_needle(step)),
            "output": self.output().switch_off(),
            "beam_out": Beam(
                self.needle(step), self.cell(step), self.style, to_x=self._fits[2].left, down=self.canvas.tall
            ),
            "kernels": self.kernels().switch_off(),
            "bank": self.bank.sheet(lit=True),
            **self.around(),
            "needle": self.needle_frame(step),
            "cell": self.cell_frame(step),
        }

    def pointwise_followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when the needle walks through the middle block."""
        return [
            Lighting(actor("middle"), self.on_needle),
            Framing(actor("needle"), self.needle),
            Framing(actor("cell"), self.cell),
            Beaming(actor("beam_out"), actor("needle"), actor("cell")),
            Filling(actor("output"), self.filters.indices),
        ]

    def traced(self, step: Step, back: int) -> dict[str, Any]:
        """One output cell and what it has seen: ``back`` is 1 for the cell, 2 for the needle as well, 3 for all."""
        source = self.source(step)
        input_, middle = self.input().switch_off(), self.middle().switch_off()
        needle, window = back > 1, back > 2
        return {
            "input": input_.light(self.in_window(source)) if window else input_,
            "middle": middle.light(self.on_needle(step)) if needle else middle,
            "output": self.output().light(self.one_cell(step)),
            "beam_in": self.beam_in(source) if window else None,
            "beam_out": self.beam_out(step) if needle else None,
            "kernels": self.kernels() if window else self.kernels().switch_off(),
            "bank": self.bank.sheet(without=step.index[0]),
            "mixer": self.bank.filter(step.index[0]),
            **self.around(),
            "window": self.window_frame(source) if window else None,
            "needle": self.needle_frame(step) if needle else None,
            "mixer_frame": self.mixer_frame(step.index[0]) if needle else None,
            "cell": self.cell_frame(step),
        }
