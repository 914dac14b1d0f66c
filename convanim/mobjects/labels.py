"""Labels: what stands below tensors, moved apart where it would meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Rgb
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, as_phrase
from convanim.language.direction import runs_left
from convanim.layout.canvas import LEAST
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.caption import plan_of

LABEL_GAP = 18.0
"""Between a label's name and what else it says, in pixels."""
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


def tags_on_lines(placed: Iterable[tuple[Tag, float]], style: Style, room: Region | None = None) -> list[Item]:
    """Labels, each on the baseline that it is given with; those of one line are moved apart, as ``tags`` has it."""
    lines: dict[float, list[Tag]] = {}
    for tag, line in placed:
        lines.setdefault(line, []).append(tag)
    return [item for line, row in lines.items() for item in tags(row, style, line, room)]


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
