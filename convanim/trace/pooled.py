"""What pooling makes, window by window: the largest number, or the mean; and what of the input that leaves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from convanim.numerals import ALMOST, THIN_SPACE, quotient
from convanim.trace.step import Step
from convanim.trace.trace import Trace

Way = Literal["largest", "average"]
"""What is made of a window."""


@dataclass(frozen=True, eq=False)
class PooledStep(Step):
    """How one output cell of pooling comes about; weights and what would come of them are of no account."""

    way: Way = "largest"

    def equation(self, digits: int = 2, most: int | None = None) -> str:
        """The whole step on one line, as of any step; ``most`` limits the numbers written out.

        >>> from convanim.kernels import make_tensors
        >>> from convanim.spec import Layer, Values
        >>> tensors = make_tensors(Layer(1, 1, size=2, kernel=2), Values(input=[[[3, -1], [0, 4]]]))
        >>> [Pooled(tensors, way).step(0, 0, 0).equation() for way in ("largest", "average")]
        ['y[0,0,0] = max(3, −1, 0, 4) = 4', 'y[0,0,0] = (3 − 1 + 0 + 4) / 4 = 1.5']
        """
        held = self.window[0][self.inside if self.way == "largest" else ...].ravel().tolist()
        written, rest = self._digits(self.window, digits), [] if most is None or most >= len(held) else ["…"]
        shown, total, exact = held[:most], written.text(self.total), self.way == "largest"
        if self.way == "largest":
            said = f"max({', '.join([*map(written.text, shown), *rest])})"
        else:
            terms = [written.term(value, first=k == 0) for k, value in enumerate(shown)]
            said = f"({' '.join([*terms, *(f'+ {sign}' for sign in rest)])}) / {len(held)}"
            if self.exact:
                total, exact = quotient(Fraction(sum(held), len(held)), digits)
        sign = "=" if exact else ALMOST
        return f"{self.name} {sign} {said} {sign} {total}".replace(THIN_SPACE, "")

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data, without weights and what would come of them."""
        without = ("weights", "products", "partial_sums", "bias")
        return {name: value for name, value in super().as_dict().items() if name not in without}


@dataclass(frozen=True, eq=False)
class Pooled(Trace):
    """The steps of a layer whose windows are pooled; it says where they stand, and its weights are of no account.

    >>> from convanim.kernels import make_tensors
    >>> from convanim.spec import Layer, Values
    >>> tensors = make_tensors(Layer(1, 1, size=2, kernel=2), Values(input=[[[3, 1], [0, 4]]]))
    >>> [Pooled(tensors, way).step(0, 0, 0).total for way in ("largest", "average")]
    [4, 2.0]
    """

    way: Way = "largest"

    @cached_property
    def output(self) -> NDArray[Any]:
        """(C, H', W'), read-only: the largest numbers, or the means, which are float64 for whole numbers."""
        from convanim.kernels import pooling

        make = pooling.largest if self.way == "largest" else pooling.averaged
        made: NDArray[Any] = make(self.layer, self.tensors.input).detach().cpu().numpy()
        made.setflags(write=False)
        return made

    @cached_property
    def winners(self) -> NDArray[np.int64]:
        """(C, H', W', 2): row and column, in the input, of each window's largest number; of equal ones the first."""
        from convanim.kernels.pooling import winners

        return np.asarray(winners(self.layer, self.tensors.input).numpy())

    def winner(self, step: Step) -> tuple[int, int]:
        """Row and column, in the input, of the largest number of a step's window."""
        row, column = self.winners[step.index].tolist()
        return row, column

    def kept(self, channel: int) -> NDArray[np.bool_]:
        """(H, W): which cells of a channel leave a trace, each as the largest of some window."""
        cells = np.zeros(self.layer.size, dtype=bool)
        places = self.winners[channel].reshape(-1, 2)
        cells[places[:, 0], places[:, 1]] = True
        return cells

    def _step(self, out_channel: int, row: int, column: int) -> Step:
        step = super()._step(out_channel, row, column)
        told = {one.name: getattr(step, one.name) for one in fields(step)}
        return PooledStep(**{**told, "total": self.output[step.index].item()}, way=self.way)
