"""The closing tableau: wirings to one scale, and the way that sees all for the least work."""

from dataclasses import replace

import pytest

from convanim.errors import UnknownNameError
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.tableaux.comparison.who_sees_places import PLANS
from tests.planned import PLANNED
from tests.tableaux.comparison.lanes import LAYERS, who_of


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
