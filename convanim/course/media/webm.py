"""WebM films: one over the scene's ground in AV1, and one in VP9 that is transparent where nothing stands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from convanim.course.media.bleed import BLOCK, bled
from convanim.course.media.frames import part_of, straight
from convanim.course.media.scheduling import scheduled_as_before
from convanim.draw.compositor import Patch, Pixels, Rect
from convanim.errors import RenderError
from convanim.film.encoder import BT709, Screen, plane_of
from convanim.film.quality import Quality
from convanim.film.store.address import address

OPAQUE: Mapping[str, str] = {
    "crf": "27",
    "preset": "8",
    "svtav1-params": "scm=1:hierarchical-levels=3:tune=2:qp-scale-compress-strength=3:lp=1",
}
"""SVT-AV1's, for pictures of flat colour: screen content; short pyramids of frames, because most pictures rest; and
frames that move nearly as well as those that rest (``qp-scale-compress-strength``), or cells smear on their way.

``python -m tests.benchmarks.webm``, on the first 8 s of six beats of two clips at 720p30, beside the MP4 as it is made:

- these settings: 0.93 and 1.00 of its bytes, a higher mean SSIM (0.9993 beside 0.9986), 15 to 18 ms a frame (x264: 5);
- VP9, "realtime" at 6 ms: 2.1 and 2.3 of its bytes, the mean SSIM of the MP4;
- VP9, "good" at 43 to 50 ms: 1.7 and 1.8 of its bytes, a lower SSIM (0.9978).

Chromium and Firefox decode AV1 on any machine; Safari does on those whose hardware does, and takes the MP4, which pages
name first, on others."""

CLEAR: Mapping[str, str] = {
    "crf": "26",
    "b": "0",
    "deadline": "realtime",
    "cpu-used": "6",
    "row-mt": "1",
    "tile-columns": "1",
    "tune-content": "screen",
    # With frames to come mixed into earlier ones, the encoder's alpha falls out of step.
    "auto-alt-ref": "0",
}
"""libvpx's, for VP9, whose transparency browsers show; "good" takes seven times as long for a fifth less."""

SECONDS_APART = 5
"""A key frame at least so often, so that one can jump."""


class Webm:
    """Encodes the frames that it is shown, in BT.709; ``close`` or ``abort`` it when there are no more.

    With ``clear``, it shows what lies behind it wherever nothing stands on stage; colours are then not
    premultiplied, as players expect.
    """

    def __init__(self, path: Path, size: Quality, clear: bool = False) -> None:
        self.frames = 0
        """Frames written so far."""
        self._path = path
        options = {**(CLEAR if clear else OPAQUE), "g": str(SECONDS_APART * size.fps)}
        self._screen = ClearScreen(size.width, size.height) if clear else Screen(size.width, size.height)
        # It tells its settings on stderr unless it is told to tell errors alone.
        os.environ.setdefault("SVT_LOG", "1")
        with _telling():
            self._container = av.open(address(path), "w", format="webm")
            self._stream = (
                self._container.add_stream("libvpx-vp9", rate=size.fps, options=options)
                if clear
                else self._container.add_stream("libsvtav1", rate=size.fps, options=options)
            )
            self._stream.width, self._stream.height = size.width, size.height
            self._stream.pix_fmt = "yuva420p" if clear else "yuv420p"
            if clear:
                self._stream.metadata["alpha_mode"] = "1"
            context = self._stream.codec_context
            context.colorspace = context.color_primaries = context.color_trc = BT709
            context.color_range = ColorRange.MPEG
            # Other beats have the other cores.
            context.thread_count = 1

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        """Take a frame, the last one with patches put on it, ``repeat`` times; raises RenderError where it cannot."""
        for patch in patches:
            self._screen.put(patch)
        frame = self._screen.frame
        with _telling():
            if not self.frames:
                # Not left to the first frame, which may be one that is held for seconds.
                with scheduled_as_before():
                    self._container.start_encoding()
            for _ in range(repeat):
                frame.pts = self.frames
                self.frames += 1
                self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Finish the file; raises RenderError where it cannot be written."""
        with _telling():
            if self.frames:
                self._container.mux(self._stream.encode())
            self._container.close()

    def abort(self) -> None:
        """Stop and delete the file."""
        with suppress(OSError, av.FFmpegError):
            self._container.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


class ClearScreen:
    """The present picture with its transparency (YUV 4:2:0 and alpha), converted only where it changes."""

    def __init__(self, width: int, height: int) -> None:
        self.frame = av.VideoFrame(width, height, "yuva420p")
        self.planes = [plane_of(plane) for plane in self.frame.planes]
        """Luma, two of colour at half the resolution, opacity: (rows, columns) each."""
        self._pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self._reformatter = VideoReformatter()

    def put(self, patch: Patch) -> None:
        """Put a patch in its place."""
        rows, columns = patch.pixels.shape[:2]
        rect = Rect(patch.left, patch.top, patch.left + columns, patch.top + rows)
        part_of(self._pixels, rect)[...] = patch.pixels
        rect = self._wider(rect)
        read = self._wider(rect)
        inner = Rect(rect.left - read.left, rect.top - read.top, rect.right - read.left, rect.bottom - read.top)
        filled = part_of(bled(straight(part_of(self._pixels, read))), inner)
        given = av.VideoFrame.from_ndarray(np.ascontiguousarray(filled), format="rgba")
        converted = self._reformatter.reformat(
            given,
            format="yuva420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
            threads=1,
        )
        for plane, part, halved in zip(self.planes, map(plane_of, converted.planes), (1, 2, 2, 1), strict=True):
            top, left = rect.top // halved, rect.left // halved
            plane[top : top + part.shape[0], left : left + part.shape[1]] = part
        # Opacity is not light: its bytes are what was painted, whatever a converter makes of their range.
        part_of(self.planes[3], rect)[...] = part_of(self._pixels, rect)[..., 3]

    def _wider(self, rect: Rect) -> Rect:
        """A rectangle that reaches as much further as colours bleed, and starts and ends on whole blocks."""
        rows, columns = self._pixels.shape[:2]
        left, top = (rect.left - BLOCK) // BLOCK * BLOCK, (rect.top - BLOCK) // BLOCK * BLOCK
        right, bottom = -(-rect.right // BLOCK) * BLOCK + BLOCK, -(-rect.bottom // BLOCK) * BLOCK + BLOCK
        return Rect(max(0, left), max(0, top), min(columns, right), min(rows, bottom))


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except OSError as error:  # PyAV's errors are kin of it
        reason = error.strerror or error
        raise RenderError(f"the WebM cannot be written: {reason}", "", "another folder, or more free space") from error
