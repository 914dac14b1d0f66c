import pytest
import torch
from hypothesis import given

from convanim.kernels import Tensors, compare_with_torch, make_tensors
from convanim.spec import Layer, Values
from tests.strategies import layers, values


@given(layers(), values())
def test_our_output_is_torchs(layer, values):
    tensors = make_tensors(layer, values)
    comparison = compare_with_torch(tensors)
    assert comparison.equal
    assert comparison.cells == tensors.output.numel()
    if values.kind == "integers":
        assert comparison.largest_difference == comparison.tolerance == 0
    else:
        assert comparison.largest_difference <= comparison.tolerance < 1e-2


@pytest.mark.parametrize(("kind", "error"), [("integers", 1), ("normal", 1e-3)])
def test_one_wrong_cell_is_noticed(kind, error):
    tensors = make_tensors(Layer(groups=2), Values(kind=kind))
    wrong = Tensors(tensors.layer, tensors.input, tensors.weight, tensors.bias)
    vars(wrong)["output"] = tensors.output.clone()
    wrong.output[3, 2, 1] += error
    comparison = compare_with_torch(wrong)
    assert not comparison.equal
    assert comparison.largest_difference == pytest.approx(error, rel=1e-2)
    assert torch.equal(make_tensors(Layer(groups=2), Values(kind=kind)).output, tensors.output)
