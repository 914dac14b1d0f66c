"""What pooling makes, window by window: the largest number, or the mean; and what of the input that leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from convanim.numerals import ALMOST, THIN_SPACE, Digits, digits_for, quotient
from convanim.trace.step import Step
from convanim.trace.trace import Trace

Way = Literal["largest", "average"]
"""What is made of a window."""


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

    def equation(self, step: Step, digits: int = 2) -> str:
        """A step on one line; of real numbers so many ``digits`` as in ``Step.equation``.

        >>> from convanim.kernels import make_tensors
        >>> from convanim.spec import Layer, Values
        >>> tensors = make_tensors(Layer(1, 1, size=2, kernel=2), Values(input=[[[3, -1], [0, 4]]]))
        >>> [trace.equation(trace.step(0, 0, 0)) for trace in (Pooled(tensors), Pooled(tensors, "average"))]
        ['y[0,0,0] = max(3, −1, 0, 4) = 4', 'y[0,0,0] = (3 − 1 + 0 + 4) / 4 = 1.5']
        """
        whole = self.input.dtype.kind == "i"
        written = Digits() if whole else digits_for(float(np.abs(self.input).max()), digits)
        if self.way == "largest":
            held = ", ".join(map(written.text, step.window[0][step.inside].tolist()))
            said, total, exact = f"max({held})", written.text(step.total), True
        else:
            held = step.window[0].ravel().tolist()
            terms = " ".join(written.term(value, first=k == 0) for k, value in enumerate(held))
            said, (total, exact) = f"({terms}) / {len(held)}", (written.text(step.total), False)
            if whole:
                total, exact = quotient(Fraction(sum(held), len(held)), digits)
        sign = "=" if exact else ALMOST
        return f"{step.name} {sign} {said} {sign} {total}".replace(THIN_SPACE, "")

    def told(self, step: Step) -> dict[str, Any]:
        """A step as plain data: without weights, and what would come of them."""
        without = ("weights", "products", "partial_sums", "bias")
        return {name: value for name, value in step.as_dict().items() if name not in without}

    def _step(self, out_channel: int, row: int, column: int) -> Step:
        step = super()._step(out_channel, row, column)
        return replace(step, total=self.output[step.index].item())
