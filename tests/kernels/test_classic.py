import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim.kernels import make_tensors
from convanim.kernels.classic import CLASSIC, classic_name, classic_weights, classics_of
from convanim.spec import Layer, Values

KERNELS = st.tuples(st.integers(1, 7), st.integers(1, 7))


@given(KERNELS)
def test_on_an_even_area_edges_make_nothing_and_sharpen_and_identity_change_nothing(kernel):
    sums = {name: plane.sum().item() for name, plane in classics_of(kernel).items()}
    expected = {"blur": kernel[0] * kernel[1], "sharpen": 1, "identity": 1}
    assert sums == {name: expected.get(name, 0) for name in sums}


@given(KERNELS)
def test_every_classic_filter_is_recognised_whatever_its_dtype(kernel):
    for plane in classics_of(kernel).values():
        name = classic_name(plane)
        assert torch.equal(CLASSIC[name](kernel), plane)
        assert classic_name(plane.float()) == name == classic_name(plane.numpy())
        assert classic_name(plane + 17) is None


def test_kernels_of_one_row_have_no_horizontal_edges_and_those_of_one_cell_no_names():
    assert "horizontal edge" not in classics_of((1, 3))
    assert "vertical edge" not in classics_of((5, 1))
    assert set(classics_of((2, 3))) == set(CLASSIC)
    assert not classics_of((1, 1))
    assert classic_name(torch.ones(1, 1)) is None


@pytest.mark.parametrize(
    ("name", "plane"),
    [
        ("vertical edge", [[-1, 0, 1]] * 3),
        ("horizontal edge", [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]),
        ("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    ],
)
def test_filters_of_three_by_three_are_those_of_textbooks(name, plane):
    assert CLASSIC[name]((3, 3)).tolist() == plane


def test_a_layer_has_them_one_after_the_other():
    weight = make_tensors(Layer(8, 8, groups=8), Values("classic")).weight
    assert [classic_name(plane) for plane in weight[:, 0]] == [*CLASSIC, "edge", "blur"]


@pytest.mark.parametrize("layer", [Layer(8, 8, groups=2), Layer(3, 3, groups=3, kernel=1)])
def test_filters_that_mix_channels_or_have_one_cell_are_drawn(layer):
    assert classic_weights(layer.weight_shape) is None
    assert torch.equal(make_tensors(layer, Values("classic")).weight, make_tensors(layer).weight)


def test_input_and_bias_are_as_of_whole_numbers():
    layer = Layer(2, 2, groups=2, bias=True)
    classic, drawn = make_tensors(layer, Values("classic")), make_tensors(layer)
    assert torch.equal(classic.input, drawn.input)
    assert torch.equal(classic.bias, drawn.bias)
