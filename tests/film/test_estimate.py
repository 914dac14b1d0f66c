"""What a render will take, told by what others took: means of the same scenes at the same size, and no guesses."""

import json
from pathlib import Path

import pytest

from convanim.film.clip import Clip
from convanim.film.estimate import Estimate, estimate
from convanim.film.quality import quality_of
from convanim.film.render import render_all
from convanim.film.store.cache import Cache, Kept
from convanim.spec import Layer

SIZE = quality_of("l")


def keep(cache, place, scene, took, stored, size=(SIZE.width, SIZE.height, SIZE.fps)):
    cache.keep_clip(f"{place:020x}", Kept((), (), {}, scene, size, took, stored), {})


def test_what_is_known_counts_by_scene_and_size():
    cache = Cache()
    for place, told in enumerate([("depthwise", 3.0, 100), ("depthwise", 5.0, 300), ("split", 7.0, 1000)]):
        keep(cache, place, *told)
    keep(cache, 3, "depthwise", 99.0, 9999, (1920, 1080, 60))
    clips = [Clip("depthwise", layer=Layer(2, 2, groups=2)), Clip("depthwise"), Clip("split")]
    assert estimate(clips, "l", cache) == Estimate(3, 0, 4.0 + 4.0 + 7.0, 200 + 200 + 1000, 3, ())
    assert estimate(clips, "h", cache).unknown == ("split",)
    assert estimate(clips[:2], "h", cache).seconds == pytest.approx(198.0)


def test_nothing_is_guessed():
    found = estimate([Clip("depthwise"), Clip("split")], "l", Cache())
    assert found == Estimate(2, 0, None, None, 0, ("depthwise", "split"))


def test_a_record_that_is_none_is_passed_over():
    cache = Cache()
    keep(cache, 1, "depthwise", 3.0, 100)
    cache.shelf.put("clips", f"{2:020x}", ".json", json.dumps({"keys": []}).encode())
    cache.shelf.put("clips", f"{3:020x}", ".json", b"[1]")
    path = Path(cache.shelf.where("clips", f"{1:020x}", ".json"))
    assert estimate([Clip("depthwise")], "l", cache).known == 1
    path.write_bytes(b"damaged")
    assert estimate([Clip("depthwise")], "l", cache).known == 0
    # Only who needs it takes it away.
    assert path.exists()


def test_a_film_that_is_drawn_tells_what_it_took(tmp_path):
    clip, cache = Clip("conclusion", layer=Layer(2, 2, size=4)), Cache()
    (made,) = render_all([clip], quality="l", out=tmp_path, cache=cache)
    (kept,) = cache.newest_clips(10)
    assert kept.scene == "conclusion" and 0.1 < kept.took < 60 and kept.stored <= made.path.stat().st_size
    assert estimate([clip], "l", cache) == Estimate(1, 1, 0, 0, 0, ())
    other = estimate([clip, Clip("conclusion", layer=Layer(3, 3, size=4))], "l", cache)
    assert (other.kept, other.seconds, other.stored) == (1, kept.took, kept.stored)
