"""Moving pictures for places that play no film: GIF and animated WebP, within a given size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np

from convanim.course.media.budget import written
from convanim.course.media.frames import Strip, every_for, part_of
from convanim.course.media.palette import census_of
from convanim.errors import RenderError, SpecError
from convanim.film.quality import Quality
from convanim.film.store.address import address

KEPT = 30.0
"""Frames a second of the strip that loops are made from: all of the steps divide it."""
STEPS = (
    (960, 15.0),
    (960, 10.0),
    (800, 10.0),
    (720, 10.0),
    (640, 10.0),
    (640, 7.5),
    (560, 7.5),
    (480, 7.5),
    (480, 5.0),
    (400, 5.0),
    (320, 5.0),
)
"""Widths in pixels and frames a second, the best first."""


QUALITY = 80
"""libwebp's, of at most 100."""
WEBP = {"lossless": "0", "compression_level": "2", "preset": "none"}
"""libwebp's. Any preset would put the compression level back to 4, which takes 1.7 times as long for 2 % less."""
SEEN_EVERY = 5
"""A palette is made from every so many of the pictures: what moves takes hardly any colours that it does not leave."""


@dataclass(frozen=True)
class LoopSize:
    """One size of loop: ``width`` in pixels, and every how many frames of the strip one is shown."""

    width: int
    every: int
    fps: float


@dataclass(frozen=True)
class Loop:
    """A loop that was written: pixels, frames a second, pictures that differ, seconds and bytes."""

    width: int
    height: int
    fps: float
    pictures: int
    seconds: float
    size: int


def strip_for_loops(size: Quality, begun: int = 0) -> Strip:
    """A strip from which loops can be made, to be shown a take with ``view``, or a part that begins with a frame."""
    every = every_for(size, min(KEPT, size.fps))
    steps = {_every(size.fps / every, fps) for _, fps in STEPS}
    return Strip(size, every, begun, steps)


def joined_for_loops(size: Quality, paths: Sequence[Path]) -> Strip:
    """The strip of a whole take, out of those saved of its parts."""
    return Strip.joined(size, every_for(size, min(KEPT, size.fps)), paths)


def gif_of(strip: Strip, path: Path, max_size: int | None = None, *, carried: int = 0) -> Loop:
    """Write a strip as a GIF that plays for ever, of at most ``max_size`` bytes with all that it is to carry.

    For that ``carried`` bytes are left free. Raises RenderError where even the smallest step is larger.
    """
    return _fitted(strip, path, max_size, _gif, "GIF", carried)


def webp_of(strip: Strip, path: Path, max_size: int | None = None, *, carried: int = 0) -> Loop:
    """The same as an animated WebP."""
    return _fitted(strip, path, max_size, _webp, "WebP", carried)


def webp_at(strip: Strip, path: Path, width: int, fps: float, quality: int) -> Loop:
    """Write a strip as an animated WebP of this size, rate and libwebp's quality, however many bytes that takes."""
    step = _step(strip, width, fps)
    return _told(strip, step, _webp(strip, step, path, None, quality))


def _fitted(
    strip: Strip,
    path: Path,
    most: int | None,
    write: Callable[[Strip, LoopSize, Path, int | None], int],
    kind: str,
    carried: int,
) -> Loop:
    """Write the best step that fits, passing over those that can be seen not to."""
    if most is not None and most < 1:
        raise SpecError(f"the largest size of the {kind} is {most} bytes", "1 or more", "5 MB")
    steps, max_size = steps_of(strip), None if most is None else max(1, most - carried)
    place = 0
    while True:
        step = steps[place]
        try:
            size = write(strip, step, path, max_size)
        except OSError as error:
            reason = error.strerror or error
            raise RenderError(
                f"the {kind} cannot be written: {reason}", "", "another folder, or more free space"
            ) from error
        if max_size is None or size <= max_size:
            return _told(strip, step, size)
        if place == len(steps) - 1:
            path.unlink(missing_ok=True)
            raise RenderError(
                f"the {kind} is {written(size + carried)} even at {step.width} pixels and {step.fps:g} frames a second",
                f"at most {written(max_size + carried)}",
                f"{written(round((size + carried) * 1.1))}, or fewer of the scene's beats",
            )
        place = _next(steps, place, size, max_size)


