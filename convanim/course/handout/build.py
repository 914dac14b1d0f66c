"""A clip on paper: a handout with every beat's picture, what is said and the equation to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import cairo

from convanim import __version__
from convanim.course.handout.paper import FOOT, MARGIN, PAPERS, Paper
from convanim.course.handout.sheet import GREY, INK, Sheet, TextStyle, broken, png
from convanim.course.handout.tags import completed
from convanim.course.text.equations import main_equation
from convanim.course.text.story import Beat, Story
from convanim.course.text.subtitles import one_line
from convanim.course.text.texts import beat_alt, command, layer_facts, saving, summary
from convanim.language.catalogs import runs_left
from convanim.language.tongue import Tongue
from convanim.numerals import clock

LEAST = 190.0
"""A picture is at least so high, in points: below that its numbers are too small to read."""
BETWEEN = 20.0
TIME_ROOM = 80.0
"""Beside a heading, for the beat's span."""
FACT_INDENT = 72.0

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
    alt: str
    heading: list[str]
    said: list[str]
    equation: list[str]

    @property
    def around(self) -> float:
        """The height of all but the picture, in points."""
        said = len(self.said) * BODY.leading + (4 if self.said else 0)
        return len(self.heading) * HEADING.leading + 6 + said + 3 + len(self.equation) * EQUATION.leading


def write_handout(story: Story, stills: Sequence[Path], path: Path, paper: Paper = PAPERS["a4"]) -> None:
    """Write the handout as PDF; ``stills`` are the pictures (PNG) at the beats' ends, in order.

    Stills in the light theme print best. Raises ValueError where there is not one for each
    beat, OSError where one cannot be read or the handout cannot be written.
    """
    if len(stills) != len(story.beats):
        raise ValueError(f"{len(stills)} stills for {len(story.beats)} beats")
    pairs = enumerate(zip(story.beats, stills, strict=True), 1)
    blocks = [_block(number, story, *pair, paper) for number, pair in pairs]
    written = BytesIO()
    with cairo.PDFSurface(written, paper.width, paper.height) as surface:
        # So that what Cairo cannot say can be added.
        surface.restrict_to_version(cairo.PDFVersion.VERSION_1_4)
        for kind, text in (
            (cairo.PDFMetadata.TITLE, one_line(story.title)),
            (cairo.PDFMetadata.SUBJECT, saving(story) or summary(story)),
            (cairo.PDFMetadata.CREATOR, f"convanim {__version__}"),
            # Without the time of writing, the same handout is the same file.
            (cairo.PDFMetadata.CREATE_DATE, ""),
        ):
            surface.set_metadata(kind, text)
        sheet = Sheet(surface, paper)
        with sheet.tagged("Document"):
            _draw(sheet, story, blocks)
    path.write_bytes(completed(written.getvalue(), story.language, sheet.elements))


def _draw(sheet: Sheet, story: Story, blocks: Sequence[Block]) -> None:
    left, opening, closing = runs_left(story.language), _opening(story, sheet.paper), _closing(story, sheet.paper)
    pages = _pages(blocks, opening.height, closing.height, sheet.paper)
    for number, page in enumerate(pages, 1):
        y = MARGIN
        if number == 1:
            y = opening.draw(sheet, y)
        if page:
            room = sheet.paper.bottom - (number == len(pages)) * closing.height
            y = _draw_blocks(sheet, page, y, number, left=left, room=room)
        if number == len(pages):
            closing.draw(sheet, y)
        _foot(sheet, one_line(story.title), number, len(pages), story.tongue)
        sheet.surface.show_page()


@dataclass(frozen=True)
class Opening:
    """The head of the first page: title, what it is about, and the layer's facts in two columns."""

    title: list[str]
    lead: list[str]
    told: list[tuple[str, list[str]]]
    left: bool
    """Whether the title runs to the left."""
    language: str
    """Of all but the title."""

    @property
    def columns(self) -> tuple[list[tuple[str, list[str]]], ...]:
        """The facts in two columns."""
        middle = (len(self.told) + 1) // 2
        return self.told[:middle], self.told[middle:]

    @property
    def rows(self) -> int:
        """Lines of the longer column of facts."""
        return max(sum(len(lines) for _, lines in column) for column in self.columns)

    @property
    def height(self) -> float:
        """In points, with the space below."""
        texts = len(self.title) * TITLE.leading + len(self.lead) * LEAD.leading
        return texts + 10 + self.rows * FACT.leading + 5 + BETWEEN

    def draw(self, sheet: Sheet, y: float) -> float:
        """Draw it from ``y`` on; where the page goes on."""
        end, column = y + self.height, sheet.paper.column
        with sheet.tagged("H1"):
            y = sheet.lines(self.title, MARGIN, y, TITLE, self.left)
        with sheet.tagged("P", language=self.language):
            y = sheet.lines(self.lead, MARGIN, y, LEAD) + 4
        sheet.rule(MARGIN, y, column, 1.2, INK)
        with sheet.tagged("L", language=self.language):
            for place, facts in enumerate(self.columns):
                below, x = y + 6, MARGIN + place * column / 2
                for label, value in facts:
                    with sheet.tagged("LI"):
                        with sheet.tagged("Lbl"):
                            sheet.text(label, x, below, LABEL)
                        with sheet.tagged("LBody"):
                            below = sheet.lines(value, x + FACT_INDENT, below, FACT)
        sheet.rule(MARGIN, end - BETWEEN, column)
        return end


