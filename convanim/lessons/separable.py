"""Depthwise, then pointwise, in place of a standard convolution."""

from __future__ import annotations

from convanim.errors import SpecError
from convanim.kernels.cost import separable_layers
from convanim.language.tongue import message
from convanim.lessons.fitting import fit_standard
from convanim.lessons.lesson import Chain, Lesson, Options
from convanim.spec import Layer


def fit(options: Options, base: Layer) -> Layer:
    """The standard layer that is replaced.

    >>> fit({"out_channels": 16}, Layer()).weight_shape
    (16, 8, 3, 3)
    """
    return fit_standard(options, base, "standard convolution, which this lesson replaces")


def join(depthwise: Layer, pointwise: Layer) -> Layer:
    """The standard layer that two in a row stand in for, with a bias if one of them has.

    Raises SpecError for a depthwise layer of several filters a channel.

    >>> join(*separable_layers(Layer(8, 16, padding=1))) == Layer(8, 16, padding=1)
    True
    """
    if depthwise.out_channels != depthwise.in_channels:
        raise SpecError(
            f"the depthwise half makes {depthwise.out_channels} channels of {depthwise.in_channels}",
            f"one filter a channel in {LESSON.name!r}",
            "the lesson depthwise for this half",
        )
    biased = depthwise.bias or pointwise.bias
    return depthwise.with_(out_channels=pointwise.out_channels, groups=1, bias=biased)


LESSON = Lesson(
    name="separable",
    order=50,
    scene="Separable",
    summary=message("Depthwise, then pointwise, beside the standard layer."),
    layer=Layer(),
    subject="one group",
    fit=fit,
    poster="follow_one_cell_back",
    loop=message(
        "Depthwise fills the middle block, pointwise the output, and one output cell is followed back to the input."
    ),
    fixed={"groups": "one group"},
    chain=Chain(("depthwise", "pointwise"), separable_layers, join, bends=True),
)
