import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import ShapeError, SpecError
from convanim.kernels import (
    aggregate_groups,
    conv2d,
    convolve,
    depthwise,
    layer_of,
    make_tensors,
    pointwise,
    separable,
    split_groups,
)
from convanim.spec import Layer, Values
from tests.strategies import ODD, layers

seeds = st.integers(0, 2**20)


def draw(layer, dtype, seed=0):
    """Input, weight and bias (or None) of the layer: standard normal, or whole numbers to ±50."""
    generator = torch.Generator().manual_seed(seed)

    def one(shape):
        if dtype == torch.int64:
            return torch.randint(-50, 51, shape, generator=generator)
        return torch.randn(shape, generator=generator, dtype=dtype)

    bias = one((layer.out_channels,)) if layer.bias else None
    return one(layer.input_shape), one(layer.weight_shape), bias


def ours(layer, input, weight, bias):
    return conv2d(
        input, weight, bias, stride=layer.stride, padding=layer.padding, dilation=layer.dilation, groups=layer.groups
    )


def torchs(layer, input, weight, bias):
    (top, bottom), (left, right) = layer.padding
    padded = torch.nn.functional.pad(input, (left, right, top, bottom))
    return torch.nn.functional.conv2d(
        padded[None], weight, bias, stride=layer.stride, dilation=layer.dilation, groups=layer.groups
    )[0]


@given(layers(), seeds)
def test_whole_numbers_equal_torchs(layer, seed):
    tensors = draw(layer, torch.int64, seed)
    output = ours(layer, *tensors)
    assert output.dtype == torch.int64
    assert torch.equal(output, torchs(layer, *tensors))
    assert output.shape == layer.output_shape


@given(layers(), seeds)
def test_real_numbers_are_close_to_torchs(layer, seed):
    for dtype, tolerance in ((torch.float64, 1e-11), (torch.float32, 1e-3)):
        tensors = draw(layer, dtype, seed)
        output = ours(layer, *tensors)
        assert output.dtype == dtype
        torch.testing.assert_close(output, torchs(layer, *tensors), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", [torch.int64, torch.float32, torch.float64])
def test_the_odd_layer(dtype):
    tensors = draw(ODD, dtype)
    torch.testing.assert_close(ours(ODD, *tensors), torchs(ODD, *tensors))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")  # torch's note on its own speed
@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (2, 3), (4, 2)])
@pytest.mark.parametrize("dilation", [1, (2, 1), (3, 3)])
def test_padding_by_name_is_torchs(padding, kernel, dilation):
    input, weight = torch.randn(4, 11, 12), torch.randn(6, 2, *kernel)
    theirs = torch.nn.functional.conv2d(input[None], weight, padding=padding, dilation=dilation, groups=2)[0]
    output = conv2d(input, weight, padding=padding, dilation=dilation, groups=2)
    torch.testing.assert_close(output, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("padding", [0, 2, (1, 2), "1x2"])
def test_padding_by_number_is_torchs(padding):
    input, weight = torch.arange(60).reshape(2, 5, 6), torch.arange(-18, 18).reshape(2, 2, 3, 3)
    number = (1, 2) if padding == "1x2" else padding
    theirs = torch.nn.functional.conv2d(input[None], weight, padding=number)[0]
    assert torch.equal(conv2d(input, weight, padding=padding), theirs)


@given(layers(), seeds, st.integers(-9, 9))
def test_linear_in_the_input_and_in_the_weight(layer, seed, factor):
    (x, w, _), (x2, w2, _) = draw(layer, torch.int64, seed), draw(layer, torch.int64, seed + 1)
    output = ours(layer.with_(bias=False), x, w, None)
    assert torch.equal(ours(layer, x * factor + x2, w, None), output * factor + ours(layer, x2, w, None))
    assert torch.equal(ours(layer, x, w * factor + w2, None), output * factor + ours(layer, x, w2, None))


@given(layers(), seeds)
def test_bias_is_added_once_to_every_cell_of_its_channel(layer, seed):
    input, weight, bias = draw(layer.with_(bias=True), torch.int64, seed)
    added = ours(layer, input, weight, bias) - ours(layer, input, weight, None)
    assert torch.equal(added, bias[:, None, None].expand(layer.output_shape))


@given(layers(), seeds, st.integers(1, 3), st.integers(1, 3))
def test_moving_the_input_by_strides_moves_the_output_by_cells(layer, seed, down, right):
    # The input lies on a wide field of zeros, so nothing falls off and every output cell can be followed.
    input, weight, _ = draw(layer, torch.int64, seed)
    sh, sw = layer.stride
    margin = [right * sw, right * sw, down * sh, down * sh]
    still = torch.nn.functional.pad(input, margin)
    moved = torch.roll(still, (down * sh, right * sw), dims=(1, 2))
    before, after = ours(layer, still, weight, None), ours(layer, moved, weight, None)
    assert torch.equal(after[:, down:, right:], before[:, :-down, :-right])


@given(layers(), seeds)
def test_groups_are_convolutions_side_by_side(layer, seed):
    input, weight, _ = draw(layer, torch.int64, seed)
    geometry = {"stride": layer.stride, "padding": layer.padding, "dilation": layer.dilation}
    pairs = zip(split_groups(input, layer.groups), split_groups(weight, layer.groups), strict=True)
    parts = [conv2d(part, filters, **geometry) for part, filters in pairs]
    assert torch.equal(aggregate_groups(parts), ours(layer, input, weight, None))


@given(layers(), seeds)
def test_an_output_channel_knows_its_group_alone(layer, seed):
    input, weight, bias = draw(layer, torch.int64, seed)
    output = ours(layer, input, weight, bias)
    for group in range(layer.groups):
        others = torch.ones(layer.in_channels, dtype=torch.bool)
        others[list(layer.channels_of_group(group))] = False
        changed = input.clone()
        changed[others] += 1
        filters = list(layer.filters_of_group(group))
        assert torch.equal(ours(layer, changed, weight, bias)[filters], output[filters])


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 4))
def test_aggregate_undoes_split(channels_per_group, groups, width):
    tensor = torch.arange(groups * channels_per_group * 2 * width).reshape(-1, 2, width)
    parts = split_groups(tensor, groups)
    assert [part.shape for part in parts] == [(channels_per_group, 2, width)] * groups
    assert torch.equal(aggregate_groups(parts), tensor)


