"""Which cells of what is made there are."""

from __future__ import annotations

import operator

from convanim.errors import SpecError

Index = tuple[int, int, int]


def cell_of(index: Index, shape: Index, where: str) -> Index:
    """A cell (channel, row, column) of a shape (C, H, W); raises SpecError, listing what there is, for none.

    >>> cell_of((0, 2, 1), (1, 3, 3), "in the large maps")
    (0, 2, 1)
    """
    channel, row, column = map(operator.index, index)
    if not all(0 <= one < end for one, end in zip((channel, row, column), shape, strict=True)):
        axes = zip(("channel", "row", "column"), shape, strict=True)
        raise SpecError(
            f"there is no cell ({channel}, {row}, {column}) {where}",
            ", ".join(f"{axis} 0 to {end - 1}" for axis, end in axes),
            "an index in these ranges, all counted from 0",
        )
    return channel, row, column