def steps_of(strip: Strip) -> list[LoopSize]:
    """The sizes of loop that a strip can be made into, the best first."""
    steps = [_step(strip, min(width, strip.size.width), fps) for width, fps in STEPS]
    return list(dict.fromkeys(steps))


def _step(strip: Strip, width: int, fps: float) -> LoopSize:
    every = _every(strip.fps, fps)
    return LoopSize(width, every, strip.fps / every)


def _every(kept: float, fps: float) -> int:
    return max(1, round(kept / fps))


def _next(steps: list[LoopSize], place: int, size: int, max_size: int) -> int:
    """The next step to try: the first that may fit, seeing how large one was; else the last."""
    last = steps[place]
    for later in range(place + 1, len(steps)):
        step = steps[later]
        # Fewer pixels and pictures save less than their share: edges and changes stay.
        share = (step.width / last.width) ** 1.6 * (step.fps / last.fps) ** 0.7
        if size * share <= max_size * 1.15:
            return later
    return len(steps) - 1


def _told(strip: Strip, step: LoopSize, size: int) -> Loop:
    counts = strip.counts(step.every)
    height = round(strip.size.height * step.width / strip.size.width)
    return Loop(step.width, height, step.fps, len(counts), sum(counts) / step.fps, size)


def _times(strip: Strip, step: LoopSize, units: int) -> list[int]:
    """When each picture comes, and last when the loop starts again, in 1/``units`` of a second."""
    counts = strip.counts(step.every)
    return [round(sum(counts[:k]) * units / step.fps) for k in range(len(counts) + 1)]


def _gif(strip: Strip, step: LoopSize, path: Path, max_size: int | None) -> int:
    """Write a GIF; its size, or what that would have been where it is soon seen to be too large."""
    looked_at = strip.frames(step.width, SEEN_EVERY * step.every, calm=True)
    palette = census_of(frame.news for frame in looked_at).palette(255)
    # Alpha, red, green, blue; the colours that are left over stand for what stays as it was.
    colors = np.zeros((256, 4), np.uint8)
    colors[: len(palette.colors), 0] = 255
    colors[: len(palette.colors), 1:] = palette.colors
    times = _times(strip, step, 100)
    muxer = {"loop": "0", "final_delay": str(times[-1] - times[-2])}
    with av.open(address(path), "w", format="gif", options=muxer) as container:
        stream = container.add_stream("gif", rate=100, options={"gifflags": "+offsetting+transdiff"})
        stream.width, stream.height = step.width, round(strip.size.height * step.width / strip.size.width)
        stream.pix_fmt = "pal8"
        indices = np.zeros((stream.height, stream.width), np.uint8)
        size = 0
        for frame, time in zip(strip.frames(step.width, step.every, calm=True), times[:-1], strict=True):
            for rect in frame.changed:
                part_of(indices, rect)[...] = palette.indices(part_of(frame.pixels, rect))
            pair: Any = (indices, colors)
            given = av.VideoFrame.from_ndarray(pair, format="pal8")
            given.pts = time
            for packet in stream.encode(given):
                size += packet.size
                container.mux(packet)
            if max_size is not None and size > max_size and time > times[-1] / 4:
                return round(size * times[-1] / time)
        container.mux(stream.encode())
    return path.stat().st_size


def _webp(strip: Strip, step: LoopSize, path: Path, max_size: int | None, quality: int = QUALITY) -> int:
    """Write an animated WebP; its size."""
    times = _times(strip, step, 1000)
    with av.open(address(path), "w", format="webp", options={"loop": "0"}) as container:
        stream = container.add_stream("libwebp_anim", rate=1000, options={**WEBP, "quality": str(quality)})
        stream.width, stream.height = step.width, round(strip.size.height * step.width / strip.size.width)
        stream.pix_fmt = "bgra"
        for frame, (time, after) in zip(strip.frames(step.width, step.every), pairwise(times), strict=True):
            given = av.VideoFrame.from_ndarray(frame.pixels, format="bgra")
            given.pts, given.duration, given.time_base = time, after - time, Fraction(1, 1000)
            container.mux(stream.encode(given))
        # The encoder gives its last picture the mean time of the others, so the one that stays to the end comes twice.
        pictures = len(times) - 1
        given.pts = max(times[-2] + 1, times[-1] * pictures // (pictures + 1))
        container.mux(stream.encode(given))
        container.mux(stream.encode())
    return path.stat().st_size
