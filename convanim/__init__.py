"""Films of how convolutions save work, with true numbers in every frame.

The public names are loaded when they are first used, so that ``import convanim`` alone
loads neither Manim nor torch nor numpy.

>>> from convanim import Layer
>>> Layer(groups=2).weight_shape
(8, 4, 3, 3)
"""

from __future__ import annotations

import lazy_loader

__version__ = "0.1.0"

_attribute, _, _public = lazy_loader.attach_stub(__name__, __file__)


def _scenes() -> dict[str, str]:
    """The built-in scenes' lessons by the names of their classes."""
    from convanim.lessons import BUILT_IN

    return {lesson.scene: name for name, lesson in BUILT_IN.items()}


def __getattr__(name: str) -> object:
    if name == "__all__":
        # Found only when it is asked for: to name the scenes is to load their lessons.
        return sorted([*_public, *_scenes()])
    if name not in _public and name in (scenes := _scenes()):
        from convanim.catalog import load_scene

        return load_scene(scenes[name])
    return _attribute(name)


def __dir__() -> list[str]:
    return sorted([*_public, *_scenes()])
