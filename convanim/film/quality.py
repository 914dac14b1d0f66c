"""How large, how smooth and how closely compressed a film is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convanim.errors import Name, Setting, SpecError, UnknownNameError, quoted
from convanim.spec.aspect import ASPECTS, size_of


@dataclass(frozen=True)
class Quality:
    """A frame size in pixels and a rate in frames a second."""

    width: int
    height: int
    fps: int

    def shaped(self, aspect: str) -> Quality:
        """As many pixels on the short side and frames a second in another aspect, for a widescreen quality.

        Raises UnknownNameError for an unknown aspect.

        >>> Quality(1920, 1080, 60).shaped("9:16"), Quality(1920, 1080, 60).shaped("1:1")
        (Quality(width=1080, height=1920, fps=60), Quality(width=1080, height=1080, fps=60))
        """
        width, height = size_of(aspect)
        if width == height:
            return Quality(self.height, self.height, self.fps)
        return self if width > height else Quality(self.height, self.width, self.fps)

    def at(self, fps: int | None) -> Quality:
        """The same frames at another rate; None leaves it.

        >>> Quality(1920, 1080, 60).at(25)
        Quality(width=1920, height=1080, fps=25)
        """
        return self if fps is None else replace(self, fps=fps)


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
    if not isinstance(name, str) or name not in QUALITIES:
        known = ", ".join(f"{letter} ({q.width}x{q.height} at {q.fps})" for letter, q in QUALITIES.items())
        raise UnknownNameError(f"no quality is called {quoted(name)}", known, field="quality")
    return QUALITIES[name]


def name_of(size: Quality) -> tuple[str, str] | None:
    """The letter and the aspect of a frame size at any rate, if it has names.

    >>> name_of(Quality(720, 1280, 25))
    ('m', '9:16')
    """
    named = {
        quality.shaped(aspect).at(size.fps): (letter, aspect)
        for letter, quality in QUALITIES.items()
        for aspect in ASPECTS
    }
    return named.get(size)


PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
"""x264's, the quickest first."""


TUNED: Mapping[str, str] = {
    "preset": "veryfast",
    "qcomp": "0.72",
    "rc-lookahead": "10",
    "bf": "8",
    "b_strategy": "0",
    "refs": "3",
    "subq": "2",
    "trellis": "1",
    "partitions": "all",
    "x264-params": "mbtree=0:scenecut=0:ipratio=2:pbratio=2",
}
"""For pictures of flat colour, most of which rest from frame to frame: many B-frames, which cost little, and
finer frames for all others to refer to (ipratio, pbratio), in place of the weighing of blocks far ahead (mbtree), which
takes a quarter of the time, and of a fine search for motion. Next to Manim's own settings (medium, crf 23) on the
same frames, these take 0.34 to 0.4 of the processor's time. At 1080p60 files are 0.8 to 0.95 times the size and closer
to the original (SSIM, its mean and its lowest frame); at 720p30 they are as large and on the whole as close, but for
single frames that are up to 0.001 further: ``python -m tests.benchmarks.encoding``, on beats of two clips."""

KEY_SECONDS = 10
"""A key frame comes at least so often, and at the start of each beat."""


@dataclass(frozen=True)
class Encoding:
    """How x264 encodes: ``crf`` from 0 (lossless) to 51 (tiny and blurred), and its ``preset``, or None for ``TUNED``.

    Raises SpecError for what x264 does not know.
    """

    crf: float = 22.0
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
        crf: object = self.crf
        if isinstance(crf, bool) or not isinstance(crf, int | float) or not 0 <= crf <= 51:
            closer = (Setting("crf", 18), " for a closer picture")
            raise SpecError((Name("crf"), f" is {quoted(crf)}"), "0 (lossless) to 51 (tiny and blurred)", closer)
        if self.preset is not None and self.preset not in [*PRESETS]:
            raise UnknownNameError(f"no preset is called {quoted(self.preset)}", ", ".join(PRESETS), field="preset")


USUAL = Encoding()
