import dataclasses
import itertools

import numpy as np
import pytest
import torch
from hypothesis import given

from convanim.errors import SpecError
from convanim.kernels import make_tensors
from convanim.spec import Layer, Values
from convanim.trace import Trace, trace
from tests.strategies import ODD, layers, values


@given(layers(max_size=4), values())
def test_products_add_up_to_the_kernels_output_each_cell_once(layer, values):
    trace = Trace(make_tensors(layer, values))
    whole = values.kind == "integers"
    resummed = np.full(layer.output_shape, np.nan)
    for step in trace.steps():
        assert np.isnan(resummed[step.index])
        assert np.array_equal(step.partial_sums, step.products.sum(axis=(1, 2)))
        resummed[step.index] = step.products.sum() + (step.bias or 0)
        assert type(step.total) is (int if whole else float)
        assert step.total == pytest.approx(trace.output[step.index].item(), abs=0 if whole else 1e-3)
        assert step.total == pytest.approx(resummed[step.index], abs=0 if whole else 1e-5)
    np.testing.assert_allclose(resummed, trace.output, rtol=0, atol=0 if whole else 1e-3)


@given(layers(max_size=4))
def test_window_is_the_padded_input_under_the_kernel(layer):
    # Inputs of at least 1, so that a zero in a window can only be padding.
    numbers = np.arange(1, np.prod(layer.input_shape) + 1).reshape(layer.input_shape)
    trace = Trace(make_tensors(layer, Values(input=numbers)))
    padded = np.pad(numbers, ((0, 0), *layer.padding))
    for step in trace.steps():
        _, y, x = step.index
        (sh, sw), (dh, dw), (kh, kw) = layer.stride, layer.dilation, layer.kernel
        expected = padded[:, y * sh : y * sh + dh * (kh - 1) + 1 : dh, x * sw : x * sw + dw * (kw - 1) + 1 : dw]
        assert np.array_equal(step.window, expected[list(step.channels)])
        assert np.array_equal(step.window != 0, np.broadcast_to(step.inside, step.window.shape))
        for (i, row), (j, column) in itertools.product(enumerate(step.rows), enumerate(step.columns)):
            on_input = 0 <= row < layer.size[0] and 0 <= column < layer.size[1]
            assert step.inside[i, j] == on_input
            if on_input:
                assert np.array_equal(step.window[:, i, j], numbers[list(step.channels), row, column])


@given(layers(max_size=3), values())
def test_a_step_reads_its_filter_and_its_group(layer, values):
    trace = Trace(make_tensors(layer, values))
    for step in trace.steps():
        out_channel = step.index[0]
        assert step.channels == layer.channels_read_by(out_channel)
        assert out_channel in layer.filters_of_group(step.group)
        assert np.array_equal(step.weights, trace.weight[out_channel])
        assert np.array_equal(step.products, step.window.astype(step.products.dtype) * step.weights)
        assert step.bias == (None if trace.bias is None else trace.bias[out_channel])


def test_the_odd_layer():
    trace = Trace(make_tensors(ODD))
    step = trace.step(4, 2, 1)
    assert (step.group, step.channels, step.rows, step.columns) == (1, range(2, 4), (3, 4), (1, 3, 5))
    assert step.inside.all()
    assert trace.step(0, 0, 0).rows == (-1, 0)
    assert trace.step(0, 0, 0).inside.tolist() == [[False] * 3, [True] * 3]
    assert len(trace) == 81


def test_a_window_wholly_on_padding_is_zero():
    step = Trace(make_tensors(Layer(1, 1, size=1, kernel=1, padding=2, bias=True), Values(bias=[5]))).step(0, 0, 4)
    assert (step.rows, step.columns, step.total) == ((-2,), (2,), 5)
    assert not step.inside.any()


