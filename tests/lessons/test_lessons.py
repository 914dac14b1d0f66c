"""Which layers each lesson takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.catalog import load_scene
from convanim.errors import SpecError, UnknownNameError
from convanim.lessons import LESSONS, default_layer, fit_layer, shown_channels
from convanim.request.request import Request
from convanim.spec import Layer
from tests.strategies import layers


@pytest.mark.parametrize("name", LESSONS)
def test_defaults_fit_their_own_lesson(name):
    assert fit_layer(name, {}) == default_layer(name)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("demand", {"in_channels": 6}, Layer(6, 6)),
        ("demand", {"in_channels": 6, "out_channels": 9, "groups": 1}, Layer(6, 9)),
        ("standard", {"in_channels": 6}, Layer(6, 6)),
        ("standard", {"in_channels": 1, "out_channels": 4, "bias": True}, Layer(1, 4, bias=True)),
        ("split", {"in_channels": 6}, Layer(6, 6, groups=2)),
        ("split", {"in_channels": 9}, Layer(9, 9, groups=3)),
        ("split", {"in_channels": 7}, Layer(7, 7, groups=7)),
        ("split", {"in_channels": 4, "out_channels": 12}, Layer(4, 12, groups=2)),
        ("aggregate", {"groups": 4, "size": "5x7", "padding": "same"}, Layer(size=(5, 7), padding="same", groups=4)),
        ("shuffle", {"in_channels": 6, "groups": 3}, Layer(6, 6, groups=3)),
        ("shuffle", {"in_channels": 4, "out_channels": 12}, Layer(4, 12, groups=2)),
        ("depthwise", {"in_channels": 3, "kernel": "2x3"}, Layer(3, 3, kernel=(2, 3), groups=3)),
        ("depthwise", {"out_channels": 16}, Layer(8, 16, groups=8)),
        ("depthwise", {"groups": 8}, Layer(groups=8)),
        ("pointwise", {"in_channels": 16, "kernel": "1x1", "padding": "valid"}, Layer(16, 16, kernel=1)),
        ("pointwise", {"out_channels": 4}, Layer(8, 4, kernel=1)),
        ("separable", {"in_channels": 64, "size": 3}, Layer(64, 64, size=3)),
        ("comparison", {"in_channels": 6, "kernel": "2x3"}, Layer(6, 6, kernel=(2, 3))),
        ("comparison", {"out_channels": 1, "groups": 1}, Layer(8, 1)),
        ("block", {"in_channels": 6, "stride": 2}, Layer(6, 6, 5, stride=2, padding=1)),
        ("block", {"kernel": "2x5", "padding": "same"}, Layer(4, 4, 5, kernel=(2, 5), padding=((0, 1), (2, 2)))),
        ("block", {"out_channels": 2, "padding": 1}, Layer(4, 2, 5, padding=1)),
        ("conclusion", {"in_channels": 6, "kernel": "2x3"}, Layer(6, 6, kernel=(2, 3))),
    ],
)
def test_fit(name, options, expected):
    assert fit_layer(name, options) == expected


@pytest.mark.parametrize(
    ("name", "options", "parts"),
    [
        ("demand", {"groups": 2}, ["groups is 2", "one group", "the lesson itself splits it", "leaving groups out"]),
        (
            "demand",
            {"in_channels": 2048, "size": 3},
            ["twice the features of this layer make a tensor of 150994944 cells", "67108864", "fewer channels"],
        ),
        ("standard", {"groups": 2}, ["groups is 2", "one group in a standard convolution", "leaving groups out"]),
        ("split", {"groups": 1}, ["groups is 1", "2 or more", "groups=2"]),
        ("split", {"groups": 3}, ["3 groups", "1, 2, 4, 8"]),
        ("split", {"out_channels": 9}, ["8 channels and 9 filters", "two or more"]),
        ("split", {"in_channels": 1}, ["1 channel and 1 filter share", "2 channels"]),
        ("split", {"in_channels": "x"}, ["in_channels is 'x'", "whole number"]),
        ("shuffle", {"groups": 1}, ["groups is 1", "2 or more", "groups=2"]),
        ("depthwise", {"groups": 2}, ["groups is 2", "as many groups as channels: 8"]),
        ("depthwise", {"out_channels": 12}, ["12 filters for 8 channels", "multiple of 8", "16 filters"]),
        ("depthwise", {"in_channels": 0}, ["in_channels is 0"]),
        ("pointwise", {"kernel": 3}, ["kernel is 3", "1x1", "leaving kernel out"]),
        ("pointwise", {"kernel": "9x9"}, ["kernel is 9x9", "1x1"]),
        ("pointwise", {"padding": 1}, ["padding is 1", "0 in a pointwise"]),
        ("pointwise", {"groups": 2}, ["groups is 2", "one group"]),
        ("separable", {"groups": 2}, ["groups is 2", "standard convolution"]),
        ("comparison", {"groups": 2}, ["groups is 2", "one group", "leaving groups out"]),
        ("conclusion", {"groups": 2}, ["groups is 2", "one group", "leaving groups out"]),
        ("dilation", {"dilation": 1}, ["dilation is 1", "nothing of a 3x3 kernel", "dilation=3"]),
        ("transposed", {"kernel": 1}, ["kernel is 1x1", "a stamp of one cell", "kernel=3"]),
        ("transposed", {"in_channels": 2}, ["in_channels is 2", "one channel"]),
        ("transposed", {"size": 1, "kernel": 2, "dilation": 2, "padding": 1}, ["padding cuts off all", "padding=0"]),
        ("dilation", {"kernel": "1x3", "dilation": "4x1"}, ["dilation is 4x1", "nothing of a 1x3 kernel"]),
        (
            "pixel_shuffle",
            {"out_channels": 6},
            ["out_channels is 6", "4 small maps", "multiple of 4", "out_channels=8"],
        ),
        ("pixel_shuffle", {"in_channels": 3, "groups": 3, "out_channels": 9}, ["out_channels is 9", "out_channels=12"]),
        ("pixel_shuffle", {"groups": 3}, ["3 groups"]),
        ("clock", {"in_channels": 6, "groups": 3}, ["in_channels is 6", "no layer: what was measured"]),
        ("padding", {"padding": 0}, ["padding is 0", "zeros on some side", "padding=1"]),
        ("padding", {"kernel": 1}, ["kernel is 1x1", "never hangs over an edge", "kernel=3"]),
        ("padding", {"size": 4, "kernel": 5}, ["over 5x5 cells", "no place on 4x4 without zeros", 'size="5x5"']),
        ("pooling", {"kernel": 1}, ["kernel is 1x1", "a window of one number", "kernel=2"]),
        ("pooling", {"out_channels": 4}, ["out_channels is 4 for 3 channels", "channels never mix"]),
        ("pooling", {"groups": 1}, ["groups is 1 for 3 channels", "leaving groups out"]),
        ("pooling", {"padding": 2}, ["padding is 2x2 round windows of 2x2", "at most half the kernel", "padding=1"]),
        ("pooling", {"padding": "0,1,0,1"}, ["padding is 0,1,0,1", "as much on either side", 'padding="0x0"']),
        ("pooling", {"dilation": 2}, ["dilation is 2", "1 in a lesson on pooling"]),
        ("pooling", {"bias": True}, ["bias is True", "no bias in a lesson on pooling"]),
        ("stride", {"stride": 1}, ["stride is 1", "stops at every cell", "stride=2"]),
        ("stride", {"size": 4, "padding": 0}, ["stride is 2x2", "on 4x4", "no place to hop to", 'size="6x6"']),
        ("stride", {"out_channels": 2}, ["out_channels is 2", "one filter in a lesson on strides"]),
        ("separable", {"kernel": 9}, ["kernel's height", "at most 6"]),
        ("block", {"groups": 2}, ["groups is 2", "one group in a block"]),
        ("block", {"bias": True}, ["bias is True", "norms shift every channel", "leaving bias out"]),
        ("block", {"dilation": 2}, ["dilation is 2", "1 in a block"]),
        ("block", {"padding": 0}, ["padding is 0", "as many zeros as keep the size", 'padding="same"']),
        ("block", {"padding": 0, "stride": 2}, ["padding is 0", "leaving padding out"]),
        ("block", {"in_channels": 1, "size": 8000}, ["within its block", "a smaller size"]),
    ],
)
def test_contradictions_say_what_is_allowed(name, options, parts):
    with pytest.raises(SpecError) as caught:
        fit_layer(name, options)
    for part in parts:
        assert part in str(caught.value)


def test_a_scene_of_ones_own_keeps_its_base():
    base = Layer(12, 24, groups=4, kernel=2)
    assert fit_layer("split", {"size": 9}, base) == Layer(12, 24, groups=4, kernel=2, size=9)
    assert fit_layer("depthwise", {"in_channels": 5}, Layer(3, 6, groups=3)) == Layer(5, 10, groups=5)


def test_unknown_names_list_the_known_ones():
    with pytest.raises(UnknownNameError, match=", ".join(LESSONS)):
        default_layer("splot")
    with pytest.raises(UnknownNameError, match="in_channels"):
        fit_layer("split", {"colour": 1})


@given(layers(), st.sampled_from(sorted(LESSONS)))
def test_any_layer_is_fitted_or_refused(layer, name):
    options = {
        "in_channels": layer.in_channels,
        "out_channels": layer.out_channels,
        "size": layer.size,
        "kernel": layer.kernel,
        "stride": layer.stride,
        "padding": layer.padding,
        "dilation": layer.dilation,
    }
    options = {option: value for option, value in options.items() if option not in LESSONS[name].fixed}
    try:
        fitted = fit_layer(name, options)
    except SpecError:
        return
    for option, value in options.items():
        assert getattr(fitted, option) == value


@pytest.mark.parametrize(
    ("lesson", "channels", "message"),
    [
        ("depthwise", (0, 96), "channel 96 of 96 is to be shown; allowed: 0 to 95"),
        ("depthwise", (-1,), "channel -1"),
        ("depthwise", range(9), "9 channels are to be shown; allowed: at most 8"),
        ("depthwise", ("a",), "whole numbers"),
        ("depthwise", 3, "whole numbers"),
        ("split", (1,), "show_channels in split; allowed: "),
    ],
)
def test_channels_that_cannot_be_shown(lesson, channels, message):
    with pytest.raises(SpecError, match=message):
        shown_channels(lesson, Layer(96, 96, groups=96), channels)


def test_channels_to_show_are_sorted_and_may_be_none():
    assert shown_channels("depthwise", Layer(96, 96), (9, 5, 9)) == (5, 9)
    assert shown_channels("split", Layer(), ()) == ()


@pytest.mark.parametrize(
    ("lesson", "layer", "message"),
    [
        ("depthwise", Layer(4, 4, groups=2), "groups is 2 for 4 channels"),
        ("pointwise", Layer(4, 4), r"kernel is \(3, 3\); allowed: 1x1"),
        ("split", Layer(4, 4), "nothing is split"),
        ("separable", Layer(4, 4, groups=2), "groups is 2; allowed: one group"),
        ("demand", Layer(4, 4, groups=2), "groups is 2; allowed: one group"),
        ("block", Layer(4, 4), "padding is .*; allowed: as many zeros"),
    ],
)
def test_a_whole_layer_has_to_be_a_subject_too(lesson, layer, message):
    with pytest.raises(SpecError, match=message):
        LESSONS[lesson].check(layer)
    scene = load_scene(lesson)
    with pytest.raises(SpecError, match=f"Mine: .*{message}"):
        type("Mine", (scene,), {"layer": layer})
    for asked in (lesson, scene):
        with pytest.raises(SpecError, match=message):
            _ = Request.of(asked, {"layer": layer}).own


@pytest.mark.parametrize(
    ("factor", "options", "filters"),
    [
        (3, {}, 9),
        (2, {"out_channels": 8}, 8),
        (3, {"in_channels": 4, "groups": 2}, 18),
        (3, {"in_channels": 4, "groups": 2, "out_channels": 36}, 36),
        (None, {"in_channels": 6, "groups": 3}, 12),
    ],
)
def test_filters_follow_the_upscale_factor(factor, options, filters):
    layer = fit_layer("pixel_shuffle", options, topics={"upscale_factor": factor})
    assert layer.out_channels == filters
    LESSONS["pixel_shuffle"].about({"upscale_factor": factor}).check(layer)


def test_topics_stand_beside_the_layers_of_those_lessons_alone_that_take_them():
    topics = {"upscale_factor": 3, "network": "mobilenet_v1"}
    assert LESSONS["depthwise"].about(topics) is LESSONS["depthwise"]
    assert LESSONS["efficientnet"].about(topics) is LESSONS["efficientnet"]
    with pytest.raises(SpecError, match="upscale_factor=3 9 small maps"):
        LESSONS["pixel_shuffle"].about(topics).check(default_layer("pixel_shuffle"))
