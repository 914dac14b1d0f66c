"""Frames round windows, beams of light between them, dashed places and lines."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from convanim.draw.drawn import Drawn
from convanim.draw.items import Item, Line, Rgb, Sheen
from convanim.layout.geometry import Floats
from convanim.layout.regions import to_pixels, to_scene
from convanim.layout.style import Style
from convanim.theme.color import mix

FRAME_WIDTH = 5.0
HALO_WIDTH = 2.0


def frame_width(cell: float) -> float:
    """A frame's line round cells of this side: thinner round the tiny cells of a large map, in pixels."""
    return min(FRAME_WIDTH, max(2.5, 0.25 * cell))


def silhouette(four: Any) -> Floats:
    """The six corners (6, 2), in pixels, of the prism that four scene points hold."""
    top_left, top_right, bottom_left, back = to_pixels(four)
    depth, down = back - top_right, bottom_left - top_left
    return np.array([top_left, top_left + depth, back, back + down, top_right + down, bottom_left])


class Window(Drawn):
    """A bright frame round cells of a ``VoxelTensor``: a prism, or with ``flat`` its front alone.

    ``points`` (4, 3) are those that ``VoxelTensor.around`` gives, in scene units: top left, top right, bottom left
    of the front, top right of the back. ``width`` is the line's, in pixels of a frame 1080 high. ``style`` gives its
    colours: in a ``ConvScene``, ``self.style``. Left out, for a Manim scene that has none, it is dark, English and
    widescreen.

    >>> from convanim import VoxelTensor
    >>> x = VoxelTensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> window = Window(x.around(range(2), range(2)))
    >>> window.move_onto(x.around(range(1, 3), range(1, 3))).points.shape
    (4, 3)
    """

    def __init__(self, points: Any, style: Style | None = None, flat: bool = False, width: float = FRAME_WIDTH) -> None:
        super().__init__()
        self.theme = (style or Style.of()).theme
        self.flat = flat
        self.width_ = width
        self.move_onto(points)

    def move_onto(self, points: Any) -> Self:
        """Stand round other cells; ``self.play(window.animate.move_onto(...))`` slides there."""
        self.points = np.array(points, dtype=float)
        return self

    def draw(self) -> list[Item]:
        top_left, top_right, bottom_left, back = to_pixels(self.points)
        right, down = np.array([self.width_ / 2, 0.0]), np.array([0.0, self.width_ / 2])
        top_left, top_right, bottom_left = top_left - right - down, top_right + right - down, bottom_left - right + down
        bottom_right = top_right + bottom_left - top_left
        front = np.array([top_left, top_right, bottom_right, bottom_left])
        lines = [(front, True)]
        depth = back + right - down - top_right
        if not self.flat:
            rim = np.array([top_left, top_left + depth, top_right + depth, bottom_right + depth, bottom_right])
            lines += [(rim, False), (np.array([top_right, top_right + depth]), False)]
        opacity = float(self.opacity[0])
        halo = (*self.theme.background, 0.85 * opacity)
        accent = (*self.theme.accent, opacity)
        items: list[Item] = [Line(p, halo, self.width_ + 2 * HALO_WIDTH, closed) for p, closed in lines]
        return items + [Line(p, accent, self.width_, closed) for p, closed in lines]


class Beam(Drawn):
    """Light from one window to another: what is read here, goes there.

    ``points`` (4, 3): top and bottom of the start, bottom and top of the end. ``from_x``, the right end of a block
    that a window leads all through, and ``to_x`` (pixels) keep the light off the blocks. Light that goes
    ``down`` starts at the bottom of one window and ends at the top of the other: left and right of the
    start, right and left of the end.
    """

    def __init__(
        self,
        start: Any,
        end: Any,
        style: Style,
        hue: Rgb | None = None,
        from_x: float | None = None,
        to_x: float | None = None,
        down: bool = False,
    ) -> None:
        super().__init__()
        self.theme = style.theme
        self.down = down
        self.hue = hue or style.theme.accent
        self.from_x = from_x
        self.to_x = to_x
        self.points = np.zeros((4, 3))
        self.join(start, end)

    def join(self, start: Any, end: Any) -> Self:
        """Join the right side of one window's points (4, 3) with the left edge of another's, or bottom with top."""
        outline, target, front = silhouette(start), to_pixels(end), to_pixels(start)
        if self.down:
            corner = front[1] + front[2] - front[0]
            self.points = to_scene([front[2], corner, target[1], target[0]])
            return self
        # A block's right end is its back's: there the window's rows stand as high as they do behind the last channel.
        lift = (front[3, 1] - front[1, 1]) / (2 if self.from_x is None else 1)
        top, bottom = front[1, 1] + lift, front[2, 1] + lift
        left = outline[:, 0].max() if self.from_x is None else self.from_x
        right = target[0, 0] if self.to_x is None else self.to_x
        self.points = to_scene([[left, top], [left, bottom], [right, target[2, 1]], [right, target[0, 1]]])
        return self

    def draw(self) -> list[Item]:
        corners = to_pixels(self.points)
        start, end = corners[:2].mean(axis=0), corners[2:].mean(axis=0)
        opacity = float(self.opacity[0])
        near, far = (0.24, 0.05) if not self.theme.reverse else (0.16, 0.04)
        edge = (*mix(self.theme.background, self.hue, 0.5), 0.85 * opacity)
        return [
            Sheen(
                corners, (start[0], start[1]), (end[0], end[1]), (*self.hue, near * opacity), (*self.hue, far * opacity)
            ),
            Line(corners[[0, 3]], edge, 1.5),
            Line(corners[[1, 2]], edge, 1.5),
        ]
