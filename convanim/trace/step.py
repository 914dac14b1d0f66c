"""One output cell: what it reads, multiplies and adds up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.numerals import MINUS, THIN_SPACE, Digits, digits_for


@dataclass(frozen=True, eq=False)
class Step:
    """How one output cell comes about. All arrays are read-only.

    Channels, tap rows and tap columns are those of the input; rows and columns outside it
    (negative, or past its end) are padding, where the window holds zeros.
    """

    index: tuple[int, int, int]
    """(out_channel, row, column) of the output cell."""
    group: int
    channels: range
    """Input channels read: those of the group."""
    rows: tuple[int, ...]
    """Input row of each tap row."""
    columns: tuple[int, ...]
    """Input column of each tap column."""
    inside: NDArray[np.bool_]
    """(kernel height, kernel width): whether a tap lies on the input, not on padding."""
    window: NDArray[Any]
    """(channels, kernel height, kernel width), in the tensors' dtype."""
    weights: NDArray[Any]
    """(channels, kernel height, kernel width), in the tensors' dtype."""
    products: NDArray[Any]
    """``window * weights``; float64 where the tensors are real-valued, so exact for float32."""
    partial_sums: NDArray[Any]
    """(channels,): the sum of each channel's products, in the products' dtype."""
    bias: int | float | None
    total: int | float
    """Partial sums and bias added up, rounded once to the tensors' dtype: the cell's value."""

    @property
    def exact(self) -> bool:
        """Whether the numbers are whole, so that printed equations are exactly true."""
        return self.products.dtype.kind == "i"

    @property
    def relation(self) -> str:
        """The sign between the two sides of a printed equation: = or ≈."""
        return "=" if self.exact else "≈"

    @property
    def name(self) -> str:
        """The output cell's name, such as ``y[2,1,1]``."""
        return "y[{},{},{}]".format(*self.index)

    def equation(self, digits: int = 2, most: int | None = None) -> str:
        """The whole step on one line; ``most`` limits the products written out.

        Real numbers have so many ``digits`` behind the point where they are about 1 to 100, more where they are
        smaller and fewer where they are larger; very small and very large ones are written as powers of ten.

        >>> from convanim.kernels import make_tensors
        >>> from convanim.spec import Layer, Values
        >>> from convanim.trace import Trace
        >>> values = Values(input=[[[1, 2], [3, 4]]], weight=[[[[2, -1], [0, 1]]]], bias=[-5])
        >>> Trace(make_tensors(Layer(1, 1, size=2, kernel=2, bias=True), values)).step(0, 0, 0).equation()
        'y[0,0,0] = 1·2 + 2·(−1) + 3·0 + 4·1 + (−5) = −1'
        """
        pairs = list(zip(self.window.flat, self.weights.flat, strict=True))
        shown = pairs if most is None else pairs[: max(0, most)]
        read, weigh = self._digits(self.window, digits), self._digits(self.weights, digits)
        terms = [f"{factor(value, read)}·{factor(weight, weigh)}" for value, weight in shown]
        if len(shown) < len(pairs):
            terms.append("…")
        return self._sum_text(terms, digits)

    def sums_equation(self, digits: int = 2) -> str:
        """The step on one line, from the sums of its channels on, such as ``y[0,0,0] = 12 + (−3) = 9``."""
        written = self._digits(self._sums, digits)
        return self._sum_text([factor(part, written) for part in self.partial_sums.tolist()], digits)

    def channel_equation(self, place: int, digits: int = 2) -> str:
        """The products of one of the channels read and their sum on one line, without a bias.

        >>> from convanim.kernels import make_tensors
        >>> from convanim.spec import Layer
        >>> from convanim.trace import Trace
        >>> Trace(make_tensors(Layer(2, 1, size=2, kernel=(1, 2), groups=1))).step(0, 0, 0).channel_equation(1)
        '1·1 + 4·1 = 5'
        """
        read, weigh = self._digits(self.window, digits), self._digits(self.weights, digits)
        pairs = zip(self.window[place].flat, self.weights[place].flat, strict=True)
        terms = " + ".join(f"{factor(value, read)}·{factor(weight, weigh)}" for value, weight in pairs)
        total = plain_text(self.partial_sums[place].item(), self._digits(self._sums, digits))
        return f"{terms} {self.relation} {total}"

    def _sum_text(self, terms: Iterable[str], digits: int) -> str:
        written = self._digits(self._sums, digits)
        bias = [] if self.bias is None else [factor(self.bias, written)]
        middle = " + ".join([*terms, *bias])
        return f"{self.name} {self.relation} {middle} {self.relation} {plain_text(self.total, written)}"

    @property
    def _sums(self) -> NDArray[Any]:
        return np.array([*self.partial_sums.tolist(), self.bias or 0, self.total])

    def _digits(self, numbers: NDArray[Any], digits: int) -> Digits:
        return Digits() if self.exact else digits_for(float(np.abs(numbers).max()), digits)

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain numbers, lists and None, ready for JSON."""
        return {
            "index": list(self.index),
            "group": self.group,
            "channels": list(self.channels),
            "rows": list(self.rows),
            "columns": list(self.columns),
            "inside": self.inside.tolist(),
            "window": self.window.tolist(),
            "weights": self.weights.tolist(),
            "products": self.products.tolist(),
            "partial_sums": self.partial_sums.tolist(),
            "bias": self.bias,
            "total": self.total,
        }


def plain_text(value: float, digits: Digits) -> str:
    """A number as text for a terminal."""
    # A terminal has no thin spaces.
    return digits.text(value).replace(THIN_SPACE, "")


def factor(value: float, digits: Digits) -> str:
    """The same as a factor or a term: in brackets where it is negative."""
    text = plain_text(value, digits)
    return f"({text})" if text.startswith(MINUS) else text
