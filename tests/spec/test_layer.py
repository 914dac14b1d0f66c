import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given

from convanim.errors import ShapeError, SpecError
from convanim.spec import Layer, Values
from tests.strategies import ODD, layers

REJECTED = {
    "no channels": ({"in_channels": 0}, "in_channels is 0", "1 or more", ""),
    "half a channel": ({"out_channels": 1.5}, "out_channels is 1.5", "whole number of at least 1", ""),
    "channels as truth": ({"in_channels": True}, "in_channels is True", "whole number", ""),
    "groups and channels": ({"groups": 3}, "3 groups do not divide 8 channels", "1, 2, 4, 8", "groups=2"),
    "groups and filters": (
        {"in_channels": 12, "out_channels": 8, "groups": 6},
        "6 groups do not divide 8 filters",
        "1, 2, 4",
        "groups=4",
    ),
    "groups of giants": ({"in_channels": 10**14, "out_channels": 10**14, "groups": 7}, "7 groups", ", 8, 10,", "=5"),
    "kernel too high": (
        {"kernel": (7, 3)},
        "height reaches over 7 cells, the padded input has 6",
        "kernel height of at most 6",
        "more padding",
    ),
    "kernel too wide": (
        {"kernel": (1, 3), "dilation": 3, "size": (1, 6)},
        "width reaches over 7 cells",
        "kernel width of at most 2",
        "smaller kernel or dilation",
    ),
    "no kernel": ({"kernel": 0}, "kernel is 0", "1 or more", ""),
    "three kernel sides": ({"kernel": (1, 2, 3)}, "kernel has 3 numbers: (1, 2, 3)", "(height, width)", ""),
    "kernel in words": ({"kernel": "big"}, "kernel is 'big'", "height x width such as 2x3", ""),
    "no stride": ({"stride": (1, 0)}, "stride width is 0", "1 or more", ""),
    "no dilation": ({"dilation": "0x1"}, "dilation height is 0", "1 or more", ""),
    "negative padding": ({"padding": -1}, "padding is -1", "0 or more", ""),
    "one negative pad": ({"padding": ((0, 0), (0, -2))}, "padding right is -2", "0 or more", ""),
    "padding in words": ({"padding": "full"}, "padding is 'full'", "'same' or 'valid'", ""),
    "padding as array": ({"padding": np.array([1, 1])}, "padding is array([1, 1])", "whole number", ""),
    "same with stride": (
        {"padding": "same", "stride": 2},
        "padding 'same' with stride 2x2",
        "'same' only at stride 1, as in torch, or cells at top, bottom, left and right, of which some make an "
        "output of 3x3",
        'padding="0,1,0,1"',
    ),
    "same with two strides": (
        {"padding": "same", "size": "5x7", "kernel": "2x3", "stride": "2x1", "dilation": "1x2"},
        "padding 'same' with stride 2x1",
        "an output of 3x7, as in TensorFlow",
        'padding="0,1,2,2"',
    ),
    "three pads": ({"padding": "0,1,0"}, "padding is '0,1,0'", "top,bottom,left,right such as 0,1,0,1", ""),
    "five pads": ({"padding": "0,1,0,1,0"}, "padding is '0,1,0,1,0'", "top,bottom,left,right", ""),
    "one of four pads": ({"padding": "0,1,-3,1"}, "padding left is -3", "0 or more", ""),
    "bias with its numbers": ({"bias": [1, 2]}, "bias is [1, 2]", "True or False", "Values(bias=...)"),
    "huge input": ({"size": 10**5}, "a tensor of 800", "at most 67108864", "smaller size"),
    "huge padding": ({"padding": 10**9, "stride": 10**9}, "a tensor of", "at most 67108864", "smaller size"),
    "huge weights": ({"in_channels": 2**14, "out_channels": 2**14, "size": 3}, "a tensor of", "at most", "fewer"),
}


