"""Clips of the user's own modules and inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convanim.catalog import load_scene
from convanim.errors import SpecError
from convanim.film.store.file_reads import watch
from convanim.lessons import LESSONS, default_layer, fit_layer, shown_channels
from convanim.spec import Layer, Values
from convanim.spec.crop import Crop

if TYPE_CHECKING:
    from convanim.film.clip import Clip
    from convanim.scene import ConvScene
    from convanim.sources.found import Own
    from convanim.sources.inputs import Image
    from convanim.sources.pictures import Photo


def with_own(
    clip: Clip,
    *,
    layer: Layer | str | None,
    module: Any,
    input: Any,
    index: int | None = None,
    resize: str | int | None = None,
    normalise: str | None = None,
) -> Clip:
    """The clip with a layer, or with the user's module or input in place of the scene's own numbers.

    ``layer`` is one, or the name of a layer inside ``module``; ``input`` and what stands behind it are as in
    ``take_input``. Raises SpecError and its kin where these contradict each other or cannot be shown.
    """
    taken = own_input(input, index, resize, normalise)
    if module is not None:
        if isinstance(layer, Layer) or clip.values is not None or clip.mixing is not None:
            raise SpecError("a layer or values beside a module", "the module alone, which gives both")
        own = of_module(clip.scene, module, taken, name=layer)
        return replace(clip, layer=own.layer, values=own.values, mixing=own.mixing)
    if isinstance(layer, str):
        raise SpecError(f"layer is {layer!r} without a module", "a Layer, or a name and the module that it is in")
    if taken is None:
        return replace(clip, layer=layer)
    if layer is not None:
        array = taken.for_film().as_input(layer.in_channels)
        return replace(clip, layer=layer, values=replace(clip.values or Values(), input=array))
    given = {} if clip.values is None else vars(clip.values)
    own = of_arrays(clip.scene, {}, {**given, "input": taken}, clip.mixing)
    return replace(clip, layer=own.layer, values=own.values, mixing=own.mixing)


def fitted(clip: Clip) -> Clip:
    """The clip, its look found to be one that its scene and layer can have; raises SpecError and its kin else."""
    scene, look = _loaded(clip.scene), clip.look
    scene.fit_aspect(look.aspect)
    scene.fit_language(look.language)
    if look.crop is not None:
        # Counted from the start, so that a cache knows it however it is written.
        look = replace(look, crop=Crop.of(str(look.crop.on(clip.layer or scene.layer))))
        clip = replace(clip, look=look)
    if look.show_channels is None:
        return clip
    shown = shown_channels(scene.lesson, clip.layer or scene.layer, look.show_channels)
    return replace(clip, look=replace(look, show_channels=shown))


def own_input(
    input: Any,
    index: int | None = None,
    resize: str | int | None = None,
    normalise: str | None = None,
    called: str = "input",
) -> Image | Photo | None:
    """``take_input``, where an input is given; raises SpecError for what says how to read one that is not there."""
    if input is None:
        flag = "--" if called.startswith("--") else ""
        for option, given in (("index", index), ("resize", resize), ("normalise", normalise)):
            if given is not None:
                what = "a batch" if option == "index" else "a picture"
                raise SpecError(f"{flag}{option} without {called}", f"an input that is {what}")
        return None
    from convanim.sources.inputs import take_input

    return take_input(input, index, resize=resize, normalise=normalise, called=called)


def own_weights(option: str, named: str | None, bias_option: str, bias_named: str | None) -> dict[str, Any]:
    """Fields of ``Values`` out of the files that weights and biases are named in; raises what ``read_weights`` does."""
    if named is None and bias_named is None:
        return {}
    from convanim.sources.weights import read_weights

    return read_weights(option, named, bias_option, bias_named)


def of_module(
    scene: type[ConvScene] | str, module: Any, input: Image | Photo | None, *, name: str | None = None
) -> Own:
    """``from_module`` for the lesson of a scene."""
    from convanim.sources.modules import from_module

    return from_module(_lesson(scene), module, input, name=name)


def of_arrays(
    scene: type[ConvScene] | str,
    options: Mapping[str, Any],
    values: Mapping[str, Any],
    mixing: Values | None = None,
) -> Own:
    """``from_arrays`` for a scene: ``options`` are fields of ``Layer``, ``values`` fields of ``Values``.

    Of these, ``input`` is what ``own_input`` found.
    """
    from convanim.sources.arrays import from_arrays

    numbers = {name: given for name, given in values.items() if name != "input"}
    taken: Image | Photo | None = values.get("input")
    input = None if taken is None else taken.for_film()
    if isinstance(scene, str) and scene in LESSONS:
        # Without loading the scene, and Manim with it.
        base = default_layer(scene)
        return from_arrays(scene, lambda told: fit_layer(scene, told), base, options, Values(**numbers), mixing, input)
    found = _loaded(scene)
    given = replace(found.values, **numbers)
    return from_arrays(found.lesson, found.fit_layer, found.layer, options, given, mixing, input)


def _lesson(scene: type[ConvScene] | str) -> str:
    if isinstance(scene, str) and scene in LESSONS:
        return scene
    return _loaded(scene).lesson


def _loaded(scene: type[ConvScene] | str) -> type[ConvScene]:
    # Or a cache would not know of the file.
    watch()
    return load_scene(scene) if isinstance(scene, str) else scene
