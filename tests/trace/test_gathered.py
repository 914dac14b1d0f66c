"""Seen from the cells that a transpose makes: each is the sum of the stamps that reach it, as text and as data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from convanim.errors import SpecError
from convanim.kernels import make_tensors
from convanim.spec import Layer, Values
from convanim.trace import Gathering, Stamps, Trace
from convanim.verify.printed import is_true
from tests.strategies import layers


def gathering(layer: Layer, values: Values | None = None) -> Gathering:
    return Gathering(Stamps(Trace(make_tensors(layer, values))))


@given(layers(max_channels=1, max_groups=1, max_size=4))
def test_every_cell_is_told_once_and_its_equation_is_true(layer: Layer) -> None:
    cells = gathering(layer)
    steps = [*cells.steps()]
    assert len(steps) == len(cells) and [step.index for step in steps] == [*np.ndindex(1, *layer.size)]
    for step in steps:
        products = [read * weight for read, weight in zip(step.read, step.weights, strict=True)]
        assert [*step.products] == products and sum(products) + (step.bias or 0) == step.total
        name, *sides = step.equation().split(" = ")
        assert name == step.name and (len(sides) == 1 or is_true(" = ".join(sides), False))
        assert (len(sides) == 1) is (not products and step.bias is None)
        assert len([*step.lines()]) == len(products) + 2
    assert [step.total for step in steps] == cells.stamps.output.flatten().tolist()


def test_a_cell_that_no_stamp_reaches_is_zero() -> None:
    alone = gathering(Layer(1, 1, size=(1, 4), kernel=(1, 2), stride=3))
    step = alone.step(0, 0, 2)
    assert step.equation() == "z[0,0,2] = 0" and next(step.lines()) == "z[0,0,2] is reached by no stamps"


def test_real_numbers_are_told_to_be_rounded() -> None:
    step = gathering(Layer(1, 1, size=3, kernel=2), Values("normal")).step(0, 1, 1)
    assert "≈" in step.equation() and len(step.as_dict()["products"]) == 4


def test_a_cell_that_is_not_there_is_refused() -> None:
    with pytest.raises(SpecError, match=r"no cell \(0, 3, 0\).*row 0 to 2"):
        gathering(Layer(1, 1, size=3, kernel=2)).step(0, 3, 0)
