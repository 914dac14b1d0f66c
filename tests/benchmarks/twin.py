"""A stock-Manim twin of the stage: every display item drawn by Manim's own mobjects.

The layout, the timeline and the frames are ours; what stands on screen is one ``Polygon`` a
face, one ``Text`` a line of text, ``Line``, ``DashedVMobject``, ``RoundedRectangle`` and
``ImageMobject``, drawn by Manim's own Cairo camera. The twin is spared what it can be: mobjects
are kept between frames, only what changed is written, straight into their arrays of points
and colours, and nothing is noted in a ledger.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from manim import (
    RESAMPLING_ALGORITHMS,
    Camera,
    DashedVMobject,
    ImageMobject,
    Mobject,
    Polygon,
    RoundedRectangle,
    Text,
    VMobject,
)
from manim import Line as StockLine

from convanim.draw.drawn import Drawn
from convanim.draw.items import Faces, Item, Line, Picture, Plate, Segments, Sheen, Words
from convanim.draw.lettering import text_width
from convanim.draw.typeface import FAMILY, face, scaled
from convanim.layout.geometry import Floats
from convanim.layout.regions import UNIT, to_scene

STROKE = 100 / UNIT
"""Manim's stroke width of a line one pixel wide."""


def corners_to_curves(corners: Floats, closed: bool) -> Floats:
    """The cubic curves (n, 4 * sides, 3) of polygons or open lines (n, k, 2) in frame pixels."""
    points = to_scene(corners)
    starts, ends = (points, np.roll(points, -1, axis=1)) if closed else (points[:, :-1], points[:, 1:])
    thirds = (ends - starts) / 3
    curves = np.stack([starts, starts + thirds, ends - thirds, ends], axis=2)
    return np.asarray(curves.reshape(len(points), -1, 3))


@lru_cache(maxsize=4096)
def _letters(text: str, bold: bool) -> tuple[Text, Floats, Floats]:
    """A ``Text``, its ink box as it was made, and the box at size 100 about the start of its baseline."""
    made = Text(text, font=FAMILY, weight="BOLD" if bold else "NORMAL")
    points = np.concatenate([glyph.points for glyph in made.family_members_with_points()] or [np.zeros((1, 3))])
    ink = scaled(face(FAMILY, bold)).text_extents(text)
    box = np.array([ink.x_bearing, ink.y_bearing + ink.height, ink.width, ink.height])
    return made, np.array([points.min(axis=0), points.max(axis=0)]), box


