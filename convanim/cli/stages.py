"""The layers that a lesson goes through, with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convanim.kernels import Tensors
    from convanim.sources.found import Own
    from convanim.trace import Gathering, Trace


def stages(lesson: str, own: Own) -> list[tuple[str, Tensors]]:
    """Each convolution's name and tensors, in order."""
    from convanim.kernels import chain_tensors
    from convanim.lessons import lesson_of

    if own.upward is not None:
        return []
    names, layers = zip(*lesson_of(lesson).stages(own.layer), strict=True)
    nodes = own.between.nodes if own.between else ()
    return list(zip(names, chain_tensors(layers, own.values, own.mixing, nodes), strict=True))


def pooled(tensors: Tensors) -> list[tuple[str, Trace]]:
    """Both ways in which a layer's windows are pooled, by their names."""
    from convanim.trace import Pooled

    return [("largest", Pooled(tensors, "largest")), ("average", Pooled(tensors, "average"))]


def gathering(own: Own) -> Gathering:
    """The way back from a layer's output, or a transposed convolution by itself, seen from the cells that it makes."""
    from convanim.kernels import make_tensors
    from convanim.kernels.transposed import transposed_tensors
    from convanim.trace import Gathering, Stamps, Trace

    if own.upward is not None:
        return Gathering(Stamps(Trace(transposed_tensors(own.layer, own.values))), ("x", own.upward.letter))
    return Gathering(Stamps(Trace(make_tensors(own.layer, own.values))))
