"""One clip: its film, its ledger and its captions, each beside the others and beside torch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import av

from convanim.errors import ConvanimError
from convanim.film.carried import LOOPS
from convanim.film.digests import MARK, content_digest, file_digest_of, recipe_of, told_of_sound
from convanim.verify.frames import check_chapters, check_frames
from convanim.verify.made import verify_loop, verify_made
from convanim.verify.networks import counted_again
from convanim.verify.numbers import check_numbers
from convanim.verify.own import Named, given_to
from convanim.verify.reading import UnreadableError, read_ledger, read_seal, reason_of
from convanim.verify.sound import check_sound
from convanim.verify.verdict import Verdict
from convanim.verify.words import check_captions, check_words

NOTHING = Named()
"""No files are named."""
FILMS = (".mp4", ".m4v", ".mov", ".mkv", ".webm")
TRIES = 3
"""A clip that is replaced while it is checked is checked anew, so often at the most."""
WRONG = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, ConvanimError)
"""What a ledger that has the form of one, and is none, may come to."""


def verify_clip(film: Path, named: Named = NOTHING) -> Verdict:
    """Check a film, with the ledger and the captions beside it, or what was made of one.

    What is wrong stands in the verdict; nothing is raised.
    """
    for _ in range(TRIES):
        before = _stamps(film)
        found = Verdict(film.name)
        try:
            found = _verdict(film, named, found)
        except WRONG as error:
            found.faults.append(f"what it carries is none that convanim writes ({type(error).__name__}: {error})")
        if found.right or before == _stamps(film):
            return found
    found.faults = ["it is being replaced: one of its files changed while it was checked"]
    return found


def _stamps(film: Path) -> list[tuple[int, int, int] | None]:
    """What tells whether a clip's files are still the same ones; None for one that is not there."""
    found: list[tuple[int, int, int] | None] = []
    for suffix in (film.suffix, ".json", ".srt"):
        try:
            told = film.with_suffix(suffix).stat()
            found.append((told.st_ino, told.st_size, told.st_mtime_ns))
        except (OSError, ValueError):
            found.append(None)
    return found


def _verdict(film: Path, named: Named, found: Verdict) -> Verdict:
    if film.suffix.lower() in LOOPS:
        return verify_loop(film)
    try:
        seal = read_seal(film)
    except UnreadableError as error:
        found.faults.append(f"it {error}")
        return found
    if seal is not None and seal.get("of"):
        return verify_made(film, seal)
    beside = film.with_suffix(".json")
    try:
        ledger = read_ledger(beside)
    except FileNotFoundError:
        found.faults.append(_without_ledger(film, seal))
        return found
    except UnreadableError as error:
        found.faults.append(f"its ledger {beside.name} {error}")
        return found
    if MARK not in ledger:
        if seal is None:
            found.faults.append("it was made before clips carried digests: rendered anew, it can be verified")
        else:
            found.faults.append(f"its ledger {beside.name} carries no digests, and the film does")
        _check(found, ledger, named)
        return found
    found.faults += _sealed(ledger, seal)
    found.faults += _delivered(film, ledger, found)
    found.faults += check_words(film, ledger, found)
    _check(found, ledger, named)
    return found


def _without_ledger(film: Path, seal: Mapping[str, Any] | None) -> str:
    if seal is None:
        return "nothing says what it shows: no ledger is beside it, and its metadata are not convanim’s"
    gone = f"its ledger {film.stem}.json is not beside it, so no number can be checked"
    faults = [*check_frames(film, seal["beats"], seal["recipe"]["fps"], Verdict(""))]
    faults += check_sound(film, [one[0] for one in seal["beats"]], seal.get("sound", []))
    if fault := next(iter(faults), ""):
        return f"{gone}; and {fault}"
    made = f"made by convanim {seal['recipe'].get('convanim', '?')}"
    return f"{gone}; its frames are those that its metadata tell of, {seal['recipe'].get('scene', '?')}, {made}"


