"""Scenes that other packages register."""

import json
import os
import sys

import pytest

from convanim.catalog import load_scene, origin_of
from convanim.errors import SceneFileError, UnknownNameError
from convanim.film.clip import Clip
from convanim.film.quality import quality_of
from convanim.lessons import KNOWN
from convanim.plugins import plugins, registered
from tests.children import run

SCENE = """
from convanim import ConvScene, Layer
from .words import SAID


class Dilated(ConvScene):
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("only",)

    def only(self):
        self.say(SAID)
        self.arrange(facts=self.facts("groups {groups}"))
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """A package on the path that registers entry points; returns a function that writes them."""
    home = tmp_path / "site"
    package = home / "my_lessons"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "words.py").write_text("SAID = 'Two channels.'\n")
    (package / "dilated.py").write_text(SCENE)
    (package / "broken.py").write_text("raise ValueError('no data\\nhere')\n")
    monkeypatch.syspath_prepend(str(home))

    def written(version="1.2", **entries):
        about = home / "my_lessons.dist-info"
        about.mkdir(exist_ok=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: my-lessons\nVersion: {version}\n")
        lines = [f"{name} = {place}" for name, place in entries.items()]
        (about / "entry_points.txt").write_text("\n".join(["[convanim.scenes]", *lines, ""]))
        return home

    yield written
    for name in [name for name in sys.modules if name.startswith("my_lessons")]:
        del sys.modules[name]


def test_a_registered_scene_is_found_by_its_name(install):
    install(dilated="my_lessons.dilated:Dilated")
    scene = load_scene("dilated")
    assert (scene.__name__, scene.__module__) == ("Dilated", "my_lessons.dilated")
    assert registered(scene) == "dilated"
    assert registered(load_scene("depthwise")) is None


def test_listing_imports_nothing_of_theirs(install):
    install(dilated="my_lessons.dilated:Dilated", broken="my_lessons.broken:Any")
    assert [(one.name, one.scene, one.package) for one in plugins().values() if one.package == "my-lessons 1.2"] == [
        ("broken", "Any", "my-lessons 1.2"),
        ("dilated", "Dilated", "my-lessons 1.2"),
    ]
    assert "my_lessons" not in sys.modules


def test_a_built_in_name_is_never_taken_over(install):
    install(depthwise="my_lessons.broken:Any")
    assert load_scene("depthwise").__name__ == "Depthwise"
    assert origin_of("depthwise") is None


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("my_lessons.broken:Any", "scene odd of my-lessons 1.2 cannot be loaded: ValueError: no data here"),
        ("my_lessons.missing:Any", "cannot be loaded: ModuleNotFoundError"),
        ("my_lessons.dilated:Gone", "cannot be loaded: AttributeError"),
        ("my_lessons.words:SAID", "is 'Two channels.'"),
    ],
)
def test_what_cannot_be_loaded_says_whose_it_is(install, place, part):
    install(odd=place)
    with pytest.raises(SceneFileError) as caught:
        load_scene("odd")
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_names_are_met_with_theirs_too(install):
    install(dilated="my_lessons.dilated:Dilated")
    with pytest.raises(UnknownNameError, match=r"separable, .*dilated.*try dilated"):
        load_scene("dilatd")


def test_another_version_is_another_clip(install):
    """Code that is installed is not watched as the user's own files are, so its version tells."""
    install(version="1.2", dilated="my_lessons.dilated:Dilated")
    before = Clip("dilated").recipe(quality_of("l"))
    assert Clip("dilated").recipe(quality_of("l")) == before
    install(version="1.3", dilated="my_lessons.dilated:Dilated")
    assert Clip("dilated").recipe(quality_of("l")) != before


def test_several_processes_render_it_and_it_is_listed(install, tmp_path):
    home = install(dilated="my_lessons.dilated:Dilated")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(home), os.getcwd()])}

    def convanim(*arguments):
        command = [sys.executable, "-m", "convanim", *arguments]
        return run(command, cwd=tmp_path, env=environment, check=True).stdout

    assert convanim("list").splitlines()[len(KNOWN) :][0].split() == ["dilated", "from", "my-lessons", "1.2"]
    told = json.loads(convanim("render", "dilated", "-q", "l", "-j", "2", "--no-cache", "--json"))
    assert told["scene"] == "Dilated"
    assert (tmp_path / "media" / "dilated.mp4").stat().st_size > 0
