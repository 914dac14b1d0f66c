"""The tiles tableau: every output of a depthwise layer, or how many of them are shown, and the sign before each.

Between a tile's parts stands = where it is true, ≈ where numbers are rounded, an arrow where a bias comes in.
"""

import numpy as np
import pytest

from convanim.draw.items import Line, Words
from convanim.errors import UnknownNameError
from convanim.kernels import make_tensors
from convanim.layout.canvas import SQUARE, UPRIGHT, WIDE
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.ribbon.chips import arrow, equals
from convanim.scene.walking import READABLE
from convanim.spec import Layer, Values
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.depthwise.tiles import Tiles
from convanim.trace import Trace
from tests.tableaux.casts import CROP, cast_of, inside, on_unplanned_canvas

STYLE = Style.of()
PARTS = ("input", "weights", "output")


def tiles(channels, filters, canvas=WIDE, shown=()):
    layer = Layer(channels, filters, groups=channels)
    cast = Cast(Trace(make_tensors(layer, Values())), STYLE.with_(canvas=canvas), shown=shown)
    return Tiles(cast, cast.focus(0))


def words(sheet):
    return [item.text for part in sheet.parts.values() for item in part if isinstance(item, Words)]


@pytest.mark.parametrize(
    ("channels", "filters", "canvas", "shown", "pairs", "label"),
    [
        (3, 3, WIDE, (), [(0, 0), (1, 1), (2, 2)], ["3 channels", "each with its own filter and its own output"]),
        (1, 1, WIDE, (), [(0, 0)], ["1 channel", "with its own filter and its own output"]),
        (
            2,
            4,
            UPRIGHT,
            (),
            [(0, 0), (0, 1), (1, 2), (1, 3)],
            ["2 channels", "each with its own two filters and two outputs"],
        ),
        (1, 3, WIDE, (), [(0, 0), (0, 1), (0, 2)], ["1 channel", "with its own three filters and three outputs"]),
        (
            4,
            8,
            SQUARE,
            (),
            [(0, 0), (0, 1), (3, 6), (3, 7)],
            ["4 of 8 outputs shown", "each channel has two filters of its own"],
        ),
        (
            5,
            10,
            WIDE,
            (1, 4),
            [(1, 2), (1, 3), (4, 8), (4, 9)],
            ["4 of 10 outputs shown", "each channel has two filters of its own"],
        ),
        (16, 16, SQUARE, (), [(0, 0), (1, 1), (14, 14), (15, 15)], ["4 of 16 channels shown"]),
    ],
)
def test_every_filter_stands_beside_its_channel_and_those_left_out_are_counted(
    channels, filters, canvas, shown, pairs, label
):
    tableau = tiles(channels, filters, canvas, shown)
    assert [(tile.channel, tile.filter) for tile in tableau.tiles] == pairs
    assert words(tableau.labels())[: len(label)] == label
    assert [step.index[0] for step in tableau.steps_at(tableau.steps()[0])] == [o for _, o in pairs]
    assert [index for (index,) in tableau.input().content.indices] == [c for c, _ in pairs]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("crop", [None, CROP])
def test_in_every_aspect_any_number_of_tiles_stands_in_the_frame_and_apart(aspect, crop):
    for channels in range(1, 10):
        layer = Layer(channels, channels, groups=channels, size=40 if crop else 6)
        tableau = Tiles(cast_of(layer, aspect, crop=crop), 0)
        assert len(tableau.tiles) == min(channels, tableau.plan.most)
        blocks = [tableau.input(), tableau.weights(), tableau.output()]
        room = tableau.canvas.stage.inset(top=tableau.plan.above, bottom=tableau.plan.below)
        assert all(inside(block, room, 0.01) for block in blocks)
        corners = [slab.corner for block in blocks for slab in block.slabs()]
        assert len(np.unique(np.round(corners, 3), axis=0)) == 3 * len(tableau.tiles)


@pytest.mark.parametrize("canvas", [WIDE, SQUARE, UPRIGHT])
def test_by_default_every_cell_of_every_tile_has_room_for_its_number(canvas):
    tableau = tiles(8, 8, canvas)
    assert all(block.number_size() for block in (tableau.input(), tableau.weights(), tableau.output()))


@pytest.mark.parametrize(
    ("layer", "canvas", "above"),
    [
        (Layer(8, 8, groups=8), WIDE, True),
        (Layer(8, 8, groups=8, size=(12, 3)), WIDE, False),
        (Layer(8, 8, groups=8), UPRIGHT, True),
    ],
)
def test_a_filter_stands_above_its_output_where_that_makes_room_for_larger_cells(layer, canvas, above):
    cast = Cast(Trace(make_tensors(layer, Values())), STYLE.with_(canvas=canvas))
    for tile in Tiles(cast, 0).tiles:
        assert tile.filter_above_output is above
        assert (tile.output.top > tile.weights.top + layer.kernel[0] * tile.weights.cell) is above


