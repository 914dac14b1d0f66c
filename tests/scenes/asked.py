"""What tests ask of every lesson: layers and crops, made by what its record leaves open."""

from __future__ import annotations

from typing import Any

from convanim.lessons import LESSONS, Lesson

ODD: dict[str, Any] = {
    "in_channels": 6,
    "size": (5, 7),
    "kernel": (2, 3),
    "stride": (2, 1),
    "padding": (1, 0),
    "dilation": (1, 2),
    "bias": True,
}
MANY: dict[str, Any] = {"in_channels": 64, "size": 56, "padding": 1}
FILTERS: dict[str, tuple[int, int]] = {
    "pointwise": (4, 32),
    "separable": (9, 128),
    "comparison": (9, 128),
    "conclusion": (9, 128),
    "pixel_shuffle": (12, 32),
}
"""How many of an odd layer and of one of many channels, where others than usual are of interest."""
USUAL_FILTERS = (9, 32)


def has_groups(lesson: Lesson) -> bool:
    """Whether a lesson's layers have groups, as many as are asked for."""
    return lesson.layer.groups > 1 and "groups" not in lesson.fixed


def left_open(lesson: Lesson, options: dict[str, Any]) -> dict[str, Any]:
    """The options without those that a lesson's subject fixes."""
    return {name: value for name, value in options.items() if name not in lesson.fixed}


def _layers(lesson: Lesson) -> dict[str, dict[str, Any]]:
    odd, many = FILTERS.get(lesson.name, USUAL_FILTERS)
    more: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    if has_groups(lesson):
        more = {"out_channels": 6, "groups": 3}, {"out_channels": 64, "groups": 4}
    elif lesson.layer.groups == 1:
        more = {"out_channels": odd}, {"out_channels": many}
    return {
        "default": {},
        "odd": left_open(lesson, {**ODD, **more[0]}),
        "many": left_open(lesson, {**MANY, **more[1]}),
    }


NETWORKS = {"odd": "resnext50_32x4d", "many": "convnext_tiny", "cropped": "mobilenet_v1"}
"""Networks by label, for lessons on these."""
OF_LAYERS = {name: lesson for name, lesson in LESSONS.items() if lesson.of_layer}
"""The lessons that show a layer."""
FILMED = tuple(name for name, lesson in LESSONS.items() if "measured" not in lesson.topics)
"""The lessons whose films are looked at together; of what was measured, files are asked for in tests of their own."""
LAYERS = {name: _layers(lesson) for name, lesson in LESSONS.items()}
"""Options of layers by lesson and label."""
CASES = [(name, layers[label], label) for label in ("default", "odd", "many") for name, layers in LAYERS.items()]

_CROPPED: dict[str, tuple[dict[str, Any], tuple[int, ...], str]] = {
    "aggregate": ({"in_channels": 96, "out_channels": 96, "groups": 2, "size": 56}, (), "40:52,30:42"),
    "depthwise": ({"in_channels": 96, "size": (24, 112)}, (0, 5, 9), "10:22,60:72"),
    "pointwise": ({"in_channels": 96, "out_channels": 32, "size": (112, 24)}, (0, 5, 9), "100:112,10:22"),
    "separable": ({"in_channels": 24, "size": 56, "padding": 1, "stride": (2, 1)}, (), "3:12,-8:"),
    "comparison": ({"in_channels": 24, "out_channels": 16, "size": 40, "padding": 1}, (0, 5, 9), "3:12,-8:"),
    "conclusion": ({"in_channels": 24, "out_channels": 16, "size": 40, "padding": 1}, (0, 5, 9), "3:12,-8:"),
}
CROPPED = {name: _CROPPED.get(name, (layers["many"], (), "20:30,:9")) for name, layers in LAYERS.items()}
"""Options, chosen channels and a crop by lesson."""
