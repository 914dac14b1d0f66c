"""Text files of the user's, in the encodings that editors mark them with."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, or in the encoding that its byte order mark names; raises as ``read_text`` does."""
    with path.open("rb") as file:
        encoding = marked(file.read(4)) or "utf-8"
    return path.read_text(encoding=encoding)


def read_toml(path: Path, holding: str, example: str) -> dict[str, Any]:
    """The table of a TOML file that is ``holding`` something; raises SpecError, which shows an ``example``."""
    try:
        return tomllib.loads(read_text(path))
    except OSError as error:
        raise SpecError(f"{path} cannot be read: {error.strerror}", f"a TOML file {holding}") from error
    except UnicodeError as error:
        raise SpecError(f"{path.name} is no text in UTF-8", f"a TOML file {holding}") from error
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{path.name} is not TOML: {error}", example) from error


def meant(path: Path) -> str:
    """The file that somebody means who writes folders as Windows has them, where it is there; else nothing."""
    other = Path(str(path).replace("\\", "/"))
    return str(other) if other != path and other.is_file() else ""
