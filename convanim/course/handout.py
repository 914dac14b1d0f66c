"""A clip on paper: an A4 handout with every beat's picture, what is said and the equation to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cairo

from convanim import __version__
from convanim.course.text.equations import main_equation
from convanim.course.text.story import Beat, Story
from convanim.course.text.subtitles import one_line
from convanim.course.text.texts import command, layer_facts, saving, summary
from convanim.draw.lettering import drawable, show_text, text_width
from convanim.draw.typeface import FAMILY, face
from convanim.language.catalogs import runs_left
from convanim.language.direction import directed
from convanim.language.tongue import Tongue
from convanim.numerals import clock

WIDTH, HEIGHT = 595.28, 841.89
"""A4 in points."""
MARGIN, FOOT = 44.0, 30.0
COLUMN = WIDTH - 2 * MARGIN
BOTTOM = HEIGHT - FOOT - 22
LEAST = 190.0
"""A picture is at least so high, in points: below that its numbers are too small to read."""
BETWEEN = 20.0
TIME_ROOM = 80.0
"""Beside a heading, for the beat's span."""

INK, GREY, HAIR = 0.0, 0.38, 0.62
"""Black, grey that still prints dark, and the grey of thin lines; no hues, so that every printer shows the same."""


@dataclass(frozen=True)
class TextStyle:
    """A kind of text: size and leading in points."""

    size: float
    leading: float
    bold: bool = False
    grey: float = INK


TITLE = TextStyle(21, 26, bold=True)
LEAD = TextStyle(11.5, 16)
FACT = TextStyle(9.5, 13.5)
LABEL = TextStyle(9.5, 13.5, grey=GREY)
HEADING = TextStyle(12.5, 19, bold=True)
TIME = TextStyle(9.5, 19, grey=GREY)
BODY = TextStyle(10.5, 14.5)
EQUATION = TextStyle(11.5, 16, bold=True)
CODE = TextStyle(8.5, 12)
SMALL = TextStyle(8.5, 12, grey=GREY)


@dataclass(frozen=True)
class Block:
    """A beat on paper, its texts already in lines."""

    number: int
    beat: Beat
    still: Path
    heading: list[str]
    said: list[str]
    equation: list[str]

    @property
    def around(self) -> float:
        """The height of all but the picture, in points."""
        said = len(self.said) * BODY.leading + (4 if self.said else 0)
        return len(self.heading) * HEADING.leading + 6 + said + 3 + len(self.equation) * EQUATION.leading


def write_handout(story: Story, stills: Sequence[Path], path: Path) -> None:
    """Write the handout as PDF; ``stills`` are the pictures (PNG) at the beats' ends, in order.

    Stills in the light theme print best. Raises ValueError where there is not one for each
    beat, OSError where one cannot be read or the handout cannot be written.
    """
    if len(stills) != len(story.beats):
        raise ValueError(f"{len(stills)} stills for {len(story.beats)} beats")
    blocks = [_block(number, story, *pair) for number, pair in enumerate(zip(story.beats, stills, strict=True), 1)]
    left = runs_left(story.language)
    with path.open("wb") as file, cairo.PDFSurface(file, WIDTH, HEIGHT) as surface:
        sheet = Page(surface)
        for kind, text in (
            (cairo.PDFMetadata.TITLE, one_line(story.title)),
            (cairo.PDFMetadata.SUBJECT, saving(story) or summary(story)),
            (cairo.PDFMetadata.CREATOR, f"convanim {__version__}"),
            # Without the time of writing, the same handout is the same file.
            (cairo.PDFMetadata.CREATE_DATE, ""),
        ):
            surface.set_metadata(kind, text)
        opening = _opening(story)
        pages = _pages(blocks, opening.height, _closing(story).height)
        for number, page in enumerate(pages, 1):
            y = MARGIN
            if number == 1:
                y = opening.draw(sheet, y)
            if page:
                room = BOTTOM - (number == len(pages)) * _closing(story).height
                y = _draw_blocks(sheet, page, y, number, left=left, room=room)
            if number == len(pages):
                _closing(story).draw(sheet, y)
            _foot(sheet, one_line(story.title), number, len(pages), story.tongue)
            surface.show_page()


