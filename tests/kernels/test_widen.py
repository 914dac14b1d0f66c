"""The ungrouped layer that holds a grouped one's weights."""

from __future__ import annotations

import torch

from convanim.kernels import make_tensors, widen
from convanim.spec import Layer, Values

LAYER = Layer().with_(in_channels=6, out_channels=9, size=(5, 7), kernel=(2, 3), groups=3, padding=1, bias=True)


def test_each_filter_keeps_its_own_groups_weights_and_its_bias() -> None:
    grouped = make_tensors(LAYER)
    wide = widen(grouped)
    assert wide.layer == LAYER.with_(groups=1) and wide.input is grouped.input and wide.bias is grouped.bias
    for o in range(9):
        read = LAYER.channels_read_by(o)
        assert torch.equal(wide.weight[o, read.start : read.stop], grouped.weight[o])


def test_what_the_split_drops_is_drawn_from_the_layers_own_range() -> None:
    grouped = make_tensors(LAYER, Values("normal", seed=4))
    wide = widen(grouped)
    assert wide.weight.dtype == torch.float32
    assert set(wide.weight.flatten().tolist()) == set(grouped.weight.flatten().tolist())


def test_without_the_dropped_weights_the_sums_are_the_grouped_ones() -> None:
    grouped = make_tensors(LAYER)
    wide = widen(grouped)
    assert not torch.equal(wide.output, grouped.output)
    masked = torch.zeros_like(wide.weight)
    for o in range(9):
        read = LAYER.channels_read_by(o)
        masked[o, read.start : read.stop] = wide.weight[o, read.start : read.stop]
    assert torch.equal(type(wide)(wide.layer, wide.input, masked, wide.bias).output, grouped.output)


def test_another_seed_draws_other_weights_and_the_same_seed_the_same() -> None:
    grouped = make_tensors(LAYER)
    assert torch.equal(widen(grouped, 3).weight, widen(grouped, 3).weight)
    assert not torch.equal(widen(grouped, 3).weight, widen(grouped, 4).weight)
