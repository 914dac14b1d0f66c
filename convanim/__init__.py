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

_attribute, _, __all__ = lazy_loader.attach_stub(__name__, __file__)
_SCENES = {
    "Aggregate": "aggregate",
    "Depthwise": "depthwise",
    "Pointwise": "pointwise",
    "Separable": "separable",
    "Split": "split",
}
__all__ += _SCENES


def __getattr__(name: str) -> object:
    if name in _SCENES:
        from convanim.catalog import load_scene

        return load_scene(_SCENES[name])
    return _attribute(name)


def __dir__() -> list[str]:
    return __all__.copy()
