"""Both poolings, beside torch's own."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import ConvanimError, ShapeError
from convanim.kernels import avg_pool2d, compare_pooled, max_pool2d, pool_counts, pooled_calls
from convanim.kernels.pooling import winners
from convanim.language.tongue import ENGLISH
from convanim.lessons import fit_layer
from convanim.mobjects.counts import counts_of, phrase
from convanim.spec import Layer

Call = tuple[torch.Tensor, dict[str, Any]]


@st.composite
def calls(draw: st.DrawFn, dilated: bool = False) -> Call:
    """An input with many ties, and arguments that torch's own functions take, too."""

    def pair(least: int, most: int) -> tuple[int, int]:
        return draw(st.integers(least, most)), draw(st.integers(least, most))

    kernel, dilation = pair(1, 4), pair(1, 2) if dilated else (1, 1)
    padding = tuple(draw(st.integers(0, cells // 2)) for cells in kernel)
    least = [max(1, (k - 1) * d + 1 - 2 * p) for k, d, p in zip(kernel, dilation, padding, strict=True)]
    size = [one + draw(st.integers(0, 5)) for one in least]
    generator = torch.Generator().manual_seed(draw(st.integers(0, 99)))
    input = torch.randint(-4, 5, (draw(st.integers(1, 3)), *size), generator=generator)
    how = {"kernel_size": kernel, "stride": draw(st.sampled_from([None, (1, 2), (3, 1)])), "padding": padding}
    return input, {**how, "dilation": dilation} if dilated else how


def layer_of(call: Call) -> Layer:
    input, how = call
    channels, *size = input.shape
    return Layer(
        channels,
        channels,
        tuple(size),
        kernel=how["kernel_size"],
        stride=how["stride"] or how["kernel_size"],
        padding=how["padding"],
        groups=channels,
    )


@given(calls(dilated=True), st.booleans())
def test_the_largest_is_torchs(call: Call, real: bool) -> None:
    input, how = call
    given_ = input.double() / 3 if real else input
    made = max_pool2d(given_, **how)
    assert made.dtype == given_.dtype and torch.equal(made.double(), F.max_pool2d(given_.double()[None], **how)[0])


@given(calls())
def test_the_mean_is_torchs(call: Call) -> None:
    input, how = call
    whole, real = avg_pool2d(input, **how), avg_pool2d(input.float() / 3, **how)
    assert whole.dtype == torch.float64 and torch.equal(whole, F.avg_pool2d(input.double()[None], **how)[0])
    assert torch.allclose(real, F.avg_pool2d(input.float()[None] / 3, **how)[0], rtol=1e-6, atol=1e-6)


@given(calls())
def test_of_equal_numbers_the_first_wins_as_in_torch(call: Call) -> None:
    input, how = call
    _, theirs = F.max_pool2d(input.double()[None], **how, return_indices=True)
    ours = winners(layer_of(call), input)
    assert torch.equal(ours[..., 0] * input.shape[2] + ours[..., 1], theirs[0])


def test_a_number_as_small_as_can_be_is_larger_than_padding() -> None:
    least = torch.full((1, 2, 2), torch.iinfo(torch.int64).min)
    layer = Layer(1, 1, size=2, kernel=2, stride=2, padding=1)
    assert winners(layer, least)[0].tolist() == [[[0, 0], [0, 1]], [[1, 0], [1, 1]]]


@given(calls(), st.booleans())
def test_both_agree_with_torch_as_a_film_compares_them(call: Call, real: bool) -> None:
    layer, input = layer_of(call), call[0].float() / 3 if real else call[0]
    check = compare_pooled(layer, input)
    assert check.equal and check.cells == max_pool2d(input, **call[1]).numel()
    assert real or (check.largest_difference, check.tolerance, check.dtype) == (0, 0, "int64")


@pytest.mark.parametrize("wrong", ["largest", "averaged"])
def test_a_film_of_wrong_numbers_would_be_found_out(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    layer, input = Layer(1, 1, size=4, kernel=2, stride=2), torch.arange(16).reshape(1, 4, 4)
    monkeypatch.setattr(f"convanim.kernels.compare.{wrong}", lambda layer, x: torch.zeros(1, 2, 2, dtype=x.dtype))
    assert not compare_pooled(layer, input).equal


@given(calls())
def test_the_call_that_is_shown_makes_what_is_shown(call: Call) -> None:
    layer, x = layer_of(call), call[0].double()
    said = phrase(pooled_calls(layer), counts_of(layer), tongue=ENGLISH).text
    largest, mean = eval(said, {"torch": torch, "x": x})  # what a viewer would type
    assert torch.equal(largest, max_pool2d(x, **call[1])) and torch.allclose(mean, avg_pool2d(x, **call[1]))


@given(calls())
def test_what_is_compared_are_the_numbers_of_a_window_but_one(call: Call) -> None:
    layer = layer_of(call)
    held = F.avg_pool2d(torch.ones(1, *call[0].shape), **call[1], divisor_override=1)
    counts = pool_counts(layer)
    assert counts["comparisons"] == counts["additions"] == int((held - 1).sum())
    assert counts["divisions"] == held.numel() and counts["parameters"] == 0


def test_what_cannot_be_pooled_is_told() -> None:
    with pytest.raises(ConvanimError, match=r"padding is 2x2 round windows of 2x2.*at most half the kernel"):
        max_pool2d(torch.zeros(1, 4, 4), 2, padding=2)
    with pytest.raises(ShapeError, match=r"input has shape \(4, 4\)"):
        avg_pool2d(torch.zeros(4, 4), 2)


def test_without_a_stride_the_lessons_windows_stand_side_by_side_as_torchs() -> None:
    layer = fit_layer("pooling", {"kernel": (3, 2), "size": 7})
    assert layer.stride == (3, 2) and layer.output_shape == tuple(F.max_pool2d(torch.zeros(3, 7, 7), (3, 2)).shape)
