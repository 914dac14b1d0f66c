"""A scene's own frames, never decoded from a film, for several files at once.

``view`` draws a take once and hands each frame to any number of viewers: an encoder takes them
as they come, a ``Strip`` keeps some of them, small, to be looked at again at any width.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil, floor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convanim.course.media.islands import islands_of, joined
from convanim.draw.compositor import Patch, Pixels, Rect
from convanim.errors import RenderError, SpecError
from convanim.film.quality import Quality
from convanim.film.shoot import Take, project

REACH = 3
"""Lanczos looks so many pixels of the smaller picture to each side."""


class Viewer(Protocol):
    """What looks at a take's frames, one after the other, over all beats."""

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        """Take a frame, the last one with patches put on it (the first: a whole one), shown ``repeat`` times."""


@dataclass(frozen=True)
class _Fan:
    """Hands what it takes to every viewer. Whatever ends a beat ends none of them."""

    viewers: tuple[Viewer, ...]

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        for viewer in self.viewers:
            viewer.write(patches, repeat)

    def seal(self) -> None:
        pass


def view(take: Take, *viewers: Viewer, clear: bool = False) -> None:
    """Draw a take once, for all viewers; with ``clear`` over no ground, so that it is transparent.

    Raises what the scene raises, and what a viewer does.
    """
    fan = _Fan(viewers)
    project(take, lambda _: fan, clear)


@dataclass(frozen=True)
class Frame:
    """One picture and how many frames of the lower rate it stands.

    ``pixels`` (rows, columns, 4) are blue first and premultiplied, and are painted over by the next
    frame; the rectangles that ``changed`` names hold all that differs from the frame before.
    """

    pixels: Pixels
    changed: Sequence[Rect]
    repeat: int

    @property
    def news(self) -> Pixels:
        """All pixels (n, 4) that ``changed`` holds."""
        return np.concatenate([part_of(self.pixels, rect).reshape(-1, 4) for rect in self.changed])

    @property
    def rgba(self) -> Pixels:
        """A copy (rows, columns, 4) with red first, not premultiplied."""
        return straight(self.pixels)


class Strip:
    """Every ``every``-th frame of a take, kept as how it differs from the last one, compressed without loss.

    Differences, because what stays as it was within a rectangle is then all zeros. A part of a take keeps the frames
    that the whole would: it begins with frame ``begun``. What none of ``steps`` comes upon, every so many of the kept
    frames, is left out.
    """

    def __init__(self, size: Quality, every: int = 1, begun: int = 0, steps: Collection[int] = (1,)) -> None:
        if every < 1:
            raise SpecError(f"every {every}th frame is to be kept", "1 or more")
        self.size, self.every, self.begun = size, every, begun
        self._now: Pixels = np.zeros((size.height, size.width, 4), np.uint8)
        self._kept = np.zeros((size.height, size.width), np.uint32)
        self._rows: list[tuple[Sequence[Rect], bytes, int]] = []
        self._starts: set[int] = {0}
        self._dirty: Rect | None = None
        self._time = begun
        self._steps = steps

    @classmethod
    def joined(cls, size: Quality, every: int, paths: Sequence[Path]) -> Strip:
        """The strip of a whole take, out of what ``save`` wrote of its parts."""
        strip = cls(size, every)
        for path in paths:
            with path.open("rb") as file:
                rows, strip._time = pickle.load(file)
            strip._starts.add(len(strip._rows))
            strip._rows += rows
        return strip

    def save(self, path: Path) -> None:
        """Write it to a file, for ``joined``."""
        with path.open("wb") as file:
            pickle.dump((self._rows, self._time), file)

    @property
    def fps(self) -> float:
        """Frames a second of what is kept."""
        return self.size.fps / self.every

    @property
    def seconds(self) -> float:
        """How long the take lasts."""
        return (self._time - self.begun) / self.size.fps

    @property
    def pictures(self) -> int:
        """How many different frames follow each other."""
        return len(self._rows)

    def counts(self, every: int = 1) -> list[int]:
        """How often each of what ``frames`` gives is repeated."""
        ends = [ceil(time / every) for time in accumulate((count for _, _, count in self._rows), initial=0)]
        return [end - begun for begun, end in pairwise(ends) if end > begun]

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        """Take the next frame."""
        for patch in patches:
            rows, columns = patch.pixels.shape[:2]
            self._now[patch.top : patch.top + rows, patch.left : patch.left + columns] = patch.pixels
            rect = Rect(patch.left, patch.top, patch.left + columns, patch.top + rows)
            self._dirty = rect if self._dirty is None else self._dirty.joined(rect)
        begun, self._time = self._time, self._time + repeat
        places = range(ceil(begun / self.every), ceil(self._time / self.every))
        if self._rows and not any(place % step == 0 for place in places for step in self._steps):
            rects, changes, count = self._rows[-1]
            self._rows[-1] = rects, changes, count + len(places)
        elif places:
            self._keep(len(places))

    def _keep(self, repeat: int) -> None:
        # A part may come after any other picture, so its first is all there.
        rects = self._differing() if self._rows else [Rect(0, 0, self.size.width, self.size.height)]
        self._dirty = None
        if not rects:
            before, changes, count = self._rows[-1]
            self._rows[-1] = before, changes, count + repeat
            return
        bits = bytearray()
        for rect in rects:
            kept = part_of(self._kept, rect)
            change = part_of(_whole(self._now), rect) ^ kept
            kept ^= change
            bits += change.tobytes()
        self._rows.append((rects, zlib.compress(bits, 1), repeat))

    def _differing(self) -> list[Rect]:
        """Where the present frame differs from the last one that was kept."""
        within = self._dirty or Rect(0, 0, 0, 0)
        left, top = within.left, within.top
        differs = part_of(_whole(self._now), within) != part_of(self._kept, within)
        return [Rect(left + one.left, top + one.top, left + one.right, top + one.bottom) for one in islands_of(differs)]

    def frames(self, width: int | None = None, every: int = 1, calm: bool = False) -> Iterator[Frame]:
        """The frames scaled to ``width`` (None: as they are), every ``every``-th of them.

        With ``calm``, a little softer, but no edge gets a rim that is lighter or darker than what it parts.

        Raises SpecError where that is larger than the take.
        """
        full, time = np.zeros_like(self._now), 0
        dirty: list[Rect] = []
        small = _Small(self.size, self.size.width if width is None else width, calm)
        for number, (rects, changes, count) in enumerate(self._rows):
            if number in self._starts:
                full.fill(0)
            bits = np.frombuffer(zlib.decompress(changes), np.uint32)
            for rect in rects:
                change, bits = bits[: rect.area], bits[rect.area :]
                part = part_of(_whole(full), rect)
                part ^= change.reshape(part.shape)
            dirty += rects
            begun, time = time, time + count
            shown = ceil(time / every) - ceil(begun / every)
            if not shown:
                continue
            changed, dirty = [small.take(full, rect) for rect in joined(dirty)], []
            yield Frame(small.pixels, changed, shown)


