"""Texts of several sizes, one below the other: a large number and what it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convanim.draw.fitting import Fitted, Room, fit
from convanim.draw.items import Item, Rgb, Source
from convanim.draw.phrase import Phrase
from convanim.draw.typeface import CAP_HEIGHT
from convanim.layout.canvas import LEAST
from convanim.layout.style import Style
from convanim.numerals import numeral

LEADING = 1.34
"""From line to line, over the size."""
LARGE = 60.0
"""Type from here on is large, in pixels, and needs less of it."""
ALONE = 20.0
"""The smallest type of a text on a single line where it may have several, in pixels."""


@dataclass(frozen=True)
class Lines:
    """A text that is set, and in which colour."""

    fitted: Fitted
    color: Rgb
    bold: bool
    ground: Rgb

    @classmethod
    def of(
        cls,
        said: Phrase,
        width: float,
        size: float,
        color: Rgb,
        style: Style,
        *,
        bold: bool = False,
        most: int = 1,
        ground: Rgb | None = None,
    ) -> Lines:
        """A text of a size at most, in pixels, on so many lines at most; on a ``ground`` (None: the background).

        >>> style = Style.of()
        >>> Lines.of(Phrase("Two words"), 90.0, 30.0, style.theme.ink, style, most=2).height
        80.4
        """
        rooms = [Room(width, 1, size, ALONE), Room(width, most, size, LEAST + 1)]
        fitted = fit("a label", said, rooms, aspect=style.canvas.aspect, bold=bold)
        return cls(fitted, color, bold, ground or style.theme.background)

    @property
    def leading(self) -> float:
        """From line to line, in pixels."""
        return self.fitted.size * (1.0 if self.fitted.size > LARGE else LEADING)

    @property
    def height(self) -> float:
        """Of all lines, in pixels."""
        return self.leading * len(self.fitted.lines)

    def at(self, left: float, top: float) -> list[Item]:
        """The lines, from a left end and a top on."""
        size = self.fitted.size
        drop = (self.leading + CAP_HEIGHT * size) / 2
        return [
            line.words(left, top + k * self.leading + drop, size, (*self.color, 1.0), self.ground, self.bold)
            for k, line in enumerate(self.fitted.lines)
        ]


def stacked(texts: Sequence[Lines], left: float, middle: float) -> list[list[Item]]:
    """Texts one below the other, half above a line and half below it: the items of each."""
    top, items = middle - sum(text.height for text in texts) / 2, list[list[Item]]()
    for text in texts:
        items.append(text.at(left, top))
        top += text.height
    return items


def times_said(source: Source) -> Phrase:
    """How many times the work something takes, as it is written large.

    >>> times_said(Source("count", ("times_multiply_adds", "one", "other"), 4)).text
    '4×'
    """
    return Phrase.number(numeral(int(source.value)), source) + "\u00d7"
