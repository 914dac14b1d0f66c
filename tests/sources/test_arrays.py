"""The layer that arrays make up."""

import numpy as np
import pytest

from convanim.errors import ShapeError, SpecError
from convanim.kernels import separable_tensors
from convanim.lessons import default_layer, fit_layer
from convanim.sources.arrays import from_arrays
from convanim.spec import Layer, Values


def found(lesson, options=None, mixing=None, **arrays):
    def fit(told):
        return fit_layer(lesson, told)

    return from_arrays(lesson, fit, default_layer(lesson), options or {}, Values(**arrays), mixing)


@pytest.mark.parametrize(
    ("lesson", "options", "weight", "image", "expected"),
    [
        ("depthwise", {}, (96, 1, 2, 3), None, Layer(96, 96, kernel=(2, 3), groups=96)),
        ("depthwise", {}, (8, 1, 3, 3), (4, 5, 7), Layer(4, 8, size=(5, 7), groups=4)),
        ("depthwise", {"in_channels": 2}, (8, 1, 3, 3), None, Layer(2, 8, groups=2)),
        ("pointwise", {}, (5, 3, 1, 1), None, Layer(3, 5, kernel=1)),
        ("split", {"groups": 3}, (9, 2, 2, 3), None, Layer(6, 9, kernel=(2, 3), groups=3)),
        ("split", {"stride": (2, 1)}, (6, 3, 3, 3), (6, 5, 7), Layer(6, 6, size=(5, 7), stride=(2, 1), groups=2)),
        ("separable", {}, (6, 1, 2, 2), None, Layer(6, 6, kernel=2)),
    ],
)
def test_channels_kernel_and_size_follow_from_arrays(lesson, options, weight, image, expected):
    given = {"weight": np.ones(weight)} | ({} if image is None else {"input": np.ones(image)})
    assert found(lesson, options, **given).layer == expected


@pytest.mark.parametrize("lesson", ["depthwise", "separable"])
def test_filters_of_several_channels_are_none_of_a_depthwise_layer(lesson):
    match = rf"shape 16x3x3x3: each filter reads 3 channels; allowed: .* in {lesson}: 16x1x3x3; try the scene standard"
    with pytest.raises(ShapeError, match=match):
        found(lesson, weight=np.ones((16, 3, 3, 3)))


def test_a_bias_makes_the_layer_have_one_unless_it_is_declined():
    weight, bias = np.ones((4, 1, 3, 3)), np.arange(4)
    assert found("depthwise", weight=weight, bias=bias).layer.bias
    declined = found("depthwise", {"bias": False}, weight=weight, bias=bias)
    assert not declined.layer.bias
    assert declined.values.bias is None


def test_both_halves_of_a_separable_layer():
    mixing = Values(weight=np.ones((9, 4, 1, 1)), bias=np.arange(9))
    own = found("separable", mixing=mixing, weight=np.ones((4, 1, 3, 3)))
    assert own.layer == Layer(4, 9, bias=True)
    first, second = separable_tensors(own.layer, own.values, own.mixing)
    assert first.bias.tolist() == [0] * 4
    assert second.bias.tolist() == list(range(9))


@pytest.mark.parametrize(
    ("lesson", "options", "weight", "image"),
    [
        ("depthwise", {"in_channels": 8}, (4, 1, 3, 3), (4, 5, 7)),
        ("pointwise", {}, (4, 1, 3, 3), None),
        ("pointwise", {}, (4, 3, 1, 1), (4, 5, 5)),
        ("depthwise", {"kernel": 2}, (4, 1, 3, 3), None),
        ("depthwise", {}, (4, 3, 3), None),
        ("depthwise", {}, None, (5, 7)),
    ],
)
def test_contradictions_are_refused(lesson, options, weight, image):
    given = ({} if weight is None else {"weight": np.ones(weight)}) | (
        {} if image is None else {"input": np.ones(image)}
    )
    with pytest.raises(SpecError, match=r"has shape|filters for 8 channels"):
        found(lesson, options, **given)


@pytest.mark.parametrize(("dtype", "large"), [("float32", 3e38), ("float64", 1e308)])
@pytest.mark.parametrize("lesson", ["depthwise", "separable"])
def test_sums_that_no_number_can_hold_are_refused(lesson, dtype, large):
    values = Values(input=np.full((4, 4, 4), large, dtype), weight=np.full((4, 1, 3, 3), 2, dtype))
    with pytest.raises(ShapeError, match=f"the sums of products reach beyond {dtype}; allowed: sums of at most"):
        from_arrays(lesson, lambda told: fit_layer(lesson, told), default_layer(lesson), {}, values)
