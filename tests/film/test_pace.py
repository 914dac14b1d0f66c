"""Whatever the frame rate and the pace: beats, captions, marks and ledger keep to frames, and texts can be read."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import av
import pytest

from convanim.catalog import load_scene
from convanim.errors import SpecError
from convanim.film.clip import Clip
from convanim.film.quality import Quality
from convanim.film.shoot import Take, pause, project
from convanim.lessons import LESSONS
from convanim.mobjects.caption import reading_time
from convanim.request.render import render
from convanim.scene import ConvScene
from convanim.scene.stage import COMING, SETTLE
from convanim.spec import Layer
from convanim.spec.look import Look

RATES = [(24, 1.0), (25, 0.5), (24, 2.0), (25, 2.0)]
SMALL = Quality(160, 90, 30)


def take(scene: str | type[ConvScene], fps: int, pace: float, **given: Any) -> Take:
    look = Look(fps=fps, pace=pace)
    return Clip(scene, look=look, **given).take(SMALL)


def passed(one: Take) -> ConvScene:
    """The scene of a take after it was run through."""
    scenes = []
    pause(one, lambda scene, beat, picture: scenes.append(scene))
    scene: ConvScene = scenes[-1]
    return scene


def drawn(one: Take) -> Counter[str]:
    """How many frames each beat of a take has."""
    counts: Counter[str] = Counter()

    class Counting:
        def __init__(self, beat: str) -> None:
            self.beat = beat

        def write(self, patches: Any, repeat: int) -> None:
            counts[self.beat] += repeat

        def seal(self) -> None:
            pass

    project(one, Counting)
    return counts


@pytest.mark.parametrize(
    ("fps", "pace"), [*RATES[:2], *(pytest.param(*rate, marks=pytest.mark.full) for rate in RATES[2:])]
)
def test_beats_are_as_long_as_the_clock_says(fps: int, pace: float) -> None:
    short = type("Short", (load_scene("depthwise"),), {"beats": ("keep_splitting", "count_the_cost")})
    one = take(short, fps, pace, layer=Layer(2, 2, size=4, groups=2))
    counts, scene = drawn(one), passed(one)
    ends = 0
    for still in scene.stills:
        ends += counts[still.beat]
        assert still.time == ends / fps
    assert scene.now * fps == ends == sum(counts.values())
    # A beat alone is as long as among the others.
    beat = scene.stills[1].beat
    assert drawn(replace(one, beats=frozenset({beat}))) == {beat: counts[beat]}


@pytest.mark.parametrize(
    ("name", "fps", "pace"),
    # Each at one of the rates, and at all of them among all tests.
    [
        pytest.param(name, *rate, marks=() if (place - other) % len(RATES) == 0 else pytest.mark.full)
        for place, name in enumerate(LESSONS)
        for other, rate in enumerate(RATES)
    ],
)
def test_captions_stay_as_long_as_it_takes_to_read_them(name: str, fps: int, pace: float) -> None:
    scene = passed(take(name, fps, pace))
    said = scene.renderer.file_writer.subcaptions
    starts = [one.start.total_seconds() for one in said]
    assert len(said) >= len(scene.beats)
    for one, (start, after) in zip(said, pairwise([*starts, scene.now]), strict=True):
        assert start * fps == pytest.approx(round(start * fps), abs=1e-3)
        # It is there at the end of a tableau, which is slower below a pace of 1. To a frame: a rest lasts whole ones.
        # What opens the film is there at once.
        coming = max(COMING, COMING + SETTLE / pace - SETTLE) if start else 0.0
        assert after - start >= coming + reading_time(one.content) - 1.01 / fps, one.content


@pytest.mark.parametrize("name", ["depthwise", "pointwise"])
def test_marks_come_where_their_steps_are_at_any_pace(name: str) -> None:
    slow, usual, fast = (passed(take(name, 25, pace)) for pace in (0.5, 1.0, 2.0))
    assert [mark.step.index for mark in slow.marks] == [mark.step.index for mark in fast.marks]
    for scene in (slow, usual, fast):
        times = [mark.time for mark in scene.marks]
        assert times == sorted(times) and times[-1] < scene.now
    # Within a walk, steps are as far apart as the pace has it.
    apart = [scene.marks[1].time - scene.marks[0].time for scene in (slow, usual, fast)]
    assert apart == pytest.approx([2 * apart[1], apart[1], apart[1] / 2], abs=1.5 / 25)
    assert slow.now > 1.4 * usual.now and fast.now < 0.9 * usual.now


def test_a_film_has_the_rate_and_the_pace_that_are_asked_for(tmp_path: Any) -> None:
    layer = Layer(2, 2, size=4, groups=2)
    clip = render("depthwise", layer=layer, fps=24, pace=2.0, quality="l", out=tmp_path, cache=False)
    assert clip.path is not None and clip.ledger is not None
    with av.open(str(clip.path)) as film:
        stream = film.streams.video[0]
        assert stream.average_rate == 24
        times = [frame.time for frame in film.decode(video=0)]
    assert len(times) == clip.frames == clip.seconds * 24
    assert times == pytest.approx([place / 24 for place in range(clip.frames)], abs=1e-4)
    told = json.loads(clip.ledger.read_text(encoding="utf-8"))
    assert (told["fps"], told["pace"], told["seconds"]) == (24, 2.0, clip.frames / 24)
    for section in told["sections"]:
        assert section["end"] * 24 == pytest.approx(round(section["end"] * 24), abs=1e-6)
    for number in told["numbers"]:
        assert all(number[at] * 24 == pytest.approx(round(number[at] * 24), abs=0.01) for at in ("start", "end"))
    for step in told["steps"]:
        assert 0 < step["start"] < clip.seconds


def test_a_scene_may_have_a_rate_and_a_pace_of_its_own() -> None:
    class Slow(ConvScene):
        fps = 25
        pace = 0.5
        beats = ("only",)

        def only(self) -> None:
            self.rest(1.0)

    one = Clip(Slow).take(SMALL)
    assert (one.size.fps, passed(one).now) == (25, 2.0 + 1.6)
    assert Clip(Slow, look=Look(fps=30)).take(SMALL).size.fps == 30
    with pytest.raises(SpecError, match="pace is 0"):
        type("Standing", (ConvScene,), {"pace": 0})
