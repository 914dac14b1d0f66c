"""Sizes, rates and encodings."""

import pytest

from convanim.errors import SpecError
from convanim.film.quality import QUALITIES, Encoding, Quality, name_of
from convanim.spec.aspect import ASPECTS


def test_qualities_are_manims():
    from manim.constants import QUALITIES as MANIMS

    for quality in MANIMS.values():
        if quality["flag"]:
            ours = QUALITIES[quality["flag"]]
            expected = (quality["pixel_width"], quality["pixel_height"], quality["frame_rate"])
            assert (ours.width, ours.height, ours.fps) == expected


@pytest.mark.parametrize(
    ("arguments", "part"), [({"crf": 52}, "0 (lossless) to 51"), ({"preset": "warp"}, "ultrafast, superfast")]
)
def test_encodings_that_x264_does_not_know(arguments, part):
    with pytest.raises(SpecError) as caught:
        Encoding(**arguments)
    assert part in str(caught.value)


@pytest.mark.parametrize("letter", QUALITIES)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_quality_has_as_many_pixels_on_the_short_side_in_every_aspect(letter, aspect):
    wide = QUALITIES[letter]
    shaped = wide.shaped(aspect)
    assert min(shaped.width, shaped.height) == wide.height and shaped.fps == wide.fps
    # H.264 takes even sides only.
    assert shaped.width % 2 == shaped.height % 2 == 0
    width, height = map(int, aspect.split(":"))
    assert shaped.width / shaped.height == pytest.approx(width / height, rel=2e-3)
    assert name_of(shaped) == (letter, aspect)


def test_a_size_of_no_quality_has_no_name():
    assert name_of(Quality(640, 360, 30)) is None
