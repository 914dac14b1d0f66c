"""Where entries of a shelf lie: in a folder of this machine, or under an address that several machines share."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Protocol

from convanim.folders import complete, tidy
from convanim.remote import Away, Found, Remote, beside


class Place(Protocol):
    """Files by their names, each in one folder: ``kind/name.ending``."""

    @property
    def address(self) -> str:
        """What another process finds it by."""

    @property
    def bounded(self) -> bool:
        """Whether those who use it keep it small; else that is for whoever owns it."""

    def where(self, name: str = "") -> str:
        """Where a file is, as it is told."""

    def check(self) -> None:
        """Raise OSError where it cannot be read; that there is nothing yet is no harm."""

    def has(self, name: str) -> bool:
        """Whether there is something of the name, which may be no file."""

    def read(self, name: str, most: int) -> bytes:
        """A file of at most so many bytes.

        Raises FileNotFoundError where there is none, Away where that is not known, and another OSError for what is no
        such file.
        """

    def used(self, name: str) -> None:
        """Note that a file is used, as far as that is noted here."""

    def put(self, name: str, content: bytes) -> None:
        """Have a file there, which appears complete; raises OSError where it cannot be."""

    def room(self, name: str) -> AbstractContextManager[Callable[[bytes], object]]:
        """The same of what takes long to make; raises OSError at once where it could not be there."""

    def mark(self, name: str) -> None:
        """Have an empty file there; raises OSError where it cannot be."""

    def listed(self, folder: str) -> list[Found]:
        """What lies in a folder, in alphabetic order; nothing where that cannot be read."""

    def remove(self, names: Sequence[str]) -> list[str]:
        """Take things away, whatever they are; those that could not be."""

    def tidy(self, folders: Iterable[str]) -> None:
        """Take away what processes that were killed have left half-written in folders."""


def place(where: Path | str) -> Place:
    """The place of that path or address; raises what ``Remote`` does."""
    return Folder(where) if isinstance(where, Path) else Shared(where)


class Folder:
    """A folder of this machine; what was used last is known by when it was touched."""

    bounded = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def address(self) -> str:
        """What another process finds it by."""
        return str(self.folder)

    def where(self, name: str = "") -> str:
        """Where a file is."""
        return os.path.join(self.folder, name) if name else str(self.folder)

    def check(self) -> None:
        """Raise OSError where it cannot be read; that there is nothing yet is no harm."""
        with suppress(FileNotFoundError):
            os.listdir(self.folder)

    def has(self, name: str) -> bool:
        """Whether there is something of the name."""
        return os.path.exists(self.where(name))

    def read(self, name: str, most: int) -> bytes:
        """A file of at most so many bytes; raises OSError where there is none."""
        path = self.where(name)
        try:
            status = os.stat(path)
        except FileNotFoundError as error:
            if os.path.lexists(path):
                raise OSError("it leads nowhere") from error
            raise
        # Of anything else, such as a pipe, nobody knows when reading it ends.
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise OSError("it is no such file")
        return Path(path).read_bytes()

    def used(self, name: str) -> None:
        """Note that a file is used."""
        # Of what may be read alone it is not known when it was last used.
        with suppress(OSError):
            os.utime(self.where(name))

    def put(self, name: str, content: bytes) -> None:
        """Have a file there, which appears complete; raises OSError where it cannot be."""
        with self.room(name) as keep:
            keep(content)

    @contextmanager
    def room(self, name: str) -> Iterator[Callable[[bytes], object]]:
        """The same of what takes long to make; raises OSError at once where it could not be there."""
        path = Path(self.where(name))
        if path.is_dir():
            _remove(path)
        with complete(path) as part:
            yield part.write_bytes

    def mark(self, name: str) -> None:
        """Have an empty file there; raises OSError where it cannot be."""
        path = Path(self.where(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def listed(self, folder: str) -> list[Found]:
        """What lies in a folder, in alphabetic order; nothing where that cannot be read."""
        found = list[Found]()
        with suppress(OSError):
            for name in sorted(os.listdir(self.folder / folder)):
                with suppress(OSError):
                    status = os.lstat(self.folder / folder / name)
                    found.append(Found(name, status.st_size, status.st_mtime))
        return found

    def remove(self, names: Sequence[str]) -> list[str]:
        """Take things away, whatever they are; those that could not be."""
        for name in names:
            _remove(Path(self.where(name)))
        return [name for name in names if os.path.lexists(self.where(name))]

    def tidy(self, folders: Iterable[str]) -> None:
        """Take away what processes that were killed have left half-written in folders."""
        for folder in folders:
            tidy(self.folder / folder)


class Shared:
    """An address that several machines share; of what lies there it is known when it was written, not when used."""

    bounded = False

    def __init__(self, address: str) -> None:
        self._remote = Remote(address)

    @property
    def address(self) -> str:
        """What another process finds it by."""
        return self._remote.address

    def where(self, name: str = "") -> str:
        """Where a file is, as it is told."""
        return self._remote.where(name) if name else self._remote.told

    def check(self) -> None:
        """Raise OSError where it cannot be read; that there is nothing yet is no harm."""
        self._remote.listed()

    def has(self, name: str) -> bool:
        """Whether there is something of the name, as far as that is known."""
        with suppress(Away):
            return self._remote.has(name)
        return False

    def read(self, name: str, most: int) -> bytes:
        """A file; raises OSError where there is none, and Away where that is not known."""
        return self._remote.read(name)

    def used(self, name: str) -> None:
        """Nothing is noted: that would take as long as writing it."""

    def put(self, name: str, content: bytes) -> None:
        """Have a file there, which appears complete; raises Away where it cannot be."""
        self._remote.put(name, content)

    @contextmanager
    def room(self, name: str) -> Iterator[Callable[[bytes], object]]:
        """The same of what takes long to make; raises Away at once where it could not be there."""
        tried = beside(name)
        self._remote.write(tried, b"")
        self._remote.forget(tried)
        yield lambda content: self._remote.put(name, content)

    def mark(self, name: str) -> None:
        """Have an empty file there; raises Away where it cannot be."""
        self._remote.write(name, b"")

    def listed(self, folder: str) -> list[Found]:
        """What lies in a folder, in alphabetic order; nothing where that cannot be read."""
        with suppress(Away):
            return sorted(self._remote.listed(folder), key=lambda one: one.name)
        return []

    def remove(self, names: Sequence[str]) -> list[str]:
        """Take files away; those that could not be."""
        return self._remote.remove(names)

    def tidy(self, folders: Iterable[str]) -> None:
        """Take away what processes that were killed have left half-written in folders."""
        for folder in folders:
            self._remote.tidy(folder)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
