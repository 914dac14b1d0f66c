"""Standard streams that take any text, and a stdout that belongs to results alone."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import TextIO

PLAINER = {
    "−": "-",
    "≈": "~",
    "×": "x",
    "·": "*",
    "…": "...",
    "→": "->",
    "←": "<-",
    "–": "-",
    "—": "-",
    "’": "'",
    "“": '"',
    "”": '"',
    "\u2009": " ",
    "\u202f": " ",
}
"""What stands for a sign in an encoding that lacks it; of all else, Python's escape."""

ERRORS = "convanim.plainer"


def plainer(error: UnicodeError) -> tuple[str | bytes, int]:
    """An error handler, as ``codecs`` calls it: what to write in place of what an encoding lacks.

    Bytes of a file's name that are no text are written as they are, so that the name can be used.

    >>> plainer(UnicodeEncodeError("cp1252", "3 − 深", 2, 5, ""))
    ('- \\\\u6df1', 5)
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    given = error.object[error.start : error.end]
    # A stream may be of two bytes and more a letter, of which these are no part.
    if not error.encoding.startswith(("utf-16", "utf-32")) and all("\udc80" <= one <= "\udcff" for one in given):
        return given.encode("ascii", "surrogateescape"), error.end
    replaced = (PLAINER.get(one) or one.encode("ascii", "backslashreplace").decode("ascii") for one in given)
    return "".join(replaced), error.end


codecs.register_error(ERRORS, plainer)


def take_any_text() -> None:
    """Let what is written to stdout and stderr be any text, whatever their encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)


def claim_stdout() -> None:
    """Let ``sys.stdout`` alone write to stdout; what others write there goes to stderr, for this process's whole life.

    Others are libraries in C, and processes that are started from now on. Where ``sys.stdout`` is not the process's
    own, as in a test, they are left alone.
    """
    stdout = sys.stdout
    if not isinstance(stdout, io.TextIOWrapper) or not _writes_to(stdout, 1):
        return
    stdout.flush()
    sys.stdout = open(  # noqa: SIM115 - it stays open as long as the process lives
        os.dup(1),
        "w",
        buffering=1 if stdout.isatty() else -1,
        encoding=stdout.encoding,
        errors=stdout.errors,
        closefd=False,
    )
    # Not undone in the end, because what C libraries have put off they write after everything else.
    leave_stdout()


def leave_stdout() -> None:
    """Send to stderr what libraries in C, and processes started from now on, would write to stdout."""
    if _writes_to(sys.stderr, 2):
        os.dup2(2, 1)
    else:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)


def _writes_to(stream: TextIO | None, number: int) -> bool:
    try:
        return stream is not None and stream.fileno() == number
    except (OSError, ValueError):  # it is no file, or closed
        return False
