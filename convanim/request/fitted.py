"""A clip beside its scene: what is asked for of one is found to be what the other can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from convanim.catalog import load_scene
from convanim.errors import Name, SpecError
from convanim.film.clip import Clip
from convanim.lessons import lesson_of, shown_channels
from convanim.spec.crop import Crop

UNCROPPED: Mapping[str, Callable[[Clip], bool]] = {
    "a whole block": lambda clip: clip.graph is not None,
    "layers with norms or activations between": lambda clip: bool(clip.between),
}
"""What is shown on whole channels alone."""


def fitted(clip: Clip) -> Clip:
    """The clip, its topic and look found to be ones that its scene can have; raises SpecError and its kin else."""
    scene, look = load_scene(clip.scene) if isinstance(clip.scene, str) else clip.scene, clip.look
    scene.fit_topic(clip.topic)
    scene.fit_aspect(look.aspect)
    scene.fit_cut(look.cut)
    scene.fit_language(look.language)
    if not lesson_of(scene.lesson).of_layer:
        for name in ("crop", "show_channels"):
            if getattr(look, name) is not None:
                raise SpecError(
                    (Name(name), f" in {scene.lesson}"), "a scene that shows a layer", ("leaving ", Name(name), " out")
                )
        return clip
    if clip.upward is not None and not hasattr(scene, "upward"):
        raise SpecError(
            f"{scene.__name__} shows no transposed convolution by itself",
            "the scene transposed, or a class made from it",
        )
    whole = next((what for what, there in UNCROPPED.items() if there(clip)), "")
    if whole and look.crop is not None:
        raise SpecError(
            (Name("crop"), f" for {whole}"),
            ("whole channels, which ", Name("show_channels"), " chooses"),
            ("leaving ", Name("crop"), " out"),
        )
    if look.crop is not None:
        # Counted from the start, so that a cache knows it however it is written.
        look = replace(look, crop=Crop.of(str(look.crop.on(clip.layer or scene.layer))))
        clip = replace(clip, look=look)
    if clip.upward is not None:
        # The one that is shown is the layer's only channel.
        return replace(clip, look=replace(look, show_channels=None))
    if look.show_channels is None:
        return clip
    shown = shown_channels(scene.lesson, clip.layer or scene.layer, look.show_channels)
    return replace(clip, look=replace(look, show_channels=shown))
