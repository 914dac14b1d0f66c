"""What other processes can find a scene by, and what keeps them from it. Knows neither Manim nor torch."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from convanim.errors import JobsWarning, warn
from convanim.plugins import registered

if TYPE_CHECKING:
    from convanim.scene import ConvScene


def jobs_for(scenes: Iterable[type[ConvScene] | str], jobs: int) -> int:
    """How many of ``jobs`` can draw scenes: all, or with a JobsWarning one, where others would not find a scene."""
    for scene in scenes if jobs > 1 else ():
        if not isinstance(scene, str) and (reason := hidden(scene)) is not None:
            warn(JobsWarning(f"one process draws {scene.__name__}, not {jobs}: {reason}"))
            return 1
    return jobs


def name_of(scene: type[ConvScene]) -> str:
    """What another process can load a class by that is not ``hidden``."""
    return registered(scene) or f"{_file_of(scene)}:{scene.__name__}"


def hidden(scene: type[ConvScene]) -> str | None:
    """Why other processes cannot load a class; None where they can."""
    if registered(scene) is not None:
        return None
    file = _file_of(scene)
    if file is None:
        return "no file defines it"
    if "<locals>" in scene.__qualname__:
        return "a function makes it, which others would have to call"
    if any(_runs_again(frame, file, scene.__name__) for frame in _modules_being_run()):
        return f"{file.name} would be run once more to load it; what is to run once goes under {GUARD!r} there"
    return None


GUARD = 'if __name__ == "__main__":'


def _file_of(scene: type[ConvScene]) -> Path | None:
    try:
        source = inspect.getsourcefile(scene)
    except (TypeError, OSError):  # made in a notebook's cell, or typed in
        return None
    return Path(source).resolve() if source is not None and Path(source).is_file() else None


def _modules_being_run() -> Iterator[FrameType]:
    """The modules, in any thread, whose code has begun and not ended."""
    for top in sys._current_frames().values():
        frame: FrameType | None = top
        while frame is not None:
            if frame.f_code.co_name == "<module>":
                yield frame
            frame = frame.f_back


def _runs_again(frame: FrameType, file: Path, scene: str) -> bool:
    """Whether to load a scene from a file means to run what a module is just running, if it is that file's."""
    if Path(frame.f_code.co_filename).resolve() != file:
        return False
    guards = [node for node in ast.parse(file.read_bytes()).body if _is_guard(node)]
    inside = [node for node in guards if node.lineno <= frame.f_lineno <= (node.end_lineno or 0)]
    defined = {node.name for guard in guards for node in ast.walk(guard) if isinstance(node, ast.ClassDef)}
    return not inside or scene in defined


def _is_guard(node: ast.stmt) -> bool:
    if not (isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and not node.orelse):
        return False
    sides = {ast.unparse(side) for side in (node.test.left, *node.test.comparators)}
    return sides == {"__name__", "'__main__'"} and isinstance(node.test.ops[0], ast.Eq)
