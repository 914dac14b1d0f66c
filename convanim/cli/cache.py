"""``convanim cache``: what is kept from one render to the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from convanim.cli.output import Reporting, tell, tell_json

if TYPE_CHECKING:
    from convanim.shelf import Entry, Shelf

SHOWN = {
    "beats": "drawn, with what they show",
    "clips": "of which beats a clip is made, and which of your files were read for it",
    "files": "that convanim publish made",
    "scripts": "what clips say",
    "sounds": "captions as they were spoken",
    "measured": "how fast this machine is",
}
"""The kinds that readers are told of."""
SINGLE = {"measured": "measured"}
"""What one of a kind is called, where that is not the kind's name without its last letter."""
UNITS = {"h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
"""What an age is given in, in seconds."""


@click.command("cache", cls=Reporting)
@click.option("--check", is_flag=True, help="Read all of it, and remove what is damaged.")
@click.option(
    "--prune",
    is_flag=False,
    flag_value="",
    metavar="[SIZE|AGE]",
    help="Remove what was not used for longest: down to a size, as 500MB, or what is older, as 30d.  "
    "[without: down to its limit]",
)
@click.option("--clear", is_flag=True, help="Remove all of it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def cache_command(check: bool, prune: str | None, clear: bool, as_json: bool) -> None:
    """Show what is kept from one render to the next, check it, or remove some of it.

    Whatever is removed is drawn again when it is wanted. CONVANIM_CACHE names another folder, or an address such as
    s3://bucket/folder that several machines share; what is there stays until it is removed here, and its age is that
    since it was written.
    """
    from convanim.errors import SpecError
    from convanim.shelf import Shelf

    asked = [f"--{name}" for name, one in (("check", check), ("prune", prune is not None), ("clear", clear)) if one]
    if len(asked) > 1:
        raise SpecError(f"{' and '.join(asked)} are asked for", "one of them")
    shelf = Shelf()
    over = _bounds(prune) if prune else (None, None)
    if prune == "" and shelf.limit is None:
        raise SpecError(
            f"--prune of {shelf.place.where()}, which has no limit of its own", "a size or an age", "--prune 30d"
        )
    _check_place(shelf)
    looked_at = [entry for entry in shelf.entries() if entry.kind in SHOWN] if check else []
    if not asked:
        gone: list[Entry] = []
    elif check:
        gone = _removed(shelf, shelf.damaged())
    else:
        gone = _removed(shelf, list(shelf.entries()) if clear else shelf.over(*over))
    report = _report(shelf, gone)
    if as_json:
        tell_json(report)
        return
    if check:
        tell(
            f"{_counted(looked_at)} checked, {_counted(gone) if gone else 'none'} damaged{' and removed' * bool(gone)}"
        )
    elif asked:
        tell(f"{_counted(gone)} removed" if gone else "nothing to remove")
    _tell(report)


def _bounds(text: str) -> tuple[int | None, float | None]:
    """How many bytes are to be left, or for how many seconds something may go unused."""
    from convanim.course.media.budget import bytes_of
    from convanim.errors import SpecError, shortened

    age = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*([hdw])", text.strip(), re.IGNORECASE)
    if age is not None:
        return None, float(age[1]) * UNITS[age[2].lower()]
    try:
        return bytes_of(text), None
    except SpecError as error:
        raise SpecError(
            f"--prune is {shortened(text)!r}",
            "a size, such as 500MB, or an age in h, d or w, such as 30d",
            "--prune 500MB",
        ) from error


def _check_place(shelf: Shelf) -> None:
    from convanim.errors import RenderError

    try:
        shelf.place.check()
    except OSError as error:
        raise RenderError(
            f"the cache {shelf.place.where()} cannot be read: {error.strerror or error}",
            "a folder that you may read" if shelf.folder else "an address that can be reached, and that you may read",
            "another one, in CONVANIM_CACHE",
        ) from error


def _removed(shelf: Shelf, entries: Sequence[Entry]) -> list[Entry]:
    from convanim.errors import RenderError

    left = shelf.remove(entries)
    shelf.tidy()
    if left:
        raise RenderError(
            f"{_counted(left)} cannot be removed from {shelf.place.where()}", "a place that you may write to", ""
        )
    return [entry for entry in entries if entry.kind in SHOWN]


def _report(shelf: Shelf, gone: Sequence[Entry]) -> dict[str, Any]:
    kinds: dict[str, dict[str, int]] = {kind: {"entries": 0, "bytes": 0} for kind in SHOWN}
    everything = 0
    for entry in shelf.entries():
        everything += entry.size
        if entry.kind in kinds:
            kinds[entry.kind]["entries"] += 1
            kinds[entry.kind]["bytes"] += entry.size
    return {
        "folder": shelf.place.where(),
        "bytes": everything,
        "limit": shelf.limit,
        "kinds": kinds,
        "removed": {"entries": len(gone), "bytes": sum(entry.size for entry in gone)},
    }


def _tell(report: dict[str, Any]) -> None:
    from convanim.course.media.budget import written

    most = "" if report["limit"] is None else f" of {written(report['limit'])} at most"
    tell(f"{report['folder']}: {written(report['bytes'])}{most}")
    for kind, held in report["kinds"].items():
        tell(f"{kind:9} {held['entries']:6}  {written(held['bytes']):>10}  {SHOWN[kind]}")


def _counted(entries: Sequence[Entry]) -> str:
    """How many entries of which kinds.

    >>> _counted([])
    'nothing'
    """
    counts = Counter(entry.kind for entry in entries if entry.kind in SHOWN)
    told = (f"{count} {kind if count > 1 else SINGLE.get(kind, kind[:-1])}" for kind, count in counts.items())
    return ", ".join(told) or "nothing"
