"""The inverted residual block of mobile networks, in place of a standard convolution."""

from __future__ import annotations

from convanim.errors import Setting, SpecError
from convanim.kernels.cost import Cost
from convanim.kernels.residual import InvertedResidual
from convanim.language.tongue import message
from convanim.lessons.fitting import features, refuse
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer
from convanim.spec.layer import pair_of
from convanim.spec.sizes import same_pads

ALWAYS = {
    "groups": ("one group", 1),
    "dilation": ("1", (1, 1)),
    "bias": ("no bias, for norms shift every channel", False),
}
"""What the subject fixes besides the padding: in words, and as the layer has it."""
PADDING = "as many zeros as keep the size at stride 1"


def fit(options: Options, base: Layer) -> Layer:
    """The standard layer that a block stands in for; as many channels come out as go in unless others are asked for.

    >>> fit({"kernel": 5, "stride": 2}, Layer(4, 4, 5, padding=1)).padding
    ((2, 2), (2, 2))
    """
    for name, (always, value) in ALWAYS.items():
        refuse(options, base, name, "block", always, value)
    channels, filters = features(options, base)
    kernel = pair_of("kernel", options.get("kernel", base.kernel), 1)
    padding = same_pads(kernel[0], 1), same_pads(kernel[1], 1)
    fixed = {name: value for name, (_, value) in ALWAYS.items()}
    asked = {**options, **fixed, "in_channels": channels, "out_channels": filters}
    layer = base.with_(**{**asked, "kernel": kernel, "padding": padding})
    if options.get("padding", "same") != "same":
        # Of longer steps a layer by itself does not know what is the same.
        hint = Setting("padding", "same") if layer.stride == (1, 1) else None
        refuse(options, layer, "padding", "block", PADDING, padding, hint)
    try:
        _ = InvertedResidual(layer).parts
    except SpecError as error:
        raise SpecError(
            f"within its block this layer makes {error.given}", error.allowed, "a smaller size", field="size"
        ) from None
    return layer


def costs(layer: Layer) -> tuple[Cost, Cost]:
    """What a block in the layer's place costs, and the same block with a standard convolution inside.

    >>> [one.multiply_adds for one in costs(Layer(4, 4, 5, padding=1))]
    [3432, 8000]
    """
    block = InvertedResidual(layer)
    return block.cost, block.dense_cost


LESSON = Lesson(
    name="block",
    order=54,
    scene="Block",
    summary=message("The inverted residual block of mobile networks: widen, filter, weigh, narrow, add."),
    layer=Layer(4, 4, 5, padding=1),
    subject="one group, no bias, no dilation, and padding that keeps the size at stride 1",
    fit=fit,
    poster="add_up_the_cost",
    loop=message("A picture passes through it: wider, filtered, weighed, narrow again, and what came in is added."),
    fixed={**{name: always for name, (always, _) in ALWAYS.items()}, "padding": PADDING},
    costs=costs,
    draws_weights=True,
    reference_name=message("the same block with a standard convolution"),
    meter=message("this block / with a standard one"),
    of_module="OwnBlock",
)
