"""A preview as its user has it: a scene is saved, and the film follows."""

import os
import signal
import time

import pytest

from tests.preview.running import Running, save

pytestmark = pytest.mark.skipif(os.name == "nt", reason="it sends signals as a terminal here does")

SCENE = """
from pathlib import Path

import words
from convanim import ConvScene, Layer


class Two(ConvScene):
    title = "Two"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("first", "second")

    def first(self):
        self.say("{in_channels:W} channels.")
        self.arrange(facts=self.facts("in"))

    def second(self):
        self.say(words.TEXT + Path(__file__).with_name("data.txt").read_text())
        self.arrange(facts=self.facts("groups {groups}"))
"""


@pytest.fixture
def folder(tmp_path):
    """A scene with a module and a data file beside it."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "two.py").write_text(SCENE)
    (folder / "words.py").write_text('TEXT = "One"')
    (folder / "data.txt").write_text(".")
    return folder


@pytest.fixture
def preview(folder, tmp_path):
    """Starts the preview of that scene."""
    started = []

    def start(*arguments):
        started.append(Running(folder, "two.py", *arguments, cache=tmp_path / "cache"))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def said(state):
    return [" ".join(beat["said"]) for beat in state["film"]["beats"]]


def everything(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_it_follows_whatever_is_saved(preview, folder, tmp_path):
    before = everything(folder)
    running = preview()
    first = running.next_film()
    assert (said(first), first["show"], first["redrawn"]) == (["Two channels.", "One."], [], [])
    # A module and a data file beside the scene, then the scene's own beats.
    for name, text, shown in (
        ("words.py", 'TEXT = "Two"', "second"),
        ("data.txt", "!", "second"),
        ("two.py", SCENE.replace('("in"))', '("in"))\n        self.rest(2)'), "first"),
    ):
        save(folder / name, text)
        state = running.next_film()
        assert (state["show"], state["redrawn"], state["fault"]) == ([shown], [shown], None)
    assert said(state)[1] == "Two!"

    # Errors of all kinds leave the film, and the next save tries again.
    good = state["film"]["address"]
    scene = (folder / "two.py").read_text()
    for count, (text, place, told) in enumerate(
        (
            (scene.replace("Layer(2,", "Layer(3,"), "two.py, line 10", "groups"),
            (scene.replace("class Two", "class Two:::"), "two.py, line 8", "SyntaxError"),
            (scene.replace("words.TEXT", "words.NONE"), "two.py, line 19", "NONE"),
            (scene.replace("self.say(words", "import os; os._exit(7); (words"), "", "ended by itself (exit code 7)"),
        ),
        1,
    ):
        save(folder / "two.py", text)
        state = running.settled()
        assert state["film"]["address"] == good
        assert told in state["fault"]["text"]
        assert state["fault"]["place"] == place
        assert running.errors(count)[-1].endswith("the last good film stays")
    save(folder / "two.py", scene.replace("import words", "import words, later"))
    assert "No module named 'later'" in running.settled()["fault"]["text"]
    save(folder / "later.py", "")
    state = running.settled()
    assert (state["fault"], state["film"]["address"]) == (None, good)

    assert running.end() == 0
    assert running.lines[-1] == "the preview has ended"
    assert running.group() == []
    assert everything(folder) == sorted([*before, "later.py"])
    assert [path.name for path in tmp_path.iterdir()] == ["lessons", "cache"]
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.name.startswith(".")]


def test_a_save_while_it_draws_starts_over_with_the_newest(preview, folder):
    endless = SCENE.replace("        self.say(words", "        while True:\n            pass\n        self.say(words")
    save(folder / "two.py", endless)
    running = preview()
    running.until(lambda state: state["beats"] == 2)
    save(folder / "two.py", SCENE)
    state = running.next_film()
    assert said(state) == ["Two channels.", "One."]
    # Not even a drawing that never ends outlasts Ctrl-C.
    save(folder / "two.py", endless)
    running.until(lambda state: state["drawing"] and state["beats"] == 2)
    time.sleep(1)  # by when it is likely to be where it never ends
    assert running.end() == 0
    assert running.group() == []


def test_a_scene_that_writes_what_it_reads_is_drawn_once(preview, folder):
    writes = (
        "from pathlib import Path\nPath(__file__).with_name('data.txt').write_text(str(__import__('time').time()))\n"
    )
    save(folder / "words.py", 'TEXT = "One"\n' + writes)
    running = preview()
    running.next_film()
    time.sleep(1)
    assert running.state()["drawing"] is False
    assert len(running.lines) == 1, running.lines


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_it_ends_while_it_loads(preview, tmp_path, number):
    running = preview()
    running.end(number)
    assert running.group() == []
    assert not [path for path in tmp_path.iterdir() if path.name not in ("lessons", "cache")]


def test_options_reach_every_drawing(preview, folder, tmp_path):
    running = preview("--channels", "6", "--filters", "3", "--groups", "3", "--theme", "light", "--aspect", "16:9")
    assert said(running.next_film())[0] == "Six channels."
    save(folder / "data.txt", "!")
    assert said(running.next_film()) == ["Six channels.", "One!"]
