"""The built-in lessons: a file each, whose ``LESSON`` says all that is asked about it.

A new one is such a file; it is found here. Knows neither torch nor Manim nor numpy, so that nothing has to load a
scene to learn what it can show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from operator import index
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any

from convanim.errors import Name, Setting, SpecError, UnknownNameError, quoted
from convanim.lessons.lesson import Chain, Lesson, Options
from convanim.lessons.whole import WHOLE
from convanim.spec import Layer

__all__ = [
    "ALIASES",
    "BUILT_IN",
    "KNOWN",
    "LESSONS",
    "NO_LESSON",
    "Chain",
    "Lesson",
    "Options",
    "default_layer",
    "fit_layer",
    "in_teaching_order",
    "lesson_of",
    "lessons_for",
    "own_name",
    "shown_channels",
]

MOST_SHOWN = 8


def in_teaching_order(lessons: Iterable[Lesson]) -> dict[str, Lesson]:
    """Lessons by name, in teaching order; raises ValueError where two have the same order, name or scene.

    >>> list(in_teaching_order([LESSONS["depthwise"], LESSONS["split"]]))
    ['split', 'depthwise']
    """
    ordered = sorted(lessons, key=lambda lesson: lesson.order)
    for what in ("order", "name", "scene"):
        given = [getattr(lesson, what) for lesson in ordered]
        if double := {one for one in given if given.count(one) > 1}:
            raise ValueError(f"several lessons have the {what} {double.pop()!r}")
    return {lesson.name: lesson for lesson in ordered}


def _records() -> Iterable[Lesson]:
    for file in iter_modules(__path__):
        lesson = getattr(import_module(f"{__name__}.{file.name}"), "LESSON", None)
        if lesson is None:
            continue
        if lesson.name != file.name:
            raise ValueError(f"the lesson in {file.name}.py is called {lesson.name!r}")
        yield lesson


LESSONS: Mapping[str, Lesson] = in_teaching_order(_records())
"""The built-in lessons by name, in teaching order."""
BUILT_IN: Mapping[str, Lesson] = {**LESSONS, WHOLE.name: WHOLE}
"""The same, and the film that has them as its chapters."""
ALIASES: Mapping[str, str] = {alias: name for name, lesson in BUILT_IN.items() for alias in lesson.aliases}
"""Other names of lessons, and whose they are."""
KNOWN: tuple[str, ...] = (*BUILT_IN, *ALIASES)
"""All names that a built-in scene may be asked for by."""


def own_name(name: str) -> str:
    """A scene's own name, if this is another one of it, and else the same.

    >>> own_name("network"), own_name("depthwise"), own_name("mine.py")
    ('efficientnet', 'depthwise', 'mine.py')
    """
    return ALIASES.get(name, name)


NO_LESSON = Lesson(
    name="",
    order=0,
    scene="",
    summary="",
    layer=Layer(),
    subject="any layer",
    fit=lambda options, base: base.with_(**options),
    poster="",
)
"""What a scene of somebody's own has that names no lesson: it can show any layer."""


def lesson_of(name: str) -> Lesson:
    """A lesson by its name, ``NO_LESSON`` by an empty one; raises UnknownNameError listing the known ones."""
    if not name:
        return NO_LESSON
    if name not in BUILT_IN:
        raise UnknownNameError(f"no lesson is called {name!r}", ", ".join(BUILT_IN))
    return BUILT_IN[name]


def fit_layer(
    name: str, options: Options, base: Layer | None = None, topics: Mapping[str, Any] = MappingProxyType({})
) -> Layer:
    """The layer of a lesson with some options given; the others come from ``base`` (None: the lesson's own layer).

    ``topics`` stand beside it, in lessons that take them so.

    Raises SpecError where an option contradicts the lesson's subject or no such layer can be,
    UnknownNameError for an unknown lesson or option.

    >>> fit_layer("depthwise", {"in_channels": 6}).weight_shape
    (6, 1, 3, 3)
    >>> fit_layer("split", {"in_channels": 9}).groups
    3
    """
    return lesson_of(name).about(topics).fit_layer(options, base)


def default_layer(name: str) -> Layer:
    """The layer that a lesson shows unless told otherwise.

    >>> default_layer("pointwise").output_shape
    (8, 6, 6)
    """
    return lesson_of(name).layer


def lessons_for(layer: Layer) -> list[Lesson]:
    """The lessons whose subject this layer can be, with its weights.

    >>> [lesson.name for lesson in lessons_for(Layer(6, 9, groups=3))]
    ['split', 'aggregate', 'shuffle']
    >>> [lesson.name for lesson in lessons_for(Layer(kernel=1)) if "kernel" in lesson.fixed]
    ['pointwise']
    """
    return [lesson for lesson in LESSONS.values() if lesson.of_layer and lesson.has_weights and lesson.can_show(layer)]


def shown_channels(name: str, layer: Layer, channels: Iterable[int]) -> tuple[int, ...]:
    """Input channels to show, in order; raises SpecError where the layer has no such ones or the lesson picks its own.

    >>> shown_channels("depthwise", Layer(96, 96, groups=96), [9, 0, 5])
    (0, 5, 9)
    """
    shown = Name("show_channels")
    try:
        chosen = sorted({index(channel) for channel in channels})
    except TypeError:
        raise SpecError(
            (shown, f" is {quoted(channels)}"), "whole numbers", Setting("show_channels", "0,5,9")
        ) from None
    if not chosen:
        return ()
    if lesson_of(name).picks_channels:
        *most, last = (lesson.name for lesson in LESSONS.values() if not lesson.picks_channels)
        raise SpecError((shown, f" in {name}"), f"{', '.join(most)} or {last}", "leaving them out")
    if chosen[0] < 0 or chosen[-1] >= layer.in_channels:
        wrong = next(channel for channel in chosen if not 0 <= channel < layer.in_channels)
        raise SpecError(
            f"channel {wrong} of {layer.in_channels} is to be shown", f"0 to {layer.in_channels - 1}", field=shown.field
        )
    if len(chosen) > MOST_SHOWN:
        raise SpecError(f"{len(chosen)} channels are to be shown", f"at most {MOST_SHOWN} at a time", field=shown.field)
    return tuple(chosen)
