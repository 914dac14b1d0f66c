"""How much of each pixel letters cover: what a frame's pixels are compared with to read them."""

from __future__ import annotations

from functools import lru_cache
from math import floor
from typing import NamedTuple

import cairo
import numpy as np

from convanim.draw.lettering import RAISED_BY, RAISED_SIZE, show_text
from convanim.draw.typeface import FAMILY, face, font_options
from convanim.layout.geometry import Floats
from convanim.numerals import RAISED, lowered


class Ink(NamedTuple):
    """What a letter covers: shares of pixels from 0 to 1, and the row and column of the first of them."""

    shares: Floats
    row: int
    column: int


ROUND = 8
"""Into so many places between two pixels letters are put that are not put on whole ones."""


def ink(letter: str, x: float, y: float, size: float, bold: bool = False) -> Ink:
    """A letter's coverage of a frame in which its baseline begins at ``x`` and ``y``, in pixels, y down.

    Some versions of Cairo put letters on whole pixels and others between them, so that the caller says where. Exponents
    go by the signs that are raised.

    >>> dot = ink(".", 10, 20, 40)
    >>> dot.column, dot.row + len(dot.shares), float(dot.shares.max())
    (12, 21, 1.0)
    """
    column, row = floor(x), floor(y)
    own = _ink(letter, round((x - column) * ROUND), round((y - row) * ROUND), size, bold)
    return Ink(own.shares, own.row + row, own.column + column)


@lru_cache(maxsize=65536)
def _ink(letter: str, right: int, down: int, size: float, bold: bool) -> Ink:
    high, wide = int(1.5 * size) + 4, int(1.3 * size) + 6
    surface = cairo.ImageSurface(cairo.Format.A8, wide, high)
    context = cairo.Context(surface)
    context.set_font_options(font_options())
    context.set_font_face(face(FAMILY, bold))
    above, beside = int(1.1 * size) + 2, 2
    x, y = beside + right / ROUND, above + down / ROUND
    if letter in RAISED:
        letter, y, size = lowered(letter), y - RAISED_BY * size, RAISED_SIZE * size
    context.set_font_size(size)
    context.move_to(x, y)
    if right % ROUND or down % ROUND:
        # Text that is shown goes on whole pixels in some versions; its outlines never do.
        context.text_path(letter)
        context.fill()
    else:
        show_text(context, letter, size, bold)
    surface.flush()
    shares = np.ndarray((high, wide), np.uint8, surface.get_data(), strides=(surface.get_stride(), 1)) / 255.0
    rows, columns = np.flatnonzero(shares.any(axis=1)), np.flatnonzero(shares.any(axis=0))
    if not len(rows):
        return Ink(np.zeros((0, 0)), 0, 0)
    kept = shares[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Ink(kept, int(rows[0]) - above, int(columns[0]) - beside)