@given(layers(max_channels=3), seeds, st.integers(1, 3))
def test_depthwise_is_one_group_per_channel(layer, seed, multiplier):
    deep = layer.with_(groups=layer.in_channels, out_channels=layer.in_channels * multiplier)
    input, weight, bias = draw(deep, torch.int64, seed)
    output = depthwise(input, weight, bias, stride=deep.stride, padding=deep.padding, dilation=deep.dilation)
    assert torch.equal(output, torchs(deep, input, weight, bias))


def test_pointwise_is_a_matrix_at_each_pixel():
    layer = Layer(5, 3, size=(4, 6), kernel=1, bias=True)
    input, weight, bias = draw(layer, torch.int64)
    pixels = weight[:, :, 0, 0] @ input.flatten(1) + bias[:, None]
    assert torch.equal(pointwise(input, weight, bias), pixels.reshape(layer.output_shape))


def test_separable_is_depthwise_then_pointwise_and_a_standard_convolution_of_rank_one():
    input, _, _ = draw(Layer(4, 4, size=(7, 8)), torch.int64)
    deep = torch.randint(-3, 4, (8, 1, 3, 2), generator=torch.Generator().manual_seed(1))
    mix = torch.randint(-3, 4, (5, 8, 1, 1), generator=torch.Generator().manual_seed(2))
    deep_bias, mix_bias = torch.arange(8), torch.arange(5)
    geometry = {"stride": (2, 1), "padding": 1, "dilation": (1, 2)}
    output = separable(input, deep, mix, deep_bias, mix_bias, **geometry)
    assert torch.equal(output, pointwise(depthwise(input, deep, deep_bias, **geometry), mix, mix_bias))
    whole = torch.einsum("ocm,cmij->ocij", mix.reshape(5, 4, 2), deep.reshape(4, 2, 3, 2))
    assert torch.equal(output, conv2d(input, whole, mix[:, :, 0, 0] @ deep_bias + mix_bias, **geometry))


@pytest.mark.parametrize("columns", [1, 2], ids=["stride 1", "stride 2"])
def test_views_work_like_copies(columns):
    wide = torch.arange(2 * 9 * 16).reshape(2, 9, 16)
    input = wide.transpose(0, 1)[1::2, :, ::2]
    weight = torch.arange(-24, 24).reshape(2, 2, 3, 4).permute(1, 0, 3, 2)[:, :, 1:, :].flip(0)
    assert not input.is_contiguous()
    output = conv2d(input, weight, stride=(1, columns), padding=1, groups=2)
    assert torch.equal(output, conv2d(input.clone(), weight.clone(), stride=(1, columns), padding=1, groups=2))
    layer = layer_of(input, weight, stride=(1, columns), padding=1, groups=2)
    assert torch.equal(output, torchs(layer, input, weight, None))


def test_tensors_given_are_left_as_they_were():
    tensors = draw(ODD, torch.int64)
    copies = [tensor.clone() for tensor in tensors]
    ours(ODD, *tensors)
    assert all(torch.equal(tensor, copy) for tensor, copy in zip(tensors, copies, strict=True))


