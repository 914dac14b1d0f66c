"""Files that lie elsewhere, under an address such as s3://bucket/clips; the only file that knows fsspec.

What is put there appears complete or not at all: it is written under a name that nobody looks for, and then moved. Who
cannot be reached now is not asked again for a while, so that nobody waits for each of a thousand files.
"""

from __future__ import annotations

import errno
import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import Any

from convanim.errors import RenderError, SpecError, bounded, quoted
from convanim.folders import HIDDEN

AGAIN = 60.0
"""Seconds after which who could not be reached is asked again."""
LEFT = 86400.0
"""Seconds after which a file that was not moved was left behind by a process that was killed."""
MANY = 500
"""So many files are taken away with one request, where there are such."""
KNOWN = "one that fsspec knows, such as s3://bucket/folder"
PATTERN = re.compile(r"[*?\[]")
"""What would make a name a pattern of names."""

PASSWORD = re.compile(r"(://[^/@:]*):[^/@]*@")

_TALKING = ("adlfs", "aiobotocore", "azure", "botocore", "fsspec", "gcsfs", "paramiko", "s3fs")

# Under these names the time is found at which a file was written.
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "modified", "created")


class Away(OSError):
    """Nobody can be reached there, or may do that there."""


@dataclass(frozen=True)
class Found:
    """A file: its name, its size in bytes, and when it was written, in seconds of the clock."""

    name: str
    size: int
    written: float


