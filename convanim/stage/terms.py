"""One step's numbers as terms for chips and sums: value, source and colour of each."""

from __future__ import annotations

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

    def total(self, step: Step) -> Term:
        """The output cell."""
        low, high = float(self.cast.trace.output.min()), float(self.cast.trace.output.max())
        share = (step.total - low) / ((high - low) or 1.0)
        color = self.rgb(self.cast.filter_ramps([step.index[0]])[0], share)
        return Term(step.total, Source(self.names.output, step.index, step.total), color)

    def widest_total(self, size: float = BODY) -> float:
        """A chip's width that every output of this layer fits in."""
        source = Source("", (), 0)
        ends = (self.cast.trace.output.min().item(), self.cast.trace.output.max().item())
        return chip_width([Term(end, source, UNSEEN) for end in ends], size, 60 if size == BODY else 84)

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
                terms.append(Term(value, source, self.rgb(ramp, share), hollow=not inside))
            table.append(terms)
        return table

    def weights(self, step: Step, channel: int = 0) -> list[list[Term]]:
        """The weights (kernel rows, kernel columns) for one channel read."""
        o = step.index[0]
        low, high = float(self.cast.trace.weight.min()), float(self.cast.trace.weight.max())
        ramp = self.cast.filter_ramps([o])[0]
        return [
            [
                Term(
                    value,
                    Source(self.names.weight, (o, channel, i, j), value),
                    self.rgb(ramp, (value - low) / ((high - low) or 1.0)),
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
                Term(
                    value,
                    Source(self.names.product, (o, channel, i, j, y, x), value),
                    self.rgb(ramp, (value - low) / ((high - low) or 1.0)),
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
            Term(
                value,
                Source(self.names.partial, (o, c, y, x), value),
                self.rgb(self._input_ramp(step, c), (value - low) / ((high - low) or 1.0)),
            )
            for c, value in zip(step.channels, sums.tolist(), strict=True)
        ]
        return terms + self.bias(step)

    def bias(self, step: Step) -> list[Term]:
        """The bias, or nothing."""
        if step.bias is None:
            return []
        return [Term(step.bias, Source(self.names.bias, (step.index[0],), step.bias), UNSEEN, hollow=True)]

    def _input_ramp(self, step: Step, channel: int) -> Ramp:
        """Channel hues where channels are told apart, else the group's hue."""
        if self.layer.kernel == (1, 1) or self.layer.channels_per_group == 1:
            return self.cast.channel_ramps([channel])[0]
        return self.cast.group_ramp(step.group)

    def widest(self, step: Step, least: float = 48.0) -> float:
        """A chip's width that every step of this layer fits in, so that nothing jumps."""
        trace = self.cast.trace
        ends = [np.asarray([a.min(), a.max()]) for a in (trace.input, trace.weight)]
        products = np.outer(*ends).ravel()
        source = Source("", (), 0)
        terms = [Term(v.item(), source, UNSEEN) for v in np.concatenate([*ends, products])]
        return chip_width(terms, BODY, least)

    def row_sums(self, step: Step) -> list[Term]:
        """One sum for every row of a window on one channel, and the bias."""
        o, y, x = step.index
        ramp, sums = self.cast.channel_ramps([step.channels[0]])[0], step.products[0].sum(axis=1)
        low, high = float(sums.min()), float(sums.max())
        terms = [
            Term(v, Source(self.names.row_sum, (o, r, y, x), v), self.rgb(ramp, (v - low) / ((high - low) or 1.0)))
            for r, v in enumerate(sums.tolist())
        ]
        return terms + self.bias(step)

    @staticmethod
    def rgb(ramp: Ramp, share: float) -> Rgb:
        """A colour of a ramp."""
        red, green, blue = ramp.at(share).tolist()
        return red, green, blue

    def subtotal(self, step: Step, first: int, last: int) -> Term:
        """The products of many channels of a 1x1 window as one term."""
        o, y, x = step.index
        total = step.products[first : last + 1].sum().item()
        source = Source(self.names.partial_range, (o, step.channels[first], step.channels[last], y, x), total)
        return Term(total, source, UNSEEN, hollow=True)
