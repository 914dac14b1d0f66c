"""A film's encoded frames and its chapters, beside what its ledger or its own metadata tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import av

from convanim.course.text.story import Story
from convanim.film.assemble import chapters
from convanim.film.digests import beats_of
from convanim.film.store.address import address
from convanim.verify.reading import reason_of
from convanim.verify.verdict import Verdict


def check_frames(film: Path, beats: Sequence[Any], fps: int, found: Verdict) -> Iterator[str]:
    """Whether every beat's frames have their digest."""
    names, frames = [one[0] for one in beats], [one[1] for one in beats]
    try:
        here = beats_of(film, fps, names, frames)
    except (av.FFmpegError, OSError, ValueError) as error:
        yield f"its frames cannot be read to the end ({reason_of(error)})"
        return
    for place, (name, _, digest) in enumerate(beats):
        if place >= len(here):
            yield f"beat {name} is missing"
        elif here[place].digest != digest:
            yield f"the frames of beat {name} are not those that were delivered"
        else:
            found.beats += 1


def check_chapters(film: Path, ledger: Mapping[str, Any], found: Verdict) -> Iterator[str]:
    """Whether the chapters that players offer are the ledger's beats, or parts."""
    with av.open(address(film)) as container:
        here = [
            (one["metadata"].get("title", ""), _seconds(one, "start"), _seconds(one, "end"))
            for one in container.chapters()
        ]
    if not here:
        found.notes.append("its chapters were left out as it was copied")
        return
    told = chapters(Story.of(ledger, film.stem).beats)
    if len(here) != len(told):
        yield f"it has {len(here)} chapters, and its ledger {len(told)}"
        return
    for (title, start, end), (true, begins, ends) in zip(here, told, strict=True):
        if title != true:
            yield f"its chapter {title!r} is called {true!r} in its ledger"
        elif max(abs(start - begins), abs(end - ends)) > 0.5 / ledger["fps"]:
            yield f"its chapter {title!r} is from {start:.4g} to {end:.4g} s, not from {begins:.4g} to {ends:.4g} s"


def _seconds(chapter: Mapping[str, Any], end: str) -> float:
    return float(chapter[end] * (chapter["time_base"] or 1))
