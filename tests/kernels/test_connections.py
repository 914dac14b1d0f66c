"""Who sees whom: found in the weights, and in what changes when a channel does."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim.kernels import Tensors, chain_tensors
from convanim.kernels.alternatives import ways
from convanim.kernels.connections import wired, wiring, wiring_of
from tests.strategies import layers


def felt(stages):
    """Which outputs change where one channel of the input does, with no weight that could hide it."""
    first = stages[0]
    read = torch.zeros(first.input_shape, dtype=torch.float64)
    found = np.zeros((first.in_channels, stages[-1].out_channels), dtype=bool)
    for channel in range(first.in_channels):
        changed = read.clone()
        changed[channel] = 1.0
        for layer in stages:
            changed = Tensors(layer, changed, torch.ones(layer.weight_shape, dtype=torch.float64), None).output
        found[channel] = (changed.flatten(1) != 0).any(dim=1).numpy()
    return found


@given(layers())
def test_an_output_changes_with_just_the_channels_that_it_sees(layer):
    for stages in ways(layer.with_(bias=False, padding=0, size=(9, 9), dilation=1)).values():
        assert np.array_equal(wiring_of(stages), felt(stages))


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(0, 999))
def test_the_product_is_boolean(rows, between, columns, seed):
    random = np.random.default_rng(seed)
    first, second = random.random((rows, between)) < 0.4, random.random((between, columns)) < 0.4
    expected = [
        [any(first[i, k] and second[k, j] for k in range(between)) for j in range(columns)] for i in range(rows)
    ]
    assert wired(first, second).tolist() == expected


@given(layers())
def test_the_wiring_of_one_layer_is_that_of_its_weights(layer):
    (tensors,) = chain_tensors([layer])
    dense = np.zeros((layer.in_channels, layer.out_channels), dtype=bool)
    for filter in range(layer.out_channels):
        dense[list(layer.channels_read_by(filter)), filter] = True
    assert np.array_equal(wiring(layer), dense)
    assert (wiring(layer).sum(axis=0) == tensors.weight.shape[1]).all()