class _Slot:
    """The mobjects that show one display item, and the item as they show it."""

    def __init__(self) -> None:
        self.item: Item | None = None
        self.parts: list[Any] = []

    def show(self, item: Item) -> None:
        if item is self.item:
            return
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
        self.item = item

    def _fill_up(self, count: int, kind: Any) -> None:
        while len(self.parts) < count:
            self.parts.append(kind())
        del self.parts[count:]

    def _faces(self, item: Faces) -> None:
        self._fill_up(len(item.corners), lambda: Polygon((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (1.0, 1.0, 0.0)))
        strokes = np.tile(np.array(item.edge), (len(item.fill), 1))
        strokes[:, 3] *= item.fill[:, 3]
        width = item.edge_width * STROKE if item.edge[3] > 0 else 0.0
        for part, points, fill, stroke in zip(
            self.parts, corners_to_curves(item.corners, True), item.fill, strokes, strict=True
        ):
            part.points, part.fill_rgbas, part.stroke_rgbas, part.stroke_width = points, fill[None], stroke[None], width

    def _segments(self, item: Segments) -> None:
        self._fill_up(len(item.ends), StockLine)
        for part, points in zip(self.parts, corners_to_curves(item.ends, False), strict=True):
            part.points, part.stroke_rgbas, part.stroke_width = points, np.array([item.color]), item.width * STROKE

    def _line(self, item: Line) -> None:
        before = self.item
        points = np.concatenate([item.points, item.points[:1]]) if item.closed else item.points
        same = isinstance(before, Line) and before.dash == item.dash and np.array_equal(before.points, item.points)
        if not same:
            whole = VMobject()
            whole.points = corners_to_curves(points[None], False)[0]
            length = float(np.hypot(*np.diff(points, axis=0).T).sum())
            self.parts = _dashed(whole, item.dash, length) if item.dash else [whole]
        for part in self.parts:
            part.stroke_rgbas, part.stroke_width = np.array([item.color]), item.width * STROKE

    def _plate(self, item: Plate) -> None:
        if not isinstance(self.item, Plate) or self.item.box != item.box:
            left, top, right, bottom = item.box
            width, height = max(right - left, 0.01), max(bottom - top, 0.01)
            radius = min(item.radius, width / 2, height / 2)
            plate = RoundedRectangle(corner_radius=radius / UNIT, width=width / UNIT, height=height / UNIT)
            plate.move_to(to_scene([(left + right) / 2, (top + bottom) / 2]))
            self.parts = [plate, plate.copy()]
        filled: Any = self.parts[0]
        edges: list[Any] = self.parts[1:]
        filled.fill_rgbas, filled.stroke_width = np.array([item.fill]), 0.0
        for part in edges:
            part.stroke_rgbas, part.stroke_width = np.array([item.edge]), item.edge_width * STROKE
            part.fill_rgbas = np.zeros((1, 4))

    def _sheen(self, item: Sheen) -> None:
        self._fill_up(1, VMobject)
        part = self.parts[0]
        part.points = corners_to_curves(item.corners[None], True)[0]
        part.fill_rgbas, part.stroke_width = np.array([item.first, item.last]), 0.0
        way = to_scene(item.end) - to_scene(item.start)
        part.sheen_direction = way / max(float(np.hypot(*way[:2])), 1e-9)

    def _picture(self, item: Picture) -> None:
        pixels = np.rint(item.pixels * 255).astype(np.uint8)
        if not self.parts or self.parts[0].pixel_array.shape != pixels.shape:
            self.parts = [ImageMobject(pixels)]
            self.parts[0].set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        origin, across, down = (np.array(v) for v in (item.origin, item.across, item.down))
        self.parts[0].pixel_array = pixels
        self.parts[0].points = to_scene([origin, origin + across, origin + down, origin + across + down])

    def _words(self, item: Words) -> None:
        made, (low, high), box = _letters(item.text, item.bold)
        if not self.parts:
            glyphs: list[Any] = made.copy().family_members_with_points()
            self.parts = glyphs
        before = self.item
        if not isinstance(before, Words) or (before.x, before.y, before.size) != (item.x, item.y, item.size):
            share = {"left": 0.0, "middle": 0.5, "right": 1.0}[item.align]
            start = item.x - share * text_width(item.text, item.size, item.bold) if share else item.x
            corner = to_scene([start + box[0] * item.size / 100, item.y + box[1] * item.size / 100])
            wide = int(box[3] > box[2])  # the longer side tells the scale best
            scale = box[2 + wide] * item.size / 100 / UNIT / max(high[wide] - low[wide], 1e-9)
            for part, source in zip(self.parts, made.family_members_with_points(), strict=True):
                part.points = (source.points - low) * scale + corner
        if not isinstance(before, Words) or before.color != item.color:
            for part in self.parts:
                part.fill_rgbas = np.array([item.color])


def _dashed(whole: VMobject, dash: tuple[float, ...], length: float) -> list[Any]:
    period = sum(dash) if len(dash) > 1 else 2 * dash[0]
    count = max(1, round(length / period))
    return list(DashedVMobject(whole, num_dashes=count, dashed_ratio=dash[0] / period).family_members_with_points())


class _Cast:
    """The mobjects that show one display list, reused from one list to the next."""

    def __init__(self) -> None:
        self.items: list[Item] | None = None
        self.slots: list[_Slot] = []
        self.parts: list[Any] = []

    def show(self, items: list[Item]) -> list[Any]:
        if items is not self.items:
            spare: defaultdict[Any, list[_Slot]] = defaultdict(list)
            for slot in reversed(self.slots):
                spare[_kind(slot.item)].append(slot)
            self.slots = []
            for item in items:
                left = spare[_kind(item)]
                slot = left.pop() if left else _Slot()
                slot.show(item)
                self.slots.append(slot)
            self.items = items
            self.parts = [part for slot in self.slots for part in slot.parts]
        return self.parts


def _kind(item: Item | None) -> Any:
    return (item.text, item.bold) if isinstance(item, Words) else type(item)


class TwinCamera(Camera):
    """Draws ``Drawn`` mobjects as stock ones.

    ``converting`` is the time spent on keeping those up to date, ``mobjects`` how many were drawn.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.casts: WeakKeyDictionary[Mobject, _Cast] = WeakKeyDictionary()
        self.converting = 0.0
        self.mobjects = 0
        super().__init__(*args, **kwargs)

    def type_or_raise(self, mobject: Mobject) -> Any:
        kind = super().type_or_raise(mobject)
        self.display_funcs[Drawn] = self._display_stock
        return kind

    def _display_stock(self, mobjects: list[Mobject], pixel_array: Any) -> None:
        start = time.perf_counter()
        parts = list(self._stock(mobjects))
        self.converting += time.perf_counter() - start
        self.mobjects += len(parts)
        for pictures, run in groupby(parts, lambda part: isinstance(part, ImageMobject)):
            if pictures:
                self.display_multiple_image_mobjects(run, pixel_array)
            else:
                self.display_multiple_vectorized_mobjects(list(run), pixel_array)

    def _stock(self, mobjects: list[Mobject]) -> Iterator[Any]:
        for mobject in mobjects:
            assert isinstance(mobject, Drawn)
            items = mobject.display_list()
            yield from self.casts.setdefault(mobject, _Cast()).show(items)