class Page:
    """What is drawn on: texts, lines and pictures, in points from the page's top left corner."""

    def __init__(self, surface: cairo.PDFSurface) -> None:
        self.surface = surface
        self.context = cairo.Context(surface)

    @contextmanager
    def tagged(self, tag: str) -> Iterator[None]:
        """What is drawn meanwhile is known to readers as a heading (H1, H2), a paragraph (P) or a figure (Figure)."""
        self.context.tag_begin(tag, "")
        yield
        self.context.tag_end(tag)

    def text(self, text: str, x: float, y: float, style: TextStyle, right: bool = False) -> None:
        """One line whose box begins at ``y``; ``right`` sets it to end at ``x``."""
        if right:
            x -= text_width(text, style.size, style.bold)
        self.context.set_source_rgb(*[style.grey] * 3)
        self.context.set_font_face(face(FAMILY, style.bold))
        self.context.set_font_size(style.size)
        self.context.move_to(x, y + style.leading / 2 + 0.36 * style.size)
        show_text(self.context, text, style.size, style.bold)

    def lines(self, lines: Sequence[str], x: float, y: float, style: TextStyle, left: bool = False) -> float:
        """Several lines; where the next one begins. Text that runs to the ``left`` ends at the right margin."""
        for line in lines:
            self.text(directed(line, left), WIDTH - MARGIN if left else x, y, style, right=left)
            y += style.leading
        return y

    def rule(self, x: float, y: float, width: float, weight: float = 0.6, grey: float = HAIR) -> None:
        """A thin horizontal line."""
        self.context.set_source_rgb(grey, grey, grey)
        self.context.set_line_width(weight)
        self.context.move_to(x, y)
        self.context.line_to(x + width, y)
        self.context.stroke()

    def picture(self, path: Path, x: float, y: float, width: float, height: float) -> None:
        """A PNG fitted into a box, with a hairline around it."""
        image = _png(path)
        scale = min(width / image.get_width(), height / image.get_height())
        self.context.save()
        self.context.translate(x, y)
        self.context.scale(scale, scale)
        self.context.set_source_surface(image)
        self.context.paint()
        self.context.restore()
        self.context.set_source_rgb(HAIR, HAIR, HAIR)
        self.context.set_line_width(0.6)
        self.context.rectangle(x, y, scale * image.get_width(), scale * image.get_height())
        self.context.stroke()


@dataclass(frozen=True)
class Opening:
    """The head of the first page: title, what it is about, and the layer's facts in two columns."""

    title: list[str]
    lead: list[str]
    told: list[tuple[str, list[str]]]
    left: bool
    """Whether the title runs to the left."""

    @property
    def rows(self) -> int:
        """Lines of the longer column of facts."""
        middle = (len(self.told) + 1) // 2
        columns = self.told[:middle], self.told[middle:]
        return max(sum(len(lines) for _, lines in column) for column in columns)

    @property
    def height(self) -> float:
        """In points, with the space below."""
        texts = len(self.title) * TITLE.leading + len(self.lead) * LEAD.leading
        return texts + 10 + self.rows * FACT.leading + 5 + BETWEEN

    def draw(self, sheet: Page, y: float) -> float:
        """Draw it from ``y`` on; where the page goes on."""
        end = y + self.height
        with sheet.tagged("H1"):
            y = sheet.lines(self.title, MARGIN, y, TITLE, self.left)
        with sheet.tagged("P"):
            y = sheet.lines(self.lead, MARGIN, y, LEAD) + 4
        sheet.rule(MARGIN, y, COLUMN, 1.2, INK)
        y += 6
        middle = (len(self.told) + 1) // 2
        for place, column in enumerate((self.told[:middle], self.told[middle:])):
            below = y
            for label, value in column:
                x = MARGIN + place * COLUMN / 2
                with sheet.tagged("P"):
                    sheet.text(label, x, below, LABEL)
                    below = sheet.lines(value, x + FACT_INDENT, below, FACT)
        sheet.rule(MARGIN, end - BETWEEN, COLUMN)
        return end


FACT_INDENT = 72.0


@dataclass(frozen=True)
class Closing:
    """The last lines: how the clip is made again."""

    label: str
    lines: list[str]

    @property
    def height(self) -> float:
        """In points, with the space above."""
        return BETWEEN + 6 + SMALL.leading + len(self.lines) * CODE.leading

    def draw(self, sheet: Page, y: float) -> None:
        """Draw it at the page's foot, or from ``y`` on where that is lower."""
        y = max(y, BOTTOM - self.height + BETWEEN)
        sheet.rule(MARGIN, y, COLUMN)
        with sheet.tagged("P"):
            sheet.text(self.label, MARGIN, y + 6, SMALL)
            sheet.lines(self.lines, MARGIN, y + 6 + SMALL.leading, CODE)


