"""How large, how smooth and how closely compressed a film is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from convanim.errors import SpecError, UnknownNameError


@dataclass(frozen=True)
class Quality:
    """A frame size in pixels and a rate in frames a second."""

    width: int
    height: int
    fps: int


QUALITIES: Mapping[str, Quality] = {
    "l": Quality(854, 480, 15),
    "m": Quality(1280, 720, 30),
    "h": Quality(1920, 1080, 60),
    "p": Quality(2560, 1440, 60),
    "k": Quality(3840, 2160, 60),
}
"""Manim's own qualities, by its letters."""


def quality_of(name: str) -> Quality:
    """A quality by its letter; raises UnknownNameError listing the known ones."""
    if name not in QUALITIES:
        known = ", ".join(f"{letter} ({q.width}x{q.height} at {q.fps})" for letter, q in QUALITIES.items())
        raise UnknownNameError(f"no quality is called {name!r}", known)
    return QUALITIES[name]


PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
"""x264's, the quickest first."""


@dataclass(frozen=True)
class Encoding:
    """How x264 encodes: ``crf`` from 0 (lossless) to 51 (tiny and blurred), and its ``preset``.

    Raises SpecError for what x264 does not know.
    """

    crf: int = 20
    preset: str = "veryfast"

    def __post_init__(self) -> None:
        if not 0 <= self.crf <= 51:
            raise SpecError(f"crf is {self.crf}", "0 (lossless) to 51 (tiny and blurred)", "18 for a closer picture")
        if self.preset not in PRESETS:
            raise UnknownNameError(f"no preset is called {self.preset!r}", ", ".join(PRESETS))


USUAL = Encoding()