class Remote:
    """A folder on a file system that fsspec knows.

    Names are seen from there. Raises SpecError for an address that is none, and RenderError where the package is
    missing that reaches it; each operation raises Away where that cannot be done there.
    """

    def __init__(self, address: str) -> None:
        bare = address.rstrip("/")
        self.address = bare if "://" in bare else address
        protocol = re.split("::|://", address)[0]
        if PATTERN.search(address):
            raise SpecError(f"the address is {quoted(address)}", "one without *, ? and [", KNOWN)
        from fsspec import get_filesystem_class

        try:
            self._kind: Any = get_filesystem_class(protocol)
        except ImportError as error:
            raise RenderError(f"{address} needs another package beside convanim: {said(error)}") from error
        except ValueError as error:
            raise SpecError(f"{quoted(f'{protocol}://')} is no file system", KNOWN) from error
        for name in _TALKING:
            # What is wrong is said by whoever asked, once.
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._until, self._why = {"read": 0.0, "written": 0.0}, {"read": "", "written": ""}

    def __reduce__(self) -> tuple[type[Remote], tuple[str]]:
        # Another process has connections of its own.
        return Remote, (self.address,)

    @property
    def told(self) -> str:
        """The address as it is told, without a password."""
        return PASSWORD.sub(r"\1:…@", self.address)

    def where(self, name: str) -> str:
        """The address of a file, as it is told."""
        return f"{self.told}/{name}"

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        with self._asking("read"):
            return bool(self._system.exists(self._path(name)))

    def read(self, name: str) -> bytes:
        """The content of a file; raises FileNotFoundError where there is none."""
        with self._asking("read"):
            return bytes(self._system.cat_file(self._path(name)))

    def put(self, name: str, content: bytes) -> None:
        """Put a file there."""
        part = beside(name)
        try:
            self.write(part, content)
            self.move(part, name)
        except BaseException:
            self.forget(part)
            raise

    def write(self, name: str, content: bytes) -> None:
        """Write a file, which others may see before it is complete."""
        self._made(lambda: self._system.pipe_file(self._path(name), content), name)

    def send(self, file: Path, name: str) -> None:
        """The same of a file of this machine."""
        self._made(lambda: self._system.put_file(str(file), self._path(name)), name)

    def move(self, name: str, to: str) -> None:
        """Move a file into the place of another, or where none is."""
        with self._asking("written"):
            if self._moves_by_copy:
                self._system.cp_file(self._path(name), self._path(to))
                self._system.rm_file(self._path(name))
            else:
                self._system.mv(self._path(name), self._path(to))

    def forget(self, name: str) -> None:
        """Take a file away, if there is one and that can be done."""
        with suppress(OSError), self._asking("written"):
            self._system.rm_file(self._path(name))

    def listed(self, folder: str = "") -> list[Found]:
        """The files in a folder, without those in others below it; none where there is no such folder."""
        with self._asking("read"):
            try:
                told = self._system.ls(self._path(folder), detail=True)
            except FileNotFoundError:
                return []
        files = [one for one in told if one.get("type") == "file"]
        return [Found(one["name"].rpartition("/")[2], int(one.get("size") or 0), _written(one)) for one in files]

    def remove(self, names: Sequence[str]) -> list[str]:
        """Take files away; those that could not be."""
        left = list[str]()
        for start in range(0, len(names), MANY):
            some = names[start : start + MANY]
            try:
                self._system.rm([self._path(name) for name in some])
            except Exception:  # others may have taken some of them away meanwhile
                left += [name for name in some if not self._removed(name)]
        return left

    def tidy(self, folder: str) -> None:
        """Take away what processes that were killed have left half-written in a folder."""
        with suppress(OSError):
            old = time.time() - LEFT
            left = [one.name for one in self.listed(folder) if one.name.startswith(HIDDEN) and one.written < old]
            self.remove([f"{folder}/{name}" for name in left])

    @cached_property
    def _reached(self) -> tuple[Any, str]:
        """The file system, and what it calls the folder."""
        from fsspec.core import url_to_fs

        # What others have written since counts.
        system, root = url_to_fs(self.address, use_listings_cache=False)
        return system, str(root).rstrip("/")

    @property
    def _system(self) -> Any:
        return self._reached[0]

    def _path(self, name: str) -> str:
        root = self._reached[1]
        return f"{root}/{name}" if name else root

    def _made(self, make: Callable[[], object], name: str) -> None:
        """Make a file, and the folder that it lies in where there are such."""
        with self._asking("written"):
            try:
                make()
            except FileNotFoundError:
                if self._moves_by_copy:  # as where there are no folders: the bucket itself is missing
                    raise
                self._system.makedirs(self._path(name.rpartition("/")[0]), exist_ok=True)
                make()

    @property
    def _moves_by_copy(self) -> bool:
        from fsspec import AbstractFileSystem

        return type(self._system).mv is AbstractFileSystem.mv

    def _removed(self, name: str) -> bool:
        try:
            self._system.rm_file(self._path(name))
        except FileNotFoundError:
            return True
        except Exception:
            return False
        return True

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        if time.monotonic() < self._until[what]:
            raise Away(errno.EIO, self._why[what])
        try:
            yield
        except Exception as error:  # whatever libraries raise that speak to others
            if what == "read" and isinstance(error, FileNotFoundError | IsADirectoryError):
                raise
            # Where names may not be listed, what is not there is forbidden, too.
            if what != "read" or not isinstance(error, PermissionError):
                self._until[what], self._why[what] = time.monotonic() + AGAIN, said(error)
            raise Away(errno.EIO, said(error)) from error


def beside(name: str) -> str:
    """A name in the same folder that nobody looks for."""
    folder, slash, _ = name.rpartition("/")
    return f"{folder}{slash}{HIDDEN}{token_hex(8)}"


def said(error: Exception) -> str:
    """Why something could not be done, in a line.

    >>> said(PermissionError(13, "Permission denied", "a")), said(ValueError("no such\\nbucket")), said(TimeoutError())
    ('Permission denied', 'no such bucket', 'TimeoutError')
    """
    text = getattr(error, "strerror", None) or str(error)
    return bounded(" ".join(str(text).split())) or type(error).__name__


def _written(told: Any) -> float:
    """When a file was written, as far as that is told."""
    for name in _TIMES:
        one = told.get(name)
        if isinstance(one, str):
            with suppress(ValueError):
                one = datetime.fromisoformat(one)
        if isinstance(one, datetime):
            return (one if one.tzinfo else one.replace(tzinfo=UTC)).timestamp()
        if isinstance(one, int | float):
            return float(one)
    return time.time()
