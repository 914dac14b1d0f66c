"""The tensors of a layer as actors: which slabs are shown, in which hues, on which scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convanim.stage.tensor import Content
from convanim.stage.theme import Ramp, Theme
from convanim.trace import Trace

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
    def of(cls, everything: Sequence[int], most: int, must: int | None = None) -> Sample:
        """All of them, or the first four-sevenths and the last of ``most``, with a gap between.

        ``must`` is shown in any case; it takes the place of the last one before the gap.
        """
        count = len(everything)
        if count <= most:
            return cls(tuple(everything), tuple(float(i) for i in range(count)), count)
        first = max(1, round(most * 4 / 7))
        chosen = [*everything[:first], *everything[count - (most - first) :]]
        if must is not None and must not in chosen:
            chosen[first - 1] = must
        places = [float(i if i < first else i + 1) for i in range(most)]
        return cls(tuple(chosen), tuple(places), count)

    @property
    def complete(self) -> bool:
        """Whether nothing is left out."""
        return len(self.indices) == self.total

    @property
    def gap(self) -> int | None:
        """The position of the first one after the gap."""
        return None if self.complete else next(i for i, p in enumerate(self.places) if p != i)

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

    @classmethod
    def staged(cls, stage: str, *, input: str = "input", output: str = "output") -> Names:
        """Names of one stage of several: weights are called after it, and all it computes starts with it.

        >>> Names.staged("pointwise", input="middle").product
        'pointwise_product'
        """
        own = {name: f"{stage}_{name}" for name in ("bias", "product", "partial", "row_sum", "partial_range")}
        return cls(input=input, weight=stage, output=output, **own)


class Cast:
    """Makes voxel tensors of a layer's input, filters and output, on common colour scales."""

    def __init__(self, trace: Trace, theme: Theme, names: Names = Names()) -> None:
        self.trace = trace
        self.layer = trace.layer
        self.theme = theme
        self.names = names

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
        values = self.trace.input[list(channels)]
        return Content(self.names.input, values, [(c,) for c in channels], *_scale(self.trace.input))

    def filter_content(self, out_channel: int, channels: Sequence[int]) -> Content:
        """One filter; ``channels`` count within its group."""
        values = self.trace.weight[out_channel][list(channels)]
        return Content(self.names.weight, values, [(out_channel, c) for c in channels], *_scale(self.trace.weight))

    def filters_content(self, filters: Sequence[int], channel: int = 0) -> Content:
        """One channel of many filters, a slab each."""
        values = self.trace.weight[list(filters), channel]
        return Content(self.names.weight, values, [(o, channel) for o in filters], *_scale(self.trace.weight))

    def output_content(self, channels: Sequence[int]) -> Content:
        """These channels of the output."""
        values = self.trace.output[list(channels)]
        return Content(self.names.output, values, [(c,) for c in channels], *_scale(self.trace.output))


def _scale(values: np.ndarray) -> tuple[float, float]:
    return float(values.min()), float(values.max())
