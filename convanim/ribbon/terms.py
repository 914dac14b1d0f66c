"""One step's numbers as terms for chips and sums: value, source and colour of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from convanim.draw.items import Rgb, Source
from convanim.draw.phrase import Phrase, numbered
from convanim.layout.selection import ends_of
from convanim.mobjects.cast import Cast
from convanim.numerals import Digits
from convanim.ribbon.chips import BODY, Kind, Term, chip_width
from convanim.theme.ramp import Ramp
from convanim.trace import Step

NO_COLOR = (0.0, 0.0, 0.0)


class Terms:
    """Makes terms of the steps of a cast's trace, coloured as the tensors are.

    ``read``, ``weigh`` and ``sum`` say how numbers of the input, weights, and products and sums are written.
    """

    def __init__(self, cast: Cast, read: Digits, weigh: Digits, sum: Digits) -> None:
        self.cast = cast
        self.layer = cast.layer
        self.names = cast.names
        self.read, self.weigh, self.sum = read, weigh, sum

    @classmethod
    def of(cls, cast: Cast) -> Iterator[Terms]:
        """Terms with all the digits that numbers should have, then with ever fewer, for where there is less room."""
        trace, ways = cast.trace, []
        for array in (trace.input, cast.weight, trace.output):
            largest = float(np.abs(array).max())
            usual = Digits() if array.dtype.kind == "i" else cast.tongue.digits(largest, 2)
            ways.append(list(usual.shorter(largest, array.dtype.kind == "i")))
        most = max(map(len, ways))
        for k in range(most):
            read, weigh, total = (way[max(0, len(way) - most + k)] for way in ways)
            yield cls(cast, read, weigh, total)

    @property
    def in_powers(self) -> bool:
        """Whether some numbers are written as powers of ten, or without decimals among these."""
        return self.read.powers or self.weigh.powers or self.sum.powers

    @property
    def exact(self) -> bool:
        """Whether products and sums are whole and written to their last digits."""
        return self.cast.trace.output.dtype.kind == "i" and not self.sum.powers

    def folded(self, terms: list[Term], step: Step, most: int, shown: Sequence[int] | None = None) -> list[Term]:
        """A step's partial or row sums, and its bias, as so many terms at most: two or more between are one subtotal.

        Of ``shown`` channels alone (None: of all) terms stay. At least the first, a subtotal and the bias are left.
        """
        bias = int(step.bias is not None)
        parts, biases = terms[: len(terms) - bias], terms[len(terms) - bias :]
        told = [int(part.source.index[1]) for part in parts]
        room = max(most, 2 + bias) - bias
        # Of what does not fit, a subtotal takes a place.
        alone = room - int(len(parts) > room)
        ahead, behind = ends_of(told if shown is None else shown, told, alone)
        if len(parts) <= 2 or ahead + behind == len(parts):
            return terms
        hidden = parts[ahead : len(parts) - behind]
        o, first, y, x = hidden[0].source.index
        last = hidden[-1].source.index[1]
        subtotal = sum(term.value for term in hidden)
        of_rows = hidden[0].source.tensor == self.names.row_sum
        name = self.names.row_range if of_rows else self.names.partial_range
        source = Source(name, (o, first, last, y, x), subtotal)
        folded = replace(hidden[0], value=subtotal, source=source, color=NO_COLOR, kind="subtotal")
        return [*parts[:ahead], folded, *parts[len(parts) - behind :], *biases]

    def ends(self, subtotal: Source) -> tuple[Phrase, Phrase]:
        """The first and the last of the channels, or of the kernel's rows, that a subtotal adds up."""
        _, first, last, *_ = subtotal.index
        axis = "kernel_row" if subtotal.tensor == self.names.row_range else "channel"
        return numbered(axis, int(first)), numbered(axis, int(last))

    def total(self, step: Step) -> Term:
        """The output cell."""
        low, high = self.cast.output_scales[step.index[0]]
        color = self.shade(self.cast.filter_ramps([step.index[0]])[0], step.total, low, high)
        return Term(step.total, Source(self.names.output, step.index, step.total), color, digits=self.sum)

    def widest_total(self, size: float = BODY) -> float:
        """A chip's width that every output of this layer fits in."""
        source = Source("", (), 0)
        ends = (self.cast.trace.output.min().item(), self.cast.trace.output.max().item())
        least = 60 if size == BODY else 84
        return chip_width([Term(end, source, NO_COLOR, digits=self.sum) for end in ends], size, least)

    def window(self, step: Step, channel: int = 0) -> list[list[Term]]:
        """The window (kernel rows, kernel columns) on one channel read."""
        absolute = step.channels[channel]
        low, high = self.cast.input_scales[absolute]
        ramp = self.cast.input_ramps([absolute])[0]
        table = []
        for i, row in enumerate(step.rows):
            terms = []
            for j, column in enumerate(step.columns):
                value = step.window[channel, i, j].item()
                inside = bool(step.inside[i, j])
                source = Source(self.names.input if inside else "padding", (absolute, row, column), value)
                kind: Kind = "value" if inside else "padding"
                terms.append(Term(value, source, self.shade(ramp, value, low, high), kind, digits=self.read))
            table.append(terms)
        return table

    def weights(self, step: Step, channel: int = 0) -> list[list[Term]]:
        """The weights (kernel rows, kernel columns) for one channel read."""
        o = step.index[0]
        low, high = self.cast.weight_scale
        ramp = self.cast.filter_ramps([o])[0]
        return [
            [
                Term(
                    value,
                    Source(self.names.weight, (o, channel, i, j), value),
                    self.shade(ramp, value, low, high),
                    digits=self.weigh,
                )
                for j, value in enumerate(row)
            ]
            for i, row in enumerate(self.cast.weight[o, channel].tolist())
        ]

    def products(self, step: Step, channel: int = 0) -> list[list[Term]]:
        """Window times weights (kernel rows, kernel columns) for one channel read."""
        o, y, x = step.index
        ramp = self.cast.input_ramps([step.channels[channel]])[0]
        values = step.products[channel]
        low, high = float(step.products.min()), float(step.products.max())
        return [
            [
                Term(
                    value,
                    Source(self.names.product, (o, channel, i, j, y, x), value),
                    self.shade(ramp, value, low, high),
                    digits=self.sum,
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
                self.shade(ramp, value, low, high),
                digits=self.sum,
            )
            for c, value, ramp in zip(step.channels, sums.tolist(), self.cast.input_ramps(step.channels), strict=True)
        ]
        return terms + self.bias(step)

    def bias(self, step: Step) -> list[Term]:
        """The bias, or nothing."""
        if step.bias is None:
            return []
        source = Source(self.names.bias, (step.index[0],), step.bias)
        return [Term(step.bias, source, NO_COLOR, "bias", self.bias_label, self.sum)]

    @cached_property
    def bias_label(self) -> str:
        """What stands behind a bias in a sum; nothing where there is none."""
        return self.cast.tongue.text("bias") if self.layer.bias else ""

    def widest(self, least: float = 48.0) -> float:
        """A chip's width that every number of this layer's windows fits in, so that nothing jumps."""
        return max(self.widths(least))

    def widths(self, least: float, padding: float = 0.5) -> tuple[float, float, float]:
        """Widths of chips that every value of the input fits in, every weight, and every product."""
        source = Source("", (), 0)
        ends = [np.asarray([array.min(), array.max()]) for array in (self.cast.trace.input, self.cast.weight)]
        parts = zip((*ends, np.outer(*ends).ravel()), (self.read, self.weigh, self.sum), strict=True)
        read, weighed, made = (
            chip_width([Term(v, source, NO_COLOR, digits=digits) for v in part.tolist()], BODY, least, padding)
            for part, digits in parts
        )
        return read, weighed, made

    def widest_row_sum(self, columns: int, padding: float = 0.5) -> float:
        """A chip's width that the sum of so many products fits in, and a bias, at any step of this layer."""
        trace, source = self.cast.trace, Source("", (), 0)
        most = columns * np.outer(
            [trace.input.min(), trace.input.max(), 0], [self.cast.weight.min(), self.cast.weight.max()]
        )
        ends = [*most.ravel().tolist(), *([] if trace.bias is None else trace.bias.tolist())]
        return chip_width([Term(end, source, NO_COLOR, digits=self.sum) for end in ends], BODY, 0.0, padding)

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
        both = [[Term(value, source, NO_COLOR, digits=self.sum) for value in pair] for pair in pairs]
        *others, last = [max(pair, key=lambda term: len(term.text)) for pair in both]
        return [*others, replace(last, label=self.bias_label)]

    def row_sums(self, step: Step) -> list[Term]:
        """One sum for every row of a window on one channel, and the bias."""
        o, y, x = step.index
        ramp, sums = self.cast.input_ramps(step.channels)[0], step.products[0].sum(axis=1)
        low, high = float(sums.min()), float(sums.max())
        terms = [
            Term(
                v,
                Source(self.names.row_sum, (o, r, y, x), v),
                self.shade(ramp, v, low, high),
                digits=self.sum,
            )
            for r, v in enumerate(sums.tolist())
        ]
        return terms + self.bias(step)

    @staticmethod
    def shade(ramp: Ramp, value: float, low: float, high: float) -> Rgb:
        """The colour of a value on a ramp from ``low`` to ``high``; beyond them it is that of the nearer end."""
        red, green, blue = ramp.at((value - low) / ((high - low) or 1.0)).tolist()
        return red, green, blue

    def others(self, step: Step, shown: Sequence[int]) -> Term:
        """The products of a 1x1 window's channels but for these as one term."""
        o, y, x = step.index
        rest = [place for place, channel in enumerate(step.channels) if channel not in shown]
        total = step.products[rest].sum().item()
        source = Source(self.names.partial_others, (o, y, x, *shown), total)
        return Term(total, source, NO_COLOR, "subtotal", digits=self.sum)

    def subtotal(self, step: Step, first: int, last: int) -> Term:
        """The products of many channels of a 1x1 window as one term."""
        o, y, x = step.index
        total = step.products[first : last + 1].sum().item()
        source = Source(self.names.partial_range, (o, step.channels[first], step.channels[last], y, x), total)
        return Term(total, source, NO_COLOR, "subtotal", digits=self.sum)
