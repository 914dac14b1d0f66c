"""The pages build without a warning, and the reference has every public name."""

import os
import re
import sys
from pathlib import Path

import pytest

import convanim
from convanim import kernels
from convanim.catalog import load_scene
from convanim.lessons import LESSONS
from tests.children import LONG, run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The pages as HTML; films in them are small."""
    folder = tmp_path_factory.mktemp("docs")
    options = ["-W", "--keep-going", "-D", "convanim_quality=l", "-d", folder / "doctrees"]
    command = [sys.executable, "-m", "sphinx", "-q", *options, ROOT / "docs", folder / "html"]
    surroundings = {**os.environ, "CONVANIM_CACHE": str(folder / "cache")}
    done = run(command, timeout=LONG, env=surroundings)
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def anchors(built):
    """What the reference describes."""
    text = "".join(page.read_text(encoding="utf-8") for page in (built / "reference").glob("*.html"))
    return set(re.findall(r'<dt class="[^"]*" id="(convanim\.[\w.]+)"', text))


def test_every_public_name_is_described(anchors):
    names = {f"convanim.{name}" for name in convanim.__all__ if name != "__version__"}
    names |= {f"convanim.kernels.{name}" for name in kernels.__all__ if name not in convanim.__all__}
    assert names - anchors == set()


def test_every_beat_is_described(anchors):
    for name in LESSONS:
        scene = load_scene(name)
        assert {f"convanim.{scene.__name__}.{beat}" for beat in scene.beats} <= anchors


def test_every_public_name_says_what_it_is():
    for name in convanim.__all__:
        assert (getattr(convanim, name).__doc__ or "").strip(), name


def test_every_page_has_its_films(built):
    pages = sorted((ROOT / "docs").rglob("*.md"))
    shown = {
        page.relative_to(ROOT / "docs").with_suffix(".html"): page.read_text(encoding="utf-8").count(":::{convanim}")
        for page in pages
        if "_build" not in page.parts
    }
    assert any(shown.values())
    for page, films in shown.items():
        text = (built / page).read_text(encoding="utf-8")
        found = re.findall(r'<source[^>]* src="([^"]+\.mp4)"|<video[^>]* src="([^"]+\.mp4)"', text)
        assert len(found) == films, page
        for one, other in found:
            assert (built / page.parent / (one or other)).stat().st_size > 1000


def test_every_scene_of_the_guide_is_in_a_page():
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md"))
    for scene in (ROOT / "docs" / "scenes").rglob("*.py"):
        assert scene.name == "__init__.py" or scene.relative_to(ROOT / "docs").as_posix() in pages
