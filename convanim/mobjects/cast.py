"""The tensors of a layer as actors: which slabs are shown, in which hues, on which scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.draw.items import Source
from convanim.draw.phrase import Phrase
from convanim.language.tongue import Tongue, message
from convanim.layout.regions import LARGEST_CROP, LARGEST_MAP, Need
from convanim.layout.selection import Sample
from convanim.layout.style import Style
from convanim.lessons.lesson import HuesBy
from convanim.mobjects.content import Content, Scale, is_stretched, scale_of, scales_of
from convanim.mobjects.counts import Given, count_source, counts_of, phrase
from convanim.mobjects.filter_names import filter_names
from convanim.numerals import LARGE
from convanim.spec import Layer
from convanim.spec.crop import View
from convanim.theme.ramp import Ramp
from convanim.trace import Step, Trace

SHOWN = message(", {shown} of {total} shown")
"""What ``shown_of`` says where there is room for it."""


def shown_of(sample: Sample, tongue: Tongue, message: str) -> Phrase:
    """What is said where not all are shown: a message of ``shown`` ones and their ``total``; else nothing.

    >>> from convanim.language.tongue import ENGLISH
    >>> shown_of(Sample.of(range(64), 7), ENGLISH, ", {shown} of {total} shown").text
    ', 7 of 64 shown'
    """
    if sample.complete:
        return Phrase()
    return phrase(message, {}, more={"shown": len(sample.indices), "total": sample.total}, tongue=tongue)


@dataclass(frozen=True)
class Names:
    """What the audit trail calls a layer's numbers, in clips that show more than one layer."""

    input: str = "input"
    weight: str = "weight"
    bias: str = "bias"
    output: str = "output"
    product: str = "product"
    partial: str = "partial"
    row_sum: str = "row_sum"
    row_range: str = "row_range"
    partial_range: str = "partial_range"
    partial_others: str = "partial_others"

    @classmethod
    def staged(cls, stage: str, *, input: str = "input", output: str = "output") -> Names:
        """Names of one stage of several: weights are called after it, and all it computes starts with it.

        >>> Names.staged("pointwise", input="middle").product
        'pointwise_product'
        """
        computed = ("bias", "product", "partial", "row_sum", "row_range", "partial_range", "partial_others")
        return cls(input=input, weight=stage, output=output, **{name: f"{stage}_{name}" for name in computed})


