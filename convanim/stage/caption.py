"""Titles, captions, facts and labels: the words round the stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from convanim.errors import SpecError
from convanim.stage.bounds import around
from convanim.stage.canvas import WIDE, Canvas
from convanim.stage.display import Item, Plate, Rgb
from convanim.stage.layout import Region
from convanim.stage.lettering import text_width, wide
from convanim.stage.phrase import Phrase, as_phrase
from convanim.stage.sheet import Sheet
from convanim.stage.theme import DARK, Theme

TITLE, CAPTION, FACT = 48.0, 28.0, 22.0
DOTS_ROOM = 170.0
"""Beside the title of a narrow frame, in pixels."""
READING_SPEED = 15.0
"""Characters a second."""
LEAST_FACT_GAP = 16.0
"""Between facts on one line, in pixels."""
WIDE_READING_SPEED = 5.5
"""Chinese characters a second: each says as much as about three letters, so that a sentence stays as long in both."""
SHORTEST_CAPTION = 1.5
"""Seconds."""


def reading_time(text: str) -> float:
    """Seconds that a caption stays at least.

    >>> reading_time("Short."), reading_time("x" * 60), reading_time("\u6df1" * 22)
    (1.5, 4.0, 4.0)
    """
    slow = sum(map(wide, text))
    return max(SHORTEST_CAPTION, slow / WIDE_READING_SPEED + (len(text) - slow) / READING_SPEED)


def panel(theme: Theme, canvas: Canvas = WIDE) -> Sheet:
    """The ribbon's ground."""
    return Sheet([Plate(canvas.panel.box, 0, (*theme.panel, 1.0))])


def title(text: str, theme: Theme, canvas: Canvas = WIDE) -> Sheet:
    """The clip's title."""
    room = canvas.header.width - DOTS_ROOM
    size = min(TITLE, TITLE * room / max(1.0, text_width(text, TITLE, True))) if canvas.narrow else TITLE
    said, color = Phrase.name(text), (*theme.ink, 1.0)
    return Sheet([said.words(canvas.header.left, canvas.title_line, size, color, theme.background, bold=True)])


class Caption(Sheet):
    """One sentence under the title of ``canvas``, on more lines if it must; it moves as any mobject does.

    Raises SpecError where there is nothing to say.

    >>> len(Caption("Each channel meets its own filter.").parts["all"])
    1
    """

    def __init__(self, text: str | Phrase, theme: Theme = DARK, canvas: Canvas = WIDE) -> None:
        said, header = as_phrase(text), canvas.header
        if not said.text.strip():
            raise SpecError(f"the caption is {said.text!r}", "a sentence")
        lines = said.lines(CAPTION, header.width if canvas.narrow else 1330.0)
        if len(lines) > 1:
            lines = said.lines(CAPTION, header.width)
        items = [
            line.words(header.left, canvas.caption_line + 36 * k, CAPTION, (*theme.dim, 1.0), theme.background)
            for k, line in enumerate(lines)
        ]
        super().__init__(items, around(items))


def facts(texts: Sequence[Phrase], theme: Theme, canvas: Canvas = WIDE, title: str = "") -> Sheet:
    """The layer in short, at the top right; in a narrow frame below the title.

    Beside a ``title`` that leaves too little room they take a second line; in a narrow frame they are set smaller.
    """
    wide, gaps = sum(text_width(one.text, FACT) for one in texts), max(1, len(texts) - 1)
    if canvas.narrow:
        size = FACT * min(1.0, (canvas.header.width - LEAST_FACT_GAP * gaps) / wide)
        gap = min(30.0, (canvas.header.width - wide * size / FACT) / gaps)
        items: list[Item] = []
        left = canvas.header.left
        for one in texts:
            items.append(one.words(left, canvas.facts_line, size, (*theme.dim, 1.0), theme.background))
            left += text_width(one.text, size) + gap
        return Sheet(items)
    room = canvas.header.width - text_width(title, TITLE, True) - 60
    if wide + 30 * gaps <= room:
        return Sheet(_from_right(texts, canvas.facts_line, theme, canvas))
    above, below = list(texts[:-1]), list(texts[-1:])
    while len(above) > 1 and _letters(above) > _letters(below) + _letters(above[-1:]):
        below.insert(0, above.pop())
    upper = _from_right(above, canvas.facts_line - 32, theme, canvas)
    return Sheet([*upper, *_from_right(below, canvas.facts_line, theme, canvas)])


