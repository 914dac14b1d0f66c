"""Stamps: in what order they land, what they add up to, and what a cell is made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from convanim.kernels import make_tensors
from convanim.spec import Layer
from convanim.trace import Reach, Stamps, Trace
from tests.strategies import layers


def stamps_of(layer: Layer) -> Stamps:
    return Stamps(Trace(make_tensors(layer)))


@given(layers(max_channels=1, max_groups=1, max_size=4))
def test_every_stamp_adds_its_products_where_its_window_had_read(layer: Layer) -> None:
    stamps = stamps_of(layer)
    now = stamps.after(0)
    bias = 0 if stamps.trace.bias is None else stamps.trace.bias[0]
    assert (now == bias).all()
    for step in stamps.trace:
        now = now.copy()
        for i, row in enumerate(step.rows):
            for j, column in enumerate(step.columns):
                if 0 <= row < layer.size[0] and 0 <= column < layer.size[1]:
                    now[row, column] += stamps.product(Reach((step.index[1], step.index[2]), (i, j)))
        assert np.array_equal(now, stamps.after(stamps.number(step)))
    assert np.array_equal(now, stamps.output[0])


@given(layers(max_channels=1, max_groups=1, max_size=4))
def test_a_cell_is_the_sum_of_what_reaches_it(layer: Layer) -> None:
    stamps = stamps_of(layer)
    bias = 0 if stamps.trace.bias is None else stamps.trace.bias[0]
    for row, column in np.ndindex(*layer.size):
        reaches = stamps.reaching(row, column)
        assert len(reaches) == stamps.counts[row, column]
        assert list(reaches) == sorted(reaches, key=lambda reach: reach.place)
        assert sum(map(stamps.product, reaches)) + bias == stamps.output[0, row, column]


@pytest.mark.parametrize(
    ("layer", "inner", "even"),
    [
        (Layer(1, 1, size=9, stride=2), (1, 4, True), (False, False)),
        (Layer(1, 1, size=10, kernel=4, stride=2), (4, 4, True), (True, True)),
        (Layer(1, 1, size=8, kernel=2, stride=3), (0, 1, True), (False, False)),
        (Layer(1, 1, size=9, stride=(2, 1)), (3, 6, True), (False, True)),
        (Layer(1, 1, size=(1, 3), kernel=(1, 3)), (1, 1, False), (True, True)),
    ],
)
def test_away_from_the_rim_stamps_are_counted_as_if_there_were_no_end(
    layer: Layer, inner: tuple[int, int, bool], even: tuple[bool, bool]
) -> None:
    stamps = stamps_of(layer)
    assert stamps.inner == inner
    assert (stamps.is_even(0), stamps.is_even(1)) == even


def test_stamps_meet_where_the_stride_is_less_than_the_kernel() -> None:
    near, far = stamps_of(Layer(1, 1, size=9, stride=2)), stamps_of(Layer(1, 1, size=9, stride=3))
    assert not near.meets(near.trace.step(0, 0, 0)) and near.meets(near.trace.step(0, 0, 1))
    assert not any(far.meets(step) for step in far.trace)
