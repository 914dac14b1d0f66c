"""What ``--dry-run`` tells: how many clips there are, and what the render of them would take."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from convanim.cli.output import tell, tell_json

if TYPE_CHECKING:
    from convanim.film.estimate import Estimate


def foresee(found: Estimate, jobs: int, as_json: bool) -> None:
    """Tell what so many ``jobs`` would have to do."""
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
