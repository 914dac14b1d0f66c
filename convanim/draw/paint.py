"""Paints a display list with Cairo, on whatever surface the context stands on."""

from __future__ import annotations

from collections.abc import Iterable
from math import pi
from typing import Any

import cairo
import numpy as np

from convanim.draw.items import Faces, Item, Line, Picture, Plate, Rgba, Segments, Sheen, Words
from convanim.draw.lettering import show_text, text_width
from convanim.draw.typeface import face, font_options
from convanim.layout.geometry import Floats


class Painter:
    """Paints items with one font on one Cairo context.

    The context's units must be pixels of a 1920x1080 frame, y down. ``swap_red_blue``
    paints for a surface whose bytes are read as RGBA, as Manim reads its pixel array.
    """

    def __init__(self, context: cairo.Context[Any], family: str, swap_red_blue: bool = False) -> None:
        self.context = context
        self.family = family
        self.order = (2, 1, 0, 3) if swap_red_blue else (0, 1, 2, 3)

    def paint(self, items: Iterable[Item]) -> None:
        """Paint items in order."""
        self.context.set_line_join(cairo.LineJoin.ROUND)
        self.context.set_font_options(font_options())
        for item in items:
            match item:
                case Faces():
                    self._faces(item)
                case Segments():
                    self._segments(item)
                case Line():
                    self._line(item)
                case Plate():
                    self._plate(item)
                case Sheen():
                    self._sheen(item)
                case Picture():
                    self._picture(item)
                case Words():
                    self._words(item)

    def _rgba(self, color: Rgba) -> Rgba:
        r, g, b, a = self.order
        return color[r], color[g], color[b], color[a]

    def _trace(self, points: list[list[float]], closed: bool) -> None:
        self.context.move_to(*points[0])
        for point in points[1:]:
            self.context.line_to(*point)
        if closed:
            self.context.close_path()

    def _faces(self, faces: Faces) -> None:
        context = self.context
        edge = self._rgba(faces.edge)
        edged = edge[3] > 0 and faces.edge_width > 0
        context.set_line_width(faces.edge_width)
        for corners, fill in zip(faces.corners.tolist(), faces.fill[:, self.order].tolist(), strict=True):
            self._trace(corners, closed=True)
            context.set_source_rgba(*fill)
            if edged:
                context.fill_preserve()
                context.set_source_rgba(*edge[:3], edge[3] * fill[3])
                context.stroke()
            else:
                context.fill()

    def _segments(self, segments: Segments) -> None:
        context = self.context
        context.set_source_rgba(*self._rgba(segments.color))
        context.set_line_width(segments.width)
        for start, end in segments.ends.tolist():
            context.move_to(*start)
            context.line_to(*end)
        context.stroke()

    def _line(self, line: Line) -> None:
        context = self.context
        self._trace(line.points.tolist(), line.closed)
        context.set_source_rgba(*self._rgba(line.color))
        context.set_line_width(line.width)
        context.set_dash(line.dash)
        context.set_line_cap(cairo.LineCap.ROUND)
        context.stroke()
        context.set_line_cap(cairo.LineCap.BUTT)
        context.set_dash(())

    def _plate(self, plate: Plate) -> None:
        context = self.context
        left, top, right, bottom = plate.box
        radius = min(plate.radius, (right - left) / 2, (bottom - top) / 2)
        if radius <= 0:
            context.rectangle(left, top, right - left, bottom - top)
        else:
            context.new_sub_path()
            context.arc(right - radius, top + radius, radius, -pi / 2, 0)
            context.arc(right - radius, bottom - radius, radius, 0, pi / 2)
            context.arc(left + radius, bottom - radius, radius, pi / 2, pi)
            context.arc(left + radius, top + radius, radius, pi, 3 * pi / 2)
            context.close_path()
        context.set_source_rgba(*self._rgba(plate.fill))
        if plate.edge_width > 0 and plate.edge[3] > 0:
            context.fill_preserve()
            context.set_source_rgba(*self._rgba(plate.edge))
            context.set_line_width(plate.edge_width)
            context.stroke()
        else:
            context.fill()

    def _sheen(self, sheen: Sheen) -> None:
        gradient = cairo.LinearGradient(*sheen.start, *sheen.end)
        gradient.add_color_stop_rgba(0, *self._rgba(sheen.first))
        gradient.add_color_stop_rgba(1, *self._rgba(sheen.last))
        self._trace(sheen.corners.tolist(), closed=True)
        self.context.set_source(gradient)
        self.context.fill()

    def _picture(self, picture: Picture) -> None:
        context = self.context
        pixels = _native(picture.pixels[..., self.order])
        rows, columns = pixels.shape[:2]
        surface = cairo.ImageSurface.create_for_data(pixels.data, cairo.Format.ARGB32, columns, rows)
        (ax, ay), (dx, dy) = picture.across, picture.down
        context.save()
        context.transform(cairo.Matrix(ax / columns, ay / columns, dx / rows, dy / rows, *picture.origin))
        pattern = cairo.SurfacePattern(surface)
        pattern.set_filter(cairo.Filter.NEAREST)
        # A pixel whose middle is right on an edge is within or beyond as rounding has it; its share is not.
        pattern.set_extend(cairo.Extend.PAD)
        context.rectangle(0, 0, columns, rows)
        context.set_source(pattern)
        context.fill()
        context.restore()

    def _words(self, words: Words) -> None:
        context = self.context
        context.set_font_face(face(self.family, words.bold))
        context.set_font_size(words.size)
        context.set_source_rgba(*self._rgba(words.color))
        shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[words.align]
        width = text_width(words.text, words.size, words.bold, self.family) if shift else 0.0
        context.move_to(words.x - width * shift, words.y)
        show_text(context, words.text, words.size, words.bold, self.family)


def _native(pixels: Floats) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Cairo's little-endian ARGB32 bytes, premultiplied, of RGBA in 0..1."""
    alpha = pixels[..., 3:]
    native = np.empty(pixels.shape, dtype=np.uint8)
    native[..., :3] = np.rint(pixels[..., 2::-1] * alpha * 255)
    native[..., 3:] = np.rint(alpha * 255)
    return native
