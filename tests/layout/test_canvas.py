"""The frames: every region inside its margins, none on another, and all round one middle."""

from __future__ import annotations

from itertools import combinations

import pytest

from convanim.layout.canvas import CANVASES, Canvas
from convanim.layout.regions import to_scene
from convanim.spec.aspect import ASPECTS


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=list(CANVASES))
def test_regions_keep_off_the_edges_and_off_each_other(canvas: Canvas) -> None:
    frame = canvas.whole
    regions = (canvas.header, canvas.stage, canvas.ribbon, canvas.meter)
    for region in regions:
        assert region.left - frame.left >= 0.04 * frame.width and frame.right - region.right >= 0.04 * frame.width
        assert region.top - frame.top >= 0.04 * frame.height and frame.bottom - region.bottom >= 0.04 * frame.height
    for one, other in combinations(regions, 2):
        apart = one.right <= other.left or other.right <= one.left
        assert apart or one.bottom <= other.top or other.bottom <= one.top
    assert canvas.stage.bottom < canvas.label_line < canvas.panel.top < canvas.ribbon.top
    assert (canvas.panel.left, canvas.panel.right, canvas.panel.bottom) == (frame.left, frame.right, frame.bottom)


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=list(CANVASES))
def test_frames_have_the_shape_of_their_name_and_share_the_middle_and_the_short_side(canvas: Canvas) -> None:
    frame = canvas.whole
    width, height = map(int, canvas.aspect.split(":"))
    assert frame.width * height == frame.height * width
    assert min(frame.width, frame.height) == 1080
    assert to_scene(frame.center).tolist() == [0.0, 0.0, 0.0]


def test_there_is_a_canvas_for_every_aspect() -> None:
    assert {aspect: canvas.aspect for aspect, canvas in CANVASES.items()} == {aspect: aspect for aspect in ASPECTS}
