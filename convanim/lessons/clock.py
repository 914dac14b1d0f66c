"""How long layers take, beside how much arithmetic they are."""

from __future__ import annotations

from dataclasses import fields

from convanim.errors import Name, Setting, SpecError
from convanim.language.tongue import message
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer

NOTHING = "no layer: what was measured is shown"


def fit(options: Options, base: Layer) -> Layer:
    """The layer that nobody sees; raises SpecError where an option asks for another one.

    >>> fit({}, Layer()) == Layer()
    True
    """
    none = LESSON.layer
    for name, given in options.items():
        # One by one: together they may be no layer at all, which is of no matter here.
        try:
            same = none.with_(**{name: given}) == none
        except SpecError:
            same = False
        if not same:
            raise SpecError((Name(name), f" is {given}"), NOTHING, Setting("measured", "measured.json"))
    return none


LESSON = Lesson(
    name="clock",
    order=53,
    scene="Clock",
    summary=message("Arithmetic is not time: what saved multiply-adds save on a real machine."),
    layer=Layer(),
    subject=NOTHING,
    fit=fit,
    poster="saved_beside_saved",
    loop=message(
        "The time that depthwise saves falls back from the arithmetic that it saves, shape by shape, and returns."
    ),
    fixed={field.name: NOTHING for field in fields(Layer)},
    topics=("measured",),
    of_layer=False,
)
