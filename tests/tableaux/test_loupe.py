import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.draw.items import Words
from convanim.layout.block_rows import FILTER
from convanim.spec import Layer, Values
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.depthwise.stacks import Stacks
from tests.tableaux.casts import CROP, box_of, cast_of, inside

LARGE = Layer(8, 8, groups=8, size=56)
ODD = Layer(
    6, 12, groups=6, size=(40, 57), kernel=(2, 3), stride=(2, 1), padding=((1, 1), (0, 0)), dilation=(1, 2), bias=True
)


def numbers(sheet):
    items = [item for part in sheet.parts.values() for item in part]
    return {item.source.index: item for item in items if isinstance(item, Words) and item.source is not None}


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", [LARGE, ODD])
def test_a_large_map_has_a_loupe_that_stands_on_stage_apart_from_all_else(layer, aspect):
    stacks = Stacks(cast_of(layer, aspect), 2)
    loupe = stacks.loupe.tensor(stacks.steps()[0])
    assert inside(loupe, stacks.canvas.stage)
    left, top, right, bottom = box_of(loupe)
    for block in (stacks.input(), stacks.weights(), stacks.output()):
        for slab in block.slabs():
            outline = slab.outline()
            low, high = outline.min(axis=0), outline.max(axis=0)
            assert right <= low[0] or high[0] <= left or bottom <= low[1] or high[1] <= top


@pytest.mark.parametrize(("layer", "crop"), [(LARGE.with_(size=6), None), (LARGE, CROP)])
def test_what_can_be_read_as_it_is_has_none(layer, crop):
    stacks = Stacks(cast_of(layer, crop=crop), 2)
    assert stacks.loupe is None
    assert stacks.magnified(stacks.steps()[0]) == {}


@settings(max_examples=20, deadline=None)
@given(st.data(), st.sampled_from(sorted(ASPECTS)), st.sampled_from([LARGE, ODD]))
def test_every_number_of_the_window_is_shown_with_where_it_is_from(data, aspect, layer):
    stacks = Stacks(cast_of(layer, aspect), 2)
    row, column = (data.draw(st.integers(0, size - 1)) for size in layer.output_size)
    step = stacks.cast.trace.step(2, row, column)
    shown = numbers(stacks.loupe.sheet(step))
    channel = step.channels[0]
    assert shown.keys() == {(channel, y, x) for y in step.rows for x in step.columns}
    for i, y in enumerate(step.rows):
        for j, x in enumerate(step.columns):
            item, value = shown[channel, y, x], step.window[0, i, j]
            assert item.source.tensor == ("input" if step.inside[i, j] else "padding")
            assert item.source.value == value
            assert item.text == str(value)
            assert item.size >= 16


def test_the_magnified_window_has_cells_as_large_as_the_filters():
    stacks = Stacks(cast_of(LARGE), 2)
    assert stacks.loupe.fit.cell == stacks.fits[FILTER].cell > stacks.fits[0].cell


def test_real_numbers_are_asked_for_room_before_there_is_a_loupe():
    values = Values(input=1e5 * np.random.default_rng(0).random((8, 56, 56)))
    stacks = Stacks(cast_of(LARGE, values=values), 2)
    assert stacks.loupe is None
    halves = Stacks(cast_of(LARGE, values=Values("normal")), 2)
    shown = numbers(halves.loupe.sheet(halves.steps()[0]))
    assert len(shown) == 9
    assert all(item.size >= 16 for item in shown.values())


def test_the_light_leads_to_the_loupe():
    stacks = Stacks(cast_of(LARGE), 2)
    first = stacks.steps()[0]
    beam = stacks.beams(first)["beam_in"]
    assert np.isclose(beam.points[2:, 0], stacks.loupe.points[0, 0]).all()
