"""What went wrong, and where in the user's files."""

from __future__ import annotations

import linecache
import os
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

from convanim.catalog import scenes_folder
from convanim.errors import ConvanimError, SceneFileError
from convanim.film.store.file_reads import is_the_users


@dataclass(frozen=True)
class Fault:
    """An error as the author of a scene reads it: what, and which line of which file, where one is to blame.

    >>> print(Fault("NameError: name 'x' is not defined", "mine.py", 7))
    mine.py, line 7: NameError: name 'x' is not defined
    """

    text: str
    file: str = ""
    line: int | None = None
    code: str = ""

    @property
    def place(self) -> str:
        """The file and the line."""
        return ", ".join(part for part in (self.file, f"line {self.line}" if self.line else "") if part)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.text) if part)


def fault_of(error: BaseException) -> Fault:
    """What an error says, with the innermost line of the user's own that it passed through."""
    # Whoever loads a scene's file says in words what its cause says better.
    while isinstance(error, SceneFileError) and error.__cause__ is not None:
        error = error.__cause__
    file, line = _place(error)
    code = linecache.getline(file, line).strip() if line else ""
    # Where a text is wrong, the error tells its line itself, for the command line.
    text = _text(error).removeprefix(f"{Path(file).name}, line {line}: ")
    return Fault(text, _near(file) if file else "", line, code)


def _text(error: BaseException) -> str:
    if isinstance(error, ConvanimError):
        return str(error)
    if isinstance(error, SystemExit):
        return "the scene ends Python (SystemExit)"
    reason = error.msg if isinstance(error, SyntaxError) else str(error)
    return ": ".join(part for part in (type(error).__name__, " ".join(reason.split())) if part)


def _place(error: BaseException) -> tuple[str, int | None]:
    if isinstance(error, SyntaxError) and error.filename and os.path.isfile(error.filename):
        return error.filename, error.lineno
    frames = [frame for frame in extract_tb(error.__traceback__) if os.path.isfile(frame.filename)]
    users = [frame for frame in frames if is_the_users(os.path.abspath(frame.filename))]
    # The built-in scenes can be changed, but are rarely what is wrong.
    own = [frame for frame in users if Path(frame.filename).resolve().parent != scenes_folder()]
    for frame in (own or users)[-1:]:
        return frame.filename, frame.lineno
    return "", None


def _near(file: str) -> str:
    """A path as it is typed where the command runs."""
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file
