"""One step's numbers as terms for chips and sums: value, source and colour of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from convanim.stage.cast import Cast
from convanim.stage.display import Rgb, Source
from convanim.stage.formula import BODY, Term, chip_width
from convanim.stage.theme import Ramp
from convanim.trace import Step

UNSEEN = (0.0, 0.0, 0.0)


class Terms:
    """Makes terms of the steps of a cast's trace, coloured as the tensors are."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.layer = cast.layer
        self.names = cast.names
        trace = cast.trace
        arrays = (trace.input, trace.weight, trace.output)
        written = [cast.tongue.digits(float(np.abs(array).max()), 2) for array in arrays]
        self.mark = written[0][1]
        self.read, self.weigh, self.sum = (decimals for decimals, _ in written)

    def _term(self, value: Any, source: Source, color: Rgb, hollow: bool = False, *, decimals: int) -> Term:
        return Term(value, source, color, hollow, decimals, self.mark)

    def total(self, step: Step) -> Term:
        """The output cell."""
        low, high = self.cast.output_scale
        share = (step.total - low) / ((high - low) or 1.0)
        color = self.rgb(self.cast.filter_ramps([step.index[0]])[0], share)
        return self._term(step.total, Source(self.names.output, step.index, step.total), color, decimals=self.sum)

    def widest_total(self, size: float = BODY) -> float:
        """A chip's width that every output of this layer fits in."""
        source = Source("", (), 0)
        ends = (self.cast.trace.output.min().item(), self.cast.trace.output.max().item())
        return chip_width(
            [self._term(end, source, UNSEEN, decimals=self.sum) for end in ends], size, 60 if size == BODY else 84
        )

    def window(self, step: Step, channel: int = 0) -> list[list[Term]]:
        """The window (kernel rows, kernel columns) on one channel read; padding is hollow."""
        absolute = step.channels[channel]
        content = self.cast.input_content([absolute])
        ramp = self._input_ramp(step, absolute)
        table = []
        for i, row in enumerate(step.rows):
            terms = []
            for j, column in enumerate(step.columns):
                value = step.window[channel, i, j].item()
                inside = bool(step.inside[i, j])
                source = Source(self.names.input if inside else "padding", (absolute, row, column), value)
                share = (value - content.low) / ((content.high - content.low) or 1.0)
                terms.append(self._term(value, source, self.rgb(ramp, share), not inside, decimals=self.read))
            table.append(terms)
        return table

    def weights(self, step: Step, channel: int = 0) -> list[list[Term]]:
        """The weights (kernel rows, kernel columns) for one channel read."""
        o = step.index[0]
        low, high = self.cast.weight_scale
        ramp = self.cast.filter_ramps([o])[0]
        return [
            [
                self._term(
                    value,
                    Source(self.names.weight, (o, channel, i, j), value),
                    self.rgb(ramp, (value - low) / ((high - low) or 1.0)),
                    decimals=self.weigh,
                )
                for j, value in enumerate(row)
            ]
            for i, row in enumerate(step.weights[channel].tolist())
        ]

    def products(self, step: Step, channel: int = 0) -> list[list[Term]]:
        """Window times weights (kernel rows, kernel columns) for one channel read."""
        o, y, x = step.index
        ramp = self._input_ramp(step, step.channels[channel])
        values = step.products[channel]
        low, high = float(step.products.min()), float(step.products.max())
        return [
            [
                self._term(
                    value,
                    Source(self.names.product, (o, channel, i, j, y, x), value),
                    self.rgb(ramp, (value - low) / ((high - low) or 1.0)),
                    decimals=self.sum,
                )
                for j, value in enumerate(row)
            ]
            for i, row in enumerate(values.tolist())
        ]

    def partial_sums(self, step: Step) -> list[Term]:
        """One sum for every channel read, and the bias."""
        o, y, x = step.index
        sums = step.partial_sums
        low, high = float(sums.min()), float(sums.max())
        terms = [
            self._term(
                value,
                Source(self.names.partial, (o, c, y, x), value),
                self.rgb(self._input_ramp(step, c), (value - low) / ((high - low) or 1.0)),
                decimals=self.sum,
            )
            for c, value in zip(step.channels, sums.tolist(), strict=True)
        ]
        return terms + self.bias(step)

    def bias(self, step: Step) -> list[Term]:
        """The bias, or nothing."""
        if step.bias is None:
            return []
        return [
            self._term(step.bias, Source(self.names.bias, (step.index[0],), step.bias), UNSEEN, True, decimals=self.sum)
        ]

    def _input_ramp(self, step: Step, channel: int) -> Ramp:
        """Channel hues where channels are told apart, else the group's hue."""
        if self.layer.kernel == (1, 1) or self.layer.channels_per_group == 1:
            return self.cast.channel_ramps([channel])[0]
        return self.cast.group_ramp(step.group)

    def widest(self, step: Step, least: float = 48.0) -> float:
        """A chip's width that every step of this layer fits in, so that nothing jumps."""
        trace, source = self.cast.trace, Source("", (), 0)
        ends = [np.asarray([array.min(), array.max()]) for array in (trace.input, trace.weight)]
        parts = zip((*ends, np.outer(*ends).ravel()), (self.read, self.weigh, self.sum), strict=True)
        terms = [self._term(v, source, UNSEEN, decimals=decimals) for part, decimals in parts for v in part.tolist()]
        return chip_width(terms, BODY, least)

    @cached_property
    def longest(self) -> list[Term]:
        """As many products, and a bias, as a filter's sum has, each at least as long as in any sum of this layer."""
        trace, layer, source = self.cast.trace, self.layer, Source("", (), 0)
        planes = trace.input.reshape(layer.in_channels, -1)
        # With zero for padding, and for products that are printed as zero.
        ends = [np.minimum(planes.min(axis=1), 0), np.maximum(planes.max(axis=1), 0)]
        weights = trace.weight.reshape(layer.groups, layer.filters_per_group, *layer.weight_shape[1:])
        products = np.stack([end.reshape(layer.groups, 1, -1, 1, 1) * weights for end in ends])
        products = products.reshape(2 * layer.out_channels, -1)
        pairs = np.stack([products.min(axis=0), products.max(axis=0)], axis=1).tolist()
        if trace.bias is not None:
            pairs.append([trace.bias.min().item(), trace.bias.max().item()])
        both = [[self._term(value, source, UNSEEN, decimals=self.sum) for value in pair] for pair in pairs]
        return [max(pair, key=lambda term: len(term.text)) for pair in both]

    def row_sums(self, step: Step) -> list[Term]:
        """One sum for every row of a window on one channel, and the bias."""
        o, y, x = step.index
        ramp, sums = self.cast.channel_ramps([step.channels[0]])[0], step.products[0].sum(axis=1)
        low, high = float(sums.min()), float(sums.max())
        terms = [
            self._term(
                v,
                Source(self.names.row_sum, (o, r, y, x), v),
                self.rgb(ramp, (v - low) / ((high - low) or 1.0)),
                decimals=self.sum,
            )
            for r, v in enumerate(sums.tolist())
        ]
        return terms + self.bias(step)

    @staticmethod
    def rgb(ramp: Ramp, share: float) -> Rgb:
        """A colour of a ramp."""
        red, green, blue = ramp.at(share).tolist()
        return red, green, blue

    def others(self, step: Step, shown: Sequence[int]) -> Term:
        """The products of a 1x1 window's channels but for these as one term."""
        o, y, x = step.index
        rest = [place for place, channel in enumerate(step.channels) if channel not in shown]
        total = step.products[rest].sum().item()
        return self._term(
            total, Source(self.names.partial_others, (o, y, x, *shown), total), UNSEEN, True, decimals=self.sum
        )

    def subtotal(self, step: Step, first: int, last: int) -> Term:
        """The products of many channels of a 1x1 window as one term."""
        o, y, x = step.index
        total = step.products[first : last + 1].sum().item()
        source = Source(self.names.partial_range, (o, step.channels[first], step.channels[last], y, x), total)
        return self._term(total, source, UNSEEN, True, decimals=self.sum)
