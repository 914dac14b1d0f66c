"""The forms that a printed number can have, and how wide each is: what a reader of pixels chooses from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, product

from convanim.draw.lettering import reach, text_width
from convanim.verify.printed import RAISED, SHARES, WORDS

DIGIT, POWER = "#", "^"
"""Of a form, any digit, and any digit of an exponent."""
DIGITS, POWERS = "0123456789", "".join(sign for sign in RAISED if sign != "⁻")
THIN = "\u2009"
BEFORE = ("", "\u2212", "\u2212 ", "+ ", f"≈{THIN}")
BEHIND = ("", "×", f"{THIN}×", "\u202f%", f"{THIN}%", "%")
LONGEST, FINEST = 12, 9
"""Digits before and behind the mark that a number has at most."""


@dataclass(frozen=True)
class Form:
    """How a number is written, with ``DIGIT`` and ``POWER`` for its digits; widths and heights are those at size 1.

    ``letters`` are what may stand in each place, and ``starts`` is where each place begins.
    """

    text: str
    bold: bool
    letters: tuple[str, ...]
    starts: tuple[float, ...]
    width: float
    above: float
    below: float


def forms(bold: bool) -> list[Form]:
    """All forms, each with every height that its digits may give it.

    >>> sorted({form.text for form in forms(False) if len(form.text) == 2 and DIGIT in form.text})
    ['##', '#%', '#×', '−#']
    """
    return list(_forms(bold))


@lru_cache(maxsize=2)
def _forms(bold: bool) -> tuple[Form, ...]:
    heights = sorted({reach(digit, bold) for digit in DIGITS})
    tops, bottoms = (sorted({height[side] for height in heights}) for side in (0, 1))
    powers = sorted({reach(power, bold)[0] for power in POWERS})
    found = []
    for text in dict.fromkeys(_texts()):
        letters = tuple({DIGIT: DIGITS, POWER: POWERS}.get(letter, letter) for letter in text)
        shown = "".join(choices[0] for choices in letters)
        *starts, width = accumulate((text_width(letter, 1.0, bold) for letter in shown), initial=0.0)
        fixed = [reach(letter, bold) for letter in text if letter not in DIGIT + POWER]
        highest, lowest = max([0.0, *(one[0] for one in fixed)]), max([0.0, *(one[1] for one in fixed)])
        spans = {
            (max(top, power, highest) / 100, max(bottom, lowest) / 100)
            for top in (tops if DIGIT in text else [0.0])
            for bottom in (bottoms if DIGIT in text else [0.0])
            for power in (powers if POWER in text else [0.0])
        }
        found += [Form(text, bold, letters, tuple(starts), width, above, below) for above, below in sorted(spans)]
    return tuple(found)


def _texts() -> Iterator[str]:
    wholes = [_in_thousands(count) for count in range(1, LONGEST + 1)]
    for before, whole, behind in product(BEFORE, wholes, BEHIND):
        yield before + whole + behind
        for mark, decimals in product(".,", range(1, FINEST + 1)):
            yield f"{before}{whole}{mark}{DIGIT * decimals}{behind}"
    for before, decimals, mark, sign, powers in product(BEFORE, range(4), ".,", ("", "⁻"), (1, 2)):
        behind = f"·10{sign}{POWER * powers}"
        yield before + (f"{DIGIT}{mark}{DIGIT * decimals}" if decimals else DIGIT) + behind
    for count in range(1, 5):
        yield f"{DIGIT}/{DIGIT * count}"
    for word in (*WORDS, *SHARES, *(f"one {share}" for share in SHARES)):
        yield word
        yield word.capitalize()


def _in_thousands(count: int) -> str:
    return THIN.join([DIGIT * (count % 3)] * bool(count % 3) + [DIGIT * 3] * (count // 3))
