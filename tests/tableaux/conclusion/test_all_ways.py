"""The picture that stays: rows on stage and apart, bars to scale, and words that the wiring bears out."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.draw.lettering import span_box
from convanim.errors import UnknownNameError
from convanim.kernels import cost
from convanim.layout.canvas import canvas_of
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.tableaux.conclusion.all_ways import EveryWay
from convanim.tableaux.conclusion.places import PLANS
from tests.planned import PLANNED
from tests.tableaux.casts import apart, inside
from tests.tableaux.comparison.lanes import LAYERS, lanes_of


def all_ways(layer: Layer, aspect: str = "16:9", text: str = "normal", crop: str | None = None) -> EveryWay:
    canvas = canvas_of(aspect, text)
    lanes = lanes_of(layer, canvas, crop)
    return EveryWay(lanes[0].casts[0], lanes, Style.of().with_(canvas=canvas))


def test_every_aspect_has_a_plan_and_another_one_is_refused():
    assert set(ASPECTS) <= set(PLANS) <= PLANNED
    ways = all_ways(Layer())
    ways.style = ways.style.with_(canvas=replace(ways.canvas, aspect="21:9"))
    with pytest.raises(UnknownNameError, match=r"EveryWay has no plan for 21:9"):
        _ = ways.plan


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS)
def test_all_blocks_stand_on_stage_and_apart(layer, aspect, text):
    ways = all_ways(layer, aspect, text)
    blocks = list(ways.input_beside().values())
    for lane in ways.lanes:
        blocks += ways.filters(lane).values()
    stage = replace(ways.canvas.stage, bottom=ways.canvas.label_line)
    assert all(inside(block, stage) for block in blocks)
    for k, one in enumerate(blocks):
        assert all(apart(one, other) for other in blocks[k + 1 :])
    for one, other in pairwise(ways.places.rows):
        assert one.room.bottom + ways.places.pad < other.room.top


@pytest.mark.parametrize("layer", LAYERS)
def test_bars_are_as_long_as_their_work(layer):
    ways = all_ways(layer)
    bars = ways.bars().bars
    work = [lane.cost.multiply_adds for lane in ways.lanes]
    assert np.allclose(
        np.array([bar.length for bar in bars]) / max(work), bars[0].length / work[0] * np.array(work) / max(work)
    )
    assert bars[0].length == bars[0].standard
    assert [item.text.replace("\u2009", "") for bar in bars for item in bar.count] == [str(own) for own in work]


def test_a_crop_has_no_input_before_the_rows():
    assert set(all_ways(Layer()).input_beside()) == {"input"}
    assert all_ways(Layer(8, 8, size=40), crop="20:30,:9").input_beside() == {}


def test_the_best_way_is_framed_and_the_ratio_is_told():
    ways = all_ways(Layer())
    (frame,) = ways.highlight().parts["all"]
    row = ways.places.rows[-1].room
    assert frame.box[1] < row.top < row.bottom < frame.box[3]
    times, what, *same = (item.text for item in ways.ratio().parts["all"])
    assert (times, what) == ("\u2248\u20094.2×", "fewer multiply-adds")
    assert " ".join(same) == "same input, same output shape, every channel seen"
    assert [item.text for item in all_ways(Layer(1, 1)).ratio().parts["all"]][-1] == "same input, same output shape"
    assert cost(Layer()).multiply_adds == ways.lanes[0].cost.multiply_adds


def test_of_a_kernel_that_saves_nothing_the_standard_way_is_framed():
    ways = all_ways(Layer(kernel=1))
    (frame,) = ways.highlight().parts["all"]
    assert frame.box[1] < ways.places.rows[0].room.top < frame.box[3] < ways.places.rows[1].room.bottom
    assert ways.ratio().parts["all"][1].text == "more multiply-adds"


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_what_bars_count_stands_clear_of_a_frame_round_the_first_way(aspect, text):
    ways = all_ways(Layer(1, 1), aspect, text)
    assert ways.best is ways.lanes[0]
    ((frame,),) = ways.highlight().parts.values()
    for said in (item for item in ways.words().parts["heading"] if isinstance(item, Words)):
        assert span_box(said, 0, len(said.text))[3] + 2 < frame.box[1]
