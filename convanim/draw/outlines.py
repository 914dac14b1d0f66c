"""Letters that Cairo cannot set: which fonts have them, and their outlines, set by Pango.

Cairo's plain text draws letter by letter, from left to right. Hindi joins and reorders its letters, Arabic joins them
and runs from right to left, which takes a text engine; Pango, which Manim brings, is one. It writes a line of text as
an SVG of outlines, which are read here once and painted as paths.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import import_module
from itertools import groupby
from typing import Any, NamedTuple
from xml.etree import ElementTree

import cairo

from convanim.draw.typeface import register
from convanim.errors import RenderError, SpecError
from convanim.folders import workplace
from convanim.language.direction import isolated


class Script(NamedTuple):
    """A writing system: its letters, the fonts that films are set in, how to get one, and letters to tell it by."""

    name: str
    letters: re.Pattern[str]
    families: tuple[str, ...]
    hint: str
    sample: str


CORE = "apt install fonts-noto-core; macOS and Windows bring one"
SCRIPTS = (
    Script(
        "Chinese",
        re.compile("[\u2e80-\u2fdf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"),
        (
            *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC"),
            *("Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Hiragino Sans GB", "SimHei"),
        ),
        "apt install fonts-noto-cjk; macOS and Windows bring one",
        "深度卷积通道",
    ),
    Script(
        "Hindi",
        re.compile("[\u0900-\u097f\ua8e0-\ua8ff]"),
        ("Noto Sans Devanagari", "Lohit Devanagari", "Kohinoor Devanagari", "Nirmala UI", "Mangal", "Devanagari MT"),
        CORE,
        "कन्वोल्यूशन चैनल",
    ),
    Script(
        "Hebrew",
        re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]"),
        ("Noto Sans Hebrew", "Arial Hebrew", "Arial", "Liberation Sans", "DejaVu Sans"),
        CORE,
        "שלום עולם",
    ),
    Script(
        "Arabic",
        re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe]"),
        ("Noto Sans Arabic", "Geeza Pro", "Segoe UI", "Arial", "Tahoma", "Noto Naskh Arabic", "DejaVu Sans"),
        CORE,
        "التفاف عميق",
    ),
)
"""The writing systems that films in some language need beyond Latin letters."""
NEEDED = {
    "zh": SCRIPTS[0],
    "hi": SCRIPTS[1],
    **dict.fromkeys(("he", "yi"), SCRIPTS[2]),
    **dict.fromkeys(("ar", "fa", "ur"), SCRIPTS[3]),
}
"""By language, the script that it is written in."""
SET_AT = 100
"""The size in pixels that outlines are read at."""
BARS = "||"
"""On either side of the text: they tell where it starts and ends, whichever way it runs."""
OPENED, EMBEDDED = "\u2066\u2067\u2068", "\u202a\u202b\u202d\u202e"
"""What begins a stretch of another direction, to be ended with U+2069 and with U+202C."""


def font_for(language: str) -> str | None:
    """The family that a language's letters are drawn with; None where the films' own font has them.

    Raises RenderError where none of those that would do is installed.
    """
    script = NEEDED.get(language.partition("-")[0].lower())
    if script is None:
        return None
    present = installed()
    found = next((family for family in script.families if family in present), None)
    if found is None:
        raise RenderError(
            f"no font for {script.name} is installed", f"one of {', '.join(script.families)}", script.hint
        )
    return found


@dataclass(frozen=True)
class Outline:
    """A stretch of text: what Cairo moves, draws and closes, and the advance, in sizes of the type."""

    strokes: tuple[tuple[str, tuple[float, ...]], ...]
    advance: float

    def paint(self, context: cairo.Context[Any], size: float) -> None:
        """Fill the outline from the present point on, and move to where it ends."""
        x, y = context.get_current_point()
        context.save()
        context.translate(x, y)
        context.scale(size, size)
        context.new_path()
        draw: dict[str, Any] = {
            "M": context.move_to,
            "L": context.line_to,
            "C": context.curve_to,
            "Z": context.close_path,
        }
        for verb, numbers in self.strokes:
            draw[verb](*numbers)
        context.restore()
        context.fill()
        context.move_to(x + self.advance * size, y)


@lru_cache(maxsize=4096)
def outline(text: str, bold: bool, family: str) -> Outline:
    """The outline of a stretch of text, or of a whole line, shaped and ordered as its scripts ask for.

    Letters of the scripts above are in their fonts, all others in ``family``, or where it lacks them in any font.
    Raises SpecError where no font has a letter.
    """
    svg = _set(text, bold, family)
    found = _read(svg)
    if found is None:
        allowed = "letters and signs that some font has as outlines, which few emoji are"
        raise SpecError(_absent(text, bold, family), allowed, "others, or installing such a font")
    return found


def _absent(text: str, bold: bool, family: str) -> str:
    """Names the letters of a text that no font can draw."""
    absent = [letter for letter in dict.fromkeys(text) if _read(_set(letter, bold, family)) is None]
    named = [f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".rstrip() for letter in absent]
    named_letters = [
        f"{letter} ({name})" if letter.isprintable() else name for letter, name in zip(absent, named, strict=True)
    ]
    return f"no font on this machine has an outline for {', '.join(named_letters) or repr(text)}"


def _set(text: str, bold: bool, family: str) -> str:
    """An SVG of the text between bars."""
    register()
    text2svg = import_module("manimpango").MarkupUtils.text2svg
    text = isolated(text)
    style = "Bold " if bold else ""
    closed = "\u2069" * sum(map(text.count, OPENED)) + "\u202c" * sum(map(text.count, EMBEDDED))
    markup = "".join(
        f'<span font_desc="{families} {style}{SET_AT}px">{escape(part)}</span>'
        for families, part in _by_font(f"{BARS}{text}{closed}{BARS}", family)
    )
    with workplace() as folder:
        path = folder / "text.svg"
        wide = (2 * len(text) + 8) * 2 * SET_AT
        text2svg(markup, None, "NORMAL", "NORMAL", 10, 1, False, str(path), 0, 2 * SET_AT, wide, 6 * SET_AT)
        return path.read_text(encoding="utf-8")


def _by_font(text: str, family: str) -> Iterable[tuple[str, str]]:
    """A text in stretches, each with the fonts that it is set in; marks and spaces go with what they stand behind."""
    fonts: list[str] = []
    for letter in text:
        if fonts and (letter == " " or unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")):
            fonts.append(fonts[-1])
            continue
        script = next((script for script in SCRIPTS if script.letters.match(letter)), None)
        fonts.append(",".join(script.families) if script else f"{family},Sans")
    pairs = groupby(zip(fonts, text, strict=True), key=lambda pair: pair[0])
    return [(key, "".join(letter for _, letter in group)) for key, group in pairs]


def _read(svg: str) -> Outline | None:
    """The text between the bars; None where a letter is drawn as a box or as a picture.

    Glyphs are defined once under a name, and used from left to right, each where its origin is.
    """
    tree = ElementTree.fromstring(svg)
    shapes: dict[str, list[str]] = {}
    for node in tree.iter():
        if node.get("id", "").startswith("glyph"):
            shapes[node.get("id", "")] = [path.get("d", "") for path in node.iter() if path.tag.endswith("path")]
    if any(node.tag.endswith("image") or "stroke-width" in str(node.attrib) for node in tree.iter()):
        return None
    used = [
        (node.get("{http://www.w3.org/1999/xlink}href", "")[1:], float(node.get("x", 0)), float(node.get("y", 0)))
        for node in tree.iter()
        if node.tag.endswith("use")
    ]
    (_, first, base), (_, second, _), *glyphs, (_, end, _), _ = used
    start = 2 * second - first
    strokes = [stroke for name, x, y in glyphs for d in shapes[name] for stroke in _strokes(d, x - start, y - base)]
    return Outline(tuple(strokes), (end - start) / SET_AT)


def _strokes(path: str, x: float, y: float) -> Iterable[tuple[str, tuple[float, ...]]]:
    """What an SVG path of Cairo's does, moved, in sizes of the type."""
    for verb, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", path):
        flat = [float(number) for number in numbers.split()]
        yield verb, tuple((value + (x, y)[k % 2]) / SET_AT for k, value in enumerate(flat))


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """The font families on this machine."""
    return frozenset(import_module("manimpango").list_fonts())
