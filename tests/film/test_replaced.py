"""Before a film takes another one's place, the difference is told; a better one of the same clip comes silently."""

import re
import warnings
from contextlib import suppress

import numpy as np
import pytest

from convanim.errors import ReplacedWarning
from convanim.request.render import render
from convanim.spec import Layer

LAYER = Layer(2, 2, size=3, groups=2)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("films")
    render("depthwise", layer=LAYER, quality="l", out=out)
    return out


class Enough(Exception):
    pass


def again(out, **more):
    """What a render into the same folder warns of; it is broken off with the first frame."""

    def stop(progress):
        raise Enough

    given = {"layer": LAYER, "quality": "l", **more}
    with warnings.catch_warnings(record=True) as caught, suppress(Enough):
        warnings.simplefilter("always", ReplacedWarning)
        render("depthwise", out=out, cache=False, on_progress=stop, **given)
    return next((str(one.message) for one in caught if one.category is ReplacedWarning), None)


@pytest.mark.parametrize("more", [{}, {"fps": 12}, {"quality": "m"}, {"name": "other", "theme": "light"}])
def test_the_same_clip_is_replaced_silently(made, more):
    assert again(made, **more) is None


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"layer": Layer(3, 3, size=3, groups=3)},
            r"channels 2, now 3.*name=\"{scene}-{channels}-{filters}\" would",
        ),
        (
            {"layer": Layer(2, 2, size=(3, 4), groups=2)},
            r"\(size 3x3, now 3x4\); name=\"{scene}-{size}\" would keep both",
        ),
        ({"aspect": "9:16"}, r"\(aspect 16x9, now 9x16\)"),
        ({"theme": "light"}, r"\(theme dark, now light\)"),
        ({"language": "de"}, r"\(language en, now de\)"),
        ({"decimals": 2}, r"\(decimals as usual, now 2\); name=\"\{scene\}-\{decimals\}\""),
        ({"layer": None, "input": np.ones((2, 3, 3))}, "input drawn, now given"),
    ],
)
def test_another_clip_is_told_of(made, more, message):
    warning = again(made, **more)
    assert warning is not None and warning.startswith(f"{made / 'depthwise.mp4'} shows another clip and is replaced")
    assert re.search(message, warning)


def test_other_numbers_of_ones_own_are_told_of(tmp_path):
    image = np.arange(18.0).reshape(2, 3, 3)
    render("depthwise", input=image, quality="l", out=tmp_path)
    assert again(tmp_path, layer=None, input=image.copy()) is None
    assert "(other numbers of your own)" in again(tmp_path, layer=None, input=image + 1)
