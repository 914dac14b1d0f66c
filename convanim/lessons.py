"""Which layer each lesson tells, and which options its subject leaves open.

Specs alone: the command line and the scene classes both ask here, so neither has to load the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from math import gcd
from operator import index
from typing import Any

from convanim.errors import Name, Setting, SpecError, UnknownNameError
from convanim.spec import Layer

Options = Mapping[str, Any]
"""Some of ``Layer``'s fields by name, in any form that ``Layer`` takes."""


@dataclass(frozen=True)
class Lesson:
    """A lesson's default layer, the options that its subject fixes, and how it takes the others.

    ``fixed`` maps a field of ``Layer`` to what it always is, in words.
    """

    default: Layer
    fixed: Mapping[str, str]
    fit: Callable[[Options, Layer], Layer]


def fit_layer(name: str, options: Options, base: Layer | None = None) -> Layer:
    """The layer of a lesson with some options given; the others come from ``base`` (None: the lesson's default).

    Filters follow the channels unless they are given or ``base`` has another number of them.
    Raises SpecError where an option contradicts the lesson's subject or no such layer can be,
    UnknownNameError for an unknown lesson or option.

    >>> fit_layer("depthwise", {"in_channels": 6}).weight_shape
    (6, 1, 3, 3)
    >>> fit_layer("split", {"in_channels": 9}).groups
    3
    """
    lesson = lesson_of(name)
    known = [field.name for field in fields(Layer)]
    for option in options:
        if option not in known:
            raise UnknownNameError(f"no option of a layer is called {option!r}", ", ".join(known))
    return lesson.fit(options, base or lesson.default)


def default_layer(name: str) -> Layer:
    """The layer that a lesson shows unless told otherwise.

    >>> default_layer("pointwise").output_shape
    (8, 6, 6)
    """
    return lesson_of(name).default


def telling(layer: Layer) -> list[str]:
    """The lessons whose subject this layer can be.

    >>> telling(Layer(6, 9, groups=3)), telling(Layer(kernel=1))
    (['split', 'aggregate'], ['pointwise', 'separable'])
    """
    fields_ = {field.name: getattr(layer, field.name) for field in fields(Layer)}

    def fits(lesson: Lesson) -> bool:
        try:
            return lesson.fit(fields_, layer) == layer
        except SpecError:
            return False

    return [name for name, lesson in LESSONS.items() if fits(lesson)]


MOST_SHOWN = 8
UNCHOOSY = ("split", "aggregate")
"""Lessons that show a part of every group, and so choose channels themselves."""


def shown_channels(lesson: str, layer: Layer, channels: Iterable[int]) -> tuple[int, ...]:
    """Input channels to show, in order; raises SpecError where the layer has no such ones or the lesson shows its own.

    >>> shown_channels("depthwise", Layer(96, 96, groups=96), [9, 0, 5])
    (0, 5, 9)
    """
    shown = Name("show_channels")
    try:
        chosen = sorted({index(channel) for channel in channels})
    except TypeError:
        raise SpecError((shown, f" is {channels!r}"), "whole numbers", Setting("show_channels", "0,5,9")) from None
    if not chosen:
        return ()
    if lesson in UNCHOOSY:
        raise SpecError((shown, f" in {lesson}"), "depthwise, pointwise or separable", "leaving them out")
    if chosen[0] < 0 or chosen[-1] >= layer.in_channels:
        wrong = next(channel for channel in chosen if not 0 <= channel < layer.in_channels)
        raise SpecError(
            f"channel {wrong} of {layer.in_channels} is to be shown", f"0 to {layer.in_channels - 1}", field=shown.field
        )
    if len(chosen) > MOST_SHOWN:
        raise SpecError(f"{len(chosen)} channels are to be shown", f"at most {MOST_SHOWN} at a time", field=shown.field)
    return tuple(chosen)


def lesson_of(name: str) -> Lesson:
    """A lesson by its name; raises UnknownNameError listing the known ones."""
    if name not in LESSONS:
        raise UnknownNameError(f"no lesson is called {name!r}", ", ".join(LESSONS))
    return LESSONS[name]


def _count(name: str, value: Any) -> int:
    # Asking a layer keeps one wording for numbers that are none.
    layer = Layer(**{"in_channels": 1, "out_channels": 1, "size": 1, "kernel": 1, name: value})
    return layer.in_channels * layer.out_channels


