"""Which numbers of small maps go where, place by place, and the way back."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim.kernels import make_tensors
from convanim.spec import Layer
from convanim.trace import Trace, Upscaled


@pytest.mark.parametrize(("filters", "factor"), [(4, 2), (8, 2), (9, 3), (16, 4)])
def test_every_cell_is_reached_once_and_leads_back(filters: int, factor: int) -> None:
    upscaled = Upscaled(Trace(make_tensors(Layer(2, filters, size=(4, 5)))), factor)
    channels, rows, columns = upscaled.shape
    reached = {}
    for step in upscaled.trace.steps():
        o, _, _ = step.index
        if o % factor**2 == 0:
            for one in upscaled.of_step(step, o // factor**2):
                assert one.large not in reached and upscaled.back(*one.large) == one
                assert one.corner == (one.small[0] % factor**2 // factor, one.small[0] % factor)
                reached[one.large] = upscaled.trace.output[one.small]
    assert len(reached) == channels * rows * columns
    assert all(upscaled.output[index] == value for index, value in reached.items())


@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
def test_whatever_stands_in_small_maps_is_shuffled_alike(factor: int, rows: int, columns: int) -> None:
    layer = Layer(1, factor**2, size=(rows, columns), kernel=1)
    upscaled = Upscaled(Trace(make_tensors(layer)), factor)
    theirs = torch.pixel_shuffle(torch.from_numpy(upscaled.trace.output.copy())[None], factor)[0]
    assert upscaled.output.tolist() == theirs.tolist()
