"""Sub-pixel convolution: filters make small maps, and their pixels are shuffled into a large one."""

from __future__ import annotations

from math import lcm

from convanim.errors import Name, Setting, SpecError
from convanim.language.tongue import message
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer

UPSCALE_FACTOR = 2
"""How many times as high and as wide the large map is, unless another factor is asked for."""


def fit(options: Options, base: Layer) -> Layer:
    """A layer whose filters the squared ``upscale_factor`` divides, which is an option beside those of a layer.

    Where no number of filters is asked for and those of ``base`` do not fit, there are as many as make one large map,
    or as many more as groups ask for.

    >>> fit({"upscale_factor": 3}, Layer(2, 4)).out_channels, fit({}, Layer(2, 8)).out_channels
    (9, 8)
    """
    asked = dict(options)
    factor = asked.pop("upscale_factor", UPSCALE_FACTOR)
    each = factor**2
    if "out_channels" not in asked and (base.out_channels % each or "groups" in asked):
        groups = asked.get("groups", base.groups)
        # What is no number of groups is for the layer to say.
        own = lcm(each, groups) if isinstance(groups, int) and groups > 0 else each
        asked["out_channels"] = own if base.out_channels % own else base.out_channels
    layer = base.with_(**asked)
    if layer.out_channels % each:
        more = lcm(each, layer.groups)
        raise SpecError(
            (
                (Name("out_channels"), f" is {layer.out_channels}, and at ", Setting("upscale_factor", factor)),
                f" {each} small maps make a large one",
            ),
            f"a multiple of {each}",
            Setting("out_channels", -(-layer.out_channels // more) * more),
            field="out_channels",
        )
    return layer


LESSON = Lesson(
    name="pixel_shuffle",
    order=66,
    scene="PixelShuffle",
    summary=message("Sub-pixel convolution: many small maps become a large one, and no number changes."),
    layer=Layer(2, 4, size=4, padding=1),
    subject="filters that the upscale factor times itself divides",
    fit=fit,
    poster="pixel_by_pixel",
    loop=message(
        "Place by place, the numbers of {out_channels:w} small maps move into squares, until all of the large size is "
        "filled."
    ),
    topics=("upscale_factor",),
    shaped_by=("upscale_factor",),
)
"""What the pixel shuffle shows."""
