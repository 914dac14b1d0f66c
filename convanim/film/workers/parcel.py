"""What goes to another process, and what comes back: neither ends that process, or this one's pool, by being strange.

A pool unpacks what it was given outside of the task itself: what cannot be loaded there ends the worker without a word
to whoever waits. So tasks go as bytes that are unpacked inside, and errors that only their own process can load come
back as ones that say the same. Knows neither Manim nor torch.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from traceback import extract_tb, format_exception
from typing import Any

import convanim
from convanim.errors import ConvanimWarning, RenderError, bounded, shown_by, warn


class There(Exception):
    """How it came to an error in another process: that one's traceback, as text."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


@dataclass(frozen=True)
class Answer:
    """What came of a task: its ``result``, or its ``error`` in bytes, with ``said`` in a line and its ``traceback``.

    ``notes`` are what users are to be warned of or told, in order.
    """

    result: Any = None
    error: bytes | None = None
    said: str = ""
    traceback: str = ""
    notes: tuple[ConvanimWarning, ...] = ()

    def opened(self) -> Any:
        """The result, with the notes told first; raises the error, or RenderError for one that is not known here."""
        for note in self.notes:
            warn(note)
        if self.error is None:
            return self.result
        raise self._error() from There(self.traceback)

    def _error(self) -> BaseException:
        try:
            error = pickle.loads(self.error or b"")
        except Exception:  # whatever a class of the user's own makes of it
            return RenderError(self.said)
        return error if isinstance(error, BaseException) else RenderError(self.said)


@dataclass(frozen=True)
class Parcel:
    """A task in bytes; called in another process, it is done there."""

    content: bytes

    @classmethod
    def of(cls, work: Callable[[], Any]) -> Parcel:
        """The task; raises what pickling does."""
        return cls(bytes(ForkingPickler.dumps(work)))

    def __call__(self) -> Answer:
        """Unpack it and do it; whatever goes wrong is part of the answer."""
        with noted() as notes:
            try:
                work = _unpacked(self.content)
                return Answer(work(), notes=tuple(notes))
            except BaseException as error:
                told = "".join(format_exception(error))
                return Answer(None, _packed(error), said_of(error), told, tuple(notes))


@dataclass(frozen=True)
class Told:
    """Notes that were told already; each is told once, whichever process it is of."""

    known: set[tuple[type, str]] = field(default_factory=set)

    def new(self, notes: tuple[ConvanimWarning, ...]) -> tuple[ConvanimWarning, ...]:
        """Those that were not, which now are."""
        found = {(type(note), str(note)): note for note in notes}
        new = tuple(note for key, note in found.items() if key not in self.known)
        self.known.update(found)
        return new


@contextmanager
def noted() -> Iterator[list[ConvanimWarning]]:
    """What users are to be warned of or told in this block, which nobody shows yet."""
    notes = list[ConvanimWarning]()

    def show(message: Warning | str, category: type[Warning]) -> bool:
        if isinstance(message, ConvanimWarning):
            notes.append(message)
        return isinstance(message, ConvanimWarning)

    with shown_by(show, ConvanimWarning):
        yield notes


def said_of(error: BaseException) -> str:
    """An error in a line, with where in the user's own file it comes from, if it does."""
    text = bounded(" ".join(f"{type(error).__name__}: {error}".split()))
    frames = [one for one in extract_tb(error.__traceback__) if not _is_installed(Path(one.filename))]
    return f"{text} ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else text


def travelling(error: BaseException) -> BaseException:
    """The error itself where it stays itself on its way to another process; else one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever a class of the user's own makes of it
        return RenderError(said_of(error))
    return error


def _is_installed(file: Path) -> bool:
    """Whether a file is convanim's, Python's or a library's."""
    homes = (Path(convanim.__file__).parent, Path(os.__file__).parent)
    return "site-packages" in file.parts or any(file.is_relative_to(home) for home in homes) or not file.is_absolute()


def _unpacked(content: bytes) -> Callable[[], Any]:
    try:
        work: Callable[[], Any] = pickle.loads(content)
    except Exception as error:  # modules that are not there, and whatever loading them raises
        raise RenderError(f"another process cannot load what it is to do ({said_of(error)})") from error
    return work


def _packed(error: BaseException) -> bytes:
    try:
        return pickle.dumps(error)
    except Exception:  # which a class of the user's own may refuse
        return b""
