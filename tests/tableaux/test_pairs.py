"""Squares of pairs that meet, whole ones and those that a part of a grid cuts."""

import numpy as np
import pytest

from convanim.tableaux.pairs import FINEST, square_corners


@pytest.mark.parametrize("unit", [FINEST - 1, FINEST, 20.0])
@pytest.mark.parametrize("part", [(0, 0, 3, 2), (0.5, 1, 2.25, 3.5), (2, 2, 2.5, 2.5)])
def test_squares_fill_their_part(part, unit):
    corners = square_corners(part, (100.0, 50.0), unit)
    areas = np.ptp(corners[..., 0], axis=1) * np.ptp(corners[..., 1], axis=1)
    left, top, right, bottom = part
    assert areas.sum() == pytest.approx((right - left) * (bottom - top) * unit**2)
    assert (corners.min(axis=(0, 1)) == [100 + left * unit, 50 + top * unit]).all()
    assert (len(corners) == 1) or areas.max() <= unit**2 + 1e-6


def test_tiny_squares_are_one():
    assert len(square_corners((0, 0, 64, 64), (0.0, 0.0), FINEST - 1)) == 1
    assert len(square_corners((0, 0, 4, 3), (0.0, 0.0), FINEST)) == 12
