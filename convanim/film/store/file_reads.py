"""Which of the user's files a render has read: whatever changes in them may show."""

from __future__ import annotations

import os
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.util import source_from_cache
from pathlib import Path
from types import FrameType
from typing import Any

from convanim.folders import HIDDEN

_seen: dict[str, float] = {}
_written: set[str] = set()
_watching = False
_unnoted = ContextVar("unnoted", default=False)
_apart: ContextVar[Reads | None] = ContextVar("apart", default=None)

CODE = (".py", ".pyc")


def watch() -> None:
    """From now on, note every file that Python opens to read. Asking again changes nothing."""
    global _watching
    if not _watching:
        # A hook cannot be taken out again; it costs about a microsecond for each file.
        sys.addaudithook(_note)
        _watching = True


@contextmanager
def unnoted() -> Iterator[None]:
    """What is opened in this block is none of the scene's, such as a film that it is about to replace."""
    before = _unnoted.set(True)
    try:
        yield
    finally:
        _unnoted.reset(before)


class Reads:
    """What each of many clips reads: files of its own, and code with all that it reads as it is loaded.

    Code is loaded once, for whoever comes first, and serves all that come after.
    """

    def __init__(self) -> None:
        self.shared = {path: when for path, when in opened().items() if path.endswith(CODE)}
        self._own: dict[str, float] = {}
        self._loading = 0

    @contextmanager
    def of_one(self) -> Iterator[dict[str, float]]:
        """What is opened in this block is noted in what it gives, or as shared, and nowhere else."""
        before, own = _apart.set(self), dict[str, float]()
        self._own, self._loading = own, _modules_being_loaded()
        try:
            yield own
        finally:
            _apart.reset(before)

    def note(self, path: str) -> None:
        """Take down a file that is opened to be read."""
        shared = path.endswith(CODE) or _modules_being_loaded() > self._loading
        (self.shared if shared else self._own)[path] = time.time()

    def files(self, own: Mapping[str, float]) -> Mapping[str, float]:
        """The files of one clip, as ``opened`` has them."""
        return _there(earliest(self.shared, own))


def _modules_being_loaded() -> int:
    count = 0
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        count += frame.f_code.co_name == "<module>"
        frame = frame.f_back
    return count


def opened() -> Mapping[str, float]:
    """The files noted so far that are still there, but for those of Python's installation and of convanim.

    With the time at which each was last opened, in seconds of the clock.
    """
    return _there(_seen)


def _there(read: Mapping[str, float]) -> Mapping[str, float]:
    found = earliest(*({_source(path): when} for path, when in tuple(read.items())))
    return {path: when for path, when in found.items() if is_the_users(path) and os.path.isfile(path)}


def earliest(*read: Mapping[str, float]) -> Mapping[str, float]:
    """What several have read, each with the first of its times.

    >>> earliest({"a": 1.0}, {"a": 0.5, "b": 2.0})
    {'a': 0.5, 'b': 2.0}
    """
    joined: dict[str, float] = {}
    for one in read:
        joined |= {path: min(when, joined.get(path, when)) for path, when in one.items()}
    return joined


def awaited() -> frozenset[str]:
    """What another run may read otherwise: the files of ``opened``, and those that were looked for and are not there.

    Without those that were also written, which are there for this process itself.
    """
    there = {path for path in map(_source, tuple(_seen)) if is_the_users(path) and not os.path.isdir(path)}
    return frozenset(there - _written - set(sys.path))


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or _unnoted.get():
        return
    path, mode, flags = arguments
    if not isinstance(path, str | bytes | os.PathLike):
        return
    apart = _apart.get()
    reads = "r" in mode if isinstance(mode, str) else not flags & (os.O_WRONLY | os.O_RDWR)
    writes = bool(set("wax") & set(mode)) if isinstance(mode, str) else not reads
    if reads:
        whole = os.path.abspath(os.fsdecode(path))
        if apart is None:
            _seen[whole] = time.time()
        else:
            apart.note(whole)
    if writes and apart is None:
        _written.add(os.path.abspath(os.fsdecode(path)))


def _source(path: str) -> str:
    """A module is read from its bytecode, but its source is what the user changes."""
    if path.endswith(".pyc") and os.path.basename(os.path.dirname(path)) == "__pycache__":
        try:
            return source_from_cache(path)
        except ValueError:
            return path
    return path


def is_the_users(path: str) -> bool:
    """Whether a path is neither Python's, nor the system's, nor convanim's own."""
    package = str(Path(__file__).resolve().parents[2])
    # Environments may be made of several, and lie anywhere.
    if f"{os.sep}{HIDDEN}" in path or not {"site-packages", "dist-packages"}.isdisjoint(path.split(os.sep)):
        return False
    return not path.startswith(_installation()) and os.path.dirname(path) != package


@lru_cache(maxsize=1)
def _installation() -> tuple[str, ...]:
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    package = Path(__file__).resolve().parents[2]
    # The scenes may lie in the package, but are for the user to change.
    own = {str(folder) for folder in package.iterdir() if folder.is_dir() and folder.name != "scenes"}
    scenes = str(package / "scenes" / "__init__.py")
    return (*(f"{folder}{os.sep}" for folder in folders | own), scenes, "/proc/", "/sys/", "/dev/", "/etc/")
