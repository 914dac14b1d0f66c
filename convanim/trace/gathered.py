"""A layer's transpose seen from the cells that it makes: which stamps each is the sum of, as text and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convanim.numerals import Digits, digits_for
from convanim.trace.cells import cell_of
from convanim.trace.stamps import Reach, Stamps
from convanim.trace.step import factor, plain_text


@dataclass(frozen=True, eq=False)
class Gathered:
    """One cell that is made: for each stamp that reaches it what is read, with which weight, and their product.

    ``letters`` are what is read and what is made called by; whole numbers are ``exact``.
    """

    index: tuple[int, int, int]
    reaches: tuple[Reach, ...]
    read: tuple[int | float, ...]
    weights: tuple[int | float, ...]
    products: tuple[int | float, ...]
    bias: int | float | None
    total: int | float
    exact: bool
    letters: tuple[str, str]

    @property
    def name(self) -> str:
        """The cell's name, such as ``z[0,2,1]``."""
        return "{}[{},{},{}]".format(self.letters[1], *self.index)

    def equation(self, digits: int = 2) -> str:
        """The sum of all stamps on one line; a cell that none reaches holds the bias, or 0.

        >>> from convanim.kernels import make_tensors
        >>> from convanim.spec import Layer, Values
        >>> from convanim.trace import Gathering, Stamps, Trace
        >>> values = Values(input=[[[1, 2, 3]]], weight=[[[[2, -1]]]])
        >>> stamps = Stamps(Trace(make_tensors(Layer(1, 1, size=(1, 3), kernel=(1, 2)), values)))
        >>> Gathering(stamps).step(0, 0, 1).equation()
        'z[0,0,1] = 0·(−1) + 1·2 = 2'
        """
        read, weigh = self._digits(self.read, digits), self._digits(self.weights, digits)
        terms = [
            f"{factor(value, read)}·{factor(weight, weigh)}"
            for value, weight in zip(self.read, self.weights, strict=True)
        ]
        written = self._written(digits)
        terms += [] if self.bias is None else [factor(self.bias, written)]
        sums = [" + ".join(terms)] if terms else []
        sign = "=" if self.exact or not terms else "≈"
        return f" {sign} ".join([self.name, *sums, plain_text(self.total, written)])

    def lines(self, digits: int = 2) -> Iterator[str]:
        """The cell taken apart: how many stamps reach it, each of them, and their sum."""
        many, letter = len(self.reaches), self.letters[0]
        yield f"{self.name} is reached by {many or 'no'} stamp{'s' * (many != 1)}"
        read, weigh, written = (
            self._digits(self.read, digits),
            self._digits(self.weights, digits),
            self._written(digits),
        )
        for reach, value, weight, product in zip(self.reaches, self.read, self.weights, self.products, strict=True):
            (y, x), (i, j) = reach.place, reach.tap
            sign = "=" if self.exact else "≈"
            yield (
                f"  {letter}[0,{y},{x}]·w[{i},{j}] = {factor(value, read)}·{factor(weight, weigh)} {sign} "
                f"{plain_text(product, written)}"
            )
        yield self.equation(digits)

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain numbers, lists and None, ready for JSON."""
        return {
            "index": [*self.index],
            "places": [[*reach.place] for reach in self.reaches],
            "taps": [[*reach.tap] for reach in self.reaches],
            "read": [*self.read],
            "weights": [*self.weights],
            "products": [*self.products],
            "bias": self.bias,
            "total": self.total,
        }

    def _written(self, digits: int) -> Digits:
        return self._digits((*self.products, self.bias or 0, self.total), digits)

    def _digits(self, numbers: Sequence[float], digits: int) -> Digits:
        return Digits() if self.exact else digits_for(float(np.abs(np.array([*numbers, 0.0])).max()), digits)


@dataclass(frozen=True, eq=False)
class Gathering:
    """The cells that a layer's transpose makes, in reading order, as a trace has the cells that the layer makes."""

    stamps: Stamps
    letters: tuple[str, str] = ("y", "z")

    def __len__(self) -> int:
        """How many cells it makes."""
        return int(self.stamps.output.size)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W) of what it makes."""
        return self.stamps.trace.layer.input_shape

    def steps(self) -> Iterator[Gathered]:
        """Every cell, row by row."""
        _, rows, columns = self.shape
        return (self._cell(row, column) for row in range(rows) for column in range(columns))

    def step(self, channel: int, row: int, column: int) -> Gathered:
        """A cell; raises SpecError, listing the valid ranges, where there is none such."""
        _, y, x = cell_of((channel, row, column), self.shape, "that the transpose makes")
        return self._cell(y, x)

    def _cell(self, row: int, column: int) -> Gathered:
        stamps, trace = self.stamps, self.stamps.trace
        reaches = stamps.reaching(row, column)
        return Gathered(
            index=(0, row, column),
            reaches=reaches,
            read=tuple(trace.output[(0, *reach.place)].item() for reach in reaches),
            weights=tuple(trace.weight[(0, 0, *reach.tap)].item() for reach in reaches),
            products=tuple(stamps.product(reach) for reach in reaches),
            bias=None if trace.bias is None else trace.bias[0].item(),
            total=stamps.output[0, row, column].item(),
            exact=stamps.output.dtype.kind == "i",
            letters=self.letters,
        )
