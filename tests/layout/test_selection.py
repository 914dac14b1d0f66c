"""Where chosen ones stand, and which of them have room."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from convanim.layout.selection import apart_in_row, extent_of, places_of


def test_a_place_is_left_free_wherever_some_are_left_out() -> None:
    assert places_of([3]) == [0.0] and places_of([0, 2, 3]) == [0.0, 2.0, 3.0]
    assert extent_of([3]) == 1 and extent_of([0, 2, 9]) == 5


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(1, 30))
def test_what_stays_in_a_row_is_apart_and_begins_with_the_first(steps: list[int], width: int) -> None:
    points = [(float(sum(steps[:k])), 0.0) for k in range(len(steps))]
    chosen = apart_in_row(points, [(width, 10.0)] * len(points), (3.0, 2.0))
    assert chosen[0] == 0 and chosen == sorted(chosen)
    assert all(abs(points[one][0] - points[other][0]) >= width + 3 for one, other in combinations(chosen, 2))


def test_boxes_far_enough_below_each_other_need_no_room_beside() -> None:
    points = [(0.0, 0.0), (1.0, 20.0), (2.0, 40.0)]
    assert apart_in_row(points, [(50.0, 10.0)] * 3, (3.0, 2.0)) == [0, 1, 2]
