"""What all other lessons are compared with: every filter reads every channel."""

from __future__ import annotations

from convanim.language.tongue import message
from convanim.lessons.fitting import fit_standard
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer


def fit(options: Options, base: Layer) -> Layer:
    """A layer without groups.

    >>> fit({"out_channels": 16}, Layer()).weight_shape
    (16, 8, 3, 3)
    """
    return fit_standard(options, base)


LESSON = Lesson(
    name="standard",
    order=2,
    scene="Standard",
    summary=message("Every filter reads every channel at every place: what that costs."),
    layer=Layer(),
    subject="one group",
    fit=fit,
    poster="add_up_the_bill",
    loop=message("One filter after the other goes over the whole input, and fills a channel of its own."),
    fixed={"groups": "one group"},
    meter=message("so far / the standard"),
    counts_up=True,
    hues_by="group",
)
