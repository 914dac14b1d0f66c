"""The lanes tableau: all that is made stands on stage, in its lane and apart."""

from dataclasses import replace
from itertools import combinations

import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import WIDE
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.tableaux.comparison.lanes import RaceLanes
from tests.planned import PLANNED
from tests.tableaux.casts import apart, box_of
from tests.tableaux.comparison.lanes import CROP, LARGE, LAYERS, lanes_of, race_of


def test_every_aspect_has_a_plan_and_another_one_is_refused():
    assert set(ASPECTS) <= set(RaceLanes.plans) <= PLANNED >= set(RaceLanes.cropped_plans)
    lanes = lanes_of(Layer(), replace(WIDE, aspect="21:9"))
    with pytest.raises(UnknownNameError, match=r"RaceLanes has no plan for 21:9.*16:9, 1:1, 9:16"):
        RaceLanes(lanes[0].casts[0], lanes).at()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("layer", "crop"), [*((layer, None) for layer in LAYERS), (LARGE, CROP)])
def test_blocks_stand_in_their_lanes_and_apart(layer, crop, aspect, text):
    tableau = race_of(layer, aspect, text, crop)
    blocks, places = tableau.blocks(), tableau.places.places
    for one, other in combinations([tableau.input(), *blocks.values()], 2):
        assert apart(one, other)
    for lane, place in zip(tableau.lanes, places, strict=True):
        for cast in lane.casts:
            left, top, right, bottom = box_of(blocks[cast.names.output])
            assert place.works.left <= left and right <= place.works.right + 0.01
            assert place.works.top - 0.01 <= top and bottom <= place.works.bottom + 0.01
    assert places[-1].track.bottom <= tableau.canvas.label_line + 0.01


@pytest.mark.parametrize("layer", LAYERS)
def test_filters_stand_before_what_they_make(layer):
    tableau = race_of(layer)
    for k, lane in enumerate(tableau.lanes):
        for stage in range(len(lane.casts)):
            cells = tableau.places.lanes[k][stage]
            made, fits = tableau.places.made(k, stage), tableau.places.filters(k, stage)
            end = fits[-1].left + cells.filter.width * fits[-1].cell
            assert end <= made.left
            assert fits[0].cell == tableau.places.filter_cell


def test_outputs_stand_in_one_column_whatever_their_shape():
    tableau = race_of(Layer(4, 9))
    lefts = {tableau.places.made(k, len(lane.casts) - 1).left for k, lane in enumerate(tableau.lanes)}
    assert len(lefts) == 1
    assert tableau.question == "Same input: who is done first?"
