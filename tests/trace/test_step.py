import json

import numpy as np
import pytest
from hypothesis import given

from convanim.kernels import make_tensors
from convanim.spec import Layer, Values
from convanim.trace import Trace
from tests.strategies import layers, values


def small(**changes):
    numbers = {"input": [[[1, 0], [3, 4]], [[2, 2], [2, -1]]], "weight": [[[[2, -1]], [[0, 1]]]]} | changes
    return Trace(make_tensors(Layer(2, 1, size=2, kernel=(1, 2), bias="bias" in numbers), Values(**numbers)))


def test_equation_of_whole_numbers():
    assert small().step(0, 1, 0).equation() == "y[0,1,0] = 3·2 + 4·(−1) + 2·0 + (−1)·1 = 1"
    assert small().step(0, 1, 0).sums_equation() == "y[0,1,0] = 2 + (−1) = 1"


@pytest.mark.parametrize(
    ("most", "products"), [(0, "…"), (1, "1·2 + …"), (3, "1·2 + 0·(−1) + 2·0 + …"), (9, "1·2 + 0·(−1) + 2·0 + 2·1")]
)
def test_equation_may_be_cut_short_but_keeps_bias_and_total(most, products):
    assert small(bias=[-7]).step(0, 0, 0).equation(most=most) == f"y[0,0,0] = {products} + (−7) = −3"


def test_equation_of_real_numbers_is_approximate():
    step = small(bias=[-0.25]).step(0, 0, 0)
    assert step.equation(digits=1) == "y[0,0,0] ≈ 1.0·2.0 + 0.0·(−1.0) + 2.0·0.0 + 2.0·1.0 + (−0.2) ≈ 3.8"
    assert step.sums_equation() == "y[0,0,0] ≈ 2.00 + 2.00 + (−0.25) ≈ 3.75"


@pytest.mark.parametrize(
    ("scale", "equation"),
    [
        (1.0, "y[0,0,0] ≈ 1.00·2.00 + 3.00·(−0.50) ≈ 0.50"),
        (1e-3, "y[0,0,0] ≈ 1.00·0.0020 + 3.00·(−0.0005) ≈ 0.0005"),
        (1e-7, "y[0,0,0] ≈ 1.00·2.00·10⁻⁷ + 3.00·(−5.00·10⁻⁸) ≈ 5.00·10⁻⁸"),
        (1e30, "y[0,0,0] ≈ 1.00·2.00·10³⁰ + 3.00·(−5.00·10²⁹) ≈ 5.00·10²⁹"),
    ],
)
def test_small_and_large_numbers_keep_their_digits(scale, equation):
    values = Values(input=[[[1.0, 3.0]]], weight=[[[[2.0 * scale, -0.5 * scale]]]])
    step = Trace(make_tensors(Layer(1, 1, size=(1, 2), kernel=(1, 2)), values)).step(0, 0, 0)
    assert step.equation() == equation


@given(layers(max_size=3), values())
def test_printed_equations_of_whole_numbers_are_true(layer, values):
    step = Trace(make_tensors(layer, values)).step(layer.out_channels - 1, 0, layer.output_size[1] - 1)
    assert step.exact == (values.kind == "integers")
    for text in (step.equation(), step.sums_equation()):
        name, middle, total = text.replace("−", "-").replace("·", "*").split(f" {step.relation} ")
        assert name == "y[{},{},{}]".format(*step.index)
        if step.exact:
            # The text is our own and holds numbers and operators alone.
            assert eval(middle) == int(total)


@given(layers(max_size=3), values())
def test_as_dict_survives_json_and_says_everything(layer, values):
    step = Trace(make_tensors(layer, values)).step(0, 0, 0)
    plain = step.as_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert set(plain) == set(type(step).__dataclass_fields__)
    for name in ("inside", "window", "weights", "products", "partial_sums"):
        assert np.array_equal(np.array(plain[name]), getattr(step, name))
    assert plain["total"] == step.total
    assert plain["channels"] == list(step.channels)
