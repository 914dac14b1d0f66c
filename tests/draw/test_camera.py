"""The camera and the renderer: what is drawn stands in the frame, whoever draws it."""

from __future__ import annotations

import numpy as np
import pytest
from manim import (
    Camera,
    Circle,
    Dot3D,
    Group,
    Mobject,
    MovingCamera,
    MultiCamera,
    PMobject,
    ThreeDCamera,
    VMobject,
    tempconfig,
)

from convanim.draw.items import Plate
from convanim.draw.sheet import Sheet
from convanim.film.quality import Quality
from convanim.film.shoot import manim_set, stage
from convanim.scene import ConvScene
from tests.mobjects.test_tensor import block


def drawn(camera: Camera, *mobjects: object) -> np.ndarray:
    camera.reset()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array.astype(int).copy()


@pytest.fixture
def small():
    with tempconfig({"pixel_width": 480, "pixel_height": 270}):
        yield


def test_nothing_is_drawn_of_what_is_hidden(small) -> None:
    camera = Camera()
    empty = drawn(camera)
    assert np.array_equal(drawn(camera, Sheet([]), block().set_opacity(0.0)), empty)


@pytest.mark.parametrize("kind", [MovingCamera, MultiCamera, ThreeDCamera])
def test_every_camera_draws_the_same_of_what_faces_it(small, kind) -> None:
    usual = drawn(Camera(), block())
    assert usual[..., :3].any()
    assert np.abs(drawn(kind(), block()) - usual).max() <= 2


def extent(pixels: np.ndarray) -> tuple[int, int]:
    """How many columns and rows have anything in them."""
    seen = pixels[..., :3].any(axis=2)
    return int(seen.any(axis=0).sum()), int(seen.any(axis=1).sum())


def test_a_camera_that_comes_near_sees_it_larger(small) -> None:
    far, near = MovingCamera(), MovingCamera()
    here = block().scale(0.3).move_to([1.0, 0.5, 0.0])
    near.frame.scale(0.5).move_to(here)
    assert np.allclose(np.array(extent(drawn(near, here))), 2 * np.array(extent(drawn(far, here))), atol=4)


def test_a_camera_that_turns_sees_it_slanted_and_its_edge_not_at_all(small) -> None:
    here = block().scale(0.3).move_to([0.0, 0.0, 0.0])
    across, up = extent(drawn(ThreeDCamera(), here))
    slanted = extent(drawn(ThreeDCamera(phi=np.pi / 3), here))
    assert np.allclose(slanted, (across, up / 2), atol=3)
    assert extent(drawn(ThreeDCamera(phi=np.pi / 2), here)) == (0, 0)
    turned = ThreeDCamera(phi=np.pi / 2)
    turned.add_fixed_in_frame_mobjects(here)
    assert extent(drawn(turned, here)) == (across, up)


def test_it_is_drawn_between_what_is_under_and_over_it(small) -> None:
    ours, middle = Sheet([Plate((800, 400, 1120, 680), 0, (0.0, 1.0, 0.0, 1.0))]), (135, 240)
    red, blue = (Circle(0.2, color=color, fill_opacity=1) for color in ("#ff0000", "#0000ff"))
    under, over = red.set_z_index(-1), blue.set_z_index(1)
    assert drawn(Camera(), over, ours, under)[middle].tolist() == [0, 0, 255, 255]
    assert drawn(Camera(), ours, under)[middle].tolist() == [0, 255, 0, 255]


def test_of_manims_own_a_camera_says_what_it_said_before() -> None:
    camera = Camera()
    kinds = [camera.type_or_raise(one) for one in (Circle(), Dot3D(), Group(), PMobject())]
    assert kinds == [VMobject, VMobject, Mobject, PMobject]


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
