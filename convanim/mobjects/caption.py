"""Titles, captions, facts and labels: the words round the stage."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from convanim.draw.bounds import around
from convanim.draw.fitting import Fitted, Room, fit
from convanim.draw.items import Item, Plate, Words
from convanim.draw.lettering import text_width, wide
from convanim.draw.phrase import Phrase, as_phrase
from convanim.draw.sheet import Sheet
from convanim.errors import SpecError, shortened
from convanim.language.direction import runs_left
from convanim.layout.canvas import LEAST, Canvas
from convanim.layout.plans import plan_for
from convanim.layout.style import Style
from convanim.spec.aspect import WIDESCREEN

TITLE, CAPTION, FACT = 48.0, 28.0, 22.0
QUESTION_TYPE = ((1, (60.0, 48.0)), (2, (52.0, 40.0)), (3, (46.0, 30.0)))
"""How many lines a question takes, and its type from a largest size to a least one; the first that it fits."""
BETWEEN_SENTENCES = re.compile("(?<=[.!?\u0964]) ")
"""Where a sentence ends and another one follows; the last sign is Hindi's."""
ANY = Room(1e6, 1000, LEAST, LEAST)
"""For a text of any length."""
DOTS_ROOM = 170.0
"""For the dots, beside the title or the caption, in pixels."""
DOTS_ALONE = 72.0
"""The same beside a large caption, where there is less to spare."""
READING_SPEED = 15.0
"""Characters a second."""
LEADING = 36 / 28
"""From one line of a caption to the next, over the size."""
LEAST_FACT_GAP = 16.0
"""Between facts on one line, in pixels."""
WIDE_READING_SPEED = 5.5
"""Chinese characters a second: each says as much as about three letters, so that a sentence stays as long in both."""
SHORTEST_CAPTION = 1.5
"""Seconds."""


@dataclass(frozen=True)
class CaptionPlan:
    """How the words round the stage share their room; all lengths are in pixels."""

    beside_title: float
    """Of the header's width, kept free beside the title: for the facts, or for the dots."""
    beside_caption: float
    """Kept free beside the first line of a caption."""
    short_caption: float
    """A caption stands on one line if it is no wider."""
    dots_drop: float
    """From the title's baseline down to the top of the dots."""
    facts_at_right: bool
    """Whether facts share their line with the title, or begin at the left on one of their own."""
    facts_lines: tuple[float, float]
    """From the baseline of facts on one line down to the baselines of facts on two."""
    facts_least: float
    """The smallest type of facts on one line."""
    facts_largest: float
    """The largest type of facts on two lines."""
    labels_stay: bool
    """Whether labels that do not meet stand where they would start, even outside the header's width."""
    has_title: bool = True
    """Whether title and facts are shown at all."""
    dots_room: float = DOTS_ROOM
    """For the dots."""
    caption: float = CAPTION
    """The type of captions."""
    caption_least: float = FACT
    """The smallest type of captions, where they would take too many lines."""
    caption_lines: int = 0
    """Over how many lines captions go at most; 0: as many as there is room for."""
    leading: float = LEADING
    """From one line of a caption to the next, over the size."""
    label: float = FACT
    """The type of labels."""


NARROW = CaptionPlan(
    beside_title=DOTS_ROOM,
    beside_caption=0.0,
    short_caption=984.0,
    dots_drop=-22.0,
    facts_at_right=False,
    facts_lines=(-9.0, 12.0),
    facts_least=19.0,
    facts_largest=17.0,
    labels_stay=False,
)
LARGE = replace(
    NARROW,
    dots_drop=-24.0,
    has_title=False,
    dots_room=DOTS_ALONE,
    beside_caption=DOTS_ALONE,
    short_caption=0.0,
    caption=40.5,
    caption_least=34.0,
    caption_lines=2,
    leading=47 / 40.5,
    label=27.0,
)
"""In each aspect a caption of 18 pixels, and labels of 12, where the frame is shown 480 pixels wide."""
PLANS: Mapping[str, CaptionPlan] = {
    WIDESCREEN: CaptionPlan(
        beside_title=691.2,
        beside_caption=DOTS_ROOM,
        short_caption=1330.0,
        dots_drop=30.0,
        facts_at_right=True,
        facts_lines=(-32.0, 0.0),
        facts_least=FACT,
        facts_largest=FACT,
        labels_stay=True,
    ),
    "1:1": NARROW,
    "9:16": NARROW,
    "16:9 large": LARGE,
    "1:1 large": LARGE,
    "9:16 large": replace(LARGE, caption_lines=3),
}


def plan_of(canvas: Canvas) -> CaptionPlan:
    """How the words round the stage share their room on a canvas."""
    return plan_for(canvas.names, PLANS, "the caption")


