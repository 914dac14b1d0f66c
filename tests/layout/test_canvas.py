"""The frames: every region inside its margins, none on another, and all round one middle."""

from __future__ import annotations

from itertools import combinations

import pytest

from convanim.errors import UnknownNameError
from convanim.film.quality import QUALITIES, Quality, name_of
from convanim.layout.canvas import CANVASES, Canvas
from convanim.layout.regions import to_scene
from convanim.spec.aspect import ASPECTS, size_of


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


@pytest.mark.parametrize("aspect", ASPECTS)
def test_frames_share_the_middle_and_the_short_side(aspect: str) -> None:
    frame = CANVASES[aspect].whole
    assert (frame.width, frame.height) == size_of(aspect)
    assert min(frame.width, frame.height) == 1080
    assert to_scene(frame.center).tolist() == [0.0, 0.0, 0.0]


def test_an_unknown_aspect_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"4:3.*16:9, 1:1, 9:16"):
        size_of("4:3")


@pytest.mark.parametrize("letter", QUALITIES)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_quality_has_as_many_pixels_on_the_short_side_in_every_aspect(letter: str, aspect: str) -> None:
    wide = QUALITIES[letter]
    shaped = wide.shaped(aspect)
    assert min(shaped.width, shaped.height) == wide.height and shaped.fps == wide.fps
    # H.264 takes even sides only.
    assert shaped.width % 2 == shaped.height % 2 == 0
    width, height = size_of(aspect)
    assert shaped.width / shaped.height == pytest.approx(width / height, rel=2e-3)
    assert name_of(shaped) == (letter, aspect)


def test_a_size_of_no_quality_has_no_name() -> None:
    assert name_of(Quality(640, 360, 30)) is None
