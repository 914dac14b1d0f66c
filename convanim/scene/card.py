"""A chapter's card: which chapter comes, what the ways so far cost, and the block that goes through all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Plate, Source
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.counts import phrase
from convanim.numerals import numeral
from convanim.spec.aspect import WIDESCREEN

NUMBER = 30.0
"""Type of the chapter's number, in pixels."""
TITLES = ((1, 92.0, 60.0), (2, 80.0, 46.0), (3, 60.0, 30.0))
"""Over how many lines a title goes, and its type from a largest size to a least one; the first that it fits."""
WAY = 30.0
"""Type of a way's name and of its count."""
ROW, BAR = 50.0, 14.0
"""From one way to the next, and a bar's height, in pixels."""
GAP = 28.0
"""Between names, bars and counts, in pixels."""


@dataclass(frozen=True)
class Found:
    """A way that the film has come upon: what it is called, and its multiply-adds."""

    name: Phrase
    work: Source


@dataclass(frozen=True)
class CardPlan:
    """How the stage is shared by the title and the block."""

    shares: tuple[float, float]
    """Of the stage, for the title and for the block."""
    above: bool = False
    """Whether the title stands above the block, not at its left."""
    title: float = 1.0
    """Of the usual type of titles."""
    ways: bool = True
    """Whether there is room for what the ways cost."""


PLANS: Mapping[str, CardPlan] = {
    WIDESCREEN: CardPlan((62, 38)),
    "1:1": CardPlan((34, 66), above=True, title=0.8),
    "9:16": CardPlan((40, 60), above=True),
    "16:9 large": CardPlan((62, 38), title=0.62, ways=False),
}


def rooms(style: Style) -> tuple[Region, Region]:
    """For the title and for the block."""
    plan, stage = plan_for(style.canvas.names, PLANS, "a chapter's card"), style.canvas.stage
    title, block = (stage.rows if plan.above else stage.columns)(*plan.shares, gap=60.0)
    return title, block


def card(number: int, total: int, title: Phrase, found: Sequence[Found], style: Style) -> Sheet:
    """The card of one of ``total`` chapters, counted from 1; mirrored where text runs to the left.

    ``found`` are the ways so far, whose bars have one scale.
    """
    plan, theme = plan_for(style.canvas.names, PLANS, "a chapter's card"), style.theme
    room, left = rooms(style)[0], style.tongue.left
    sizes = [Room(room.width, lines, most * plan.title, least * plan.title) for lines, most, least in TITLES]
    fitted = fit("a chapter's title", title.named(), sizes, aspect=style.canvas.aspect, bold=True, left=left)
    leading = 1.15 * fitted.size
    high = NUMBER + 26 + leading * len(fitted.lines)
    y = (room.top + room.bottom - high) / 2 + NUMBER
    x = room.right if left else room.left
    align: Literal["left", "right"] = "right" if left else "left"
    said = phrase(
        message("chapter {number} of {total}"), {}, more={"number": number, "total": total}, tongue=style.tongue
    )
    dim, ink, ground = (*theme.dim, 1.0), (*theme.ink, 1.0), theme.background
    items: list[Item] = [said.named().words(x, y, NUMBER, dim, ground, False, align)]
    y += 26 + 0.85 * fitted.size
    for k, line in enumerate(fitted.lines):
        items.append(line.words(x, y + k * leading, fitted.size, ink, ground, True, align))
    return Sheet(items + (_ways(found, style) if plan.ways and len(found) > 1 else []))


def _ways(found: Sequence[Found], style: Style) -> list[Item]:
    """A bar for each way, in the ribbon."""
    theme, room = style.theme, style.canvas.ribbon
    names = max(text_width(one.name.text, WAY) for one in found)
    counts = [numeral(one.work.value) for one in found]
    numbers = max(text_width(text, WAY, True) for text in counts)
    start, end = room.left + names + GAP, room.right - numbers - GAP
    most = max(one.work.value for one in found)
    top = (room.top + room.bottom - ROW * len(found)) / 2
    items: list[Item] = []
    for k, (one, text) in enumerate(zip(found, counts, strict=True)):
        y, last = top + ROW * (k + 0.5), k == len(found) - 1
        ink = theme.ink if last else theme.dim
        long = one.work.value / most * (end - start)
        items.append(one.name.words(room.left, y + 0.36 * WAY, WAY, (*ink, 1.0), theme.panel))
        fill = theme.accent if last else theme.dim
        items.append(Plate((start, y - BAR / 2, start + max(BAR, long), y + BAR / 2), BAR / 2, (*fill, 1.0)))
        number = Phrase.number(text, one.work)
        items.append(
            number.words(start + max(BAR, long) + GAP / 2, y + 0.36 * WAY, WAY, (*ink, 1.0), theme.panel, True)
        )
    return items
