"""Films of how convolutions save work, with true numbers in every frame.

The public names are loaded when they are first used, so that ``import convanim`` alone
loads neither Manim nor torch nor numpy.

>>> from convanim import Layer
>>> Layer(groups=2).weight_shape
(8, 4, 3, 3)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convanim.course.notebook import Shown, show
    from convanim.draw.camera import StageCamera
    from convanim.errors import (
        ConvanimError,
        JobsWarning,
        NamesNote,
        RenderError,
        ReplacedWarning,
        SceneFileError,
        ShapeError,
        SpecError,
        ThemeWarning,
        UnknownNameError,
    )
    from convanim.film.assemble import ClipResult, Section
    from convanim.film.quality import Encoding
    from convanim.film.render import Progress, render
    from convanim.kernels import Cost, Tensors, conv2d, cost, make_tensors
    from convanim.mobjects.caption import Caption
    from convanim.mobjects.cost_meter import CostMeter
    from convanim.mobjects.tensor import VoxelTensor
    from convanim.mobjects.window import Window
    from convanim.motion.walk import Filling, Follower, Framing, Lighting, Reading, even, pace
    from convanim.ribbon.formula import Formula
    from convanim.scene import ConvScene
    from convanim.spec import Layer, Values
    from convanim.theme.ramp import Ramp
    from convanim.theme.theme import Theme
    from convanim.trace import Step, Trace

    __all__ = [
        "Caption",
        "ClipResult",
        "ConvScene",
        "ConvanimError",
        "Cost",
        "CostMeter",
        "Encoding",
        "Filling",
        "Follower",
        "Formula",
        "Framing",
        "JobsWarning",
        "Layer",
        "Lighting",
        "NamesNote",
        "Progress",
        "Ramp",
        "Reading",
        "RenderError",
        "ReplacedWarning",
        "SceneFileError",
        "Section",
        "ShapeError",
        "Shown",
        "SpecError",
        "StageCamera",
        "Step",
        "Tensors",
        "Theme",
        "ThemeWarning",
        "Trace",
        "UnknownNameError",
        "Values",
        "VoxelTensor",
        "Window",
        "__version__",
        "conv2d",
        "cost",
        "even",
        "make_tensors",
        "pace",
        "render",
        "show",
    ]

__version__ = "0.1.0"

_HOMES = {
    "Caption": "convanim.mobjects.caption",
    "ClipResult": "convanim.film.assemble",
    "ConvScene": "convanim.scene",
    "ConvanimError": "convanim.errors",
    "Cost": "convanim.kernels",
    "CostMeter": "convanim.mobjects.cost_meter",
    "Encoding": "convanim.film.quality",
    "Filling": "convanim.motion.walk",
    "Follower": "convanim.motion.walk",
    "Formula": "convanim.ribbon.formula",
    "Framing": "convanim.motion.walk",
    "JobsWarning": "convanim.errors",
    "Layer": "convanim.spec",
    "Lighting": "convanim.motion.walk",
    "NamesNote": "convanim.errors",
    "Progress": "convanim.film.render",
    "Ramp": "convanim.theme.ramp",
    "Reading": "convanim.motion.walk",
    "RenderError": "convanim.errors",
    "ReplacedWarning": "convanim.errors",
    "SceneFileError": "convanim.errors",
    "Section": "convanim.film.assemble",
    "ShapeError": "convanim.errors",
    "Shown": "convanim.course.notebook",
    "SpecError": "convanim.errors",
    "StageCamera": "convanim.draw.camera",
    "Step": "convanim.trace",
    "Tensors": "convanim.kernels",
    "Theme": "convanim.theme.theme",
    "ThemeWarning": "convanim.errors",
    "Trace": "convanim.trace",
    "UnknownNameError": "convanim.errors",
    "Values": "convanim.spec",
    "VoxelTensor": "convanim.mobjects.tensor",
    "Window": "convanim.mobjects.window",
    "conv2d": "convanim.kernels",
    "cost": "convanim.kernels",
    "even": "convanim.motion.walk",
    "make_tensors": "convanim.kernels",
    "pace": "convanim.motion.walk",
    "render": "convanim.film.render",
    "show": "convanim.course.notebook",
}


def _scenes() -> dict[str, str]:
    """The built-in scenes' lessons by the names of their classes."""
    from convanim.lessons import LESSONS

    return {lesson.scene: name for name, lesson in LESSONS.items()}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__all__":
        # Found only when it is asked for: to name the scenes is to load their lessons.
        return sorted({"__version__", *_HOMES, *_scenes()})
    if name in (scenes := _scenes()):
        from convanim.catalog import load_scene

        return load_scene(scenes[name])
    raise AttributeError(f"module 'convanim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({"__all__", "__version__", *globals(), *_HOMES, *_scenes()})
