"""Twice the features, and what they cost."""

from __future__ import annotations

from convanim.errors import SpecError
from convanim.kernels.cost import of_twice_the_features
from convanim.language.tongue import message
from convanim.lessons.fitting import fit_standard
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer


def fit(options: Options, base: Layer) -> Layer:
    """The standard layer whose features are doubled; groups are what the lesson itself goes through.

    >>> fit({"in_channels": 6}, Layer()).weight_shape
    (6, 6, 3, 3)
    """
    layer = fit_standard(options, base, "layer whose features are doubled: the lesson itself splits it")
    try:
        of_twice_the_features(layer)
    except SpecError as error:
        given = f"twice the features of this layer make {error.given}"
        raise SpecError(given, error.allowed, "a smaller size or fewer channels", field="size") from None
    return layer


LESSON = Lesson(
    name="demand",
    order=5,
    scene="Demand",
    summary=message("Twice the features, four times the work: filters get deeper, and there are more."),
    layer=Layer(),
    subject="one group, and room for twice the features",
    fit=fit,
    poster="groups_of_fixed_width",
    loop=message("Twice the channels, twice the filters: four times the squares, of which two groups leave half."),
    fixed={"groups": "one group"},
    reference=of_twice_the_features,
    reference_name=message("a layer of twice the features"),
    stands_in=False,
    meter=message("this layer / twice the features"),
)
