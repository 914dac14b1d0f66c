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
from tests.scenes.playing import play

ROOT = Path(__file__).resolve().parents[2]
FILMED = sorted(
    (page.parent / name).resolve()
    for page in (ROOT / "docs").rglob("*.md")
    for name in re.findall(r"^:::\{convanim\} (\S+\.py)$", page.read_text(encoding="utf-8"), re.MULTILINE)
)
"""Scenes whose films stand in a page."""


def build(folder, *options):
    """The pages as HTML; films in them are small."""
    options = ["-W", "--keep-going", "-D", "convanim_quality=l", *options, "-d", folder / "doctrees"]
    command = [sys.executable, "-m", "sphinx", "-q", *options, ROOT / "docs", folder / "html"]
    surroundings = {**os.environ, "CONVANIM_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    done = run(command, timeout=LONG, env=surroundings)
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The pages without their films, which take most of the time."""
    extensions = ("myst_parser", "sphinx.ext.autodoc", "convanim.course.sphinx", "tests.docs.unfilmed")
    return build(tmp_path_factory.mktemp("docs"), "-D", f"extensions={','.join(extensions)}")


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


@pytest.mark.full
def test_every_page_has_its_films(tmp_path):
    built = build(tmp_path)
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


@pytest.mark.parametrize("path", FILMED, ids=lambda path: path.stem)
def test_every_film_plays(path):
    assert play(str(path)).scene.now > 5.0
