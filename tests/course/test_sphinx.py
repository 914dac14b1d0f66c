"""A small course is built with Sphinx, as its author would."""

import json
import os
import pickle
import re
import shutil
import sys
from pathlib import Path

import av
import pytest
import torch
from PIL import Image

from tests.children import LONG, python, run
from tests.request.test_model_elsewhere import NET

COURSE = Path(__file__).parent / "example_course"


def sphinx(source, out, builder="html", *options):
    # In a process of its own: what Sphinx and its friends warn of is not ours to raise.
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", source / "doctrees", *options, source, out]
    return run(command, timeout=LONG)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The example course, built as HTML."""
    folder = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVANIM_CACHE", str(folder / "cache"))
        patch.setenv("PYTHONPATH", str(COURSE.parents[2]))
        shutil.copytree(COURSE, folder / "source")
        built = sphinx(folder / "source", folder / "html", "html", "-W", "--keep-going")
        assert (built.returncode, built.stderr) == (0, "")
        yield folder


@pytest.fixture(autouse=True)
def same_cache(course, own_cache, monkeypatch):
    monkeypatch.setenv("CONVANIM_CACHE", str(course / "cache"))


def addresses(page):
    text = page.read_text(encoding="utf-8")
    figure = text[text.index("<figure") : text.index("</figure>")]
    return figure, [page.parent / found for found in re.findall(r'(?:src|poster|href)="(_images/[^"]+)"', figure)]


@pytest.mark.parametrize("page", ["index", "depthwise"])
def test_html_has_the_film_and_all_its_files(course, page):
    figure, files = addresses(course / "html" / f"{page}.html")
    assert 'controls preload="metadata"' in figure
    assert 'kind="captions"' in figure
    assert 'kind="chapters"' in figure
    assert sorted("".join(file.suffixes) for file in files) == [".chapters.vtt", ".mp4", ".png", ".txt", ".vtt"]
    assert all(file.stat().st_size > 50 for file in files)
    with av.open(str(next(file for file in files if file.suffix == ".mp4"))) as film:
        assert next(film.decode(video=0)).height == 480


def test_words_of_the_page_are_in_it(course):
    figure, _ = addresses(course / "html" / "index.html")
    assert 'aria-label="A needle goes through two channels at one pixel."' in figure
    assert "width:80%" in figure
    assert "<em>new mix</em>" in figure
    assert 'id="mixing"' in figure
    figure, _ = addresses(course / "html" / "depthwise.html")
    assert 'class="convanim wide' in figure
    assert "Each channel meets its own filter." in figure
    assert 'aria-label="Depthwise convolution: input 2×4×4' in figure


def test_the_layer_is_the_one_asked_for(course):
    (transcript,) = (course / "html" / "_images").glob("depthwise-*.txt")
    assert "--channels 2 --size 4 --bias --seed 3" in transcript.read_text(encoding="utf-8")


def test_a_theme_is_read_from_beside_the_page(course):
    (transcript,) = (course / "html" / "_images").glob("mixing-*.txt")
    text = transcript.read_text(encoding="utf-8")
    assert "--theme THEME.toml" in text and "the author's own theme, school" in text and "--fps 24" in text


def test_another_build_draws_nothing(course):
    """Even from nothing but the cache, and by several processes that read pages."""
    beats = {path: path.stat().st_ino for path in (course / "cache" / "beats").iterdir()}
    films = {path.name for path in (course / "html" / "_images").iterdir()}
    shutil.rmtree(course / "source" / "doctrees")
    built = sphinx(course / "source", course / "again", "html", "-W", "-E", "-j", "2")
    assert (built.returncode, built.stderr) == (0, "")
    assert {path: path.stat().st_ino for path in (course / "cache" / "beats").iterdir()} == beats
    assert {path.name for path in (course / "again" / "_images").iterdir()} == films


def test_latex_gets_the_poster(course):
    assert sphinx(course / "source", course / "latex", "latex", "-W").returncode == 0
    (tex,) = (course / "latex").glob("*.tex")
    pictures = re.findall(r"includegraphics(?:\[.*?\])?\{\{(.+?)\}\.png\}", tex.read_text(encoding="utf-8"))
    assert [name.partition("-")[0] for name in pictures] == ["mixing", "depthwise"]
    assert all((course / "latex" / f"{name}.png").read_bytes().startswith(b"\x89PNG") for name in pictures)


def test_text_gets_the_transcript(course):
    assert sphinx(course / "source", course / "text", "text", "-W").returncode == 0
    text = (course / "text" / "depthwise.txt").read_text(encoding="utf-8")
    assert "Each channel meets its own 3×3 filter." in text
    assert "_images" not in text


WRONG = [
    ("rst", "Bad\n===\n\n.. convanim:: depthwise\n   :channels: none\n", 4, "channels is 'none'; allowed: a whole"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :stride: 2\n   :padding: same\n", 4, "try :padding: 0,1,0,1"),
    ("md", "# Bad\n\n```{convanim} depthwise\n:groups: 3\n```\n", 3, "groups is 3 for 8 channels in a depthwise"),
    ("rst", "Bad\n===\n\n.. convanim:: depthwyse\n", 4, "no scene is called 'depthwyse'; allowed: standard"),
    ("rst", "Bad\n===\n\n.. convanim:: none.py\n", 4, "there is no file"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :quality: x\n", 4, "no quality is called 'x'"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :theme: pink\n", 4, "pink"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :theme: gone.toml\n", 4, "gone.toml cannot be read"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :input: gone.png\n", 4, "gone.png: No such file"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :weight: gone.pt:w\n", 4, "gone.pt: No such file"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :bias: gone.npy\n", 4, "gone.npy: No such file"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :resize: 5\n", 4, ":resize: without :input:"),
    ("rst", "Bad\n===\n\n.. convanim:: split\n   :fps: 5\n", 4, "fps is 5; allowed: whole frames a second"),
]
"""Pages with a mistake: their kind, text, the line that is told, and what is told of it."""


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory):
    """What a build says of pages with mistakes."""
    source = tmp_path_factory.mktemp("mistaken")
    shutil.copy(COURSE / "conf.py", source)
    for place, (suffix, text, _, _) in enumerate(WRONG):
        (source / f"page{place}.{suffix}").write_text(text, encoding="utf-8")
    listing = "".join(f"   page{place}\n" for place in range(len(WRONG)))
    (source / "index.rst").write_text(f"All\n===\n\n.. toctree::\n\n{listing}", encoding="utf-8")
    return sphinx(source, source / "out").stderr


@pytest.mark.parametrize("place", range(len(WRONG)), ids=[message for *_, message in WRONG])
def test_a_wrong_option_is_told_with_its_place(mistaken, place):
    suffix, _, line, message = WRONG[place]
    (error,) = [one for one in mistaken.splitlines() if f"page{place}.{suffix}:" in one]
    assert f"page{place}.{suffix}:{line}: ERROR: convanim " in error
    assert message in error
    assert "Traceback" not in mistaken


OWN = """
from pathlib import Path
from convanim import ConvScene, Layer
from helper_of_titles import TITLE


