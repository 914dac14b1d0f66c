"""The built-in scenes by name, and scene classes out of users' files.

Importing this loads neither Manim nor torch; loading a scene does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from convanim.errors import SceneFileError, UnknownNameError
from convanim.plugins import Plugin, plugins
from convanim.sources.code import blame, load_file, run_file
from convanim.textfile import meant

if TYPE_CHECKING:
    from convanim.scene import ConvScene


@dataclass(frozen=True)
class Entry:
    """A built-in scene: its file in ``scenes/``, its class there, and what it shows."""

    file: str
    scene: str
    summary: str


CATALOG: Mapping[str, Entry] = {
    "split": Entry("split.py", "Split", "A layer splits into groups: which weights go, and what that saves."),
    "aggregate": Entry("aggregate.py", "Aggregate", "The groups' outputs stacked again, and what each never saw."),
    "depthwise": Entry("depthwise.py", "Depthwise", "As many groups as channels: every filter reads a single channel."),
    "pointwise": Entry("pointwise.py", "Pointwise", "A 1×1 kernel: every pixel becomes a new mix of its channels."),
    "separable": Entry("separable.py", "Separable", "Depthwise, then pointwise, beside the standard layer."),
}
"""The built-in scenes in teaching order; a new one is a file in ``scenes/`` and a line here."""


def scenes_folder() -> Path:
    """Where the scene files are: inside an installed package, or beside it in a working copy."""
    package = Path(__file__).resolve().parent
    inside = package / "scenes"
    return inside if inside.is_dir() else package.parent / "scenes"


def names_file(name: str) -> bool:
    """Whether a name is ``FILE.py`` or ``FILE.py:Class`` rather than that of a built-in scene.

    >>> names_file("depthwise"), names_file("lessons/mine.py:Mine")
    (False, True)
    """
    return _FILE.fullmatch(name) is not None


def load_scene(name: str) -> type[ConvScene]:
    """The scene class of a built-in name, of one that a package has registered, or of ``FILE.py[:Class]``.

    Raises UnknownNameError for an unknown name, SceneFileError where a file cannot be
    imported, defines no scene, or several and none is named.
    """
    match = _FILE.fullmatch(name)
    if match:
        return _from_file(Path(match["path"]), match["scene"])
    if name not in CATALOG:
        return plugin_of(name).load()
    entry = CATALOG[name]
    path = scenes_folder() / entry.file
    try:
        module = _module(path)
    except SceneFileError as error:
        if isinstance(error.__cause__, ImportError | OSError):
            raise SceneFileError(
                f"the scene {name} cannot be loaded: {error.__cause__}",
                "",
                "convanim doctor, which says what is missing",
            ) from error.__cause__
        raise
    scene: type[ConvScene] = getattr(module, entry.scene)
    return scene


def plugin_of(name: str) -> Plugin:
    """The scene that a package has registered under a name; raises UnknownNameError listing all known names."""
    registered = plugins()
    if name not in registered:
        known = [*CATALOG, *(one for one in registered if one not in CATALOG)]
        close = get_close_matches(name.lower(), known, n=1)
        raise UnknownNameError(
            f"no scene is called {name!r}", ", ".join(known) + ", or a file as FILE.py[:Class]", *close
        )
    return registered[name]


def file_of(name: str) -> Path | None:
    """The file that a scene is in; None where a package has registered it.

    Raises UnknownNameError for an unknown name, SceneFileError for a file that is not there.
    """
    match = _FILE.fullmatch(name)
    if match:
        return _there(Path(match["path"])).resolve()
    if name in CATALOG:
        return scenes_folder() / CATALOG[name].file
    plugin_of(name)
    return None


def origin_of(name: str) -> str | None:
    """The package and version that a name's scene is from; None for convanim's own and for files."""
    return None if name in CATALOG or names_file(name) else plugin_of(name).package


_FILE = re.compile(r"(?P<path>.+\.py)(:(?P<scene>\w+))?", re.DOTALL)


def _from_file(path: Path, wanted: str | None) -> type[ConvScene]:
    path = _there(path).resolve()
    found = _scenes_of(_module(path))
    if wanted is not None:
        if wanted not in found:
            close = get_close_matches(wanted, found, n=1)
            raise SceneFileError(
                f"{path.name} has no scene {wanted}",
                ", ".join(found) or "none there",
                *(f"{path.name}:{one}" for one in close),
            )
        return found[wanted]
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise SceneFileError(
            f"{path.name} has {len(found)} scenes", ", ".join(found), f"{path.name}:{next(iter(found))}"
        )
    raise SceneFileError(
        f"{path.name} defines no scene",
        "a class made from ConvScene or a built-in scene",
        "class Mine(Depthwise), after from convanim import Depthwise",
    )


def _there(path: Path) -> Path:
    if not path.is_file():
        raise SceneFileError(f"there is no file {path}", "a Python file with a ConvScene in it", meant(path))
    return path


def _scenes_of(module: ModuleType) -> dict[str, type[ConvScene]]:
    from convanim.scene import ConvScene

    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, ConvScene) and value.__module__ == module.__name__
    }


def _module(path: Path) -> ModuleType:
    try:
        if path.parent != scenes_folder():
            # What every scene needs is there before, so that nothing beside the file takes its place.
            import_module("convanim.scene")
            return load_file(path)
        # So that a built-in scene given by its path and by its name is one and the same class.
        name = f"convanim.scenes.{path.stem}"
        return sys.modules.get(name) or run_file(path, name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit too: a script that ends itself is no scene file
        raise SceneFileError(blame(error, path.parent)) from error
