"""What moves: nothing flies through anything, what is computed stays, nothing idles, and what is shown can be read."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from convanim.lessons import LESSONS
from convanim.mobjects.tensor import VoxelTensor
from convanim.scene import ConvScene
from convanim.spec.aspect import WIDESCREEN
from tests.scenes.motion import Watched, flights, hurried, idle, turned_off, watch

DIRECTED = tuple(LESSONS)
"""Scenes whose motion is watched."""
ODD = {"in_channels": 6, "size": "5x7", "kernel": "2x3", "stride": "2x1", "padding": "1x0", "dilation": "1x2"}
LAYERS: dict[str, dict[str, Any]] = {
    "default": {},
    "depthwise odd": {**ODD, "bias": True},
    "depthwise 1-1": {"in_channels": 1},
    "depthwise 1-8": {"in_channels": 1, "out_channels": 8},
    "depthwise 4-8": {"in_channels": 4, "out_channels": 8},
    "depthwise 64": {"in_channels": 64},
    "depthwise square": {**ODD, "aspect": "1:1"},
    "depthwise upright": {"aspect": "9:16"},
    **{
        f"{name} {kind}": layer
        for name in ("split", "aggregate", "shuffle")
        for kind, layer in {
            "odd": {**ODD, "out_channels": 6, "groups": 3, "bias": True},
            "64": {"in_channels": 64, "out_channels": 64, "groups": 2},
            "2": {"in_channels": 2, "out_channels": 2, "groups": 2, "size": 3},
        }.items()
    },
    "shuffle single": {"groups": 8},
    "shuffle 64 in 16": {"in_channels": 64, "out_channels": 64, "groups": 16},
    "shuffle square": {"in_channels": 9, "groups": 3, "aspect": "1:1"},
    "shuffle upright": {"aspect": "9:16"},
    "standard odd": {**ODD, "out_channels": 9, "bias": True},
    "standard 64": {"in_channels": 64, "out_channels": 64, "size": 56, "padding": 1},
    "standard 1-1": {"in_channels": 1, "out_channels": 1, "size": 4},
    "standard one cell": {"in_channels": 2, "out_channels": 3, "size": 3},
    "standard square": {**ODD, "out_channels": 4, "aspect": "1:1"},
    "standard upright": {"aspect": "9:16"},
    "demand odd": {**ODD, "out_channels": 9, "bias": True},
    "demand 64": {"in_channels": 64, "out_channels": 64},
    "demand 1-1": {"in_channels": 1, "out_channels": 1},
    "demand 5": {"in_channels": 5, "out_channels": 5},
    "demand square": {"aspect": "1:1"},
    "demand upright": {**ODD, "out_channels": 9, "aspect": "9:16"},
    "pointwise 1-1": {"in_channels": 1, "out_channels": 1, "size": (5, 7)},
    "pointwise 3-5": {"in_channels": 3, "out_channels": 5, "size": (5, 7), "bias": True},
    "pointwise 64": {"in_channels": 64, "out_channels": 64},
    "separable odd": {**ODD, "out_channels": 4, "bias": True},
    "separable 64": {"in_channels": 64, "out_channels": 64},
    "separable 1-1": {"in_channels": 1, "out_channels": 1, "kernel": 1, "size": 3},
    "separable one cell": {"in_channels": 2, "out_channels": 3, "size": 3},
    "comparison odd": {**ODD, "out_channels": 9, "bias": True},
    "comparison 64": {"in_channels": 64, "out_channels": 64},
    "comparison 1-1": {"in_channels": 1, "out_channels": 1, "kernel": 1, "size": 3},
    "comparison square": {**ODD, "aspect": "1:1"},
    "comparison upright": {"aspect": "9:16"},
    "block odd": {"in_channels": 3, "out_channels": 5, "size": "5x7", "kernel": "2x3", "stride": "2x1"},
    "block 64": {"in_channels": 64, "size": 8},
    "block 1": {"in_channels": 1, "size": 3, "kernel": 1},
    "block square": {"in_channels": 3, "aspect": "1:1"},
    "block upright": {"aspect": "9:16"},
    "conclusion odd": {**ODD, "out_channels": 9, "bias": True},
    "conclusion 64": {"in_channels": 64, "out_channels": 64},
    "conclusion 1-1": {"in_channels": 1, "out_channels": 1, "kernel": 1, "size": 3},
    "conclusion square": {**ODD, "aspect": "1:1"},
    "conclusion upright": {"aspect": "9:16"},
    "dilation odd": {"size": (7, 12), "kernel": (2, 3), "dilation": (1, 3), "bias": True},
    "padding odd": {"size": (5, 7), "kernel": (2, 3), "stride": (2, 1), "padding": (1, 0), "bias": True},
    "stride odd": {"size": (7, 10), "kernel": (2, 3), "stride": (3, 2), "padding": (1, 0), "bias": True},
    "pointwise one pixel": {"in_channels": 2, "out_channels": 2, "size": 1},
    "pointwise square": {"in_channels": 3, "out_channels": 5, "aspect": "1:1"},
    "separable upright": {"aspect": "9:16"},
    "separable square": {**ODD, "aspect": "1:1"},
}
"""Each for the scene that it begins with, or for all; with an aspect, where it is not widescreen."""
LENGTHS = {
    # One of five layers in a row takes longer than those about one or two.
    "block": (25, 60),
    # It explains nothing: all that it shows is known from the scenes before, and is put side by side.
    "conclusion": (15, 25),
}
"""Seconds of films that are no lessons of half a minute, at least and at most."""
OFTEN = ("default", " odd")
"""Of a lesson's layers its usual one and an odd one are always watched."""
FILMS = [(name, layer) for name in DIRECTED for layer in LAYERS if layer == "default" or layer.startswith(f"{name} ")]


