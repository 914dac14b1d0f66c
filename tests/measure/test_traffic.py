"""Bytes moved are those of the tensors themselves."""

from math import isclose

from hypothesis import given

from convanim.kernels import cost, make_tensors
from convanim.measure.traffic import bytes_moved, intensity
from convanim.spec import Layer, Values
from tests.strategies import layers


@given(layers())
def test_bytes_are_those_of_torchs_tensors(layer):
    tensors = make_tensors(layer, Values("normal"))
    moved = [tensors.input, tensors.weight, tensors.output, *([] if tensors.bias is None else [tensors.bias])]
    assert bytes_moved(layer) == sum(tensor.float().nbytes for tensor in moved)
    assert bytes_moved(layer, 2) * 2 == bytes_moved(layer)


@given(layers())
def test_intensity_is_work_for_each_byte(layer):
    assert intensity([layer]) * bytes_moved(layer) == cost(layer).multiply_adds
    # Each hands its output on in memory: twice the same is as much for each byte.
    assert intensity([layer, layer]) == intensity([layer])


def test_large_maps_need_few_weights():
    """Nine multiply-adds for eight bytes, and 256 · 256 for the 512 values of a pixel: without weights, as is said."""
    depthwise = Layer(256, 256, 112, padding="same", groups=256)
    pointwise = Layer(256, 256, 112, kernel=1)
    assert isclose(intensity([depthwise]), 9 / 8, rel_tol=1e-3)
    assert isclose(intensity([pointwise]), 256 * 256 / (4 * 512), rel_tol=0.02)
