"""What a handout is drawn on: texts, lines and pictures, and what each of them is to screen readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cairo

from convanim.course.handout.paper import Paper
from convanim.course.handout.tags import Tagged
from convanim.draw.lettering import drawable, show_text, text_width
from convanim.draw.typeface import FAMILY, face
from convanim.language.direction import directed

INK, GREY, HAIR = 0.0, 0.38, 0.62
"""Black, grey that still prints dark, and the grey of thin lines; no hues, so that every printer shows the same."""


@dataclass(frozen=True)
class TextStyle:
    """A kind of text: size and leading in points."""

    size: float
    leading: float
    bold: bool = False
    grey: float = INK


class Sheet:
    """What is drawn on: texts, lines and pictures, in points from the page's top left corner."""

    def __init__(self, surface: cairo.PDFSurface, paper: Paper) -> None:
        self.surface = surface
        self.paper = paper
        self.context = cairo.Context(surface)
        self.elements: list[Tagged] = []

    @contextmanager
    def tagged(self, kind: str, alt: str = "", language: str = "") -> Iterator[None]:
        """What is drawn meanwhile is known to readers as an element of a kind: a heading (H1, H2), a P, a Figure …

        ``alt`` is read in a figure's place, ``language`` is the element's where it is not the document's.
        """
        self.elements.append(Tagged(kind, alt, language))
        self.context.tag_begin(kind, "")
        yield
        self.context.tag_end(kind)

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
        for number, line in enumerate(lines, 1):
            self.text(directed(line, left), self.paper.right if left else x, y, style, right=left)
            if number < len(lines):
                # Or readers would join the last word with the first of the next line.
                self.context.show_text(" ")
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
        image = png(path)
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


def broken(text: str, style: TextStyle, width: float) -> list[str]:
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


def png(path: Path) -> cairo.ImageSurface:
    """A picture from its file; raises OSError where it cannot be read."""
    # Opened here, because Cairo's own errors are no OSError.
    with path.open("rb") as file:
        return cairo.ImageSurface.create_from_png(file)
