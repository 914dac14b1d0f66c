"""Numbers as text and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.numerals import is_whole, numeral, plus_minus, rounded, value_of, word


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_exact(value: int) -> None:
    assert value_of(numeral(value)) == value
    assert value_of(plus_minus(value)) == value


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_real_numbers_are_rounded_to_the_nearest(value: float, decimals: int) -> None:
    text = rounded(value, decimals)
    assert abs(value_of(text) - value) <= 0.5 * 10**-decimals + 1e-9
    assert ("-" not in text and value_of(text) != 0) or not text.startswith("\u2212")


@pytest.mark.parametrize("value", [3, np.int64(3), np.int32(-2)])
def test_integer_types_are_whole(value: object) -> None:
    assert is_whole(value)


@pytest.mark.parametrize("value", [3.0, np.float32(2.0), np.float64(1.5)])
def test_float_types_are_not_whole_even_without_decimals(value: object) -> None:
    assert not is_whole(value)


def test_words() -> None:
    assert [word(n) for n in (0, 1, 12, 13)] == ["no", "one", "twelve", "13"]
