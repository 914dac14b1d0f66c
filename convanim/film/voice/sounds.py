"""Sound files of anybody's, as samples: what is none, or too much, is told before any of it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray

from convanim.budgets import MOST_RECORDED, SOUND_BYTES, SOUND_RATES
from convanim.errors import SpecError
from convanim.textfile import regular

RATE = 48_000
"""Samples a second of all that is heard in films."""
FORMATS = "wav,w64,mp3,ogg,mov,flac"
"""What is read, by libav's names: the common formats of recordings, none of which names other files."""
ENDINGS = (".wav", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".flac")
KNOWN = "a recording as WAV, MP3, Ogg, Opus, M4A or FLAC"
LAYOUTS = {1: "mono", 2: "stereo"}

Samples = NDArray[np.int16]
"""(samples, channels), one or two of these, ``RATE`` a second."""


@dataclass(frozen=True, eq=False)
class Sound:
    """What a sound file holds, and the SHA-256 of its bytes."""

    samples: Samples
    digest: str

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE


def read_sound(path: Path, called: str = "") -> Sound:
    """The sound in a file, resampled where it has to be, with its levels as they are; errors call it ``called``.

    More than two channels become two. Raises SpecError where it is none or too much, which is told before it is decoded
    as far as the file itself says so.
    """
    called = called or str(path)
    try:
        regular(path, SOUND_BYTES)
        content = path.read_bytes()
    except OSError as error:
        raise SpecError(f"{called} cannot be read: {error.strerror}", KNOWN, field="narrate") from error
    if not content:
        raise SpecError(f"{called} is empty", KNOWN, field="narrate")
    try:
        parts = list(_decoded(content, called))
    except (av.FFmpegError, ValueError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError(f"{called} holds no sound, or breaks off ({reason})", KNOWN, field="narrate") from error
    if not parts or not sum(map(len, parts)):
        raise SpecError(f"{called} has no sound in it", KNOWN, field="narrate")
    return Sound(np.concatenate(parts), sha256(content).hexdigest())


def _decoded(content: bytes, called: str) -> Iterator[Samples]:
    with av.open(BytesIO(content), mode="r", options={"format_whitelist": FORMATS}) as source:
        # A picture of what is on the disc, as music players show it, is none that moves.
        if any(not stream.disposition & Disposition.attached_pic for stream in source.streams.video):
            raise SpecError(f"{called} holds moving pictures", KNOWN, "its sound alone", field="narrate")
        if not source.streams.audio:
            raise SpecError(f"{called} has no sound in it", KNOWN, field="narrate")
        stream = source.streams.audio[0]
        context = stream.codec_context
        if context is None:  # whatever the file says, no decoder goes by that name
            raise SpecError(f"{called} is encoded in a way that nobody here knows", KNOWN, field="narrate")
        least, most = SOUND_RATES
        if not context.channels:
            raise SpecError(f"{called} has no channels", "one or two", field="narrate")
        if not least <= context.rate <= most:
            allowed = f"{least} to {most}, such as {RATE}"
            raise SpecError(f"{called} has {context.rate} samples a second", allowed, field="narrate")
        told = 0 if stream.duration is None or stream.time_base is None else float(stream.duration * stream.time_base)
        _check_length(told, called)
        layout = LAYOUTS[min(2, context.channels)]
        resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE)
        count = 0
        for frame in source.decode(stream):
            # Where it stood in its file says nothing of when it is heard.
            frame.pts = None
            for part in _plain(resampler, frame):
                count += len(part)
                _check_length(count / RATE, called)
                yield part
        yield from _plain(resampler, None)


def _plain(resampler: av.AudioResampler, frame: av.AudioFrame | None) -> Iterator[Samples]:
    for one in resampler.resample(frame):
        yield np.asarray(one.to_ndarray(), np.int16).reshape(-1, one.layout.nb_channels)


def _check_length(seconds: float, called: str) -> None:
    if seconds > MOST_RECORDED:
        allowed = f"{MOST_RECORDED}, of one beat"
        raise SpecError(f"{called} lasts more than {MOST_RECORDED} seconds", allowed, "a beat alone", field="narrate")
