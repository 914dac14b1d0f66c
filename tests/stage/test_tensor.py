"""The voxel tensor: what is drawn, what is hidden, and what Manim's animations do to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import FadeOut, Transform

from convanim.stage.display import Faces, Picture, Words
from convanim.stage.layout import BlockFit, to_pixels
from convanim.stage.tensor import Content, VoxelTensor
from convanim.stage.theme import Theme
from convanim.stage.voxels import covered

THEME = Theme.dark()
FIT = BlockFit(44.0, 300.0, 400.0, (16.0, -12.0), (16.0, -12.0))


def block(shape: tuple[int, int, int] = (3, 4, 5), fit: BlockFit = FIT, start: int = 0) -> VoxelTensor:
    values = np.arange(start, start + np.prod(shape)).reshape(shape)
    content = Content("input", values, [(c,) for c in range(shape[0])], 0, float(values.max()))
    return VoxelTensor(content, THEME.ramps_of_channels(shape[0]), fit, THEME)


def numbers(tensor: VoxelTensor) -> dict[tuple[int | str, ...], str]:
    return {i.source.index: i.text for i in tensor.display_list() if isinstance(i, Words) and i.source}


def faces(tensor: VoxelTensor) -> int:
    return sum(len(item.corners) for item in tensor.display_list() if isinstance(item, Faces))


def test_a_solid_block_shows_the_numbers_of_its_nearest_slab_and_only_outer_faces() -> None:
    tensor = block()
    shown = numbers(tensor)
    assert set(shown) == {(0, r, c) for r in range(4) for c in range(5)}
    assert all(shown[index] == str(tensor.content.values[index]) for index in shown)
    assert faces(tensor) == 4 * 5 + 3 * 5 + 3 * 4


def test_parted_slabs_show_what_is_not_covered() -> None:
    far = block().stand(FIT, [0.0, 40.0, 80.0])
    assert len(numbers(far)) == 3 * 4 * 5
    near = block().stand(FIT, [0.0, 1.8, 3.6])
    assert {index[0] for index in numbers(near)} >= {0}
    assert len(numbers(near)) < 3 * 4 * 5


def test_a_cell_without_room_shows_colour_only() -> None:
    small = BlockFit(20.0, 300.0, 400.0, (7.0, -5.0), (7.0, -5.0))
    assert numbers(block(fit=small)) == {}
    assert all(item.size >= 16 for item in block().display_list() if isinstance(item, Words))


def test_a_large_map_is_one_picture() -> None:
    fit = BlockFit(5.0, 300.0, 300.0, (5.0, -4.0), (5.0, -4.0))
    tensor = block((2, 56, 56), fit)
    pictures = [item for item in tensor.display_list() if isinstance(item, Picture)]
    assert len(pictures) == 1 and pictures[0].pixels.shape == (56, 56, 4)


def test_cells_that_are_off_show_no_number() -> None:
    tensor = block().switch_off()
    assert numbers(tensor) == {}
    mask = np.zeros((3, 4, 5))
    mask[:, 1:3, 2:4] = 1
    assert set(numbers(tensor.light(mask))) == {(0, r, c) for r in (1, 2) for c in (2, 3)}


def test_the_pulled_slab_is_drawn_last() -> None:
    tensor = block().bring_forward(2)
    drawn = [item.source.index[0] for item in tensor.display_list() if isinstance(item, Words) and item.source]
    assert drawn[-1] == 2


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_shift_moves_every_face(right: float, up: float) -> None:
    tensor = block()
    before = to_pixels(tensor.points)
    tensor.shift([right, up, 0])
    assert np.allclose(to_pixels(tensor.points) - before, [right * 135, -up * 135], atol=1e-6)


def test_scale_keeps_the_centre_and_scales_the_cells() -> None:
    tensor = block()
    center = tensor.get_center()
    tensor.scale(0.5)
    assert np.allclose(tensor.get_center(), center)
    assert np.hypot(*tensor.slabs()[0].column) == pytest.approx(22.0)


def test_transform_blends_places_and_light_but_never_values() -> None:
    start, end = block(), block(start=100).switch_off().stand(FIT.shifted(200, 0))
    move = Transform(start, end)
    move.begin()
    move.interpolate(0.25)
    assert start.content.values[0, 0, 0] == 0
    assert 0 < start.lit[0, 0, 0] < 1
    move.interpolate(1)
    assert start.content.values[0, 0, 0] == 100
    assert np.allclose(start.points, end.points) and start.lit.max() == 0


def test_transform_between_unequal_shapes_is_refused() -> None:
    one, other = block(), block((2, 4, 5))
    assert not one.can_become(other)
    with pytest.raises(ValueError, match="different shapes"):
        Transform(one, other).begin()


def test_fading_out_draws_nothing_in_the_end() -> None:
    tensor = block()
    fade = FadeOut(tensor)
    fade.begin()
    fade.interpolate(0.5)
    half = [item.fill[0, 3] for item in tensor.display_list() if isinstance(item, Faces)]
    assert all(alpha == pytest.approx(0.5, abs=0.01) for alpha in half)
    fade.interpolate(1)
    assert tensor.display_list() == []


def test_animate_is_understood() -> None:
    tensor = block()
    move = tensor.animate.switch_off().build()
    move.begin()
    move.interpolate(1)
    assert tensor.lit.max() == 0


def test_an_unchanged_block_keeps_its_display_list() -> None:
    tensor = block()
    first = tensor.display_list()
    assert tensor.display_list() is first
    assert tensor.copy().display_list() is not first
    tensor.shift([0.1, 0, 0])
    assert tensor.display_list() is not first


@given(st.lists(st.floats(-50, 50), min_size=4, max_size=4))
def test_covering_agrees_with_sampling(edges: list[float]) -> None:
    left, right = sorted(edges[:2])
    top, bottom = sorted(edges[2:])
    diamond = np.array([[0.0, -20.0], [20.0, 0.0], [0.0, 20.0], [-20.0, 0.0]])
    said = covered(np.array([[left, top, right, bottom]]), diamond)[0]
    x, y = np.meshgrid(np.linspace(left, right, 40), np.linspace(top, bottom, 40))
    if (np.abs(x) + np.abs(y) < 19.9).any():
        assert said
    nearest = abs(np.clip(0, left, right)) + abs(np.clip(0, top, bottom))
    if nearest > 20.001:
        assert not said
