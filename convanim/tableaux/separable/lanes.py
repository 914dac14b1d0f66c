"""The lanes tableau: one input, the standard convolution above and the separable one below."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.geometry import Floats
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.filter_row import FilterRow
from convanim.mobjects.labels import Tag, label, tags_on_lines
from convanim.mobjects.marks import row_dots
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window, frame_width
from convanim.tableaux.separable.lanes_places import STANDARD_DROP, LanesPlaces, LanesPlan
from convanim.tableaux.separable.separable_tableau import SeparableTableau
from convanim.trace import Step

FILTER_FRAME = 4.0
"""The width of frames round filters, in pixels."""
STANDARD_LANE = ("standard_output", "beam_up", "standard_filters", "standard_frame", "standard_cell")
"""The actors that the standard lane has for itself."""
WIDE = LanesPlan(
    shares=(234.0, 232.0),
    gap=60.0,
    input_width=420.0,
    blocks_share=0.44,
    filter_margin=70.0,
    pointwise_width=280.0,
    label_room=True,
)
SQUARE = LanesPlan(
    shares=(1.0, 1.0),
    gap=56.0,
    input_width=250.0,
    blocks_share=0.4,
    filter_margin=70.0,
    pointwise_width=150.0,
    label_room=False,
)
UPRIGHT = LanesPlan(
    shares=(5.0, 6.0, 5.0),
    gap=70.0,
    input_width=420.0,
    blocks_share=0.44,
    filter_margin=0.0,
    pointwise_width=280.0,
    label_room=False,
)
WIDE_LARGE = replace(SQUARE, gap=40.0, filter_height=60.0)


class Lanes(SeparableTableau[LanesPlan]):
    """Both ways from one input to an output of one shape, a cell of which has read the same window."""

    plans = {"16:9": WIDE, "1:1": SQUARE, "9:16": UPRIGHT, "16:9 large": WIDE_LARGE}
    cropped_plans = {
        "16:9": replace(WIDE, pointwise_width=150.0),
        "9:16": replace(UPRIGHT, pointwise_width=150.0),
    }

    def __init__(self, standard: Cast, depthwise: Cast, pointwise: Cast) -> None:
        super().__init__(standard, depthwise, pointwise)
        self.standard = standard

    @cached_property
    def places(self) -> LanesPlaces:
        """Where everything stands."""
        first = f"{self.tongue.text('depthwise')}   {self.depthwise.filters_shape.text}"
        return LanesPlaces(
            self.plan,
            self.canvas,
            self.standard.need_of_input(self.channels.extent),
            self.standard.need_of_output(self.channels.extent),
            self.standard.need_of_output(self.filters.extent),
            self.layer.kernel,
            self.channels,
            self.filters,
            text_width(first, FACT),
            Tag(self.tongue.text("standard"), self._standard_shape, 0.0).width(self.style),
        )

    @property
    def _standard_shape(self) -> Phrase:
        return self.standard.filters_shape + shown_of(self.filters, self.tongue, SHOWN)

    # Blocks and filters.

    def blocks(self, step: Step) -> dict[str, VoxelTensor]:
        """All blocks, lit where one output cell comes from: window, needle, and the cell in both outputs."""
        source, (filter, row, column) = self.source_of(step), step.index
        middle_fit, output_fit, standard_fit = self.places.block_fits
        input = self.input_block(self.places.input_fit).rim()
        middle = self.middle_block(middle_fit)
        output = self.output_block(self.pointwise, output_fit)
        standard = self.output_block(self.standard, standard_fit)
        return {
            "input": input.single_out(input.mask(source.rows, source.columns)).cover(source.rows, source.columns),
            "standard_output": standard.light(standard.mask(row, column, filter)),
            "middle": middle.single_out(middle.mask(row, column)),
            "output": output.single_out(output.mask(row, column, filter)),
        }

    def standard_filters(self) -> Sheet:
        """The standard layer's filters in a row, the first one lit, the others glass."""
        items: list[Item] = []
        for slot in range(len(self.filters.indices)):
            tensor = self._standard_filter(slot)
            items += (tensor.switch_off() if slot else tensor).display_list()
        fronts = [(fit.left, fit.top + fit.cell) for fit in self.places.standard_filters]
        return Sheet(items + row_dots(self.filters, fronts, self.theme))

    def _standard_filter(self, slot: int) -> VoxelTensor:
        filter, fit = self.filters.indices[slot], self.places.standard_filters[slot]
        content = self.standard.filter_content(filter, self.channels.indices)
        ramps = self.standard.filter_ramps([filter]) * len(self.channels.indices)
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, self.channels.places)

    @cached_property
    def _pointwise_filters(self) -> FilterRow:
        left, bottom = self.places.pointwise_corner
        return FilterRow(self.pointwise, self.channels, self.filters, left, bottom, self.places.pointwise_cell)

    def filters_shown(self) -> dict[str, Any]:
        """Filters, which stand in front of the light."""
        first = self.filters.indices[0]
        return {
            "standard_filters": self.standard_filters(),
            "depthwise_filters": self.depthwise_filter_block(self.places.depthwise_filters),
            "pointwise_filters": self._pointwise_filters.sheet(without=first),
            "pointwise_filter": self._pointwise_filters.filter(first),
        }

    # What marks and joins them.

    def beams(self, step: Step) -> dict[str, Beam]:
        """Light from one window, two ways, to one cell each."""
        window, needle, cell, standard_cell = self._read_and_made(step)
        return {
            "beam_up": Beam(window, standard_cell, self.style),
            "beam_in": Beam(window, needle, self.style, down=self.places.input_between),
            "beam_out": Beam(needle, cell, self.style),
        }

    def frames(self, step: Step) -> dict[str, Window]:
        """Frames round what the light joins, and round the filters in use."""
        style, thin = self.style, frame_width(self.places.block_fits[0].cell)
        window, needle, cell, standard_cell = self._read_and_made(step)
        pointwise = self._pointwise_filters.filter(self.filters.indices[0])
        return {
            "window": Window(window, style, width=frame_width(self.places.input_fit.cell)),
            "needle": Window(needle, style, width=min(FILTER_FRAME, thin)),
            "cell": Window(cell, style, flat=True, width=thin),
            "standard_frame": Window(self._standard_filter(0).whole(), style, width=FILTER_FRAME),
            "pointwise_frame": Window(pointwise.whole(), style, width=FILTER_FRAME),
            "standard_cell": Window(standard_cell, style, flat=True, width=thin),
        }

    def _read_and_made(self, step: Step) -> tuple[Floats, Floats, Floats, Floats]:
        """Scene points (4, 3) round the window, the needle, the output cell and the standard output cell."""
        blocks, source, (_, row, column) = self.blocks(step), self.source_of(step), step.index
        return (
            blocks["input"].around(source.rows, source.columns),
            blocks["middle"].around(row, column),
            blocks["output"].around(row, column, front=True),
            blocks["standard_output"].around(row, column, front=True),
        )

    # The tableau, back to front.

    def at(self, step: Step, standard: bool = True) -> dict[str, Any]:
        """The whole tableau for one output cell, or all but the standard lane."""
        blocks = self.blocks(step)
        actors = {
            **blocks,
            **self.beams(step),
            **self.filters_shown(),
            "ellipses": self.ellipses(
                (blocks[name], self.channels if name in ("input", "middle") else self.filters)
                for name in ("input", "middle", "output", "standard_output")
            ),
            "labels": self.labels(standard),
            **self.frames(step),
        }
        return actors if standard else {**actors, **dict.fromkeys(STANDARD_LANE)}

    # Words.

    def labels(self, standard: bool = True) -> Sheet:
        """What stands where, lane by lane. Parts: lower, upper, of which the second is empty without ``standard``."""
        return Sheet({"lower": self._lower_labels(), "upper": self._upper_labels() if standard else []})

    def _lower_labels(self) -> list[Item]:
        text, places = self.tongue.text, self.places
        middle, output, _ = places.block_fits
        channels = shown_of(self.channels, self.tongue, SHOWN)
        depthwise, pointwise = self.depthwise.filters_shape, self.pointwise.filters_shape
        # Further left if it must be to stay clear of the output's label.
        beside = output.left - text_width(f"{text('pointwise')}   {pointwise.text}", FACT) - 48
        _, input_room, lower = places.rooms
        lane = (
            Tag(text("depthwise"), depthwise, places.filters_left),
            Tag(text("middle"), self.depthwise.output_shape, middle.left),
            Tag(text("pointwise"), pointwise, min(self._pointwise_filters.left, beside)),
            Tag(text("output"), self.standard.output_shape, output.left),
        )
        own = (
            Tag(text("input"), self.standard.input_shape + channels, places.input_label),
            input_room.bottom + LABEL_DROP,
        )
        return tags_on_lines([own, *((tag, lower.bottom + LABEL_DROP) for tag in lane)], self.style)

    def _upper_labels(self) -> list[Item]:
        text, style, places = self.tongue.text, self.style, self.places
        shape = self.standard.output_shape
        first, (upper, _, _) = places.standard_filters[0], places.rooms
        below = first.top + self.layer.kernel[0] * first.cell + STANDARD_DROP
        most = self.canvas.stage.right - Tag(text("output"), shape, 0.0).width(self.style)
        left = min(places.block_fits[1].left, most)
        return [
            *label(text("standard"), self._standard_shape, places.filters_left, style, y=below),
            *label(text("output"), shape, left, style, y=upper.bottom + 34),
        ]