@pytest.mark.parametrize(("changes", "given", "allowed", "hint"), REJECTED.values(), ids=REJECTED.keys())
def test_impossible_layers_say_what_is_wrong_what_is_allowed_and_what_to_try(changes, given, allowed, hint):
    with pytest.raises(SpecError) as caught:
        Layer(**changes)
    assert given in caught.value.given
    assert allowed in caught.value.allowed
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (3, (3, 3)),
        ((2, 3), (2, 3)),
        ([2, 3], (2, 3)),
        ("2x3", (2, 3)),
        (" 2 × 3", (2, 3)),
        ("2,3", (2, 3)),
        ("3", (3, 3)),
        ((3,), (3, 3)),
        (np.int64(3), (3, 3)),
        (torch.Size([2, 3]), (2, 3)),
    ],
)
def test_pairs_may_be_written_many_ways(written, stored):
    layer = Layer(kernel=written, size=9, stride=written, dilation=written)
    assert (layer.kernel, layer.stride, layer.dilation) == (stored, stored, stored)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (1, ((1, 1), (1, 1))),
        ((1, 0), ((1, 1), (0, 0))),
        ("1x0", ((1, 1), (0, 0))),
        ("valid", ((0, 0), (0, 0))),
        (((0, 1), (2, 3)), ((0, 1), (2, 3))),
        ([[0, 1], [2, 3]], ((0, 1), (2, 3))),
        ("0,1,2,3", ((0, 1), (2, 3))),
        (" 0, 1, 2 ,3 ", ((0, 1), (2, 3))),
        ("1,2", ((1, 1), (2, 2))),
        ("same", ((0, 1), (1, 1))),
        (" same ", ((0, 1), (1, 1))),
    ],
)
def test_padding_is_stored_as_cells_on_four_sides(written, stored):
    assert Layer(kernel=(2, 3), padding=written).padding == stored


@given(layers())
def test_groups_share_out_channels_and_filters(layer):
    read = [c for group in range(layer.groups) for c in layer.channels_of_group(group)]
    made = [o for group in range(layer.groups) for o in layer.filters_of_group(group)]
    assert read == list(range(layer.in_channels))
    assert made == list(range(layer.out_channels))
    for group in range(layer.groups):
        for filter in layer.filters_of_group(group):
            assert layer.group_of_filter(filter) == group
            assert layer.channels_read_by(filter) == layer.channels_of_group(group)
            assert len(layer.channels_read_by(filter)) == layer.weight_shape[1]


@given(layers())
def test_a_layer_made_of_a_layers_fields_is_the_same(layer):
    fields = {field.name: getattr(layer, field.name) for field in dataclasses.fields(layer)}
    assert Layer(**fields) == layer
    assert hash(Layer(**fields)) == hash(layer)


def test_the_odd_layer():
    assert ODD.output_shape == (9, 3, 3)
    assert ODD.weight_shape == (9, 2, 2, 3)


def test_layers_are_frozen_and_changes_are_validated():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Layer().groups = 2
    assert Layer().with_(groups=4).channels_per_group == 2
    with pytest.raises(SpecError, match="3 groups"):
        Layer().with_(groups=3)


@pytest.mark.parametrize(
    ("given", "dtype"),
    [
        ([[1, 2]], np.int64),
        (np.ones(2, np.uint8), np.int64),
        (np.ones(2, bool), np.int64),
        ([0.5], np.float64),
        (np.ones(2, np.float16), np.float32),
        (torch.ones(2, requires_grad=True), np.float32),
        (torch.ones(2, dtype=torch.bfloat16), np.float32),
        (torch.ones(2, 2).to_sparse(), np.float32),
    ],
)
def test_arrays_become_read_only_numbers_of_three_kinds(given, dtype):
    stored = Values(input=given).input
    assert stored.dtype == dtype
    with pytest.raises(ValueError, match="read-only"):
        stored[...] = 0


def test_later_changes_to_a_given_array_do_not_reach_the_values():
    mine = np.arange(4)
    values = Values(weight=mine)
    mine[:] = 9
    assert values.weight.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "input is empty"),
        ([[1], [1, 2]], "rows of equal length"),
        (["a"], "whole or real numbers"),
        ([1j], "whole or real numbers"),
        ([float("nan")], "finite numbers"),
        ([float("inf")], "finite numbers"),
        (np.array([2**63], np.uint64), "9223372036854775808"),
    ],
)
def test_arrays_that_are_no_numbers_are_rejected(given, message):
    with pytest.raises(ShapeError, match=message):
        Values(input=given)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "zeros"}, "kind is 'zeros'; allowed: integers, normal"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 0.5}, "seed is 0.5"),
    ],
)
def test_values_of_unknown_kind_or_seed_are_rejected(changes, message):
    with pytest.raises(SpecError, match=message):
        Values(**changes)
