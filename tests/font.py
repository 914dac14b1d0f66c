"""Makes the font that films are set in, convanim/draw/font/, from the parts of Roboto in @fontsource/roboto 5.3.0.

``python -m tests.font FOLDER``, with that package's ``files`` in FOLDER, and with fonttools and brotli installed.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from math import cos, pi, radians, sin
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from convanim.draw.typeface import DIGIT, FAMILY, FILES

PARTS = ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "math", "symbols", "cyrillic", "cyrillic-ext")
DROPPED = ("GSUB", "GPOS", "GDEF", "STAT", "fpgm", "prep", "cvt ", "gasp")
"""Ligatures, kerning and hints, of which Cairo reads none. Without kerning, Pango sets text as wide as Cairo does."""
SPACES = {0x2007: DIGIT, 0x2009: 0.2, 0x202F: 0.2}
"""Widths over the size of the spaces between digits."""
MARKS = {0x0302: 0x02C6, 0x0304: 0xAF, 0x0308: 0xA8, 0x030A: 0x02DA, 0x030C: 0x02C7}
"""Accents that go onto letters, as in x\u0302, and those of the same shape that stand alone."""
WIDE, SIDE = 1.0, 0.08
"""Advance of the signs that are drawn here, and the white on either side of each, over the size."""


def made(folder: Path, weight: int, style: str) -> Any:
    """The font of one weight, without hints, with the signs that Roboto lacks."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    with TemporaryDirectory() as scratch:
        paths = []
        for part in PARTS:
            font = TTFont(folder / f"roboto-{part}-{weight}-normal.woff2")
            font.flavor = None
            for table in DROPPED:
                if table in font:
                    del font[table]
            paths.append(f"{scratch}/{part}.ttf")
            font.save(paths[-1])
        created = font["head"].created
        font = Merger().merge(paths)
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = created
    rename(font, style)
    em = font["head"].unitsPerEm
    for letter, width in SPACES.items():
        add(font, letter, None, round(width * em))
    letters = font.getBestCmap()
    for mark, alone in MARKS.items():
        add(font, mark, deepcopy(font["glyf"][letters[alone]]), 0)
    top, bottom = stroke(font)
    for letter, turn in {0x2190: 180, 0x2191: 90, 0x2192: 0, 0x2193: 270}.items():
        add(font, letter, arrow(em, top, bottom, turn), round(WIDE * em))
    add(font, 0x2299, circled_dot(em, top, bottom), round(WIDE * em))
    return font


def rename(font: Any, style: str) -> None:
    texts = {1: FAMILY, 2: style, 3: f"{FAMILY} {style} of Roboto 3.015", 4: f"{FAMILY} {style}"}
    texts |= {6: f"{FAMILY.replace(' ', '')}-{style}", 10: "Parts of Roboto, with arrows and a circled dot"}
    font["name"].names = [name for name in font["name"].names if name.nameID in (0, 5, 13, 14)]
    for key, text in texts.items():
        font["name"].setName(text, key, 3, 1, 0x409)


def stroke(font: Any) -> tuple[int, int]:
    """Top and bottom of the minus sign, which the signs below are as thick as."""
    sign = font["glyf"][font.getBestCmap()[0x2212]]
    return sign.yMax, sign.yMin


def arrow(em: int, top: int, bottom: int, turn: float) -> Any:
    """An arrow round the middle of the minus sign, turned by so many degrees."""
    thick, middle = top - bottom, (top + bottom) / 2
    reach = em * (WIDE / 2 - SIDE)
    head, slant = 0.27 * em, thick * 2**0.5
    upper = [(-reach, thick / 2), (reach - slant / 2 - thick / 2, thick / 2), (reach - head - slant / 2, head)]
    upper += [(reach - head + slant / 2, head), (reach + slant / 2, 0)]
    points = [*upper, *[(x, -y) for x, y in reversed(upper[:-1])]]
    across, up = cos(radians(turn)), sin(radians(turn))
    return drawn(
        [[(em * WIDE / 2 + x * across - y * up, middle + x * up + y * across) for x, y in points]], smooth=False
    )


def circled_dot(em: int, top: int, bottom: int) -> Any:
    """The sign for multiplying cell by cell."""
    thick, middle = top - bottom, (top + bottom) / 2
    radius = 0.36 * em
    rings = [(radius, -1), (radius - 0.8 * thick, 1), (0.75 * thick, -1)]
    return drawn([ring(em * WIDE / 2, middle, size, way) for size, way in rings], smooth=True)


def ring(x: float, y: float, radius: float, way: int) -> list[tuple[float, float]]:
    """The eight handles of a circle."""
    far, eighth = radius / cos(pi / 8), pi / 4
    return [(x + far * cos(way * k * eighth), y + far * sin(way * k * eighth)) for k in range(8)]


def drawn(outlines: list[list[tuple[float, float]]], smooth: bool) -> Any:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for outline in outlines:
        points = [(round(x), round(y)) for x, y in outline]
        if smooth:
            pen.qCurveTo(*points, None)
        else:
            pen.moveTo(points[0])
            for point in points[1:]:
                pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def add(font: Any, letter: int, glyph: Any, advance: int) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    name = f"uni{letter:04X}"
    glyph = glyph or TTGlyphPen(None).glyph()
    font["glyf"][name] = glyph
    font.setGlyphOrder(font["glyf"].glyphOrder)
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = advance, getattr(glyph, "xMin", 0)
    for table in font["cmap"].tables:
        table.cmap[letter] = name


if __name__ == "__main__":
    for style, weight in (("Regular", 400), ("Bold", 700)):
        made(Path(sys.argv[1]), weight, style).save(FILES[weight == 700])
