"""Decks of slides, whose films are in the page: whether these are as they were made, and which ledgers are theirs."""

from __future__ import annotations

import mmap
import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping
from pathlib import Path

from convanim.budgets import FILE_BYTES
from convanim.errors import ConvanimError
from convanim.film.digests import MARK, content_digest
from convanim.folders import workplace
from convanim.textfile import regular
from convanim.verify.frames import check_frames
from convanim.verify.reading import UnreadableError, read_ledger, read_seal, reason_of
from convanim.verify.sound import check_sound
from convanim.verify.verdict import Verdict

DECK = b'<meta name="convanim" content='
"""What is in the head of a deck, and of no other page."""
FILM = re.compile(rb'<script type="text/plain" id="data-\d+">([A-Za-z0-9+/=]*)</script>')


def is_deck(path: Path) -> bool:
    """Whether a page is a deck of slides."""
    try:
        regular(path, FILE_BYTES)
        with path.open("rb") as file:
            return DECK in file.read(4096)
    except OSError:
        return False


def verify_deck(deck: Path) -> Verdict:
    """Check a deck: the frames of its films; their numbers are the business of ledgers, where these lie beside it."""
    found = Verdict(deck.name)
    ledgers = dict(_ledgers(deck.parent))
    films, told = 0, list[str]()
    try:
        with workplace() as work:
            for content in _films(deck):
                films += 1
                film = work / "film.mp4"
                film.write_bytes(b64decode(content, validate=True))
                told += _verify(film, films, found, ledgers)
    except (OSError, Error) as error:
        found.faults.append(f"film {films} in it cannot be read ({reason_of(error)})")
    if not films and not found.faults:
        found.faults.append("there is no film in it")
    known = f"{', '.join(sorted({*told}))} beside it has" if told else "no ledger beside it has"
    found.notes.append(f"{known} the numbers of its films; its pictures and sentences are not checked")
    return found


def _verify(film: Path, number: int, found: Verdict, ledgers: Mapping[str, str]) -> Iterator[str]:
    """Check a film out of a deck, and tell the name of its ledger where that is there."""
    try:
        seal = read_seal(film)
    except UnreadableError as error:
        found.faults.append(f"film {number} in it {error}")
        return
    if seal is None:
        found.faults.append(f"nothing says what film {number} in it shows")
        return
    faults = [*check_frames(film, seal["beats"], seal["recipe"]["fps"], found)]
    faults += check_sound(film, [one[0] for one in seal["beats"]], seal.get("sound", []))
    found.faults += [f"film {number}: {fault}" for fault in faults]
    if (name := ledgers.get(seal["ledger"])) is not None:
        yield name


def _ledgers(folder: Path) -> Iterator[tuple[str, str]]:
    """Of each ledger in a folder its content's digest, and its name."""
    for path in sorted(folder.glob("*.json")):
        try:
            ledger = read_ledger(path)
        except (OSError, ConvanimError):
            continue
        if MARK in ledger:
            yield content_digest(ledger), path.name


def _films(deck: Path) -> Iterator[bytes]:
    """The films in a deck, in base 64."""
    with deck.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for found in FILM.finditer(content):
            yield found[1]
