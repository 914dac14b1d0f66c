"""Poolings of somebody's own: their windows and what they read, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from convanim.errors import ConvanimError
from convanim.lessons import default_layer
from convanim.request.numbers import of_module
from convanim.sources.pools import from_pool


@pytest.mark.parametrize(
    "pool", [nn.MaxPool2d(3, 2, 1), nn.AvgPool2d((2, 3), padding=(1, 0)), nn.AvgPool2d(2, count_include_pad=False)]
)
def test_its_windows_and_what_it_reads_are_shown(pool: Any) -> None:
    x = torch.randn(2, 7, 9, generator=torch.Generator().manual_seed(0))
    own = from_pool("pooling", pool, x)
    assert own.layer.output_shape == tuple(pool(x).shape) and own.values.weight is None
    assert np.array_equal(own.values.input, x)


def test_of_a_model_the_numbers_are_those_that_it_reads_there() -> None:
    net = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
    x = torch.randn(3, 8, 6, generator=torch.Generator().manual_seed(0))
    own = of_module("pooling", net, from_input(x), name="2")
    assert own.layer.input_shape == (4, 8, 6) and own.values.input.min() == 0
    with torch.no_grad():
        assert np.array_equal(own.values.input, net[:2](x[None])[0])


def from_input(x: torch.Tensor) -> Any:
    from convanim.sources.inputs import take_input

    return take_input(x)


def test_without_an_input_one_is_drawn() -> None:
    own = from_pool("pooling", nn.MaxPool2d(3, 1))
    assert own.layer == default_layer("pooling").with_(kernel=3, stride=1) and own.values.input is None


class Twice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.pool = nn.MaxPool2d(2)

    def forward(self, x: torch.Tensor) -> Any:
        return self.pool(self.pool(x))


class Negated(nn.MaxPool2d):
    def forward(self, x: torch.Tensor) -> Any:
        return -super().forward(-x)


@pytest.mark.parametrize(
    ("module", "given", "said"),
    [
        (nn.MaxPool2d(2, ceil_mode=True), {}, "MaxPool2d has ceil_mode=True; allowed: ceil_mode=False"),
        (nn.MaxPool2d(2, dilation=2), {}, "dilation=2"),
        (nn.AvgPool2d(3, padding=1, count_include_pad=False), {}, "count_include_pad=False"),
        (nn.AvgPool2d(2, divisor_override=3), {}, "divisor_override=3"),
        (nn.Conv2d(3, 3, 3), {}, "Conv2d is no pooling of windows; allowed: an nn.MaxPool2d or an nn.AvgPool2d"),
        (nn.Sequential(nn.ReLU(), nn.AvgPool2d(2)), {}, 'is no pooling of windows.*layer="1"'),
        (Twice(), {"name": "pool"}, "runs 2 times in one pass of Twice"),
        (Negated(2), {}, "Negated makes other numbers"),
        (7, {}, "module is int; allowed: a torch.nn.Module"),
        (nn.MaxPool2d(9), {}, "MaxPool2d cannot run on an input"),
    ],
)
def test_what_is_no_such_pooling_is_told(module: Any, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConvanimError) as caught:
        from_pool("pooling", module, torch.randn(3, 8, 8), **given)
    assert re.search(said, str(caught.value)), str(caught.value)


def test_a_model_without_an_input_is_told() -> None:
    with pytest.raises(ConvanimError, match="no input for Sequential"):
        from_pool("pooling", nn.Sequential(nn.MaxPool2d(2)), name="0")


def test_there_are_no_norms_to_fold() -> None:
    with pytest.raises(ConvanimError, match="fold in pooling"):
        of_module("pooling", nn.MaxPool2d(2), None, fold=True)
