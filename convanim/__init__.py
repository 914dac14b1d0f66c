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
    from convanim.course.notebook import show
    from convanim.errors import (
        ConvanimError,
        RenderError,
        SceneFileError,
        ShapeError,
        SpecError,
        ThemeWarning,
        UnknownNameError,
    )
    from convanim.export.assemble import ClipResult
    from convanim.export.render import render
    from convanim.kernels import Tensors, conv2d, cost, make_tensors
    from convanim.scene import ConvScene
    from convanim.spec import Layer, Values
    from convanim.stage.theme import Theme
    from convanim.trace import Step, Trace

__version__ = "0.1.0"

_HOMES = {
    "ClipResult": "convanim.export.assemble",
    "ConvScene": "convanim.scene",
    "ConvanimError": "convanim.errors",
    "Layer": "convanim.spec",
    "RenderError": "convanim.errors",
    "SceneFileError": "convanim.errors",
    "ShapeError": "convanim.errors",
    "SpecError": "convanim.errors",
    "Step": "convanim.trace",
    "Tensors": "convanim.kernels",
    "Theme": "convanim.stage.theme",
    "ThemeWarning": "convanim.errors",
    "Trace": "convanim.trace",
    "UnknownNameError": "convanim.errors",
    "Values": "convanim.spec",
    "conv2d": "convanim.kernels",
    "cost": "convanim.kernels",
    "make_tensors": "convanim.kernels",
    "render": "convanim.export.render",
    "show": "convanim.course.notebook",
}
_SCENES = {
    "Aggregate": "aggregate",
    "Depthwise": "depthwise",
    "Pointwise": "pointwise",
    "Separable": "separable",
    "Split": "split",
}

__all__ = [
    "Aggregate",
    "ClipResult",
    "ConvScene",
    "ConvanimError",
    "Depthwise",
    "Layer",
    "Pointwise",
    "RenderError",
    "SceneFileError",
    "Separable",
    "ShapeError",
    "SpecError",
    "Split",
    "Step",
    "Tensors",
    "Theme",
    "ThemeWarning",
    "Trace",
    "UnknownNameError",
    "Values",
    "__version__",
    "conv2d",
    "cost",
    "make_tensors",
    "render",
    "show",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _SCENES:
        from convanim.catalog import load_scene

        return load_scene(_SCENES[name])
    raise AttributeError(f"module 'convanim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
