"""Slides, written by python-pptx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Pt

from convanim.course.powerpoint.parts import Asks, FilmSlide, Words
from convanim.course.powerpoint.timing import timing
from convanim.language.catalogs import region_of, runs_left

POINT = 12_700
"""English Metric Units in a point."""
TITLE_ONLY = "Title Only"
"""The layout of python-pptx's template that all slides have."""
MARGIN = 0.05
"""Beside words, of the slide's short side."""
UNUSED = ("printerSettings", "thumbnail", "extended-properties")
"""What the template brings along that says nothing of this deck, by the ends of relationships' types."""
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
"""The extension of a presentation that holds its sections."""


class Deck:
    """A presentation in the making; ``width`` and ``height`` are a slide's in English Metric Units."""

    def __init__(self, width: int, height: int, title: str, mark: str, language: str) -> None:
        self._deck = Presentation()
        self._width, self._height = width, height
        self._short = min(width, height)
        self._sections: list[tuple[str, list[int]]] = []
        self._title, self._language, self._colors = "", language, dict[str, str]()
        self._shape()
        told = self._deck.core_properties
        told.title, told.language, told.identifier = title, region_of(language), mark
        told.author = told.last_modified_by = told.keywords = told.subject = told.comments = ""
        told.category, told.revision = "convanim", 1
        for dated in [one for one in told._element if one.tag.endswith(("}created", "}modified"))]:
            told._element.remove(dated)

    def begin(self, title: str, language: str, colors: Mapping[str, str]) -> None:
        """Begin the section of a film in a language, whose slides have such colours, by their names."""
        self._title, self._language, self._colors = title, language, dict(colors)
        self._sections.append((title, []))

    def opening(self, about: Words, facts: Sequence[tuple[str, str]]) -> None:
        """Add the slide that says what the film is about."""
        slide = self._slide(self._title, size=0.075, top=0.16, height=0.2)
        margin = round(1.6 * MARGIN * self._short)
        width = self._width - 2 * margin
        said = _box(slide, margin, round(0.37 * self._height), width, round(0.16 * self._height))
        self._write(said, about, 0.036, "dim")
        told = _box(slide, margin, round(0.56 * self._height), width, round(0.38 * self._height))
        for name, value in facts:
            line = self._write(told, Words(f"{name}  ", about.language), 0.032, "dim")
            self._add(line, Words(value, about.language), 0.032, "ink")

    def film(self, told: FilmSlide) -> None:
        """Add a slide that plays a film, and then shows its last picture."""
        slide = self._slide(told.title, size=0.05, top=0.42, height=0.16)
        left, top, width, height = self._fitted(told.size)
        place = (Emu(left), Emu(top), Emu(width), Emu(height))
        film = slide.shapes.add_movie(str(told.film), *place, BytesIO(told.poster), "video/mp4")
        _describe(film, told.title, told.about)
        still = slide.shapes.add_picture(BytesIO(told.last), *place)
        _describe(still, told.title, told.shown.text)
        later = [still.shape_id]
        if told.asks is not None:
            later += [shape.shape_id for shape in self._ask(slide, told.asks, left, top, width, height)]
        for old in slide.element.findall("{*}timing"):
            slide.element.remove(old)
        slide.element.append(timing(film.shape_id, told.seconds, later))
        notes = slide.notes_slide.notes_text_frame
        assert notes is not None  # the template has a place for notes
        for one in told.notes:
            self._write(notes, one, 0, "")

    def saved(self) -> bytes:
        """The package."""
        self._tell_sections()
        content = BytesIO()
        self._deck.save(content)
        return content.getvalue()

    def _ask(self, slide: Slide, asks: Asks, left: int, top: int, width: int, height: int) -> list[Shape]:
        """What covers the answer, and the question where the film has its title."""
        shapes = []
        for box in asks.boxes:
            x, y = left + round(box[0] * width), top + round(box[1] * height)
            wide, high = round((box[2] - box[0]) * width), round((box[3] - box[1]) * height)
            cover = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, Emu(x), Emu(y), Emu(wide), Emu(high))
            self._fill(cover, "accent")
            self._write(cover.text_frame, Words("?", self._language), 0, "on-accent", bold=True)
            cover.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
            cover.text_frame.paragraphs[0].runs[0].font.size = Pt(max(8, 0.62 * high / POINT))
            _describe(cover, "?", asks.words)
            shapes.append(cover)
        panel = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Emu(left), Emu(top), Emu(width), Emu(round(asks.head * height))
        )
        self._fill(panel, "panel")
        margin = round(MARGIN * self._short)
        panel.text_frame.margin_left = panel.text_frame.margin_right = Emu(margin)
        self._write(panel.text_frame, Words(asks.words, self._language), 0.05, "ink", bold=True)
        _describe(panel, asks.words, "")
        return [*shapes, panel]

    def _fill(self, shape: Shape, color: str) -> None:
        shape.fill.solid()
        shape.fill.fore_color.rgb = self._rgb(color)
        shape.line.fill.background()
        shape.shadow.inherit = False
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
        frame.vertical_anchor, frame.word_wrap = MSO_ANCHOR.MIDDLE, True

    def _slide(self, title: str, size: float, top: float, height: float) -> Slide:
        """A slide with a title, which on one of a film lies under the film: outlines and screen readers have it."""
        layout = next(one for one in self._deck.slide_layouts if one.name == TITLE_ONLY)
        slide = self._deck.slides.add_slide(layout)
        self._sections[-1][1].append(slide.slide_id)
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = self._rgb("back")
        heading = slide.shapes.title
        assert heading is not None  # the layout has one
        margin = round(1.6 * MARGIN * self._short)
        heading.left, heading.width = Emu(margin), Emu(self._width - 2 * margin)
        heading.top, heading.height = Emu(round(top * self._height)), Emu(round(height * self._height))
        heading.text_frame.word_wrap, heading.text_frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM
        self._write(heading.text_frame, Words(title, self._language), size, "ink", bold=True)
        return slide

    def _write(self, frame: TextFrame, words: Words, size: float, color: str, bold: bool = False) -> _Paragraph:
        """Add a paragraph; ``size`` is of the slide's short side (0: as it is usual there)."""
        first = frame.paragraphs[0]
        line = frame.add_paragraph() if first.runs else first
        left = runs_left(words.language)
        line.alignment = PP_ALIGN.RIGHT if left else PP_ALIGN.LEFT
        if left:
            line._p.get_or_add_pPr().set("rtl", "1")
        self._add(line, words, size, color, bold)
        return line

    def _add(self, line: _Paragraph, words: Words, size: float, color: str, bold: bool = False) -> None:
        run = line.add_run()
        run.text = words.text
        run._r.get_or_add_rPr().set("lang", region_of(words.language))
        run.font.bold = bold or None
        if size:
            run.font.size = Pt(round(size * self._short / POINT))
        if color:
            run.font.color.rgb = self._rgb(color)

    def _rgb(self, color: str) -> RGBColor:
        return RGBColor.from_string(self._colors[color].lstrip("#").upper())

    def _fitted(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Where a film of another shape than the slides' stands; one of theirs fills them."""
        ratio = size[0] / size[1]
        if abs(ratio * self._height / self._width - 1) < 0.01:
            return 0, 0, self._width, self._height
        width = min(self._width, round(self._height * ratio))
        height = round(width / ratio)
        return (self._width - width) // 2, (self._height - height) // 2, width, height

    def _shape(self) -> None:
        """Give the template's slides our shape, and drop what it brings along of others."""
        deck = self._deck
        given = deck.slide_width, deck.slide_height
        assert given[0] is not None and given[1] is not None  # the template says
        across, down = self._width / given[0], self._height / given[1]
        deck.slide_width, deck.slide_height = Emu(self._width), Emu(self._height)
        for layout in (deck.slide_master, *deck.slide_layouts):
            for shape in layout.shapes:
                if shape._element.xpath(".//a:xfrm"):
                    shape.left, shape.width = Emu(round(shape.left * across)), Emu(round(shape.width * across))
                    shape.top, shape.height = Emu(round(shape.top * down)), Emu(round(shape.height * down))
        for rels in (deck.part.rels, deck.part.package._rels):
            for key in [key for key, one in rels.items() if one.reltype.endswith(UNUSED)]:
                rels.pop(key)

    def _tell_sections(self) -> None:
        """Write a section for each film, in which PowerPoint groups its slides."""
        told = ""
        for number, (title, slides) in enumerate(self._sections):
            key = str(uuid5(NAMESPACE_URL, f"{number} {title}")).upper()
            ids = "".join(f'<p14:sldId id="{one}"/>' for one in slides)
            told += (
                f'<p14:section name={quoteattr(title)} id="{{{key}}}"><p14:sldIdLst>{ids}</p14:sldIdLst></p14:section>'
            )
        root = self._deck.part._element
        for old in root.findall("{*}extLst"):
            root.remove(old)
        root.append(
            parse_xml(
                f'<p:extLst {nsdecls("p")}><p:ext uri="{SECTIONS}"><p14:sectionLst xmlns:p14="{P14}">{told}'
                "</p14:sectionLst></p:ext></p:extLst>"
            )
        )


def _box(slide: Slide, left: int, top: int, width: int, height: int) -> TextFrame:
    frame = slide.shapes.add_textbox(Emu(left), Emu(top), Emu(width), Emu(height)).text_frame
    frame.word_wrap = True
    return frame


def _describe(shape: object, name: str, text: str) -> None:
    """Give a shape a name, and a text for who does not see it."""
    (told,) = shape._element.xpath("./*/p:cNvPr")  # type: ignore[attr-defined]
    told.set("name", name)
    told.set("descr", text)
