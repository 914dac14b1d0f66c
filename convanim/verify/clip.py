"""One clip: its film, its ledger and its captions, each beside the others and beside torch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import av

from convanim.course.text.story import Story
from convanim.course.text.subtitles import subrip, webvtt
from convanim.errors import ConvanimError
from convanim.film.carried import LOOPS, carried_by
from convanim.film.digests import (
    LEDGER,
    MARK,
    beats_of,
    content_digest,
    file_digest_of,
    recipe_of,
    seal_in,
)
from convanim.film.naming import is_loop
from convanim.verify.numbers import check_numbers
from convanim.verify.own import Named, given_to
from convanim.verify.verdict import Verdict
from convanim.verify.words import check_captions, check_subtitles

NOTHING = Named()
"""No files are named."""
FILMS = (".mp4", ".m4v", ".mov", ".mkv", ".webm")
WRONG = (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, ConvanimError)
"""What a ledger that is none may come to."""


def verify_clip(film: Path, named: Named = NOTHING) -> Verdict:
    """Check a film, with the ledger and the captions beside it, or what was made of one.

    What is wrong stands in the verdict; nothing is raised.
    """
    found = Verdict(film.name)
    try:
        return _verdict(film, named, found)
    except WRONG as error:
        found.faults.append(f"what it carries is none that convanim writes ({type(error).__name__}: {error})")
        return found


def _verdict(film: Path, named: Named, found: Verdict) -> Verdict:
    if film.suffix.lower() in LOOPS:
        return _loop(film, found)
    try:
        seal = seal_in(film)
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        found.faults.append(f"it cannot be read as a film, or not to its end ({reason})")
        return found
    if seal is not None and seal.get("of"):
        return _made_of(film, seal)
    beside = film.with_suffix(".json")
    try:
        ledger = json.loads(beside.read_text(encoding="utf-8"))
    except FileNotFoundError:
        found.faults.append(_without_ledger(film, seal))
        return found
    except (OSError, ValueError, RecursionError) as error:
        found.faults.append(f"its ledger {beside.name} cannot be read: {error}")
        return found
    if not isinstance(ledger, dict) or not {"scene", "layer", "values", "numbers"} <= ledger.keys():
        found.faults.append(f"{beside.name} beside it is no ledger")
        return found
    if (version := ledger.get(MARK)) is not None and version != LEDGER:
        found.faults.append(f"its ledger has version {version!r} of the form, and this convanim reads {LEDGER}")
        return found
    if version is None:
        if seal is None:
            found.faults.append("it was made before clips carried digests: rendered anew, it can be verified")
        else:
            found.faults.append(f"its ledger {beside.name} carries no digests, and the film does")
        _check(found, ledger, named)
        return found
    found.faults += _sealed(ledger, seal)
    found.faults += _delivered(film, ledger, found)
    found.faults += _captions(film.with_suffix(".srt"), ledger, found)
    _check(found, ledger, named)
    return found


def _without_ledger(film: Path, seal: Mapping[str, Any] | None) -> str:
    if seal is None:
        return "nothing says what it shows: no ledger is beside it, and its metadata are not convanim’s"
    gone = f"its ledger {film.stem}.json is not beside it, so no number can be checked"
    if fault := next(_frames(film, seal["beats"], seal["recipe"]["fps"], Verdict("")), ""):
        return f"{gone}; and {fault}"
    made = f"made by convanim {seal['recipe'].get('convanim', '?')}"
    return f"{gone}; its frames are those that its metadata tell of, {seal['recipe'].get('scene', '?')}, {made}"


def _loop(loop: Path, found: Verdict) -> Verdict:
    """A GIF or WebP, whose pictures nobody can compare with the film's: whether it is as it was made."""
    told = carried_by(loop)
    if told is None:
        found.faults.append("nothing says what it shows: it carries no recipe")
        return found
    if told["here"] != told["digest"]:
        found.faults.append("it was changed: its content is not what its digest says")
    _beside(loop, told, found)
    found.notes.append(f"it is as it was made of {told['of']}, whose ledger has the numbers")
    return found


def _made_of(film: Path, seal: Mapping[str, Any]) -> Verdict:
    """A section, or another file, that was made of a film: its own frames, and whose they are."""
    found = Verdict(film.name)
    found.faults += _frames(film, seal["beats"], seal["recipe"]["fps"], found)
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
        ledger: Mapping[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
        if content_digest(ledger) != seal["ledger"]:
            found.faults.append(f"{name} is another ledger than it was made with, or was changed")
        elif seal["recipe"] != json.loads(json.dumps(recipe_of(ledger))):
            found.faults.append("its recipe is not the ledger’s")
    except (OSError, *WRONG) as error:
        found.faults.append(f"{name} is no ledger ({type(error).__name__}: {error})")
        return {}
    return ledger


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
    if seal["beats"] != [[one.get("name"), one.get("frames"), one.get("digest")] for one in ledger.get("sections", [])]:
        yield "the film’s digests are not the ledger’s"


def _delivered(film: Path, ledger: Mapping[str, Any], found: Verdict) -> Iterator[str]:
    """Whether the film is as it was delivered, or at least its frames are."""
    try:
        beats = [[one["name"], int(one["frames"]), one["digest"]] for one in ledger["sections"]]
        yield from _frames(film, beats, ledger["fps"], found)
        delivered = ledger["film"]
        if delivered["digest"] == file_digest_of(film):
            return
        if delivered["bytes"] == film.stat().st_size:
            yield "the file was changed in place: it is as long as it was, and other bytes are in it"
        else:
            found.notes.append("its frames are those that were delivered, copied into another file")
    except WRONG as error:
        yield f"its ledger says nothing of its beats ({type(error).__name__}: {error})"


def _frames(film: Path, beats: Sequence[Any], fps: int, found: Verdict) -> Iterator[str]:
    """Whether every beat's frames have their digest."""
    names, frames = [one[0] for one in beats], [one[1] for one in beats]
    try:
        here = beats_of(film, fps, names, frames)
    except (av.FFmpegError, OSError, ValueError) as error:
        yield f"its frames cannot be read to the end ({getattr(error, 'strerror', None) or error})"
        return
    for place, (name, _, digest) in enumerate(beats):
        if place >= len(here):
            yield f"beat {name} is missing"
        elif here[place].digest != digest:
            yield f"the frames of beat {name} are not those that were delivered"
        else:
            found.beats += 1


def _captions(path: Path, ledger: Mapping[str, Any], found: Verdict) -> Iterator[str]:
    """What is wrong with the files of captions beside a film."""
    if is_loop(ledger):
        return
    story, vtt = Story.of(ledger, path.stem), path.with_suffix(".vtt")
    if vtt.is_file() and vtt.read_bytes() != webvtt(story).encode():
        yield f"{vtt.name} does not say what the ledger says"
    try:
        written = path.read_bytes()
    except OSError:
        found.notes.append(f"its captions {path.name} are not beside it")
        return
    if sha256(written).hexdigest() == ledger.get("captions_digest"):
        return
    # Course material has them with lines that are no longer than players show.
    if written == subrip(story).encode():
        return
    try:
        faults = [f"{path.name}: {fault}" for fault in check_subtitles(written.decode("utf-8"), ledger)]
    except WRONG as error:
        faults = [f"{path.name}: {error}"]
    yield from faults or [f"{path.name} was changed"]


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
        checked = check_numbers(ledger, given)
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
