"""Crops: which input is shown, and which of the output is made of it alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import SpecError
from convanim.kernels import make_tensors
from convanim.spec import Layer
from convanim.spec.crop import Crop, View
from convanim.spec.sizes import span
from tests.strategies import ODD, crops, layers


@pytest.mark.parametrize(
    ("given", "rows", "columns"),
    [
        ("40:52,60:72", (40, 52), (60, 72)),
        (" -12: , :-3", (-12, None), (None, -3)),
        ((slice(1, 4), slice(None, 5)), (1, 4), (None, 5)),
        ([[1, 4], (2, 6)], (1, 4), (2, 6)),
        ("+1:4,2:6", (1, 4), (2, 6)),
    ],
)
def test_text_slices_and_pairs_are_read(given, rows, columns):
    crop = Crop.of(given)
    assert (crop.rows, crop.columns) == (rows, columns)
    assert Crop.of(str(crop)) == Crop.of(crop) == crop


@pytest.mark.parametrize(
    "given",
    [
        *("", "4", "1:2", "1:2,3", "1:2,3:4,5:6", "a:b,c:d", "1:9:2,0:3", "1.5:3,0:3", 5, (1, 2), {"rows": 1}),
        *((slice(0, 9, 2), slice(3)), ((True, 2), (0, 3)), ((0.5, 2), (0, 3))),
    ],
)
def test_what_is_no_crop(given):
    with pytest.raises(SpecError, match="allowed: rows and columns as in Python slices; try 40:52,60:72"):
        Crop.of(given)


def _inside(layer: Layer, axis: int, place: int, read: set[int]) -> bool:
    """Whether a window lies inside the rows or columns read, padding next to them included."""
    start = place * layer.stride[axis] - layer.padding[axis][0]
    size, reach = layer.size[axis], span(layer.kernel[axis], layer.dilation[axis])
    spanned = {min(max(k, 0), size - 1) for k in range(start, start + reach)}
    return spanned <= read


@st.composite
def cropped(draw: st.DrawFn) -> tuple[Layer, Crop]:
    layer = draw(layers(max_channels=2, max_groups=2, max_size=12))
    ends = []
    for size in layer.size:
        first = draw(st.one_of(st.none(), st.integers(-size - 2, size + 2)))
        last = draw(st.one_of(st.none(), st.integers(-size - 2, size + 2)))
        ends.append((first, last))
    return layer, Crop(*ends)


@given(cropped())
def test_shown_outputs_are_those_whose_windows_lie_in_the_crop(drawn):
    layer, crop = drawn
    read = [set(range(size)[slice(*ends)]) for size, ends in zip(layer.size, (crop.rows, crop.columns), strict=True)]
    made = [[k for k in range(layer.output_size[axis]) if _inside(layer, axis, k, read[axis])] for axis in (0, 1)]
    try:
        view = crop.on(layer)
    except SpecError as error:
        assert not all(read) or not all(made)
        if "holds no whole window" in str(error):
            # What is tried instead does, and with one cell less it would not.
            hint = str(error).rpartition("try ")[2]
            tried = Crop.of(hint).on(layer)
            assert all(tried.output)
        return
    assert [set(part) for part in view.input] == read
    assert [list(part) for part in view.output] == made


@given(st.data())
def test_the_crop_alone_makes_the_same_numbers(data):
    """What lies outside the crop has no part in what is shown of the output."""
    layer = data.draw(layers(max_channels=2, max_groups=2, max_size=12))
    view = data.draw(crops(layer)).on(layer)
    rows, columns = view.input
    tensors = make_tensors(layer)
    blank = tensors.input.clone()
    blank[:] = 9999
    blank[:, rows.start : rows.stop, columns.start : columns.stop] = tensors.input[
        :, rows.start : rows.stop, columns.start : columns.stop
    ]
    alone = type(tensors)(layer, blank, tensors.weight, tensors.bias)
    down, across = view.output
    shown = (slice(None), slice(down.start, down.stop), slice(across.start, across.stop))
    assert alone.output[shown].equal(tensors.output[shown])


def test_padding_is_shown_at_real_borders_alone():
    layer = Layer(size=20, padding=((1, 2), (3, 4)), kernel=5)
    assert Crop.of("0:8,0:9").on(layer).padding == ((1, 0), (3, 0))
    assert Crop.of("12:,11:").on(layer).padding == ((0, 2), (0, 4))
    assert Crop.of("2:18,2:18").on(layer).padding == ((0, 0), (0, 0))
    assert Crop.of(":,:").on(layer) == View.whole(layer)


def test_a_pointwise_layer_reads_what_is_shown_of_the_output():
    view = Crop.of("0:5,2:7").on(ODD)
    then = view.then_pointwise()
    assert then.input == then.output == view.output
    assert (view.size, view.output_size, then.size) == ((5, 5), (3, 1), (3, 1))
    assert str(view) == "0:5,2:7"


@pytest.mark.parametrize(
    ("text", "hint"), [("40:42,60:72", "40:43,60:72"), ("0:1,0:1", "0:2,0:2"), ("111:,5:6", "110:112,4:7")]
)
def test_too_small_a_crop_is_told_the_smallest_that_would_do(text, hint):
    with pytest.raises(SpecError, match=f"holds no whole window of this layer; allowed: .*3×3 cells; try {hint}"):
        Crop.of(text).on(Layer(size=112, padding=1))


def test_no_rows_or_no_columns():
    with pytest.raises(SpecError, match="has no rows of an input of 6×7; allowed: rows 0:6, columns 0:7"):
        Crop.of("4:4,0:3").on(Layer(size=(6, 7)))
    with pytest.raises(SpecError, match="has no columns"):
        Crop.of("0:4,9:12").on(Layer(size=(6, 7)))