@pytest.mark.parametrize("focus", [0, 5])
def test_alone_in_its_tile_or_elsewhere_stands_what_belongs_to_the_focus_and_its_output_is_there(focus):
    layer = Layer(4, 8, groups=4)
    tableau = Tiles(cast_of(layer), focus)
    given, weights, made = (tableau.lone()[name] for name in ("input", "filters", "output"))
    elsewhere = tableau.lone([tile.shifted(50.0, 7.0) for tile in (vars(tableau.tiles[focus])[part] for part in PARTS)])
    for block, moved in zip((given, weights, made), elsewhere.values(), strict=True):
        assert np.flatnonzero(block.presence).tolist() == np.flatnonzero(moved.presence).tolist() == [focus]
        there, here = (one.slabs()[focus].corner for one in (moved, block))
        assert np.allclose(there - here, (50.0, 7.0))
    assert given.content.indices[focus] == (focus // 2,)
    assert made.lit[focus].all() and not np.delete(tableau.output().lit, focus, axis=0).any()


def test_what_is_there_already_stays_while_the_others_fill():
    tableau = tiles(3, 3)
    actors = {"input": tableau.input(), "output": tableau.output(), **tableau.frames(tableau.steps()[0])}
    for follower in tableau.followers(actors.__getitem__):
        follower.follow(None, tableau.steps()[0], 1.0)
    assert actors["output"].lit.sum(axis=(1, 2)).tolist() == [16, 1, 1]


def test_the_first_place_can_be_read_and_then_time_is_shortened():
    tableau = tiles(8, 8)
    first, *others = tableau.durations()
    assert len(others) == len(tableau.steps()) - 1
    assert first > READABLE > max(others)


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"Tiles has no plan for 21:9.*16:9, 1:1, 9:16"):
        Tiles(on_unplanned_canvas(Layer(groups=8)), 0)


def test_frames_lie_on_their_own_tiles_where_a_channel_stands_beside_each_of_its_filters():
    tableau = tiles(2, 4)
    step = tableau.steps()[5]
    _, row, column = step.index
    for tile in range(4):
        for points, block, corner in (
            (tableau.window(tile, step), tableau.input(), (step.rows[0], step.columns[0])),
            (tableau.cell(tile, step), tableau.output(), (row, column)),
        ):
            assert np.allclose(to_pixels(points)[0], block.slabs()[tile].at(*corner))


def test_a_tile_names_its_filter_where_a_channel_has_several():
    assert "channel 1, filter 3" in words(tiles(2, 4).signs())
    assert "channel 1" in words(tiles(2, 2).signs())


def shape(line):
    """A line's points from its first on."""
    return np.round(line.points - line.points[0], 3).tolist()


def signs(kind, bias):
    layer = Layer(4, 4, groups=4, size=(5, 6), bias=bias)
    return Tiles(Cast(Trace(make_tensors(layer, Values(kind))), STYLE), 0)


@pytest.mark.parametrize(
    ("kind", "bias", "sign"),
    [
        ("integers", False, equals(0, 0, STYLE.theme, True, 7.0)),
        ("normal", False, equals(0, 0, STYLE.theme, False, 7.0)),
        ("integers", True, arrow(0, 0, STYLE.theme)),
        ("normal", True, arrow(0, 0, STYLE.theme)),
    ],
)
def test_the_sign_before_an_output_is_true(kind, bias, sign):
    tableau = signs(kind, bias)
    drawn = [shape(item) for item in tableau.signs().display_list() if isinstance(item, Line)]
    others = [equals(0, 0, STYLE.theme, True, 7.0), equals(0, 0, STYLE.theme, False, 7.0), arrow(0, 0, STYLE.theme)]
    for one in others:
        present = all(shape(line) in drawn for line in one)
        assert present is ([shape(line) for line in one] == [shape(line) for line in sign])
    told = [item.text for item in tableau.labels().display_list() if isinstance(item, Words)]
    assert any("own bias" in text for text in told) is bias


@pytest.mark.parametrize("aspect", ASPECTS)
def test_well_known_filters_are_named_where_there_is_room(aspect):
    layer = Layer(4, 4, groups=4, size=20)
    told = words(Tiles(cast_of(layer, aspect, values=Values("classic")), 0).signs())
    assert "channel 1: blur" in told
    assert not any(":" in text for text in words(Tiles(cast_of(layer, aspect), 0).signs()))


def test_no_filter_is_named_unless_all_are_known():
    weight = make_tensors(Layer(2, 2, groups=2), Values("classic")).weight.numpy().copy()
    weight[1] += 1
    told = words(Tiles(cast_of(Layer(2, 2, groups=2), values=Values(weight=weight)), 0).signs())
    assert told[-1] == "channel 1"
    assert "channel 0" in told
