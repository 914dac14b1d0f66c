"""The tensors of a layer as actors: which slabs are shown, in which hues, on which scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convanim.crop import Patch
from convanim.stage.canvas import WIDE, Canvas
from convanim.stage.layout import LARGEST_CROP, LARGEST_MAP, Need
from convanim.stage.tensor import Content
from convanim.stage.theme import Ramp, Theme
from convanim.trace import Step, Trace

MANY = 4096
"""Numbers from which on outliers no longer stretch the colours."""
MOST_SLABS = 12
"""A block of more slabs is shown with an ellipsis."""


@dataclass(frozen=True)
class Sample:
    """Which of many are shown, and where they stand in steps.

    >>> Sample.of(range(8), 12).indices
    (0, 1, 2, 3, 4, 5, 6, 7)
    >>> Sample.of(range(64), 7)
    Sample(indices=(0, 1, 2, 3, 61, 62, 63), places=(0.0, 1.0, 2.0, 3.0, 5.0, 6.0, 7.0), total=64)
    """

    indices: tuple[int, ...]
    places: tuple[float, ...]
    total: int

    @classmethod
    def of(cls, everything: Sequence[int], most: int, must: int | None = None, total: int | None = None) -> Sample:
        """All of them, or the first four-sevenths and the last of ``most``, with a gap between.

        ``must`` is shown in any case; it takes the place of the last one before the gap. ``total`` is of how many
        these were chosen by hand, if they were; then they stand side by side.
        """
        count = len(everything)
        total = count if total is None else total
        if count <= most:
            return cls(tuple(everything), tuple(float(i) for i in range(count)), total)
        first = max(1, round(most * 4 / 7))
        chosen = [*everything[:first], *everything[count - (most - first) :]]
        if must is not None and must not in chosen:
            chosen[first - 1] = must
        places = [float(i if i < first else i + 1) for i in range(most)]
        return cls(tuple(chosen), tuple(places), total)

    @property
    def complete(self) -> bool:
        """Whether nothing is left out."""
        return len(self.indices) == self.total

    @property
    def gap(self) -> int | None:
        """The position of the first one after the gap, if there is one."""
        return next((i for i, p in enumerate(self.places) if p != i), None)

    @property
    def extent(self) -> int:
        """Slots that the shown ones and the gap take."""
        return int(self.places[-1]) + 1


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
    partial_range: str = "partial_range"
    partial_others: str = "partial_others"

    @classmethod
    def staged(cls, stage: str, *, input: str = "input", output: str = "output") -> Names:
        """Names of one stage of several: weights are called after it, and all it computes starts with it.

        >>> Names.staged("pointwise", input="middle").product
        'pointwise_product'
        """
        computed = ("bias", "product", "partial", "row_sum", "partial_range", "partial_others")
        return cls(input=input, weight=stage, output=output, **{name: f"{stage}_{name}" for name in computed})


class Cast:
    """Makes voxel tensors of a layer's input, filters and output, on common colour scales.

    ``canvas`` says where tableaux of them have room. ``shown`` are the input channels that are shown where not
    all can be; none leaves the choice to the tableau. ``patch`` are the rows and columns that are shown (None: all);
    whatever is counted, summed or coloured is the whole layer's.
    """

    def __init__(
        self,
        trace: Trace,
        theme: Theme,
        names: Names = Names(),
        canvas: Canvas = WIDE,
        shown: tuple[int, ...] = (),
        patch: Patch | None = None,
    ) -> None:
        self.trace = trace
        self.layer = trace.layer
        self.theme = theme
        self.names = names
        self.canvas = canvas
        self.shown = shown
        self.patch = patch or Patch.whole(trace.layer)
        self.cropped = patch is not None

    def need_of_input(self, extent: float, spread: float = 1.0, padded: bool = True) -> Need:
        """The room that a block of input channels needs."""
        pads = self.patch.padding if padded else ((0, 0), (0, 0))
        return Need(*self.patch.size, extent, spread, pads, self._most)

    def need_of_output(self, extent: float, spread: float = 1.0) -> Need:
        """The room that a block of output channels needs."""
        return Need(*self.patch.output_size, extent, spread, most=self._most)

    @property
    def _most(self) -> float:
        return LARGEST_CROP if self.cropped else LARGEST_MAP

    def step(self, out_channel: int, down: int, across: int) -> Step:
        """The step one ``down``-th of the rows down and one ``across``-th of the columns across what is shown."""
        rows, columns = self.patch.output
        return self.trace.step(out_channel, rows[len(rows) // down], columns[len(columns) // across])

    def first_row(self, out_channel: int) -> tuple[Step, ...]:
        """The steps of the first output row that is shown, left to right."""
        rows, columns = self.patch.output
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
        return tuple(channel * self.layer.filters_per_group for channel in self.shown)

    @cached_property
    def input_scale(self) -> tuple[float, float]:
        """The values at the ends of the input's ramps."""
        return scale_of(self.trace.input)

    @cached_property
    def weight_scale(self) -> tuple[float, float]:
        """The values at the ends of the filters' ramps."""
        return scale_of(self.trace.weight)

    @cached_property
    def output_scale(self) -> tuple[float, float]:
        """The values at the ends of the output's ramps."""
        return scale_of(self.trace.output)

    def channel_ramps(self, channels: Sequence[int]) -> list[Ramp]:
        """A hue for each input channel."""
        ramps = self.theme.ramps_of_channels(self.layer.in_channels)
        return [ramps[c] for c in channels]

    def filter_ramps(self, filters: Sequence[int]) -> list[Ramp]:
        """A hue for each filter, and so for each output channel.

        Where filters and channels pair off (depthwise), a filter takes its channel's hue.
        """
        count = self.layer.out_channels
        if self.layer.groups == self.layer.in_channels and self.layer.groups > 1:
            ramps = self.theme.ramps_of_channels(self.layer.in_channels)
            return [ramps[self.layer.group_of_filter(o)] for o in filters]
        ramps = self.theme.ramps_of_channels(count)
        return [ramps[o] for o in filters]

    def group_ramp(self, group: int) -> Ramp:
        """The hue of a group; the hue of the whole block where there is but one."""
        if self.layer.groups == 1:
            return self.theme.ramp_of_whole()
        return self.theme.ramps_of_groups(self.layer.groups)[group]

    def input_content(self, channels: Sequence[int]) -> Content:
        """These channels of the input."""
        rows, columns = self.patch.input
        values = self.trace.input[list(channels), rows.start : rows.stop, columns.start : columns.stop]
        origin = rows.start, columns.start
        return Content(self.names.input, values, [(c,) for c in channels], *self.input_scale, origin)

    def filter_content(self, out_channel: int, channels: Sequence[int]) -> Content:
        """One filter; ``channels`` count within its group."""
        values = self.trace.weight[out_channel][list(channels)]
        return Content(self.names.weight, values, [(out_channel, c) for c in channels], *self.weight_scale)

    def filters_content(self, filters: Sequence[int], channel: int = 0) -> Content:
        """One channel of many filters, a slab each."""
        values = self.trace.weight[list(filters), channel]
        return Content(self.names.weight, values, [(o, channel) for o in filters], *self.weight_scale)

    def output_content(self, channels: Sequence[int]) -> Content:
        """These channels of the output."""
        rows, columns = self.patch.output
        values = self.trace.output[list(channels), rows.start : rows.stop, columns.start : columns.stop]
        origin = rows.start, columns.start
        return Content(self.names.output, values, [(c,) for c in channels], *self.output_scale, origin)


def scale_of(values: np.ndarray) -> tuple[float, float]:
    """The values at the ends of a colour ramp: the least and the greatest.

    Of many real ones the outermost half percent at either end shares the ramp's ends, or a few
    outliers would leave all the others one colour.

    >>> scale_of(np.array([-1, 2])), scale_of(np.append(np.linspace(0.0, 1.0, 9999), 50.0))[1] < 1.0
    ((-1.0, 2.0), True)
    """
    if values.dtype.kind == "f" and values.size >= MANY:
        low, high = np.quantile(values, (0.005, 0.995)).tolist()
        if low < high:
            return low, high
    return float(values.min()), float(values.max())
