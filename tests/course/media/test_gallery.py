"""README's loops: small, moving for ever, and no more than a clone should carry."""

import re

import pytest
from PIL import Image

from convanim.course.media.gallery import MOST as EACH
from convanim.course.media.gallery import SIZES, WIDTH, draw_loops
from convanim.film.poster import GALLERY
from convanim.lessons import LESSONS
from tests.tracked import ROOT

SHOWN = re.findall(r"media/gallery/(\w+)\.webp", (ROOT / "README.md").read_text(encoding="utf-8"))
MOST = 3_000_000
"""Bytes that all pictures of the gallery may take."""


def test_the_gallery_is_small():
    assert sum(path.stat().st_size for path in (ROOT / GALLERY).iterdir()) < MOST


def test_every_loop_is_shown_and_there():
    assert {path.stem for path in (ROOT / GALLERY).glob("*.webp")} == set(SHOWN)
    assert all(LESSONS[name].loop for name in SHOWN)


@pytest.mark.parametrize("name", sorted(set(SHOWN)))
def test_a_loop_runs_on_for_ever(name):
    with Image.open(ROOT / GALLERY / f"{name}.webp") as loop:
        assert loop.width >= WIDTH
        assert loop.info["loop"] == 0
        assert loop.n_frames > 3 * SIZES[0][0]


@pytest.mark.full
def test_a_loop_is_drawn_anew(tmp_path):
    (path,) = draw_loops(tmp_path, ["dilation"])
    assert path == tmp_path / "dilation.webp"
    assert path.stat().st_size <= EACH