@dataclass(frozen=True)
class Closing:
    """The last lines: how the clip is made again."""

    label: str
    lines: list[str]
    language: str

    @property
    def height(self) -> float:
        """In points, with the space above."""
        return BETWEEN + 6 + SMALL.leading + len(self.lines) * CODE.leading

    def draw(self, sheet: Sheet, y: float) -> None:
        """Draw it at the page's foot, or from ``y`` on where that is lower."""
        y = max(y, sheet.paper.bottom - self.height + BETWEEN)
        sheet.rule(MARGIN, y, sheet.paper.column)
        with sheet.tagged("P", language=self.language):
            sheet.text(self.label, MARGIN, y + 6, SMALL)
        with sheet.tagged("P"), sheet.tagged("Code"):
            sheet.lines(self.lines, MARGIN, y + 6 + SMALL.leading, CODE)


def _opening(story: Story, paper: Paper) -> Opening:
    told = f"{summary(story)} {saving(story)}".rstrip() if story.lesson.summary else saving(story)
    width = paper.column / 2 - FACT_INDENT - 8
    facts = [(name, broken(value, FACT, width)) for name, value in layer_facts(story)]
    title, lead = broken(one_line(story.title), TITLE, paper.column), broken(told, LEAD, paper.column)
    return Opening(title, lead, facts, runs_left(story.language), story.tongue.language)


def _closing(story: Story, paper: Paper) -> Closing:
    tongue = story.tongue
    return Closing(tongue.text("Made with"), broken(command(story), CODE, paper.column), tongue.language)


def _block(number: int, story: Story, beat: Beat, still: Path, paper: Paper) -> Block:
    said = " ".join(one_line(sentence.text) for sentence in beat.sentences)
    equation = broken(one_line(main_equation(story, beat)), EQUATION, paper.column)
    heading = broken(f"{number}  {one_line(beat.title)}", HEADING, paper.column - TIME_ROOM)
    lines = broken(said, BODY, paper.column) if said else []
    return Block(number, beat, still, beat_alt(story, beat), heading, lines, equation)


def _pages(blocks: Sequence[Block], opening: float, closing: float, paper: Paper) -> list[list[Block]]:
    """Beats by page: as many on each as fit with pictures that are large enough."""
    room = paper.bottom - MARGIN
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
    image = png(block.still)
    return LEAST * max(1.0, image.get_height() / image.get_width())


def _draw_blocks(sheet: Sheet, blocks: Sequence[Block], y: float, page: int, *, left: bool, room: float) -> float:
    """The beats of a page, their pictures all as high as there is room; where the page goes on.

    ``left`` is whether what is said runs to the left.
    """
    around = sum(block.around for block in blocks) + BETWEEN * (len(blocks) - 1)
    high = (room - y - around) / len(blocks)
    for block in blocks:
        with sheet.tagged("Sect"):
            y = _draw_block(sheet, block, y, page, left=left, high=high) + BETWEEN
    return y - BETWEEN


def _draw_block(sheet: Sheet, block: Block, y: float, page: int, *, left: bool, high: float) -> float:
    """A beat from ``y`` on, its picture at most so high; where it ends."""
    column, right = sheet.paper.column, sheet.paper.right
    image = png(block.still)
    height = min(high, column * image.get_height() / image.get_width())
    flags = cairo.PDFOutlineFlags.OPEN
    title = one_line(block.beat.title)
    sheet.surface.add_outline(cairo.PDF_OUTLINE_ROOT, title, f"page={page} pos=[0 {y:.1f}]", flags)
    top = y
    with sheet.tagged("H2"):
        y = sheet.lines(block.heading, MARGIN, y, HEADING, left)
    with sheet.tagged("P"):
        time = f"{clock(block.beat.start)}–{clock(block.beat.end)}"
        sheet.text(time, MARGIN if left else right, top, TIME, right=not left)
    with sheet.tagged("Figure", block.alt):
        sheet.picture(block.still, MARGIN, y, column, height)
    y += height + 6
    if block.said:
        with sheet.tagged("P"):
            y = sheet.lines(block.said, MARGIN, y, BODY, left) + 4
    if block.equation:
        with sheet.tagged("P"):
            y = sheet.lines(block.equation, MARGIN, y, EQUATION)
    return y + 3


def _foot(sheet: Sheet, title: str, page: int, pages: int, tongue: Tongue) -> None:
    y = sheet.paper.height - FOOT - SMALL.leading
    first, *rest = broken(title, SMALL, sheet.paper.column - 90)
    line = f"{first} …" if rest else first
    sheet.text(line, MARGIN, y, SMALL)
    sheet.text(tongue.text("{page} of {pages}", page=page, pages=pages), sheet.paper.right, y, SMALL, right=True)
