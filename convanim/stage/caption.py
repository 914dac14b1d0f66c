"""Titles, captions, facts and labels: the words round the stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from convanim.stage.canvas import WIDE, Canvas
from convanim.stage.display import Item, Plate, Rgb, Source, Words
from convanim.stage.layout import Region
from convanim.stage.lettering import text_width, wrap
from convanim.stage.sheet import Sheet
from convanim.stage.theme import Theme

TITLE, CAPTION, FACT = 48.0, 28.0, 22.0
DOTS_ROOM = 170.0
"""Beside the title of a narrow frame, in pixels."""
READING_SPEED = 15.0
"""Characters a second."""
SHORTEST_CAPTION = 1.5
"""Seconds."""


def reading_time(text: str) -> float:
    """Seconds that a caption stays at least.

    >>> reading_time("Short."), reading_time("x" * 60)
    (1.5, 4.0)
    """
    return max(SHORTEST_CAPTION, len(text) / READING_SPEED)


def panel(theme: Theme, canvas: Canvas = WIDE) -> Sheet:
    """The ribbon's ground."""
    return Sheet([Plate(canvas.panel.box, 0, (*theme.panel, 1.0))])


def title(text: str, theme: Theme, canvas: Canvas = WIDE) -> Sheet:
    """The clip's title."""
    room = canvas.header.width - DOTS_ROOM
    size = min(TITLE, TITLE * room / max(1.0, text_width(text, TITLE, True))) if canvas.narrow else TITLE
    line = Words(text, canvas.header.left, canvas.title_line, size, (*theme.ink, 1.0), theme.background, bold=True)
    return Sheet([line])


def caption(text: str, theme: Theme, canvas: Canvas = WIDE) -> Sheet:
    """One sentence under the title, on more lines if it must."""
    header = canvas.header
    lines = wrap(text, CAPTION, header.width if canvas.narrow else 1330.0)
    if len(lines) > 1:
        lines = wrap(text, CAPTION, header.width)
    return Sheet(
        [
            Words(line, header.left, canvas.caption_line + 36 * k, CAPTION, (*theme.dim, 1.0), theme.background)
            for k, line in enumerate(lines)
        ]
    )


def facts(texts: Sequence[str], theme: Theme, canvas: Canvas = WIDE) -> Sheet:
    """The layer in short, at the top right; in a narrow frame below the title."""
    items: list[Item] = []
    if canvas.narrow:
        left, wide = canvas.header.left, sum(text_width(text, FACT) for text in texts)
        gap = min(30.0, (canvas.header.width - wide) / max(1, len(texts) - 1))
        for text in texts:
            items.append(Words(text, left, canvas.facts_line, FACT, (*theme.dim, 1.0), theme.background))
            left += text_width(text, FACT) + gap
        return Sheet(items)
    right = canvas.header.right
    for text in reversed(texts):
        items.append(Words(text, right, canvas.facts_line, FACT, (*theme.dim, 1.0), theme.background, align="right"))
        right -= text_width(text, FACT) + 30
    return Sheet(items)


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
    """A label below a tensor: its name, what else there is to say, where it would start, and what it counts."""

    name: str
    detail: str
    x: float
    counts: tuple[tuple[str, Source], ...] = ()

    @property
    def width(self) -> float:
        """In pixels."""
        return text_width(self.name, FACT) + 18 + text_width(self.detail, FACT)


def tags(row: Sequence[Tag], theme: Theme, canvas: Canvas = WIDE, y: float | None = None) -> list[Item]:
    """Labels on one line, from left to right; moved apart where they would meet.

    Those that find no room on it go onto a line above.
    """
    line = canvas.label_line if y is None else y
    meet = any(tag.x + tag.width > other.x for tag, other in pairwise(row))
    if not canvas.narrow and not meet:
        return [item for tag in row for item in _tag(tag, tag.x, line, theme, canvas)]
    starts = _apart([tag.x for tag in row], [tag.width for tag in row], canvas.header)
    if starts is None:
        return [*_tag(row[0], canvas.header.left, line - 30, theme, canvas), *tags(row[1:], theme, canvas, line)]
    return [item for tag, x in zip(row, starts, strict=True) for item in _tag(tag, x, line, theme, canvas)]


def _tag(tag: Tag, x: float, y: float, theme: Theme, canvas: Canvas) -> list[Item]:
    first, second = label(tag.name, tag.detail, x, theme, canvas, y=y)
    assert isinstance(second, Words)
    return [first, replace(second, counts=tag.counts)]


def _apart(starts: Sequence[float], widths: Sequence[float], room: Region, gap: float = 30.0) -> list[float] | None:
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
    name: str,
    detail: str,
    x: float,
    theme: Theme,
    canvas: Canvas = WIDE,
    *,
    y: float | None = None,
    ink: Rgb | None = None,
) -> list[Item]:
    """``name`` in ink and ``detail`` dimmed beside it, as under every tensor; further left if it must be to fit."""
    width, y = text_width(name, FACT), canvas.label_line if y is None else y
    x = min(x, canvas.header.right - width - 18 - text_width(detail, FACT))
    return [
        Words(name, x, y, FACT, (*(ink or theme.ink), 1.0), theme.background),
        Words(detail, x + width + 18, y, FACT, (*theme.dim, 1.0), theme.background),
    ]
