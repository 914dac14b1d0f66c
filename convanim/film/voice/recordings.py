"""A folder with recordings: which beat each is of, by its number or its name."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from convanim.budgets import MOST_RECORDINGS
from convanim.errors import Setting, SpecError, UnknownNameError, VoiceNote, warn
from convanim.film.voice.script import Lines, Script
from convanim.film.voice.sounds import ENDINGS

LISTED = 20
"""So many names are told in a message."""


def recordings(folder: Path, script: Script) -> Mapping[str, Path]:
    """The recording of each beat that has one; tells of those that have none (VoiceNote).

    A recording is called as ``convanim script`` prints, or by the beat's number or name alone. Raises SpecError where
    there is no such folder, or none for any beat, UnknownNameError for a recording that is of none, or a second one.
    """
    found: dict[str, Path] = {}
    for path in _sounds_in(folder):
        beat = _beat_of(path.stem, script.beats)
        if beat is None:
            names = [one.file for one in script.beats]
            close = get_close_matches(path.stem.lower(), names, n=1)
            raise UnknownNameError(f"{path} is of no beat of {script.scene}", _listed(names), *close, field="narrate")
        if beat.name in found:
            given = f"{found[beat.name].name} and {path.name} in {folder} are both of the beat {beat.name}"
            raise UnknownNameError(given, "one recording a beat", f"{beat.file}{path.suffix}", field="narrate")
        found[beat.name] = path
    missing = [one.file for one in script.beats if one.name not in found]
    if not found:
        given = f"{folder} has no recording"
        raise SpecError(given, f"{_listed(missing)} with one of {', '.join(ENDINGS)}", field="narrate")
    if missing:
        told = f"of {script.scene} {len(missing)} of {len(script.beats)} beats are silent: {_listed(missing)} not in "
        warn(VoiceNote(f"{told}{folder}"))
    return found


def folder_for(folder: Path, name: str, several: bool) -> Path:
    """Where the recordings of a clip of this name are: in a folder of the name there, or in the folder itself.

    Of ``several`` clips each needs a folder of its own.
    Raises SpecError where there is none.
    """
    own = folder / name
    try:
        if own.is_dir():
            return own
        if folder.is_dir():
            if several:
                raise SpecError(f"{folder} has no folder {name}", "a folder of each clip’s recordings", field="narrate")
            return folder
    except (OSError, ValueError) as error:
        raise SpecError(f"the folder {folder} cannot be read", "a folder with recordings", field="narrate") from error
    what = "a file" if folder.is_file() else "no folder"
    hint = "making it, with files as convanim script names them"
    raise SpecError((Setting("narrate", str(folder)), f" names {what}"), "a folder with a recording a beat", hint)


def _sounds_in(folder: Path) -> list[Path]:
    """The files in a folder whose names end as those of recordings do; raises SpecError where there are too many."""
    paths: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                if count >= MOST_RECORDINGS:
                    raise SpecError(f"{folder} has more than {MOST_RECORDINGS} files", "a folder of recordings")
                if os.path.splitext(entry.name)[1].lower() in ENDINGS and not entry.name.startswith("."):
                    paths.append(folder / entry.name)
    except OSError as error:
        allowed = "a folder with recordings"
        raise SpecError(f"{folder} cannot be read: {error.strerror}", allowed, field="narrate") from error
    return sorted(paths)


def _beat_of(stem: str, beats: Sequence[Lines]) -> Lines | None:
    """The beat that a file's name means; None where number and name contradict each other, or nothing does.

    >>> beats = [Lines(1, "keep_splitting", "", 0, 1, ()), Lines(2, "count", "", 1, 2, ())]
    >>> [_beat_of(stem, beats).number for stem in ("1", "01-keep_splitting", "Keep splitting", "2 count")]
    [1, 1, 1, 2]
    >>> _beat_of("02-keep_splitting", beats), _beat_of("3", beats)
    (None, None)
    """
    plain = _plain(stem)
    for beat in beats:
        if plain == _plain(beat.name):
            return beat
    numbered = re.fullmatch(r"(\d{1,6})(?:_(.+))?", plain)
    if numbered is None:
        return None
    number, name = int(numbered[1]), numbered[2]
    return next((one for one in beats if one.number == number and name in (None, _plain(one.name))), None)


def _plain(name: str) -> str:
    return "_".join(part for part in re.split(r"[\s_.-]+", name.casefold()) if part)


def _listed(names: Sequence[str]) -> str:
    more = [f"and {len(names) - LISTED} more"] if len(names) > LISTED else []
    return ", ".join([*names[:LISTED], *more])
