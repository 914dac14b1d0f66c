"""The shuffle of pixels, beside torch's own, and where it takes single numbers."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import ShapeError
from convanim.kernels import compare_pixel_shuffled, cost, make_tensors, pixel_shuffle_call
from convanim.kernels.cost import at_large_size
from convanim.kernels.pixel_shuffle import origin_of, pixel_shuffle, pixel_unshuffle, place_of
from convanim.language.tongue import ENGLISH
from convanim.mobjects.counts import counts_of, phrase
from convanim.spec import Layer, Values
from tests.strategies import layers

FACTORS = st.integers(1, 5)
SIDES = st.integers(1, 4)


@given(FACTORS, SIDES, SIDES, SIDES)
def test_it_is_torchs_own(factor: int, channels: int, rows: int, columns: int) -> None:
    small = torch.arange(channels * factor**2 * rows * columns).reshape(-1, rows, columns)
    large = pixel_shuffle(small, factor)
    assert torch.equal(large, F.pixel_shuffle(small, factor))
    assert torch.equal(pixel_unshuffle(large, factor), small)
    # All are there once: moved, and none changed.
    assert torch.equal(large.flatten().sort().values, small.flatten())


@given(st.data(), st.integers(2, 5))
def test_a_number_is_found_where_it_has_gone_and_where_it_came_from(data: st.DataObject, factor: int) -> None:
    small = torch.arange(2 * factor**2 * 3 * 4).reshape(-1, 3, 4)
    index = data.draw(st.integers(0, 2 * factor**2 - 1)), data.draw(st.integers(0, 2)), data.draw(st.integers(0, 3))
    there = place_of(index, factor)
    assert pixel_shuffle(small, factor)[there] == small[index]
    assert origin_of(there, factor) == index
    c, i, j = index[0] // factor**2, there[1] % factor, there[2] % factor
    assert index[0] == c * factor**2 + i * factor + j and there[0] == c


@pytest.mark.parametrize(
    ("shuffle", "shape", "factor"),
    [(pixel_shuffle, (6, 2, 2), 2), (pixel_shuffle, (4, 2), 2), (pixel_unshuffle, (1, 3, 4), 2)],
)
def test_what_cannot_be_shuffled_is_refused(shuffle, shape, factor) -> None:
    with pytest.raises(ShapeError, match="divides"):
        shuffle(torch.zeros(shape), factor)


@given(layers(), st.integers(2, 3), st.sampled_from(["integers", "normal"]))
def test_a_layer_and_its_shuffle_agree_with_torch(layer: Layer, factor: int, kind: str) -> None:
    fitting = layer.with_(out_channels=layer.groups * factor**2)
    check = compare_pixel_shuffled(make_tensors(fitting, Values(kind)), factor)  # type: ignore[arg-type]  # both are
    assert check.equal and check.cells == fitting.out_channels * fitting.output_size[0] * fitting.output_size[1]


def test_numbers_in_another_order_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    swapped = lambda x, r: pixel_shuffle(x.flip(0), r)  # noqa: E731  # as short as it gets
    monkeypatch.setattr("convanim.kernels.compare.pixel_shuffle", swapped)
    assert not compare_pixel_shuffled(make_tensors(Layer(2, 4, size=4)), 2).equal


@pytest.mark.parametrize("options", [{}, {"padding": 1, "bias": True, "stride": (2, 1)}, {"padding": "0,1,2,0"}])
def test_what_is_written_runs_and_makes_the_same(options: dict) -> None:
    layer = Layer(2, 9, size=(5, 6), **options)
    numbers = make_tensors(layer)
    call = phrase(pixel_shuffle_call(layer), counts_of(layer), more={"upscale_factor": 3}, tongue=ENGLISH).text
    names = {"x": numbers.input[None], "weight": numbers.weight, "bias": numbers.bias, "torch": torch}
    made = eval(call, names | {"conv2d": F.conv2d, "pad": F.pad})[0]
    assert torch.equal(made, pixel_shuffle(numbers.output, 3))


@given(layers(), st.integers(2, 4))
def test_what_windows_at_the_large_size_take(layer: Layer, factor: int) -> None:
    fitting = layer.with_(out_channels=layer.groups * factor**2)
    same, wide = (at_large_size(fitting, factor, same_area=area) for area in (False, True))
    rows, columns = fitting.output_size
    for one in (same, wide):
        assert one.output_shape == (layer.groups, rows * factor, columns * factor)
    assert wide.kernel == tuple(factor * cells for cells in layer.kernel)
    work = cost(fitting).multiply_adds
    assert (cost(same).multiply_adds, cost(wide).multiply_adds) == (work, factor**2 * work)


@given(layers(max_groups=1, max_channels=2), st.integers(2, 3))
def test_a_transposed_convolution_of_a_larger_kernel_makes_the_same(layer: Layer, factor: int) -> None:
    """Shi et al., arXiv:1609.07009: its weights are those of the filters, shuffled."""
    kernel = layer.kernel
    plain = Layer(layer.in_channels, factor**2, kernel, kernel=kernel)
    numbers = make_tensors(plain)
    # One window: what it makes of every input is what the transpose of the shuffled weights gathers there.
    made = pixel_shuffle(numbers.output, factor)
    weights = pixel_shuffle(numbers.weight.flip(2, 3).transpose(0, 1).flatten(0, 1), factor)
    larger = F.conv_transpose2d(numbers.input[None], weights[:, None], stride=factor)[0]
    top, left = ((cells - 1) * factor for cells in kernel)
    assert torch.equal(made, larger[:, top : top + factor, left : left + factor])
