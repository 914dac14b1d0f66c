"""Processes that draw: a new one each time, so that everything of the user's is loaded anew.

What takes long to load is not the user's, and is there before a drawing begins.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from convanim.errors import Ended
from convanim.film.render import Progress
from convanim.film.store.cache import Cache
from convanim.film.store.file_reads import awaited
from convanim.film.workers.pool import begin
from convanim.film.workers.preload import LOADED, load_ahead, starter
from convanim.preview.fault import Fault, fault_of
from convanim.preview.film import DrawnFilm

PATIENCE = 1.0
"""Seconds that a process has to tidy up after itself when it is told to end."""

NAME = "convanim-preview"
"""What the processes are called."""

Draw = Callable[[Path, Callable[[Progress], None]], DrawnFilm]
"""Draws into a folder, telling how far it is; another process must be able to load it by its name."""


@dataclass(frozen=True)
class Awaited:
    """Files that a drawing has read so far, or looked for."""

    paths: frozenset[str]


class Drawer:
    """One process, which loads what it can before it draws, and draws once."""

    def __init__(self, draw: Draw) -> None:
        load_ahead()
        starting = starter()
        self.told, theirs = starting.Pipe()
        self._process = starting.Process(target=_serve, args=(draw, theirs), name=NAME)
        self._process.start()
        # The other process has its own, so that there is an end to what is told when that process ends.
        theirs.close()

    def begin(self, folder: Path) -> None:
        """Let it draw into a folder. What it says can then be read, and ``told`` is ready to be."""
        with suppress(BrokenPipeError):  # which ``read`` tells of
            self.told.send(str(folder))

    def read(self) -> Progress | Awaited | DrawnFilm | Fault:
        """The next that it says: ``DrawnFilm`` or ``Fault`` come last; waits for it."""
        try:
            message: Progress | Awaited | DrawnFilm | Fault = self.told.recv()
        except (EOFError, OSError):
            self._process.join()
            code = self._process.exitcode or 0
            how = signal.strsignal(-code) if code < 0 else f"exit code {code}"
            return Fault(f"the process that draws has ended by itself ({how}); saving the file tries again")
        return message

    def end(self) -> None:
        """End it, whatever it does; what it has drawn so far is kept, if it can still see to that."""
        self._process.terminate()
        self._process.join(PATIENCE)
        self._process.kill()
        self._process.join()
        self.told.close()


def end_all() -> None:
    """End every process that draws, even one that an interrupt has kept from being known."""
    for process in multiprocessing.active_children():
        if process.name == NAME:
            process.kill()
            process.join()


def _serve(draw: Draw, told: Connection) -> None:
    """In the other process: load what is not the user's, wait, draw, tell."""
    begin()
    signal.signal(signal.SIGTERM, _leave)
    # A bytecode file is taken for its source's as long as second and size agree, which two quick saves may do.
    sys.dont_write_bytecode = True
    for name in (LOADED, "convanim.film.render"):
        import_module(name)
    gc.freeze()
    try:
        folder = Path(told.recv())
    except EOFError:
        return
    # If it has to be killed, what it leaves behind goes with that folder.
    tempfile.tempdir = str(folder)
    known, done = frozenset[str](), -1

    def tell(progress: Progress) -> None:
        nonlocal known, done
        if progress.beats_done != done:
            done = progress.beats_done
            known = _tell_of_files(told, known)
            told.send(progress)

    with suppress(BrokenPipeError):  # where nobody is left who wants to know
        try:
            result: DrawnFilm | Fault = draw(folder, tell)
        except BaseException as error:  # whatever a scene does, its author wants to know
            result = fault_of(error)
        # From here on there is nothing to see to, and what ends Python would complain of being broken off.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _tell_of_files(told, known)
        told.send(result)


def _tell_of_files(told: Connection, known: frozenset[str]) -> frozenset[str]:
    folder = Cache().folder
    own = None if folder is None else f"{os.path.abspath(folder)}{os.sep}"
    now = frozenset(path for path in awaited() if own is None or not path.startswith(own))
    if now != known:
        told.send(Awaited(now))
    return now


def _leave(number: int, frame: Any) -> NoReturn:
    # As an exception, so that beats that are finished are kept and half-written files removed.
    raise Ended(128 + number)
