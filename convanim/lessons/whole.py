"""All that is taught, as one film."""

from __future__ import annotations

from convanim.language.tongue import message
from convanim.lessons.fitting import features
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer


def fit(options: Options, base: Layer) -> Layer:
    """Any layer; filters follow channels as in other lessons.

    >>> fit({"in_channels": 6}, Layer()).weight_shape
    (6, 6, 3, 3)
    """
    channels, filters = features(options, base)
    return base.with_(**{**options, "in_channels": channels, "out_channels": filters})


WHOLE = Lesson(
    name="lesson",
    order=1000,
    scene="Lesson",
    summary=message("The whole argument: the lessons as chapters of one film."),
    layer=Layer(),
    subject="any layer",
    fit=fit,
    poster="conclusion_what_stays",
    topics=("first_chapter", "last_chapter"),
)
"""What the film is about that has the lessons as its chapters; none of ``LESSONS``, which it consists of."""