def reading_time(text: str) -> float:
    """Seconds that a caption stays at least.

    >>> reading_time("Short."), reading_time("x" * 60), reading_time("\u6df1" * 22)
    (1.5, 4.0, 4.0)
    """
    return max(SHORTEST_CAPTION, length_in_seconds(text))


def length_in_seconds(text: str) -> float:
    """How long a text is, in seconds at the pace at which it is read, and about at that at which it is spoken.

    >>> length_in_seconds("x" * 30), length_in_seconds("\u6df1" * 22)
    (2.0, 4.0)
    """
    slow = sum(map(wide, text))
    return slow / WIDE_READING_SPEED + (len(text) - slow) / READING_SPEED


def panel(style: Style) -> Sheet:
    """The ribbon's ground."""
    return Sheet([Plate(style.canvas.panel.box, 0, (*style.theme.panel, 1.0))])


def title(text: str | Phrase, style: Style) -> Sheet:
    """The clip's title, on one line or two; on the other side where text runs to the left.

    Where text is large there is none. Raises SpecError for one that finds no room.
    """
    theme, canvas, left = style.theme, style.canvas, style.tongue.left
    if not plan_of(canvas).has_title:
        return Sheet([])
    said = as_phrase(text).named()
    found, ink = _titled(said, canvas, left), (*theme.ink, 1.0)
    y, leading = canvas.title_line, found.size * 1.1
    if len(found.lines) > 1:
        y -= 0.75 * leading
    items = [
        line.words(canvas.header.left, y + k * leading, found.size, ink, theme.background, bold=True)
        for k, line in enumerate(found.lines)
    ]
    return Sheet(_sided(items, left, canvas))


def _titled(text: str | Phrase, canvas: Canvas, left: bool = False) -> Fitted:
    room = canvas.header.width - plan_of(canvas).beside_title
    rooms = [Room(room, 1, TITLE, 34.0), Room(room, 2, 30.0, CAPTION)]
    return fit("the title", text, rooms, aspect=canvas.aspect, bold=True, left=left)


def _sided(items: Sequence[Item], left: bool, canvas: Canvas) -> list[Item]:
    """What stands in the header, where text runs to the left mirrored."""
    if not left:
        return list(items)
    ends = canvas.header.left + canvas.header.right
    mirrored: list[Item] = []
    for item in items:
        if isinstance(item, Words):
            item = replace(item, x=ends - item.x, align="left" if item.align == "right" else "right")
        elif isinstance(item, Plate):
            start, top, end, bottom = item.box
            item = replace(item, box=(ends - end, top, ends - start, bottom))
        mirrored.append(item)
    return mirrored


class Caption(Sheet):
    """One sentence under the title, on more lines if it must; it moves as any mobject does.

    A line break in the text stays. Text that runs to the left, as Hebrew and Arabic do, ends at the right edge.
    ``style`` gives its colours and its room: in a ``ConvScene``, ``self.style``. Left out, for a Manim scene that has
    none, it is dark, English and widescreen.

    Raises SpecError where there is nothing to say, and for what finds no room.

    >>> len(Caption("Each channel meets its own filter.").parts["all"])
    1
    """

    def __init__(self, text: str | Phrase, style: Style | None = None) -> None:
        style = style or Style.of()
        theme, canvas = style.theme, style.canvas
        said = as_phrase(text)
        if not said.text.strip():
            raise SpecError(f"the caption is {said.text!r}", "a sentence")
        header, left = canvas.header, style.tongue.left or runs_left(said.text)
        found = fit("the caption", said, _caption_rooms(canvas), aspect=canvas.aspect, left=left)
        plan = plan_of(canvas)
        color = theme.dim if plan.has_title else theme.ink
        items = _sided(
            [
                line.words(header.left, canvas.caption_line + k * found.size * plan.leading, found.size, ink, ground)
                for ink, ground in [((*color, 1.0), theme.background)]
                for k, line in enumerate(found.lines)
            ],
            left,
            canvas,
        )
        super().__init__(items, around(items))


def _caption_rooms(canvas: Canvas) -> list[Room]:
    """A short one on one line; a long one on as many as there is room for above the stage."""
    plan, width = plan_of(canvas), canvas.header.width
    lines = plan.caption_lines or 1 + int((canvas.stage.top - canvas.caption_line) / (plan.leading * plan.caption))
    largest, first = plan.caption, width - plan.beside_caption
    rooms = [Room(width, lines, largest, plan.caption_least, first=first)]
    if plan.short_caption:
        rooms.insert(0, Room(plan.short_caption, 1, largest, largest))
    # Whatever a scene of the user's has to say is said, if small.
    if plan.caption_least > FACT:
        rooms.append(Room(width, lines + 1, plan.caption_least - 8.0, FACT, first=first))
    return rooms


