"""Type: which font is used and how wide its text is, in pixels of a 1920x1080 frame."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import cairo

from convanim.numerals import THIN_SPACE

if TYPE_CHECKING:
    from convanim.stage.display import Box, Words

FAMILIES = ("Liberation Sans", "Arial", "Helvetica", "DejaVu Sans")
"""Sans-serif families with tabular digits, the preferred first."""


@lru_cache(maxsize=64)
def face(family: str, bold: bool) -> cairo.FontFace:
    """The font face that both measuring and painting use."""
    weight = cairo.FontWeight.BOLD if bold else cairo.FontWeight.NORMAL
    return cairo.ToyFontFace(family, cairo.FontSlant.NORMAL, weight)


@lru_cache(maxsize=1)
def font_options() -> cairo.FontOptions:
    """Unhinted, so that text moves and scales smoothly."""
    options = cairo.FontOptions()
    options.set_hint_style(cairo.HintStyle.NONE)
    options.set_hint_metrics(cairo.HintMetrics.OFF)
    options.set_antialias(cairo.Antialias.GRAY)
    return options


GAP = 0.2
"""Width of a thin space over the size. Some fonts have none and would show a box, Liberation Sans 1 among them."""


@lru_cache(maxsize=8192)
def _advance(text: str, bold: bool, family: str) -> float:
    """Measured once at size 100: unhinted text is as wide as it is large."""
    scaled = cairo.ScaledFont(face(family, bold), cairo.Matrix(100, 0, 0, 100), cairo.Matrix(), font_options())
    parts = text.split(THIN_SPACE)
    return float(sum(scaled.text_extents(part).x_advance for part in parts)) + 100 * GAP * (len(parts) - 1)


@lru_cache(maxsize=8192)
def lacking(text: str, bold: bool = False, family: str = FAMILIES[0]) -> str:
    """The letters of a text that a font has no shape for, and would show as a box.

    >>> lacking("8×3 − 1"), lacking("\u6df1")
    ('', '\u6df1')
    """
    scaled = cairo.ScaledFont(face(family, bold), cairo.Matrix(100, 0, 0, 100), cairo.Matrix(), font_options())
    letters = sorted({letter for letter in text if letter != THIN_SPACE})
    return "".join(letter for letter in letters if not all(glyph.index for glyph in _glyphs(scaled, letter)))


def _glyphs(scaled: cairo.ScaledFont, text: str) -> Any:
    return scaled.text_to_glyphs(0, 0, text, False)


def show_text(context: cairo.Context[Any], text: str, size: float) -> None:
    """Paint a line of text from the present point on, in the font and the size that the context has."""
    first, *rest = text.split(THIN_SPACE)
    context.show_text(first)
    for part in rest:
        context.rel_move_to(GAP * size, 0)
        context.show_text(part)


def text_width(text: str, size: float, bold: bool = False, family: str = FAMILIES[0]) -> float:
    """The advance of a line of text; digits all have the same.

    >>> text_width("000", 28) == text_width("123", 28)
    True
    """
    return _advance(text, bold, family) * size / 100


CAP_HEIGHT = 0.716
"""Height of capitals and digits over the size, of Liberation Sans and Arial."""


def text_box(words: Words, family: str = FAMILIES[0]) -> Box:
    """The box that a line of text fills, from the top of its digits to its baseline.

    >>> from convanim.stage.display import Words
    >>> text_box(Words("1", 10, 20, 10, (1, 1, 1, 1), (0, 0, 0)))[1::2]
    (12.84, 20)
    """
    width = text_width(words.text, words.size, words.bold, family)
    left = words.x - width * {"left": 0.0, "middle": 0.5, "right": 1.0}[words.align]
    return left, words.y - CAP_HEIGHT * words.size, left + width, words.y


def wrap(text: str, size: float, width: float, bold: bool = False, family: str = FAMILIES[0]) -> list[str]:
    """Lines no wider than ``width``, broken at spaces.

    >>> wrap("a b", 10, 8)
    ['a', 'b']
    """
    lines: list[str] = []
    for part in text.split(" "):
        longer = f"{lines[-1]} {part}" if lines else part
        if lines and text_width(longer, size, bold, family) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def appearance(family: str = FAMILIES[0]) -> str:
    """What tells the font that a family stands for on this machine from others: a digest of its painted letters."""
    surface = cairo.ImageSurface(cairo.Format.A8, 2000, 120)
    context = cairo.Context(surface)
    context.set_font_options(font_options())
    context.set_font_size(20)
    for line, bold in enumerate((False, True)):
        context.set_font_face(face(family, bold))
        context.move_to(0, 50 * line + 30)
        context.show_text("".join(map(chr, range(33, 127))) + "−×÷·≈→⊙äéñ")
    surface.flush()
    return hashlib.blake2b(surface.get_data(), digest_size=8).hexdigest()
