"""H.264 streams, one a beat, encoded beside the drawing.

Manim opens an encoder for every play. One stream a beat is quicker (a held picture is
converted once, not once a frame) and smaller, and beats can be encoded by several processes
and still join to the same film.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import av
import numpy as np
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from convanim.draw.compositor import Patch, Pixels
from convanim.errors import RenderError
from convanim.film.quality import KEY_SECONDS, Encoding, Quality
from convanim.film.store.address import address

BT709 = 1
"""Its number among colour spaces, primaries and transfer curves alike (ITU-T H.273)."""

IN_FLIGHT = 64 << 20
"""Bytes of patches that may wait for the encoder: while it works through a hold, drawing gets seconds ahead."""


class Encoder:
    """Writes frames into one MP4, in a thread of its own: the first as a whole, then what has changed.

    Colours are BT.709 and say so, so that players show the palette as it was drawn.
    """

    def __init__(self, path: Path, size: Quality, encoding: Encoding) -> None:
        self.path = path
        self.frames = 0
        """Frames handed in so far."""
        self._size, self._encoding = size, encoding
        # Simple ones: of others, an interrupt may leave the lock held, and whoever stops would wait for ever.
        self._queue: SimpleQueue[tuple[Sequence[Patch], int] | None] = SimpleQueue()
        self._taken_bytes: SimpleQueue[int] = SimpleQueue()
        self._waiting = 0
        self._sealed = False
        self._error: BaseException | None = None
        self._discard = False
        # A daemon, so that a program that is ending anyway never waits for an encoder.
        self._thread = Thread(target=self._work, name=f"encoder of {path.name}", daemon=True)
        self._thread.start()

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        """Add a frame, the last one with patches put on it, ``repeat`` times.

        Takes the arrays over. Raises RenderError as soon as an earlier frame could not be written.
        """
        if self._error is not None:
            self.close()
        size = _bytes(patches)
        while self._waiting and self._waiting + size > IN_FLIGHT:
            self._waiting -= self._taken_bytes.get()
        self._waiting += size
        self._queue.put((patches, repeat))
        self.frames += repeat

    def seal(self) -> None:
        """Say that no more frames come, without waiting for the file."""
        if not self._sealed:
            self._sealed = True
            self._queue.put(None)

    def close(self) -> None:
        """Finish the file; raises RenderError where it could not be written."""
        self._stop()
        if self._error is not None:
            reason = getattr(self._error, "strerror", None) or self._error
            raise RenderError(
                f"the film cannot be written: {reason}", "", "another folder, or more free space"
            ) from self._error

    def abort(self) -> None:
        """Stop at once and delete the file; harmless after ``close``."""
        if self._thread.is_alive():
            self._discard = True
            self._stop()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _stop(self) -> None:
        self.seal()
        self._thread.join()

    def _work(self) -> None:
        # One iterator for both, because one that has ended stays so: after a failure at the very end there is no more.
        jobs = self._taken(iter(self._queue.get, None))
        try:
            self._encode(jobs)
        except BaseException as error:  # kept for the thread that draws, which raises it
            self._error = error
            for _ in jobs:
                pass

    def _taken(self, jobs: Iterator[tuple[Sequence[Patch], int]]) -> Iterator[tuple[Sequence[Patch], int]]:
        for patches, repeat in jobs:
            self._taken_bytes.put(_bytes(patches))
            yield patches, repeat

    def _encode(self, jobs: Iterator[tuple[Sequence[Patch], int]]) -> None:
        width, height = self._size.width, self._size.height
        options = {**self._encoding.options, "g": str(KEY_SECONDS * self._size.fps)}
        with av.open(address(self.path), "w") as container:
            stream = container.add_stream("libx264", rate=self._size.fps, options=options)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            context = stream.codec_context
            context.colorspace = context.color_primaries = context.color_trc = BT709
            context.color_range = ColorRange.MPEG
            # Other beats and clips have the other cores; threads within one would only cost more.
            context.thread_count = 1
            screen = Screen(width, height)
            time = 0
            for patches, repeat in jobs:
                if self._discard:
                    continue
                for patch in patches:
                    screen.put(patch)
                for _ in range(repeat):
                    screen.frame.pts = time
                    time += 1
                    container.mux(stream.encode(screen.frame))
            if time:
                container.mux(stream.encode())


def _bytes(patches: Sequence[Patch]) -> int:
    return sum(patch.pixels.nbytes for patch in patches)


class Screen:
    """The present picture as the encoder takes it (YUV 4:2:0), converted only where it changes.

    x264 copies a frame that it is given, so one frame serves for all.
    """

    def __init__(self, width: int, height: int) -> None:
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self._planes = [plane_of(plane) for plane in self.frame.planes]
        self._reformatter = VideoReformatter()

    def put(self, patch: Patch) -> None:
        """Put a patch, which starts at even pixels, in its place."""
        given = av.VideoFrame.from_numpy_buffer(patch.pixels, format="bgra")
        # Of the ways to halve the colour planes, area is the exact one: the mean of four pixels.
        converted = self._reformatter.reformat(
            given,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
            threads=1,
        )
        for plane, part, halved in zip(self._planes, map(plane_of, converted.planes), (1, 2, 2), strict=True):
            top, left = patch.top // halved, patch.left // halved
            plane[top : top + part.shape[0], left : left + part.shape[1]] = part


def plane_of(plane: VideoPlane) -> Pixels:
    """A plane as a writable array (rows, columns)."""
    rows: Pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
