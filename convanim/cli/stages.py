"""The convolutions that a lesson goes through, with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convanim.kernels import Tensors
    from convanim.spec import Layer, Values


def stages(lesson: str, layer: Layer, values: Values) -> list[tuple[str, Tensors]]:
    """Each convolution's name and tensors: two for ``separable``, one for every other lesson.

    Raises ShapeError where given arrays do not fit.
    """
    from convanim.kernels import make_tensors, separable_tensors

    if lesson == "separable":
        return list(zip(("depthwise", "pointwise"), separable_tensors(layer, values), strict=True))
    return [(lesson, make_tensors(layer, values))]
