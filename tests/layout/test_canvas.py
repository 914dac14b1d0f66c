"""The frames: every region inside its margins, none on another, and all round one middle."""

from __future__ import annotations

from itertools import combinations

import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import CANVASES, LARGE_CANVASES, Canvas, canvas_of
from convanim.layout.regions import Region, to_scene
from convanim.mobjects.caption import PLANS
from convanim.spec.aspect import ASPECTS

ALL = (*CANVASES.values(), *LARGE_CANVASES.values())


@pytest.mark.parametrize("canvas", ALL, ids=lambda canvas: canvas.names[0])
def test_regions_keep_off_the_edges_and_off_each_other(canvas: Canvas) -> None:
    frame = canvas.whole
    regions = (canvas.header, canvas.stage, canvas.ribbon, canvas.meter)
    for region in regions:
        assert region.left - frame.left >= 0.04 * frame.width and frame.right - region.right >= 0.04 * frame.width
        assert region.top - frame.top >= 0.04 * frame.height and frame.bottom - region.bottom >= 0.04 * frame.height
    for one, other in combinations(regions, 2):
        assert apart(one, other)
    assert canvas.stage.bottom < canvas.label_line < canvas.panel.top < canvas.ribbon.top
    assert (canvas.panel.left, canvas.panel.right, canvas.panel.bottom) == (frame.left, frame.right, frame.bottom)


@pytest.mark.parametrize("canvas", ALL, ids=lambda canvas: canvas.names[0])
def test_frames_have_the_shape_of_their_name_and_share_the_middle_and_the_short_side(canvas: Canvas) -> None:
    frame = canvas.whole
    width, height = map(int, canvas.aspect.split(":"))
    assert frame.width * height == frame.height * width
    assert min(frame.width, frame.height) == 1080 or canvas.is_large
    assert to_scene(frame.center).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("canvas", ALL, ids=lambda canvas: canvas.names[0])
def test_in_loops_the_stage_takes_the_room_of_all_else(canvas: Canvas) -> None:
    loop, frame = canvas.of_loop, canvas.whole
    assert loop.is_loop and not canvas.is_loop
    assert loop.names == (f"{canvas.aspect} loop", *canvas.names)
    assert (loop.whole, loop.is_large) == (frame, canvas.is_large)
    assert loop.stage.height > 1.3 * canvas.stage.height
    assert loop.stage.height + loop.label_line - loop.stage.bottom > 0.85 * frame.height
    for region in (loop.stage, loop.cropped_stage, *loop.asides):
        assert region.top - frame.top >= 0.04 * frame.height and region.bottom < loop.label_line
        assert region.left - frame.left >= 0.04 * frame.width and frame.right - region.right >= 0.04 * frame.width
    assert frame.bottom - loop.label_line >= 0.04 * frame.height
    assert all(apart(loop.cropped_stage, aside) for aside in loop.asides)
    assert loop.panel.height == 0


def apart(one: Region, other: Region) -> bool:
    beside = one.right <= other.left or other.right <= one.left
    return beside or one.bottom <= other.top or other.bottom <= one.top


def test_there_is_a_canvas_for_every_aspect() -> None:
    assert {aspect: canvas.aspect for aspect, canvas in CANVASES.items()} == {aspect: aspect for aspect in ASPECTS}


@pytest.mark.parametrize("canvas", LARGE_CANVASES.values(), ids=list(LARGE_CANVASES))
def test_large_captions_and_labels_can_be_read_480_pixels_wide(canvas: Canvas) -> None:
    shown = 480 / canvas.whole.width
    plan = PLANS[f"{canvas.aspect} large"]
    assert plan.caption * shown >= 18 and plan.label * shown >= 12


def test_upright_frames_are_for_phones_unless_somebody_says_so() -> None:
    assert [canvas_of(aspect).text for aspect in ASPECTS] == ["normal", "normal", "large"]
    assert canvas_of("9:16", "normal") is CANVASES["9:16"] and canvas_of("1:1", "large") is LARGE_CANVASES["1:1"]
    with pytest.raises(UnknownNameError, match=r"text is 'huge'.*normal, large"):
        canvas_of("1:1", "huge")
