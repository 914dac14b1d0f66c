import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim.spec.sizes import covering_pads, output_length, same_pads, span
from tests.strategies import layers

small = st.integers(1, 5)


@given(kernel=small, dilation=small)
def test_span_counts_from_first_to_last_tap(kernel, dilation):
    taps = range(0, kernel * dilation, dilation)
    assert span(kernel, dilation) == taps[-1] - taps[0] + 1


@given(layers())
def test_output_size_is_torchs(layer):
    (top, bottom), (left, right) = layer.padding
    input = torch.nn.functional.pad(torch.zeros(layer.input_shape), (left, right, top, bottom))
    theirs = torch.nn.functional.conv2d(
        input[None], torch.zeros(layer.weight_shape), stride=layer.stride, dilation=layer.dilation, groups=layer.groups
    )
    assert layer.output_shape == tuple(theirs.shape[1:])


@given(size=st.integers(1, 20), kernel=small, stride=small, before=small, after=small, dilation=small)
def test_output_length_counts_the_places_a_window_fits(size, kernel, stride, before, after, dilation):
    starts = range(-before, size + after - span(kernel, dilation) + 1, stride)
    expected = len(starts) if span(kernel, dilation) <= size + before + after else None
    if expected is not None:
        assert output_length(size, kernel, stride, (before, after), dilation) == expected


@given(size=st.integers(1, 20), kernel=small, dilation=small)
def test_same_pads_keep_the_size(size, kernel, dilation):
    pads = same_pads(kernel, dilation)
    assert output_length(size, kernel, 1, pads, dilation) == size
    assert pads[1] - pads[0] in (0, 1)


# torch warns that it copies to pad unevenly: the very case tested here.
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize(("kernel", "dilation"), [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (4, 3), (2, 3)])
def test_same_pads_put_the_odd_cell_where_torch_does(kernel, dilation):
    # Values show where the padding went; sizes alone would not.
    line = torch.arange(1.0, 13.0)[None, None]
    weight = torch.arange(1.0, kernel + 1.0)[None, None]
    theirs = torch.nn.functional.conv1d(line, weight, padding="same", dilation=dilation)
    padded = torch.nn.functional.pad(line, same_pads(kernel, dilation))
    assert torch.equal(torch.nn.functional.conv1d(padded, weight, dilation=dilation), theirs)


@given(size=st.integers(1, 20), kernel=small, stride=small, dilation=small)
def test_covering_pads_make_an_output_cell_of_each_step(size, kernel, stride, dilation):
    before, after = pads = covering_pads(size, kernel, stride, dilation)
    assert output_length(size, kernel, stride, pads, dilation) == -(-size // stride)
    assert after - before in (0, 1)
    if sum(pads):
        # One cell fewer would not reach.
        assert output_length(size, kernel, stride, (before, after - 1), dilation) < -(-size // stride)
    if stride == 1:
        assert pads == same_pads(kernel, dilation)
