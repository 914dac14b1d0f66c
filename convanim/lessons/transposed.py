"""The way back from a convolution's output, with the very same weights."""

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
}
"""What the subject fixes: in words, and as the layer has it."""


def fit(options: Options, base: Layer) -> Layer:
    """A layer of one channel and one filter; its transpose reads what it makes, and makes as much as it reads.

    >>> fit({"stride": 3, "kernel": 2}, Layer(1, 1, size=8)).output_size
    (3, 3)
    """
    for name, (always, value) in ALONE.items():
        refuse(options, base, name, "lesson on transposed convolution", always, value)
    layer = base.with_(**{**options, **{name: value for name, (_, value) in ALONE.items()}})
    if layer.kernel == (1, 1):
        raise SpecError((Name("kernel"), " is 1x1: a stamp of one cell"), "a larger one", Setting("kernel", 3))
    if not all(_reaches(layer, axis) for axis in (0, 1)):
        raise SpecError(
            (Name("padding"), " cuts off all that is stamped"),
            "padding that leaves a cell that a window reads",
            Setting("padding", 0),
            field="padding",
        )
    return layer


def _reaches(layer: Layer, axis: int) -> bool:
    """Whether any window reads any cell of the input itself, along rows (0) or columns (1)."""
    starts = (place * layer.stride[axis] - layer.padding[axis][0] for place in range(layer.output_size[axis]))
    taps = [tap * layer.dilation[axis] for tap in range(layer.kernel[axis])]
    return any(0 <= start + tap < layer.size[axis] for start in starts for tap in taps)


LESSON = Lesson(
    name="transposed",
    order=65,
    scene="Transposed",
    summary=message("The way back: one number times the filter, stamped where a window had read."),
    layer=Layer(1, 1, size=9, stride=2),
    subject="one channel and one filter, a kernel of several cells; the size is what the convolution reads "
    "and its transpose makes",
    fit=fit,
    poster="there_and_back",
    loop=message(
        "{out_pixels:W} numbers, each times the filter, are stamped one after the other onto {rows}×{columns} cells."
    ),
    fixed={name: always for name, (always, _) in ALONE.items()},
    meter=message("transpose / convolution"),
    transposes=True,
)
"""What transposed convolution shows."""
