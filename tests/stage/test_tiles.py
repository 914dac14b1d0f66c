"""Between a tile's parts stands = where it is true, ≈ where numbers are rounded, an arrow where a bias comes in."""

import numpy as np
import pytest

from convanim.kernels import make_tensors
from convanim.spec import Layer, Values
from convanim.stage.cast import Cast
from convanim.stage.display import Line, Words
from convanim.stage.formula import arrow, equals
from convanim.stage.theme import Theme
from convanim.stage.tiles import Tiles
from convanim.trace import Trace

DARK = Theme.dark()


def shape(line):
    """A line's points from its first on."""
    return np.round(line.points - line.points[0], 3).tolist()


def signs(kind, bias):
    layer = Layer(4, 4, groups=4, size=(5, 6), bias=bias)
    return Tiles(Cast(Trace(make_tensors(layer, Values(kind))), DARK))


@pytest.mark.parametrize(
    ("kind", "bias", "sign"),
    [
        ("integers", False, equals(0, 0, DARK, True, 7.0)),
        ("normal", False, equals(0, 0, DARK, False, 7.0)),
        ("integers", True, arrow(0, 0, DARK)),
        ("normal", True, arrow(0, 0, DARK)),
    ],
)
def test_the_sign_before_an_output_is_true(kind, bias, sign):
    tiles = signs(kind, bias)
    drawn = [shape(item) for item in tiles.signs().display_list() if isinstance(item, Line)]
    others = [equals(0, 0, DARK, True, 7.0), equals(0, 0, DARK, False, 7.0), arrow(0, 0, DARK)]
    for one in others:
        present = all(shape(line) in drawn for line in one)
        assert present is ([shape(line) for line in one] == [shape(line) for line in sign])
    told = [item.text for item in tiles.labels().display_list() if isinstance(item, Words)]
    assert any("own bias" in text for text in told) is bias
