"""What ``--dry-run`` tells: how many clips there are, and what the render of them would take."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from convanim.cli.output import tell, tell_json
from convanim.cli.progress import waiting
from convanim.cli.report import warned

if TYPE_CHECKING:
    from convanim.film.clip import Clip
    from convanim.film.estimate import Estimate
    from convanim.film.store.cache import Cache
    from convanim.request.request import Request
    from convanim.scene import ConvScene


def foresee(requests: deque[Request], quality: str, cache: Cache, jobs: int | None, quiet: bool, as_json: bool) -> None:
    """Tell what so many ``jobs`` would have to do (None: as many as are good); requests are taken away one by one."""
    from convanim.film.estimate import estimate
    from convanim.film.render import processes
    from convanim.film.workers.portable import jobs_for
    from convanim.request.clips import one_by_one

    scenes: dict[type[ConvScene] | str, None] = {}

    def looked_at() -> Iterator[Clip]:
        for clip in one_by_one(requests, cache, quality):
            scenes[clip.scene] = None
            yield clip

    with waiting(quiet), warned(quiet):
        found = estimate(looked_at(), quality, cache)
        drawing = jobs_for(scenes, jobs or processes(found.clips, quality))
    _tell(found, drawing, as_json)


def _tell(found: Estimate, jobs: int, as_json: bool) -> None:
    if as_json:
        tell_json({**asdict(found), "jobs": jobs})
        return
    clips = "1 clip" if found.clips == 1 else f"{found.clips} clips"
    tell(f"{clips}, {found.kept} of them as before")
    left = found.clips - found.kept
    if not left:
        return
    if found.seconds is None or found.stored is None:
        tell(
            f"{left} to draw; how long that takes is known once a clip of {', '.join(found.unknown)} "
            "was drawn here at this quality"
        )
        return
    by = f", by {jobs} processes {duration(found.seconds / jobs)}" if jobs > 1 else ""
    like = "1 clip" if found.known == 1 else f"{found.known} clips"
    tell(
        f"{left} to draw: about {duration(found.seconds)} of one core{by}, and {found.stored / 1e6:.1f} MB, "
        f"as {like} of the same scenes took here"
    )


def duration(seconds: float) -> str:
    """So many seconds in the unit that suits them.

    >>> duration(7.4), duration(540), duration(90_000)
    ('7 s', '9 min', '25.0 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
