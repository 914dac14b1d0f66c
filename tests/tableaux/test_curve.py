"""A curve, the shade under it and its points."""

import numpy as np

from convanim.draw.items import Line, Plate, Sheen
from convanim.tableaux.curve import POINT, curve_point, shaded_curve
from convanim.theme.theme import Theme


def test_the_shade_reaches_from_the_curve_to_the_bottom():
    line = np.array([[0.0, 80.0], [10.0, 40.0]])
    shade, drawn = shaded_curve(line, 0.0, 100.0, (1.0, 0.5, 0.0), Theme.dark())
    assert isinstance(shade, Sheen) and isinstance(drawn, Line) and drawn.points is line
    assert shade.corners[:, 1].max() == 100.0 and shade.last[3] == 0.0


def test_a_point_is_round_and_in_the_accents_colour_unless_told_otherwise():
    theme = Theme.dark()
    plain, hued = curve_point(5.0, 6.0, theme), curve_point(5.0, 6.0, theme, (1.0, 0.0, 0.0))
    assert isinstance(plain, Plate) and plain.box == (5 - POINT, 6 - POINT, 5 + POINT, 6 + POINT)
    assert plain.fill == (*theme.accent, 1.0) and isinstance(hued, Plate) and hued.fill == (1.0, 0.0, 0.0, 1.0)
