"""How long clips will take, and how many bytes they will have, by what others like them took on this machine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from convanim.film.clip import Clip
from convanim.film.quality import quality_of
from convanim.film.render import is_kept
from convanim.film.store.cache import Cache

LOOKED_AT = 2000
"""So many kept clips are looked at, those that were used last."""


@dataclass(frozen=True)
class Estimate:
    """What a render of ``clips`` would do, ``kept`` of which need no drawing.

    ``seconds`` are those of one core for the others, and ``stored`` the bytes of these; both are the means of
    ``known`` clips of the same scenes at the same size that were drawn here, and None for scenes of which there is
    none, which are ``unknown``.
    """

    clips: int
    kept: int
    seconds: float | None
    stored: int | None
    known: int
    unknown: tuple[str, ...]


def estimate(clips: Iterable[Clip], quality: str, cache: Cache) -> Estimate:
    """What rendering clips would take, without drawing any; none is held any longer than it takes to look at it."""
    size = quality_of(quality)
    asked = (size.width, size.height, size.fps)
    count, scenes = 0, list[str]()
    for clip in clips:
        count += 1
        if not is_kept(clip, quality, cache):
            scenes.append(clip.scene if isinstance(clip.scene, str) else clip.scene.__name__)
    spent: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for kept in cache.newest_clips(LOOKED_AT):
        if kept.size == asked and kept.took:
            spent[kept.scene].append((kept.took, kept.stored))
    known = {scene: spent[scene] for scene in dict.fromkeys(scenes) if scene in spent}
    means = {
        scene: (fmean(took for took, _ in one), fmean(stored for _, stored in one)) for scene, one in known.items()
    }
    unknown = tuple(scene for scene in dict.fromkeys(scenes) if scene not in known)
    complete = not unknown
    return Estimate(
        count,
        count - len(scenes),
        sum(means[scene][0] for scene in scenes) if complete else None,
        round(sum(means[scene][1] for scene in scenes)) if complete else None,
        sum(map(len, known.values())),
        unknown,
    )
