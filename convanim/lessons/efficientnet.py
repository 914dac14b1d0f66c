"""A whole network: which stages have the work, which the parameters, and what standard convolutions would cost."""

from __future__ import annotations

from dataclasses import fields

from convanim.errors import Name, SpecError
from convanim.language.tongue import message
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer

NO_LAYER = Layer()
"""What stands for a layer where there is none to choose."""


def fit(options: Options, base: Layer) -> Layer:
    """No layer but this one, which nobody sees: a network has layers of its own.

    >>> fit({}, Layer()) == NO_LAYER
    True
    """
    for name, given in options.items():
        if getattr(NO_LAYER, name) != given:
            raise SpecError((Name(name), f" is {given} for a whole network"), ALLOWED, ("leaving ", Name(name), " out"))
    return NO_LAYER


ALLOWED = "the layers that the network has"
LESSON = Lesson(
    name="efficientnet",
    order=56,
    scene="Efficientnet",
    summary=message("A whole network, stage by stage, and what standard convolutions would cost."),
    layer=NO_LAYER,
    subject="a network in place of a layer",
    fit=fit,
    poster="what_it_saves",
    loop=message(
        "Every stage’s bar parts into kinds of layers, and standard convolutions in their place outgrow them."
    ),
    fixed={one.name: ALLOWED for one in fields(Layer)},
    topics=("network", "input_size"),
    of_layer=False,
    aliases=("network",),
)
