"""Scenes by name: built-in ones, those that packages have registered, and classes out of users' files.

Importing this loads neither Manim nor torch; loading a scene does.
"""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from convanim import scenes
from convanim.errors import Ended, SceneFileError, Setting, Text, UnknownNameError, quoted, shortened
from convanim.lessons import BUILT_IN, KNOWN, own_name
from convanim.plugins import Plugin, plugins
from convanim.sources.code import blame, load_file, run_file
from convanim.textfile import meant, there

if TYPE_CHECKING:
    from convanim.scene import ConvScene


PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
STATES = (".safetensors", ".pt", ".pth")
TENSORS = (".npy", ".npz", *STATES)
"""How the names of files end that are no scenes, but numbers for one."""


def scenes_folder() -> Path:
    """Where the built-in scenes' files are: inside an installed package, or beside it in a working copy."""
    return scenes.FOLDER


def names_file(name: str) -> bool:
    """Whether a name is ``FILE.py`` or ``FILE.py:Class`` rather than that of a built-in scene.

    >>> names_file("depthwise"), names_file("lessons/mine.py:Mine")
    (False, True)
    """
    return _FILE.fullmatch(name) is not None


def check_scene(scene: object) -> None:
    """Raise UnknownNameError for what is neither a scene's name nor a class that can be one."""
    if isinstance(scene, str):
        return
    # Of a class, without Manim, which knowing more would load.
    if not (isinstance(scene, type) and hasattr(scene, "lesson") and hasattr(scene, "values")):
        raise UnknownNameError(
            f"the scene is {quoted(scene)}", "the name of one, FILE.py[:Class], or a class made from ConvScene"
        )


def load_scene(name: str) -> type[ConvScene]:
    """The scene class of a built-in name, of one that a package has registered, or of ``FILE.py[:Class]``.

    Raises UnknownNameError for an unknown name, SceneFileError where a file cannot be
    imported, defines no scene, or several and none is named.
    """
    match, name = _FILE.fullmatch(name), own_name(name)
    if match:
        return _from_file(Path(match["path"]), match["scene"])
    if name not in BUILT_IN:
        return plugin_of(name).load()
    lesson = BUILT_IN[name]
    try:
        module = _module(scenes_folder() / lesson.file)
    except SceneFileError as error:
        if isinstance(error.__cause__, ImportError | OSError):
            raise SceneFileError(
                f"the scene {name} cannot be loaded: {error.__cause__}",
                "",
                "convanim doctor, which says what is missing",
            ) from error.__cause__
        raise
    scene: type[ConvScene] = getattr(module, lesson.scene)
    return scene


def scene_of_module(name: str) -> type[ConvScene]:
    """The class that shows a whole module of somebody's own where a built-in lesson has one."""
    lesson = BUILT_IN[name]
    scene: type[ConvScene] = getattr(_module(scenes_folder() / lesson.file_of_module), lesson.of_module)
    return scene


def plugin_of(name: str) -> Plugin:
    """The scene that a package has registered under a name; raises UnknownNameError listing all known names."""
    registered = plugins()
    if name not in registered:
        known = [*KNOWN, *(one for one in registered if one not in KNOWN)]
        close: list[Text] = [*get_close_matches(shortened(name).lower(), known, n=1)]
        if name.lower().endswith((*PICTURES, *TENSORS)):
            word = "weights" if name.lower().endswith(STATES) else "input"
            close = [("a scene, such as depthwise, with ", Setting(word, name))]
        raise UnknownNameError(
            f"no scene is called {quoted(name)}", ", ".join(known) + ", or a file as FILE.py[:Class]", *close
        )
    return registered[name]


def file_of(name: str) -> Path | None:
    """The file that a scene is in; None where a package has registered it.

    Raises UnknownNameError for an unknown name, SceneFileError for a file that is not there.
    """
    match = _FILE.fullmatch(name)
    if match:
        return _there(Path(match["path"])).resolve()
    name = own_name(name)
    if name in BUILT_IN:
        return scenes_folder() / BUILT_IN[name].file
    plugin_of(name)
    return None


def origin_of(name: str) -> str | None:
    """The package and version that a name's scene is from; None for convanim's own and for files."""
    return None if own_name(name) in BUILT_IN or names_file(name) else plugin_of(name).package


def is_built_in(scene: type[ConvScene]) -> bool:
    """Whether a class is a built-in scene itself, and none that was made from one."""
    lesson = BUILT_IN.get(scene.lesson)
    return lesson is not None and (scene.__module__, scene.__name__) == (_module_of(lesson.file), lesson.scene)


_FILE = re.compile(r"(?P<path>.+\.py)(:(?P<scene>\w+))?", re.DOTALL)


def _from_file(path: Path, wanted: str | None) -> type[ConvScene]:
    path = _there(path).resolve()
    module = _module(path)
    found, stock = _scenes_of(module), _stock_scenes_of(module)
    if wanted is not None:
        if wanted not in found:
            if wanted in stock:
                raise _of_manim(path, wanted)
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
    if stock:
        raise _of_manim(path, stock[0])
    raise SceneFileError(
        f"{path.name} defines no scene",
        "a class made from ConvScene or a built-in scene",
        "class Mine(Depthwise), after from convanim import Depthwise",
    )


def _there(path: Path) -> Path:
    if not there(path):
        raise SceneFileError(f"there is no file {path}", "a Python file with a ConvScene in it", meant(path))
    return path


def _scenes_of(module: ModuleType) -> dict[str, type[ConvScene]]:
    from convanim.scene import ConvScene

    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, ConvScene) and value.__module__ == module.__name__
    }


def _stock_scenes_of(module: ModuleType) -> list[str]:
    """The scenes of Manim's own kind that a module defines."""
    from manim import Scene

    from convanim.scene import ConvScene

    return [
        name
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Scene) and not issubclass(value, ConvScene)
        if value.__module__ == module.__name__
    ]


def _of_manim(path: Path, name: str) -> SceneFileError:
    return SceneFileError(
        f"{name} in {path.name} is a scene of Manim's own",
        "a class made from ConvScene or a built-in scene, whose beats convanim can follow",
        f"manim render {path} {name}",
    )


def _module_of(file: str) -> str:
    """The name of the module that a file in the scenes' folder is."""
    return f"{scenes.__name__}.{Path(file).stem}"


def _module(path: Path) -> ModuleType:
    try:
        if path.parent != scenes_folder():
            # What every scene needs is there before, so that nothing beside the file takes its place.
            import_module("convanim.scene")
            return load_file(path)
        # So that a built-in scene given by its path and by its name is one and the same class.
        name = _module_of(path.name)
        return sys.modules.get(name) or run_file(path, name)
    except (KeyboardInterrupt, Ended):
        raise
    except BaseException as error:  # SystemExit too: a script that ends itself is no scene file
        raise SceneFileError(blame(error, path.parent)) from error
