"""The encoder alone, over exactly the frames that a real render handed to it."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from manim import CairoRenderer

from convanim.export.encoder import ClipWriter, Encoder
from convanim.export.film import Quality, manim_set
from convanim.scene import ConvScene
from convanim.stage.camera import StageCamera

CHUNK = 48
"""Frames unpacked at a time, off the clock: about 400 MB at 1080p."""

Entry = tuple[int, int, int]
"""Where a packed frame starts in the spool, its length, and how often it is shown."""


class Spool:
    """Stands in for the encoder: packs every frame into one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = 0
        self.entries: list[Entry] = []
        self._file = path.open("wb")

    def write(self, pixels: Any, repeat: int) -> None:
        packed = zlib.compress(pixels, 1)
        self.entries.append((self._file.tell(), len(packed), repeat))
        self._file.write(packed)
        self.frames += repeat

    def seal(self) -> None:
        """All sections go into one spool."""

    def close(self) -> None:
        self._file.close()


class Alone(Encoder):
    """Encodes a spool; ``seconds`` is what that took without reading and unpacking it."""

    def __init__(self, spool: Spool, path: Path, size: Quality) -> None:
        self.spool = spool
        self.shape = (size.height, size.width, 4)
        self.seconds = 0.0
        super().__init__(path, size.width, size.height, size.fps)

    def _encode(self, jobs: Iterator[tuple[Any, int]]) -> None:
        self._loading = 0.0
        start = time.perf_counter()
        super()._encode(self._frames())
        self.seconds = time.perf_counter() - start - self._loading
        for _ in jobs:
            pass

    def _frames(self) -> Iterator[tuple[Any, int]]:
        entries = self.spool.entries
        with self.spool.path.open("rb") as file:
            for first in range(0, len(entries), CHUNK):
                start = time.perf_counter()
                chunk = [self._unpacked(file, entry) for entry in entries[first : first + CHUNK]]
                self._loading += time.perf_counter() - start
                yield from chunk

    def _unpacked(self, file: Any, entry: Entry) -> tuple[Any, int]:
        place, length, repeat = entry
        file.seek(place)
        pixels = np.frombuffer(zlib.decompress(file.read(length)), dtype=np.uint8).reshape(self.shape)
        return pixels, repeat


def encoding_alone(scene_class: type[ConvScene], size: Quality) -> tuple[int, int, float]:
    """(frames, of them handed over, seconds) of encoding a whole clip that was drawn before."""
    with TemporaryDirectory(prefix="convanim-bench-") as folder, manim_set(size, film=True):
        spool = Spool(Path(folder) / "frames")
        # The spool stands in for an encoder, and Manim asks for classes where it only ever calls.
        writer: Any = partial(ClipWriter, encoder_of=lambda _: spool, on_frame=None)  # type: ignore[arg-type, return-value]
        scene_class(renderer=CairoRenderer(file_writer_class=writer, camera_class=StageCamera)).render()
        spool.close()
        encoder = Alone(spool, Path(folder) / "clip.mp4", size)
        encoder.close()
        if (Path(folder) / "clip.mp4").stat().st_size == 0:
            raise RuntimeError("the encoder wrote nothing")
    return spool.frames, len(spool.entries), encoder.seconds