def _sealed(ledger: Mapping[str, Any], seal: Mapping[str, Any] | None) -> Iterator[str]:
    """What film and ledger say of one another."""
    true = content_digest(ledger)
    if ledger.get("digest") != true:
        yield "its ledger was changed: its content is not what its digest says"
    if seal is None:
        yield "its metadata hold no recipe, or it was changed"
        return
    if seal["ledger"] != true:
        yield "its ledger is another one than the film was made with, or was changed"
    if seal["recipe"] != json.loads(json.dumps(recipe_of(ledger))):
        yield "the film’s recipe is not the ledger’s"
    if seal["captions"] != ledger.get("captions_digest"):
        yield "the film’s captions are not the ledger’s"
    if seal.get("sound", []) != told_of_sound(ledger.get("sections", [])):
        yield "the film’s digests of its sound are not the ledger’s"
    if seal["beats"] != [[one.get("name"), one.get("frames"), one.get("digest")] for one in ledger.get("sections", [])]:
        yield "the film’s digests are not the ledger’s"


def _delivered(film: Path, ledger: Mapping[str, Any], found: Verdict) -> Iterator[str]:
    """Whether the film is as it was delivered, or at least its frames are."""
    try:
        beats = [[one["name"], int(one["frames"]), one["digest"]] for one in ledger["sections"]]
        yield from check_frames(film, beats, ledger["fps"], found)
        yield from check_sound(film, [one[0] for one in beats], told_of_sound(ledger["sections"]))
        yield from check_chapters(film, ledger, found)
        delivered = ledger["film"]
        if delivered["digest"] == file_digest_of(film):
            return
        if delivered["bytes"] == film.stat().st_size:
            yield "the file was changed in place: it is as long as it was, and other bytes are in it"
        else:
            found.notes.append("its frames are those that were delivered, copied into another file")
    except (av.FFmpegError, OSError) as error:
        yield f"it cannot be read ({reason_of(error)})"
    except WRONG as error:
        yield f"its ledger says nothing of its beats ({type(error).__name__}: {error})"


def _check(found: Verdict, ledger: Mapping[str, Any], named: Named) -> None:
    """Work out what the ledger says."""
    try:
        given, faults, notes = given_to(ledger, named.arrays)
        found.faults += faults
        found.notes += notes
        if named.measurement is not None and ledger.get("measurement") not in (None, named.measurement):
            found.faults.append("another measurement than the clip was made of")
        if named.measurement is not None:
            ledger = {**ledger, "measurement": named.measurement}
        if named.network is None and "own_network" in ledger:
            found.notes.append("its network is somebody’s own and not named")
        fault = "" if named.network is None else counted_again(named.network, ledger)
        found.faults += [fault] if fault else []
        checked = check_numbers(ledger, given, named.network is not None and not fault)
        found.numbers, found.equations, found.steps = checked.numbers, checked.equations, checked.steps
        found.compared = checked.compared
        found.captions = len(ledger["captions"])
        found.faults += checked.faults
        found.faults += check_captions(ledger)
        found.faults += _times(ledger)
    except WRONG as error:
        found.faults.append(f"its ledger is none that convanim writes ({type(error).__name__}: {error})")


def _times(ledger: Mapping[str, Any]) -> Iterator[str]:
    """Whether beats follow on one another, and numbers stand within the clip and the frame."""
    end = 0
    for one in ledger["sections"]:
        frames = one.get("frames", round((one["end"] - one["start"]) * ledger["fps"]))
        if (round(one["start"] * ledger["fps"]), round(one["end"] * ledger["fps"])) != (end, end + frames):
            yield f"beat {one['name']} is told from {one['start']} to {one['end']} s, and has {frames} frames"
        end += frames
    if round(ledger["seconds"] * ledger["fps"]) != end:
        yield f"{ledger['seconds']} s are told, and there are {end} frames"
    for one in ledger["numbers"]:
        if not 0 <= one["start"] < one["end"] <= ledger["seconds"] + 1e-3:
            yield f"{one['text']!r} is shown from {one['start']} to {one['end']} s"
        if (box := one["box"]) is not None and not (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1):
            yield f"{one['text']!r} at {one['start']} s stands beyond the frame"
