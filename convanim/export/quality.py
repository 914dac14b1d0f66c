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


TUNED: Mapping[str, str] = {
    "preset": "veryfast",
    "qcomp": "0.65",
    "rc-lookahead": "60",
    "bf": "8",
    "b_strategy": "0",
    "refs": "3",
    "subq": "1",
    "trellis": "1",
    "partitions": "all",
}
"""For pictures of flat colour, most of which rest from frame to frame: a long look ahead and many B-frames, which
cost little, in place of a fine search for motion. Next to Manim's own settings (medium, crf 23) on the same frames,
these take a half to three quarters of the processor's time, make files of 0.7 to 1.0 times the size and are as close to
the original or closer (SSIM, its mean and its lowest frame): ``python -m tests.benchmarks.encoding``, on beats of two
clips at 720p30, where it is close to a tie, and at 1080p60."""

KEY_SECONDS = 10
"""A key frame comes at least so often, and at the start of each beat."""


@dataclass(frozen=True)
class Encoding:
    """How x264 encodes: ``crf`` from 0 (lossless) to 51 (tiny and blurred), and its ``preset``, or None for ``TUNED``.

    Raises SpecError for what x264 does not know.
    """

    crf: float = 22.2
    preset: str | None = None

    @property
    def options(self) -> dict[str, str]:
        """The encoder's options but for the distance of key frames.

        >>> Encoding(18, "slow").options
        {'preset': 'slow', 'crf': '18'}
        """
        chosen = TUNED if self.preset is None else {"preset": self.preset}
        return {**chosen, "crf": f"{self.crf:g}"}

    def __post_init__(self) -> None:
        if not 0 <= self.crf <= 51:
            raise SpecError(f"crf is {self.crf}", "0 (lossless) to 51 (tiny and blurred)", "18 for a closer picture")
        if self.preset is not None and self.preset not in PRESETS:
            raise UnknownNameError(f"no preset is called {self.preset!r}", ", ".join(PRESETS))


USUAL = Encoding()
