"""A loop that ends on another picture than it begins with is rendered, and whoever made it is told."""

import warnings

import numpy as np
import pytest

from convanim.draw.compositor import Patch
from convanim.errors import LoopWarning
from convanim.film.seam import LONE, SEEN, Seam
from convanim.film.store.cache import Cache
from convanim.request.render import render
from convanim.scene import ConvScene
from convanim.spec import Layer
from tests.scenes.films import LOOPED


class Round(ConvScene):
    title = "Round"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("facts",)
    text = "normal"
    last = "{weights} weights"

    def loop(self):
        self.arrange(0.2, sign=self.facts("{weights} weights"))
        self.arrange(0.2, sign=self.facts("groups {groups}"))
        self.arrange(0.2, sign=self.facts(self.last))


class Jumping(Round):
    last = "out {out_rows}×{out_columns}"


class Taken:
    def __init__(self):
        self.frames = 0

    def write(self, patches, repeat):
        self.frames += repeat

    def seal(self):
        self.frames = -self.frames


def whole(value):
    return Patch(0, 0, np.full((4, 5, 4), value, np.uint8))


def test_a_loop_of_ones_own_that_ends_as_it_begins_is_rendered_without_a_word(tmp_path):
    assert render(Round, quality="l", out=tmp_path, cut="loop").path.exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_that_does_not_is_rendered_with_a_warning(tmp_path, jobs):
    with pytest.warns(LoopWarning, match=r"the loop of Jumping jumps .* in 1 % of the frame; .* ends by arranging"):
        assert render(Jumping, quality="l", out=tmp_path, cut="loop", jobs=jobs).path.exists()


def test_so_it_is_where_it_is_kept(tmp_path):
    cache = Cache(tmp_path / "cache")
    for kept in (0, 1):
        with pytest.warns(LoopWarning):
            assert render(Jumping, quality="l", out=tmp_path / "out", cut="loop", cache=cache).kept == kept


def test_films_may_end_as_they_like(tmp_path):
    class Film(Round):
        def facts_told(self):
            self.loop()

        beats = ("facts_told",)
        last = Jumping.last

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        render(Film, quality="l", out=tmp_path)


def test_a_lone_pixel_that_differs_a_little_is_not_seen():
    seam = Seam(Taken())
    seam.write([Patch(0, 0, np.full((9, 9, 4), 100, np.uint8))], 1)
    squares = (LONE, 1, 0), (LONE + 1, 1, 1), (SEEN + 1, 2, 0), (SEEN + 1, 5, 9), (3 * SEEN, 5, 25), (0, 8, 0)
    for value, size, seen in squares:
        seam.write([Patch(1, 1, np.full((size, size, 4), 100 + value, np.uint8))], 1)
        assert round(seam.jump * 81) == seen


@pytest.mark.parametrize("name", ["pointwise", *(pytest.param(name, marks=pytest.mark.full) for name in LOOPED)])
def test_built_in_loops_are_rendered_without_a_word(tmp_path, name):
    assert render(name, quality="m", out=tmp_path, cut="loop", cache=Cache(tmp_path / "cache")).path.exists()


def test_what_is_seen_to_jump_is_counted_and_all_is_handed_on():
    taken = Taken()
    seam = Seam(taken)
    assert seam.jump == 0.0
    seam.write([whole(100)], 2)
    seam.write([Patch(1, 2, np.full((1, 3, 4), 200, np.uint8))], 1)
    assert seam.jump == 3 / 20
    seam.write([], 1)
    seam.write([whole(100 + SEEN)], 1)
    assert seam.jump == 0.0
    seam.write([whole(100 + SEEN + 1)], 1)
    assert seam.jump == 1.0
    seam.seal()
    assert taken.frames == -6
