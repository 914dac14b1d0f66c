"""The convolutions that a lesson goes through, with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convanim.kernels import Tensors
    from convanim.sources.found import Own


def stages(lesson: str, own: Own) -> list[tuple[str, Tensors]]:
    """Each convolution's name and tensors: two for ``separable``, one for every other lesson."""
    from convanim.kernels import make_tensors, separable_tensors

    if lesson == "separable":
        return list(zip(("depthwise", "pointwise"), separable_tensors(own.layer, own.values, own.mixing), strict=True))
    return [(lesson, make_tensors(own.layer, own.values))]
