"""A scene file to begin with, which works as it is."""

import sys

import pytest

from convanim.catalog import load_scene
from convanim.cli.new import class_name
from convanim.lessons import LESSONS
from tests import children
from tests.scenes.playing import play


@pytest.mark.parametrize("source", LESSONS)
def test_the_file_shows_the_scene_and_one_beat_more(run, tmp_path, source):
    done = run("new", f"lessons/my_{source}", "--from", source)
    assert (done.code, done.err) == (0, "")
    path = tmp_path / "lessons" / f"my_{source}.py"
    base, own = load_scene(source), load_scene(str(path))
    assert issubclass(own, base)
    assert (own.__name__, own.title, own.layer) == (f"My{base.__name__}", base.title, base.layer)
    assert all(getattr(own, topic) == getattr(base, topic) for topic in base.takes())
    assert own.beats == (*base.beats, "in_my_words")
    played = play(own, skip=True)
    said = [
        item.text
        for beat, _, items in played.pictures
        if beat == "in_my_words"
        for item in items
        if hasattr(item, "text")
    ]
    assert any("what do you see?" in text for text in said)


def test_the_file_is_well_kept_and_short(run, tmp_path):
    run("new", "mine")
    text = (tmp_path / "mine.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 45
    assert max(map(len, text.splitlines())) <= 120
    ruff = [sys.executable, "-m", "ruff", "check", "--select", "E,F,I,RET,UP", "--line-length", "120", "mine.py"]
    assert children.run(ruff, cwd=tmp_path).returncode == 0


def test_a_scene_called_as_the_one_it_is_made_from(run, tmp_path):
    run("new", "depthwise")
    assert load_scene(str(tmp_path / "depthwise.py")).__name__ == "MyDepthwise"


def test_a_film_of_several_scenes_is_no_scene_to_begin_with(run, tmp_path):
    done = run("new", "mine", "--from", "lesson")
    assert (done.code, [*tmp_path.iterdir()]) == (2, [])
    assert "lesson is a film of several scenes; allowed: standard" in done.err


def test_nothing_is_overwritten(run, tmp_path):
    (tmp_path / "mine.py").write_text("mine")
    done = run("new", "mine.py")
    assert done.code == 2
    assert "there already" in done.err
    assert (tmp_path / "mine.py").read_text() == "mine"


@pytest.mark.parametrize("name", ["3x", "class", "a b", "über-lesson", "a.b.c"])
def test_names_that_cannot_be_are_refused(run, tmp_path, name):
    done = run("new", name)
    assert done.code == 2
    assert "my_scene" in done.err
    assert list(tmp_path.iterdir()) == []


def test_unknown_sources_are_met_with_the_known_ones(run, tmp_path):
    done = run("new", "mine", "--from", "dephtwise")
    assert done.code == 2
    assert "try depthwise" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_source(run, tmp_path):
    run("new", "mine")
    done = run("new", "yours", "--from", "mine.py")
    assert done.code == 2
    assert "a copy of mine.py" in done.err
    assert not (tmp_path / "yours.py").exists()


@pytest.mark.parametrize(("stem", "name"), [("a_b", "AB"), ("_", "Mine"), ("HTTPLesson", "HTTPLesson")])
def test_class_names(stem, name):
    assert class_name(stem) == name
