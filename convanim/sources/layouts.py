"""How tensors of a model's run lie: which of their axes are channels, rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

import torch

Shape = tuple[int, int, int]
"""(C, H, W)."""
Span = tuple[tuple[int, int], tuple[int, int]]
"""Rows and columns from the first to one past the last."""


@dataclass(frozen=True)
class Layout:
    """A way in which a tensor (C, H, W) lies: ``pack`` lays it so, ``unpack`` takes it back.

    ``unpack`` is told the rows and columns where the layout does not keep them apart; where it ``keeps_size``, what
    is made has as many of them as what is read. ``channels_axis`` is that of the channels, ``axes`` how many there are.
    """

    name: str
    axes: int
    channels_axis: int
    pack: Callable[[torch.Tensor], torch.Tensor]
    _unpack: Callable[[torch.Tensor, tuple[int, int]], torch.Tensor]
    keeps_size: bool = False

    def holds(self, shape: Sequence[int]) -> bool:
        """Whether a tensor of this shape, of one image, may lie so where nothing else is known."""
        return len(shape) == self.axes and not self.keeps_size and (self.axes < 3 or shape[0] == 1 or self.axes == 3)

    def unpack(self, tensor: torch.Tensor, size: tuple[int, int] | None) -> torch.Tensor:
        """The tensor as (C, H, W); ``size`` is (H, W) where the layout itself does not say."""
        return self._unpack(tensor, size or (1, 1))

    def index(self, shape: Shape, packed: Sequence[int]) -> torch.Tensor:
        """Where in (C, H, W) each number of a tensor of shape ``packed`` is that lies so."""
        return self.pack(torch.arange(prod(shape)).reshape(shape)).reshape(tuple(packed))

    def is_whole(self, index: torch.Tensor, shape: Shape) -> bool:
        """Whether numbers taken from these places of (C, H, W) are all of them, and lie so."""
        packed = self.pack(torch.arange(prod(shape)).reshape(shape))
        return packed.shape == index.shape and bool(torch.equal(packed, index))


def _rows_of_tokens(tensor: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    rows, columns = size if prod(size) == tensor.shape[1] else (1, tensor.shape[1])
    return tensor[0].T.reshape(tensor.shape[2], rows, columns)


LAYOUTS = (
    Layout("images", 4, 1, lambda x: x[None], lambda x, _: x[0]),
    Layout("sequence", 3, 1, lambda x: x[:, 0][None] if x.shape[1] == 1 else x[None][:0], lambda x, _: x[0][:, None]),
    Layout("numbers", 2, 1, lambda x: x.flatten()[None], lambda x, _: x.reshape(-1, 1, 1)),
    Layout("channels last", 4, 3, lambda x: x.permute(1, 2, 0)[None], lambda x, _: x[0].permute(2, 0, 1), True),
    Layout("tokens", 3, 2, lambda x: x.flatten(1).T[None], _rows_of_tokens, True),
    Layout("one image", 3, 0, lambda x: x, lambda x, _: x, True),
)
"""The first that holds a shape is meant where nothing else is known."""


def of_channels(index: torch.Tensor) -> bool:
    """Whether a batch (1, C, H, W) has one number a channel, repeated, in the order in which they are."""
    if index.ndim != 4 or index.shape[0] != 1:
        return False
    own = torch.arange(index.shape[1])[None, :, None, None]
    return bool((index == own).all())


def of_planes(index: torch.Tensor, shape: Shape) -> tuple[int, ...] | None:
    """The channels of (C, H, W) that a batch (1, C', H, W) has, each whole; None where it has other things.

    >>> of_planes(torch.arange(12).reshape(1, 3, 2, 2)[:, [2, 0]], (3, 2, 2))
    (2, 0)
    """
    _, rows, columns = shape
    if index.ndim != 4 or tuple(index.shape[2:]) != (rows, columns) or index.shape[0] != 1:
        return None
    first = index[0, :, 0, 0]
    plane = torch.arange(rows * columns).reshape(rows, columns)
    if not bool((index[0] == first[:, None, None] + plane).all()) or bool((first % (rows * columns)).any()):
        return None
    return tuple((first // (rows * columns)).tolist())


def of_span(index: torch.Tensor, shape: Shape) -> Span | None:
    """Rows and columns of (C, H, W) that a batch (1, C, H', W') or (1, C, L) has, of all channels; None else.

    >>> of_span(torch.arange(12).reshape(1, 2, 2, 3)[..., 1:], (2, 2, 3))
    ((0, 2), (1, 3))
    """
    if index.ndim == 3 and shape[1] == 1:
        index = index[:, :, None]
    channels, _, columns = shape
    if index.ndim != 4 or tuple(index.shape[:2]) != (1, channels) or not index.numel():
        return None
    (top, left), (high, wide) = divmod(int(index[0, 0, 0, 0]), columns), index.shape[2:]
    whole = torch.arange(prod(shape)).reshape(shape)[:, top : top + high, left : left + wide]
    if whole.shape != index.shape[1:] or not bool(torch.equal(whole, index[0])):
        return None
    return (top, top + high), (left, left + wide)