def _whole(pixels: Pixels) -> NDArray[np.uint32]:
    """Pixels (rows, columns, 4) as one number each, in place."""
    return pixels.view(np.uint32)[..., 0]


class _Small:
    """A picture scaled down, in which only what has changed is scaled again."""

    def __init__(self, size: Quality, width: int, calm: bool) -> None:
        if not 16 <= width <= size.width:
            raise SpecError(f"the width is {width}", f"16 to {size.width} pixels, the take's own", "a higher quality")
        self.width, self.height = width, round(size.height * width / size.width)
        self._filter = Image.Resampling.HAMMING if calm else Image.Resampling.LANCZOS
        self._across, self._down = size.width / self.width, size.height / self.height
        self.pixels: Pixels = np.zeros((self.height, self.width, 4), np.uint8)

    def take(self, full: Pixels, dirty: Rect) -> Rect:
        """Take over what differs within ``dirty``, in pixels of the full picture; where that shows."""
        if self.pixels.shape == full.shape:
            part_of(self.pixels, dirty)[...] = part_of(full, dirty)
            return dirty
        shown = self._within(dirty, REACH)
        read = self._within(dirty, 2 * REACH + 1)
        box = read.left * self._across, read.top * self._down, read.right * self._across, read.bottom * self._down
        rows, columns = full.shape[:2]
        # A mode of four bands that Pillow reads where they lie and scales as they are; their order is nothing to it.
        given = Image.frombuffer("RGBX", (columns, rows), full, "raw", "RGBX", 0, 1)
        scaled = given.resize(
            (read.right - read.left, read.bottom - read.top),
            self._filter,
            box=(box[0], box[1], min(box[2], columns), min(box[3], rows)),
        )
        part = np.frombuffer(scaled.tobytes("raw", "RGBX"), np.uint8).reshape(scaled.height, scaled.width, 4)
        inner = Rect(shown.left - read.left, shown.top - read.top, shown.right - read.left, shown.bottom - read.top)
        part_of(self.pixels, shown)[...] = part_of(part, inner)
        return shown

    def _within(self, rect: Rect, margin: int) -> Rect:
        return Rect(
            max(0, floor(rect.left / self._across) - margin),
            max(0, floor(rect.top / self._down) - margin),
            min(self.width, ceil(rect.right / self._across) + margin),
            min(self.height, ceil(rect.bottom / self._down) + margin),
        )


def frames(take: Take, fps: float, width: int) -> Iterator[tuple[Pixels, int]]:
    """A take's pictures (rows, columns, RGBA) at about ``fps`` frames a second, each with how often it is repeated.

    Pixels are not premultiplied. The rate is the take's own divided by a whole number.
    Raises SpecError for a width or rate above the take's.
    """
    strip = Strip(take.size, every_for(take.size, fps))
    view(take, strip)
    for frame in strip.frames(width):
        yield frame.rgba, frame.repeat


def every_for(size: Quality, fps: float) -> int:
    """Of how many frames one is kept for a rate of ``fps`` or a little less.

    >>> every_for(Quality(1280, 720, 30), 12.5)
    3
    """
    if not 0 < fps <= size.fps:
        raise SpecError(f"the rate is {fps}", f"above 0, up to the take's own {size.fps} frames a second")
    return ceil(size.fps / fps - 1e-9)


def straight(pixels: Pixels) -> Pixels:
    """Red first and not premultiplied, of (rows, columns, 4) blue first and premultiplied.

    >>> straight(np.array([[[0, 30, 60, 127]]], np.uint8)).tolist()
    [[[120, 60, 0, 127]]]
    """
    alpha = pixels[..., 3:]
    if (alpha == 255).all():
        return np.ascontiguousarray(pixels[..., [2, 1, 0, 3]])
    plain = np.empty_like(pixels)
    whole = np.maximum(alpha.astype(np.uint16), 1)
    plain[..., :3] = np.minimum((pixels[..., 2::-1].astype(np.uint16) * 255 + whole // 2) // whole, 255)
    plain[..., 3:] = alpha
    return plain


def part_of(pixels: NDArray[Any], rect: Rect) -> NDArray[Any]:
    """What of pixels (rows, columns, ...) lies in a rectangle, not copied."""
    return pixels[rect.top : rect.bottom, rect.left : rect.right]


def shown_or_raise(take: Take, shown: bool) -> None:
    """Raise RenderError where a take had not a single frame."""
    if not shown:
        raise RenderError(f"{take.scene_class().__name__} has nothing to show", "a scene with at least one beat")