def _features(options: Options, base: Layer) -> tuple[int, int]:
    """Channels and filters."""
    channels = _count("in_channels", options.get("in_channels", base.in_channels))
    follow = channels if base.in_channels == base.out_channels else base.out_channels
    return channels, _count("out_channels", options.get("out_channels", follow))


def _refuse(options: Options, base: Layer, name: str, subject: str, always: str, value: Any) -> None:
    if name not in options:
        return
    try:
        given = getattr(base.with_(**{name: options[name]}), name)
    except SpecError:
        given = None
    if given != value:
        raise SpecError(
            (Name(name), f" is {options[name]}"), f"{always} in a {subject}", ("leaving ", Name(name), " out")
        )


def _fit_groups(options: Options, base: Layer) -> Layer:
    channels, filters = _features(options, base)
    common = gcd(channels, filters)
    groups = options.get("groups", base.groups)
    if "groups" not in options and (base.groups < 2 or common % base.groups):
        if common == 1:
            raise SpecError(
                f"{channels} channels and {filters} filters share no divisor, so they cannot be split into groups",
                "channels and filters that two or more groups divide",
                f"{max(2, channels)} channels and as many filters",
                field="groups",
            )
        groups = next(divisor for divisor in range(2, common + 1) if common % divisor == 0)
    layer = base.with_(**{**options, "in_channels": channels, "out_channels": filters, "groups": groups})
    if layer.groups < 2:
        raise SpecError((Name("groups"), " is 1: nothing is split"), "2 or more groups", Setting("groups", 2))
    return layer


def _fit_depthwise(options: Options, base: Layer) -> Layer:
    channels = _count("in_channels", options.get("in_channels", base.in_channels))
    multiplier = max(1, base.out_channels // base.in_channels)
    filters = _count("out_channels", options.get("out_channels", channels * multiplier))
    if filters % channels:
        raise SpecError(
            f"{filters} filters for {channels} channels in a depthwise layer",
            f"as many filters for each channel: a multiple of {channels}",
            f"{max(1, round(filters / channels)) * channels} filters",
            field="out_channels",
        )
    if options.get("groups", channels) != channels:
        raise SpecError(
            (Name("groups"), f" is {options['groups']} for {channels} channels in a depthwise layer"),
            f"as many groups as channels: {channels}",
            ("leaving ", Name("groups"), " out"),
        )
    return base.with_(**{**options, "in_channels": channels, "out_channels": filters, "groups": channels})


_ONE_PIXEL = {
    "groups": ("one group", 1),
    "kernel": ("1x1", (1, 1)),
    "stride": ("1", (1, 1)),
    "padding": ("0", ((0, 0), (0, 0))),
    "dilation": ("1", (1, 1)),
}


def _fit_pointwise(options: Options, base: Layer) -> Layer:
    for name, (always, value) in _ONE_PIXEL.items():
        _refuse(options, base, name, "pointwise layer", always, value)
    channels, filters = _features(options, base)
    fixed = {name: value for name, (_, value) in _ONE_PIXEL.items()}
    return base.with_(**{**options, "in_channels": channels, "out_channels": filters, **fixed})


def _fit_separable(options: Options, base: Layer) -> Layer:
    _refuse(options, base, "groups", "standard convolution, which this lesson replaces", "one group", 1)
    channels, filters = _features(options, base)
    return base.with_(**{**options, "in_channels": channels, "out_channels": filters, "groups": 1})


LESSONS: Mapping[str, Lesson] = {
    "split": Lesson(Layer(groups=2), {}, _fit_groups),
    "aggregate": Lesson(Layer(groups=2), {}, _fit_groups),
    "depthwise": Lesson(Layer(groups=8), {"groups": "as many groups as channels"}, _fit_depthwise),
    "pointwise": Lesson(Layer(kernel=(1, 1)), {name: text for name, (text, _) in _ONE_PIXEL.items()}, _fit_pointwise),
    "separable": Lesson(Layer(), {"groups": "one group"}, _fit_separable),
}
"""The built-in lessons in teaching order. ``separable`` holds the standard convolution that it replaces."""

FIXED: Mapping[str, frozenset[str]] = {name: frozenset(lesson.fixed) for name, lesson in LESSONS.items()}
"""The options that each lesson's subject fixes."""
