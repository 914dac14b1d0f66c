"""The transpose of a convolution, beside torch's own and beside torch's gradient."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import ConvanimError
from convanim.kernels import (
    added_up,
    compare_added_up,
    compare_transpose,
    compare_transposed,
    conv_transpose2d,
    convolve_transposed,
    make_tensors,
    transposed_tensors,
)
from convanim.kernels.compare import transposed_call
from convanim.kernels.transposed import stamps_per_cell
from convanim.language.tongue import ENGLISH
from convanim.mobjects.counts import counts_of, phrase
from convanim.spec import Layer, Values
from convanim.spec.upward import Upward
from tests.strategies import ODD, layers


@given(layers(), st.integers(0, 9))
def test_it_is_torchs_gradient_of_the_layer_with_respect_to_its_input(layer: Layer, seed: int) -> None:
    numbers = make_tensors(layer.with_(bias=False), Values(seed=seed))
    input = numbers.input.double().requires_grad_()
    (top, bottom), (left, right) = layer.padding
    padded = F.pad(input, (left, right, top, bottom))
    geometry = {"stride": layer.stride, "dilation": layer.dilation, "groups": layer.groups}
    made = F.conv2d(padded, numbers.weight.double(), **geometry)
    made.backward(numbers.output.double())
    ours = convolve_transposed(layer, numbers.output, numbers.weight, None)
    assert ours.dtype == torch.int64 and input.grad is not None
    assert torch.equal(ours.double(), input.grad)


@st.composite
def calls(draw: st.DrawFn) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor | None, dict[str, object]]:
    """Arguments that torch's own function takes, too."""

    def pair(least: int, most: int) -> tuple[int, int]:
        return draw(st.integers(least, most)), draw(st.integers(least, most))

    groups, read, made = (draw(st.integers(1, 3)) for _ in range(3))
    kernel, stride, dilation, size = pair(1, 4), pair(1, 3), pair(1, 3), pair(1, 4)
    extra = tuple(draw(st.integers(0, step - 1)) for step in stride)
    largest = [
        (n - 1) * s + (k - 1) * d + e for n, s, k, d, e in zip(size, stride, kernel, dilation, extra, strict=True)
    ]
    padding = tuple(draw(st.integers(0, most // 2)) for most in largest)
    generator = torch.Generator().manual_seed(draw(st.integers(0, 99)))

    def numbers(*shape: int) -> torch.Tensor:
        return torch.randint(-9, 10, shape, generator=generator)

    bias = numbers(made * groups) if draw(st.booleans()) else None
    options = {
        "stride": stride,
        "padding": padding,
        "output_padding": extra,
        "dilation": dilation,
        "groups": groups,
    }
    return numbers(read * groups, *size), numbers(read * groups, made, *kernel), bias, options


@given(calls())
def test_it_equals_torchs_own_whatever_it_is_given(
    call: tuple[torch.Tensor, torch.Tensor, torch.Tensor | None, dict],
) -> None:
    input, weight, bias, options = call
    ours = conv_transpose2d(input, weight, bias, **options)
    theirs = F.conv_transpose2d(input[None], weight, bias, **options)[0]
    assert ours.shape == theirs.shape and torch.equal(ours, theirs)


@pytest.mark.parametrize("groups", [1, 2])
def test_a_part_and_all_others_are_the_whole(groups: int) -> None:
    part = Upward(3, 4 * groups, 0, groups, groups, torch.rand(4, 3, 2), torch.rand(4, 1, 2, 3), torch.ones(1))
    layer = Layer(1, 1, size=(5, 4), kernel=(2, 3), stride=2, padding=((0, 1), (0, 1)))
    sums = added_up(layer, part)
    assert sums.place == 3 and torch.allclose(sums.part + sums.others, sums.whole)
    theirs = F.conv_transpose2d(torch.tensor(part.read), torch.tensor(part.weight), torch.ones(1), stride=2)
    assert torch.allclose(sums.whole, theirs[:, :5, :4])
    check = compare_added_up(sums)
    assert check.equal and check.cells == 20


def test_a_transpose_by_itself_is_compared_with_torchs(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = Layer(1, 1, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), bias=True)
    read = torch.arange(15).reshape(layer.output_shape)
    values = Values(input=read, weight=torch.ones(1, 1, 2, 3, dtype=torch.int64), bias=[3])
    numbers = transposed_tensors(layer, values)
    assert torch.equal(numbers.output, read) and numbers.input.dtype == torch.int64
    assert compare_transpose(numbers).equal
    monkeypatch.setattr("convanim.kernels.compare.convolve_transposed", lambda *_: numbers.input + 1)
    assert compare_transpose(numbers).largest_difference == 1.0
    with pytest.raises(ConvanimError, match=r"input has shape \(1, 2, 5\)"):
        transposed_tensors(layer, Values(input=read[:, :2], weight=values.weight, bias=[3]))


@given(layers(max_channels=1, max_groups=1))
def test_every_weight_is_stamped_once_for_every_cell_that_is_read(layer: Layer) -> None:
    bare = layer.with_(size=[n + sum(pads) for n, pads in zip(layer.size, layer.padding, strict=True)], padding=0)
    counts = stamps_per_cell(bare)
    assert int(counts.sum()) == bare.output_size[0] * bare.output_size[1] * bare.kernel[0] * bare.kernel[1]
    assert tuple(counts.shape) == bare.size
    assert int(stamps_per_cell(bare, 1).sum()) == bare.kernel[0] * bare.kernel[1]


@given(layers(), st.sampled_from(["integers", "normal"]))
def test_it_is_compared_with_torchs_function(layer: Layer, kind: str) -> None:
    layer = layer.with_(bias=False)
    check = compare_transposed(make_tensors(layer, Values(kind)))
    assert check.equal and check.cells == layer.in_channels * layer.size[0] * layer.size[1]


def test_a_bias_stands_in_every_cell_and_a_wrong_number_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = make_tensors(Layer(1, 1, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), bias=True))
    assert numbers.bias is not None
    bare = convolve_transposed(numbers.layer, numbers.output, numbers.weight, None)
    made = convolve_transposed(numbers.layer, numbers.output, numbers.weight, numbers.bias)
    assert torch.equal(made, bare + numbers.bias)
    assert compare_transposed(numbers).equal
    made[0, 4, 6] += 1
    monkeypatch.setattr("convanim.kernels.compare.convolve_transposed", lambda *_: made)
    check = compare_transposed(numbers)
    assert (check.equal, check.largest_difference) == (False, 1.0)


@pytest.mark.parametrize(
    ("layer", "call"),
    [
        (Layer(1, 1, size=7, stride=2), "torch.nn.functional.{!conv_transpose2d}(y, weight, stride=({stride_rows}, "),
        (
            ODD,
            "padding=({padding_top}, {padding_left}), output_padding=({leftover_rows}, {leftover_columns}), dilation",
        ),
        (Layer(kernel=2, padding="same"), "{!conv_transpose2d}(y, weight)[:,:-{padding_bottom},:-{padding_right}]"),
    ],
)
def test_how_torch_is_called(layer: Layer, call: str) -> None:
    assert call in transposed_call(layer)


@pytest.mark.parametrize(
    ("input", "weight", "options", "given", "allowed"),
    [
        ((1, 3, 3), (2, 1, 3, 3), {}, "weight (2, 1, 3, 3)", "one C for both"),
        ((3, 3), (1, 1, 3, 3), {}, "input has shape (3, 3)", "(C, H, W)"),
        ((1, 3, 3), (1, 1, 3, 3), {"output_padding": 1}, "output_padding is 1x1 at stride 1x1", "less than the stride"),
        ((1, 3, 3), (1, 2, 3, 3), {"bias": torch.zeros(3)}, "bias has shape (3,)", "(2,)"),
        ((2, 3, 3), (2, 1, 3, 3), {"groups": 3}, "3 groups", "divide"),
        ((1, 1, 1), (1, 1, 3, 3), {"padding": 2}, "size", "1 or more"),
    ],
)
def test_what_does_not_fit_is_refused(
    input: tuple[int, ...], weight: tuple[int, ...], options: dict, given: str, allowed: str
) -> None:
    with pytest.raises(ConvanimError) as caught:
        conv_transpose2d(torch.zeros(input), torch.zeros(weight), **options)
    assert given in str(caught.value) and allowed in str(caught.value)


@given(layers(max_channels=1, max_groups=1))
def test_the_call_that_is_shown_makes_what_we_make(layer: Layer) -> None:
    numbers = make_tensors(layer)
    call = phrase(transposed_call(layer), counts_of(layer), tongue=ENGLISH).text
    names = {"torch": torch, "y": numbers.output, "weight": numbers.weight, "bias": numbers.bias}
    made = eval(call, names)  # what viewers may type
    assert torch.equal(made, convolve_transposed(layer, numbers.output, numbers.weight, numbers.bias))
