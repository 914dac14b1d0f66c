"""The compositor: what it paints anew gives the frame that painting everything would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.draw.bounds import bounds, part_within
from convanim.draw.compositor import Compositor, Rect, joined
from convanim.draw.items import Faces, Item, Line, Picture, Plate, Segments, Sheen, Words
from convanim.draw.typeface import FAMILY
from convanim.layout.canvas import SQUARE, UPRIGHT, WIDE, Canvas

SIZE = (480, 270)
GROUND = (0.07, 0.08, 0.1)
WHITE = (1.0, 1.0, 1.0, 1.0)
ROUNDING = 16
"""Under a clip Cairo rounds the coverage of a slanted edge's pixels differently, by a few of 255 levels."""


def fresh(groups) -> np.ndarray:
    compositor = Compositor(*SIZE, GROUND, FAMILY, WIDE)
    compositor.show(groups)
    return compositor.pixels.astype(int)


def quad(x: float, y: float, side: float = 60.0, slant: float = 20.0) -> np.ndarray:
    return np.array([[x, y], [x + side, y], [x + side + slant, y + side], [x + slant, y + side]])


def one_of_each(x: float, y: float, color: tuple[float, float, float, float]) -> list[Item]:
    return [
        Plate((x, y, x + 200, y + 90), 12.0, (*color[:3], 0.8), WHITE, 3.0),
        Faces(np.stack([quad(x + 30 * k, y + 40) for k in range(4)]), np.tile(color, (4, 1)), WHITE, 2.0),
        Segments(np.array([[[x, y], [x + 150, y + 130]], [[x + 150, y], [x, y + 130]]]), color, 3.0),
        Line(quad(x, y + 100), color, 5.0, closed=True),
        Sheen(quad(x + 80, y), (x, y), (x + 100, y), color, (*color[:3], 0.1)),
        Picture(np.tile(color, (3, 3, 1)), (x, y + 150), (60.0, 0.0), (0.0, 60.0)),
        Words("gj −28 Åy", x, y + 60, 34.0, color, GROUND, bold=True),
    ]


colors = st.tuples(*[st.floats(0, 1)] * 3, st.floats(0.2, 1))
places = st.tuples(st.floats(-100, 1900), st.floats(-100, 1060))
pictures = st.lists(st.tuples(places, colors), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(pictures, min_size=2, max_size=5))
def test_every_frame_is_as_if_painted_from_scratch(frames):
    compositor = Compositor(*SIZE, GROUND, FAMILY, WIDE)
    lists: dict[int, list[Item]] = {}
    for frame in frames:
        for owner, ((x, y), color) in enumerate(frame):
            # Every other mobject stays, and so do the last items of those that change.
            if owner not in lists or owner % 2:
                lists[owner] = one_of_each(x, y, color)[:3] + lists.get(owner, one_of_each(x, y, color))[3:]
        shown = [(owner, lists[owner]) for owner in range(len(frame))]
        compositor.show(shown)
        assert np.abs(compositor.pixels.astype(int) - fresh(shown)).max() <= ROUNDING


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(pictures, min_size=2, max_size=5))
def test_patches_carry_all_that_changes(frames):
    compositor = Compositor(*SIZE, GROUND, FAMILY, WIDE)
    screen = np.zeros_like(compositor.pixels)
    for frame in frames:
        patches = compositor.show([(owner, one_of_each(x, y, c)) for owner, ((x, y), c) in enumerate(frame)])
        for patch in patches:
            rows, columns = patch.pixels.shape[:2]
            assert patch.left % 2 == patch.top % 2 == 0
            screen[patch.top : patch.top + rows, patch.left : patch.left + columns] = patch.pixels
        assert np.array_equal(screen, compositor.pixels)


def test_nothing_new_is_no_patch():
    compositor = Compositor(*SIZE, GROUND, FAMILY, WIDE)
    items = one_of_each(300, 300, (1, 0, 0, 1))
    assert [p.pixels.shape for p in compositor.show([(1, items)])] == [(270, 480, 4)]
    assert compositor.show([(1, items)]) == []
    assert compositor.show([(1, list(items))]) == []


