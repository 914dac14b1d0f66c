"""Manim keeps what it has drawn, and finds it again by a digest of all mobjects."""

from __future__ import annotations

import numpy as np
import pytest
from manim.utils.hashing import get_json

from convanim import Caption, CostMeter, Formula, Layer, Style, Trace, VoxelTensor, Window, cost, make_tensors

VALUES = np.arange(2048).reshape(2, 32, 32)
CHANGED = np.where(VALUES == 1500, 7, VALUES)
LAYER = Layer(2, 2, groups=2, size=4)


def formula(row):
    trace = Trace(make_tensors(LAYER))
    return Formula(trace, trace.step(0, row, 0))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda: VoxelTensor(VALUES), lambda: VoxelTensor(CHANGED)),
        (lambda: VoxelTensor(VALUES), lambda: VoxelTensor(VALUES, style=Style.of("light"))),
        (lambda: VoxelTensor(VALUES), lambda: VoxelTensor(VALUES).light(VALUES != 1500)),
        (lambda: Caption("This"), lambda: Caption("That")),
        (lambda: formula(0), lambda: formula(1)),
        (lambda: CostMeter(cost(LAYER), cost(Layer())), lambda: CostMeter(cost(LAYER), cost(Layer()), "less")),
        (lambda: CostMeter(cost(LAYER), cost(Layer())), lambda: CostMeter(cost(Layer(groups=4)), cost(Layer()))),
        (lambda: Window(VoxelTensor(VALUES).points[:4]), lambda: Window(VoxelTensor(VALUES).points[4:])),
    ],
)
def test_it_sees_what_has_changed_and_nothing_else(one, other):
    drawn = one()
    fresh = get_json(drawn)
    drawn.display_list()
    assert get_json(drawn) == get_json(one()) == fresh
    assert get_json(other()) != fresh
