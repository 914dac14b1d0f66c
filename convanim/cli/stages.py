"""The layers that a lesson goes through, with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convanim.kernels import Tensors
    from convanim.request.request import Request
    from convanim.sources.found import Own
    from convanim.trace import Gathering, Shuffling, Trace


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


def shuffling(asked: Request) -> Shuffling:
    """The large maps that a shuffle makes of a layer's output."""
    from convanim.catalog import load_scene
    from convanim.kernels import make_tensors
    from convanim.lessons import LESSONS
    from convanim.lessons.pixel_shuffle import UPSCALE_FACTOR
    from convanim.trace import Shuffling, Trace, Upscaled

    factor, own, scene = asked.own_topic.upscale_factor, asked.own, str(asked.scene)
    if factor is None:
        # What the scene itself says; a built-in one is not loaded for it.
        own_scene: Any = None if scene in LESSONS else load_scene(scene)
        factor = UPSCALE_FACTOR if own_scene is None else own_scene.upscale_factor
    return Shuffling(Upscaled(Trace(make_tensors(own.layer, own.values)), factor))