def test_a_small_change_is_a_small_patch():
    compositor = Compositor(*SIZE, GROUND, FAMILY, WIDE)
    items = one_of_each(300, 300, (1, 0, 0, 1))
    compositor.show([(1, items), (2, one_of_each(1200, 300, (0, 1, 0, 1)))])
    word = Words("7", 500, 900, 40.0, WHITE, GROUND)
    patches = compositor.show([(1, [*items, word]), (2, one_of_each(1200, 300, (0, 1, 0, 1)))])
    assert sum(p.pixels.shape[0] * p.pixels.shape[1] for p in patches) < 0.3 * 480 * 270


def test_another_order_shows():
    compositor = Compositor(*SIZE, GROUND, FAMILY, WIDE)
    red, blue = Plate((0, 0, 900, 900), 0, (1, 0, 0, 1)), Plate((0, 0, 900, 900), 0, (0, 0, 1, 1))
    compositor.show([(1, [red, blue])])
    compositor.show([(1, [blue, red])])
    assert compositor.pixels[50, 50].tolist() == [0, 0, 255, 255]
    compositor.show([(2, [blue]), (1, [red])])
    compositor.show([(1, [red]), (2, [blue])])
    assert compositor.pixels[50, 50].tolist() == [255, 0, 0, 255]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(places, colors, st.integers(0, 6))
def test_bounds_hold_all_ink(place, color, kind):
    item = one_of_each(*place, color)[kind]
    inked = np.argwhere(fresh([(1, [item])])[..., :3] != fresh([])[..., :3])
    if len(inked):
        left, top, right, bottom = (v / 4 for v in bounds(item))
        assert inked[:, 0].min() >= top - 1
        assert inked[:, 0].max() <= bottom + 1
        assert inked[:, 1].min() >= left - 1
        assert inked[:, 1].max() <= right + 1


def test_what_is_far_is_left_out():
    faces = Faces(np.stack([quad(0, 0), quad(900, 0)]), np.tile(WHITE, (2, 1)), WHITE, 2.0)
    near = part_within(faces, (850.0, 0.0, 1000.0, 100.0))
    assert isinstance(near, Faces)
    assert np.array_equal(near.corners, faces.corners[1:])
    assert part_within(faces, (0.0, 0.0, 1920.0, 1080.0)) is faces


@settings(max_examples=100, derandomize=True)
@given(st.lists(st.tuples(*[st.integers(0, 400)] * 2, *[st.integers(1, 200)] * 2), max_size=12))
def test_joined_rectangles_hold_all(numbers):
    rects = [Rect(x, y, x + w, y + h) for x, y, w, h in numbers]
    for rect in rects:
        assert any(big.joined(rect) == big for big in joined(rects))


@pytest.mark.parametrize(("canvas", "size"), [(SQUARE, (270, 270)), (UPRIGHT, (270, 480))], ids=["1:1", "9:16"])
def test_other_frames_show_their_own_part_and_change_as_if_painted_from_scratch(
    canvas: Canvas, size: tuple[int, int]
) -> None:
    frame = canvas.whole
    compositor = Compositor(*size, GROUND, FAMILY, canvas)
    corner = Plate((frame.left, frame.top, frame.left + 40, frame.top + 40), 0.0, WHITE)
    outside = Plate((frame.left - 80, 500, frame.left, 600), 0.0, WHITE)
    still = one_of_each(700, 400, (0.9, 0.2, 0.3, 1.0))
    for x, y in ((frame.left + 50, frame.top + 60), (frame.right - 300, frame.bottom - 300)):
        shown = [(0, [corner, outside]), (1, one_of_each(x, y, (0.1, 0.8, 0.4, 1.0))), (2, still)]
        compositor.show(shown)
        whole = Compositor(*size, GROUND, FAMILY, canvas)
        whole.show(shown)
        assert np.abs(compositor.pixels.astype(int) - whole.pixels).max() <= ROUNDING
    assert (compositor.pixels[:10, :10] == 255).all() and (compositor.pixels[10:20, :10] < 255).any()
    assert (compositor.pixels[140:150, 0] < 255).any(), "what is left of the frame is not in it"
