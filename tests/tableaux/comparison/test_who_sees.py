"""The closing tableau: wirings to one scale, and the way that sees all for the least work."""

from dataclasses import replace

import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import canvas_of
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.tableaux.comparison.who_sees import PLANS, WhoSees
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
        assert place.boxes[-1].right <= who.canvas.stage.right
        assert place.room.top >= who.canvas.stage.top and place.room.bottom <= who.canvas.label_line + 20


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
    fields = [who._numbers(lane)[-1].text for lane in who.lanes]
    assert fields == ["4×3×5", "2×3×5", "1×3×5", "4×3×5"]
    assert [who._numbers(lane)[0].text for lane in who.lanes] == ["148", "76", "40", "60"]
