"""Loops: about ten seconds without words, legible 480 pixels wide, that end on the picture that they begin with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convanim.catalog import load_scene
from convanim.course.media.frames import view
from convanim.course.media.loops import gif_of, strip_for_loops
from convanim.draw.items import Item
from convanim.errors import SpecError
from convanim.film.clip import Clip
from convanim.film.quality import quality_of
from convanim.layout.canvas import canvas_of
from convanim.lessons import LESSONS
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS, WIDESCREEN
from convanim.spec.cut import FILM, LOOP
from convanim.spec.look import Look
from tests.scenes.digits import check_digits
from tests.scenes.films import FEW_LOOPS, LOOPED, MANY_LOOPS, THEMES, WITHOUT_LOOP, Film, layer_of
from tests.scenes.legible import check_legible, written
from tests.scenes.motion import Watched, flights, idle, watch
from tests.scenes.playing import Played, play

SAID = {"caption", "question", "dots", "facts", "formula", "meter", "proof"}
"""What stands on stage under these names in films tells in words or sums, and has no place in a loop."""
SECONDS = 8.0, 12.0
SMALLEST = 7.5
"""The smallest type in a frame that is 480 pixels wide, in its pixels."""


@cache
def watched(name: str, aspect: str) -> Watched:
    """A loop that was watched once, for all that ask of its motion."""
    return watch(type(name, (load_scene(name),), {"cut": LOOP}), aspect=aspect)


@dataclass(frozen=True)
class Screening:
    """A loop, and how it went."""

    loop: Film
    played: Played


@pytest.fixture(
    scope="module",
    params=[*FEW_LOOPS, *(pytest.param(loop, marks=pytest.mark.full) for loop in MANY_LOOPS)],
    ids=str,
)
def screening(request: pytest.FixtureRequest, fonts: Any) -> Screening:
    """A loop that was played once, for all that look at it."""
    fonts(request.param.language)
    return Screening(request.param, request.param.play())


def test_every_lesson_has_a_loop_but_those_that_say_why() -> None:
    without = {name for name in LESSONS if not callable(getattr(load_scene(name), LOOP, None))}
    assert without == set(WITHOUT_LOOP)
    assert {name for name, lesson in LESSONS.items() if not lesson.loop} == without
    assert all(WITHOUT_LOOP.values())


@pytest.mark.parametrize("name", LOOPED)
def test_a_loop_takes_about_ten_seconds(name: str) -> None:
    least, most = SECONDS
    # At fewer frames a second, motions would be filled up to whole frames.
    assert least <= play(type(name, (load_scene(name),), {"cut": LOOP}), fps=15, skip=True).scene.now <= most


def test_a_loop_is_one_beat_and_says_nothing(screening: Screening) -> None:
    scene = screening.played.scene
    assert {beat for beat, _, _ in screening.played.pictures} == {LOOP}
    assert not scene.renderer.file_writer.subcaptions
    assert not SAID & scene._cast_on_stage.keys()


def test_pictures_at_rest_are_legible_480_pixels_wide(screening: Screening) -> None:
    loop = screening.loop
    canvas = canvas_of(loop.aspect, loop.text, LOOP)
    for _, time, items in screening.played.pictures:
        where = f"{loop} at {time:.1f} s"
        check_legible(items, where, canvas, loop.language)
        for line in written(items) if canvas.is_large else ():
            assert line.size * 480 / canvas.whole.width >= SMALLEST, f"{where}: {line.text!r}"


def test_every_digit_is_in_the_ledger(screening: Screening) -> None:
    check_digits(screening.played)


class Seam(ConvScene):
    """Keeps its first and its last picture."""

    first: Any = None
    last: Any = None

    def rest(self, seconds: float) -> None:
        self.last = self.picture()
        if self.first is None:
            self.first = self.last
        super().rest(seconds)


SEAMS = [
    *((name, "default", WIDESCREEN, "dark") for name in LOOPED),
    *(
        pytest.param(name, layer, aspect, theme, marks=pytest.mark.full)
        for name in LOOPED
        for layer, aspect, theme in (
            *(("default", aspect, "dark") for aspect in ASPECTS if aspect != WIDESCREEN),
            *((layer, WIDESCREEN, "dark") for layer in ("odd", "many", "cropped")),
            *(("default", WIDESCREEN, theme) for theme in THEMES if theme != "dark"),
        )
    ),
]


def test_a_loop_ends_on_the_things_that_it_begins_with(screening: Screening) -> None:
    first, last = (screening.played.pictures[place][2] for place in (0, -1))
    assert len(first) == len(last)
    assert all(alike(one, other) for one, other in zip(first, last, strict=True))


def alike(one: Item, other: Item) -> bool:
    """Whether two items are drawn alike: the same but for the last bits of a float."""
    if type(one) is not type(other):
        return False
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)]
    return all(np.allclose(a, b) if is_of_numbers(a) else a == b for a, b in pairs if a is not b)


def is_of_numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray) or (
        isinstance(value, tuple) and all(isinstance(part, float | int) for part in value)
    )


@pytest.mark.parametrize(("name", "layer", "aspect", "theme"), SEAMS)
def test_a_loop_ends_on_the_picture_that_it_begins_with(name: str, layer: str, aspect: str, theme: str) -> None:
    options, look = layer_of(name, layer)
    scene_class = type(name, (Seam, load_scene(name)), {"cut": LOOP})
    width, height = (side // 4 for side in ASPECTS[aspect])
    played = play(scene_class, options, theme=THEMES[theme], size=(width, height), skip=True, aspect=aspect, **look)
    scene: Any = played.scene
    assert np.array_equal(scene.first, scene.last)
    assert len(np.unique(scene.first.reshape(-1, 4), axis=0)) > 8


@pytest.mark.parametrize("name", LOOPED)
@pytest.mark.parametrize(
    "aspect",
    [aspect if aspect == WIDESCREEN else pytest.param(aspect, marks=pytest.mark.full) for aspect in ASPECTS],
)
@pytest.mark.parametrize("check", [flights, idle], ids=lambda check: check.__name__)
def test_nothing_flies_through_anything_and_nothing_idles(name: str, aspect: str, check: Any) -> None:
    assert not list(check(watched(name, aspect)))


def test_a_scene_without_a_loop_says_how_to_have_one() -> None:
    class Plain(ConvScene):
        beats = ("one",)

    with pytest.raises(SpecError, match="Plain has no loop") as caught:
        Plain.fit_cut(LOOP)
    with pytest.raises(SpecError, match="has no loop"):
        type("Cut", (Plain,), {"cut": LOOP})
    assert "a method loop" in str(caught.value)


def test_a_scene_of_ones_own_has_the_loop_that_it_says_and_its_beats_again() -> None:
    class Own(ConvScene):
        beats = ("one", "two")
        cut = LOOP

        def loop(self) -> None:
            """Nothing moves."""

    assert Own.beats == (LOOP,)
    assert type("Film", (Own,), {"cut": FILM}).beats == ("one", "two")
    assert type("Again", (Own,), {}).beats == (LOOP,)


def test_a_film_of_several_scenes_has_none() -> None:
    with pytest.raises(SpecError, match="a film of several scenes and has no loop; allowed: one of its chapters"):
        load_scene("lesson").fit_cut(LOOP)


@pytest.mark.full
@pytest.mark.parametrize("name", LOOPED)
def test_a_loop_is_a_gif_of_three_megabytes_at_most_640_pixels_wide(name: str, tmp_path: Path) -> None:
    take = Clip(name, look=Look(cut=LOOP)).take(quality_of("m"))
    strip = strip_for_loops(take.size)
    view(take, strip)
    loop = gif_of(strip, tmp_path / "loop.gif", 3_000_000)
    assert loop.width >= 640
    assert loop.fps >= 10
