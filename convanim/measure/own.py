"""A measurement of this machine, where nobody has named another one."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from convanim.errors import MeasuringNote, RenderError, SpecError, warn
from convanim.measure.machine import cores, processor
from convanim.measure.record import SCHEMA, Measurement, measurement_of, read_measurement
from convanim.shelf import Shelf

NAMED = "CONVANIM_MEASURED"
"""The environment variable that names a file to take in place of a measurement."""
SECONDS = 50.0


_found: dict[tuple[str | None, str, str], Measurement] = {}
"""What this process has found, by what it depends on."""


def measurement_at(given: str | Measurement | None) -> Measurement:
    """What a file holds, or the measurement itself; without either, what was measured on this machine.

    That is the file that the environment names, or what was measured here before with this torch, or what is measured
    now, of which one is told; a process does so once, whatever becomes of what it has kept. Raises SpecError for a file
    that is none, RenderError where it cannot be measured.
    """
    if isinstance(given, Measurement):
        return given
    if given:
        return read_measurement(Path(given))
    shelf, key = Shelf(), _key()
    named, _, here = key
    if named:
        _found[key] = read_measurement(Path(named))
        return _found[key]
    with suppress(SpecError, ValueError, RecursionError):
        if (kept := shelf.get("measured", here, ".json")) is not None:
            _found[key] = measurement_of(json.loads(kept), here)
            return _found[key]
    if key not in _found:
        _found[key] = _measured(shelf, here)
    return _found[key]


def found_here() -> Measurement | None:
    """What ``measurement_at`` has found in this process where nobody named a file: what others are to show, too."""
    return _found.get(_key())


def _key() -> tuple[str | None, str, str]:
    return os.environ.get(NAMED) or None, str(Shelf().folder), _here()


def _measured(shelf: Shelf, here: str) -> Measurement:
    from convanim.measure.measuring import measure

    told = MeasuringNote(f"nothing measured is given: timing layers on this machine takes {SECONDS:.0f} seconds, once")
    try:
        with shelf.room("measured", here, ".json") as keep:
            warn(told)
            found = measure(SECONDS)
            keep(found.text().encode())
    except OSError as error:
        # Each process that draws would time it anew, and none of them tell the same.
        reason = error.strerror or str(error)
        kept = shelf.where("measured", here, ".json")
        raise RenderError(f"{kept} cannot be written: {reason}", "", "convanim measure -o measured.json") from error
    return found


def _here() -> str:
    """What tells this machine, as far as it matters, from any other."""
    try:
        torch = version("torch")
    except PackageNotFoundError:
        torch = "none"
    told = repr((SCHEMA, torch, processor(), cores(), os.environ.get("OMP_NUM_THREADS")))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()
