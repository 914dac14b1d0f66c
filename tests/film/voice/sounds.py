"""Sound files to speak with: tones, which have beginnings and ends, and what only looks like sound."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import av
import numpy as np

RATE = 48_000


def tone(seconds: float, rate: int = RATE, channels: int = 1) -> np.ndarray:
    """A tone (samples, channels)."""
    wave_ = 12_000 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave_.astype("<i2")[:, None], channels, axis=1)


def silence(seconds: float) -> np.ndarray:
    return np.zeros((round(seconds * RATE), 1), "<i2")


def write(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    """A WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def encoded(path: Path, codec: str, seconds: float = 1.0, rate: int = RATE) -> Path:
    """The tone in the format that a name ends in."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(seconds, rate).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def film(path: Path) -> Path:
    """Moving pictures, whatever its name says."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode())
    return path


def patched(path: Path, at: int, form: str, value: int) -> Path:
    """A file of which a number is another."""
    content = bytearray(path.read_bytes())
    struct.pack_into(form, content, at, value)
    path.write_bytes(content)
    return path


def heard(path: Path) -> np.ndarray:
    """All that is heard in a film, from its first picture on: one channel, -1 to 1."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    assert frames[0].pts == 0
    samples = np.concatenate(
        [
            one.to_ndarray() if one.format.is_planar else one.to_ndarray().reshape(-1, len(one.layout.channels)).T
            for one in frames
        ],
        axis=1,
    )[0].astype(float)
    return samples / 32768 if np.abs(samples).max() > 2 else samples


def spans(path: Path) -> list[tuple[float, float]]:
    """From when to when, in seconds, it is loud in a film, but for breaks of less than a twentieth."""
    loud = np.sqrt(np.convolve(heard(path) ** 2, np.ones(480) / 480, "same")) > 0.05
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]]))) / RATE
    found: list[tuple[float, float]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if found and start - found[-1][1] < 0.05:
            start = found.pop()[0]
        found.append((float(start), float(end)))
    return found
