"""Text of any length in the room that it has: wrapped, then smaller, and refused where that would not be legible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from convanim.draw.items import Item, Words
from convanim.draw.lettering import text_box, text_width
from convanim.draw.phrase import Phrase, as_phrase
from convanim.errors import SpecError, shortened
from convanim.layout.geometry import Box


@dataclass(frozen=True)
class Room:
    """Where text may stand: so many lines of a width in pixels, in type from a largest size to a least one.

    ``first`` is the width of the first line where it has less room than the others.
    """

    width: float
    lines: int
    largest: float
    least: float
    first: float | None = None


@dataclass(frozen=True)
class Fitted:
    """A text in lines, and the size in which these are set."""

    lines: tuple[Phrase, ...]
    size: float


def fit(
    what: str,
    text: str | Phrase,
    rooms: Sequence[Room],
    *,
    aspect: str = "16:9",
    bold: bool = False,
    left: bool = False,
) -> Fitted:
    """A text in the first of some rooms that it fits into, in the largest type with which it does.

    ``left`` is whether it runs to the left, as Hebrew and Arabic do. Raises SpecError where it fits into none, with the
    length that would; ``what`` and ``aspect`` are what text and frame are called there.

    >>> fit("the title", "Two words", [Room(200, 1, 48, 34), Room(200, 2, 32, 28)]).lines[0].text
    'Two words'
    >>> found = fit("the title", "Two words and two", [Room(100, 1, 48, 34), Room(200, 2, 32, 28)])
    >>> [line.text for line in found.lines], found.size
    (['Two words', 'and two'], 32)
    >>> [line.text for line in fit("a label", "multiply-adds", [Room(110, 2, 20, 19)]).lines]
    ['multiply-', 'adds']
    """
    said = as_phrase(text)
    # A word with a hyphen is broken there before it is refused, and not where it need not be.
    for one in (said, said.hinted()):
        for room in rooms:
            found = _fit(one, room, bold, left)
            if found is not None:
                return found
    fits = _longest(said.text, rooms, bold)
    raise SpecError(
        f"{what} has {len(said.text)} characters, {shortened(said.text)!r}",
        f"about {fits} in a {aspect} frame",
        "a shorter one",
    )


@lru_cache(maxsize=1024)
def _fit(text: Phrase, room: Room, bold: bool, left: bool) -> Fitted | None:
    size = room.largest
    while size >= room.least:
        lines = text.lines(size, room.width, bold, room.first)
        widths = [room.width if k or room.first is None else room.first for k in range(len(lines))]
        if len(lines) <= room.lines and all(
            text_width(line.text, size, bold) <= width for line, width in zip(lines, widths, strict=True)
        ):
            return Fitted(tuple(line.directed(left) for line in lines), size)
        size -= 1.0
    return None


def _longest(line: str, rooms: Sequence[Room], bold: bool) -> int:
    """How many characters of a line fit; it is known that not all do."""
    fits, too_many = 0, len(line)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if any(_fit(Phrase(line[:middle].strip() or "-"), room, bold, False) for room in rooms):
            fits = middle
        else:
            too_many = middle
    return fits


def cut_off(items: Iterable[Item], frame: Box) -> Words | None:
    """A text that the frame's edge goes through, if there is one; what is altogether outside is not cut.

    Single numbers are left out: they belong to blocks, which may well leave the frame.
    """
    left, top, right, bottom = frame
    for item in items:
        if isinstance(item, Words) and item.source is None and item.text.strip() and item.color[3] > 0:
            start, above, end, base = text_box(item)
            inside = left <= start and end <= right and top <= above and base <= bottom
            outside = end <= left or start >= right or base <= top or above >= bottom
            if not inside and not outside:
                return item
    return None
