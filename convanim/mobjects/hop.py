"""The arrow over the cells that a window hops over, with its stride beside it."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from convanim.draw.drawn import Drawn
from convanim.draw.items import Item, Line, Plate, faded
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.typeface import CAP_HEIGHT
from convanim.layout.geometry import Floats
from convanim.layout.regions import to_pixels, to_scene
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT

WIDTH, HEAD = 4.0, 11.0
"""The line's width and the length of its head, in pixels."""
BULGE = 0.35
"""How far the arrow bends away from the straight way, over its length; by ``LEAST`` pixels at least."""
LEAST = 16.0


class Hop(Drawn):
    """An arrow from where a window stood to where it stands, over its top or at its right, and a word beside it.

    ``points`` (2, 3) are its ends in scene units, ``reach`` (1,) tells how much of it is drawn, 0 to 1.
    """

    blended = ("reach",)
    swapped = ("said", "down")

    def __init__(self, style: Style) -> None:
        super().__init__()
        self.theme = style.theme
        self.ceiling = style.canvas.stage.top
        self.said = Phrase()
        self.down = False
        self.points = np.zeros((2, 3))
        self.reach = np.zeros(1)
        self.set_opacity(0.0)

    def between(self, before: Any, after: Any, said: Phrase, down: bool) -> Self:
        """Join two places of a window, given as its points (4, 3): their tops, or if it went ``down`` their sides."""
        one, other = to_pixels(before), to_pixels(after)
        # At the right, since on the left there may be no room before the frame's edge.
        ends = [
            (four[1] + four[1] + four[2] - four[0]) / 2 if down else (four[0] + four[1]) / 2 for four in (one, other)
        ]
        self.points, self.said, self.down = to_scene(np.array(ends)), said, down
        return self

    def draw(self) -> list[Item]:
        theme, (start, end) = self.theme, to_pixels(self.points)
        opacity, reach = float(self.opacity[0]), float(self.reach[0])
        shares = np.linspace(0.0, reach, 24)[:, None]
        away = np.array([1.0, 0.0]) if self.down else np.array([0.0, -1.0])
        bulge = max(LEAST, BULGE * float(np.hypot(*(end - start))))
        way = start + shares * (end - start) + 4 * bulge * shares * (1 - shares) * away
        lines = [way, _head(way)] if reach > 0.1 else [way]
        items: list[Item] = [Line(line, (*theme.background, 0.85), WIDTH + 4.0) for line in lines]
        items += [Line(line, (*theme.accent, 1.0), WIDTH) for line in lines]
        wide, high = text_width(self.said.text, FACT, True) + 20.0, 1.6 * FACT
        x, y = ((start + end) / 2 + (bulge + 8.0) * away).tolist()
        left, top = (x, y - high / 2) if self.down else (x - wide / 2, y - high)
        if top < self.ceiling:
            # Beside the arrow's end, so that the caption stays clear.
            left, top = float(end[0]) + HEAD + 8.0, max(self.ceiling, float(end[1]) - bulge - high / 2)
        # Over cells and their numbers it needs a ground of its own.
        items.append(Plate((left, top, left + wide, top + high), 7, (*theme.panel, 1.0), (*theme.accent, 1.0), 2.0))
        line = top + high / 2 + CAP_HEIGHT * FACT / 2
        items.append(self.said.words(left + wide / 2, line, FACT, (*theme.ink, 1.0), theme.panel, True, "middle"))
        return [faded(item, opacity) for item in items]


def _head(way: Floats) -> Floats:
    """The arrow's head (3, 2) at the end of its way."""
    along = way[-1] - way[-4]
    along = along / max(float(np.hypot(*along)), 1e-9)
    across = np.array([-along[1], along[0]])
    return np.array([way[-1] - HEAD * (along + 0.7 * across), way[-1], way[-1] - HEAD * (along - 0.7 * across)])
