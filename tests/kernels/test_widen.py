"""The ungrouped layer round a grouped one, and how a layer is written with torch."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given

from convanim.kernels import make_tensors, torch_call, widen
from convanim.spec import Layer, Values
from tests.strategies import layers


@given(layers())
def test_a_grouped_layer_is_the_whole_one_with_weights_set_to_nothing(layer: Layer) -> None:
    grouped = make_tensors(layer, Values(seed=3))
    whole = widen(grouped, 3)
    masked = torch.zeros_like(whole.weight)
    for o in range(layer.out_channels):
        read = layer.channels_read_by(o)
        assert torch.equal(whole.weight[o, read.start : read.stop], grouped.weight[o])
        masked[o, read.start : read.stop] = whole.weight[o, read.start : read.stop]
    assert torch.equal(type(whole)(whole.layer, whole.input, masked, whole.bias).output, grouped.output)


@pytest.mark.parametrize("layer", [
    Layer(), Layer(groups=4, stride=(2, 1)), Layer(6, 6, groups=3, size=(5, 7), kernel=(2, 3), stride=(2, 1),
                                                   padding=(1, 0), dilation=(1, 2), bias=True),
    Layer(kernel=2, padding="same"),
], ids=lambda layer: layer.tag)
def test_the_call_that_is_shown_computes_the_output(layer: Layer) -> None:
    tensors = make_tensors(layer, Values("normal"))
    known = {
        "torch": torch, "x": tensors.input, "weight": tensors.weight, "bias": tensors.bias, "pad": torch.nn.functional.pad,
    }
    shown = eval(torch_call(layer), known)  # noqa: S307 - the very text that a film shows
    assert torch.allclose(shown, tensors.output, atol=1e-4)
