"""The camera and the renderer: what is drawn stands in the frame, whoever draws it."""

from __future__ import annotations

import numpy as np
import pytest
from manim import Circle, tempconfig

from convanim.draw.camera import StageCamera
from convanim.draw.sheet import Sheet
from convanim.film.quality import Quality
from convanim.film.shoot import manim_set, stage
from convanim.scene import ConvScene
from tests.mobjects.test_tensor import block


def drawn(camera: StageCamera, *mobjects: object) -> np.ndarray:
    camera.reset()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array.astype(int).copy()


def test_nothing_is_drawn_of_what_is_hidden() -> None:
    with tempconfig({"pixel_width": 480, "pixel_height": 270}):
        camera = StageCamera()
        empty = drawn(camera)
        assert np.array_equal(drawn(camera, Sheet([]), block().set_opacity(0.0)), empty)


class Screen:
    """Takes what a renderer writes, and puts the patches together."""

    def __init__(self) -> None:
        self.frames: list[tuple[np.ndarray, int]] = []
        self.picture = np.zeros((270, 480, 4), dtype=np.uint8)

    def write(self, patches, repeat) -> None:
        for patch in patches:
            rows, columns = patch.pixels.shape[:2]
            self.picture[patch.top : patch.top + rows, patch.left : patch.left + columns] = patch.pixels
        self.frames.append((self.picture.copy(), repeat))

    def seal(self) -> None:
        """Nothing to end."""


class Mixed(ConvScene):
    """A block of ours that moves, with a stock circle for a while."""

    beats = ("ours", "both", "ours_again")

    def ours(self) -> None:
        self.block = block()
        self.add(self.block)
        self.play(self.block.animate.shift([1, 0, 0]), run_time=0.3)

    def both(self) -> None:
        self.circle = Circle(color="#ff0000", fill_opacity=1).shift([4, 2, 0])
        self.add(self.circle)
        self.play(self.block.animate.shift([-1, 0, 0]), run_time=0.3)

    def ours_again(self) -> None:
        self.remove(self.circle)
        self.play(self.block.animate.shift([0, 0.5, 0]), run_time=0.3)


@pytest.fixture(scope="module")
def shown() -> dict[str, Screen]:
    from functools import partial

    from convanim.film.writer import ClipWriter

    screens: dict[str, Screen] = {}
    with manim_set(Quality(480, 270, 10), film=True):
        writer = partial(ClipWriter, encoder_of=lambda beat: screens.setdefault(beat, Screen()), on_frame=None)
        scene = stage(Mixed, writer, skip=False)
        scene.render()
        assert np.array_equal(scene.picture(), screens["ours_again"].picture[..., [2, 1, 0, 3]])
    return screens


def test_manims_own_mobjects_show(shown) -> None:
    red = [0, 0, 255]
    across, down = round((4 / 8 * 270) + 240), round(135 - 2 / 8 * 270)
    seen = {beat: screen.picture[down, across, :3].tolist() == red for beat, screen in shown.items()}
    assert seen == {"ours": False, "both": True, "ours_again": False}


def test_both_ways_of_drawing_agree(shown) -> None:
    last, next_one = shown["ours"].frames[-1][0].astype(int), shown["both"].frames[0][0].astype(int)
    away_from_circle = np.abs(last - next_one)[:, :300]
    assert away_from_circle.max() <= 16


def test_a_hold_is_one_frame(shown) -> None:
    repeats = [repeat for _, repeat in shown["ours"].frames]
    assert repeats[:3] == [1, 1, 1]
    assert sum(repeats[3:]) == 8
    assert len(repeats) == 4