def _opening(story: Story) -> Opening:
    told = f"{summary(story)} {saving(story)}".rstrip() if story.lesson.summary else saving(story)
    facts = [(name, broken(value, FACT, COLUMN / 2 - FACT_INDENT - 8)) for name, value in layer_facts(story)]
    return Opening(broken(one_line(story.title), TITLE), broken(told, LEAD), facts, runs_left(story.language))


def _closing(story: Story) -> Closing:
    return Closing(story.tongue.text("Made with"), broken(command(story), CODE))


def _block(number: int, story: Story, beat: Beat, still: Path) -> Block:
    said = " ".join(one_line(sentence.text) for sentence in beat.sentences)
    equation = broken(one_line(main_equation(story, beat)), EQUATION)
    heading = broken(f"{number}  {one_line(beat.title)}", HEADING, COLUMN - TIME_ROOM)
    return Block(number, beat, still, heading, broken(said, BODY) if said else [], equation)


def _pages(blocks: Sequence[Block], opening: float, closing: float) -> list[list[Block]]:
    """Beats by page: as many on each as fit with pictures that are large enough."""
    room = BOTTOM - MARGIN
    pages: list[list[Block]] = [[]]
    used = opening
    for block in blocks:
        height = block.around + _least(block) + BETWEEN
        if used + height - BETWEEN > room and (pages[-1] or len(pages) == 1):
            pages.append([])
            used = 0.0
        pages[-1].append(block)
        used += height
    if used + closing - BETWEEN > room:
        pages.append([])
    return pages


def _least(block: Block) -> float:
    """The least height of a beat's picture; of an upright one so high that its numbers are as large."""
    image = _png(block.still)
    return LEAST * max(1.0, image.get_height() / image.get_width())


def _draw_blocks(sheet: Page, blocks: Sequence[Block], y: float, page: int, *, left: bool, room: float) -> float:
    """The beats of a page, their pictures all as high as there is room; where the page goes on.

    ``left`` is whether what is said runs to the left.
    """
    around = sum(block.around for block in blocks) + BETWEEN * (len(blocks) - 1)
    high = (room - y - around) / len(blocks)
    for block in blocks:
        image = _png(block.still)
        ratio = image.get_height() / image.get_width()
        height = min(high, COLUMN * ratio)
        flags = cairo.PDFOutlineFlags.OPEN
        title = one_line(block.beat.title)
        sheet.surface.add_outline(cairo.PDF_OUTLINE_ROOT, title, f"page={page} pos=[0 {y:.1f}]", flags)
        time = f"{clock(block.beat.start)}–{clock(block.beat.end)}"
        sheet.text(time, MARGIN if left else WIDTH - MARGIN, y, TIME, right=not left)
        with sheet.tagged("H2"):
            y = sheet.lines(block.heading, MARGIN, y, HEADING, left)
        with sheet.tagged("Figure"):
            sheet.picture(block.still, MARGIN, y, COLUMN, height)
        y += height + 6
        with sheet.tagged("P"):
            y = sheet.lines(block.said, MARGIN, y, BODY, left) + (4 if block.said else 0)
        with sheet.tagged("P"):
            y = sheet.lines(block.equation, MARGIN, y, EQUATION) + 3
        y += BETWEEN
    return y - BETWEEN


def _foot(sheet: Page, title: str, page: int, pages: int, tongue: Tongue) -> None:
    y = HEIGHT - FOOT - SMALL.leading
    first, *rest = broken(title, SMALL, COLUMN - 90)
    line = f"{first} …" if rest else first
    sheet.text(line, MARGIN, y, SMALL)
    sheet.text(tongue.text("{page} of {pages}", page=page, pages=pages), WIDTH - MARGIN, y, SMALL, right=True)


def broken(text: str, style: TextStyle, width: float = COLUMN) -> list[str]:
    """A text in lines no wider than ``width`` points, broken at spaces or, in a word that is wider, anywhere.

    >>> broken("a b", TextStyle(10, 12), 8)
    ['a', 'b']
    """

    def fits(line: str) -> bool:
        return text_width(line, style.size, style.bold) <= width

    text = drawable(text, style.bold)
    lines: list[str] = []
    for word in text.split(" "):
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and not fits(lines[-1] + letter):
                lines.append("")
            lines[-1] += letter
    return lines


def _png(path: Path) -> cairo.ImageSurface:
    # Opened here, because Cairo's own errors are no OSError.
    with path.open("rb") as file:
        return cairo.ImageSurface.create_from_png(file)
