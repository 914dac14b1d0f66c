"""Pooling by torch's own max_pool2d and avg_pool2d: what comes of windows, what leaves no trace, and what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from convanim.spec import Layer
from convanim.verify.convolution import Numbers
from convanim.verify.readers import readers

KIND = "pool"
"""What the ledger calls counts of it."""


class Pooling:
    """Both poolings of an input (C, H, W), in float64, with the windows of a layer.

    >>> layer = Layer(1, 1, size=(2, 4), kernel=2, stride=2)
    >>> one = Pooling(layer, np.array([[[1.0, 4, 4, 0], [2, 3, 1, 3]]]))
    >>> one.largest.tolist(), one.average.tolist(), one.value(["lost", "largest", 0])
    ([[[4.0, 4.0]]], [[[2.5, 2.0]]], 6.0)
    """

    def __init__(self, layer: Layer, input: Numbers) -> None:
        self.layer, self.input = layer, input
        self._read = torch.from_numpy(np.ascontiguousarray(input, np.float64))[None]
        self._how: dict[str, Any] = {"stride": layer.stride, "padding": (layer.padding[0][0], layer.padding[1][0])}

    @cached_property
    def largest(self) -> Numbers:
        """(C, H', W')."""
        return np.asarray(F.max_pool2d(self._read, self.layer.kernel, **self._how)[0].numpy())

    @cached_property
    def average(self) -> Numbers:
        """(C, H', W')."""
        return np.asarray(F.avg_pool2d(self._read, self.layer.kernel, **self._how)[0].numpy())

    @property
    def equal_weights(self) -> Numbers:
        """(C, 1, kernel height, kernel width): the weights of a depthwise convolution that makes the means."""
        cells = self.layer.kernel[0] * self.layer.kernel[1]
        return np.full((self.layer.in_channels, 1, *self.layer.kernel), 1 / cells)

    @cached_property
    def _read_by(self) -> torch.Tensor:
        """(H, W): how many windows hold each cell of a channel."""
        layer = self.layer
        before = layer.padding[0][0], layer.padding[1][0]
        return readers(layer.size, layer.output_size, layer.kernel, layer.stride, layer.dilation, before)

    def _kept(self, way: str, channel: int) -> int:
        if way == "average":
            return int((self._read_by > 0).sum())
        _, places = F.max_pool2d(self._read, self.layer.kernel, **self._how, return_indices=True)
        return len(set(places[0, channel].ravel().tolist()))

    def value(self, index: Sequence[Any]) -> float:
        """The true value of a count; raises IndexError for an index that is none, KeyError for a name."""
        if any(isinstance(at, int) and at < 0 for at in index):
            raise IndexError(index)
        cells = self.largest.size
        match list(index):
            case ["kept", str(way), channel]:
                return float(self._kept(way, channel))
            case ["lost", str(way), channel]:
                return float(self._read_by.numel() - self._kept(way, channel))
            case ["held", channel, y, x] if channel < self.layer.in_channels:
                inside = F.avg_pool2d(torch.ones_like(self._read), self.layer.kernel, **self._how, divisor_override=1)
                return float(inside[0, channel, y, x])
            case ["parameters"]:
                return float(sum(one.numel() for one in torch.nn.MaxPool2d(self.layer.kernel).parameters()))
            case ["comparisons" | "additions"]:
                return float(self.layer.in_channels * int(self._read_by.sum()) - cells)
            case ["divisions"]:
                return float(cells)
            case [what, *_]:
                raise KeyError(what)
            case _:
                raise KeyError(index)
