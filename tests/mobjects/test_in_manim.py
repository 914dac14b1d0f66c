"""Blocks in Manim's own hands: its command line and its notebook magic."""

from __future__ import annotations

import sys

import av
import numpy as np
import pytest
from PIL import Image

from tests.children import python, run

SCENES = """
from manim import LEFT, RIGHT, FadeIn, Scene, Square
from convanim import ConvScene, Layer, VoxelTensor


class Stock(Scene):
    def construct(self):
        x = VoxelTensor([[[1, 2, 3], [4, 5, 6]]], cell=1.5)
        self.next_section("first")
        self.add(x)
        self.play(x.animate.shift(LEFT), run_time=0.4)
        self.next_section("second")
        self.play(x.animate.shift(RIGHT), run_time=0.4)
        self.play(FadeIn(Square(4)), run_time=0.4)


class Ours(ConvScene):
    layer = Layer(2, 2, groups=2, size=4)
    beats = ("first", "second")

    def first(self):
        self.arrange(x=VoxelTensor([[[1, 2, 3], [4, 5, 6]]], style=self.style, cell=1.5))

    def second(self):
        self.arrange(x=VoxelTensor([[[1, 2, 3], [4, 5, 6]]], style=self.style, cell=1.5).shift(LEFT))
"""
QUIET = ("-v", "WARNING", "--progress_bar", "none", "--disable_caching", "-r", "160,90", "--fps", "5")
MAGIC = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("from manim import *; from convanim import VoxelTensor").raise_error()
scene = "class Here(Scene):\\n    def construct(self):\\n        self.add(VoxelTensor([[[1, 2], [3, 4]]], cell=2))"
shell.run_cell("%%manim -s QUIET Here\\n" + scene).raise_error()
""".replace("QUIET", " ".join(QUIET))


@pytest.fixture
def rendered(tmp_path):
    """Renders with some options, and gives the files that come of it, without Manim's partial ones."""
    (tmp_path / "scenes.py").write_text(SCENES, encoding="utf-8")

    def files(scene, *options):
        command = [sys.executable, "-m", "manim", "render", *QUIET, *options, "scenes.py", scene]
        run(command, cwd=tmp_path, check=True)
        made = [path for path in (tmp_path / "media").rglob("*") if path.is_file() and "partial" not in str(path)]
        return {path.suffix if "sections" not in path.parts else path.name: path for path in made}

    return files


def last_frame(path):
    """The last frame of a film or the picture (rows, columns, RGB)."""
    if path.suffix == ".png":
        return np.asarray(Image.open(path).convert("RGB"))
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)][-1]


def shows_a_block(path):
    """Whether the block's one strong hue fills the middle of the frame, which has none where it is missing."""
    middle = last_frame(path)[30:60, 50:100].astype(int)
    return (np.ptp(middle, axis=2) > 60).mean() > 0.5


@pytest.mark.parametrize(
    ("scene", "options", "kinds"),
    [
        ("Stock", ("--save_sections",), {".mp4", "Stock.json", "Stock_0000_first.mp4", "Stock_0001_second.mp4"}),
        pytest.param("Stock", ("-s",), {".png"}, marks=pytest.mark.full),
        pytest.param("Stock", ("--format", "gif"), {".gif"}, marks=pytest.mark.full),
        pytest.param("Stock", ("--format", "webm"), {".webm"}, marks=pytest.mark.full),
        pytest.param("Stock", ("-t",), {".mov"}, marks=pytest.mark.full),
        pytest.param("Stock", ("-n", "1,2"), {".mp4"}, marks=pytest.mark.full),
        pytest.param("Stock", ("--dry_run",), set(), marks=pytest.mark.full),
        ("Ours", ("-s",), {".png"}),
        pytest.param("Ours", ("-n", "1,2"), {".mp4"}, marks=pytest.mark.full),
        pytest.param("Ours", ("-t",), {".mov"}, marks=pytest.mark.full),
    ],
)
def test_manims_options_hold(rendered, scene, options, kinds):
    files = rendered(scene, *options)
    assert set(files) == kinds
    pictures = [path for path in files.values() if path.suffix != ".json"]
    assert [path.name for path in pictures if not shows_a_block(path)] == []


@pytest.mark.full
def test_manims_magic_shows_blocks(tmp_path):
    python("-c", MAGIC, cwd=tmp_path)
    (picture,) = (tmp_path / "media" / "jupyter").glob("*.png")
    assert shows_a_block(picture)
