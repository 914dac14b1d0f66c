"""Numbers as text and back."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.numerals import Digits, digits_for, is_whole, numeral, quotient, rounded, scientific, value_of, word


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_exact(value: int) -> None:
    assert value_of(numeral(value)) == value
    assert value_of(Digits().term(value)) == value


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_real_numbers_are_rounded_to_the_nearest(value: float, decimals: int) -> None:
    text = rounded(value, decimals)
    assert abs(value_of(text) - value) <= 0.5 * 10**-decimals + 1e-9
    assert ("-" not in text and value_of(text) != 0) or not text.startswith("\u2212")


@given(st.floats(-1e20, 1e20) | st.integers(-4096, 4096).map(lambda k: k / 2**7), st.integers(0, 7))
def test_floats_are_rounded_as_their_exact_values_are(value: float, decimals: int) -> None:
    exact = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN, Context(prec=100))
    assert Decimal(rounded(value, decimals).replace("\u2212", "-").replace("\u2009", "")) == exact
    assert rounded(np.float32(value), decimals) == rounded(float(np.float32(value)), decimals)


@pytest.mark.parametrize("value", [3, np.int64(3), np.int32(-2)])
def test_integer_types_are_whole(value: object) -> None:
    assert is_whole(value)


@pytest.mark.parametrize("value", [3.0, np.float32(2.0), np.float64(1.5)])
def test_float_types_are_not_whole_even_without_decimals(value: object) -> None:
    assert not is_whole(value)


@given(st.floats(-1e300, 1e300), st.integers(0, 6), st.sampled_from([".", ","]))
def test_powers_of_ten_read_as_the_number_to_their_last_digit(value: float, decimals: int, mark: str) -> None:
    text = scientific(value, decimals, mark)
    assert abs(Decimal(value_of(text)) - Decimal(value)) <= abs(Decimal(value)) * Decimal("0.5001") / 10**decimals
    assert value_of(Digits(decimals, mark, powers=True).term(value)) == value_of(
        Digits(decimals, mark, powers=True).text(value)
    )


@given(st.floats(-1e300, 1e300), st.one_of(st.none(), st.integers(0, 6)))
def test_the_largest_number_shows_digits_whatever_its_size(value: float, asked: int | None) -> None:
    text = digits_for(abs(value), 2, asked=asked).text(value)
    assert len(text) <= 16 and "E" not in text and "e" not in text
    if asked is None:
        # From 0.05 on a single digit is written.
        assert abs(value_of(text) - value) <= 0.1 * abs(value)


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(0.0, 7, "0.0000000"), (1e-9, 7, "0.0000000"), (1e30, 0, "1" + "\u2009000" * 10)]
)
def test_decimals_are_written_out_and_never_with_a_letter(value: float, decimals: int, text: str) -> None:
    shown = rounded(value, decimals)
    assert "E" not in shown and (shown == text or value == 1e30)
    assert value_of(shown) == pytest.approx(value, abs=10**-decimals)


@given(st.fractions(min_value=0, max_value=1000), st.integers(0, 3))
def test_a_ratio_is_exact_or_said_not_to_be(ratio: Fraction, decimals: int) -> None:
    text, exact = quotient(ratio, decimals)
    assert exact == (Fraction(text.replace("\u2009", "")) == ratio)


@given(st.floats(1e-9, 1e12), st.integers(0, 6))
def test_coarser_ways_are_never_longer_and_stay_true(largest: float, decimals: int) -> None:
    texts = [way.text(largest) for way in Digits(decimals).shorter(largest)]
    assert all(value_of(text) == pytest.approx(largest, rel=0.51, abs=0.51) for text in texts)
    assert len(texts[-1]) <= 7


def test_words() -> None:
    assert [word(n) for n in (0, 1, 12, 13)] == ["no", "one", "twelve", "13"]
