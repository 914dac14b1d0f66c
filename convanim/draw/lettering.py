"""Type: which font is used and how wide its text is, in pixels of a 1920x1080 frame."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

import cairo

from convanim.draw.outlines import NEEDED, font_for, outline
from convanim.draw.typeface import CAP_HEIGHT, FAMILY, face, family_for, font_options, scaled
from convanim.errors import SpecError
from convanim.language.direction import turns
from convanim.numerals import RAISED, THIN_SPACE, lowered

if TYPE_CHECKING:
    from convanim.draw.items import Words
    from convanim.layout.geometry import Box

How = Literal["own", "other", "raised"]
"""A stretch of text is set in the font itself, in another one, or in the font as an exponent."""


RAISED_SIZE, RAISED_BY = 0.64, 0.36
"""How large exponents are over the size, and how far above its baseline they stand. Many fonts have no signs of their
own for them, or for 1, 2 and 3 alone."""
GAP = 0.2
"""Width of a thin space over the size. Some fonts have none and would show a box."""


@lru_cache(maxsize=8192)
def _advance(text: str, bold: bool, family: str) -> float:
    """Measured once at size 100: unhinted text is as wide as it is large."""
    text = seen(text)
    if stretches := _stretches(text, bold, family):
        return sum(_advance_of(part, how, bold, family) for how, part in stretches)
    scaled = _scaled(bold, family)
    parts = text.split(THIN_SPACE)
    return float(sum(scaled.text_extents(part).x_advance for part in parts)) + 100 * GAP * (len(parts) - 1)


def _advance_of(part: str, how: How, bold: bool, family: str) -> float:
    if how == "raised":
        return RAISED_SIZE * _advance(lowered(part), bold, family)
    if how == "other":
        return 100 * outline(part, bold, family_for(family)).advance
    return _advance(part, bold, family)


@lru_cache(maxsize=64)
def _scaled(bold: bool, family: str) -> cairo.ScaledFont:
    return scaled(face(family, bold))


def lacking(text: str, bold: bool = False, family: str = FAMILY) -> str:
    """The letters of a text that a font has no shape for, and would show as a box.

    >>> lacking("8×3 − 1"), lacking("\u6df1")
    ('', '\u6df1')
    """
    letters = sorted({letter for letter in text if letter != THIN_SPACE and letter not in RAISED})
    return "".join(letter for letter in letters if _lacks(letter, bold, family))


@lru_cache(maxsize=8192)
def _lacks(letter: str, bold: bool, family: str) -> bool:
    glyphs: Any = _scaled(bold, family).text_to_glyphs(0, 0, letter, False)
    return not all(glyph.index for glyph in glyphs)


HIDDEN = str.maketrans(dict.fromkeys("\xad\u200b\u2060\ufeff"))
"""Where a line may break and where not: not to be seen themselves, though some fonts show them."""
BLANK = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")


def seen(text: str) -> str:
    """A line as it is drawn: letters with their accents, line breaks and tabs as spaces, and no mere hints.

    >>> seen("a\u0301 b\u00adc") == "\u00e1 bc"
    True
    """
    if text.isascii() and text.isprintable():
        return text
    return BLANK.sub(" ", unicodedata.normalize("NFC", text).translate(HIDDEN))


@lru_cache(maxsize=8192)
def _stretches(text: str, bold: bool, family: str) -> tuple[tuple[How, str], ...]:
    """A text that Cairo cannot set by itself, in stretches: how each is set, and what; else nothing.

    Marks go with the letter that they belong to, so that joined and reordered letters stay together. A line that runs
    from right to left anywhere, or has marks on letters of the font's own, is one stretch.
    """
    if text.isascii() and text.isprintable():
        return ()
    if turns(text):
        return (("other", text),)
    ways: list[How] = []
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf"):
            if not ways or ways[-1] != "other":
                return (("other", text),)
            ways.append("other")
        elif letter in RAISED:
            ways.append("raised")
        else:
            ways.append("other" if letter != THIN_SPACE and _lacks(letter, bold, family) else "own")
    if not {"other", "raised"} & set(ways):
        return ()
    pairs = groupby(zip(ways, text, strict=True), key=lambda pair: pair[0])
    return tuple((key, "".join(letter for _, letter in group)) for key, group in pairs)


def show_text(context: cairo.Context[Any], text: str, size: float, bold: bool = False, family: str = FAMILY) -> None:
    """Paint a line of text from the present point on, in the font and the size that the context has.

    ``bold`` and ``family`` are of that font; what it lacks, and what does not run from left to right letter by letter,
    is painted as outlines that Pango has set, and exponents are painted smaller and higher. Raises SpecError for a
    letter that no font has.
    """
    text = seen(text)
    for how, part in _stretches(text, bold, family) or (("own", text),):
        if how == "other":
            outline(part, bold, family_for(family)).paint(context, size)
            continue
        if how == "raised":
            _show_raised(context, lowered(part), size)
            continue
        first, *rest = part.split(THIN_SPACE)
        context.show_text(first)
        for piece in rest:
            context.rel_move_to(GAP * size, 0)
            context.show_text(piece)


def _show_raised(context: cairo.Context[Any], text: str, size: float) -> None:
    usual = context.get_font_matrix()
    context.rel_move_to(0.0, -RAISED_BY * size)
    context.set_font_matrix(cairo.Matrix(RAISED_SIZE, 0, 0, RAISED_SIZE).multiply(usual))
    context.show_text(text)
    context.set_font_matrix(usual)
    context.rel_move_to(0.0, RAISED_BY * size)


def text_width(text: str, size: float, bold: bool = False, family: str = FAMILY) -> float:
    """The advance of a line of text; digits all have the same.

    >>> text_width("000", 28) == text_width("123", 28)
    True
    """
    return _advance(text, bold, family) * size / 100


def drawable(text: str, bold: bool = False, family: str = FAMILY) -> str:
    """A text in which letters that no font has go by their numbers, for names that cannot be refused any more.

    >>> drawable("a\ue000"), drawable("a \u00e9") == "a \u00e9"
    ('aU+E000', True)
    """
    try:
        text_width(text, 1.0, bold, family)
    except SpecError:
        return "".join(map(partial(_named, bold=bold, family=family), text))
    return text


def _named(letter: str, bold: bool, family: str) -> str:
    try:
        text_width(letter, 1.0, bold, family)
    except SpecError:
        return f"U+{ord(letter):04X}"
    return letter


def text_box(words: Words, family: str = FAMILY) -> Box:
    """The box that a line of text fills, from the top of its digits to its baseline.

    >>> from convanim.draw.items import Words
    >>> text_box(Words("1", 10, 20, 10, (1, 1, 1, 1), (0, 0, 0)))[1::2]
    (12.890625, 20)
    """
    width = text_width(words.text, words.size, words.bold, family)
    left = words.x - width * {"left": 0.0, "middle": 0.5, "right": 1.0}[words.align]
    return left, words.y - CAP_HEIGHT * words.size, left + width, words.y


def span_box(words: Words, start: int, end: int, family: str = FAMILY) -> Box:
    """The box round letters ``start`` up to ``end`` of a line of text, with all that they reach above and below.

    Where some of the line runs from right to left, it is the box of the whole line.

    >>> from convanim.draw.items import Words
    >>> line = Words("in 8×6", 10, 20, 100, (1, 1, 1, 1), (0, 0, 0))
    >>> span_box(line, 3, 4)[0] == 10 + text_width("in ", 100)
    True
    """
    text, size, bold = words.text, words.size, words.bold
    if turns(text):
        # Letters do not stand in the order in which they are written: it is somewhere on the line.
        start, end = 0, len(text)
    left = words.x + text_width(text[:start], size, bold, family)
    if words.align != "left":
        left -= text_width(text, size, bold, family) * (0.5 if words.align == "middle" else 1.0)
    written = text[start:end]
    above, below = reach(written, bold, family)
    scale = size / 100
    return left, words.y - above * scale, left + text_width(written, size, bold, family), words.y + below * scale


@lru_cache(maxsize=8192)
def reach(text: str, bold: bool = False, family: str = FAMILY) -> tuple[float, float]:
    """How far a text's ink goes above and below its baseline, set at 100; at least as far as capitals do.

    >>> reach("5"), reach("5,")[1] > 10
    ((71.09375, 0.9765625), True)
    """
    above, below, text = 100 * CAP_HEIGHT, 0.0, seen(text)
    for how, part in _stretches(text, bold, family) or (("own", text),):
        if how == "other":
            above, below = max(above, 100 * TALLEST), max(below, 100 * DEEPEST)
            continue
        raised = how == "raised"
        written, scale, by = (lowered(part), RAISED_SIZE, 100 * RAISED_BY) if raised else (part, 1.0, 0.0)
        extents = _scaled(bold, family).text_extents(written.replace(THIN_SPACE, ""))
        above = max(above, by - scale * extents.y_bearing)
        below = max(below, scale * (extents.y_bearing + extents.height) - by)
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


SOFT, OPEN = "\u00ad", "\u200b"
"""Where a word may be parted: with a hyphen, and without."""


def breakable(text: str) -> list[tuple[str, str]]:
    """The parts between which a line may break, each with what joins it to the one before on the same line.

    Lines break at spaces, at soft hyphens and the like, and between Chinese letters, but neither before closing signs
    nor after opening ones.

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
            between = (wide(before) or wide(after)) and after not in CLOSING and before not in OPENING
            if between or before in (SOFT, OPEN):
                parts.append((glue, word[start:k]))
                glue, start = "", k
        parts.append((glue, word[start:]))
    return parts


