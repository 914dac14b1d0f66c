"""Printed equations, read again and worked out with exact fractions: none of convanim's own reading is asked."""

from __future__ import annotations

import re
from fractions import Fraction

RAISED = dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True))
NUMBER = re.compile(r"\d[\d\u2009]*(?:[.,]\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
TOKEN = re.compile(rf"{NUMBER.pattern}|[-+*/()]")


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
    """What one side of an equation comes to.

    >>> worked_out("−1 − 2 × (3 + 4)"), worked_out("9 / 2")
    (Fraction(-15, 1), Fraction(9, 2))
    """
    text = side.replace("\u2212", "-").replace("\u00d7", "*")
    text = re.sub(r"(?<=[\d\u2070-\u2079)])·(?=[\d(])(?!10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "*", text)
    tokens, place = [], 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        found = TOKEN.match(text, place)
        assert found, f"cannot read {side!r} from {text[place:]!r} on"
        tokens.append(found[0])
        place = found.end()
    value, rest = _sum(tokens)
    assert not rest, side
    return value


def _sum(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] in "+-":
        sign, (term, rest) = tokens[0], _product(tokens[1:])
        value, tokens = (value + term if sign == "+" else value - term), rest
    return value, tokens


def _product(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _factor(tokens)
    while tokens and tokens[0] in "*/":
        sign, (factor, rest) = tokens[0], _factor(tokens[1:])
        value, tokens = (value * factor if sign == "*" else value / factor), rest
    return value, tokens


def _factor(tokens: list[str]) -> tuple[Fraction, list[str]]:
    first, rest = tokens[0], tokens[1:]
    if first == "-":
        value, rest = _factor(rest)
        return -value, rest
    if first == "(":
        value, rest = _sum(rest)
        assert rest[0] == ")"
        return value, rest[1:]
    return number(first)[0], rest


def is_true(equation: str, real: bool = False) -> bool:
    """Whether a printed equation is true: with = exactly, with ≈ within half a unit of each last digit.

    With ≈ something must have been rounded: of ``real`` numbers those too that are written without decimals.
    """
    left, sign, right = re.split(r" ([=≈]) ", equation)
    difference = abs(worked_out(left) - worked_out(right))
    if sign == "=":
        return difference == 0
    rounded = real and not re.search("[×/]", equation)
    units = [number(one)[1] or Fraction(int(rounded), 2) for one in NUMBER.findall(equation)]
    whole = not rounded and not any(number(one)[1] for one in NUMBER.findall(left))
    # Real numbers are added in float64, and the sum is rounded to float32 once.
    fine = max((abs(number(one)[0]) for one in NUMBER.findall(equation)), default=Fraction(0)) / 10**6
    return any(units) and difference <= sum(units) + fine and not (whole and difference == 0)
