"""How often cells are read, beside what torch's own fold makes of ones."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from hypothesis import given

from convanim.kernels.reads import read_counts, reads
from convanim.spec import Layer
from convanim.verify.counts import counted
from tests.strategies import layers


@given(layers())
def test_every_window_leaves_a_one_on_each_of_its_cells(layer: Layer) -> None:
    (top, bottom), (left, right) = layer.padding
    height, width = layer.size
    ones = torch.ones(1, math.prod(layer.kernel), math.prod(layer.output_size))
    padded = (height + top + bottom, width + left + right)
    folded = F.fold(ones, padded, layer.kernel, dilation=layer.dilation, stride=layer.stride)[0, 0]
    assert reads(layer).tolist() == folded[top : top + height, left : left + width].tolist()


@given(layers())
def test_what_they_come_to_is_what_is_verified(layer: Layer) -> None:
    assert read_counts(layer).items() <= counted(layer.tag).items()
