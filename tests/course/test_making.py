"""How far kinds are, and how long they still take: never back, never below nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.cli.progress import Pace
from convanim.course.making import Making, cost, time_left

seconds = st.floats(0, 1e4)


@given(st.lists(st.tuples(st.floats(0.1, 50), st.sampled_from(["gif", "webp", "webm"])), min_size=1, max_size=9))
def test_parts_one_after_the_other_go_forward(asked):
    parts = {"words": {}} | {kind: {} for _, kind in asked}
    for place, (weight, kind) in enumerate(asked):
        parts[kind][f"part {place}"] = weight
    needed = [f"part {place}" for place in range(len(asked))]
    before = None
    for count in range(len(asked) + 1):
        there = needed[:count]
        made = [kind for kind, some in parts.items() if some.keys() <= set(there)]
        now = Making.of("clip", parts, made, there, needed)
        assert 0 <= now.share <= 1
        assert 0 <= now.done <= now.whole * (1 + 1e-9)
        assert now.kind == ("" if count == len(asked) else asked[count][1])
        assert before is None or (before.done <= now.done and before.made <= now.made)
        before = now
    assert before.done == pytest.approx(before.whole)


def test_what_is_kept_is_no_work():
    parts = {"webm": {"webm 1": 3.0}, "gif": {"strip 1": 1.0, "gif": 2.0}, "webp": {"strip 1": 1.0, "webp": 2.0}}
    # The GIF was kept, so the strip is drawn for the WebP alone.
    begun = Making.of("clip", parts, ["webm", "gif"], ["webm 1", "gif"], ["strip 1", "webp"])
    assert (begun.kind, begun.made, begun.done, begun.whole) == ("webp", 2, 0, 3)
    assert Making.of("clip", parts, list(parts), ["webm 1", "gif", "webp"], []).whole == 0


@given(seconds, seconds, seconds, seconds, seconds, st.integers(1, 8))
def test_time_left_runs_down_between_reports_and_is_never_negative(done, more, took, ago, later, jobs):
    now, then = (time_left(done, done + more, took, one, jobs) for one in (ago, ago + later))
    assert 0 <= then <= now
    assert time_left(done, done, took, ago, jobs) == 0


def test_a_machine_half_as_fast_is_soon_found_out_without_a_jump():
    whole, guesses = 40, []
    for done in range(41):
        guesses.append(time_left(done, whole, 2 * done, 0))
    assert guesses[0] == 40
    assert guesses[10] == pytest.approx(2 * 30, rel=0.2)
    assert guesses[-1] == 0
    assert all(abs(later - earlier) < 6 for earlier, later in pairwise(guesses))


def test_the_pace_is_that_of_all_clips():
    now = [0.0]
    pace = Pace(2, lambda: now[0])
    for clip in ("a", "b"):
        pace.tell(Making(clip, 0, 2, "gif", 0.0, 0.0, 10.0))
    assert pace.left() == 10
    now[0] = 5.0
    pace.tell(Making("a", 2, 2, "", 0.0, 10.0, 10.0))
    assert pace.left() == 5
    now[0] = 7.0
    assert pace.left() == 3
    now[0] = 70.0
    assert pace.left() == 0


def test_costs_grow_with_frames_and_pixels():
    assert cost("webm", 200, 1280, 720) == 2 * cost("webm", 100, 1280, 720)
    assert cost("webm", 100, 1920, 1080) > cost("webm", 100, 1280, 720)
    assert cost("handout", 3, 640, 360) == cost("handout", 3, 1920, 1080)
