"""How far the making of a clip's kinds is, and how long it will still take."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

SECONDS = {"webm": 0.017, "transparent": 0.019, "strip": 0.003, "gif": 0.0035, "webp": 0.0045}
"""What a frame of each kind takes of the processor, of a clip of 1280 x 720, with its drawing."""
ONCE = {"poster": 0.3, "stills": 0.2, "handout": 0.25}
"""What each beat takes, whatever its length; the poster is one."""
TRUSTED = 6.0
"""For so many seconds of work, the costs above are believed as much as the clock."""


def cost(kind: str, frames: float, width: int, height: int) -> float:
    """The seconds that so many frames take, or beats where a kind makes one picture of each.

    >>> cost("webm", 100, 1280, 720)
    1.7000000000000002
    """
    # What is large is flatter: four times the pixels take about twice as long.
    return ONCE[kind] * frames if kind in ONCE else SECONDS[kind] * frames * sqrt(width * height / (1280 * 720))


@dataclass(frozen=True)
class Making:
    """How far a clip's kinds are: ``made`` of ``kinds``, and ``share`` of ``kind``, which is being made now ("": none).

    ``done`` of ``whole`` seconds are behind, as they were expected.
    """

    clip: str
    made: int
    kinds: int
    kind: str
    share: float
    done: float
    whole: float

    @classmethod
    def of(
        cls,
        clip: str,
        parts: Mapping[str, Mapping[str, float]],
        made: Collection[str],
        there: Collection[str],
        needed: Sequence[str],
    ) -> Making:
        """Out of the cost of each part of each kind, kinds that are made, parts that are there, and those to make.

        The latter, ``needed``, are in the order of work.

        >>> parts = {"words": {}, "gif": {"strip 1": 1, "gif": 3}}
        >>> Making.of("split", parts, ["words"], ["strip 1"], ["strip 1", "gif"])
        Making(clip='split', made=1, kinds=2, kind='gif', share=0.25, done=1, whole=4)
        """
        costs = {name: cost for some in parts.values() for name, cost in some.items() if name in needed}
        waiting = (kind for name in needed if name not in there for kind in parts if name in parts[kind])
        now = next((kind for kind in waiting if kind not in made), "")
        asked = {name: cost for name, cost in parts.get(now, {}).items() if name in needed}
        behind = sum(cost for name, cost in asked.items() if name in there)
        done = sum(cost for name, cost in costs.items() if name in there)
        return cls(clip, len(made), len(parts), now, behind / (sum(asked.values()) or 1), done, sum(costs.values()))


def time_left(done: float, whole: float, took: float, ago: float, jobs: int = 1) -> float:
    """How many seconds it still takes, at the pace so far; ``took`` until the last report, which was ``ago``.

    Costs are expected ones, so in the beginning they count as much as what was measured.

    >>> time_left(0, 20, 0, 0, jobs=2), time_left(10, 20, 10, 4), time_left(10, 20, 10, 60)
    (10.0, 6.0, 0.0)
    """
    pace = (took + TRUSTED) / (done / jobs + TRUSTED)
    return max(0.0, (whole - done) / jobs * pace - ago)
