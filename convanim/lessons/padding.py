"""Zeros round the input, over which the window may hang."""

from __future__ import annotations

from convanim.errors import Name, Setting, SpecError
from convanim.lessons.fitting import refuse
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer
from convanim.spec.sizes import covering_pads, span

ALONE = {"in_channels": ("one channel", 1), "out_channels": ("one filter", 1), "groups": ("one group", 1)}
"""What the subject fixes: in words, and as the layer has it."""


def fit(options: Options, base: Layer) -> Layer:
    """A layer of one channel with zeros round it, whose window also finds room without them.

    >>> fit({"padding": "0,1,0,1"}, Layer(1, 1, padding=1)).padding
    ((0, 1), (0, 1))
    """
    for name, (always, value) in ALONE.items():
        refuse(options, base, name, "lesson on padding", always, value)
    layer = base.with_(**{**options, **{name: value for name, (_, value) in ALONE.items()}})
    if layer.kernel == (1, 1):
        raise SpecError((Name("kernel"), " is 1x1: it never hangs over an edge"), "a larger one", Setting("kernel", 3))
    if not any(sum(axis) for axis in layer.padding):
        raise SpecError((Name("padding"), " is 0: there are no zeros"), "zeros on some side", Setting("padding", 1))
    reach = tuple(span(cells, far) for cells, far in zip(layer.kernel, layer.dilation, strict=True))
    if any(far > length for far, length in zip(reach, layer.size, strict=True)):
        (rows, columns), (high, wide) = layer.size, reach
        given = f"a window over {high}x{wide} cells finds no place on {rows}x{columns} without zeros"
        larger = "x".join(str(max(pair)) for pair in zip(layer.size, reach, strict=True))
        raise SpecError(given, "an input that is as large as the window", Setting("size", larger), field="size")
    return layer


def without_zeros(layer: Layer) -> Layer:
    """The layer at stride 1 and without padding.

    >>> without_zeros(Layer(1, 1, stride=2, padding=1)).output_size
    (4, 4)
    """
    return layer.with_(stride=1, padding=0)


def at_every_cell(layer: Layer) -> Layer:
    """The layer at stride 1, with its padding.

    >>> at_every_cell(Layer(1, 1, stride=2, padding=1)).output_size
    (6, 6)
    """
    return layer.with_(stride=1)


def same_as_tensorflow(layer: Layer) -> Layer:
    """The layer with as many zeros as TensorFlow's ``padding="SAME"`` has for its stride.

    They make ``ceil(size / stride)`` output cells, with as few zeros as will do and an odd one behind: the "Notes on
    padding" of https://www.tensorflow.org/api_docs/python/tf/nn. The documentation of ``torch.nn.Conv2d`` has a mode
    of that name for stride 1 alone: "this mode doesn't support any stride values other than 1".

    >>> same_as_tensorflow(Layer(1, 1, stride=2, padding=1)).padding
    ((0, 1), (0, 1))
    """
    axes = zip(layer.size, layer.kernel, layer.stride, layer.dilation, strict=True)
    return layer.with_(padding=tuple(covering_pads(*axis) for axis in axes))


LESSON = Lesson(
    name="padding",
    order=64,
    scene="Padding",
    summary="Zeros round the input: what its edge gets from them, and why “same” is not the same.",
    layer=Layer(1, 1, size=6, stride=2, padding=1),
    subject="one channel and one filter of several cells, zeros on some side, and an input as large as the window",
    fit=fit,
    poster="same_in_two_frameworks",
    loop="Zeros come round the input, the window goes over its edge, and the output grows; then they go again.",
    fixed={name: always for name, (always, _) in ALONE.items()},
)
