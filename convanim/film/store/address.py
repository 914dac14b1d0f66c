"""How libav is told which file is meant."""

from __future__ import annotations

from pathlib import Path


def address(path: Path) -> str:
    """What to call a file where libav opens it, whatever its name.

    A bare name's beginning would be taken for a protocol, such as ``week`` of a folder ``week:3``.

    >>> address(Path("week:3") / "split.mp4")
    'file:week:3/split.mp4'
    """
    return f"file:{path}"
