"""Keeps a frame, and paints anew only where it has changed.

What a mobject shows is a list of items, and an item that stays is the same object from frame
to frame, so what has changed is known without looking at pixels. Each changed rectangle is
cleared and painted again with all that reaches into it, in order. The pixels are those of a
frame that is painted from scratch, but for a few levels where Cairo rounds the coverage of a
slanted edge differently under a clip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import cairo
import numpy as np
from numpy.typing import NDArray

from convanim.draw.bounds import bounds, part_within, touching, within
from convanim.draw.items import Item, Plate, Rgb, Words
from convanim.draw.paint import Painter
from convanim.layout.canvas import Canvas
from convanim.layout.geometry import Box, Floats

Pixels = NDArray[np.uint8]

STEP = 8
"""Rectangles start and end at multiples of so many pixels, for the encoder that converts them."""

MARGIN = 1.0
"""Anti-aliasing reaches so far beyond an item's box, in pixels of the surface."""

WORTH = 96 * 96
"""Two rectangles are joined where that adds fewer pixels than this, about what one more rectangle costs."""


MANY = 8
"""Where more of a mobject's items have changed, the box round all of them is one rectangle."""


@dataclass(frozen=True)
class Rect:
    """Whole pixels of the surface: from left and top up to, not including, right and bottom."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        """Pixels in it.

        >>> Rect(0, 0, 4, 2).area
        8
        """
        return (self.right - self.left) * (self.bottom - self.top)

    def joined(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both."""
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True)
class Patch:
    """Pixels (rows, columns, 4) of uint8, blue first and premultiplied, and where their top left goes."""

    left: int
    top: int
    pixels: Pixels


@dataclass(frozen=True)
class _Shown:
    """One mobject's items and the box of each."""

    items: list[Item]
    boxes: Floats


