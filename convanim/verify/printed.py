"""Printed numbers and equations, read again and worked out with exact fractions.

Nothing of what writes them is asked, so that a mistake there cannot be made here as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

Between = tuple[Fraction, Fraction]
"""The least and the greatest that a number may be."""

_UP_TO_TWELVE = "no one two three four five six seven eight nine ten eleven twelve"
WORDS = {word: value for value, word in enumerate(_UP_TO_TWELVE.split(" "))}
"""What small numbers are called in English; other languages write them as numerals."""
_PARTS = "half third quarter fifth sixth seventh eighth ninth tenth eleventh twelfth"
SHARES = _PARTS.split(" ")
SIGNS = re.compile(r"^[+≈\s]+|[×%\s]+$")
"""What stands around a number that it is no part of."""

RAISED = dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True))
# Of float64, powers of ten have no more than three digits.
NUMBER = re.compile(r"\d[\d\u2009]*(?:[.,]\d+)?(?:·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})?")
TOKEN = re.compile(rf"{NUMBER.pattern}|max(?=\()|[-+*/(),;]")


def number(text: str) -> tuple[Fraction, Fraction]:
    """The number that is printed, and half a unit of its last digit: 0 of whole numbers without a power of ten.

    >>> number("1.5·10⁻³"), number("9\u2009216")
    ((Fraction(3, 2000), Fraction(1, 20000)), (Fraction(9216, 1), Fraction(0, 1)))
    """
    mantissa, _, exponent = text.replace("\u2009", "").replace(",", ".").partition("·10")
    power = Fraction(10) ** int("".join(RAISED[sign] for sign in exponent) or 0)
    decimals = len(mantissa.partition(".")[2])
    rounded = "." in mantissa or bool(exponent)
    return Fraction(mantissa) * power, (Fraction(1, 2 * 10**decimals) * power if rounded else Fraction(0))


def worked_out(side: str) -> Fraction:
    """What one side of an equation comes to; raises ValueError for one that is none.

    >>> worked_out("−1 − 2 × (3 + 4)"), worked_out("9 / 2"), worked_out("max(−3, 1 + 1)")
    (Fraction(-15, 1), Fraction(9, 2), Fraction(2, 1))
    """
    return _between(side, lambda text: Fraction(0))[0]


def _between(side: str, half: Callable[[str], Fraction]) -> Between:
    """Between which values one side lies, where each of its numbers may be off by ``half`` a unit."""
    text = side.replace("\u2212", "-").replace("\u00d7", "*")
    text = re.sub(r"(?<=[\d\u2070-\u2079)])·(?=[\d(])(?!10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "*", text)
    tokens, place = [], 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        found = TOKEN.match(text, place)
        if found is None:
            raise ValueError(f"{side!r} cannot be read from {text[place:]!r} on")
        tokens.append(found[0])
        place = found.end()
    try:
        value, rest = _sum(tokens, half)
    except (IndexError, ZeroDivisionError) as error:
        raise ValueError(f"{side!r} cannot be worked out") from error
    if rest:
        raise ValueError(f"{side!r} cannot be read from {rest[0]!r} on")
    return value


def _sum(tokens: list[str], half: Callable[[str], Fraction]) -> tuple[Between, list[str]]:
    value, tokens = _product(tokens, half)
    while tokens and tokens[0] in "+-":
        sign, (term, rest) = tokens[0], _product(tokens[1:], half)
        low, high = term if sign == "+" else (-term[1], -term[0])
        value, tokens = (value[0] + low, value[1] + high), rest
    return value, tokens


def _product(tokens: list[str], half: Callable[[str], Fraction]) -> tuple[Between, list[str]]:
    value, tokens = _factor(tokens, half)
    while tokens and tokens[0] in "*/":
        sign, (factor, rest) = tokens[0], _factor(tokens[1:], half)
        if sign == "/":
            factor = 1 / factor[1], 1 / factor[0]
        ends = [one * other for one in value for other in factor]
        value, tokens = (min(ends), max(ends)), rest
    return value, tokens


def _factor(tokens: list[str], half: Callable[[str], Fraction]) -> tuple[Between, list[str]]:
    first, rest = tokens[0], tokens[1:]
    if first == "-":
        (low, high), rest = _factor(rest, half)
        return (-high, -low), rest
    if first == "(":
        value, rest = _sum(rest, half)
        if rest[0] != ")":
            raise IndexError(first)
        return value, rest[1:]
    if first == "max":
        return _largest(rest[1:], half)
    if not NUMBER.fullmatch(first):
        raise IndexError(first)
    number_ = number(first)[0]
    return (number_ - half(first), number_ + half(first)), rest


def _largest(tokens: list[str], half: Callable[[str], Fraction]) -> tuple[Between, list[str]]:
    """The largest of several sums, up to the parenthesis that ends them."""
    value, rest = _sum(tokens, half)
    while rest[0] in ",;":
        other, rest = _sum(rest[1:], half)
        value = max(value[0], other[0]), max(value[1], other[1])
    if rest[0] != ")":
        raise IndexError(rest[0])
    return value, rest[1:]


def is_true(equation: str, real: bool = False) -> bool:
    """Whether a printed equation is true: with = exactly, with ≈ for some numbers that are printed so when rounded.

    With ≈ something must have been rounded: of ``real`` numbers those too that are written without decimals. Raises
    ValueError for what is no equation.

    >>> is_true("2 + 3 × 4 = 14"), is_true("1.5 + 0.25 ≈ 1.8"), is_true("9 − 2 = 6"), is_true("0.98 × 60 ≈ 58.6")
    (True, True, False, True)
    """
    sides = re.split(r" ([=≈]) ", equation)
    if len(sides) != 3:
        raise ValueError(f"{equation!r} is no equation of two sides")
    left, sign, right = sides
    exact = worked_out(left) == worked_out(right)
    if sign == "=":
        return exact
    rounded = real and not re.search("[×/]", equation)

    def half(text: str) -> Fraction:
        return number(text)[1] or Fraction(int(rounded), 2)

    # Real numbers are added in float64, and the sum is rounded to float32 once.
    fine = max((abs(number(one)[0]) for one in NUMBER.findall(equation)), default=Fraction(0)) / 10**6
    (low, high), (least, most) = _between(left, half), _between(right, half)
    meet = low <= most + fine and least <= high + fine
    whole = not any(half(one) for one in NUMBER.findall(left))
    return meet and any(half(one) for one in NUMBER.findall(equation)) and not (whole and exact)


def printed(text: str) -> tuple[Fraction, Fraction]:
    """What a printed number reads as, whatever it is written with, and half a unit of its last digit: 0 of whole ones.

    Words are English, as films have them there; a comma is a decimal mark, since spaces alone part thousands. Raises
    ValueError for what is no number.

    >>> [float(printed(text)[0]) for text in ("−12", "9\u2009216", "Eight", "one eighth", "1/64", "+ 2", "0,46", "9×")]
    [-12.0, 9216.0, 8.0, 0.125, 0.015625, 2.0, 0.46, 9.0]
    """
    plain = text.strip().lower()
    if plain in WORDS:
        return Fraction(WORDS[plain]), Fraction(0)
    share = plain.removeprefix("one ")
    if share in SHARES:
        return Fraction(1, SHARES.index(share) + 2), Fraction(0)
    if re.fullmatch(r"\d+/[1-9]\d*", plain):
        return Fraction(plain), Fraction(0)
    bare = SIGNS.sub("", text)
    sign = -1 if bare.startswith("\u2212") else 1
    bare = bare.removeprefix("\u2212").lstrip()
    if not NUMBER.fullmatch(bare):
        raise ValueError(f"{text!r} is no number")
    value, half = number(bare)
    return sign * value, half


def reads_as(text: str, value: float) -> bool:
    """Whether a printed number is the value: exactly where it shows no decimals, or rounded to the digits it shows.

    Real values may be rounded to whole numbers, too.

    >>> reads_as("0.46", 0.456), reads_as("0.46", 0.44), reads_as("12", 13), reads_as("12", 12.3)
    (True, False, False, True)
    """
    read, half = printed(text)
    if half == 0 and isinstance(value, float) and not value.is_integer() and "/" not in text and text[-1:].isdigit():
        half = Fraction(1, 2)
    # What is written was rounded from the value itself, of which JSON holds every bit.
    return abs(read - Fraction(value)) <= half * Fraction(10**7 + 1, 10**7) + abs(Fraction(value)) / 10**12
