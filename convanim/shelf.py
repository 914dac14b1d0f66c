"""What is kept from one time to the next, by kind and name, and is what was put there or is not there at all.

Disks fail, fill up and are cut off while they write; so each entry ends in a digest of its name and content. What does
not hold is taken away when it is asked for, whatever is wrong with it, and made anew by whoever asked.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from convanim.folders import cache_folder, complete, tidy

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
"""Bytes that may be kept; beyond, what was not used for longest goes."""
SEAL = 20
"""Bytes of the digest that an entry ends in."""

# Nothing else in those folders is ours, should they lie among a user's own.
_NAMES = re.compile(r"([0-9a-f]{16,64})(|\.[a-z0-9]+)")


@dataclass(frozen=True)
class Entry:
    """What is kept under one name, in one or several files: how many bytes, and when it was last used (seconds)."""

    kind: str
    name: str
    files: tuple[Path, ...]
    size: int
    used: float


class Shelf:
    """A folder of entries; each is a kind, a name in hexadecimal digits, and an ending."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder()

    def path(self, kind: str, name: str, ending: str = "") -> Path:
        """Where an entry is."""
        return self.folder / kind / f"{name}{ending}"

    def has(self, kind: str, name: str, ending: str = "") -> bool:
        """Whether there is something of the name, which may yet be damaged."""
        return os.path.exists(self.path(kind, name, ending))

    def get(self, kind: str, name: str, ending: str = "") -> bytes | None:
        """The content of an entry; None where there is none, or none that is what was put there, which is dropped."""
        path = self.path(kind, name, ending)
        content = _content(path)
        if content is None:
            self.drop(kind, name, ending)
        else:
            # Of what may be read alone it is not known when it was last used.
            with suppress(OSError):
                os.utime(path)
        return content

    def peek(self, kind: str, name: str, ending: str = "") -> bytes | None:
        """The same without a trace: what is damaged stays, and what is not is not as if it had been used."""
        return _content(self.path(kind, name, ending))

    def put(self, kind: str, name: str, ending: str, content: bytes) -> None:
        """Keep an entry; raises OSError where it cannot be written."""
        with self.room(kind, name, ending) as keep:
            keep(content)

    @contextmanager
    def room(self, kind: str, name: str, ending: str) -> Iterator[Callable[[bytes], object]]:
        """What keeps an entry that takes long to make; raises OSError at once where it could not be written."""
        path = self.path(kind, name, ending)
        if path.is_dir():
            _remove(path)
        with complete(path) as part:
            yield lambda content: part.write_bytes(content + _seal(path, content))

    def mark(self, kind: str, name: str) -> None:
        """Keep a name without content; raises OSError where it cannot be."""
        path = self.path(kind, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def drop(self, kind: str, name: str, ending: str = "") -> None:
        """Take an entry away, whatever it is, if that can be done."""
        _remove(self.path(kind, name, ending))

    def entries(self) -> Iterator[Entry]:
        """All that is kept, damaged or not."""
        for kind in KINDS:
            found: dict[str, list[tuple[Path, os.stat_result]]] = {}
            for path in _listed(self.folder / kind):
                name = _NAMES.fullmatch(path.name)
                with suppress(OSError):
                    if name is not None and name[2] in KINDS[kind]:
                        found.setdefault(name[1], []).append((path, path.lstat()))
            for name_, files in found.items():
                yield Entry(
                    kind,
                    name_,
                    tuple(path for path, _ in files),
                    sum(status.st_size for _, status in files),
                    max(status.st_mtime for _, status in files),
                )

    def damaged(self) -> list[Entry]:
        """The entries of which a file is not what was put there, or is missing."""
        return [entry for entry in self.entries() if not _holds(entry)]

    def over(self, limit: int | None = None, seconds: float | None = None) -> list[Entry]:
        """The entries that go for so many bytes to be left (None: the limit), and those unused for ``seconds``."""
        going, filled, now = [], 0, time.time()
        for entry in sorted(self.entries(), key=lambda entry: entry.used, reverse=True):
            filled += entry.size
            if filled > (LIMIT if limit is None else limit) or (seconds is not None and now - entry.used > seconds):
                going.append(entry)
        return going

    def remove(self, entries: Iterable[Entry]) -> list[Entry]:
        """Take entries away; those that could not be."""
        left = []
        for entry in entries:
            for path in entry.files:
                _remove(path)
            if any(os.path.lexists(path) for path in entry.files):
                left.append(entry)
        return left

    def tidy(self) -> None:
        """Take away what processes that were killed have left half-written."""
        for kind in KINDS:
            tidy(self.folder / kind)


def _holds(entry: Entry) -> bool:
    if entry.kind == "slots":
        return all(path.is_file() for path in entry.files)
    return len(entry.files) == len(KINDS[entry.kind]) and all(_content(path) is not None for path in entry.files)


def _content(path: Path) -> bytes | None:
    """What a file of the shelf holds, if that is what was put there."""
    try:
        status = os.stat(path)
        # Of anything else, such as a pipe, nobody knows when reading it ends.
        if not stat.S_ISREG(status.st_mode) or status.st_size > LIMIT:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    content = data[:-SEAL]
    return content if data[-SEAL:] == _seal(path, content) else None


def _seal(path: Path, content: bytes) -> bytes:
    told = hashlib.blake2b(f"{path.parent.name}/{path.name}\n".encode(), digest_size=SEAL)
    told.update(content)
    return told.digest()


def _listed(folder: Path) -> list[Path]:
    try:
        return [folder / name for name in sorted(os.listdir(folder))]
    except OSError:
        return []


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
