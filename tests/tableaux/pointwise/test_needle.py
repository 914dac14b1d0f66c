"""The needle tableau: where the needle stands, what it holds, and where its lines lead."""

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.kernels import make_tensors
from convanim.layout.canvas import WIDE
from convanim.layout.regions import HEIGHT, WIDTH, to_pixels
from convanim.layout.style import Style
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.cast import Cast
from convanim.spec import Layer, Values
from convanim.tableaux.pointwise.filter_row import FilterRow
from convanim.tableaux.pointwise.needle import Carrying, Needle, Pouring
from convanim.trace import Trace

ODD = Layer(6, 4, size=(5, 7), kernel=1, bias=True)
MANY = Layer(64, 64, size=(56, 56), kernel=1)


def needle_of(layer=None, values=None):
    return Needle(Cast(Trace(make_tensors(layer or Layer(kernel=1), values)), Style.of()))


@pytest.mark.parametrize("layer", [Layer(kernel=1), ODD, Layer(3, 5, kernel=1), MANY, Layer(1, 1, size=1, kernel=1)])
def test_everything_stands_in_the_frame(layer):
    needle = needle_of(layer)
    for actor in needle.at(needle.first(), made=True).values():
        if actor is not None and not isinstance(actor, Bundle) and hasattr(actor, "slabs"):
            points = np.concatenate([slab.outline() for slab in actor.slabs()])
            assert points.min() >= 70 and points[:, 0].max() <= WIDTH - 70 and points[:, 1].max() <= HEIGHT


def test_the_needle_holds_the_pixels_true_values():
    needle = needle_of()
    step = needle.cast.trace.step(0, 4, 5)
    words = [item for item in needle.values(step).display_list() if isinstance(item, Words)]
    assert len(words) == 8
    for item in words:
        assert item.source.index[1:] == (4, 5)
        assert item.source.value == needle.cast.trace.input[item.source.index]


def test_numbers_change_over_half_way_to_the_next_pixel():
    needle = needle_of()
    one, other = needle.cast.trace.step(0, 0, 0), needle.cast.trace.step(0, 0, 1)
    tensor = needle.values(one)
    carrying = Carrying(tensor, needle.place, needle._content)
    carrying.follow(one, other, 0.4)
    assert tensor.content.origin == (0, 0)
    carrying.follow(one, other, 0.6)
    assert tensor.content.origin == (0, 1)
    assert tensor.content.values.ravel().tolist() == needle.cast.trace.input[:, 0, 1].tolist()
    assert np.allclose(tensor.points, needle.place(one) + 0.6 * (needle.place(other) - needle.place(one)))


def test_lines_run_from_values_to_weights_to_one_cell():
    needle = needle_of()
    step = needle.first()
    starts, middles = to_pixels(needle.ends_in(step))[::2], to_pixels(needle.ends_in(step))[1::2]
    assert (middles[:, 0] > starts[:, 0]).all()
    assert np.allclose(starts[:, 1], middles[:, 1]), "the first pixel's lines run straight across"
    ends = to_pixels(needle.ends_out(step))[1::2]
    assert np.ptp(ends, axis=0).max() < 1e-6


def test_the_needle_pricks_neither_caption_nor_margin():
    for layer in (Layer(kernel=1), ODD, MANY):
        needle = needle_of(layer)
        rows, columns = layer.output_size
        for place in ((0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1)):
            ends = to_pixels(needle.spike_ends(needle.cast.trace.step(0, *place)))
            assert ends[:, 0].min() >= 77 and ends[:, 1].min() >= 160 and ends[:, 1].max() <= WIDE.stage.bottom + 20


def test_pouring_leaves_what_was_lit():
    needle = needle_of()
    step = needle.first(2)
    output = needle.output(2, 2, made=step)
    steps = needle.stops(2)
    Pouring(output, [2]).follow(None, steps[0], 1.0)
    assert output.lit[2, step.index[1], step.index[2]] == 1 and output.lit[2, 0, 0] == 1
    assert output.lit[:2].min() == 1 and output.lit[3:].max() == 0


def test_large_images_get_voxels_with_room_for_numbers_and_few_stops():
    needle = needle_of(MANY)
    assert needle.values(needle.first()).number_size() >= 16
    assert len(needle.stops()) <= 200
    assert len(needle.channels.indices) < 9 and not needle.channels.complete


def test_what_was_spent_is_the_cost_of_what_was_shown():
    needle = needle_of()
    assert needle.spent_on_a_pixel().multiply_adds == 8
    assert (needle.spent(1).weights, needle.spent(1).multiply_adds) == (8, 288)
    assert needle.spent(8).multiply_adds == 2304


def test_real_values_keep_their_pixels():
    needle = needle_of(values=Values("normal"))
    step = needle.first()
    assert np.array_equal(needle.values(step).content.values, step.window)


def test_a_row_of_filters_without_room_is_none():
    needle = needle_of()
    args = {"left": 0, "bottom": 100, "width": 400}
    assert FilterRow.within(needle.cast, needle.channels, needle.filters, height=20, **args) is None
    row = FilterRow.within(needle.cast, needle.channels, needle.filters, height=200, **args)
    assert row is not None and row.width <= 400
