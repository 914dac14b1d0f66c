"""Filters that everybody knows, for kernels of any size: edge, blur, sharpen, identity and their kin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from convanim.spec import Pair

Plane = torch.Tensor
"""Weights (kernel height, kernel width) of whole numbers."""


def edge(kernel: Pair) -> Plane:
    """The cell in the middle against all others together: nothing where all are alike.

    >>> edge((3, 3)).tolist()
    [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]
    """
    return identity(kernel) * (kernel[0] * kernel[1]) - blur(kernel)


def blur(kernel: Pair) -> Plane:
    """A box that adds up all cells; their mean but for a factor, which colour scales make up for."""
    return torch.ones(kernel, dtype=torch.int64)


def sharpen(kernel: Pair) -> Plane:
    """The cell in the middle once, and once more against each other cell of its row and column.

    >>> sharpen((3, 3)).tolist(), sharpen((1, 2)).tolist()
    ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], [[2, -1]])
    """
    row, column = _middle(kernel)
    plane = torch.zeros(kernel, dtype=torch.int64)
    plane[row, :] = -1
    plane[:, column] = -1
    plane[row, column] = kernel[0] + kernel[1] - 1
    return plane


def identity(kernel: Pair) -> Plane:
    """The cell in the middle as it is; of two in the middle the upper or the left one."""
    plane = torch.zeros(kernel, dtype=torch.int64)
    plane[_middle(kernel)] = 1
    return plane


def vertical_edge(kernel: Pair) -> Plane:
    """What is on the right of the middle against what is on its left (Prewitt).

    >>> vertical_edge((2, 3)).tolist(), vertical_edge((1, 2)).tolist()
    ([[-1, 0, 1], [-1, 0, 1]], [[-1, 1]])
    """
    rows, columns = kernel
    return torch.sign(2 * torch.arange(columns) - (columns - 1)).expand(rows, columns).clone()


def horizontal_edge(kernel: Pair) -> Plane:
    """What is below the middle against what is above it."""
    return vertical_edge(kernel[::-1]).T.contiguous()


CLASSIC: Mapping[str, Callable[[Pair], Plane]] = {
    "edge": edge,
    "blur": blur,
    "sharpen": sharpen,
    "identity": identity,
    "vertical edge": vertical_edge,
    "horizontal edge": horizontal_edge,
}
"""Well-known filters by their names, in the order in which a layer has them; more filters begin anew."""


def classics_of(kernel: Pair) -> dict[str, Plane]:
    """The well-known filters that a kernel has room for; of one cell none, because only identity would be left.

    >>> list(classics_of((1, 2)))
    ['edge', 'blur', 'sharpen', 'identity', 'vertical edge']
    """
    if kernel == (1, 1):
        return {}
    planes = {name: make(kernel) for name, make in CLASSIC.items()}
    return {name: plane for name, plane in planes.items() if plane.any()}


def classic_weights(shape: tuple[int, ...]) -> torch.Tensor | None:
    """Weights (filters, 1, kernel height, kernel width) of well-known filters, one after the other.

    None where filters are of one cell, or read several channels: what they do is to mix these.

    >>> classic_weights((2, 1, 1, 2)).tolist(), classic_weights((8, 4, 3, 3))
    ([[[[1, -1]]], [[[1, 1]]]], None)
    """
    filters, deep, rows, columns = shape
    planes = list(classics_of((rows, columns)).values())
    if deep > 1 or not planes:
        return None
    return torch.stack([planes[o % len(planes)] for o in range(filters)])[:, None]


def classic_name(weights: Any) -> str | None:
    """The name of well-known weights (kernel height, kernel width), whoever gave them; None for any others.

    >>> classic_name(torch.tensor([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]))
    'sharpen'
    """
    rows, columns = weights.shape
    known = classics_of((rows, columns)).items()
    return next((name for name, plane in known if plane.tolist() == weights.tolist()), None)


def _middle(kernel: Pair) -> Pair:
    return (kernel[0] - 1) // 2, (kernel[1] - 1) // 2
