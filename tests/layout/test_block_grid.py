"""Blocks in a grid."""

from __future__ import annotations

from itertools import combinations

import pytest

from convanim.layout.block_grid import LABEL_ROOM, stand_in_grid
from convanim.layout.regions import Need, Region


@pytest.mark.parametrize("count", [1, 2, 5, 8, 9])
@pytest.mark.parametrize("region", [Region(0, 0, 900, 300), Region(50, 60, 350, 860)])
def test_blocks_keep_apart_with_room_for_labels(count: int, region: Region) -> None:
    need = Need(3, 3, 8)
    fits = stand_in_grid(need, count, region, largest=64.0)
    cell = fits[0].cell
    wide, tall = need.width * cell, (need.above + need.below) * cell
    above = need.above * cell - 3 * cell / 2
    assert len(fits) == count and len({fit.cell for fit in fits}) == 1 and cell <= 64.0
    for fit in fits:
        assert region.left <= fit.left and fit.left + wide <= region.right
        assert region.top <= fit.top - above + 1e-9 and fit.top + 3 * cell + LABEL_ROOM <= region.bottom + 1e-9
    for one, other in combinations(fits, 2):
        assert abs(one.left - other.left) >= wide or abs(one.top - other.top) >= tall


def test_room_for_labels_and_gaps_can_be_less() -> None:
    region, need = Region(0, 0, 300, 400), Need(3, 3, 8)
    usual, close = (stand_in_grid(need, 8, region, largest=64.0, **more) for more in ({}, {"label_room": 8, "gap": 6}))
    assert close[0].cell > usual[0].cell
    assert max(fit.top + 3 * fit.cell for fit in close) + 8 <= region.bottom


def test_rows_are_of_equal_length_where_cells_stay_large() -> None:
    fits = stand_in_grid(Need(3, 3, 4), 8, Region(0, 0, 700, 400), largest=64.0)
    tops = [fit.top for fit in fits]
    assert {tops.count(top) for top in tops} == {8 // len(set(tops))}
