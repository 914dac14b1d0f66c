"""Text that knows the numbers in it: where each is written, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from convanim.numerals import numeral
from convanim.stage.display import Rgb, Rgba, Source, Span, Words
from convanim.stage.lettering import wrap


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

    def lines(self, size: float, width: float, bold: bool = False) -> list[Phrase]:
        """Lines no wider than ``width``, as ``wrap`` has them."""
        parts, at = [], 0
        for line in wrap(self.text, size, width, bold):
            # Between two lines nothing has gone but spaces.
            start = self.text.index(line, at)
            at = start + len(line)
            parts.append(self.part(start, at))
        return parts

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

    @property
    def numbers(self) -> list[tuple[str, Source]]:
        """Its numbers, each as written and with its source."""
        return [(self.text[span.start : span.end], span.source) for span in self.spans if span.source is not None]


def as_phrase(text: str | Phrase) -> Phrase:
    """A text without numbers as a phrase, and a phrase as it is."""
    return text if isinstance(text, Phrase) else Phrase(text)


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
