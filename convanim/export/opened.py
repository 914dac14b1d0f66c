"""Which of the user's files a render has read: whatever changes in them may show."""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from convanim.export.delivery import HIDDEN

_seen: set[str] = set()
_watching = False


def watch() -> None:
    """From now on, note every file that Python opens to read. Asking again changes nothing."""
    global _watching
    if not _watching:
        # A hook cannot be taken out again; it costs about a microsecond for each file.
        sys.addaudithook(_note)
        _watching = True


def opened() -> frozenset[str]:
    """The files noted so far that are still there, but for those of Python's installation and of convanim."""
    return frozenset(path for path in map(_source, tuple(_seen)) if _is_the_users(path))


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open":
        return
    path, mode, flags = arguments
    reads = "r" in mode if isinstance(mode, str) else not flags & (os.O_WRONLY | os.O_RDWR)
    if reads and isinstance(path, str | bytes | os.PathLike):
        _seen.add(os.path.abspath(os.fsdecode(path)))


def _source(path: str) -> str:
    """A module is read from its bytecode, but its source is what the user changes."""
    if path.endswith(".pyc") and os.path.basename(os.path.dirname(path)) == "__pycache__":
        try:
            return source_from_cache(path)
        except ValueError:
            return path
    return path


def _installation() -> tuple[str, ...]:
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    package = Path(__file__).resolve().parents[1]
    # The scenes may lie in the package, but are for the user to change.
    own = {str(folder) for folder in package.iterdir() if folder.is_dir() and folder.name != "scenes"}
    return (*(f"{folder}{os.sep}" for folder in folders | own), "/proc/", "/sys/", "/dev/", "/etc/")


def _is_the_users(path: str) -> bool:
    package = str(Path(__file__).resolve().parents[1])
    if f"{os.sep}{HIDDEN}" in path:
        return False
    return not path.startswith(_installation()) and os.path.dirname(path) != package and os.path.isfile(path)
