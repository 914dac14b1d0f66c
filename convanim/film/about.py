"""What the ledger says of a clip as a whole: which scene, layer and numbers, and how they are shown."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim import __version__
from convanim.catalog import is_built_in
from convanim.film.store.cache import digest
from convanim.lessons import lesson_of
from convanim.networks.network import Network
from convanim.networks.table import table_of as table_of_network
from convanim.spec.crop import Crop
from convanim.spec.look import Look
from convanim.spec.option import Option, options_of
from convanim.spec.topic import TOPICS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.film.quality import Quality
    from convanim.scene import ConvScene

ROLES = ("input", "weight", "bias")
LIBRARIES = ("manim", "torch", "numpy", "av", "pycairo", "manimpango", "pillow")
"""On which pictures, numbers and films depend, as their packages are called."""


def about(scene: ConvScene, size: Quality) -> dict[str, Any]:
    """All of it, of a scene that was run through."""
    from convanim.draw.outlines import font_for
    from convanim.draw.typeface import family_for

    description = shown(type(scene), size)
    if scene.values.module is not None:
        description["values"] |= {"computed": scene.dtype, "module": asdict(scene.values.module)}
    return {
        **description,
        "title": scene.heading,
        "chapters": {beat: scene.chapter(beat) for beat in scene.beats},
        **({"parts": parts} if (parts := scene.titles_of_parts()) else {}),
        **scene.evidence(),
        "fonts": [family_for(), *filter(None, [font_for(scene.language)])],
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """What Python and each library that draws, computes or encodes says that it is; what is not installed is left out.

    >>> sorted(versions())[:3]
    ['av', 'cairo', 'manim']
    """
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    from convanim.draw.typeface import cairo_version

    return {**found, "cairo": cairo_version()}


def shown(scene: type[ConvScene], size: Quality) -> dict[str, Any]:
    """What is known before the scene is run: not its words, fonts and libraries, nor in which precision it computes.

    ``scene`` is the class's name and ``lesson`` that of what it teaches, empty for none; ``own_scene`` is there, and
    true, unless the class is the lesson's built-in one. ``own_network`` holds a network of somebody's own, whose name
    is ``network``.
    """
    from convanim.theme.file import table_of

    return {
        "scene": scene.__name__,
        "lesson": scene.lesson,
        **({} if is_built_in(scene) else {"own_scene": True}),
        "language": scene.language,
        "convanim": __version__,
        "layer": asdict(scene.layer),
        "values": _values(scene),
        **_topics(scene),
        **({"own_network": table_of_network(network)} if (network := _own_network(scene)) else {}),
        "theme": scene.theme.name,
        **({"own_theme": own} if (own := table_of(scene.theme)) else {}),
        **{option.field: value for option in LOOK if (value := _look(scene, option)) != option.usual},
        **({"lessons": told} if (told := [_chapter(one) for one in scene.scenes_told()]) else {}),
        **asdict(size),
    }


def _chapter(scene: type[ConvScene]) -> dict[str, Any]:
    """Which lesson with which layer a chapter tells, and which sections of the film its beats are."""
    told = {"lesson": scene.lesson, "layer": asdict(scene.layer), "sections": [*map(scene.section, scene.beats)]}
    if lesson_of(scene.lesson).of_layer:
        told |= _topics(scene)
    return told if is_built_in(scene) else {**told, "own_scene": True}


ALWAYS = ("theme", "aspect", "fps", "language")
"""What is told of a look however usual it is; the aspect by width and height."""
LOOK = tuple(option for option in options_of(Look) if option.field not in ALWAYS)
"""The rest of a look, told where it is not as usual."""


def _topics(scene: type[ConvScene]) -> dict[str, Any]:
    """All that a scene is about, in place of a layer or beside one."""
    return {option.field: _topic(scene, option) for option in TOPICS if option.field in scene.takes()}


def _topic(scene: type[ConvScene], option: Option) -> Any:
    """What a scene is about, as plain data; of a file its name, not where it lies with whom."""
    value = getattr(scene, option.field)
    if isinstance(value, Network):
        return value.name
    if option.kind == "file":
        # What no file holds, nobody has named.
        return Path(value).name if isinstance(value, str | PathLike) else None
    return value


def _own_network(scene: type[ConvScene]) -> Network | None:
    """The network of somebody's own that a scene is about."""
    value = getattr(scene, "network", None)
    return value if isinstance(value, Network) else None


def _look(scene: type[ConvScene], option: Option) -> Any:
    """What a scene has of a look, as plain data."""
    value = getattr(scene, option.field, option.usual)
    if option.field == "crop":
        return None if value is None else str(Crop.of(value).on(scene.layer))
    return list(value) if isinstance(value, tuple) and value else value


def _values(scene: type[ConvScene]) -> dict[str, Any]:
    values, mixing = scene.values, None
    roles = {role: getattr(values, role) for role in ROLES}
    if lesson_of(scene.lesson).chain is not None:
        mixing = getattr(scene, "mixing", None)
        roles["mixing"] = None if mixing is None else mixing.weight
    arrays = {**roles, "mixing_bias": mixing and mixing.bias, **_of_all_channels(scene)}
    given = {role: array for role, array in arrays.items() if array is not None}
    return {
        "kind": values.kind,
        "seed": values.seed,
        **{role: "drawn" if array is None else "given" for role, array in roles.items()},
        # What tells one's own numbers from other ones, without holding them.
        **({"own": digest(*given.values())[:12]} if given else {}),
        **({"given": {role: identity(array) for role, array in given.items()}} if given else {}),
    }


def _of_all_channels(scene: type[ConvScene]) -> dict[str, Any]:
    """All that a transposed convolution of somebody's own adds up, where the film shows one channel by itself."""
    part = getattr(scene, "upward", None)
    return {} if part is None else {f"module_{role}": one for role, one in part.given.items()}


def identity(array: NDArray[Any]) -> dict[str, Any]:
    """What tells an array from any other: its shape and dtype, and the SHA-256 of its numbers, row by row.

    >>> import numpy
    >>> identity(numpy.zeros((2, 3), numpy.float32))["shape"]
    [2, 3]
    """
    import numpy as np

    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return {"shape": [*array.shape], "dtype": array.dtype.name, "digest": sha256(little.tobytes()).hexdigest()}
