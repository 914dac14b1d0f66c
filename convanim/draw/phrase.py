"""Text that knows the numbers in it: where each is written, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from convanim.draw.items import Rgb, Rgba, Source, Span, Words
from convanim.draw.lettering import OPEN, as_drawn, ranges, seen
from convanim.language.direction import ISOLATE, ISOLATED, directed, expressions
from convanim.numerals import numeral

HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
"""One within a word."""


@dataclass(frozen=True)
class Phrase:
    """A line or a sentence, and the spans of its numbers and names, in order.

    Whatever is done to the text is done to the spans, so that nobody has to look for a number in it again.

    >>> eight = Phrase.number("8", Source("count", ("groups",), 8))
    >>> (Phrase("groups ") + eight).spans[0].start
    7
    """

    text: str = ""
    spans: tuple[Span, ...] = ()

    @classmethod
    def number(cls, text: str, source: Source) -> Phrase:
        """A number as it is written, and where it comes from."""
        return cls(text, (Span(0, len(text), source),))

    @classmethod
    def name(cls, text: str) -> Phrase:
        """What is called so, and tells no number although there may be digits in it: ``conv2d``."""
        return cls(text, (Span(0, len(text)),))

    def __add__(self, other: Phrase | str) -> Phrase:
        return joined([self, other])

    def __radd__(self, other: str) -> Phrase:
        return joined([other, self])

    def part(self, start: int, end: int) -> Phrase:
        """A stretch of it; a span that it cuts keeps what is within.

        >>> Phrase.name("conv2d(x)").part(4, 6)
        Phrase(text='2d', spans=(Span(start=0, end=2, source=None),))
        """
        kept = [(max(span.start, start), min(span.end, end), span.source) for span in self.spans]
        inside = tuple(Span(first - start, last - start, source) for first, last, source in kept if first < last)
        return Phrase(self.text[start:end], inside)

    def lines(self, size: float, width: float, bold: bool = False, first: float | None = None) -> list[Phrase]:
        """Lines no wider than ``width``, as ``wrap`` has them."""
        return [self.part(start, end).seen() for start, end in ranges(self.text, size, width, bold, first=first)]

    def seen(self) -> Phrase:
        """It as a line that is drawn: without mere hints, and with a hyphen where it ends within a word."""
        if not self.spans:
            return Phrase(as_drawn(self.text))
        parts, at = list[str | Phrase](), 0
        for span in self.spans:
            written = seen(self.text[span.start : span.end])
            parts += [seen(self.text[at : span.start]), Phrase(written, (Span(0, len(written), span.source),))]
            at = span.end
        return joined([*parts, as_drawn(self.text[at:])])

    def hinted(self) -> Phrase:
        """It with hints that a line may break behind hyphens, too, which ``seen`` leaves out.

        >>> [line.text for line in Phrase("3 multiply-adds").hinted().lines(20, 90)]
        ['3', 'multiply-', 'adds']
        """
        ends = [0, *(found.end() for found in HYPHEN.finditer(self.text)), len(self.text)]
        return joined((self.part(start, end) for start, end in pairwise(ends)), OPEN)

    def isolated(self) -> Phrase:
        """It with what runs from left to right kept so among words that run to the left."""
        parts, at = list[str | Phrase](), 0
        for start, end in expressions(self.text):
            parts += [self.part(at, start), ISOLATE, self.part(start, end), ISOLATED]
            at = end
        return joined([*parts, self.part(at, len(self.text))]) if parts else self

    def directed(self, left: bool) -> Phrase:
        """It as a line that runs to the ``left``, or to the right, by itself."""
        marks = len(directed(self.text, left)) - len(self.text)
        return directed(self.text, left)[:marks] + self

    def words(
        self,
        x: float,
        y: float,
        size: float,
        color: Rgba,
        ground: Rgb,
        bold: bool = False,
        align: Literal["left", "middle", "right"] = "left",
    ) -> Words:
        """It as a line on stage."""
        return Words(self.text, x, y, size, color, ground, bold, align, spans=self.spans)

    def named(self) -> Phrase:
        """It as the name of something: what is no number in it is part of that name, and tells none.

        >>> Phrase("ResNet-18").named().spans
        (Span(start=0, end=9, source=None),)
        """
        ends = [0, *(end for span in self.spans for end in (span.start, span.end)), len(self.text)]
        between = [Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if start < end]
        return Phrase(self.text, tuple(sorted((*self.spans, *between), key=lambda span: span.start)))

    @property
    def numbers(self) -> list[tuple[str, Source]]:
        """Its numbers, each as written and with its source."""
        return [(self.text[span.start : span.end], span.source) for span in self.spans if span.source is not None]


def as_phrase(text: str | Phrase) -> Phrase:
    """A text without numbers as a phrase, and a phrase as it is."""
    return text if isinstance(text, Phrase) else Phrase(text)


def listed(names: Iterable[str]) -> Phrase:
    """Names with commas between, each a name of its own.

    >>> listed(["BatchNorm2d", "ReLU6"]).text
    'BatchNorm2d, ReLU6'
    """
    return joined([Phrase.name(name) for name in names], ", ")


def joined(parts: Iterable[str | Phrase], between: str = "") -> Phrase:
    """Phrases in a row.

    >>> joined(["8", "6"], "×").text
    '8×6'
    """
    text, spans = "", list[Span]()
    for k, part in enumerate(map(as_phrase, parts)):
        text += between if k else ""
        spans += [Span(span.start + len(text), span.end + len(text), span.source) for span in part.spans]
        text += part.text
    return Phrase(text, tuple(spans))


def numbered(axis: str, index: int) -> Phrase:
    """The number that a channel, filter, row or column (``axis``) goes by.

    >>> numbered("channel", 12).numbers
    [('12', Source(tensor='channel', index=(12,), value=12))]
    """
    return Phrase.number(numeral(index), Source(axis, (index,), index))
