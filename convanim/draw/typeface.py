"""The font that films are set in: it comes with convanim, so that a film looks the same on every machine."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import cairo

from convanim.errors import FontWarning, warn

FAMILY = "Convanim Sans"
"""Roboto's Latin, Greek and Cyrillic letters and signs, under a name that nothing else on a machine has."""
FILES = tuple(Path(__file__).parent / "font" / f"ConvanimSans-{style}.ttf" for style in ("Regular", "Bold"))
"""Plain and bold."""
STAND_INS = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans")
"""Sans-serif families with tabular digits, the preferred first, for systems whose Cairo takes no font from a file."""
DIGIT = 1151 / 2048
"""Width of a plain digit over the size; all digits have the same."""
CAP_HEIGHT = 1456 / 2048
"""Height of capitals and digits over the size."""
FOR_THIS_PROCESS = 0x10
"""How Windows is told to keep a font from other programs."""
NEVER = 0
"""How seldom fontconfig looks for fonts that are new."""


def cairo_version() -> str:
    """Of the library that paints, which pycairo only calls."""
    return cairo.cairo_version_string()


def register() -> None:
    """Make the font known to Pango and to Cairo.

    What else registers fonts in this process may have all of them forgotten, as ``manim.register_font`` does where its
    block ends, so this may be asked for again at any time.
    """
    pango = import_module("manimpango")
    if FAMILY not in pango.list_fonts():
        for path in FILES:
            pango.register_font(str(path))
            if sys.platform == "win32":
                # There Pango keeps what it is given to itself.
                ctypes.windll.gdi32.AddFontResourceExW(str(path), FOR_THIS_PROCESS, None)
        if sys.platform == "linux":
            # Where fonts are installed meanwhile, it would start over and forget this one in the midst of a film.
            with suppress(OSError):
                ctypes.CDLL("libfontconfig.so.1").FcConfigSetRescanInterval(None, NEVER)


def family_for(family: str = FAMILY) -> str:
    """The family that is drawn where one is asked for: itself, or what stands for ours where Cairo does not find it."""
    return _drawn() if family == FAMILY else family


@lru_cache(maxsize=1)
def _drawn() -> str:
    register()
    if is_own(FAMILY):
        return FAMILY
    present = import_module("manimpango").list_fonts()
    other = next((family for family in STAND_INS if family in present), "")
    drawn = other or "whatever this system draws"
    warn(
        FontWarning(
            f"{FAMILY}, the font that comes with convanim, cannot be used here, so that films are set in {drawn}: they "
            "look otherwise than elsewhere, and may show fewer numbers"
        )
    )
    return other or FAMILY


def is_own(family: str) -> bool:
    """Whether Cairo draws a family in the font that comes along; it draws something for any name."""
    # Cairo looks for a font when it is first used, and remembers: the bold one, too, before it could be forgotten.
    bold, plain = (scaled(_toy(family, weight)).text_extents("0").x_advance for weight in (True, False))
    return abs(plain - 100 * DIGIT) < 0.01 and plain < bold < 1.05 * plain


def face(family: str, bold: bool) -> cairo.FontFace:
    """The font face that both measuring and painting use."""
    return _toy(family_for(family), bold)


@lru_cache(maxsize=64)
def _toy(family: str, bold: bool) -> cairo.ToyFontFace:
    weight = cairo.FontWeight.BOLD if bold else cairo.FontWeight.NORMAL
    return cairo.ToyFontFace(family, cairo.FontSlant.NORMAL, weight)


def scaled(face: cairo.FontFace) -> cairo.ScaledFont:
    """A face at size 100, to measure with: unhinted text is as wide as it is large."""
    return cairo.ScaledFont(face, cairo.Matrix(100, 0, 0, 100), cairo.Matrix(), font_options())


@lru_cache(maxsize=1)
def font_options() -> cairo.FontOptions:
    """Unhinted, so that text moves and scales smoothly."""
    options = cairo.FontOptions()
    options.set_hint_style(cairo.HintStyle.NONE)
    options.set_hint_metrics(cairo.HintMetrics.OFF)
    options.set_antialias(cairo.Antialias.GRAY)
    return options
