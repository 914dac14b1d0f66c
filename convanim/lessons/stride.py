"""The steps of a window, longer than one cell."""

from __future__ import annotations

from convanim.errors import Name, Setting, SpecError
from convanim.language.tongue import message
from convanim.lessons.fitting import refuse
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer

ALONE = {"in_channels": ("one channel", 1), "out_channels": ("one filter", 1), "groups": ("one group", 1)}
"""What the subject fixes: in words, and as the layer has it."""


def fit(options: Options, base: Layer) -> Layer:
    """A layer of one channel whose window hops, down or across.

    >>> fit({"stride": "2x1"}, Layer(1, 1, size=8)).output_size
    (3, 6)
    """
    for name, (always, value) in ALONE.items():
        refuse(options, base, name, "lesson on strides", always, value)
    layer = base.with_(**{**options, **{name: value for name, (_, value) in ALONE.items()}})
    if layer.stride == (1, 1):
        given = (Name("stride"), " is 1: the window stops at every cell")
        raise SpecError(given, "2 or more, down or across", Setting("stride", 2))
    if not any(step > 1 and places > 1 for step, places in zip(layer.stride, layer.output_size, strict=True)):
        (down, across), (rows, columns) = layer.stride, layer.size
        given = (Name("stride"), f" is {down}x{across}, and on {rows}x{columns} the window finds no place to hop to")
        larger = tuple(length + step for length, step in zip(layer.size, layer.stride, strict=True))
        raise SpecError(given, "an input that has room for a step", Setting("size", "x".join(map(str, larger))))
    return layer


def at_every_cell(layer: Layer) -> Layer:
    """The layer whose window stops at every cell.

    >>> at_every_cell(Layer(1, 1, size=8, stride=2)).output_size
    (6, 6)
    """
    return layer.with_(stride=1)


LESSON = Lesson(
    name="stride",
    order=62,
    scene="Stride",
    summary="The window takes longer steps: what that saves, and what nobody reads any more.",
    layer=Layer(1, 1, size=8, stride=2),
    subject="one channel and one filter, and a window that hops",
    fit=fit,
    poster="keep_some_of_them",
    loop="The window hops over the input from place to place, and fills an output of {out_rows}×{out_columns} numbers.",
    fixed={name: always for name, (always, _) in ALONE.items()},
    reference=at_every_cell,
    reference_name="a convolution at every cell",
    meter=message("this layer / at every cell"),
    counts_up=True,
)
