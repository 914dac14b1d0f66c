"""The largest number of each window, or its mean: a window that has no weights."""

from __future__ import annotations

from convanim.errors import Name, Setting, SpecError
from convanim.kernels.cost import Cost, cost, standard
from convanim.language.tongue import message
from convanim.lessons.fitting import count, refuse
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer
from convanim.spec.sizes import check_half_padded

ALWAYS = {"dilation": ("1", (1, 1)), "bias": ("no bias", False)}
"""What the subject fixes besides the channels: in words, and as the layer has it."""
CHANNELS = "as many as channels, which never mix"


def fit(options: Options, base: Layer) -> Layer:
    """A layer whose channels stay apart; as in torch, windows stand side by side where no stride is given with them.

    >>> fit({"kernel": 3, "in_channels": 2}, Layer(3, 3, size=8, kernel=2, stride=2, groups=3)).output_shape
    (2, 2, 2)
    """
    for name, (always, value) in ALWAYS.items():
        refuse(options, base, name, "lesson on pooling", always, value)
    channels = count("in_channels", options.get("in_channels", base.in_channels))
    for name in ("out_channels", "groups"):
        given = options.get(name, channels)
        if given != channels:
            raise SpecError(
                (Name(name), f" is {given} for {channels} channels in a lesson on pooling"),
                f"{channels}: channels never mix",
                ("leaving ", Name(name), " out"),
            )
    asked = {**options, **dict.fromkeys(("in_channels", "out_channels", "groups"), channels)}
    if "kernel" in options and "stride" not in options:
        asked["stride"] = options["kernel"]
    layer = base.with_(**{**asked, **{name: value for name, (_, value) in ALWAYS.items()}})
    if layer.kernel == (1, 1):
        raise SpecError((Name("kernel"), " is 1x1: a window of one number"), "a larger one", Setting("kernel", 2))
    (top, bottom), (left, right) = layer.padding
    if (top, left) != (bottom, right):
        raise SpecError(
            (Name("padding"), f" is {top},{bottom},{left},{right}, in pooling"),
            "as much on either side, as torch has it",
            Setting("padding", f"{top}x{left}"),
        )
    check_half_padded(layer.kernel, (top, left))
    return layer


def costs(layer: Layer) -> tuple[Cost, Cost]:
    """What pooling costs, and a convolution that makes an output of the same shape.

    >>> [one.multiply_adds for one in costs(Layer(3, 3, size=8, kernel=2, stride=2, groups=3))]
    [0, 576]
    """
    return Cost(0, 0, 0), cost(standard(layer))


LESSON = Lesson(
    name="pooling",
    order=63,
    scene="Pooling",
    summary=message("A window without weights: its largest number stays, or the mean of all."),
    layer=Layer(3, 3, size=6, kernel=2, stride=2, groups=3),
    subject="channels that stay apart, no weights and no bias, a window of several cells, padding of at most half of "
    "it; the stride is the kernel unless it is given, as in torch",
    fit=fit,
    poster="what_is_left",
    loop=message(
        "A window goes over {rows}×{columns} numbers: of each {kernel_cells:w} that it holds, the largest stays."
    ),
    fixed={
        "out_channels": CHANNELS,
        "groups": CHANNELS,
        **{name: always for name, (always, _) in ALWAYS.items()},
    },
    costs=costs,
    has_weights=False,
    stands_in=False,
    meter=message("pooling / a convolution"),
)
