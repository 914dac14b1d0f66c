"""The sound of a whole film: pieces where they are heard, silence between, encoded in one stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
import numpy as np

from convanim.film.store.address import address
from convanim.film.voice.narration import Piece
from convanim.film.voice.sounds import LAYOUTS, RATE, Samples

BLOCK = 1 << 16
"""Samples that are put together at a time."""
CODECS: Mapping[str, tuple[str, int]] = {".mp4": ("aac", 96_000), ".webm": ("libopus", 64_000)}
"""By how a film's name ends, what its sound is encoded with, and bits a second of a channel."""


class Timed(Protocol):
    """What begins so many seconds after its beat."""

    @property
    def start(self) -> float: ...


class Said(Protocol):
    """A beat on film: how many frames it has, and its captions."""

    @property
    def beat(self) -> str: ...
    @property
    def frames(self) -> int: ...
    @property
    def captions(self) -> Sequence[Timed]: ...


@dataclass(frozen=True, eq=False)
class Placed:
    """Samples, and the one of the film at which they begin."""

    start: int
    samples: Samples


@dataclass(frozen=True, eq=False)
class Track:
    """All that is heard in a film of ``length`` samples, in order and without overlap, in one channel or two."""

    placed: tuple[Placed, ...]
    length: int
    channels: int

    def blocks(self) -> Iterator[Samples]:
        """All samples (samples, channels), in pieces of ``BLOCK``."""
        for start in range(0, self.length, BLOCK):
            block = np.zeros((min(BLOCK, self.length - start), self.channels), np.int16)
            for one in self.placed:
                first, last = max(start, one.start), min(start + len(block), one.start + len(one.samples))
                if first < last:
                    # What has one channel is heard in both.
                    block[first - start : last - start] = one.samples[first - one.start : last - one.start]
            yield block


def track_of(beats: Sequence[Said], pieces: Mapping[str, Sequence[Piece]], fps: int, channels: int) -> Track:
    """The sound of beats in a row, each piece with its caption, or as soon as the one before it has been heard."""
    placed = list[Placed]()
    begun = heard = 0
    for beat in beats:
        for piece in pieces.get(beat.beat, ()):
            place = piece.caption
            said = 0.0 if place is None or place >= len(beat.captions) else beat.captions[place].start
            # Whatever rounds times, captions come with frames.
            at = max(heard, sample_at(begun + round(said * fps), fps))
            placed.append(Placed(at, piece.samples))
            heard = at + len(piece.samples)
        begun += beat.frames
    return Track(tuple(placed), sample_at(begun, fps), channels)


def sample_at(frame: int, fps: int) -> int:
    """The sample that is heard as a frame comes.

    >>> sample_at(15, 30)
    24000
    """
    return round(Fraction(frame * RATE, fps))


def encode(track: Track, path: Path) -> None:
    """Write a track into a file, as films whose names end so have it; raises OSError where it cannot be."""
    codec, bits = CODECS[path.suffix]
    with av.open(address(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=RATE, layout=LAYOUTS[track.channels])
        assert isinstance(stream, av.AudioStream)  # both codecs are
        stream.bit_rate = bits * track.channels
        stream.codec_context.thread_count = 1
        at = 0
        for block in track.blocks():
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout=LAYOUTS[track.channels])
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            at += len(block)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
