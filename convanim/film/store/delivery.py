"""Files that appear complete, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType

from convanim.errors import RenderError, quoted
from convanim.folders import turn, workplace

MOST_BYTES = 255
"""Of a file's name, on every file system."""


class Delivery:
    """Collects files in a hidden folder inside ``out`` and moves them into place together.

    Inside ``out``, because only a move within one file system is one step. Each takes its predecessor's place in that
    one step, so whoever opens it meanwhile finds one of the two. Leaving the ``with`` block removes whatever has not
    been delivered, folders made for it included.
    """

    address = ""
    """What targets are seen from, where that is no folder."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._files: list[str] = []
        self._delivered = False
        self._made: list[Path] = []

    def __enter__(self) -> Delivery:
        self._stack = ExitStack()
        try:
            self._make(self.out)
            self._folder = self._stack.enter_context(workplace(self.out))
        except (OSError, ValueError) as error:
            self._unmake()
            raise RenderError(
                f"the folder {self.out} cannot be written to: {_reason(error)}",
                "a folder where you may create files",
                "another one, with -o FOLDER on the command line",
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        if not self._delivered:
            self._unmake()

    def reserve(self, *names: str) -> None:
        """Announce files; raises RenderError where something else is in the way of one, or it would lie elsewhere."""
        for name in names:
            check_name(name)
            if self.target(name).is_dir():
                raise RenderError(f"{self.target(name)} is a folder", "a file or nothing there", "moving it away")
        self._files += names

    def target(self, name: str) -> Path:
        """Where a file will be."""
        return self.out / name

    def scratch(self, name: str) -> Path:
        """Where a file is made."""
        return self._folder / name

    def write(self, name: str, text: str) -> None:
        """Write a text file; raises RenderError where that fails."""
        with self.writing(name) as path:
            path.write_text(text, encoding="utf-8", newline="\n")

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """The path to write a file to, with failures turned into RenderError."""
        try:
            yield self.scratch(name)
        except OSError as error:
            raise RenderError(
                f"{name} cannot be written to {self.address or self.out}: {_reason(error)}",
                "",
                "another folder, or more free space",
            ) from error

    def deliver(self) -> None:
        """Move the files into place, the first announced, a clip's film, last.

        Raises RenderError where one cannot be, and undoes the others.
        """
        with turn(self.out):
            self._move()
        self._delivered = True

    def _move(self) -> None:
        moved: list[tuple[Path, Path]] = []
        try:
            for name in reversed(dict.fromkeys(self._files)):
                target, old = self.target(name), self.scratch(f"{name}.old")
                if os.path.lexists(target):
                    _copy(target, old)
                    moved.append((old, target))
                else:
                    moved.append((target, self.scratch(name)))
                os.replace(self.scratch(name), target)
        except BaseException as error:
            for now, before in reversed(moved):
                with suppress(OSError):
                    os.replace(now, before)
            if isinstance(error, OSError):
                raise RenderError(
                    f"{self.target(name)} cannot be replaced: {_reason(error)}", "", "closing what has it open"
                ) from error
            raise

    def _make(self, folder: Path) -> None:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            self._made.append(path)
        if not folder.is_dir():
            raise NotADirectoryError(0, "it is a file", str(folder))

    def _unmake(self) -> None:
        for path in reversed(self._made):
            with suppress(OSError):
                path.rmdir()


def check_name(name: str) -> None:
    """Raise RenderError for what is no file's name."""
    if Path(name).name != name or name == ".." or "\\" in name or len(os.fsencode(name)) > MOST_BYTES:
        raise RenderError(f"no file can be called {quoted(name)}", f"{MOST_BYTES} bytes, and no folder")


def _copy(file: Path, copy: Path) -> None:
    """The same file under another name; where the system cannot, a copy."""
    try:
        os.link(file, copy, follow_symlinks=False)
    except (OSError, NotImplementedError):  # where links cannot be left unfollowed
        shutil.copy2(file, copy, follow_symlinks=False)


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
