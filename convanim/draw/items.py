"""The display list: what a frame shows, as data before it is pixels.

Lengths are pixels of a 1920x1080 frame, x to the right and y down; colours are RGBA
in 0..1, not premultiplied. Cairo paints these items into frames (``paint``), and tests
read them without decoding any pixel. None has slots, because Manim's cache reads what stands in a ``__dict__``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from convanim.layout.geometry import Affine, Box, Floats

Rgba = tuple[float, float, float, float]
Rgb = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Faces:
    """Filled polygons of equally many corners: ``corners`` (n, k, 2), ``fill`` (n, 4)."""

    corners: Floats
    fill: Floats
    edge: Rgba
    edge_width: float


@dataclass(frozen=True, eq=False)
class Segments:
    """Separate straight lines: ``ends`` (n, 2, 2)."""

    ends: Floats
    color: Rgba
    width: float


@dataclass(frozen=True, eq=False)
class Line:
    """One open or closed line through ``points`` (n, 2).

    A dashed one is where something has its place and is not: see ``convanim.mobjects.marks.dashed``.
    """

    points: Floats
    color: Rgba
    width: float
    closed: bool = False
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Plate:
    """A rectangle with round corners."""

    box: Box
    radius: float
    fill: Rgba
    edge: Rgba = (0.0, 0.0, 0.0, 0.0)
    edge_width: float = 0.0


@dataclass(frozen=True, eq=False)
class Sheen:
    """A polygon filled with a gradient between two of its points."""

    corners: Floats
    start: tuple[float, float]
    end: tuple[float, float]
    first: Rgba
    last: Rgba


@dataclass(frozen=True, eq=False)
class Picture:
    """An image (rows, columns, 4) stretched over the parallelogram origin, across, down."""

    pixels: Floats
    origin: tuple[float, float]
    across: tuple[float, float]
    down: tuple[float, float]


@dataclass(frozen=True)
class Source:
    """Where a shown number comes from: a tensor's name, an index into it and the value there."""

    tensor: str
    index: tuple[int | str, ...]
    value: float | int


@dataclass(frozen=True)
class Span:
    """Letters ``start`` up to ``end`` of a line: a number with its source, or a name that may have digits (None)."""

    start: int
    end: int
    source: Source | None = None


@dataclass(frozen=True)
class Words:
    """A line of text; ``y`` is its baseline, ``ground`` what it stands on.

    A number carries its ``source``; a sentence carries ``spans``, where in it numbers and names are written.
    """

    text: str
    x: float
    y: float
    size: float
    color: Rgba
    ground: Rgb
    bold: bool = False
    align: Literal["left", "middle", "right"] = "left"
    source: Source | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Statement:
    """An equation that the words around it print; painted by them, checked by tests."""

    text: str


Item = Faces | Segments | Line | Plate | Sheen | Picture | Words | Statement


def faded(item: Item, share: float) -> Item:
    """The item with every alpha multiplied by ``share``.

    >>> faded(Plate((0, 0, 1, 1), 0, (1, 1, 1, 1)), 0.5).fill
    (1, 1, 1, 0.5)
    """
    if share >= 1.0:
        return item
    match item:
        case Faces():
            return replace(item, fill=_thin(item.fill, share), edge=_less(item.edge, share))
        case Segments() | Line() | Words():
            return replace(item, color=_less(item.color, share))
        case Plate():
            return replace(item, fill=_less(item.fill, share), edge=_less(item.edge, share))
        case Sheen():
            return replace(item, first=_less(item.first, share), last=_less(item.last, share))
        case Picture():
            return replace(item, pixels=_thin(item.pixels, share))
        case Statement():
            return item


def placed(item: Item, move: Affine) -> Item:
    """The item scaled and shifted by ``move``; text keeps upright."""
    if move == Affine():
        return item
    match item:
        case Faces():
            return replace(item, corners=move.points(item.corners), edge_width=item.edge_width * move.scale)
        case Segments():
            return replace(item, ends=move.points(item.ends), width=item.width * move.scale)
        case Line():
            return replace(item, points=move.points(item.points), width=item.width * move.scale)
        case Plate():
            left, top = move.point(item.box[0], item.box[1])
            right, bottom = move.point(item.box[2], item.box[3])
            return replace(
                item,
                box=(left, top, right, bottom),
                radius=item.radius * move.scale,
                edge_width=item.edge_width * move.scale,
            )
        case Sheen():
            return replace(
                item, corners=move.points(item.corners), start=move.point(*item.start), end=move.point(*item.end)
            )
        case Picture():
            return replace(
                item,
                origin=move.point(*item.origin),
                across=(item.across[0] * move.x_scale, item.across[1] * move.y_scale),
                down=(item.down[0] * move.x_scale, item.down[1] * move.y_scale),
            )
        case Words():
            x, y = move.point(item.x, item.y)
            return replace(item, x=x, y=y, size=item.size * move.scale)
        case Statement():
            return item


def _less(color: Rgba, share: float) -> Rgba:
    return (*color[:3], color[3] * share)


def _thin(colors: Floats, share: float) -> Floats:
    return np.asarray(colors * np.array([1.0, 1.0, 1.0, share]))