class Cast:
    """Makes voxel tensors of a layer's input, filters and output, on common colour scales.

    ``style`` says where tableaux of them have room, in which colours, and what the words round them are in. ``shown``
    are the input channels that are shown where not all can be; none leaves the choice to the tableau.
    ``view`` are the rows and columns that are shown (None: all); whatever is counted, summed or coloured is the whole
    layer's. ``hues_by`` says whose hue an input channel always has, on stage and in the ribbon: its "group"'s or its
    own as a "channel"; "" leaves it to what the layer's filters do. ``filter_hues`` are those of all filters, and so of
    the output's channels, ``channel_hues`` those of the input's (None: each has its own).
    """

    def __init__(
        self,
        trace: Trace,
        style: Style,
        names: Names = Names(),
        shown: tuple[int, ...] = (),
        view: View | None = None,
        hues_by: HuesBy = "",
        filter_hues: Sequence[Ramp] | None = None,
        channel_hues: Sequence[Ramp] | None = None,
    ) -> None:
        self.trace = trace
        self.layer = trace.layer
        self.style = style
        self.theme = style.theme
        self.names = names
        self.canvas = style.canvas
        self.shown = shown
        self.tongue = style.tongue
        self.view = view or View.whole(trace.layer)
        self.cropped = view is not None
        self.hues_by = hues_by
        self.filter_hues = filter_hues
        self.channel_hues = channel_hues

    def say(self, template: str, layer: Layer | None = None, **more: Given) -> Phrase:
        """A phrase with the counts of the layer (or another one), and more."""
        counted = layer or self.layer
        return phrase(template, counts_of(counted), counted.tag, more, tongue=self.tongue)

    def count(self, name: str) -> Source:
        """A whole count of the layer, by its name in ``counts_of``."""
        return count_source(name, self.layer)

    @property
    def input_shape(self) -> Phrase:
        """What the input is told by, as 8×6×6."""
        return self.say("{in_channels}×{rows}×{columns}")

    @property
    def output_shape(self) -> Phrase:
        """What the output is told by, as 8×4×4."""
        return self.say("{out_channels}×{out_rows}×{out_columns}")

    @property
    def filters_shape(self) -> Phrase:
        """How many filters of which size, as 8 of 8×3×3."""
        shape = self.say("{channels_per_group}×{kernel_rows}×{kernel_columns}")
        return self.say("{count} of {shape}", count=count_source("out_channels", self.layer), shape=shape)

    def need_of_input(self, extent: float, spread: float = 1.0, padded: bool = True) -> Need:
        """The room that a block of input channels needs."""
        pads = self.view.padding if padded else ((0, 0), (0, 0))
        return Need(*self.view.size, extent, spread, pads, self._most)

    def need_of_output(self, extent: float, spread: float = 1.0) -> Need:
        """The room that a block of output channels needs."""
        return Need(*self.view.output_size, extent, spread, most=self._most)

    @property
    def _most(self) -> float:
        return LARGEST_CROP if self.cropped else LARGEST_MAP

    @property
    def cells(self) -> int:
        """Cells of one output channel that are shown."""
        rows, columns = self.view.output
        return len(rows) * len(columns)

    def step(self, out_channel: int, down: int, across: int) -> Step:
        """The step one ``down``-th of the rows down and one ``across``-th of the columns across what is shown."""
        rows, columns = self.view.output
        return self.trace.step(out_channel, rows[len(rows) // down], columns[len(columns) // across])

    def first_row(self, out_channel: int) -> tuple[Step, ...]:
        """The steps of the first output row that is shown, left to right."""
        rows, columns = self.view.output
        return tuple(self.trace.step(out_channel, rows[0], column) for column in columns)

    def channels(self, most: int, must: int | None = None) -> Sample:
        """The input channels that are shown, at most so many."""
        total = self.layer.in_channels
        return Sample.of(self.shown or range(total), most, must, total)

    def filters(self, most: int, must: int | None = None) -> Sample:
        """The filters that are shown, at most so many; of a depthwise layer those of the shown channels."""
        total = self.layer.out_channels
        return Sample.of(self._filters or range(total), most, must, total)

    def focus(self, place: int) -> int:
        """The filter at a place among those that can be shown, or the last of them."""
        everything = self._filters or range(self.layer.out_channels)
        return everything[min(place, len(everything) - 1)]

    @property
    def _filters(self) -> tuple[int, ...]:
        if self.layer.groups != self.layer.in_channels:
            return ()
        return tuple(o for channel in self.shown for o in self.layer.filters_of_group(channel))

    @cached_property
    def input_scale(self) -> Scale:
        """The least and the greatest value of the input."""
        return scale_of(self.trace.input)

    @cached_property
    def input_scales(self) -> tuple[Scale, ...]:
        """The values at the ends of each input channel's ramp."""
        return scales_of(self.trace.input)

    @cached_property
    def weight(self) -> NDArray[Any]:
        """The filters as they are written: as whole numbers where all of their weights are, whatever the input's."""
        array = self.trace.weight
        whole = bool((array == np.rint(array)).all()) and float(np.abs(array).max()) < LARGE
        return array.astype(np.int64) if whole else array

    @cached_property
    def filter_names(self) -> tuple[str, ...]:
        """What the filters are called, such as "blur", where all of them are well-known ones; else nothing."""
        return () if self.layer.channels_per_group > 1 else filter_names(self.weight[:, 0], self.tongue)

    @cached_property
    def weight_scale(self) -> Scale:
        """The values at the ends of the filters' ramps."""
        return scale_of(self.trace.weight)

    @cached_property
    def output_scale(self) -> Scale:
        """The least and the greatest value of the output."""
        return scale_of(self.trace.output)

    @cached_property
    def output_scales(self) -> tuple[Scale, ...]:
        """The values at the ends of each output channel's ramp."""
        return scales_of(self.trace.output)

    def scales_note(self, one: bool = False) -> Phrase:
        """That output channels, or the ``one``, have colour scales of their own, where several have; else nothing."""
        if self.layer.out_channels == 1 or not is_stretched(self.layer.output_size):
            return Phrase()
        each = message(", each channel on its own colour scale")
        return self.say(message(", own colour scale") if one else each)

    def channel_ramps(self, channels: Sequence[int]) -> list[Ramp]:
        """A hue for each input channel."""
        ramps = self.channel_hues or self.theme.ramps_of_channels(self.layer.in_channels)
        return [ramps[c] for c in channels]

    def filter_ramps(self, filters: Sequence[int]) -> list[Ramp]:
        """A hue for each filter, and so for each output channel.

        Where filters and channels pair off (depthwise), a filter takes its channel's hue.
        """
        if self.filter_hues is not None:
            return [self.filter_hues[o] for o in filters]
        count = self.layer.out_channels
        if self.layer.groups == self.layer.in_channels and self.layer.groups > 1:
            ramps = self.theme.ramps_of_channels(self.layer.in_channels)
            return [ramps[self.layer.group_of_filter(o)] for o in filters]
        ramps = self.theme.ramps_of_channels(count)
        return [ramps[o] for o in filters]

    def input_ramps(self, channels: Sequence[int]) -> list[Ramp]:
        """A hue for each input channel: its own where filters take channels apart or mix them, else its group's."""
        layer = self.layer
        apart = layer.kernel == (1, 1) or layer.channels_per_group == 1
        if self.hues_by == "channel" or (apart and not self.hues_by):
            return self.channel_ramps(channels)
        return [self.group_ramp(channel // layer.channels_per_group) for channel in channels]

    def group_ramp(self, group: int) -> Ramp:
        """The hue of a group; the hue of the whole block where there is but one."""
        if self.layer.groups == 1:
            return self.theme.ramp_of_whole()
        return self.theme.ramps_of_groups(self.layer.groups)[group]

    def input_content(self, channels: Sequence[int]) -> Content:
        """These channels of the input."""
        rows, columns = self.view.input
        values = self.trace.input[list(channels), rows.start : rows.stop, columns.start : columns.stop]
        origin, pads = (rows.start, columns.start), self.view.padding
        indices, scales = [(c,) for c in channels], [self.input_scales[c] for c in channels]
        return Content(
            self.names.input, values, indices, *self.input_scale, self.tongue, origin, scales, given=True, pads=pads
        )

    def filter_content(self, out_channel: int, channels: Sequence[int]) -> Content:
        """One filter; ``channels`` count within its group."""
        values = self.weight[out_channel][list(channels)]
        indices = [(out_channel, c) for c in channels]
        return Content(self.names.weight, values, indices, *self.weight_scale, self.tongue)

    def filters_content(self, filters: Sequence[int], channel: int = 0) -> Content:
        """One channel of many filters, a slab each."""
        values = self.weight[list(filters), channel]
        indices = [(o, channel) for o in filters]
        return Content(self.names.weight, values, indices, *self.weight_scale, self.tongue)

    def output_content(self, channels: Sequence[int]) -> Content:
        """These channels of the output."""
        rows, columns = self.view.output
        values = self.trace.output[list(channels), rows.start : rows.stop, columns.start : columns.stop]
        origin = rows.start, columns.start
        indices, scales = [(c,) for c in channels], [self.output_scales[c] for c in channels]
        return Content(self.names.output, values, indices, *self.output_scale, self.tongue, origin, scales)
