"""The closing tableau: wirings to one scale, and the way that sees all for the least work."""

from dataclasses import replace

import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import canvas_of
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.tableaux.comparison.who_sees import WhoSees
from convanim.tableaux.comparison.who_sees_places import PLANS
from tests.planned import PLANNED
from tests.tableaux.comparison.lanes import LAYERS, lanes_of


def who_of(layer, aspect="16:9", text="normal"):
    canvas = canvas_of(aspect, text)
    lanes = lanes_of(layer, canvas)
    return WhoSees(lanes[0].casts[0], lanes, Style.of().with_(canvas=canvas))


def test_every_aspect_has_a_plan_and_another_one_is_refused():
    assert set(ASPECTS) <= set(PLANS) <= PLANNED
    who = who_of(Layer())
    who.style = who.style.with_(canvas=replace(who.canvas, aspect="21:9"))
    with pytest.raises(UnknownNameError, match=r"WhoSees has no plan for 21:9"):
        _ = who.plan


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS)
def test_wirings_stand_apart_on_stage_and_are_as_high(layer, aspect, text):
    who = who_of(layer, aspect, text)
    boxes = [box for place in who.places for box in place.boxes]
    assert len({round(box.height, 6) for box in boxes}) == 1
    for place in who.places:
        for one, other in zip(place.boxes, place.boxes[1:], strict=False):
            assert other.left - one.right == pytest.approx(who.plan.sign)
        assert who.canvas.stage.left <= place.boxes[0].left and place.boxes[-1].right <= who.canvas.stage.right
        assert place.room.top >= who.canvas.stage.top and place.room.bottom <= who.canvas.label_line
    # The frame round a way is clear of all others.
    (frame,) = who.highlight().parts["all"]
    left, top, right, bottom = frame.box
    for lane, place in zip(who.lanes, who.places, strict=True):
        for box in () if lane is who.best else place.boxes:
            assert box.right <= left or right <= box.left or box.bottom <= top or bottom <= box.top


def test_the_frame_is_round_who_sees_all_for_the_least():
    assert who_of(Layer()).best.key == "separable"
    # A 1x1 kernel leaves nothing to save.
    assert who_of(Layer(kernel=1)).best.key == "standard"
    assert who_of(Layer(1, 5)).best.key == "separable"


def test_the_separable_way_is_shown_as_a_product():
    who = who_of(Layer())
    assert who.alone == ["standard", "grouped", "depthwise"]
    assert who.product == ["separable-first", "separable-second", "separable"]
    assert set(who.pictures().parts) == {*who.alone, *who.product}


def test_receptive_fields_are_told_with_their_channels():
    who = who_of(Layer(4, 4, size=9, dilation=(1, 2), bias=True))
    columns = [[one.text for one in who.costs.column(lane)] for lane in who.lanes]
    assert [field for *_, field in columns] == ["4×3×5", "2×3×5", "1×3×5", "4×3×5"]
    assert [parameters for parameters, *_ in columns] == ["148", "76", "40", "60"]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_numbers_stand_below_their_ways_or_have_headings(aspect):
    who = who_of(Layer(), aspect)
    table = who.table()
    for lane, place in zip(who.lanes, who.places, strict=True):
        items = table.parts[lane.key]
        assert {item.x for item in items} == {place.column}
        named = [item.text for item in items if item.text == lane.name.text]
        assert bool(named) is who.plan.tiers
        if not who.plan.tiers:
            assert place.column == place.room.center[0]


def test_where_there_is_little_width_ways_of_two_layers_stand_below():
    who = who_of(Layer(), "9:16")
    *alone, separable = who.places
    assert all(place.room.bottom <= separable.room.top for place in alone)
    assert len({place.room.top for place in alone}) == 1