class Compositor:
    """A frame of ``width`` x ``height`` pixels over a plain ground, or over none, which leaves it transparent.

    It shows the whole of a canvas.
    """

    def __init__(self, width: int, height: int, ground: Rgb | None, family: str, canvas: Canvas) -> None:
        self.width, self.height, self.ground, self.family = width, height, ground, family
        self.pixels: Pixels = np.zeros((height, width, 4), dtype=np.uint8)
        """(rows, columns, 4), blue first, premultiplied."""
        whole = canvas.whole
        self._scale = max(width, height) / max(whole.width, whole.height)
        self._left, self._top = whole.left, whole.top
        self._surface = cairo.ImageSurface.create_for_data(self.pixels.data, cairo.Format.ARGB32, width, height)
        self._context = cairo.Context(self._surface)
        self._context.scale(self._scale, self._scale)
        self._context.translate(-self._left, -self._top)
        self._painter = Painter(self._context, family)
        self.forget()

    def forget(self) -> None:
        """Take nothing for granted: the next frame is painted as a whole."""
        self._shown: dict[int, _Shown] | None = None

    def show(self, groups: Iterable[tuple[int, list[Item]]]) -> list[Patch]:
        """Show a frame: each mobject's identity with its items, from back to front; returns what has changed."""
        before, after = self._shown, dict[int, _Shown]()
        for owner, items in groups:
            known = None if before is None else before.get(owner)
            after[owner] = known if known is not None and known.items is items else _measured(items, known)
        self._shown = after
        changed = [Rect(0, 0, self.width, self.height)] if before is None else self._changed(before, after)
        if changed:
            # One list of all items, because asking each mobject which are near would take longer than painting them.
            items = [item for one in after.values() for item in one.items]
            boxes = np.concatenate([one.boxes for one in after.values()]) if after else np.zeros((0, 4))
            for rect in changed:
                self._paint(rect, items, boxes)
        self._surface.flush()
        return [self._patch(rect) for rect in changed]

    def _patch(self, rect: Rect) -> Patch:
        part = self.pixels[rect.top : rect.bottom, rect.left : rect.right]
        return Patch(rect.left, rect.top, part.copy())

    def _changed(self, before: dict[int, _Shown], after: dict[int, _Shown]) -> list[Rect]:
        if [owner for owner in before if owner in after] != [owner for owner in after if owner in before]:
            return [Rect(0, 0, self.width, self.height)]
        rects: list[Rect] = []
        for owner in before | after:
            old, new = before.get(owner), after.get(owner)
            if old is not new:
                rects += map(self._rect, _differing(old, new))
        return joined([rect for rect in rects if rect.area > 0])

    def _rect(self, box: Any) -> Rect:
        scale = self._scale
        box = (box[0] - self._left, box[1] - self._top, box[2] - self._left, box[3] - self._top)
        left, top = floor((box[0] * scale - MARGIN) / STEP) * STEP, floor((box[1] * scale - MARGIN) / STEP) * STEP
        right, bottom = ceil((box[2] * scale + MARGIN) / STEP) * STEP, ceil((box[3] * scale + MARGIN) / STEP) * STEP
        left, top = min(max(left, 0), self.width), min(max(top, 0), self.height)
        return Rect(left, top, max(left, min(right, self.width)), max(top, min(bottom, self.height)))

    def _paint(self, rect: Rect, items: list[Item], boxes: Floats) -> None:
        context, scale = self._context, self._scale
        right, bottom = rect.right / scale + self._left, rect.bottom / scale + self._top
        box = (rect.left / scale + self._left, rect.top / scale + self._top, right, bottom)
        reach = (box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1)
        context.save()
        context.identity_matrix()
        context.rectangle(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
        context.clip()
        if self.ground is None:
            context.set_operator(cairo.Operator.CLEAR)
            context.paint()
            context.set_operator(cairo.Operator.OVER)
        else:
            context.set_source_rgb(*self.ground)
            context.paint()
        context.scale(scale, scale)
        context.translate(-self._left, -self._top)
        near = touching(boxes, reach).nonzero()[0]
        whole = within(boxes[near], reach).tolist()
        self._painter.paint(
            items[k] if all_of_it else part_within(items[k], reach)
            for k, all_of_it in zip(near.tolist(), whole, strict=True)
        )
        context.restore()


def joined(rects: Sequence[Rect]) -> list[Rect]:
    """Rectangles that hold all of these, joined where that costs little.

    >>> joined([Rect(0, 0, 8, 80), Rect(8, 0, 16, 80), Rect(800, 0, 808, 80)])
    [Rect(left=0, top=0, right=16, bottom=80), Rect(left=800, top=0, right=808, bottom=80)]
    """
    left = sorted(set(rects), key=lambda rect: (rect.top, rect.left))
    done: list[Rect] = []
    while left:
        rect = left.pop(0)
        for other in done:
            both = rect.joined(other)
            if both.area - rect.area - other.area < WORTH:
                done.remove(other)
                left.insert(0, both)
                break
        else:
            done.append(rect)
    return done


def _measured(items: list[Item], before: _Shown | None) -> _Shown:
    """Items with their boxes, of which those that were there before are not measured again."""
    known = {} if before is None else {id(item): box for item, box in zip(before.items, before.boxes, strict=True)}
    boxes = np.array([known[id(item)] if id(item) in known else bounds(item) for item in items], dtype=float)
    return _Shown(items, boxes.reshape(-1, 4))


def _differing(old: _Shown | None, new: _Shown | None) -> list[Box]:
    """The boxes of what is in one but not in the other; of all, where what is in both changes its order."""
    before = [_key(item) for item in old.items] if old else []
    after = [_key(item) for item in new.items] if new else []
    were, are = set(before), set(after)
    rearranged = [key for key in before if key in are] != [key for key in after if key in were]
    gone = [old.boxes[k] for k, key in enumerate(before) if rearranged or key not in are] if old else []
    come = [new.boxes[k] for k, key in enumerate(after) if rearranged or key not in were] if new else []
    differing = np.array(gone + come).reshape(-1, 4)
    differing = differing[differing[:, 2] > differing[:, 0]]
    if len(differing) > MANY:
        differing = np.concatenate([differing[:, :2].min(axis=0), differing[:, 2:].max(axis=0)])[None]
    return [(left, top, right, bottom) for left, top, right, bottom in differing.tolist()]


def _key(item: Item) -> Any:
    """What tells an item from others: its value where that is quickly compared, else the object itself."""
    return item if isinstance(item, Words | Plate) else id(item)
