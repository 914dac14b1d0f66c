"""Which way text runs: from left to right, or as Hebrew and Arabic do from right to left."""

from __future__ import annotations

import re
import unicodedata

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
"""Marks that print nothing, and begin a line that runs that way."""
ISOLATE, ISOLATED = "\u2066", "\u2069"
"""Marks round what runs from left to right by itself."""
BACKWARDS = ("R", "AL", "AN")
"""Unicode's classes of letters and numerals that run from right to left."""
MARKED = ("RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI")


def runs_left(text: str) -> bool:
    """Whether a text as a whole runs from right to left: whether its first letter does.

    >>> runs_left("3×3 \u05e9\u05dc\u05d5\u05dd"), runs_left("x \u05e9\u05dc\u05d5\u05dd"), runs_left("8")
    (True, False, False)
    """
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def turns(text: str) -> bool:
    """Whether any of a text runs from right to left, or asks to.

    >>> turns("x \u05e9\u05dc\u05d5\u05dd"), turns("8 × 3")
    (True, False)
    """
    return not text.isascii() and any(unicodedata.bidirectional(letter) in (*BACKWARDS, *MARKED) for letter in text)


def directed(line: str, left: bool) -> str:
    """One line of a text that runs to the ``left``, or to the right, so that it does by itself, too.

    >>> directed("x \u05e9\u05dc\u05d5\u05dd", True) == "\u200fx \u05e9\u05dc\u05d5\u05dd", directed("x", True)
    (True, 'x')
    """
    if not turns(line) or runs_left(line) == left:
        return line
    return f"{RIGHT_TO_LEFT if left else LEFT_TO_RIGHT}{line}"


_SIGN = r"[−+±≈]\s?"
_BETWEEN = r"(?:\s?[×·÷=+−/≈≠≤≥<>]\s?|\s-\s)"
_NUMBER = r"\d(?:[\d\u2009.,]*\d)?%?"
_NAME = r"[A-Za-z]\w*(?:\[[^\]]*\]|\([\x20-\x27\x2a-\x7e−×]*\))?"
_POWER = r"[⁺⁻⁰¹²³⁴-⁹]*"


def _run(operand: str) -> str:
    """The pattern of a sum, product or equation of such operands, any of which may have a sign of its own."""
    # A hyphen is a sign behind another one only: with a word before it, it is a dash.
    return rf"(?:{_SIGN})?{operand}(?:{_BETWEEN}(?:{_SIGN}|-)?{operand})*"


_PLAIN = rf"(?:{_NUMBER}|{_NAME}){_POWER}"
_INNER = rf"(?:{_PLAIN}|\((?:-)?{_run(_PLAIN)}\){_POWER})"
_ATOM = rf"(?:{_PLAIN}|\((?:-)?{_run(_INNER)}\){_POWER})"
_EXPRESSION = re.compile(
    # What is isolated already, or else an expression that begins neither in a number nor in a word.
    rf"[\u2066-\u2068][^\u2069]*\u2069|(?<![\w.,])((?=(?:{_SIGN}){_ATOM}|{_ATOM}{_BETWEEN}){_run(_ATOM)})"
)


def isolated(text: str) -> str:
    """A text in which sizes and equations run from left to right, as they do where words run to the left.

    Without, 3×36 among Hebrew words would be shown as 36×3, and −5 as 5−.

    >>> isolated("\u05e9\u05dc 3×36") == "\u05e9\u05dc \u20663×36\u2069", isolated("3×36")
    (True, '3×36')
    """
    for start, end in reversed(expressions(text)):
        text = f"{text[:start]}{ISOLATE}{text[start:end]}{ISOLATED}{text[end:]}"
    return text


def expressions(text: str) -> list[tuple[int, int]]:
    """Where in a text stands what ``isolated`` isolates: from which letter up to which.

    >>> expressions("\u05e9\u05dc 3×36")
    [(3, 7)]
    """
    return [one.span(1) for one in _EXPRESSION.finditer(text) if one[1]] if turns(text) else []