def test_never_calls_torchs_convolution(monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError("torch's convolution was called")

    for name in ("conv1d", "conv2d", "conv3d", "conv_transpose2d", "unfold"):
        monkeypatch.setattr(torch.nn.functional, name, forbidden)
    for name in ("conv2d", "convolution", "conv1d"):
        monkeypatch.setattr(torch, name, forbidden)
    for columns in (1, 2):
        convolve(Layer(stride=(1, columns)), *draw(Layer(), torch.float32))


REJECTED = {
    "batch": ((1, 8, 6, 6), (8, 8, 3, 3), None, 1, "input has shape (1, 8, 6, 6)", "(C, H, W)", "input[0]"),
    "image": ((6, 6), (8, 8, 3, 3), None, 1, "input has shape (6, 6)", "(C, H, W)", "these axes"),
    "flat weight": ((8, 6, 6), (8, 8, 3), None, 1, "weight has shape (8, 8, 3)", "four axes", "these axes"),
    "other groups": (
        (8, 6, 6),
        (8, 4, 3, 3),
        None,
        1,
        "weight has shape (8, 4, 3, 3)",
        "in_channels/groups=8",
        "groups=2",
    ),
    "other input": (
        (8, 6, 6),
        (8, 3, 3, 3),
        None,
        2,
        "weight has shape (8, 3, 3, 3)",
        "in_channels/groups=4",
        "in_channels=6",
    ),
    "long bias": ((8, 6, 6), (8, 8, 3, 3), (9,), 1, "bias has shape (9,)", "(out_channels=8,)", "out_channels=9"),
    "square bias": ((8, 6, 6), (8, 8, 3, 3), (8, 1), 1, "bias has shape (8, 1)", "(out_channels=8,)", "per filter"),
}


@pytest.mark.parametrize(
    ("input", "weight", "bias", "groups", "given", "allowed", "hint"), REJECTED.values(), ids=REJECTED.keys()
)
def test_shapes_that_do_not_fit(input, weight, bias, groups, given, allowed, hint):
    with pytest.raises(ShapeError) as caught:
        conv2d(torch.zeros(input), torch.zeros(weight), None if bias is None else torch.zeros(bias), groups=groups)
    assert given in caught.value.given
    assert allowed in caught.value.allowed
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("input", "weight", "given", "hint"),
    [
        (torch.int64, torch.float32, "input is int64, weight is float32", "weight.to(input.dtype)"),
        (torch.float16, torch.float16, "input is float16, weight is float16", "input.to(torch.float32)"),
    ],
)
def test_dtypes_that_do_not_fit(input, weight, given, hint):
    with pytest.raises(ShapeError) as caught:
        conv2d(torch.zeros(1, 3, 3, dtype=input), torch.zeros(1, 1, 3, 3, dtype=weight))
    assert caught.value.given == given
    assert "int64, float32, float64" in caught.value.allowed
    assert hint in caught.value.hint


def test_impossible_layers_are_turned_away_by_the_spec():
    with pytest.raises(SpecError, match="3 groups do not divide 8 channels"):
        conv2d(torch.zeros(8, 6, 6), torch.zeros(8, 2, 3, 3), groups=3)
    with pytest.raises(SpecError, match="3 groups do not divide 8 channels"):
        split_groups(torch.zeros(8, 6, 6), 3)
    with pytest.raises(SpecError, match="the kernel's height reaches over 3 cells"):
        depthwise(torch.zeros(8, 2, 6), torch.zeros(8, 1, 3, 3))
    with pytest.raises(ShapeError, match="for pointwise"):
        pointwise(torch.zeros(8, 6, 6), torch.zeros(8, 8, 3, 3))


@pytest.mark.parametrize("shapes", [[], [(2, 3, 3), (2, 3, 4)], [()]])
def test_groups_that_do_not_stack(shapes):
    with pytest.raises(ShapeError, match="groups"):
        aggregate_groups([torch.zeros(shape) for shape in shapes])


def test_groups_of_two_dtypes_do_not_stack():
    with pytest.raises(ShapeError, match="int64"):
        aggregate_groups([torch.zeros(1, 2, 2), torch.zeros(1, 2, 2, dtype=torch.int64)])


@given(layers(), seeds)
def test_layer_of_is_the_layer(layer, seed):
    tensors = make_tensors(layer, Values(seed=seed))
    geometry = {"stride": layer.stride, "padding": layer.padding, "dilation": layer.dilation, "groups": layer.groups}
    assert layer_of(tensors.input, tensors.weight, tensors.bias, **geometry) == layer
