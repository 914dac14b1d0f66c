"""The convolutions that a lesson goes through, with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convanim.kernels import Tensors
    from convanim.sources.found import Own


def stages(lesson: str, own: Own) -> list[tuple[str, Tensors]]:
    """Each convolution's name and tensors, in order."""
    from convanim.kernels import chain_tensors
    from convanim.lessons import lesson_of

    names, layers = zip(*lesson_of(lesson).stages(own.layer), strict=True)
    nodes = own.between.nodes if own.between else ()
    return list(zip(names, chain_tensors(layers, own.values, own.mixing, nodes), strict=True))
