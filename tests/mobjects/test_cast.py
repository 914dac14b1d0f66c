"""Which channels and filters are shown."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim.kernels import make_tensors
from convanim.layout.selection import Sample
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.motion.walk import stops
from convanim.spec import Layer, Values
from convanim.spec.crop import Crop
from convanim.trace import Trace
from tests.strategies import crops, layers


def cast(layer, *shown):
    return Cast(Trace(make_tensors(layer)), Style.of(), shown=shown)


def test_without_a_choice_the_first_and_the_last():
    assert cast(Layer(64, 64, groups=64)).channels(7) == Sample.of(range(64), 7)
    assert cast(Layer(64, 9)).filters(4).indices == Sample.of(range(9), 4).indices


def test_chosen_channels_stand_side_by_side_and_are_not_said_to_be_all():
    sample = cast(Layer(64, 64, groups=64), 0, 5, 40).channels(9)
    assert (sample.indices, sample.places, sample.total) == ((0, 5, 40), (0.0, 1.0, 2.0), 64)
    assert not sample.complete
    assert sample.gap is None


@pytest.mark.parametrize(
    ("layer", "filters"),
    [(Layer(12, 12, groups=12), (1, 7)), (Layer(12, 24, groups=12), (2, 3, 14, 15)), (Layer(12, 3), (0, 1, 2))],
)
def test_a_depthwise_layers_filters_are_those_of_the_chosen_channels(layer, filters):
    assert cast(layer, 1, 7).filters(8).indices == filters


@pytest.mark.parametrize(("place", "filter"), [(0, 3), (1, 10), (2, 10)])
def test_the_focus_is_on_a_chosen_one(place, filter):
    assert cast(Layer(12, 12, groups=12), 3, 10).focus(place) == filter


def test_a_few_outliers_do_not_leave_a_large_tensor_one_colour():
    rng = np.random.default_rng(0)
    image = rng.random((1, 80, 80))
    image[0, 0, :5] = 1000.0
    made = Cast(Trace(make_tensors(Layer(1, 1, size=80), Values(input=image))), Style.of())
    shares = made.input_content([0]).shares()
    assert shares.std() > 0.2
    assert shares[0, 0, 0] == shares.max() == 1


def test_the_scale_of_few_or_whole_numbers_goes_from_the_least_to_the_greatest():
    for values in (Values(), Values("normal")):
        made = Cast(Trace(make_tensors(Layer(), values)), Style.of())
        assert made.input_scale == (made.trace.input.min(), made.trace.input.max())
        assert made.output_scale == (made.trace.output.min(), made.trace.output.max())


def test_each_channel_of_a_large_map_reaches_both_ends_of_its_ramp():
    image = np.stack([np.arange(144).reshape(12, 12), 1000 + np.arange(144).reshape(12, 12)])
    made = Cast(Trace(make_tensors(Layer(2, 2, size=12, groups=2), Values(input=image))), Style.of())
    for content in (made.input_content([0, 1]), made.output_content([1])):
        shares = content.shares()
        assert (shares.min((1, 2)) == 0).all()
        assert (shares.max((1, 2)) == 1).all()
    assert np.array_equal(made.input_content([0, 1]).kept([1]).shares(), made.input_content([1]).shares())
    assert "scale" in made.scales_note().text


def test_channels_of_a_small_map_share_a_scale():
    image = np.stack([np.zeros((6, 6)), np.ones((6, 6))])
    made = Cast(Trace(make_tensors(Layer(2, 2, size=6, groups=2), Values(input=image))), Style.of())
    assert made.input_content([0, 1]).shares().mean((1, 2)).tolist() == [0, 1]
    assert not made.scales_note().text


@given(st.data())
def test_a_crop_shows_the_whole_layers_numbers_by_their_own_indices(data):
    layer = data.draw(layers(max_channels=2, max_groups=3, max_size=10))
    view = data.draw(crops(layer)).on(layer)
    tensors = make_tensors(layer)
    (top, bottom), (left, right) = layer.padding
    true = torch.nn.functional.conv2d(
        torch.nn.functional.pad(tensors.input, (left, right, top, bottom)).double()[None],
        tensors.weight.double(),
        None if tensors.bias is None else tensors.bias.double(),
        layer.stride,
        0,
        layer.dilation,
        layer.groups,
    )[0]
    shown = Cast(Trace(tensors), Style.of(), view=view)
    for content, whole, ranges in (
        (shown.input_content(range(layer.in_channels)), tensors.input, view.input),
        (shown.output_content(range(layer.out_channels)), true, view.output),
    ):
        sources = content.sources.ravel().tolist()
        assert {source.index[1:] for source in sources} == {(y, x) for y in ranges[0] for x in ranges[1]}
        assert all(source.value == whole[source.index].item() for source in sources)
    steps = stops(shown.trace, 0, view)
    assert [step.index[1:] for step in steps] == [(y, x) for y in view.output[0] for x in view.output[1]]
    assert all(step.total == true[step.index].item() for step in steps)
    rows, columns = view.input
    assert all(row in rows or not 0 <= row < layer.size[0] for step in steps for row in step.rows)
    assert all(column in columns or not 0 <= column < layer.size[1] for step in steps for column in step.columns)


def test_colours_of_a_crop_are_those_of_the_whole():
    whole = cast(Layer(2, 2, size=20, groups=2))
    part = Cast(whole.trace, whole.style, view=Crop.of("3:6,4:9").on(whole.layer))
    assert (part.input_scale, part.output_scale) == (whole.input_scale, whole.output_scale)
    small, all_of_it = part.output_content([1]), whole.output_content([1])
    assert small.origin == (3, 4)
    assert np.array_equal(small.shares(), all_of_it.shares()[:, 3:4, 4:7])
