"""The voxel tensor: what is drawn, what is hidden, and what Manim's animations do to it."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import FadeOut, Transform

from convanim.draw.items import Faces, Item, Picture, Segments, Words
from convanim.errors import SpecError
from convanim.layout.regions import BlockFit, to_pixels
from convanim.layout.style import Style
from convanim.mobjects.shading import DIMMED
from convanim.mobjects.tensor import Content, VoxelTensor
from convanim.mobjects.voxels import covered
from convanim.theme.color import contrast, mix
from convanim.theme.names import THEMES

STYLE = Style.of()
FIT = BlockFit(44.0, 300.0, 400.0, (16.0, -12.0), (16.0, -12.0))


def block(shape: tuple[int, int, int] = (3, 4, 5), fit: BlockFit = FIT, start: int = 0) -> VoxelTensor:
    values = np.arange(start, start + np.prod(shape)).reshape(shape)
    content = Content("input", values, [(c,) for c in range(shape[0])], 0, float(values.max()), STYLE.tongue)
    return VoxelTensor(content, STYLE.theme.ramps_of_channels(shape[0]), fit, STYLE)


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


def test_cells_may_have_hues_of_their_own() -> None:
    ramps, which = STYLE.theme.ramps_of_channels(4), np.arange(60).reshape(3, 4, 5) % 4
    mosaic, plain = block().hue_cells(ramps, which), block()
    colors = [ramps[which[0, 0, column]].at(mosaic.shares[0, 0, column]).tolist() for column in range(5)]
    fills = [item.fill[:, :3] for item in mosaic.display_list() if isinstance(item, Faces)]
    assert any(fill.shape == (5, 3) and np.allclose(fill, colors) for fill in fills)
    # Of one hue for all it is the block that has that hue.
    alike = block().hue_cells(STYLE.theme.ramps_of_channels(3), np.arange(3)[:, None, None] + np.zeros((3, 4, 5), int))
    for one, other in zip(alike.light(0.5).display_list(), plain.light(0.5).display_list(), strict=True):
        assert type(one) is type(other)
        if isinstance(one, Faces) and isinstance(other, Faces):
            assert np.allclose(one.fill, other.fill)
    half = mosaic.copy().interpolate(mosaic, alike, 0.5)
    assert np.allclose(half.low, (mosaic.low + alike.low) / 2)


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


def inks(tensor: VoxelTensor) -> dict[tuple[int | str, ...], float]:
    """How strongly each number is drawn."""
    return {i.source.index: i.color[3] for i in tensor.display_list() if isinstance(i, Words) and i.source}


@pytest.mark.parametrize("name", THEMES)
def test_the_numbers_of_dimmed_cells_can_be_read_and_stand_back(name: str) -> None:
    style = Style.of(theme=name)
    values = np.arange(8 * 2 * 8).reshape(8, 2, 8)
    content = Content("input", values, [(c,) for c in range(8)], 0, float(values.max()), style.tongue)
    tensor = VoxelTensor(content, style.theme.ramps_of_channels(8), FIT, style).stand(FIT, list(range(0, 80, 10)))
    tensor.single_out(False)
    words = [i for i in tensor.display_list() if isinstance(i, Words)]
    assert len(words) == values.size
    for one in words:
        # A cell of which so much is lit, on glass.
        seen = mix(style.theme.glass, one.ground, DIMMED)
        reached = float(contrast(mix(seen, one.color[:3], one.color[3]), seen))
        most = float(contrast(one.color[:3], seen))
        assert reached >= min(2.0, most) - 1e-9 and reached <= 2.1, one
        # In brightness of films, of 219 steps: encoders leave what is more than some ten.
        apart = one.color[3] * abs(np.dot((0.2126, 0.7152, 0.0722), np.subtract(seen, one.color[:3])))
        assert 219 * apart > 15, (one, 219 * apart)


def test_the_number_of_a_dimmed_cell_gives_way_to_what_is_lit_where_it_stands() -> None:
    tensor = block()
    ahead = tensor.mask(2, 1)
    shown = inks(tensor.single_out(ahead))
    # The lit cells behind reach up and to the right, over the rows above and the columns beside.
    assert {index for index in shown if index[1] > 2 or index[2] < 1} == {
        (0, row, column) for row in range(4) for column in range(5) if row > 2 or column < 1
    }
    assert (0, 1, 1) not in shown and (0, 1, 2) not in shown and shown[0, 2, 1] == 1.0
    tensor.single_out(False)
    dimmed = inks(tensor)
    tensor.lit[ahead] += 1e-12
    assert inks(tensor) == pytest.approx(dimmed)
    before = 1.0
    for share in np.linspace(DIMMED, 1.0, 24):
        tensor.lit[ahead] = share
        strength = inks(tensor).get((0, 1, 2), 0.0)
        assert before - 0.3 < strength <= before
        before = strength


def given_map(fit: BlockFit) -> VoxelTensor:
    values = np.arange(2 * 20 * 20).reshape(2, 20, 20)
    content = Content("input", values, [(0,), (1,)], 0, 799, STYLE.tongue, given=True)
    return VoxelTensor(content, STYLE.theme.ramps_of_channels(2), fit, STYLE)


@pytest.mark.parametrize("cell", [5.0, 18.0])
def test_a_given_map_without_numbers_keeps_two_fifths_of_its_colour_where_it_is_not_lit(cell: float) -> None:
    fit = BlockFit(cell, 300.0, 300.0, (2 * cell, -cell), (cell, -cell))
    lit, unlit = given_map(fit), given_map(fit).light(0.0)
    glass = np.array(STYLE.theme.glass)
    for kind in (Picture, Faces):
        bright, dim = ([i for i in one.display_list() if isinstance(i, kind)] for one in (lit, unlit))
        # Glass is drawn below what is not lit.
        pairs = list(zip(bright[::-1], dim[::-1], strict=False))
        assert pairs or (kind is Picture and cell > 14)
        for one, other in pairs:
            full, kept = (i.pixels if isinstance(i, Picture) else i.fill for i in (one, other))
            assert np.allclose(kept[..., 3], 1.0)
            assert np.allclose(kept[..., :3], glass + 0.4 * (full[..., :3] - glass))


def test_what_is_not_computed_yet_and_what_has_numbers_goes_out_altogether() -> None:
    small = BlockFit(5.0, 300.0, 300.0, (5.0, -4.0), (5.0, -4.0))
    assert not any(isinstance(item, Picture) for item in block((2, 20, 20), small).light(0.0).display_list())
    assert not any(isinstance(item, Picture) for item in given_map(small).switch_off().unhue().display_list())
    large = BlockFit(40.0, 300.0, 300.0, (5.0, -4.0), (5.0, -4.0))
    assert faces(given_map(large).light(0.0)) == faces(block((2, 20, 20), large).light(0.0))


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


def test_what_is_kept_is_written_as_before() -> None:
    values = np.linspace(0.25, 1.0, 2 * 3 * 3).reshape(2, 3, 3)
    tensor = VoxelTensor(values, style=Style.of(language="de")).stand(FIT, [0.0, 40.0])
    first, second = tensor.content.labels
    tensor.part_with([0]).keep([1])
    assert (tensor.content.labels == [second]).all()
    assert all("," in text for text in [*first.flat, *numbers(tensor).values()]) and len(numbers(tensor)) == 9


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
    with pytest.raises(SpecError, match="a VoxelTensor of 3x4x5 is to turn into a VoxelTensor of 2x4x5"):
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


def changed(tensor: VoxelTensor, before: list[Item]) -> list[Item]:
    """The items that were not there before."""
    known = {id(item) for item in before}
    return [item for item in tensor.draw() if id(item) not in known]


def apart() -> VoxelTensor:
    """Slabs that hide nothing of one another."""
    return block().stand(FIT, [0.0, 40.0, 80.0])


def test_a_slab_that_moves_leaves_the_items_of_the_others_alone() -> None:
    tensor = apart().light(np.arange(5) < 3)
    before = tensor.draw()
    tensor.shift_slab(1, 4.0, 2.0)
    new = changed(tensor, before)
    assert {item.source.index[0] for item in new if isinstance(item, Words) and item.source} == {1}
    # Tops, sides, four rows of fronts and the panes of one slab; its grid; its numbers.
    assert [sum(isinstance(item, kind) for item in new) for kind in (Faces, Segments, Words)] == [7, 1, 12]
    assert len(new) == len(before) // 3 == len(tensor.draw()) // 3


def test_a_cell_that_changes_leaves_the_other_numbers_and_rows_alone() -> None:
    tensor = apart()
    tensor.light(np.arange(20).reshape(4, 5) < 12)
    before = tensor.draw()
    tensor.lit[1, 2, 2] = 1.0
    new = changed(tensor, before)
    assert [item.source.index for item in new if isinstance(item, Words) and item.source] == [(1, 2, 2)]
    # Three sides and the row's three fronts; the cell's top is hidden, so the tops stay.
    assert [len(item.corners) for item in new if isinstance(item, Faces)] == [3, 3]
    assert len(new) == 3


def test_rounding_changes_nothing() -> None:
    tensor = apart()
    before = tensor.draw()
    tensor.points = (tensor.points * 0.7) + (tensor.points * 0.3)
    assert tensor.draw() is before


def test_other_labels_change_only_their_own_numbers() -> None:
    tensor = apart()
    before = tensor.draw()
    assert tensor.hold(replace(tensor.content)).draw() is before
    values, shares = tensor.content.values.copy(), tensor.shares
    values[2, 0, 0] = 7
    tensor.hold(replace(tensor.content, values=values)).shares = shares
    assert [item.text for item in changed(tensor, before) if isinstance(item, Words)] == ["7"]


def test_a_longer_label_makes_all_numbers_smaller() -> None:
    tensor = apart()
    before = tensor.draw()
    values = tensor.content.values
    tensor.hold(replace(tensor.content, values=np.where(values == 59, -590, values)))
    assert sum(isinstance(item, Words) for item in changed(tensor, before)) == 3 * 4 * 5
    assert len({item.size for item in tensor.draw() if isinstance(item, Words)}) == 1


@pytest.mark.parametrize("row", [0, 3])
def test_a_cell_of_a_heat_map_changes_the_picture_of_its_slab(row: int) -> None:
    tensor = block(fit=BlockFit(8.0, 300.0, 400.0, (60.0, 0.0), (7.0, -5.0)))
    before = tensor.draw()
    tensor.lit[1, row, 2] = 0.5
    (picture,) = (item for item in changed(tensor, before) if isinstance(item, Picture))
    assert picture.pixels[row, 2, 3] == 0.5 and picture.origin == (360.0, 400.0)


def test_a_slab_in_front_takes_away_the_numbers_that_it_touches() -> None:
    tensor = apart()
    before = tensor.draw()
    tensor.points[:4] = tensor.points[8:12]
    tensor.shift_slab(0, 60.0, 0.0)
    new = changed(tensor, before)
    behind = [item.source.index for item in tensor.draw() if isinstance(item, Words) and item.source]
    assert {index for index in behind if index[0] == 2} == {(2, row, 0) for row in range(4)}
    assert all(item.source.index[0] == 0 for item in new if isinstance(item, Words) and item.source)


def test_a_copy_shares_no_items() -> None:
    tensor = block()
    before = tensor.draw()
    twin = tensor.copy()
    assert len(changed(twin, before)) == len(before)
    twin.switch_off()
    twin.draw()
    assert tensor.draw() is before


def plain(items: list[Item]) -> list[object]:
    """Items as values that compare to the last bit."""
    return [
        (type(item), *(part.tolist() if isinstance(part, np.ndarray) else part for part in parts))
        for item in items
        for parts in [[getattr(item, field.name) for field in fields(item)]]
    ]


@given(st.data())
def test_what_was_kept_is_what_would_be_drawn_afresh(data: st.DataObject) -> None:
    cell = data.draw(st.sampled_from([44.0, 30.0, 12.0]))
    spread = data.draw(st.sampled_from([1.0, 1.8, 30.0]))
    tensor = block((3, 3, 4), BlockFit(cell, 300.0, 400.0, (16.0, -12.0), (16.0, -12.0)))
    tensor.stand(BlockFit(cell, 300.0, 400.0, (16.0 * spread, -12.0 * spread), (16.0, -12.0)))
    slabs, shares = st.integers(0, 2), st.sampled_from([0.0, 0.01, 0.3, 0.7, 0.999, 1.0])
    tensor.draw()
    for change in data.draw(
        st.lists(
            st.sampled_from(["cell", "slab", "presence", "move", "grow", "near", "hue", "color", "fade", "hold"]),
            min_size=1,
            max_size=8,
        )
    ):
        i, share = data.draw(slabs), data.draw(shares)
        match change:
            case "cell":
                tensor.lit[i, data.draw(slabs), data.draw(st.integers(0, 3))] = share
            case "slab":
                tensor.lit[i] = share
            case "presence":
                tensor.presence[i] = share
            case "move":
                tensor.shift_slab(i, data.draw(st.floats(-60, 60)), share * 40)
            case "grow":
                tensor.scale(0.5 + share)
            case "near":
                tensor.bring_forward(i)
            case "hue":
                tensor.hued[i] = share
            case "color":
                tensor.low[i] += share / 10
                tensor.shares[i] *= share
            case "fade":
                tensor.set_opacity(max(share, 0.1))
            case "hold":
                tensor.hold(block((3, 3, 4), start=int(share * 100)).content)
        assert plain(tensor.draw()) == plain(tensor.copy().draw())


@given(st.lists(st.floats(-50, 50), min_size=4, max_size=4))
def test_covering_agrees_with_sampling(edges: list[float]) -> None:
    left, right = sorted(edges[:2])
    top, bottom = sorted(edges[2:])
    diamond = np.array([[0.0, -20.0], [20.0, 0.0], [0.0, 20.0], [-20.0, 0.0]])
    said = covered(np.array([[left, top, right, bottom]]), diamond[None])[0]
    x, y = np.meshgrid(np.linspace(left, right, 40), np.linspace(top, bottom, 40))
    if (np.abs(x) + np.abs(y) < 19.9).any():
        assert said
    nearest = abs(np.clip(0, left, right)) + abs(np.clip(0, top, bottom))
    if nearest > 20.001:
        assert not said
