"""How numbers are written: true minus signs, thin spaces between thousands, honest rounding."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from math import floor, log10
from typing import Any

MINUS = "\u2212"
THIN_SPACE = "\u2009"
ALMOST = "\u2248"
LARGE = 1e6
_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def is_whole(value: Any) -> bool:
    """Whether a value is of an integer type, and so printed exactly."""
    return not isinstance(value, float) and float(value).is_integer() and "float" not in type(value).__name__


def numeral(value: Any, decimals: int = 2, mark: str = ".") -> str:
    """A number as it is shown in cells, chips and sums; ``mark`` stands before its decimals.

    >>> numeral(-12), numeral(9216), numeral(0.456), numeral(-0.001)
    ('−12', '9\\u2009216', '0.46', '0.00')
    """
    if is_whole(value):
        return f"{int(value):,}".replace(",", THIN_SPACE).replace("-", MINUS)
    return rounded(value, decimals, mark)


def rounded(value: Any, decimals: int, mark: str = ".") -> str:
    """Rounded half to even on the exact binary value, never ``-0.00``.

    >>> rounded(4.2352941, 1), rounded(-1.5, 2), rounded(0.25, 2, ",")
    ('4.2', '−1.50', '0,25')
    """
    exact = Decimal(float(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    text = f"{abs(exact):,}".replace(",", THIN_SPACE).replace(".", mark)
    return (MINUS if exact < 0 else "") + text


def decimals_for(largest: float, usual: int) -> int:
    """Decimals for numbers of which this is the largest, so that small ones show digits and large ones no noise.

    ``usual`` ones for numbers about 1 to 100, more for smaller ones, fewer from 100 on.

    >>> [decimals_for(largest, 2) for largest in (9.5, 0.4, 0.07, 0.03, 250.0, 4000.0)]
    [2, 2, 2, 3, 1, 0]
    >>> [decimals_for(largest, 1) for largest in (9.5, 0.4, 0.03, 250.0)]
    [1, 2, 3, 0]
    """
    if largest == 0:
        return usual
    # Below 0.1 a single digit will do from 5 on: 0.07 is as close as 0.1 is in the hundredths.
    exponent = floor(log10(largest if largest >= 0.1 else 2 * largest))
    if exponent >= 2:
        return max(0, usual + 1 - exponent)
    return min(9, max(usual, 1 - exponent))


def plain(value: Any, decimals: int = 2) -> str:
    """A number for a terminal: no space between thousands, and an exponent for real numbers from a million on.

    >>> plain(-3000), plain(-0.126), plain(2.5e7)
    ('−3000', '−0.13', '2.50e+07')
    """
    if not is_whole(value) and abs(value) >= LARGE:
        return f"{value:.{decimals}e}".replace("-", MINUS)
    return numeral(value, decimals).replace(THIN_SPACE, "")


def word(count: int) -> str:
    """Small counts as words, larger ones as numerals.

    >>> word(8), word(64)
    ('eight', '64')
    """
    return _WORDS[count] if 0 <= count < len(_WORDS) else numeral(count)


def plus_minus(value: Any, decimals: int = 2, first: bool = False, mark: str = ".") -> str:
    """A term of a written-out sum with its sign: ``0``, ``− 3``, ``+ 2``.

    >>> plus_minus(-3), plus_minus(-3, first=True), plus_minus(2)
    ('− 3', '−3', '+ 2')
    """
    text = numeral(value, decimals, mark)
    if first:
        return text
    return f"{MINUS} {text[1:]}" if text.startswith(MINUS) else f"+ {text}"


def value_of(text: str) -> float:
    """The number that a numeral stands for, whatever its mark; the inverse of ``numeral`` up to rounding.

    Thousands are parted by spaces alone, so a comma is a decimal mark.

    >>> value_of('−9\\u2009216'), value_of("0,25")
    (-9216.0, 0.25)
    """
    return float(text.replace(MINUS, "-").replace(THIN_SPACE, "").replace(" ", "").replace(",", "."))
