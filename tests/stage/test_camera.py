"""The camera: sprites look like what they stand for, and live no longer than a play."""

from __future__ import annotations

import numpy as np
from manim import tempconfig

from convanim.stage.camera import StageCamera
from convanim.stage.sheet import Sheet
from tests.stage.test_tensor import block


def drawn(camera: StageCamera, *mobjects: object) -> np.ndarray:
    camera.reset()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array.astype(int).copy()


def test_a_sprite_looks_like_the_mobject_itself() -> None:
    with tempconfig({"pixel_width": 480, "pixel_height": 270}):
        camera = StageCamera()
        tensor = block().set_opacity(0.7)
        first, second, third = (drawn(camera, tensor) for _ in range(3))
    assert first.std() > 5
    assert np.abs(first - second).max() <= 3
    assert np.array_equal(second, third)


def test_a_changed_mobject_is_painted_anew() -> None:
    with tempconfig({"pixel_width": 480, "pixel_height": 270}):
        camera = StageCamera()
        tensor = block()
        before = [drawn(camera, tensor) for _ in range(3)][-1]
        tensor.shift([0.5, 0, 0])
        assert np.abs(drawn(camera, tensor) - before).max() > 50
        fresh = drawn(StageCamera(), tensor)
        camera.forget()
        assert np.array_equal(drawn(camera, tensor), fresh)


def test_nothing_is_drawn_of_what_is_hidden() -> None:
    with tempconfig({"pixel_width": 480, "pixel_height": 270}):
        camera = StageCamera()
        empty = drawn(camera)
        assert np.array_equal(drawn(camera, Sheet([]), block().set_opacity(0.0)), empty)
