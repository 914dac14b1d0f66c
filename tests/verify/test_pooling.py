"""What is asked of torch about pooling is what our own arithmetic says, and what is no such number is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.kernels import make_tensors, pool_counts
from convanim.spec import Layer, Values
from convanim.trace import Pooled
from convanim.verify.pooling import Pooling
from convanim.verify.printed import is_true
from tests.trace.test_pooled import pools


@settings(max_examples=30)
@given(pools(), st.integers(0, 9))
def test_torch_says_what_our_kernels_say(layer: Layer, seed: int) -> None:
    tensors = make_tensors(layer, Values(seed=seed))
    checked, pooled = Pooling(layer, tensors.input.double().numpy()), Pooled(tensors, "largest")
    assert np.array_equal(checked.largest, pooled.output)
    assert np.allclose(checked.average, Pooled(tensors, "average").output)
    assert all(checked.value([name]) == count for name, count in pool_counts(layer).items())
    for channel in range(layer.in_channels):
        kept = pooled.kept(channel).sum()
        assert checked.value(["kept", "largest", channel]) == kept
        assert checked.value(["lost", "largest", channel]) == layer.size[0] * layer.size[1] - kept
    step = next(iter(pooled))
    assert checked.value(["held", *step.index]) == step.inside.sum()


def test_what_is_no_such_number_is_told() -> None:
    checked = Pooling(Layer(1, 1, size=2, kernel=2), np.zeros((1, 2, 2)))
    for index, error in ((["held", 0, 0, 1], IndexError), (["kept", "largest", -1], IndexError), (["x"], KeyError)):
        with pytest.raises(error):
            checked.value(index)


@pytest.mark.parametrize(
    ("equation", "true"),
    [
        ("max(3, −1, 0) = 3", True),
        ("max(3, 1) = 1", False),
        ("max(0,5; 1,25) = 1,25", True),
        ("max(−2, −1) = −1", True),
        ("max(2, 1 + 2) = 3", True),
    ],
)
def test_the_largest_of_several_is_worked_out(equation: str, true: bool) -> None:
    assert is_true(equation) is true


@pytest.mark.parametrize("equation", ["max(3, 1 = 3", "max 3 = 3", "max() = 0", "3, 1 = 3"])
def test_what_is_no_equation_is_told(equation: str) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        is_true(equation)
