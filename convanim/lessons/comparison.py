"""A standard layer beside what could stand in for it: groups, depthwise, depthwise-separable."""

from __future__ import annotations

from convanim.language.tongue import message
from convanim.lessons.fitting import fit_standard
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer


def fit(options: Options, base: Layer) -> Layer:
    """The standard layer that the others are compared with.

    >>> fit({"in_channels": 6}, Layer()).weight_shape
    (6, 6, 3, 3)
    """
    return fit_standard(options, base, "standard convolution, which this lesson compares others with")


LESSON = Lesson(
    name="comparison",
    order=52,
    scene="Comparison",
    summary=message("Standard, groups, depthwise and separable in a race, and who sees which channels."),
    layer=Layer(),
    subject="one group",
    fit=fit,
    poster="who_sees_whom",
    loop=message("All ways start at once, each does as many multiply-adds a second, and each is done in its turn."),
    fixed={"groups": "one group"},
    hues_by="channel",  # it tells who sees which
)