@given(layers(max_size=3))
def test_steps_come_in_raster_order(layer):
    trace = Trace(make_tensors(layer))
    indices = [step.index for step in trace.steps()]
    assert indices == list(np.ndindex(layer.output_shape))
    assert len(trace) == len(indices)
    assert [step.index for step in trace] == indices
    last = layer.out_channels - 1
    chosen = [step.index[0] for step in trace.steps([last, 0])]
    assert chosen == [last] * (len(trace) // layer.out_channels) + [0] * (len(trace) // layer.out_channels)
    assert [step.index for step in trace.row(last, 0)] == [(last, 0, x) for x in range(layer.output_size[1])]


def test_real_numbers_are_added_in_double_and_rounded_once():
    # In float32 the 1 would vanish beside 1e8 before the two large numbers cancel.
    layer = Layer(1, 1, size=(1, 3), kernel=(1, 3))
    given = Values(
        input=np.array([[[1e8, 1, -1e8]]], np.float32), weight=np.ones((1, 1, 1, 3), np.float32), kind="normal"
    )
    step = Trace(make_tensors(layer, given)).step(0, 0, 0)
    assert step.window.dtype == np.float32
    assert step.products.dtype == step.partial_sums.dtype == np.float64
    assert step.total == 1.0
    thirds = Values(input=np.full((1, 1, 3), 1 / 3, np.float32), weight=np.ones((1, 1, 1, 3), np.float32))
    total = Trace(make_tensors(layer, thirds)).step(0, 0, 0).total
    assert total == float(np.float32(total))


class Counting(np.ndarray):
    """An array that counts the cells read from it."""

    read = 0

    def __getitem__(self, key):
        taken = np.asarray(self)[key]
        Counting.read += taken.size
        return taken


def test_a_step_of_a_large_layer_touches_its_own_window_alone(monkeypatch):
    layer = Layer(256, 256, size=112, padding=1, groups=256)
    tensors = make_tensors(layer)
    copies = (tensors.input.clone(), tensors.weight.clone())

    def forbidden(*_, **__):
        raise AssertionError("a step asked for more than its own window")

    monkeypatch.setattr("convanim.kernels.tensors.convolve", forbidden)
    monkeypatch.setattr(Trace, "output", property(forbidden))
    traced = Trace(tensors)
    for name in ("input", "weight"):
        vars(traced)[name] = getattr(traced, name).view(Counting)
    monkeypatch.setattr(Counting, "read", 0)
    made = []
    monkeypatch.setattr(trace, "Step", lambda **fields: made.append(fields["index"]) or fields)
    traced.step(200, 50, 60)
    assert made == [(200, 50, 60)]
    assert Counting.read == 9 + 9
    first_two = list(itertools.islice(traced.steps(), 2))
    assert len(first_two) == 2 and len(made) == 3
    assert Counting.read <= 3 * (9 + 9)
    assert torch.equal(tensors.input, copies[0]) and torch.equal(tensors.weight, copies[1])


def test_output_is_computed_once_and_only_when_asked_for(monkeypatch):
    calls = []
    real = make_tensors(Layer()).output

    def counted(*_):
        calls.append(1)
        return real

    monkeypatch.setattr("convanim.kernels.tensors.convolve", counted)
    traced = Trace(make_tensors(Layer()))
    list(traced.row(0, 0))
    assert calls == []
    assert traced.output is traced.output
    assert len(calls) == 1


@pytest.mark.parametrize("index", [(9, 0, 0), (-1, 0, 0), (0, 3, 0), (0, 0, 3), (0, -1, 0), (0, 0.5, 0)])
def test_there_is_no_such_cell(index):
    with pytest.raises(SpecError) as caught:
        Trace(make_tensors(ODD)).step(*index)
    assert str(index) in caught.value.given
    assert caught.value.allowed == "out_channel 0 to 8, row 0 to 2, column 0 to 2"


def test_steps_and_rows_that_are_not_there_are_refused_at_the_call():
    trace = Trace(make_tensors(ODD))
    with pytest.raises(SpecError, match="out_channel 0 to 8"):
        trace.steps([0, 9])
    with pytest.raises(SpecError, match="row 0 to 2"):
        trace.row(0, 3)


def test_nothing_can_be_changed():
    tensors = make_tensors(ODD)
    trace = Trace(tensors)
    step = trace.step(0, 0, 0)
    arrays = [
        trace.input,
        trace.weight,
        trace.bias,
        trace.output,
        step.inside,
        step.window,
        step.weights,
        step.products,
        step.partial_sums,
    ]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        step.total = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        trace.tensors = None
    tensors.input.add_(0)  # torch's own tensor stays writable: only the arrays handed out are guarded
