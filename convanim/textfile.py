"""Files of the user's: which can be read, and texts in the encodings that editors mark them with."""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convanim.budgets import MOST_DEPTH, MOST_DIGITS, TEXT_BYTES
from convanim.errors import SpecError

# The marks of UTF-32 begin like those of UTF-16.
_MARKS: Mapping[bytes, str] = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def marked(content: bytes) -> str | None:
    """The encoding that a byte order mark names, as Windows' editors and shells write one; None where there is none.

    >>> marked("é".encode("utf-16")), marked("é".encode("utf-8-sig")), marked("é".encode())
    ('utf-16', 'utf-8-sig', None)
    """
    return next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), None)


def regular(path: Path, most: int) -> None:
    """Raise OSError, which says in ``strerror`` why, unless this is a file that can be read, of at most so many bytes.

    A device has no end, and a pipe may keep whoever opens it waiting, so neither is opened.
    """
    try:
        told = os.stat(path)
    except ValueError as error:  # a name with NUL in it, or one that this system cannot write
        raise OSError(errno.EINVAL, "no file can be called that") from error
    if stat.S_ISDIR(told.st_mode):
        raise IsADirectoryError(errno.EISDIR, "Is a directory")
    if not stat.S_ISREG(told.st_mode):
        raise OSError(errno.EINVAL, "it is a device or a pipe")
    if told.st_size > most:
        raise OSError(errno.EFBIG, f"it has {told.st_size} bytes, at most {most} are read")
    with path.open("rb"):
        pass


def there(path: Path) -> bool:
    """Whether there is a file of this name, which may be one that no file can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, or in the encoding that its byte order mark names.

    Raises OSError where it is none, or larger than ``TEXT_BYTES``, and UnicodeError where it is in no such encoding.
    """
    regular(path, TEXT_BYTES)
    with path.open("rb") as file:
        encoding = marked(file.read(4)) or "utf-8"
    return path.read_text(encoding=encoding)


def read_toml(path: Path, holding: str, example: str) -> dict[str, Any]:
    """The table of a TOML file that is ``holding`` something; raises SpecError, which shows an ``example``."""
    try:
        text = read_text(path)
        if what := _beyond(text):
            raise SpecError(f"{path.name} has {what}", f"at most {MOST_DEPTH}", example)
        return tomllib.loads(text)
    except OSError as error:
        raise SpecError(f"{path} cannot be read: {error.strerror}", f"a TOML file {holding}") from error
    except UnicodeError as error:
        raise SpecError(f"{path.name} is no text in UTF-8", f"a TOML file {holding}") from error
    except tomllib.TOMLDecodeError as error:
        if _ESCAPED.search(text):
            hint = "'folder\\mine.py' in single quotes, or \"folder/mine.py\""
            raise SpecError(f"{path.name} is not TOML: {error}", "paths with / or in single quotes", hint) from error
        raise SpecError(f"{path.name} is not TOML: {error}", example) from error
    except ValueError as error:  # Python reads no longer ones
        raise SpecError(f"{path.name} has a number without end", f"at most {MOST_DIGITS} digits", example) from error


_ESCAPED = re.compile(r'"[^"\n]*\\[^"\n]*"')
"""A backslash where TOML takes it for the beginning of an escape."""
_SIGNS = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|(?P<sign>[\[\]{}.,=\n])', re.DOTALL
)


def _beyond(text: str) -> str:
    """What TOML's parser would take too much memory or time for; nothing where there is no such thing.

    >>> _beyond("a = [[1, 2.5], [3, 4]] # [[[["), _beyond("a = " + "[" * 33), _beyond("a" + ".a" * 32 + " = 1")
    ('', 'lists and tables inside each other, 33 deep', 'a key of 33 parts')
    """
    depth = dots = 0
    for found in _SIGNS.finditer(text):
        sign = found["sign"]
        if sign == ".":
            dots += 1
            if dots >= MOST_DEPTH:
                return f"a key of {dots + 1} parts"
        elif sign is not None:
            dots = 0
            depth = max(0, depth + (sign in "[{") - (sign in "]}"))
            if depth > MOST_DEPTH:
                return f"lists and tables inside each other, {depth} deep"
    return ""


def meant(path: Path) -> str:
    """The file that somebody means who writes folders as Windows has them, where it is there; else nothing."""
    other = Path(str(path).replace("\\", "/"))
    return str(other) if other != path and there(other) else ""
