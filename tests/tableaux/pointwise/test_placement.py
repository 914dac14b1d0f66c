"""Where the needle tableau's parts stand, and where its lines lead."""

import numpy as np
import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import WIDE
from convanim.layout.regions import to_pixels
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.pointwise.needle import Needle
from tests.tableaux.casts import CROP, apart, cast_of, inside, on_unplanned_canvas

PLAIN = Layer(kernel=1)
ODD = Layer(6, 4, size=(5, 7), kernel=1, bias=True)
MANY = Layer(64, 64, size=(56, 56), kernel=1)


def within(point, outline):
    """Whether a point lies inside a convex outline."""
    sides = np.roll(outline, -1, axis=0) - outline
    turns = sides[:, 0] * (point - outline)[:, 1] - sides[:, 1] * (point - outline)[:, 0]
    return bool((turns > 0).all() or (turns < 0).all())


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(
    ("layer", "crop"),
    [
        (PLAIN, None),
        (ODD, None),
        (Layer(3, 5, kernel=1), None),
        (MANY, None),
        (Layer(1, 1, size=1, kernel=1), None),
        (Layer(kernel=1, size=40), CROP),
    ],
)
def test_in_every_aspect_the_blocks_stand_on_stage_and_apart(aspect, layer, crop):
    needle = Needle(cast_of(layer, aspect, crop=crop))
    given, weights, made, plane = needle.input(), needle.weights(), needle.output(), needle.plane(0)
    blocks = [given, weights, made]
    assert all(inside(block, needle.canvas.stage) for block in [*blocks, plane])
    assert apart(given, weights) and all(apart(given, one) for one in (made, plane))
    if not needle.plan.stepped:
        assert all(apart(weights, one) for one in (made, plane))
    # In the corner of a square, the output stands below the needle, which rises beside its depth.
    corners = [slab.at(1.0, depth) for slab in weights.slabs() for depth in (0.0, 1.0)]
    slabs = [*made.slabs(), *plane.slabs()]
    assert not any(within(corner, slab.outline()) for corner in corners for slab in slabs)
    row = needle.placement.filter_row
    if row is not None:
        filters = [row.filter(filter) for filter in needle.filters.indices]
        assert all(inside(filter, needle.canvas.stage) for filter in filters)
        assert all(apart(filter, block) for filter in filters for block in [*blocks[1:], plane])


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"Needle has no plan for 21:9.*16:9, 1:1, 9:16"):
        Needle(on_unplanned_canvas(PLAIN)).input()


def test_labels_stand_below_what_they_name():
    tall, wide = (Needle(cast_of(PLAIN, aspect)).placement for aspect in ("9:16", "16:9"))
    assert tall.label_starts[1] == tall.filter_row.left and wide.label_starts[1] == wide.fits[1].left
    assert tall.label_rows.label_line(1) == tall.label_rows.label_line(2) > tall.label_rows.label_line(0)
    assert len({wide.label_rows.label_line(block) for block in range(3)}) == 1


def test_lines_run_from_values_to_weights_to_one_cell():
    needle = Needle(cast_of(PLAIN))
    place, step = needle.placement, needle.first_step()
    starts, middles = to_pixels(place.lines_in(step))[::2], to_pixels(place.lines_in(step))[1::2]
    assert (middles[:, 0] > starts[:, 0]).all()
    assert np.allclose(starts[:, 1], middles[:, 1]), "the first pixel's lines run straight across"
    ends = to_pixels(place.lines_out(step))[1::2]
    assert np.ptp(ends, axis=0).max() < 1e-6


@pytest.mark.parametrize("filter", [0, 5])
def test_the_cell_is_on_the_plane_that_is_pulled_out(filter):
    needle = Needle(cast_of(PLAIN))
    step = needle.first_step(filter)
    plane = needle.plane(filter).slabs()[0]
    assert np.allclose(to_pixels(needle.placement.cell(step))[0], plane.at(*step.index[1:]))


@pytest.mark.parametrize("layer", [PLAIN, ODD, MANY])
def test_the_needle_pricks_neither_caption_nor_margin(layer):
    needle = Needle(cast_of(layer))
    rows, columns = layer.output_size
    for place in ((0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1)):
        ends = to_pixels(needle.placement.needle_ends(needle.cast.trace.step(0, *place)))
        assert ends[:, 0].min() >= 77 and ends[:, 1].min() >= 160 and ends[:, 1].max() <= WIDE.stage.bottom + 20


def test_large_images_get_voxels_with_room_for_numbers_and_few_stops():
    needle = Needle(cast_of(MANY))
    assert needle.values(needle.first_step()).number_size() >= 16
    assert len(needle.steps()) <= 200
    assert len(needle.channels.indices) < 9 and not needle.channels.complete