@cache
def watched(name: str, layer: str) -> Watched:
    options = dict(LAYERS[layer])
    return watch(name, aspect=options.pop("aspect", WIDESCREEN), options=options)


def asked(layer: str) -> Any:
    """Whether a layer is watched among a few, or among all tests alone: others move by the same rules."""
    return () if layer.endswith(OFTEN) else pytest.mark.full


@pytest.mark.parametrize(("name", "layer"), [pytest.param(*film, marks=asked(film[1])) for film in FILMS])
@pytest.mark.parametrize("check", [flights, turned_off, idle, hurried], ids=lambda check: check.__name__)
def test_motion(name: str, layer: str, check: Any) -> None:
    assert not list(check(watched(name, layer)))


@pytest.mark.parametrize("name", DIRECTED)
def test_a_film_takes_as_long_as_a_teacher_has(name: str) -> None:
    least, most = LENGTHS.get(name, (25, 40))
    assert least <= watched(name, "default").scene.now <= most


@pytest.mark.parametrize("name", LESSONS)
def test_the_first_frame_is_full(name: str) -> None:
    scene = watched(name, "default")
    assert scene.takes[0].frames[0].slabs or scene.holds[0].start == 0.0


def block(right: float) -> VoxelTensor:
    return VoxelTensor([[[1, 2, 3]]], cell=0.4).shift([right, 0.0, 0.0])


class Crossing(ConvScene):
    """Two blocks that go through each other, and an output that is forgotten."""

    beats = ("cross",)

    def cross(self) -> None:
        made = VoxelTensor([[[1, 2, 3]]], cell=0.4, name="output").shift([0.0, 2.0, 0.0])
        self.arrange(one=block(-3.0), other=block(3.0), made=made)
        self.arrange(2.0, one=block(3.0), other=block(-3.0), made=made)
        self.arrange(one=block(3.0), other=block(-3.0), made=made.copy().switch_off())
        self.rest(6.0)


def test_the_check_sees_what_it_should() -> None:
    seen = watch(Crossing)
    assert len(list(flights(seen))) == 1
    assert len(list(turned_off(seen))) == 1
    assert len(list(idle(seen))) == 1
