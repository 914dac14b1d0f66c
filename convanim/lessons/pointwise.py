"""A 1×1 kernel."""

from __future__ import annotations

from convanim.kernels.cost import with_kernel
from convanim.language.tongue import message
from convanim.lessons.fitting import features, refuse
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer

ONE_PIXEL = {
    "groups": ("one group", 1),
    "kernel": ("1x1", (1, 1)),
    "stride": ("1", (1, 1)),
    "padding": ("0", ((0, 0), (0, 0))),
    "dilation": ("1", (1, 1)),
}
"""What the subject fixes: in words, and as the layer has it."""


def fit(options: Options, base: Layer) -> Layer:
    """A layer that reads one pixel for each that it makes.

    >>> fit({"out_channels": 4}, Layer(kernel=1)).weight_shape
    (4, 8, 1, 1)
    """
    for name, (always, value) in ONE_PIXEL.items():
        refuse(options, base, name, "pointwise layer", always, value)
    channels, filters = features(options, base)
    fixed = {name: value for name, (_, value) in ONE_PIXEL.items()}
    return base.with_(**{**options, "in_channels": channels, "out_channels": filters, **fixed})


def three_by_three(layer: Layer) -> Layer:
    """The layer with a 3×3 kernel, and an output of the same size.

    >>> three_by_three(Layer(kernel=1)).output_shape
    (8, 6, 6)
    """
    return with_kernel(layer, 3)


LESSON = Lesson(
    name="pointwise",
    order=40,
    scene="Pointwise",
    summary=message("A {!1×1} kernel: every pixel becomes a new mix of its channels."),
    layer=Layer(kernel=(1, 1)),
    subject="a 1x1 kernel at stride 1, without padding and groups",
    fit=fit,
    poster="needle_through_channels",
    loop=message(
        "A needle through all channels walks the image, filter after filter, until every output plane is full."
    ),
    fixed={name: always for name, (always, _) in ONE_PIXEL.items()},
    reference=three_by_three,
    reference_name=message("a {!3×3} convolution"),
    meter=message("this layer / a {!3×3}"),
)
