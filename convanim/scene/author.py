"""What goes wrong in a scene, said to its author: in words, and with the line that it comes from."""

from __future__ import annotations

import inspect
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import combinations
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Any

import numpy as np
from manim import Mobject

from convanim.draw.drawn import FAINTEST, Drawn
from convanim.errors import ConvanimError, SpecError, quoted
from convanim.mobjects.tensor import VoxelTensor

LATEX = ("latex", "pdflatex", "xelatex", "lualatex", "dvisvgm")
"""Programs that Manim starts for formulas of its own."""

HIDDEN = 0.3
"""Of two blocks one hides the other where they share more than this of the smaller one."""


@contextmanager
def said_to_author() -> Iterator[None]:
    """Let what scenes are refused begin with their author's line, such as "mine.py, line 7".

    The line is the innermost one that is neither convanim's nor of a package; without one, as in a built-in scene,
    an error stays as it is. Where Manim finds no LaTeX, SpecError says so.
    """
    try:
        yield
    except SpecError as error:
        place = _place(error)
        raise (error.at(place) if place else error).with_traceback(error.__traceback__) from error.__cause__
    except FileNotFoundError as error:
        if error.filename not in LATEX:
            raise
        place = _place(error)
        raise SpecError(
            f"{place}: a formula of Manim's is set by LaTeX, and there is no {error.filename} here".removeprefix(": "),
            "Text, MarkupText, and what convanim writes, which need none",
            "Text in place of MathTex or Tex",
        ).with_traceback(error.__traceback__) from error


def _place(error: BaseException) -> str:
    own = [(frame, line) for frame, line in walk_tb(error.__traceback__) if _is_authors(frame)]
    if not own:
        return ""
    frame, line = own[-1]
    return f"{Path(frame.f_code.co_filename).name}, line {line}"


def placed(error: ConvanimError, scene: type) -> ConvanimError:
    """An error that begins with where its author has written a scene, such as "mine.py, line 4", if that is known."""
    with suppress(OSError, TypeError):
        file, (_, line) = str(inspect.getsourcefile(scene)), inspect.getsourcelines(scene)
        if _is_own(scene.__module__, file):
            return error.at(f"{Path(file).name}, line {line}")
    return error


def _is_authors(frame: FrameType) -> bool:
    return _is_own(frame.f_globals.get("__name__", ""), frame.f_code.co_filename)


def _is_own(module: str, file: str) -> bool:
    if module.partition(".")[0] in ("convanim", "manim"):
        return False
    return not file.startswith(sysconfig.get_path("stdlib")) and "site-packages" not in Path(file).parts


def hidden(actors: Mapping[str, Drawn]) -> list[tuple[str, str]]:
    """The names of blocks of which one hides much of the other.

    >>> from convanim.mobjects.tensor import VoxelTensor
    >>> one, other = VoxelTensor([[[1]]]), VoxelTensor([[[2]]])
    >>> hidden({"x": one, "y": other}), hidden({"x": one, "y": other.shift([3.0, 0.0, 0.0])})
    ([('x', 'y')], [])
    """
    seen = {
        name: actor.points[:, :2]
        for name, actor in actors.items()
        if isinstance(actor, VoxelTensor) and actor.opacity[0] > FAINTEST and actor.presence.any()
    }
    boxes = {name: (points.min(axis=0), points.max(axis=0)) for name, points in seen.items()}
    return [
        (name, other)
        for (name, (low, high)), (other, (least, most)) in combinations(boxes.items(), 2)
        if np.prod(np.clip(np.minimum(high, most) - np.maximum(low, least), 0.0, None))
        > HIDDEN * min(np.prod(high - low), np.prod(most - least))
    ]


def check_tableau(run_time: Any, actors: Mapping[str, Any]) -> None:
    """Raise SpecError for actors without a name, and for those who are none."""
    if isinstance(run_time, Mobject):
        given = type(run_time).__name__
        raise SpecError(f"a {given} is brought on stage without a name", "actors by their names", "arrange(x=x)")
    for name, actor in actors.items():
        if actor is not None and not isinstance(actor, Drawn):
            given = quoted(actor) if not isinstance(actor, Mobject) else type(actor).__name__
            raise SpecError(
                f"{name} is {given}",
                "a mobject of convanim's, or None for nobody",
                "self.add, or self.play with FadeIn, for Manim's own",
            )
