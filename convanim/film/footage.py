"""What passes over a scene make: one stream a beat, and what each shows and says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from convanim.errors import LoopWarning, OverlapWarning, warn


@dataclass(frozen=True)
class Cue:
    """One sentence, from start to end in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Footage:
    """One beat on film. All times are in seconds from the start of the beat.

    ``numbers`` and ``equations`` are entries of the ledger, ``steps`` the steps that windows went through,
    each with its ``start``; ``look`` tells its pictures from any others, ``key`` also how they were
    encoded and what is said; ``took`` is how many seconds of one core drawing and encoding have taken; ``jump`` is
    in how much of the frame, 0 to 1, the last picture of a loop is another than its first; ``hidden`` names blocks
    that hide one another; ``kept`` says that it was there from an earlier render.
    """

    beat: str
    stream: Path
    frames: int
    captions: tuple[Cue, ...]
    numbers: tuple[Mapping[str, Any], ...]
    equations: tuple[Mapping[str, Any], ...]
    steps: tuple[Mapping[str, Any], ...]
    look: str
    key: str
    took: float = 0.0
    jump: float = 0.0
    hidden: tuple[tuple[str, ...], ...] = ()
    kept: bool = False


@dataclass(frozen=True)
class Reel:
    """The beats of one pass, in order, and what the ledger says of the clip as a whole.

    ``opened`` are the user's files that were read for it, and when; ``unkept`` says why a beat was not kept for the
    next time, and is empty where all were.
    """

    footage: tuple[Footage, ...]
    about: Mapping[str, Any]
    opened: Mapping[str, float] = field(default_factory=dict)
    unkept: str = ""


def shifted(entry: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """An entry of the ledger that much later.

    >>> shifted({"text": "7", "start": 0.5, "end": 1.0}, 2.0)
    {'text': '7', 'start': 2.5, 'end': 3.0}
    """
    return {**entry, **{name: later(entry[name], seconds) for name in ("start", "end") if name in entry}}


def later(time: float, seconds: float) -> float:
    """A time moved by seconds, to a tenth of a millisecond; never a negative zero, which would print otherwise.

    >>> later(0.3, -0.3 - 1e-9)
    0.0
    """
    return round(time + seconds, 4) + 0.0


def warn_of_jump(scene: str, jump: float) -> None:
    """Warn (LoopWarning) of a loop whose last picture is another than its first in such a share of the frame."""
    if jump:
        share = max(1, round(100 * jump))
        warn(
            LoopWarning(
                f"the loop of {scene} jumps where it starts over: its last picture differs from its first in {share} % "
                "of the frame; a method loop runs on where it ends by arranging the tableau that it begins with"
            )
        )


def warn_of_hidden(scene: str, beat: str, pairs: Sequence[Sequence[str]]) -> None:
    """Warn (OverlapWarning) of blocks that hide one another in a beat, which are given by their names."""
    for one, other in dict.fromkeys(map(tuple, pairs)):
        warn(
            OverlapWarning(
                f"{one} and {other} stand on each other in the beat {beat} of {scene}; {other}.shift(3 * RIGHT) or "
                f"{other}.next_to({one}) parts them"
            )
        )
