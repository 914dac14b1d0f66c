"""Titles, captions, facts and labels: the words round the stage."""

from __future__ import annotations

from collections.abc import Sequence

from convanim.stage.display import Item, Plate, Rgb, Words
from convanim.stage.layout import HEADER, LABEL_LINE, RIBBON
from convanim.stage.lettering import text_width, wrap
from convanim.stage.sheet import Sheet
from convanim.stage.theme import Theme

TITLE, CAPTION, FACT = 48.0, 28.0, 22.0
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


def panel(theme: Theme) -> Sheet:
    """The ribbon's ground."""
    return Sheet([Plate(RIBBON.box, 0, (*theme.panel, 1.0))])


def title(text: str, theme: Theme) -> Sheet:
    """The clip's title."""
    return Sheet([Words(text, HEADER.left, 106, TITLE, (*theme.ink, 1.0), theme.background, bold=True)])


def caption(text: str, theme: Theme) -> Sheet:
    """One sentence under the title, on two lines if it must."""
    lines = wrap(text, CAPTION, 1330.0)
    if len(lines) > 1:
        lines = wrap(text, CAPTION, HEADER.width)
    return Sheet(
        [
            Words(line, HEADER.left, 154 + 36 * k, CAPTION, (*theme.dim, 1.0), theme.background)
            for k, line in enumerate(lines)
        ]
    )


def facts(texts: Sequence[str], theme: Theme) -> Sheet:
    """The layer in short, at the top right."""
    items: list[Item] = []
    right = HEADER.right
    for text in reversed(texts):
        items.append(Words(text, right, 106, FACT, (*theme.dim, 1.0), theme.background, align="right"))
        right -= text_width(text, FACT) + 30
    return Sheet(items)


def dots(count: int, active: int, theme: Theme) -> Sheet:
    """Where in the story this is: a dot a beat, the present one drawn out."""
    items: list[Item] = []
    right = HEADER.right
    for k in reversed(range(count)):
        width = 36.0 if k == active else 12.0
        color = theme.accent if k == active else theme.line
        items.append(Plate((right - width, 136, right, 146 + (0 if k == active else 2)), 6, (*color, 1.0)))
        right -= width + 10
    return Sheet(items)


def label(name: str, detail: str, x: float, theme: Theme, y: float = LABEL_LINE, ink: Rgb | None = None) -> list[Item]:
    """``name`` in ink and ``detail`` dimmed beside it, as under every tensor; further left if it must be to fit."""
    width = text_width(name, FACT)
    x = min(x, HEADER.right - width - 18 - text_width(detail, FACT))
    return [
        Words(name, x, y, FACT, (*(ink or theme.ink), 1.0), theme.background),
        Words(detail, x + width + 18, y, FACT, (*theme.dim, 1.0), theme.background),
    ]
