"""How numbers are written: true minus signs, thin spaces between thousands, honest rounding, powers of ten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import MAX_PREC, ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import floor, log10
from typing import Any

MINUS = "\u2212"
THIN_SPACE = "\u2009"
ALMOST = "\u2248"
LARGE = 1e6
"""Real numbers from here on are written as powers of ten."""
SMALL = 5e-5
"""And so are those of a tensor whose largest is below this."""
FEW = 1e4
"""Among numbers that are written as powers of ten, those of a size below this need none."""
TIMES_TEN = "\u00b710"
RAISED = "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
"""The signs of exponents: minus, and the digits from 0 to 9."""
_RAISE, _LOWER = str.maketrans("-0123456789", RAISED), str.maketrans(RAISED, "-0123456789")
_EXACTLY = Context(prec=MAX_PREC)
_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


_THOUSANDS = re.compile(rf"(?<=\d){THIN_SPACE}(?=\d{{3}})")


def unbroken(text: Any) -> Any:
    """A text, or markup, whose lines browsers do not break between thousands, as they do at thin spaces.

    All else stays what it is.

    >>> unbroken("9\\u2009216 of 3") == "9\\u202f216 of 3"
    True
    """
    return type(text)(_THOUSANDS.sub("\u202f", text)) if isinstance(text, str) else text


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
    number = value.item() if hasattr(value, "item") else value
    # Python writes a float so rounded itself, ten times as fast; a decimal it would write as 0E-7, and 1E+30.
    exact = number if isinstance(number, float) else _quantized(Decimal(number), decimals)
    text = f"{abs(exact):,.{decimals}f}"
    negative = number < 0 and any(digit in text for digit in "123456789")
    return (MINUS if negative else "") + text.replace(",", THIN_SPACE).replace(".", mark)


def _quantized(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN, _EXACTLY)


def scientific(value: Any, decimals: int, mark: str = ".") -> str:
    """A number times a power of ten, rounded half to even to so many decimals.

    >>> scientific(1.234e-7, 1), scientific(-9.96e11, 1, ","), scientific(0.0, 2)
    ('1.2·10⁻⁷', '−1,0·10¹²', '0')
    """
    number = Decimal(value.item() if hasattr(value, "item") else value)
    if not number:
        return "0"
    mantissa, exponent = f"{abs(number):.{decimals}e}".split("e")
    raised = str(int(exponent)).translate(_RAISE)
    return f"{MINUS if number < 0 else ''}{mantissa.replace('.', mark)}{TIMES_TEN}{raised}"


def lowered(exponent: str) -> str:
    """The digits of an exponent as they are written elsewhere.

    >>> lowered("⁻¹²")
    '−12'
    """
    return exponent.translate(_LOWER).replace("-", MINUS)


def precise(value: float, significant: int = 7) -> str:
    """A real number with so many digits at most, none of them idle.

    >>> precise(-0.5), precise(1 / 3), precise(1.5e-7), precise(2e30)
    ('−0.5', '0.3333333', '1.5·10⁻⁷', '2·10³⁰')
    """
    mantissa, _, exponent = f"{value:.{significant}g}".replace("-", MINUS, int(value < 0)).partition("e")
    return f"{mantissa}{TIMES_TEN}{str(int(exponent)).translate(_RAISE)}" if exponent else mantissa


def unit_of(text: str) -> float:
    """One in the last place of a numeral.

    >>> unit_of("−12"), unit_of("0,25"), unit_of("1.2·10⁻⁷")
    (1.0, 0.01, 1e-08)
    """
    mantissa, _, exponent = text.replace(",", ".").partition(TIMES_TEN)
    return float(f"1e{int(exponent.translate(_LOWER) or 0) - len(mantissa.partition('.')[2])}")


@dataclass(frozen=True)
class Digits:
    """How the numbers of one tensor are written, all in one way.

    ``decimals`` are those of real numbers, ``mark`` stands before them. With ``powers`` very large and very small
    numbers are rounded and written as powers of ten, whole ones from ``FEW`` on.

    >>> Digits(2).text(1234.5), Digits(1, powers=True).text(1.2e-7), Digits(1, powers=True).text(-123456789)
    ('1\\u2009234.50', '1.2·10⁻⁷', '−1.2·10⁸')
    """

    decimals: int = 2
    mark: str = "."
    powers: bool = False

    def text(self, value: Any) -> str:
        """A number as it is written."""
        if not self.powers:
            return numeral(value, self.decimals, self.mark)
        if abs(value) < FEW and (is_whole(value) or abs(value) >= 0.01):
            return numeral(value, self.decimals, self.mark)
        return scientific(value, self.decimals, self.mark)

    def term(self, value: Any, first: bool = False) -> str:
        """A number as a term of a written-out sum, with its sign."""
        return _signed(self.text(value), first)

    def exact(self, value: Any) -> bool:
        """Whether a number is whole and written out to its last digit."""
        return is_whole(value) and (not self.powers or abs(value) < FEW)

    def shorter(self, largest: float, whole: bool = False) -> Iterator[Digits]:
        """The same, and ever coarser ways, for where there is less room.

        ``largest`` is the greatest number that is so written, and ``whole`` is whether all are.

        >>> [digits.text(123456.789) for digits in Digits(3).shorter(123456.789)]
        ['123\\u2009456.789', '123\\u2009456.79', '123\\u2009456.8', '123\\u2009457', '1.2·10⁵', '1·10⁵']
        """
        yield self
        least = 0 if self.powers else decimals_for(largest, 1)
        for decimals in () if whole else range(self.decimals - 1, least - 1, -1):
            yield replace(self, decimals=decimals)
        if not self.powers:
            yield from (replace(self, decimals=decimals, powers=True) for decimals in (1, 0))


def digits_for(largest: float, usual: int, mark: str = ".", asked: int | None = None) -> Digits:
    """How real numbers of which this is the largest are written: with decimals, or as powers of ten.

    ``usual`` decimals are for numbers about 1 to 100; ``asked`` are those that somebody wants whatever the size.

    >>> [digits_for(largest, 2).text(largest) for largest in (9.5, 0.03, 250.0, 1.2e-7, 1e30)]
    ['9.50', '0.030', '250.0', '1.20·10⁻⁷', '1.00·10³⁰']
    """
    if largest and not SMALL <= largest < LARGE:
        return Digits(usual if asked is None else asked, mark, powers=True)
    return Digits(decimals_for(largest, usual) if asked is None else asked, mark)


def bound(value: float, mark: str = ".") -> str:
    """A number that is not exceeded: two digits of it, rounded up, as a power of ten where it is very small or large.

    >>> bound(0.961), bound(2.31e-7), bound(12.3), bound(0.0)
    ('0.97', '2.4·10⁻⁷', '13', '0')
    """
    if not value:
        return "0"
    number = Decimal(value)
    above = number.quantize(Decimal(1).scaleb(number.adjusted() - 1), ROUND_CEILING, _EXACTLY)
    if not 1e-3 <= value < FEW:
        return scientific(above, 1, mark)
    return rounded(above, max(0, 1 - above.adjusted()), mark)


def quotient(ratio: Fraction, decimals: int, mark: str = ".", most: int = 2) -> tuple[str, bool]:
    """A ratio as it is written, and whether that is all of it: one that has ``most`` decimals or fewer is written out.

    >>> [quotient(ratio, 1) for ratio in (Fraction(9, 2), Fraction(9, 4), Fraction(72, 17), Fraction(8))]
    [('4.5', True), ('2.25', True), ('4.2', False), ('8', True)]
    """
    for few in range(most + 1):
        if (ratio * 10**few).denominator == 1:
            return rounded(Decimal(ratio.numerator) / ratio.denominator, few, mark), True
    return rounded(float(ratio), decimals, mark), False


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


def clock(seconds: float) -> str:
    """Whole minutes and seconds that have passed.

    >>> clock(0), clock(75.9), clock(3600)
    ('0:00', '1:15', '60:00')
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def word(count: int) -> str:
    """Small counts as words, larger ones as numerals.

    >>> word(8), word(64)
    ('eight', '64')
    """
    return _WORDS[count] if 0 <= count < len(_WORDS) else numeral(count)


def _signed(text: str, first: bool) -> str:
    if first:
        return text
    return f"{MINUS} {text[1:]}" if text.startswith(MINUS) else f"+ {text}"


def value_of(text: str) -> float:
    """The number that a numeral stands for, whatever its mark; the inverse of ``numeral`` up to rounding.

    Thousands are parted by spaces alone, so a comma is a decimal mark.

    >>> value_of('−9\u2009216'), value_of("0,25"), value_of("−1.2·10⁻⁷")
    (-9216.0, 0.25, -1.2e-07)
    """
    mantissa, _, exponent = text.partition(TIMES_TEN)
    plain = mantissa.replace(MINUS, "-").replace(THIN_SPACE, "").replace(" ", "").replace(",", ".")
    return float(plain + (f"e{exponent.translate(_LOWER)}" if exponent else ""))
