"""The files that a film is made of, and what rings when one of them is saved."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import RLock
from types import TracebackType

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

CHANGES: list[type[FileSystemEvent]] = [
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""Not that a file is opened or read, which drawing does itself."""
QUIET = 0.04
"""Seconds without a change after which a save is taken to be complete; editors write a file in several steps."""
RESTLESS = 1.0
"""Seconds after which one looks at the files even so."""

Stamp = tuple[int, int, int] | None
"""When a file was changed, in nanoseconds, its size and its number on the disk; None where there is none."""


class Bell(FileSystemEventHandler):
    """Rings when something changes in a folder; ``heard`` is ready to be read, as connections are, while it does."""

    def __init__(self) -> None:
        self.heard, self._ring = Pipe(duplex=False)
        # A signal may come while this thread has it, and its handler rings.
        self._lock = RLock()
        self._rings = False

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Ring, as whoever watches a folder calls it."""
        self.ring()

    def ring(self) -> None:
        """Ring until somebody says hush."""
        with self._lock:
            if not self._rings:
                self._rings = True
                self._ring.send_bytes(b".")

    def hush(self) -> None:
        """Stop ringing."""
        with self._lock:
            if self._rings:
                self._rings = False
                self.heard.recv_bytes()


# Not watchfiles, whose watchers take no folder more once they are made, and fail for all where one cannot be watched.
class Files:
    """Watches files by watching the folders that they are in; whatever happens there, only their stamps count.

    Folders, because many editors save by putting a new file in the place of the old one. ``unwatched`` are folders
    that cannot be watched, with the reason.
    """

    def __init__(self) -> None:
        self.unwatched: dict[str, str] = {}
        self._bell = Bell()
        self._observer = Observer()
        self._folders: set[str] = set()
        self._stamps: dict[str, Stamp] = {}
        self._scripts: dict[str, Stamp] | None = None

    def __enter__(self) -> Files:
        self._observer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._observer.stop()
        self._observer.join()

    @property
    def bell(self) -> Connection:
        """Ready to be read when ``changed`` is worth asking."""
        return self._bell.heard

    def ring(self) -> None:
        """Ring the bell, for no file's sake."""
        self._bell.ring()

    def add(self, paths: Iterable[str], began: float = float("inf")) -> bool:
        """Watch more files; whether one of them was changed after a time, in seconds of the clock."""
        late = False
        for path in paths:
            if path not in self._stamps:
                for folder in {os.path.dirname(path), os.path.dirname(os.path.realpath(path))}:
                    self._watch(folder)
                stamp = self._stamps[path] = stamp_of(path)
                late |= stamp is not None and stamp[0] > began * 1e9
        return late

    def keep(self, paths: Iterable[str]) -> None:
        """Watch no files but these, which are watched already."""
        kept = set(paths)
        self._stamps = {path: stamp for path, stamp in self._stamps.items() if path in kept}
        self._scripts = None

    def expect_scripts(self) -> None:
        """Until ``keep``, let any Python file beside those that are watched count: it may be what was missing."""
        self._scripts = self._all_scripts()

    def changed(self) -> bool:
        """Whether a file has changed since one last asked; waits until nothing more does."""
        self._bell.hush()
        latest = time.monotonic() + RESTLESS
        while self.bell.poll(QUIET) and time.monotonic() < latest:
            self._bell.hush()
        stamps = {path: stamp_of(path) for path in self._stamps}
        scripts = None if self._scripts is None else self._all_scripts()
        differs = stamps != self._stamps or scripts != self._scripts
        self._stamps, self._scripts = stamps, scripts
        return differs

    def _watch(self, folder: str) -> None:
        if folder in self._folders or not os.path.isdir(folder):
            return
        self._folders.add(folder)
        try:
            self._observer.schedule(self._bell, folder, event_filter=CHANGES)
        except OSError as error:
            self.unwatched[folder] = error.strerror or str(error)

    def _all_scripts(self) -> dict[str, Stamp]:
        return {
            entry.path: stamp_of(entry.path)
            for folder in self._folders
            if os.path.isdir(folder)
            for entry in os.scandir(folder)
            if entry.name.endswith(".py") and not entry.name.startswith(".")
        }


def stamp_of(path: str) -> Stamp:
    """What tells a file from the same one after a change."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
