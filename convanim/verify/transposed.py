"""The way back from a convolution's output, by torch's own conv_transpose2d: stamps, sums of them, and their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from convanim.verify.convolution import Convolution, Numbers

KINDS = ("transposed", "stamp", "stamped", "stamps_range", "stamp_count", "stamps")
"""What the ledger names of it: cells made, products, cells after so many stamps, several products, and counts."""


class Transposed:
    """The transpose of a ``Convolution`` of one channel and one filter, of that one's output or of what it ``read``.

    >>> from convanim.spec import Layer
    >>> layer = Layer(1, 1, size=(1, 3), kernel=(1, 2))
    >>> one = Transposed(Convolution(layer, np.ones((1, 1, 3)), np.ones((1, 1, 1, 2))))
    >>> [one.value("transposed", [0, 0, x]) for x in range(3)], one.value("stamp_count", [0, 0, 1])
    ([2.0, 4.0, 2.0], 2.0)
    """

    def __init__(self, forward: Convolution, read: Numbers | None = None) -> None:
        self.forward = forward
        self._given = read
        self._after: tuple[int, Numbers] | None = None
        """The last of what was asked for: a ledger has many cells of it in a row."""

    @cached_property
    def read(self) -> Numbers:
        """What is stamped, (1, H', W')."""
        return self.forward.output if self._given is None else self._given

    def made(self, read: Numbers, weight: Numbers, bias: Numbers | None = None) -> Numbers:
        """What torch makes of some of the output (1, H', W'), as large as the convolution's input: (H, W)."""
        layer = self.forward.layer
        back = F.conv_transpose2d(
            torch.from_numpy(np.ascontiguousarray(read, np.float64))[None],
            torch.from_numpy(np.ascontiguousarray(weight, np.float64)),
            stride=layer.stride,
            dilation=layer.dilation,
        )[0, 0]
        whole = np.zeros(self.forward.padded.shape[1:])
        whole[: back.shape[0], : back.shape[1]] = back.numpy()
        top, left = self.forward.corner
        cut: Numbers = whole[top : top + layer.size[0], left : left + layer.size[1]]
        return cut if bias is None else cut + bias[0]

    @cached_property
    def output(self) -> Numbers:
        """All of it."""
        return self.made(self.read, self.forward.weight, self.forward.bias)

    @cached_property
    def counts(self) -> Numbers:
        """Stamps in each cell."""
        return self.made(np.ones(self.read.shape), np.ones(self.forward.weight.shape))

    @cached_property
    def scale(self) -> float:
        """How large sums are, were all products of one sign."""
        read, weight = (np.abs(np.nan_to_num(one)) for one in (self.read, self.forward.weight))
        bias = None if self.forward.bias is None else np.abs(np.nan_to_num(self.forward.bias))
        whole = float(self.made(read, weight, bias).max())
        return max(whole, self.forward.scale * float(weight.max())) if self._given is None else whole

    def after(self, number: int) -> Numbers:
        """Every cell after so many stamps, in reading order."""
        if not 0 <= number <= self.read.size:
            raise IndexError(number)
        if self._after is None or self._after[0] != number:
            read = self.read.copy()
            read.reshape(-1)[number:] = 0.0
            self._after = number, self.made(read, self.forward.weight, self.forward.bias)
        return self._after[1]

    def products_at(self, y: int, x: int) -> list[float]:
        """The products that a cell is made of, stamp by stamp: each stamp alone is asked what it leaves there."""
        found, taps = [], np.zeros(self.read.shape)
        for place in range(taps.size):
            taps.reshape(-1)[place] = 1.0
            if self.made(taps, np.ones(self.forward.weight.shape))[y, x]:
                found.append(float(self.made(taps * self.read, self.forward.weight)[y, x]))
            taps.reshape(-1)[place] = 0.0
        return found

    def value(self, kind: str, index: Sequence[Any]) -> float:
        """The true value of a numbered thing; raises IndexError for an index that is none, KeyError for a kind."""
        if any(isinstance(at, int) and at < 0 for at in index):
            raise IndexError(index)
        match kind, list(index):
            case "transposed", [0, y, x]:
                return float(self.output[y, x])
            case "stamped", [number, y, x]:
                return float(self.after(number)[y, x])
            case "stamp", [i, j, y, x]:
                return float(self.forward.weight[0, 0, i, j] * self.read[0, y, x])
            case "stamps_range", [y, x, first, last]:
                products = self.products_at(y, x)
                if not 0 <= first <= last < len(products):
                    raise IndexError(index)
                return sum(products[first : last + 1])
            case "stamp_count", [0, y, x]:
                return float(self.counts[y, x])
            case "stamps", [what, *at]:
                return self._counted(what, at)
            case _:
                raise KeyError(kind)

    def _counted(self, what: str, at: Sequence[Any]) -> float:
        """How many stamps, or cells of so many."""
        layer = self.forward.layer
        match what, at:
            case "cells", [number]:
                return float(Counter(self.counts.ravel().tolist())[float(number)])
            case "each", [number]:
                return float(number)
            case "made", []:
                return float(self.counts.sum())
            case "cut", []:
                return float(self.read.size * layer.kernel[0] * layer.kernel[1] - self.counts.sum())
            case "least" | "most", []:
                inner = self.counts[self.inner]
                return float(inner.min() if what == "least" else inner.max())
            case _:
                raise KeyError(what)

    @property
    def inner(self) -> Any:
        """Cells as many stamps reach as if there were more output all round; all, where there are none."""
        layer = self.forward.layer
        far = [k * d // s + 1 for k, d, s in zip(layer.kernel, layer.dilation, layer.stride, strict=True)]
        _, rows, columns = self.read.shape
        more = np.ones((1, rows + 2 * far[0], columns + 2 * far[1]))
        endless = F.conv_transpose2d(
            torch.from_numpy(more)[None],
            torch.ones(self.forward.weight.shape, dtype=torch.float64),
            stride=layer.stride,
            dilation=layer.dilation,
        )[0, 0].numpy()
        first = [n * s + corner for n, s, corner in zip(far, layer.stride, self.forward.corner, strict=True)]
        there = endless[first[0] : first[0] + layer.size[0], first[1] : first[1] + layer.size[1]]
        inner = self.counts == there
        return inner if inner.any() else np.ones_like(inner)
