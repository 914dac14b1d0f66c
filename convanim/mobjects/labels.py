"""Labels: what stands below tensors, moved apart where it would meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Rgb, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, as_phrase
from convanim.language.direction import runs_left
from convanim.layout.canvas import LEAST
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.caption import plan_of

LABEL_GAP = 18.0
"""Between a label's name and what else it says, in pixels."""
BESIDE, BESIDE_GAP = 300.0, 24.0
"""The room for labels beside tensors, with what is left free before them, in pixels."""
BESIDE_PITCH, BESIDE_RISE = 1.3, 0.35
"""Of labels beside tensors, over their type: from line to line, and from a line's middle down to its baseline."""
LOWERED, BELOW_LINE = 10.0, 20.0
"""How far two lines of labels stand lower than a single one, where so much is left above the panel, in pixels."""


@dataclass(frozen=True)
class Tag:
    """A label below a tensor: its name, what else there is to say, and where it would start."""

    name: str | Phrase
    detail: str | Phrase
    x: float

    def width(self, style: Style) -> float:
        """In pixels."""
        name, detail, size = as_phrase(self.name), as_phrase(self.detail), plan_of(style.canvas).label
        return text_width(name.text, size) + LABEL_GAP + text_width(detail.text, size)


def tags(row: Sequence[Tag], style: Style, y: float | None = None, room: Region | None = None) -> list[Item]:
    """Labels on one line, from left to right, moved apart where they would meet, within a room (None: the header's).

    Those that find no room on it go onto a line above, the first ones first; large ones say their names alone.
    """
    canvas, plan = style.canvas, plan_of(style.canvas)
    room = room or (canvas.stage if canvas.is_large else canvas.header)
    line = canvas.label_line if y is None else y
    widths = [tag.width(style) for tag in row]
    # The last one is not to be pushed back into those before it.
    limits = [*(tag.x for tag in row[1:]), room.right + 20][: len(row)]
    if plan.labels_stay and all(
        tag.x + width + 20 <= limit for tag, width, limit in zip(row, widths, limits, strict=True)
    ):
        return [item for tag in row for item in label(tag.name, tag.detail, tag.x, style, y=line)]
    if canvas.is_large and apart([tag.x for tag in row], widths, room) is None:
        row = [replace(tag, detail="") for tag in row]
    for first in range(len(row)):
        here = row[first:]
        starts = apart([tag.x for tag in here], [tag.width(style) for tag in here], room)
        if starts is not None:
            break
    upper = [replace(tag, x=room.left) for tag in row[:first]]
    if upper and line == canvas.label_line:
        # So that the upper line keeps clear of what reaches down to the end of the stage.
        line += min(LOWERED, max(0.0, canvas.panel.top - line - BELOW_LINE))
    return [
        *(tags(upper, style, line - 30, room) if upper else []),
        *(
            item
            for tag, x in zip(here, starts or [], strict=True)
            for item in label(tag.name, tag.detail, x, style, y=line)
        ),
    ]


def tags_on_lines(
    placed: Iterable[tuple[Tag, float]], style: Style, room: Region | None = None, down: bool = False
) -> list[Item]:
    """Labels, each on the baseline that it is given with; those of one line are moved apart, as ``tags`` has it.

    Where they take several lines, the last one stands there, or the first one (``down``), if that is above the
    canvas's own line.
    """
    lines: dict[float, list[Tag]] = {}
    for tag, line in placed:
        lines.setdefault(line, []).append(tag)
    found: list[Item] = []
    for line, row in lines.items():
        items = tags(row, style, line, room)
        over = line - min(item.y for item in items if isinstance(item, Words))
        if down and over > 0:
            items = tags(row, style, max(line, min(line + over, style.canvas.label_line)), room)
        found += items
    return found


def label_beside(tag: Tag, middle: float, style: Style) -> list[Item]:
    """A label at the right of a tensor, round a height in pixels: its name, and below it what else there is to say.

    It starts at the tag's ``x``, and is set smaller where it has no room as far as the stage goes.
    """
    theme, canvas = style.theme, style.canvas
    largest, room = plan_of(canvas).label, canvas.stage.right - tag.x
    said = [(as_phrase(text), ink) for text, ink in ((tag.name, theme.ink), (tag.detail, theme.dim))]
    said = [(text, ink) for text, ink in said if text.text]
    widest = max(text_width(text.text, largest) for text, _ in said)
    size = max(canvas.least, min(largest, largest * room / widest))
    first = middle + BESIDE_RISE * size - BESIDE_PITCH * size * (len(said) - 1) / 2
    return [
        text.words(tag.x, first + BESIDE_PITCH * size * k, size, (*ink, 1.0), theme.background)
        for k, (text, ink) in enumerate(said)
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
    style: Style,
    *,
    y: float | None = None,
    ink: Rgb | None = None,
) -> list[Item]:
    """``name`` in ink and ``detail`` dimmed beside it, as under every tensor; further left if it must be to fit.

    A large one is its name alone where both have no room. Raises SpecError where both find no room on a line.
    """
    theme, canvas = style.theme, style.canvas
    y = canvas.label_line if y is None else y
    name, detail = as_phrase(name), as_phrase(detail)
    largest = plan_of(canvas).label
    if canvas.is_large and Tag(name, detail, x).width(style) > canvas.stage.right - x + 1:
        detail = Phrase()
    natural = text_width(name.text, largest) + text_width(detail.text, largest)
    size = min(largest, largest * (canvas.header.width - LABEL_GAP) / (natural or 1.0))
    if size < LEAST:
        fit("a label", f"{name.text} {detail.text}", [Room(canvas.header.width, 1, LEAST, LEAST)], aspect=canvas.aspect)
    one, other = text_width(name.text, size), text_width(detail.text, size)
    gap = LABEL_GAP if detail.text else 0.0
    x = min(x, canvas.header.right - one - gap - other)
    first, second = (x + other + gap, x) if runs_left(name.text) else (x, x + one + gap)
    return [
        name.words(first, y, size, (*(ink or theme.ink), 1.0), theme.background),
        detail.words(second, y, size, (*theme.dim, 1.0), theme.background),
    ]