def question(text: str | Phrase, style: Style) -> Sheet:
    """A question, large, in the middle of the ribbon's height; on its right side where text runs to the left.

    Raises SpecError for one that finds no room.
    """
    theme, room = style.theme, style.canvas.ribbon
    said, left = as_phrase(text), style.tongue.left
    high = {lines: room.height / (1.2 * lines) for lines, _ in QUESTION_TYPE}
    rooms = [Room(room.width, lines, min(largest, high[lines]), least) for lines, (largest, least) in QUESTION_TYPE]
    found = fit("the question", said, rooms, aspect=style.canvas.aspect, bold=True, left=left)
    if len(found.lines) > 1:
        apart = Phrase(BETWEEN_SENTENCES.sub("\n", said.text), said.spans)
        by_sentence = fit("the question", apart, [*rooms, ANY], aspect=style.canvas.aspect, bold=True, left=left)
        # What is asked begins on a line of its own, if that costs none.
        found = min(by_sentence, found, key=lambda one: len(one.lines))
    leading = found.size * 1.2
    first = (room.top + room.bottom) / 2 + 0.36 * found.size - leading * (len(found.lines) - 1) / 2
    x = room.right if left else room.left
    return Sheet(
        [
            line.words(
                x, first + k * leading, found.size, (*theme.ink, 1.0), theme.panel, True, "right" if left else "left"
            )
            for k, line in enumerate(found.lines)
        ]
    )


def facts(
    texts: Sequence[str | Phrase],
    style: Style,
    title: str | Phrase = "",
) -> Sheet:
    """The layer in short, at the top right, or below the title; mirrored where text runs to the left.

    Where their line, or the room that the ``title`` leaves of it, is too short they take two, and are set smaller;
    where text is large there are none. Raises SpecError for those that find no room.
    """
    theme, canvas, plan = style.theme, style.canvas, plan_of(style.canvas)
    if not plan.has_title:
        return Sheet([])
    phrases, room = [as_phrase(text) for text in texts], canvas.header.width
    if plan.facts_at_right and as_phrase(title).text:
        found = _titled(title, canvas)
        room -= max(text_width(line.text, found.size, True) for line in found.lines) + 60
    one, two, largest = phrases, _halved(phrases), FACT
    for rows, least in (((one,), plan.facts_least), (two, LEAST)):
        natural = max(sum(text_width(fact.text, FACT) for fact in row) for row in rows)
        gaps = max(len(row) for row in rows) - 1
        size = min(largest, FACT * (room - LEAST_FACT_GAP * gaps) / natural) if natural else largest
        if size >= least:
            break
        largest = plan.facts_largest
    else:
        length, said = _letters(phrases), ", ".join(fact.text for fact in phrases)
        raise SpecError(
            f"the facts beside the title have {length} characters, {shortened(said)!r}",
            f"about {int(length * size / LEAST)} in a {canvas.aspect} frame",
            "fewer facts, or a shorter title",
        )
    lines = [canvas.facts_line + drop for drop in ((0.0,) if len(rows) == 1 else plan.facts_lines)]
    items: list[Item] = []
    for row, y in zip(rows, lines, strict=True):
        wide = sum(text_width(fact.text, size) for fact in row)
        gap = min(30.0, (room - wide) / max(1, len(row) - 1))
        x = canvas.header.right - wide - gap * (len(row) - 1) if plan.facts_at_right else canvas.header.left
        for fact in row:
            items.append(fact.words(x, y, size, (*theme.dim, 1.0), theme.background))
            x += text_width(fact.text, size) + gap
    return Sheet(_sided(items, style.tongue.left, canvas))


def _halved(texts: Sequence[Phrase]) -> tuple[list[Phrase], list[Phrase]]:
    """Facts on two lines of about equal length."""
    above, below = list(texts[:-1]), list(texts[-1:])
    while len(above) > 1 and _letters(above) > _letters(below) + _letters(above[-1:]):
        below.insert(0, above.pop())
    return above, below


def _letters(texts: Sequence[Phrase]) -> int:
    return sum(len(one.text) for one in texts)


def dots(count: int, active: int, style: Style) -> Sheet:
    """Where in the story this is: a dot a beat, the present one drawn out; very many are smaller."""
    theme, canvas = style.theme, style.canvas
    items: list[Item] = []
    right = canvas.header.right
    plan = plan_of(canvas)
    top = canvas.title_line + plan.dots_drop
    scale = min(plan.dots_room / DOTS_ROOM, (plan.dots_room - 10) / (22 * count + 14))
    for k in reversed(range(count)):
        width, high = (36.0, 10.0) if k == active else (12.0, 12.0)
        color = theme.accent if k == active else theme.line
        items.append(Plate((right - width * scale, top, right, top + high * scale), 6 * scale, (*color, 1.0)))
        right -= (width + 10) * scale
    return Sheet(_sided(items, style.tongue.left, canvas))
