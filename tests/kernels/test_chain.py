"""The two layers of a depthwise-separable convolution, and what they save."""

from fractions import Fraction

import pytest
import torch
from hypothesis import given

from convanim.errors import ShapeError
from convanim.kernels import Tensors, compare_separable, make_tensors, separable_tensors
from convanim.kernels.saving import Saving
from convanim.spec import Layer, Values
from tests.strategies import layers, values


@given(layers(max_groups=1), values())
def test_what_the_first_layer_makes_the_second_reads_and_torch_agrees(layer, drawn):
    depthwise, pointwise = separable_tensors(layer, drawn)
    assert torch.equal(pointwise.input, depthwise.output)
    assert pointwise.output.shape == layer.output_shape
    assert compare_separable(depthwise, pointwise).equal


def test_whole_numbers_stay_whole_and_one_real_tensor_makes_all_real():
    first, second = separable_tensors(Layer())
    assert {t.dtype for t in (first.input, first.weight, second.weight, second.output)} == {torch.int64}
    mixing = Values(weight=torch.full((8, 8, 1, 1), 0.5))
    first, second = separable_tensors(Layer(), mixing=mixing)
    assert {t.dtype for t in (first.input, first.weight, first.output, second.output)} == {torch.float32}
    assert torch.equal(second.input, first.output)


def test_given_arrays_are_those_of_the_depthwise_layer():
    weight = torch.arange(72).reshape(8, 1, 3, 3)
    first, second = separable_tensors(Layer(bias=True), Values(weight=weight, bias=range(8)))
    assert torch.equal(first.weight, weight) and first.bias is not None and first.bias.tolist() == list(range(8))
    assert second.bias is not None and second.weight.shape == (8, 8, 1, 1)
    with pytest.raises(ShapeError):
        separable_tensors(Layer(), Values(weight=torch.ones(8, 8, 3, 3)))


def test_the_pointwise_weights_do_not_repeat_the_depthwise_ones():
    first, second = separable_tensors(Layer())
    assert first.weight.flatten()[:64].tolist() != second.weight.flatten().tolist()


def test_an_input_of_the_standard_layer_gives_the_same_middle():
    standard = make_tensors(Layer())
    assert torch.equal(separable_tensors(Layer())[0].input, standard.input)


def test_a_wrong_middle_is_found_out():
    depthwise, pointwise = separable_tensors(Layer())
    wrong = pointwise.input.clone()
    wrong[0, 0, 0] += 1
    bad = Tensors(pointwise.layer, wrong, pointwise.weight)
    assert not compare_separable(depthwise, bad).equal


@given(layers(max_groups=1))
def test_the_ratio_depends_on_filters_and_kernel_alone(layer):
    saving = Saving(layer)
    assert 1 / saving.ratio == Fraction(1, layer.out_channels) + Fraction(1, saving.limit)
    assert saving.per_pixel.ratio == saving.ratio
    assert saving.per_pixel.layer.output_size == (1, 1)


@pytest.mark.parametrize(
    ("channels", "first", "last"), [(8, 8, 512), (64, 8, 512), (12, 12, 768), (6, 6, 384), (1, 1, 64), (512, 8, 512)]
)
def test_the_series_holds_the_layer_itself(channels, first, last):
    saving = Saving(Layer(channels, channels))
    series = saving.series
    assert [series[0].layer.out_channels, series[-1].layer.out_channels] == [first, last]
    assert series[saving.place] == saving
    assert saving in saving.pair and saving.pair[0].ratio < saving.pair[1].ratio


def test_only_filters_grow_where_channels_and_filters_differ():
    saving = Saving(Layer(4, 12))
    assert {one.layer.in_channels for one in saving.series} == {4}
    assert saving.what_grows == "filters"


def test_the_moral_claims_no_saving_where_there_is_none():
    assert "towards" in Saving(Layer()).moral and "nothing to save" in Saving(Layer(kernel=1)).moral


@pytest.mark.parametrize(
    ("channels", "filters", "grow"), [(8, 16, "filters"), (16, 8, "filters"), (16, 16, "channels")]
)
def test_what_grows_is_one_thing_along_the_series(channels, filters, grow):
    """A layer of 8 channels and 16 filters has one of as many filters as channels among its narrower ones."""
    saving = Saving(Layer(channels, filters))
    for one in (saving, saving.per_pixel, *saving.series, *saving.pair):
        assert one.what_grows == grow


def test_the_series_ends_where_layers_get_too_large():
    counts = [one.layer.out_channels for one in Saving(Layer(1000, 1000)).series]
    assert counts[0] == 125 and counts[-1] < 125 * 64 and 1000 in counts
