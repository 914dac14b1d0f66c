import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import ShapeError
from convanim.kernels import Tensors, conv2d, make_tensors
from convanim.spec import Layer, Values
from tests.strategies import ODD, layers, values


@given(layers(), values())
def test_drawn_tensors_fit_the_layer_and_keep_their_ranges(layer, values):
    tensors = make_tensors(layer, values)
    assert tensors.input.shape == layer.input_shape
    assert tensors.weight.shape == layer.weight_shape
    assert (tensors.bias is not None) == layer.bias
    if layer.bias:
        assert tensors.bias.shape == (layer.out_channels,)
    given = [tensor for tensor in (tensors.input, tensors.weight, tensors.bias) if tensor is not None]
    if values.kind == "normal":
        assert {tensor.dtype for tensor in given} == {torch.float32}
        return
    assert {tensor.dtype for tensor in given} == {torch.int64}
    for tensor, (least, greatest) in zip(given, [(0, 9), (-1, 2), (-3, 3)], strict=False):
        assert least <= tensor.min() and tensor.max() <= greatest


def test_whole_numbers_reach_both_ends_of_their_range():
    tensors = make_tensors(Layer(64, 64, bias=True))
    for tensor, ends in ((tensors.input, (0, 9)), (tensors.weight, (-1, 2)), (tensors.bias, (-3, 3))):
        assert (tensor.min(), tensor.max()) == ends


def test_normal_values_are_standard_normal():
    weight = make_tensors(Layer(64, 64), Values(kind="normal")).weight
    assert abs(weight.mean()) < 0.02
    assert abs(weight.std() - 1) < 0.02


@given(layers(), values())
def test_same_seed_same_numbers(layer, values):
    first, again = make_tensors(layer, values), make_tensors(layer, values)
    assert torch.equal(first.input, again.input)
    assert torch.equal(first.weight, again.weight)


def test_seeds_and_roles_draw_different_numbers():
    layer = Layer(4, 4, size=3, kernel=3)
    drawn = [make_tensors(layer, Values(kind="normal", seed=seed)) for seed in (0, 1, 2**32, 2**63 - 1)]
    numbers = [tensor.flatten()[:9].tolist() for t in drawn for tensor in (t.input, t.weight)]
    assert len({tuple(part) for part in numbers}) == 8


@pytest.mark.parametrize("role", ["input", "weight", "bias"])
def test_giving_one_tensor_leaves_the_others_as_they_were(role):
    drawn = make_tensors(ODD)
    mine = np.full(getattr(drawn, role).shape, 7)
    given = make_tensors(ODD, Values(**{role: mine}))
    assert getattr(given, role).tolist() == mine.tolist()
    for other in {"input", "weight", "bias"} - {role}:
        assert torch.equal(getattr(given, other), getattr(drawn, other))


def test_weights_do_not_depend_on_the_size_of_the_input():
    assert torch.equal(make_tensors(Layer(size=6)).weight, make_tensors(Layer(size=(9, 12), stride=2)).weight)


@pytest.mark.parametrize(
    ("kind", "given", "dtype"),
    [
        ("integers", np.int64, torch.int64),
        ("integers", np.float32, torch.float32),
        ("integers", np.float64, torch.float64),
        ("normal", np.int64, torch.float32),
        ("normal", np.float64, torch.float64),
    ],
)
def test_one_real_tensor_makes_all_real(kind, given, dtype):
    layer = Layer(2, 2, size=3, bias=True)
    tensors = make_tensors(layer, Values(kind=kind, weight=np.ones(layer.weight_shape, given)))
    assert {tensors.input.dtype, tensors.weight.dtype, tensors.bias.dtype, tensors.output.dtype} == {dtype}


@given(layers(), values())
def test_output_is_the_kernels(layer, values):
    tensors = make_tensors(layer, values)
    expected = conv2d(
        tensors.input,
        tensors.weight,
        tensors.bias,
        stride=layer.stride,
        padding=layer.padding,
        dilation=layer.dilation,
        groups=layer.groups,
    )
    assert torch.equal(tensors.output, expected)
    assert tensors.output is tensors.output


REJECTED = {
    "input": (
        {"input": np.ones((3, 4, 5))},
        {},
        "input has shape (3, 4, 5)",
        "(C=8, H=6, W=6)",
        'in_channels=3 and size="4x5"',
    ),
    "batch": ({"input": np.ones((2, 8, 6, 6))}, {}, "input has shape (2, 8, 6, 6)", "(C=8, H=6, W=6)", "input[0]"),
    "image": ({"input": np.ones((6, 6))}, {}, "input has shape (6, 6)", "(C=8, H=6, W=6)", "channel, row, column"),
    "filters": (
        {"weight": np.ones((4, 8, 3, 3))},
        {},
        "weight has shape (4, 8, 3, 3)",
        "out_channels=8",
        "out_channels=4 in the layer",
    ),
    "kernel": (
        {"weight": np.ones((8, 8, 2, 5))},
        {},
        "weight has shape (8, 8, 2, 5)",
        "kernel height=3, kernel width=3",
        'kernel="2x5"',
    ),
    "groups": (
        {"weight": np.ones((8, 2, 3, 3))},
        {},
        "weight has shape (8, 2, 3, 3)",
        "in_channels/groups=8",
        "groups=4",
    ),
    "weight axes": ({"weight": np.ones((8, 8))}, {}, "weight has shape (8, 8)", "out_channels=8", "these four axes"),
    "bias": ({"bias": np.ones(3)}, {"bias": True}, "bias has shape (3,)", "(out_channels=8,)", "out_channels=3"),
    "bias unasked": ({"bias": np.ones(8)}, {}, "bias has shape (8,)", "no bias", "bias=True"),
}


@pytest.mark.parametrize(("given", "changes", "said", "allowed", "hint"), REJECTED.values(), ids=REJECTED.keys())
def test_arrays_that_do_not_fit_the_layer(given, changes, said, allowed, hint):
    with pytest.raises(ShapeError) as caught:
        make_tensors(Layer(**changes), Values(**given))
    assert said in caught.value.given
    assert allowed in caught.value.allowed
    assert hint in caught.value.hint


def test_tensors_made_by_hand_are_checked_too():
    layer = Layer(1, 1, size=3, bias=True)
    with pytest.raises(ShapeError, match="no bias is given"):
        Tensors(layer, torch.ones(1, 3, 3), torch.ones(1, 1, 3, 3))
    with pytest.raises(ShapeError, match="input is float32, weight is float64"):
        Tensors(layer.with_(bias=False), torch.ones(1, 3, 3), torch.ones(1, 1, 3, 3).double())


@given(st.integers(0, 10_000))
def test_no_drawn_filter_is_all_zeros(seed):
    weight = make_tensors(Layer(1, 5, size=2, kernel=1), Values(seed=seed)).weight
    assert weight.flatten(1).any(dim=1).all()
