"""Users' arrays from .npy files, each refusal in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from convanim.errors import ShapeError
from convanim.spec import Values

BROKEN = "it is no .npy file, or only part of one"
_OTHERS = {b"PK": "it holds several arrays", b"\x80": "it holds objects, which are not unpickled"}
_HOW = 'numpy.save("FILE.npy", array)'


def read_array(option: str, path: Path, axes: Sequence[str]) -> Any:
    """The numbers in a .npy file, with as many axes as named; pickled objects are never unpacked.

    Raises ShapeError where the file cannot be read or holds anything else.
    """
    from numpy.lib.format import MAGIC_PREFIX
    from numpy.lib.format import read_array as read_npy

    def refused(what: str, allowed: str, hint: str = _HOW) -> ShapeError:
        return ShapeError(f"{option} {path}: {what}", allowed, hint)

    numbers = "a .npy file of whole or real numbers"
    try:
        with path.open("rb") as file:
            kind = file.read(len(MAGIC_PREFIX))
            file.seek(0)
            if kind == MAGIC_PREFIX:
                array = read_npy(file, allow_pickle=False)
    except OSError as error:
        raise refused(error.strerror or str(error), numbers) from error
    except Exception as error:  # a damaged header surfaces as almost anything, from TokenError to MemoryError
        what = "it holds objects, which are not unpickled" if "allow_pickle" in str(error) else BROKEN
        raise refused(what, numbers) from error
    if kind != MAGIC_PREFIX:
        raise refused(next((what for start, what in _OTHERS.items() if kind.startswith(start)), BROKEN), numbers)
    if array.ndim != len(axes):
        hint = "array[None] for an image without channels" if (array.ndim, len(axes)) == (2, 3) else ""
        raise refused(f"the array has shape {array.shape}", f"{len(axes)} axes: {', '.join(axes)}", hint)
    try:
        return Values(input=array).input
    except ShapeError as error:
        raise refused(error.given.removeprefix("input ").removeprefix("is "), error.allowed) from error