class Own(ConvScene):
    title, language, beats, layer = TITLE, "de", ("one",), Layer(3, 3, size=2, kernel=1)

    def one(self):
        self.say(f"Der erste Wert: {self.tensors.input[0, 0, 0]:.2f}")
        self.rest(float((Path(__file__).parent / "pause.txt").read_text()))
"""


def test_a_page_waits_on_all_that_its_film_is_made_from(tmp_path):
    """The scene, a module beside it, data that it opens, and the photo that it is given."""
    shutil.copy(COURSE / "conf.py", tmp_path)
    folder, out = tmp_path / "scenes", tmp_path / "out"
    folder.mkdir()
    scene, photo = folder / "own.py", folder / "photo.png"
    helper, data = folder / "helper_of_titles.py", folder / "pause.txt"
    scene.write_text(OWN, encoding="utf-8")
    helper.write_text('TITLE = "Einzeln"\n', encoding="utf-8")
    data.write_text("0.4", encoding="utf-8")
    Image.new("RGB", (6, 8), "red").save(photo)
    (tmp_path / "index.rst").write_text(
        "Own\n===\n\n.. convanim:: scenes/own.py\n   :input: scenes/photo.png\n   :resize: 2\n", encoding="utf-8"
    )

    assert sphinx(tmp_path, out).stderr == ""
    with (tmp_path / "doctrees" / "environment.pickle").open("rb") as file:
        environment = pickle.load(file)
    waits_on = {Path(tmp_path, path).resolve() for path in environment.dependencies["index"]}
    assert {scene, helper, data, photo} <= waits_on
    # Sphinx reads a page again when any of these is newer; that it then shows another film is seen of one.
    films = set((out / "_images").glob("*.mp4"))
    helper.write_text('TITLE = "Allein & besser"\n', encoding="utf-8")
    os.utime(helper, (2e9, 2e9))
    assert sphinx(tmp_path, out).stderr == ""
    assert len(set((out / "_images").glob("*.mp4")) - films) == 1
    text = (out / "index.html").read_text(encoding="utf-8")
    assert "Allein &amp; besser" in text
    # As the photo's pixels are three channels.
    assert "3×2×2" in text
    assert 'srclang="de"' in text


def test_a_page_may_be_in_a_folder(tmp_path):
    shutil.copy(COURSE / "conf.py", tmp_path)
    (tmp_path / "week" / "two").mkdir(parents=True)
    (tmp_path / "index.rst").write_text("Course\n======\n\n.. toctree::\n\n   week/two/page\n", encoding="utf-8")
    page = "# Two\n\n```{convanim} pointwise\n:channels: 1\n:size: 1\n```\n"
    (tmp_path / "week" / "two" / "page.md").write_text(page, encoding="utf-8")
    assert sphinx(tmp_path, tmp_path / "out", "html", "-W").stderr == ""
    (poster,) = (tmp_path / "out" / "_images").glob("*.png")
    built = (tmp_path / "out" / "week" / "two" / "page.html").read_text(encoding="utf-8")
    assert f'poster="../../_images/{poster.name}"' in built


MODEL = """
Own numbers
===========

