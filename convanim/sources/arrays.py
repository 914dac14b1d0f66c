"""Arrays of the user's own, and the layer that they make up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from convanim.errors import Setting, ShapeError, SpecError
from convanim.kernels import chain_tensors
from convanim.kernels.classic import classic_weights
from convanim.lessons import Lesson, Options, lesson_of
from convanim.sources.found import Own
from convanim.sources.inputs import Image
from convanim.sources.pictures import Photo
from convanim.spec import Layer, Values


def from_arrays(
    lesson: str,
    fit: Callable[[Options], Layer],
    base: Layer,
    options: Options,
    values: Values,
    mixing: Values | None = None,
    input: Image | Photo | None = None,
) -> Own:
    """The layer of a scene: options first, then what the given arrays say, then ``base``.

    ``values`` holds the arrays that are given, and how the others are drawn; ``mixing`` the same of the
    second of two layers in a row; ``input`` stands for the input of ``values``: a picture has as many channels as
    the layer reads, 3 where nothing says how many. ``fit`` makes a layer of options, as a scene's ``fit_layer`` does.
    Arrays cannot change what the subject of ``lesson`` fixes. Raises SpecError where the layer cannot be, ShapeError
    where arrays do not fit it or make sums that no number of theirs can hold, or an input seems to have its channels
    last and nothing says that it has not.

    >>> from convanim.lessons import default_layer, fit_layer
    >>> weight = np.ones((6, 1, 2, 3))
    >>> base = default_layer("depthwise")
    >>> from_arrays("depthwise", lambda o: fit_layer("depthwise", o), base, {}, Values(weight=weight)).layer.kernel
    (2, 3)
    """
    if options.get("bias") is False:
        values = replace(values, bias=None)
        mixing = None if mixing is None else replace(mixing, bias=None)
    asked = lesson_of(lesson)
    if any(given is not None for one in (values, mixing) if one for given in (one.weight, one.bias)):
        asked.check_weights()
    if input is not None:
        others = _said(asked, fit, base, options, replace(values, input=None), mixing)
        channels = options.get("in_channels", others.get("in_channels"))
        if "in_channels" in asked.fixed:
            channels = base.in_channels
        if channels is None and isinstance(input, Image):
            channels = _by_size(input.array.shape, base, options)
        array = input.as_input(channels)
        values = replace(values, input=array, colors=input.is_photo and len(array) == 3)
        if isinstance(input, Photo) and "size" in options:
            _check_size(values.input.shape[1:], Layer(1, 1, options["size"], kernel=1).size)
    said = _said(asked, fit, base, options, values, mixing)
    wanted = {**{name: value for name, value in said.items() if name not in asked.fixed}, **options}
    layer = fit(wanted) if wanted else base
    if asked.chain is not None:
        values = _biased(layer, values)
        mixing = None if mixing is None else _biased(layer, mixing)
    own = Own(layer, values, mixing)
    if any(given is not None for one in (values, mixing) if one for given in (one.input, one.weight, one.bias)):
        *_, last = chain_tensors([stage for _, stage in asked.stages(layer)], values, mixing)
        _ = last.output  # which sums may be too large for
    return own


def with_classics(lesson: str, own: Own) -> Own:
    """The same with well-known filters where weights would be drawn, if the layer's filters can be such.

    >>> with_classics("depthwise", Own(Layer(3, 3, groups=3), Values())).values.kind
    'classic'
    """
    first = lesson_of(lesson).stages(own.layer)[0][1]
    if own.values.weight is not None or classic_weights(first.weight_shape) is None:
        return own
    return replace(own, values=replace(own.values, kind="classic"))


def _said(
    lesson: Lesson,
    fit: Callable[[Options], Layer],
    base: Layer,
    options: Options,
    values: Values,
    mixing: Values | None,
) -> dict[str, Any]:
    """What the arrays say about the layer."""
    said: dict[str, Any] = {}
    image, weight = values.input, values.weight
    if image is not None and image.ndim == 3:
        said |= {"in_channels": image.shape[0], "size": image.shape[1:]}
    if weight is not None and weight.ndim == 4:
        _check_reach(lesson, fit, weight.shape)
        filters, deep, *kernel = weight.shape
        said["kernel"] = tuple(kernel)
        if lesson.chain is not None:
            # These are the first half's: a filter a channel.
            said.setdefault("in_channels", filters)
        else:
            said["out_channels"] = filters
            groups = options.get("groups", base.groups)
            if "groups" in lesson.fixed:
                groups = fit({"in_channels": filters, "out_channels": filters}).groups
            channels = options.get("in_channels", said.setdefault("in_channels", deep * groups))
            if channels % deep == 0:
                said["groups"] = channels // deep
    if mixing is not None and mixing.weight is not None and mixing.weight.ndim == 4:
        said |= {"in_channels": mixing.weight.shape[1], **said, "out_channels": mixing.weight.shape[0]}
    if values.bias is not None or (mixing is not None and mixing.bias is not None):
        said["bias"] = True
    return said


def _check_reach(lesson: Lesson, fit: Callable[[Options], Layer], shape: tuple[int, ...]) -> None:
    """Raise ShapeError where filters read several channels, and those of the lesson's layers read one each."""
    filters, deep, *kernel = shape
    if deep != 1 and _reads_one(lesson, fit):
        given, asked = ("x".join(map(str, (filters, channels, *kernel))) for channels in (deep, 1))
        raise ShapeError(
            f"the weights have shape {given}: each filter reads {deep} channels",
            f"filters of one channel each in {lesson.name}: {asked}",
            "the scene standard, whose filters read all channels, or split, whose filters read those of a group",
        )


def _reads_one(lesson: Lesson, fit: Callable[[Options], Layer]) -> bool:
    """Whether each filter of the lesson's first layer reads a single channel, of however many."""
    many = 12
    try:
        first = lesson.stages(fit({"in_channels": many, "out_channels": many}))[0][1]
    except SpecError:  # so many are none of its layers
        return False
    return first.groups == many


def _check_size(picture: tuple[int, ...], size: tuple[int, int]) -> None:
    """Raise ShapeError unless a picture has the size that is asked for."""
    if picture != size:
        given, asked = ("x".join(map(str, one)) for one in (picture, size))
        raise ShapeError(
            f"the picture has {given} pixels", f"{asked}, the size that is asked for", Setting("resize", asked)
        )


def _by_size(shape: tuple[int, ...], base: Layer, options: Options) -> int | None:
    """How many channels an input has whose size is the one that is asked for; None where that says nothing."""
    asked = "size" in options and Layer(1, 1, options["size"], kernel=1).size == shape[1:]
    return shape[0] if asked or shape == base.input_shape else None


def _biased(layer: Layer, values: Values) -> Values:
    """A given half without a bias gets zeros where the layer has one for both."""
    if values.weight is None or values.bias is not None or not layer.bias:
        return values
    return replace(values, bias=np.zeros(len(values.weight), dtype=values.weight.dtype))
