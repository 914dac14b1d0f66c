"""What charts share: a curve with the shade under it, and its points."""

from __future__ import annotations

import numpy as np

from convanim.draw.items import Item, Line, Plate, Rgb, Sheen
from convanim.layout.geometry import Floats
from convanim.theme.theme import Theme

POINT = 9.0
"""A point's radius, in pixels."""


def shaded_curve(line: Floats, top: float, bottom: float, hue: Rgb, theme: Theme, strength: float = 1.0) -> list[Item]:
    """A curve through ``line`` (n, 2), in pixels, and a shade under it that fades from ``top`` down to ``bottom``.

    ``strength`` is how much of the shade there is, 0 to 1.
    """
    area = np.concatenate([line, [[line[-1, 0], bottom], [line[0, 0], bottom]]])
    strong = strength * (0.30 if not theme.reverse else 0.42)
    shade = Sheen(area, (0.0, top), (0.0, bottom), (*hue, strong), (*hue, 0.0))
    return [shade, Line(line, (*hue, 1.0), 5.0)]


def curve_point(x: float, y: float, theme: Theme, color: Rgb | None = None) -> Item:
    """A point on a curve; without a colour in the accent's."""
    box = (x - POINT, y - POINT, x + POINT, y + POINT)
    return Plate(box, POINT, (*(color or theme.accent), 1.0), (*theme.background, 1.0), 4.0)
