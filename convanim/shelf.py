"""What is kept from one time to the next, by kind and name, and is what was put there or is not there at all.

Disks fail, fill up and are cut off while they write; so each entry ends in a digest of its name and content. What does
not hold is taken away when it is asked for, whatever is wrong with it, and made anew by whoever asked.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from convanim.folders import cache_place
from convanim.places import Folder, place
from convanim.remote import Away, Found

KINDS: Mapping[str, tuple[str, ...]] = {
    "beats": (".json", ".mp4"),
    "slots": ("",),
    "families": (".json",),
    "units": (".json",),
    "clips": (".json",),
    "files": (".zip",),
    "scripts": (".json",),
    "sounds": (".sound",),
    "measured": (".json",),
}
"""What is kept, each in a folder of its own, and how the names of an entry's files end."""
LIMIT = 1 << 30
"""Bytes that may be kept in a folder of this machine; beyond, what was not used for longest goes."""
SEAL = 20
"""Bytes of the digest that an entry ends in."""

# Nothing else in those folders is ours, should they lie among a user's own.
_NAMES = re.compile(r"([0-9a-f]{16,64})(|\.[a-z0-9]+)")


@dataclass(frozen=True)
class Entry:
    """What is kept under one name, in one or several files: how many bytes, and when it was last used (seconds).

    ``files`` are seen from where the shelf is. Where several machines share one, nobody knows what was used when, and
    that it was written counts.
    """

    kind: str
    name: str
    files: tuple[str, ...]
    size: int
    used: float


class Shelf:
    """Entries in one place; each is a kind, a name in hexadecimal digits, and an ending.

    The place is a folder, or an address such as s3://bucket/folder (None: what the environment names). Raises SpecError
    for an address that is none, and RenderError where the package is missing that reaches it.
    """

    def __init__(self, where: Path | str | None = None) -> None:
        self.place = place(where or cache_place())

    @property
    def folder(self) -> Path | None:
        """The folder on this machine; None for an address."""
        return self.place.folder if isinstance(self.place, Folder) else None

    @property
    def limit(self) -> int | None:
        """Bytes that may be kept; None where whoever owns the place sees to that."""
        return LIMIT if self.place.bounded else None

    def where(self, kind: str, name: str, ending: str = "") -> str:
        """Where an entry is, as it is told."""
        return self.place.where(_file(kind, name, ending))

    def has(self, kind: str, name: str, ending: str = "") -> bool:
        """Whether there is something of the name, which may yet be damaged."""
        return self.place.has(_file(kind, name, ending))

    def get(self, kind: str, name: str, ending: str = "") -> bytes | None:
        """The content of an entry; None where there is none, or none that is what was put there, which is dropped."""
        return self._found(_file(kind, name, ending), trace=True)

    def peek(self, kind: str, name: str, ending: str = "") -> bytes | None:
        """The same without a trace: what is damaged stays, and what is not is not as if it had been used."""
        return self._found(_file(kind, name, ending), trace=False)

    def put(self, kind: str, name: str, ending: str, content: bytes) -> None:
        """Keep an entry; raises OSError where it cannot be written."""
        file = _file(kind, name, ending)
        self.place.put(file, content + _seal(file, content))

    @contextmanager
    def room(self, kind: str, name: str, ending: str) -> Iterator[Callable[[bytes], object]]:
        """What keeps an entry that takes long to make; raises OSError at once where it could not be written."""
        file = _file(kind, name, ending)
        with self.place.room(file) as keep:
            yield lambda content: keep(content + _seal(file, content))

    def mark(self, kind: str, name: str) -> None:
        """Keep a name without content; raises OSError where it cannot be."""
        self.place.mark(_file(kind, name))

    def drop(self, kind: str, name: str, ending: str = "") -> None:
        """Take an entry away, whatever it is, if that can be done."""
        self.place.remove([_file(kind, name, ending)])

    def entries(self, kinds: Iterable[str] = KINDS) -> Iterator[Entry]:
        """All that is kept of some kinds, damaged or not."""
        for kind in kinds:
            found: dict[str, list[Found]] = {}
            for file in self.place.listed(kind):
                name = _NAMES.fullmatch(file.name)
                if name is not None and name[2] in KINDS[kind]:
                    found.setdefault(name[1], []).append(file)
            for name_, files in found.items():
                yield Entry(
                    kind,
                    name_,
                    tuple(f"{kind}/{file.name}" for file in files),
                    sum(file.size for file in files),
                    max(file.written for file in files),
                )

    def damaged(self) -> list[Entry]:
        """The entries of which a file is not what was put there, or is missing."""
        return [entry for entry in self.entries() if not self._holds(entry)]

    def over(self, limit: int | None = None, seconds: float | None = None) -> list[Entry]:
        """The entries that go for so many bytes to be left (None: the limit), and those unused for ``seconds``."""
        limit = self.limit if limit is None else limit
        going, filled, now = list[Entry](), 0, time.time()
        if limit is None and seconds is None:
            return going
        for entry in sorted(self.entries(), key=lambda entry: entry.used, reverse=True):
            filled += entry.size
            if (limit is not None and filled > limit) or (seconds is not None and now - entry.used > seconds):
                going.append(entry)
        return going

    def remove(self, entries: Iterable[Entry]) -> list[Entry]:
        """Take entries away; those that could not be."""
        going = list(entries)
        left = {*self.place.remove([file for entry in going for file in entry.files])}
        return [entry for entry in going if not left.isdisjoint(entry.files)]

    def tidy(self) -> None:
        """Take away what processes that were killed have left half-written."""
        self.place.tidy(KINDS)

    def _found(self, file: str, trace: bool) -> bytes | None:
        try:
            content = _content(self.place.read(file, LIMIT), file)
        except (FileNotFoundError, Away):
            return None
        except OSError:
            content = None
        if trace and content is None:
            self.place.remove([file])
        elif trace:
            self.place.used(file)
        return content

    def _holds(self, entry: Entry) -> bool:
        if entry.kind != "slots" and len(entry.files) != len(KINDS[entry.kind]):
            return False
        try:
            found = {file: self.place.read(file, LIMIT) for file in entry.files}
        except Away:
            return True  # as far as anybody knows
        except OSError:
            return False
        return entry.kind == "slots" or all(_content(data, file) is not None for file, data in found.items())


def _file(kind: str, name: str, ending: str = "") -> str:
    return f"{kind}/{name}{ending}"


def _content(data: bytes, file: str) -> bytes | None:
    """What a file of the shelf holds, if that is what was put there."""
    content = data[:-SEAL]
    return content if data[-SEAL:] == _seal(file, content) else None


def _seal(file: str, content: bytes) -> bytes:
    told = hashlib.blake2b(f"{file}\n".encode(), digest_size=SEAL)
    told.update(content)
    return told.digest()
