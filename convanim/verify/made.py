"""What was made of a film: sections, films encoded anew and loops, and whether they are as they were made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convanim.film.digests import content_digest, recipe_of
from convanim.verify.frames import check_frames
from convanim.verify.reading import UnreadableError, read_carried, read_ledger
from convanim.verify.sound import check_sound
from convanim.verify.verdict import Verdict


def verify_loop(loop: Path) -> Verdict:
    """A GIF or WebP, whose pictures nobody can compare with the film's: whether it is as it was made."""
    found = Verdict(loop.name)
    try:
        told = read_carried(loop)
    except UnreadableError as error:
        found.faults.append(f"it {error}")
        return found
    if told is None:
        found.faults.append("nothing says what it shows: it carries no recipe")
        return found
    if told["here"] != told["digest"]:
        found.faults.append("it was changed: its content is not what its digest says")
    _beside(loop, told, found)
    found.notes.append(f"it is as it was made of {told['of']}, whose ledger has the numbers")
    return found


def verify_made(film: Path, seal: Mapping[str, Any]) -> Verdict:
    """A section, or another file, that was made of a film: its own frames, and whose they are."""
    found = Verdict(film.name)
    found.faults += check_frames(film, seal["beats"], seal["recipe"]["fps"], found)
    found.faults += check_sound(film, [one[0] for one in seal["beats"]], seal.get("sound", []))
    ledger = _beside(film, seal, found)
    told = [[one["name"], one["frames"], one["digest"]] for one in ledger.get("sections", [])]
    found.notes.append(
        f"its frames are those of {seal['of']}, whose ledger has the numbers"
        if all(one in told for one in seal["beats"])
        else f"it was encoded anew from what {seal['of']} shows, whose ledger has the numbers"
    )
    return found


def _beside(made: Path, seal: Mapping[str, Any], found: Verdict) -> Mapping[str, Any]:
    """The ledger of the film that something was made of, found to be the one that it carries; else an empty one."""
    name = f"{seal['of']}.json"
    beside = next((path for path in (made.with_name(name), made.parent.parent / name) if path.is_file()), None)
    if beside is None:
        found.faults.append(f"the ledger that it was made with, {name}, is not beside it")
        return {}
    try:
        ledger = read_ledger(beside)
    except (OSError, UnreadableError) as error:
        found.faults.append(f"its ledger {name} {error}")
        return {}
    if content_digest(ledger) != seal["ledger"]:
        found.faults.append(f"{name} is another ledger than it was made with, or was changed")
    elif seal["recipe"] != json.loads(json.dumps(recipe_of(ledger))):
        found.faults.append("its recipe is not the ledger’s")
    return ledger