def wrap(
    text: str, size: float, width: float, bold: bool = False, family: str = FAMILY, first: float | None = None
) -> list[str]:
    """Lines no wider than ``width``, as far as ``breakable`` has it; ``first`` is the width of the first one.

    Line breaks in the text stay.

    >>> wrap("a b", 10, 8), wrap("a\\nb", 10, 80)
    (['a', 'b'], ['a', 'b'])
    """
    return [as_drawn(text[start:end]) for start, end in ranges(text, size, width, bold, family, first)]


def ranges(
    text: str, size: float, width: float, bold: bool = False, family: str = FAMILY, first: float | None = None
) -> list[tuple[int, int]]:
    """The lines of ``wrap``, as the letters of the text from which and up to which each goes.

    >>> ranges(" a b", 10, 8)
    [(1, 2), (3, 4)]
    """
    lines: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for paragraph in text.strip().splitlines(keepends=True) or [""]:
        begun, at = len(lines), start
        for glue, part in breakable(_one_blank(paragraph.rstrip(LINE_ENDS))):
            end = at + len(glue) + len(part)
            room = first if first is not None and len(lines) <= 1 else width
            if len(lines) > begun and text_width(_ended(text[lines[-1][0] : end]), size, bold, family) <= room:
                lines[-1] = lines[-1][0], end
            else:
                lines.append((at + len(glue), end))
            at = end
        start += len(paragraph)
    return lines


def as_drawn(line: str) -> str:
    """One line of a wrapped text as it is drawn, with a hyphen where it ends within a word."""
    return seen(_ended(line))


LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def _one_blank(text: str) -> str:
    """A text as long as it was, with a space for every other blank."""
    return BLANK.sub(lambda blanks: " " * len(blanks[0]), text)


def _ended(line: str) -> str:
    """A line that ends within a word shows the hyphen."""
    return f"{line[:-1]}-" if line.endswith(SOFT) else line


@lru_cache(maxsize=8)
def appearance(family: str = FAMILY, language: str = "en") -> str:
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
    if font_for(language) is not None:
        context.move_to(0, 110)
        show_text(context, NEEDED[language.partition("-")[0].lower()].sample, 20, family=family)
    surface.flush()
    return hashlib.blake2b(surface.get_data(), digest_size=8).hexdigest()
