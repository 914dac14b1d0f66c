"""Blocks in rows: inside their region, apart, and as large as they can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convanim.layout.block_rows import BETWEEN, stack_in_rows
from convanim.layout.regions import Need, Region, line_up

ROOM = Region(468, -100, 1452, 900)
needs = st.builds(
    Need,
    st.integers(1, 12),
    st.integers(1, 12),
    st.floats(1, 14),
    st.floats(1, 2),
    st.tuples(*[st.tuples(*[st.integers(0, 2)] * 2)] * 2),
)


def box(need: Need, nominal: float, left: float, middle: float) -> tuple[float, float, float, float]:
    return left, middle - need.above * nominal, left + need.width * nominal, middle + need.below * nominal


@given(st.tuples(needs, needs, needs), st.booleans())
def test_blocks_stand_in_their_room_and_apart(three: tuple[Need, Need, Need], at_right: bool) -> None:
    rows = stack_in_rows(three, ROOM, [(0, 1), (2,)], lone_at_right=at_right)
    boxes = []
    for need, fit, place in zip(three, rows.fits, rows.places, strict=True):
        nominal = fit.cell / need.shrink
        middle = fit.top + need.rows * fit.cell / 2
        boxes.append(box(need, nominal, fit.left - need.pads[1][0] * fit.cell, middle))
        left, top, right, bottom = boxes[-1]
        assert ROOM.left - 0.01 <= left and right <= ROOM.right + 0.01
        assert place.top - 0.01 <= top and bottom <= place.bottom + 0.01
        assert ROOM.top - 0.01 <= place.top and place.bottom <= ROOM.bottom + 0.01
    assert boxes[0][2] < boxes[1][0], "side by side in their row"
    assert rows.places[0].bottom + BETWEEN <= rows.places[2].top + 0.01, "with room for labels between"
    assert len({round(fit.cell / need.shrink, 6) for need, fit in zip(three, rows.fits, strict=True)}) == 1


def test_one_shelf_is_a_line() -> None:
    pair = [Need(6, 6, 8), Need(3, 3, 8)]
    rows = stack_in_rows(pair, ROOM, [(0, 1)], gap=40)
    assert rows.fits == line_up(pair, ROOM, gap=40)
    assert rows.label_line(0) == rows.label_line(1) == ROOM.bottom + 36


def test_stacking_gives_larger_cells_where_there_is_height() -> None:
    three = [Need(6, 6, 10, 1.8), Need(3, 3, 10, 1.8), Need(4, 4, 10, 1.8)]
    stacked = stack_in_rows(three, ROOM, [(0,), (1, 2)]).fits[0].cell
    assert stacked > 1.4 * line_up(three, ROOM)[0].cell
