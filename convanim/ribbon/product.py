"""Counts multiplied out in the ribbon: filters x channels x cells = weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convanim.draw.items import Item, Line, Source, Statement
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import Tongue, message
from convanim.layout.style import Style
from convanim.numerals import numeral
from convanim.ribbon.chips import RESULT, SMALL, equals, headed, words
from convanim.theme.theme import Theme


@dataclass(frozen=True)
class Factor:
    """A count, the name it goes by in ``counts_of``, and the words that stand under it, a message of ``n``."""

    value: int
    key: str
    label: str


FILTERS = message("{n?filter|filters}")
CHANNELS_EACH = message("{n?channel each|channels each}")
WEIGHTS = message("{n?weight|weights}")


def times(x: float, y: float, theme: Theme, arm: float = 8.0) -> list[Item]:
    """A drawn multiplication sign centred at (x, y)."""
    color = (*theme.dim, 1.0)
    return [Line(np.array([[x - arm, y + d * arm], [x + arm, y - d * arm]]), color, 3.0) for d in (-1, 1)]


def product(
    factors: Sequence[Factor],
    total: Factor,
    of: str,
    heading: str | Phrase,
    style: Style,
) -> Sheet:
    """``8 x 8 x 9 = 576`` in large figures with a word under each; ``of`` is the tag of the layer counted.

    Parts: heading, factors, total.
    """
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    room = canvas.ribbon
    middle, under = canvas.chip_top + 48, canvas.chip_top + 108
    items: list[Item] = []
    left = room.left
    for place, factor in enumerate(factors):
        if place:
            items += times(left + 30, middle, theme)
            left += 60
        part, left = _figure(factor, of, left, middle, under, theme, tongue, bold=False)
        items += part
    equal = equals(left + 34, middle, theme)
    last, _ = _figure(total, of, left + 68, middle, under, theme, tongue, bold=True)
    written = " \u00d7 ".join(numeral(factor.value) for factor in factors)
    statement = Statement(f"{written} = {numeral(total.value)}")
    return Sheet(
        {
            "heading": headed(heading, canvas, theme),
            "factors": items,
            "total": [*equal, *last, statement],
        }
    )


def _figure(
    factor: Factor, of: str, left: float, middle: float, under: float, theme: Theme, tongue: Tongue, bold: bool
) -> tuple[list[Item], float]:
    text, label = numeral(factor.value), tongue.text(factor.label, n=factor.value)
    width = max(text_width(text, RESULT, bold), text_width(label, SMALL))
    center = left + width / 2
    source = Source("count", (factor.key, of), factor.value)
    return [
        words(text, center, middle + 14, RESULT, theme.ink, theme, bold=bold, align="middle", source=source),
        words(label, center, under, SMALL, theme.dim, theme, align="middle"),
    ], left + width