.. convanim:: depthwise
   :model: net.py:Net
   :layer-name: features.1
   :input: small.png

.. convanim:: block
   :model: net.py:Net
   :layer-name: features.0
   :input: small.png
"""


def test_a_model_beside_the_page_is_shown(tmp_path):
    """Whoever draws for the page knows nothing of the model's class."""
    shutil.copy(COURSE / "conf.py", tmp_path)
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    Image.linear_gradient("L").resize((6, 6)).convert("RGB").save(tmp_path / "small.png")
    (tmp_path / "index.rst").write_text(MODEL, encoding="utf-8")
    built = sphinx(tmp_path, tmp_path / "out", "html", "-W", "--keep-going")
    assert (built.returncode, built.stderr) == (0, "")
    films = {path.name.rpartition("-")[0] for path in (tmp_path / "out" / "_images").glob("*.mp4")}
    assert films == {"depthwise", "own-block"}


def test_what_authors_are_warned_of_is_told_with_its_place(tmp_path):
    """Here in the process that reads pages; what is noted merely is no reason for a build to fail."""
    shutil.copy(COURSE / "conf.py", tmp_path)
    (tmp_path / "alike.toml").write_text('groups = ["#CC4444", "#CC4545"]\n', encoding="utf-8")
    torch.save({"state_dict": {"mix": torch.ones(1, 1, 1, 1)}}, tmp_path / "net.pt")
    options = "   :channels: 1\n   :size: 1\n   :weights: net.pt:mix\n"
    page = f"Own\n===\n\n.. convanim:: pointwise\n{options}"
    (tmp_path / "index.rst").write_text(page, encoding="utf-8")
    built = sphinx(tmp_path, tmp_path / "out", "html", "-W")
    assert (built.returncode, built.stderr) == (0, "")
    (tmp_path / "index.rst").write_text(f"{page}   :theme: alike.toml\n", encoding="utf-8")
    told = sphinx(tmp_path, tmp_path / "out").stderr
    assert re.search(r"index\.rst:4: WARNING: convanim pointwise: .*groups 0 and 1", told)


STRANGE = """
from convanim import Depthwise


class NoInk(Exception):
    def __init__(self, how, much):
        super().__init__(f"{how} {much}")


class Own(Depthwise):
    beats = ("count_the_cost",)

    def count_the_cost(self):
        raise NoInk("too", "little")
"""


def test_what_a_scene_raises_is_told_even_if_the_page_cannot_know_it(tmp_path):
    shutil.copy(COURSE / "conf.py", tmp_path)
    (tmp_path / "own.py").write_text(STRANGE, encoding="utf-8")
    (tmp_path / "index.rst").write_text("Own\n===\n\n.. convanim:: own.py\n", encoding="utf-8")
    told = sphinx(tmp_path, tmp_path / "out").stderr
    assert "index.rst:4: ERROR: convanim own.py: NoInk: too little (own.py, line 14)" in told
    assert "memory" not in told


def test_the_package_needs_no_sphinx():
    code = "import json, sys, convanim, convanim.cli; print(json.dumps([*sys.modules]))"
    loaded = json.loads(python("-c", code).stdout)
    assert not {"sphinx", "docutils", "IPython"} & set(loaded)
