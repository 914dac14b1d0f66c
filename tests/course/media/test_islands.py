"""Rectangles around what changes: they hold all of it, and none of them another's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.course.media.frames import Strip
from convanim.course.media.islands import GAP, islands_of, joined
from convanim.draw.compositor import Patch, Rect
from convanim.film.quality import Quality

places = st.lists(st.tuples(st.integers(0, 119), st.integers(0, 79)), max_size=12)
rects = st.builds(
    lambda left, top, wide, high: Rect(left, top, left + wide, top + high),
    *(st.integers(0, 90), st.integers(0, 90), st.integers(1, 30), st.integers(1, 30)),
)


def covered(found):
    """How many of the rectangles hold each pixel of (120, 120)."""
    count = np.zeros((120, 120), int)
    for rect in found:
        count[rect.top : rect.bottom, rect.left : rect.right] += 1
    return count


@given(places)
def test_islands_hold_all_that_changes_each_once(places):
    changed = np.zeros((120, 120), bool)
    for place in places:
        changed[place] = True
    found = islands_of(changed)
    count = covered(found)
    assert count.max() <= 1
    assert (count[changed] == 1).all()
    for one in found:
        inner = changed[one.top : one.bottom, one.left : one.right]
        assert inner[0].any() and inner[-1].any()


def test_what_is_far_apart_is_told_apart():
    changed = np.zeros((10, 60), bool)
    changed[3, [0, GAP, 2 * GAP + 1]] = True
    assert islands_of(changed) == [Rect(0, 3, GAP + 1, 4), Rect(2 * GAP + 1, 3, 2 * GAP + 2, 4)]


@given(st.lists(rects, max_size=8))
def test_joined_rectangles_hold_the_same_and_meet_nowhere(rects):
    count = covered(joined(rects))
    assert count.max() <= 1
    assert (count >= np.minimum(covered(rects), 1)).all()


@pytest.mark.parametrize(("width", "calm"), [(160, False), (77, False), (77, True), (16, False)])
def test_beside_what_a_frame_says_has_changed_nothing_has(width, calm):
    size, random = Quality(160, 90, 30), np.random.default_rng(5)
    strip = Strip(size)
    strip.write([Patch(0, 0, random.integers(0, 256, (90, 160, 4), dtype=np.uint8))], 1)
    for _ in range(12):
        spots = [(int(random.integers(0, 150)), int(random.integers(0, 80))) for _ in range(3)]
        strip.write([Patch(*spot, random.integers(0, 256, (6, 9, 4), dtype=np.uint8)) for spot in spots], 1)
    for frame, whole in zip(strip.frames(width, 2, calm), strip.frames(every=2), strict=True):
        fresh = Strip(size)
        fresh.write([Patch(0, 0, whole.pixels.copy())], 1)
        # What was scaled in parts is what is scaled as a whole.
        (right,) = fresh.frames(width, calm=calm)
        assert np.abs(right.pixels.astype(int) - frame.pixels).max() <= 1
        assert frame.news.shape == (sum(rect.area for rect in frame.changed), 4)
