"""Many blocks of one size in a grid, each with a label below it."""

from __future__ import annotations

from collections.abc import Callable

from convanim.layout.regions import BlockFit, Need, Region

NEARLY = 0.8
"""Of the largest cells there could be, for blocks in rows of equal length."""
GAP = 22.0
"""From block to block in a row at least, in pixels."""
LABEL_ROOM = 44.0
"""Below every block, for its label, in pixels."""
SPARE = 22.0
"""Between the rows besides, at most, in pixels."""


def in_a_row(count: int, cell: Callable[[int], float], *, nearly: float = NEARLY, row: int | None = None) -> int:
    """How many of so many blocks stand in a row: rows are of equal length if cells are ``nearly`` the largest then.

    ``cell`` gives the side of a cell with so many columns; ``row`` is how many would rather stand in one.

    >>> in_a_row(8, lambda columns: 8 - abs(columns - 3.5)), in_a_row(8, lambda columns: 1.0, row=2)
    (4, 2)
    """
    best = max(map(cell, range(1, count + 1)))
    roomy = [columns for columns in range(1, count + 1) if cell(columns) >= nearly * best]
    return max(roomy, key=lambda columns: (columns == row, count % columns == 0, cell(columns)))


def stand_in_grid(
    need: Need,
    count: int,
    region: Region,
    *,
    largest: float,
    row: int | None = None,
    label_room: float = LABEL_ROOM,
    gap: float = GAP,
) -> list[BlockFit]:
    """Stand so many blocks row by row, in rows of equal length where there is room, else in as large cells as can be.

    ``need`` is each one's, ``largest`` the side of a nominal cell at most, in pixels.
    ``row`` is how many belong side by side, and do stand so where there is room. ``label_room`` is kept free below
    each and a ``gap`` on its right, in pixels.

    >>> fits = stand_in_grid(Need(3, 3, 4), 6, Region(0, 0, 600, 400), largest=40.0)
    >>> [round(fit.left) for fit in fits], len({fit.top for fit in fits})
    ([0, 200, 400, 0, 200, 400], 2)
    """
    tall = need.above + need.below

    def cell(columns: int) -> float:
        rows = -(-count // columns)
        wide, high = region.width / columns - gap, region.height / rows - label_room
        return min(largest, wide / need.width, high / tall)

    columns = in_a_row(count, cell, row=row)
    side, rows = cell(columns), -(-count // columns)
    pitch = min(region.height / rows, side * tall + label_room + SPARE)
    top = (region.top + region.bottom - pitch * rows) / 2
    across = region.width / columns
    return [
        need.fit(side, region.left + k % columns * across, top + k // columns * pitch + need.above * side)
        for k in range(count)
    ]
