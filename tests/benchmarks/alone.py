"""The encoder alone, over exactly the patches that a real render handed to it."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import numpy as np

from convanim.draw.compositor import Patch
from convanim.film.encoder import Encoder
from convanim.film.quality import USUAL, Quality
from convanim.film.shoot import manim_set, stage
from convanim.film.writer import ClipWriter
from convanim.scene import ConvScene

CHUNK = 48
"""Frames unpacked at a time, off the clock: at most 400 MB at 1080p."""


@dataclass(frozen=True)
class Packed:
    """Where a packed patch starts in the spool, its length, and what it takes to unpack it."""

    start: int
    length: int
    left: int
    top: int
    shape: tuple[int, ...]


Frame = tuple[Sequence[Packed], int]
"""The patches of a frame, and how often it is shown."""


class Spool:
    """Stands in for the encoder of a beat: packs every patch into a file that all beats share."""

    def __init__(self, file: BinaryIO) -> None:
        self.frames: list[Frame] = []
        self._file = file

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        self.frames.append(([self._packed(patch) for patch in patches], repeat))

    def _packed(self, patch: Patch) -> Packed:
        packed, start = zlib.compress(patch.pixels.tobytes(), 1), self._file.tell()
        self._file.write(packed)
        return Packed(start, len(packed), patch.left, patch.top, patch.pixels.shape)

    def seal(self) -> None:
        """A beat just ends."""


class Alone(Encoder):
    """Encodes a spool; ``seconds`` is what that took without reading and unpacking it."""

    def __init__(self, spool: Spool, source: BinaryIO, path: Path, size: Quality) -> None:
        self.spool, self.source = spool, source
        self.seconds = 0.0
        super().__init__(path, size, USUAL)

    def _encode(self, jobs: Iterator[tuple[Sequence[Patch], int]]) -> None:
        self._loading = 0.0
        start = time.perf_counter()
        super()._encode(self._unpacked())
        self.seconds = time.perf_counter() - start - self._loading
        for _ in jobs:
            pass

    def _unpacked(self) -> Iterator[tuple[Sequence[Patch], int]]:
        frames = self.spool.frames
        for first in range(0, len(frames), CHUNK):
            start = time.perf_counter()
            chunk = [([self._patch(one) for one in packed], repeat) for packed, repeat in frames[first : first + CHUNK]]
            self._loading += time.perf_counter() - start
            yield from chunk

    def _patch(self, packed: Packed) -> Patch:
        self.source.seek(packed.start)
        pixels = np.frombuffer(zlib.decompress(self.source.read(packed.length)), dtype=np.uint8)
        return Patch(packed.left, packed.top, pixels.reshape(packed.shape))


def encoding_alone(scene_class: type[ConvScene], size: Quality) -> tuple[int, int, float]:
    """(frames, of them handed over, seconds) of encoding a whole clip that was drawn before, beat by beat."""
    spools: list[Spool] = []
    seconds = 0.0
    with TemporaryDirectory(prefix="convanim-bench-") as folder, (Path(folder) / "patches").open("w+b") as file:

        def spool_of(beat: str) -> Any:
            spools.append(Spool(file))
            return spools[-1]

        with manim_set(size, film=True):
            stage(scene_class, partial(ClipWriter, encoder_of=spool_of, on_frame=None), skip=False).render()
        for number, spool in enumerate(spools):
            encoder = Alone(spool, file, Path(folder) / f"{number:03}.mp4", size)
            encoder.close()
            if encoder.path.stat().st_size == 0:
                raise RuntimeError("the encoder wrote nothing")
            seconds += encoder.seconds
    shown = [repeat for spool in spools for _, repeat in spool.frames]
    return sum(shown), len(shown), seconds
