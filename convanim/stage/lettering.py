"""Type: which font is used and how wide its text is, in pixels of a 1920x1080 frame."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import cairo

from convanim.numerals import THIN_SPACE
from convanim.stage.outlines import font_for, outline

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
    if foreign := _stretches(text, bold, family):
        return sum(
            100 * outline(part, bold).advance if other else _advance(part, bold, family) for other, part in foreign
        )
    scaled = _scaled(bold, family)
    parts = text.split(THIN_SPACE)
    return float(sum(scaled.text_extents(part).x_advance for part in parts)) + 100 * GAP * (len(parts) - 1)


@lru_cache(maxsize=64)
def _scaled(bold: bool, family: str) -> cairo.ScaledFont:
    return cairo.ScaledFont(face(family, bold), cairo.Matrix(100, 0, 0, 100), cairo.Matrix(), font_options())


def lacking(text: str, bold: bool = False, family: str = FAMILIES[0]) -> str:
    """The letters of a text that a font has no shape for, and would show as a box.

    >>> lacking("8×3 − 1"), lacking("\u6df1")
    ('', '\u6df1')
    """
    letters = sorted({letter for letter in text if letter != THIN_SPACE})
    return "".join(letter for letter in letters if _lacks(letter, bold, family))


@lru_cache(maxsize=8192)
def _lacks(letter: str, bold: bool, family: str) -> bool:
    glyphs: Any = _scaled(bold, family).text_to_glyphs(0, 0, letter, False)
    return not all(glyph.index for glyph in glyphs)


@lru_cache(maxsize=8192)
def _stretches(text: str, bold: bool, family: str) -> tuple[tuple[bool, str], ...]:
    """A text that the font has not all letters of, in stretches: whether other fonts have it, and what; else nothing.

    Marks go with the letter that they belong to, so that joined and reordered letters stay together.
    """
    if text.isascii():
        return ()
    other: list[bool] = []
    for letter in text:
        joins = unicodedata.category(letter)[0] == "M" or letter in "\u200c\u200d"
        other.append(bool(other) and other[-1] if joins else letter != THIN_SPACE and _lacks(letter, bold, family))
    if not any(other):
        return ()
    pairs = groupby(zip(other, text, strict=True), key=lambda pair: pair[0])
    return tuple((key, "".join(letter for _, letter in group)) for key, group in pairs)


def show_text(
    context: cairo.Context[Any], text: str, size: float, bold: bool = False, family: str = FAMILIES[0]
) -> None:
    """Paint a line of text from the present point on, in the font and the size that the context has.

    ``bold`` and ``family`` are of that font; what it lacks is painted as outlines of other fonts.
    """
    for other, part in _stretches(text, bold, family) or ((False, text),):
        if other:
            outline(part, bold).paint(context, size)
            continue
        first, *rest = part.split(THIN_SPACE)
        context.show_text(first)
        for piece in rest:
            context.rel_move_to(GAP * size, 0)
            context.show_text(piece)


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


def span_box(words: Words, start: int, end: int, family: str = FAMILIES[0]) -> Box:
    """The box round letters ``start`` up to ``end`` of a line of text, with all that they reach above and below.

    >>> from convanim.stage.display import Words
    >>> line = Words("in 8×6", 10, 20, 100, (1, 1, 1, 1), (0, 0, 0))
    >>> span_box(line, 3, 4)[0] == 10 + text_width("in ", 100)
    True
    """
    text, size, bold = words.text, words.size, words.bold
    left = words.x + text_width(text[:start], size, bold, family)
    if words.align != "left":
        left -= text_width(text, size, bold, family) * (0.5 if words.align == "middle" else 1.0)
    written = text[start:end]
    above, below = _reach(written, bold, family)
    scale = size / 100
    return left, words.y - above * scale, left + text_width(written, size, bold, family), words.y + below * scale


@lru_cache(maxsize=8192)
def _reach(text: str, bold: bool, family: str) -> tuple[float, float]:
    """How far a text's ink goes above and below its baseline, set at 100; at least as far as capitals do."""
    above, below = 100 * CAP_HEIGHT, 0.0
    for other, part in _stretches(text, bold, family) or ((False, text),):
        if other:
            above, below = max(above, 100 * TALLEST), max(below, 100 * DEEPEST)
        else:
            extents = _scaled(bold, family).text_extents(part.replace(THIN_SPACE, ""))
            above, below = max(above, -extents.y_bearing), max(below, extents.y_bearing + extents.height)
    return above, below


TALLEST, DEEPEST = 1.1, 0.35
"""How far letters of other fonts reach at most above and below the baseline, over the size."""


OPENING, CLOSING = "（《「『【〈“‘(", "，。、；：？！）》」』】〉”’…%,.;:?!)"
"""Chinese signs that no line ends with, and that none begins with."""


def wide(letter: str) -> bool:
    """Whether a letter is a whole syllable or word, as Chinese ones are, and as wide as it is high.

    >>> wide("\u6df1"), wide("a")
    (True, False)
    """
    return unicodedata.east_asian_width(letter) in "WF"


def breakable(text: str) -> list[tuple[str, str]]:
    """The parts between which a line may break, each with what joins it to the one before on the same line.

    Lines break at spaces, and between Chinese letters, but neither before closing signs nor after opening ones.

    >>> breakable("a bc")
    [('', 'a'), (' ', 'bc')]
    >>> [part for _, part in breakable("\u6bcf\u4e2a 3×3\uff0c\u5377")]
    ['\u6bcf', '\u4e2a', '3×3\uff0c', '\u5377']
    """
    parts: list[tuple[str, str]] = []
    for word in text.split(" "):
        glue = " " if parts else ""
        start = 0
        for k in range(1, len(word)):
            before, after = word[k - 1], word[k]
            if (wide(before) or wide(after)) and after not in CLOSING and before not in OPENING:
                parts.append((glue, word[start:k]))
                glue, start = "", k
        parts.append((glue, word[start:]))
    return parts


def wrap(text: str, size: float, width: float, bold: bool = False, family: str = FAMILIES[0]) -> list[str]:
    """Lines no wider than ``width``, as far as ``breakable`` has it.

    >>> wrap("a b", 10, 8)
    ['a', 'b']
    """
    lines: list[str] = []
    for glue, part in breakable(text):
        longer = f"{lines[-1]}{glue}{part}" if lines else part
        if lines and text_width(longer, size, bold, family) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


SAMPLES = {"zh": "深度卷积通道", "hi": "कन्वोल्यूशन चैनल"}


@lru_cache(maxsize=8)
def appearance(family: str = FAMILIES[0], language: str = "en") -> str:
    """What tells the font that a family stands for on this machine from others: a digest of its painted letters.

    Of a language with letters of its own those, too; raises RenderError where no font has them.
    """
    surface = cairo.ImageSurface(cairo.Format.A8, 2000, 120)
    context = cairo.Context(surface)
    context.set_font_options(font_options())
    context.set_font_size(20)
    for line, bold in enumerate((False, True)):
        context.set_font_face(face(family, bold))
        context.move_to(0, 50 * line + 30)
        context.show_text("".join(map(chr, range(33, 127))) + "−×÷·≈→⊙äéñ")
    plain = language.partition("-")[0].lower()
    if font_for(language) is not None:
        context.move_to(0, 110)
        show_text(context, SAMPLES[plain], 20, family=family)
    surface.flush()
    return hashlib.blake2b(surface.get_data(), digest_size=8).hexdigest()
