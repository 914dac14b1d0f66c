"""Letters that the films' own font lacks: which fonts have them, and their outlines, set by Pango.

Cairo's plain text draws letter by letter. Hindi joins and reorders its letters, which takes a text engine; Pango, which
Manim brings, is one. It writes a line of text as an SVG of outlines, which are read here once and painted as paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from xml.etree import ElementTree

import cairo

from convanim.errors import RenderError


class Script(NamedTuple):
    """A writing system: its letters, the fonts that films are set in, and how to get one."""

    name: str
    letters: re.Pattern[str]
    families: tuple[str, ...]
    hint: str


SCRIPTS = (
    Script(
        "Chinese",
        re.compile("[\u2e80-\u2fdf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"),
        (
            *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC"),
            *("Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Hiragino Sans GB", "SimHei"),
        ),
        "apt install fonts-noto-cjk; macOS and Windows bring one",
    ),
    Script(
        "Hindi",
        re.compile("[\u0900-\u097f\ua8e0-\ua8ff]"),
        ("Noto Sans Devanagari", "Lohit Devanagari", "Kohinoor Devanagari", "Nirmala UI", "Mangal", "Devanagari MT"),
        "apt install fonts-noto-core; macOS and Windows bring one",
    ),
)
"""The writing systems that films in some language need beyond Latin letters."""
NEEDED = {"zh": SCRIPTS[0], "hi": SCRIPTS[1]}
"""By language, the script that it is written in."""
SET_AT = 100
"""The size in pixels that outlines are read at."""
END = "|"
"""A letter after the text: where it stands, the text ends."""


def font_for(language: str) -> str | None:
    """The family that a language's letters are drawn with; None where the films' own font has them.

    Raises RenderError where none of those that would do is installed.
    """
    script = NEEDED.get(language.partition("-")[0].lower())
    if script is None:
        return None
    installed = _installed()
    found = next((family for family in script.families if family in installed), None)
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
def outline(text: str, bold: bool) -> Outline:
    """The outline of a stretch of text in one script, shaped as the script asks for."""
    text2svg = import_module("manimpango").MarkupUtils.text2svg
    families = next((script.families for script in SCRIPTS if script.letters.search(text)), ("Sans",))
    style = "Bold " if bold else ""
    markup = f'<span font_desc="{",".join(families)} {style}{SET_AT}px">{escape(text)}{END}</span>'
    with TemporaryDirectory(prefix="convanim-") as folder:
        path = Path(folder) / "text.svg"
        wide = (2 * len(text) + 4) * 2 * SET_AT
        text2svg(markup, None, "NORMAL", "NORMAL", 10, 1, False, str(path), 0, 2 * SET_AT, wide, 6 * SET_AT)
        return _read(path.read_text(encoding="utf-8"))


def _read(svg: str) -> Outline:
    """Glyphs are defined once under a name, and used in order, each where its origin is."""
    tree = ElementTree.fromstring(svg)
    shapes: dict[str, list[str]] = {}
    for node in tree.iter():
        if node.get("id", "").startswith("glyph"):
            shapes[node.get("id", "")] = [path.get("d", "") for path in node.iter() if path.tag.endswith("path")]
    used = [
        (node.get("{http://www.w3.org/1999/xlink}href", "")[1:], float(node.get("x", 0)), float(node.get("y", 0)))
        for node in tree.iter()
        if node.tag.endswith("use")
    ]
    *glyphs, (_, end, base) = used
    strokes = [stroke for name, x, y in glyphs for d in shapes[name] for stroke in _strokes(d, x, y - base)]
    return Outline(tuple(strokes), end / SET_AT)


def _strokes(path: str, x: float, y: float) -> Iterable[tuple[str, tuple[float, ...]]]:
    """What an SVG path of Cairo's does, moved, in sizes of the type."""
    for verb, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", path):
        flat = [float(number) for number in numbers.split()]
        yield verb, tuple((value + (x, y)[k % 2]) / SET_AT for k, value in enumerate(flat))


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    return frozenset(import_module("manimpango").list_fonts())
