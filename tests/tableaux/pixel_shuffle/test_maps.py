"""Where maps stand, whose hue each cell of the large one has, what is lit, and what the ribbon says of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.draw.items import Item, Plate, Statement, Words
from convanim.draw.lettering import text_box
from convanim.draw.sheet import Sheet
from convanim.errors import UnknownNameError
from convanim.kernels import make_tensors
from convanim.layout.canvas import canvas_of
from convanim.layout.regions import to_pixels
from convanim.layout.selection import MOST_SLABS
from convanim.layout.style import Style
from convanim.lessons import fit_layer
from convanim.mobjects.cast import Cast
from convanim.mobjects.shading import DIMMED
from convanim.spec import Layer, Values
from convanim.tableaux.pixel_shuffle.areas import Areas
from convanim.tableaux.pixel_shuffle.chain import Chain
from convanim.tableaux.pixel_shuffle.maps import MOST_LARGE, Maps
from convanim.trace import Trace
from convanim.verify.printed import is_true
from tests.planned import PLANNED
from tests.tableaux.casts import apart, box_of, cast_of, inside, on_unplanned_canvas

ODD = {"in_channels": 6, "groups": 3, "size": (5, 7), "kernel": (2, 3), "stride": (2, 1), "dilation": (1, 2)}
LAYERS = {
    "default": (fit_layer("pixel_shuffle", {}), 2),
    "three": (fit_layer("pixel_shuffle", {}, topics={"upscale_factor": 3}), 3),
    "odd": (fit_layer("pixel_shuffle", {**ODD, "padding": (1, 0), "bias": True, "out_channels": 48}), 2),
    "four": (fit_layer("pixel_shuffle", {"size": 3}, topics={"upscale_factor": 4}), 4),
    "eight": (fit_layer("pixel_shuffle", {"size": 3}, topics={"upscale_factor": 8}), 8),
    "large": (fit_layer("pixel_shuffle", {"size": 30, "out_channels": 8}), 2),
    "one": (fit_layer("pixel_shuffle", {"size": 1}), 2),
}
CANVASES = {
    f"{aspect} {text} {cut}": canvas_of(aspect, text, cut)
    for aspect in ("16:9", "1:1", "9:16")
    for text, cut in (("normal", "film"), ("large", "film"), ("large", "loop"))
}


def meetings(*canvases: str) -> list[Any]:
    """Layers on canvases: the default one on all of them, the others on two; on all when there is time for it."""
    few = (canvases[0], "9:16 large film")
    return [
        pytest.param(name, canvas, marks=() if name == "default" or canvas in few else pytest.mark.full)
        for name in LAYERS
        for canvas in canvases
    ]


def maps_of(name: str, canvas: str = "16:9 normal film", kind: str = "integers") -> Maps:
    layer, factor = LAYERS[name]
    style = Style.of().with_(canvas=CANVASES[canvas])
    trace = Trace(make_tensors(layer, Values(kind)))  # type: ignore[arg-type]  # all here are kinds
    return Maps(Cast(trace, style), factor)


def items_of(sheet: Sheet) -> list[Item]:
    return [item for part in sheet.parts.values() for item in part]


@pytest.mark.parametrize(("name", "canvas"), meetings(*CANVASES))
def test_maps_stand_on_the_stage_and_apart(name: str, canvas: str) -> None:
    maps = maps_of(name, canvas)
    stage, small, large = maps.canvas.stage, maps.maps(), maps.large()
    blocks = [small.copy().keep([slab]) for slab in range(len(small.presence))]
    assert all(inside(block, stage) for block in (*blocks, large)) and all(apart(block, large) for block in blocks)
    count = len(maps.shown.indices)
    for slab, one in enumerate(blocks):
        assert all(apart(one, other) for k, other in enumerate(blocks) if k // count != slab // count)
    assert all(inside(block, stage) for block in (Chain(maps).tableau()[one] for one in ("input", "maps", "large")))


@pytest.mark.parametrize(("name", "canvas"), meetings(*CANVASES))
def test_no_line_strikes_a_label_out(name: str, canvas: str) -> None:
    maps = maps_of(name, canvas)
    ends = maps.places.label_lines
    labels = [text_box(item) for item in items_of(maps.labels()) if isinstance(item, Words) and item.y in ends]
    assert len(labels) >= 2
    blocks = [box_of(maps.maps()), box_of(maps.large())]
    assert all(box[2] <= b[0] or b[2] <= box[0] or box[3] <= b[1] or b[3] <= box[1] for box in labels for b in blocks)
    assert all(box[1] >= maps.canvas.stage.top for box in labels)
    share = np.linspace(0, 1, 400)[:, None]
    for step in (maps.first, maps.steps[len(maps.steps) // 2], maps.steps[-1]):
        for start, end in to_pixels(maps.lines(step).points).reshape(-1, 2, 2):
            x, y = (start + share * (end - start)).T
            assert not any(((x > b[0]) & (x < b[2]) & (y > b[1]) & (y < b[3])).any() for b in labels)


def test_lines_are_the_fainter_the_more_there_are() -> None:
    few, nine, many = (maps_of(name) for name in ("default", "three", "eight"))
    alphas = [maps.lines(maps.first).alpha_ for maps in (few, nine, many)]
    assert alphas[0] == alphas[1] > alphas[2] > 0.2
    assert many.back()["lines"].alpha_ == alphas[0]


@pytest.mark.parametrize("name", LAYERS)
def test_of_many_small_maps_the_chain_shows_some_with_dots_between(name: str) -> None:
    maps = maps_of(name)
    chain = Chain(maps)
    actors, count = chain.tableau(), maps.layer.out_channels
    shown = [index for (index,) in actors["maps"].content.indices]
    assert shown == sorted(shown) and len(shown) == min(count, MOST_SLABS) and {0, count - 1} <= {*shown}
    left_out = [maps.upscaled.shape[0] > MOST_LARGE, count > MOST_SLABS]
    dots = [item for item in items_of(actors["labels"]) if isinstance(item, Plate)]
    assert len(dots) == 3 * sum(left_out)


@pytest.mark.parametrize("name", LAYERS)
def test_every_cell_of_the_large_map_has_hue_and_number_of_where_it_comes_from(name: str) -> None:
    maps = maps_of(name)
    large, upscaled = maps.large(), maps.upscaled
    content, ramps = large.content, maps.cast.filter_ramps(range(maps.layer.out_channels))
    shares = {channel: maps.cast.output_content([channel]).shares()[0] for channel in maps.channels}
    _, rows, columns = large.shape
    for slab, c in enumerate(maps.shown.indices):
        for row, column in ((0, 0), (rows - 1, 0), (rows // 2, columns // 2), (rows - 1, columns - 1)):
            channel, y, x = upscaled.back(c, row, column).small
            assert content.sources[slab, row, column].index == (c, row, column)
            assert content.values[slab, row, column] == maps.cast.trace.output[channel, y, x]
            assert large.low[slab, row, column].tolist() == list(ramps[channel].low)
            assert large.shares[slab, row, column] == shares[channel][y, x]


@given(st.sampled_from(["default", "three", "one"]), st.data())
def test_as_many_numbers_have_come_as_have_gone(name: str, data: st.DataObject) -> None:
    maps = maps_of(name)
    step = data.draw(st.sampled_from([None, *maps.steps]))
    gone, come = maps.maps_lit(step) == DIMMED, maps.large_lit(step) == 1
    assert gone.sum() == come.sum()
    assert come.all() == (step is maps.steps[-1])


def test_what_flies_stands_nowhere_else_and_ends_in_its_square() -> None:
    maps = maps_of("default")
    step, whole = maps.first, maps.large()
    before, after = (maps.flying(step, moved, 0)["flying"] for moved in (0, 4))
    small = maps.maps()
    for slab, one in enumerate(maps.upscaled.of_step(step)):
        corner = slice(4 * slab, 4 * slab + 3)
        assert np.allclose(before.points[corner], small.around(*one.small[1:], one.small[0])[:3])
        assert np.allclose(after.points[corner], whole.around(*one.large[1:])[:3])
    landed = maps.flying(step, 3, 2)
    assert (landed["maps"].lit == 0).sum() == 2 and landed["large"].lit.sum() == 2
    assert landed["flying"].presence.tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(("name", "canvas"), meetings(*(canvas for canvas in CANVASES if "film" in canvas)))
@pytest.mark.parametrize("kind", ["integers", "normal"])
def test_what_the_ribbon_says_is_true_and_within_it(name: str, canvas: str, kind: str) -> None:
    maps = maps_of(name, canvas, kind)
    formulas, numbers = maps.formulas, maps.upscaled.of_step(maps.steps[-1])
    sheets = [formulas.forth(numbers[-1]), formulas.back(maps.read_back), formulas.square(maps.steps[-1])]
    areas = Areas(maps.cast, maps.factor).sheet()
    frame, ribbon = maps.canvas.header, maps.canvas.panel
    for sheet in [*sheets, areas]:
        items = [item for part in sheet.parts.values() for item in part]
        assert all(is_true(item.text) for item in items if isinstance(item, Statement))
        boxes = [text_box(item) for item in items if isinstance(item, Words)]
        assert boxes or not maps.canvas.has_headings
        assert all(box[0] >= frame.left - 1 and box[2] <= frame.right + 1 for box in boxes)
        tops = [box[1] for box in boxes]
        assert all(box[3] <= maps.canvas.ribbon.bottom + 1 for box in boxes)
        assert sheet is areas or all(top >= ribbon.top for top in tops)
    square = [any(isinstance(item, Words) for item in sheets[-1].parts[part]) for part in ("places", "square")]
    assert square[1] and (square[0] or not sheets[-1].parts["places"])
    told = [item for part in areas.parts.values() for item in part if isinstance(item, Statement)]
    assert len(told) == 3


def test_a_cell_that_is_read_back_is_within_its_square() -> None:
    for name, (layer, factor) in LAYERS.items():
        one = maps_of(name).read_back
        assert 0 < one.corner[0] < factor and one.small[0] < layer.out_channels


def test_pictures_of_windows_cover_the_same_area() -> None:
    layer, factor = LAYERS["three"]
    areas = Areas(cast_of(layer), factor)
    small, narrow, wide = ([areas._taps(axis, place) for axis in (0, 1)] for place in range(3))
    assert [len(taps) for taps in small] == [len(taps) for taps in narrow] == [*layer.kernel]
    assert wide == [[factor * at for at in taps] for taps in small]
    assert all(all_[0] <= few[0] and few[-1] < all_[-1] + factor for few, all_ in zip(narrow, wide, strict=True))


def test_it_stands_where_somebody_has_planned_it() -> None:
    for tableau in (Maps, Areas):
        assert set(tableau.plans) <= PLANNED
        with pytest.raises(UnknownNameError, match="21:9"):
            _ = tableau(on_unplanned_canvas(Layer(2, 4, size=4)), 2).plan
    # Its maps stand somewhere else first.
    assert set(Chain.plans) <= PLANNED
