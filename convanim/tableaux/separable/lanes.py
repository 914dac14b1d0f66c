"""The lanes tableau: one input, the standard convolution above and the separable one below."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Need, line_up
from convanim.layout.selection import Sample
from convanim.mobjects.caption import FACT, Tag, label, tags
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.filter_row import FilterRow
from convanim.mobjects.marks import ellipsis, flat, row_dots
from convanim.mobjects.tensor import VoxelTensor, prism
from convanim.mobjects.window import Beam, Window, frame_width
from convanim.scene.tableau import Tableau
from convanim.tableaux.depthwise.stacks import window_cells
from convanim.tableaux.separable.pipeline import Pipeline
from convanim.trace import Step

LARGEST = 36.0
KERNEL = 20.0
SPREAD = 1.2
STANDARD_LANE = ("standard_output", "beam_up", "standard_filters", "filter_frame", "standard_cell")


class Lanes(Tableau[None]):
    """Both ways from one input to an output of one shape, a cell of which has read the same window."""

    def __init__(self, standard: Cast, pipeline: Pipeline) -> None:
        super().__init__(standard)
        self.standard = standard
        self.depthwise = pipeline.depthwise
        self.pointwise = pipeline.pointwise
        self.channels: Sample = pipeline.channels
        self.filters: Sample = pipeline.filters
        self.pipeline = pipeline
        stage = self.canvas.stage
        if self.canvas.tall:
            # The input stands between the lanes, so that both have the whole width.
            self._upper, self._between, self._lower = stage.rows(5, 6, 5, gap=70)
        else:
            self._upper, self._lower = (
                stage.rows(1, 1, gap=56)
                if self.canvas.narrow
                else (replace(stage, bottom=430.0), replace(stage, top=490.0))
            )
            self._between = stage

    # Where things stand.

    @cached_property
    def _input_fit(self) -> BlockFit:
        need = self.standard.need_of_input(self.channels.extent)
        room, wide = self._between, 250 if self._small else 420
        return line_up([need], replace(room, right=room.left + wide), largest=42)[0]

    @cached_property
    def _start(self) -> float:
        """Where the lanes begin: to the right of the input, or below and above it."""
        if self.canvas.tall:
            return self.canvas.stage.left
        view, fit = self.standard.view, self._input_fit
        return fit.left + (view.size[1] + view.padding[1][1]) * fit.cell + self.channels.extent * fit.depth[0]

    @cached_property
    def _blocks(self) -> tuple[BlockFit, BlockFit, BlockFit]:
        """Middle block, its output and the standard output."""
        middle, output = (self.standard.need_of_output(sample.extent) for sample in (self.channels, self.filters))
        room = (self.canvas.stage.right - self._start) * (0.4 if self._small else 0.44)
        tall = max(need.above + need.below for need in (middle, output))
        cell = min(LARGEST, room / (middle.width + output.width), self._lower.height / tall)

        def fit(need: Need, left: float, bottom: float) -> BlockFit:
            own, depth = cell * need.shrink, (cell * DEPTH[0], cell * DEPTH[1])
            return BlockFit(own, left, bottom - need.rows * own, depth, depth)

        right = self.canvas.stage.right - output.width * cell
        kernels, bank = self._kernel_width, self._bank_cell * self._bank_cells
        gap = (right - self._start - kernels - middle.width * cell - bank) / 4
        # In a narrow frame labels move aside, so they need no room of their own here.
        first = f"{self.tongue.text('depthwise')}   {self.depthwise.filters_shape.text}"
        words = 0.0 if self.canvas.narrow else text_width(first, FACT) + 60
        left = self._start + gap + max(gap + kernels, words)
        return (
            fit(middle, left, self._lower.bottom),
            fit(output, right, self._lower.bottom),
            fit(output, right, self._upper.bottom),
        )

    @property
    def _small(self) -> bool:
        return self.canvas.narrow and not self.canvas.tall

    @property
    def _deep(self) -> float:
        return (self.channels.extent - 1) * SPREAD + 1

    @property
    def _kernel_cell(self) -> float:
        rows, columns = self.standard.layer.kernel
        return min(KERNEL, 130 / (rows - self._deep * DEPTH[1]), 150 / (columns + self._deep * DEPTH[0]))

    @property
    def _kernel_width(self) -> float:
        return (self.standard.layer.kernel[1] + self._deep * DEPTH[0]) * self._kernel_cell

    @property
    def _bank_cells(self) -> float:
        return self.filters.extent * 1.3 + len(self.channels.indices) * DEPTH[0]

    @property
    def _bank_cell(self) -> float:
        return min(20.0, (150 if self._small or self.standard.cropped else 280) / self._bank_cells)

    @cached_property
    def _gap(self) -> float:
        if self.canvas.tall:
            return 0.0
        return min(70.0, (self._blocks[0].left - self._start - self._kernel_width) / 2)

    # The blocks.

    def input(self, source: Step) -> VoxelTensor:
        """The input, lit where a depthwise step's window lies, in all channels."""
        content = self.depthwise.input_content(self.channels.indices)
        tensor = VoxelTensor(content, self.depthwise.channel_ramps(self.channels.indices), self._input_fit, self.style)
        return tensor.stand(self._input_fit, self.channels.places).light(self.pipeline.in_window(source))

    def middle(self, step: Step) -> VoxelTensor:
        """The middle block, lit along the needle."""
        content = self.depthwise.output_content(self.channels.indices)
        fit = self._blocks[0]
        tensor = VoxelTensor(content, self.depthwise.channel_ramps(self.channels.indices), fit, self.style)
        return tensor.stand(fit, self.channels.places).light(self.pipeline.on_needle(step))

    def output(self, step: Step) -> VoxelTensor:
        """The separable output, lit at one cell."""
        return self._made(self.pointwise, 1, step)

    def standard_output(self, step: Step) -> VoxelTensor:
        """The standard output, lit at the same cell."""
        return self._made(self.standard, 2, step)

    def _made(self, cast: Cast, which: int, step: Step) -> VoxelTensor:
        fit = self._blocks[which]
        content, ramps = cast.output_content(self.filters.indices), cast.filter_ramps(self.filters.indices)
        tensor = VoxelTensor(content, ramps, fit, self.style)
        return tensor.stand(fit, self.filters.places).light(self.pipeline.one_cell(step))

    def kernels(self) -> VoxelTensor:
        """The depthwise filters."""
        cell = self._kernel_cell
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        top = self._lower.top + self._deep * cell * -DEPTH[1]
        fit = BlockFit(cell, self._start + self._gap, top, (depth[0] * SPREAD, depth[1] * SPREAD), depth)
        content = self.depthwise.filters_content(self.channels.indices)
        tensor = VoxelTensor(content, self.depthwise.filter_ramps(self.channels.indices), fit, self.style)
        return tensor.stand(fit, self.channels.places)

    @cached_property
    def _bank(self) -> FilterRow:
        cell = self._bank_cell
        middle, output = self._blocks[0], self._blocks[1]
        right = middle.left + self.standard.view.output_size[1] * middle.cell + self.channels.extent * middle.depth[0]
        left = (right + output.left - self._bank_cells * cell) / 2
        bottom = self._lower.top + cell * (1 - len(self.channels.indices) * DEPTH[1])
        return FilterRow(self.pointwise, self.channels, self.filters, left, bottom + 20, cell)

    def filters_of_standard(self) -> Sheet:
        """The standard layer's filters in a row, the first one lit, the others glass."""
        items: list[Item] = []
        for slot in range(len(self.filters.indices)):
            tensor = self._standard_filter(slot)
            items += (tensor.switch_off() if slot else tensor).display_list()
        fits = self._filter_fits
        return Sheet(items + row_dots(self.filters, [(f.left, f.top + f.cell) for f in fits], self.theme))

    def _standard_filter(self, slot: int) -> VoxelTensor:
        filter, fit = self.filters.indices[slot], self._filter_fits[slot]
        content = self.standard.filter_content(filter, self.channels.indices)
        ramps = self.standard.filter_ramps([filter]) * len(self.channels.indices)
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, self.channels.places)

    @cached_property
    def _filter_fits(self) -> list[BlockFit]:
        rows, columns = self.standard.layer.kernel
        deep = self.channels.extent
        left, right = self._start + self._gap, self._blocks[2].left - 60
        wide, tall = columns + deep * DEPTH[0], rows - deep * DEPTH[1]
        pitch = (right - left) / self.filters.extent
        cell = min(KERNEL, (pitch - 10) / wide, 130 / tall)
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        top = self._upper.top - deep * depth[1]
        return [BlockFit(cell, left + place * pitch, top, depth, depth) for place in self.filters.places]

    # What marks and joins them.

    def marks(self, step: Step, source: Step) -> dict[str, Any]:
        """Light and frames: one window, two ways, one cell each."""
        window = prism(self.input(source), range(len(self.channels.indices)), *window_cells(source))
        needle = prism(self.middle(step), range(len(self.channels.indices)), *self._pixel(step))
        outputs = self.output(step), self.standard_output(step)
        cells = [flat(prism(block, [0], *self._pixel(step))) for block in outputs]
        thin = frame_width(self._blocks[0].cell)
        return {
            "beam_up": Beam(window, cells[1], self.style),
            "beam_in": Beam(window, needle, self.style, down=self.canvas.tall),
            "beam_out": Beam(needle, cells[0], self.style),
            "window": Window(window, self.style, width=frame_width(self._input_fit.cell)),
            "needle": Window(needle, self.style, width=min(4.0, thin)),
            "cell": Window(cells[0], self.style, flat=True, width=thin),
            "filter_frame": Window(self._around_filter(), self.style, width=4.0),
            "mixer_frame": Window(self._around_mixer(), self.style, width=4.0),
            "standard_cell": Window(cells[1], self.style, flat=True, width=thin),
        }

    def _around_filter(self) -> Floats:
        first = self._standard_filter(0)
        return prism(first, range(len(self.channels.indices)), (0, first.shape[1]), (0, first.shape[2]))

    def _around_mixer(self) -> Floats:
        return prism(self._bank.filter(self.filters.indices[0]), range(len(self.channels.indices)), (0, 1), (0, 1))

    @staticmethod
    def _pixel(step: Step) -> tuple[tuple[float, float], tuple[float, float]]:
        _, row, column = step.index
        return (row, row + 1), (column, column + 1)

    def blocks(self, step: Step, source: Step) -> dict[str, Any]:
        """All blocks and filters."""
        return {
            "input": self.input(source),
            "standard_output": self.standard_output(step),
            "middle": self.middle(step),
            "output": self.output(step),
        }

    def filters_shown(self) -> dict[str, Any]:
        """Filters, which stand in front of the light, and words."""
        return {
            "standard_filters": self.filters_of_standard(),
            "kernels": self.kernels(),
            "bank": self._bank.sheet(without=self.filters.indices[0]),
            "mixer": self._bank.filter(self.filters.indices[0]),
            "gaps": self._dots(),
            "labels": self.labels(),
        }

    def at(self, step: Step, standard: bool = True) -> dict[str, Any]:
        """The whole tableau for one output cell, or all but the standard lane."""
        source = self.pipeline.source(step)
        marks = self.marks(step, source)
        beams = {name: mark for name, mark in marks.items() if isinstance(mark, Beam)}
        actors = {**self.blocks(step, source), **beams, **self.filters_shown(), **marks}
        return actors if standard else {**actors, **dict.fromkeys(STANDARD_LANE), "labels": self.labels(False)}

    def _dots(self) -> Sheet | None:
        step = self.pipeline.chosen()
        items = [
            item
            for tensor, sample in (
                (self.input(self.pipeline.source(step)), self.channels),
                (self.middle(step), self.channels),
                (self.output(step), self.filters),
                (self.standard_output(step), self.filters),
            )
            for item in ellipsis(tensor, sample, self.theme)
        ]
        return Sheet(items) if items else None

    def labels(self, standard: bool = True) -> Sheet:
        """What stands where, lane by lane."""
        style, layer = self.style, self.standard.layer
        filter = self._filter_fits[0]
        below = filter.top + layer.kernel[0] * filter.cell + 32
        middle, output, _ = self._blocks
        left = self._start + self._gap
        out = self.standard.output_shape
        text = self.tongue.text
        filters = [cast.filters_shape for cast in (self.standard, self.depthwise, self.pointwise)]
        most = self.canvas.stage.right - text_width(text("output"), FACT) - 18 - text_width(out.text, FACT)
        beside = output.left - text_width(f"{text('pointwise')}   {filters[2].text}", FACT) - 48
        shown = [shown_of(sample, self.tongue, SHOWN) for sample in (self.channels, self.filters)]
        pads = self.standard.view.padding[1][0] * self._input_fit.cell
        own = Tag(text("input"), self.standard.input_shape + shown[0], self._input_fit.left - pads)
        lane = [
            Tag(text("depthwise"), filters[1], left),
            Tag(text("middle"), self.depthwise.output_shape, middle.left),
            Tag(text("pointwise"), filters[2], min(self._bank.left, beside)),
            Tag(text("output"), out, output.left),
        ]
        canvas = self.canvas
        if canvas.tall:
            items = tags([own], style, self._between.bottom + LABEL_DROP) + tags(lane, style)
        else:
            items = tags([own, *lane], style)
        upper = [
            *label(text("standard"), filters[0] + shown[1], left, style, y=below),
            *label(text("output"), out, min(output.left, most), style, y=self._upper.bottom + 34),
        ]
        return Sheet({"lower": items, "upper": upper}) if standard else Sheet({"lower": items, "upper": []})
