"""The weights of one kernel, further and further apart."""

from __future__ import annotations

from convanim.errors import Name, Setting, SpecError
from convanim.language.tongue import message
from convanim.lessons.fitting import refuse
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer

ALONE = {
    "in_channels": ("one channel", 1),
    "out_channels": ("one filter", 1),
    "groups": ("one group", 1),
    "stride": ("1", (1, 1)),
}
"""What the subject fixes besides the padding: in words, and as the layer has it."""
PADDING = "as many zeros as keep the size"


def fit(options: Options, base: Layer) -> Layer:
    """A layer of one channel whose output is as large as its input, however far its kernel is spread.

    >>> fit({"dilation": 2}, Layer(1, 1, dilation=3, padding="same")).padding
    ((2, 2), (2, 2))
    """
    for name, (always, value) in ALONE.items():
        refuse(options, base, name, "lesson on dilation", always, value)
    fixed = {name: value for name, (_, value) in ALONE.items()}
    layer = base.with_(**{**options, **fixed, "padding": "same"})
    if options.get("padding", "same") != "same":
        refuse(options, layer, "padding", "lesson on dilation", PADDING, layer.padding, Setting("padding", "same"))
    if layer.kernel == (1, 1):
        raise SpecError((Name("kernel"), " is 1x1: one cell cannot be spread"), "a larger one", Setting("kernel", 3))
    if all(far == 1 or cells == 1 for far, cells in zip(layer.dilation, layer.kernel, strict=True)):
        (rows, columns), (high, wide) = layer.dilation, layer.kernel
        said = "1" if rows == columns else f"{rows}x{columns}"
        given = (Name("dilation"), f" is {said}: nothing of a {high}x{wide} kernel is spread")
        raise SpecError(given, "how far apart the weights come to be", Setting("dilation", 3))
    return layer


LESSON = Lesson(
    name="dilation",
    order=60,
    scene="Dilation",
    summary=message("The same weights, spread apart: they reach further at the same cost."),
    layer=Layer(1, 1, size=9, dilation=3, padding="same"),
    subject="one channel and one filter at stride 1, a kernel of several cells, and padding that keeps the size",
    fit=fit,
    poster="count_the_reach",
    loop=message(
        "{kernel_cells:W} weights move apart, to reach over {reach_rows}×{reach_columns} cells, and together again."
    ),
    fixed={**{name: always for name, (always, _) in ALONE.items()}, "padding": PADDING},
)