def _letters(texts: Sequence[Phrase]) -> int:
    return sum(len(one.text) for one in texts)


def _from_right(texts: Sequence[Phrase], y: float, theme: Theme, canvas: Canvas) -> list[Item]:
    right, items = canvas.header.right, list[Item]()
    for one in reversed(texts):
        items.append(one.words(right, y, FACT, (*theme.dim, 1.0), theme.background, align="right"))
        right -= text_width(one.text, FACT) + 30
    return items


def dots(count: int, active: int, theme: Theme, canvas: Canvas = WIDE) -> Sheet:
    """Where in the story this is: a dot a beat, the present one drawn out."""
    items: list[Item] = []
    right = canvas.header.right
    top = canvas.title_line - 22 if canvas.narrow else canvas.title_line + 30
    for k in reversed(range(count)):
        width = 36.0 if k == active else 12.0
        color = theme.accent if k == active else theme.line
        items.append(Plate((right - width, top, right, top + 10 + (0 if k == active else 2)), 6, (*color, 1.0)))
        right -= width + 10
    return Sheet(items)


@dataclass(frozen=True)
class Tag:
    """A label below a tensor: its name, what else there is to say, and where it would start."""

    name: str | Phrase
    detail: str | Phrase
    x: float

    @property
    def width(self) -> float:
        """In pixels."""
        name, detail = as_phrase(self.name), as_phrase(self.detail)
        return text_width(name.text, FACT) + 18 + text_width(detail.text, FACT)


def tags(row: Sequence[Tag], theme: Theme, canvas: Canvas = WIDE, y: float | None = None) -> list[Item]:
    """Labels on one line, from left to right, moved apart where they would meet.

    Those that find no room on it go onto a line above, the first ones first.
    """
    line = canvas.label_line if y is None else y
    if not canvas.narrow and all(one.x + one.width + 20 < other.x for one, other in pairwise(row)):
        return [item for tag in row for item in label(tag.name, tag.detail, tag.x, theme, canvas, y=line)]
    for first in range(len(row)):
        here = row[first:]
        starts = apart([tag.x for tag in here], [tag.width for tag in here], canvas.header)
        if starts is not None:
            break
    upper = [replace(tag, x=canvas.header.left) for tag in row[:first]]
    return [
        *(tags(upper, theme, canvas, line - 30) if upper else []),
        *(
            item
            for tag, x in zip(here, starts or [], strict=True)
            for item in label(tag.name, tag.detail, x, theme, canvas, y=line)
        ),
    ]


def apart(starts: Sequence[float], widths: Sequence[float], room: Region, gap: float = 30.0) -> list[float] | None:
    """Where stretches of text start, as near as can be to where they would; None where they do not fit."""
    if len(starts) > 1 and sum(widths) + gap * (len(widths) - 1) > room.width:
        return None
    moved, least = [], room.left
    for start, width in zip(starts, widths, strict=True):
        moved.append(max(start, least))
        least = moved[-1] + width + gap
    most = room.right
    for k in reversed(range(len(moved))):
        moved[k] = min(moved[k], most - widths[k])
        most = moved[k] - gap
    return moved


def label(
    name: str | Phrase,
    detail: str | Phrase,
    x: float,
    theme: Theme,
    canvas: Canvas = WIDE,
    *,
    y: float | None = None,
    ink: Rgb | None = None,
) -> list[Item]:
    """``name`` in ink and ``detail`` dimmed beside it, as under every tensor; further left if it must be to fit."""
    first, second = as_phrase(name), as_phrase(detail)
    width, y = text_width(first.text, FACT), canvas.label_line if y is None else y
    x = min(x, canvas.header.right - width - 18 - text_width(second.text, FACT))
    return [
        first.words(x, y, FACT, (*(ink or theme.ink), 1.0), theme.background),
        second.words(x + width + 18, y, FACT, (*theme.dim, 1.0), theme.background),
    ]
