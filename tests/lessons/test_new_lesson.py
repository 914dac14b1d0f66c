"""A new built-in scene is a story and a record: all that names scenes finds it."""

import json
import os
import shutil
import sys

import pytest

from convanim.lessons import KNOWN
from tests.children import run
from tests.tracked import ROOT, tracked

RECORD = """
from convanim.lessons.lesson import Lesson
from convanim.spec import Layer

LESSON = Lesson(
    name="widening",
    order=35,
    scene="Widening",
    summary="Every channel gets as many filters as are asked for.",
    layer=Layer(2, 4, size=3),
    subject="any layer",
    fit=lambda options, base: base.with_(**options),
    poster="look",
)
"""
STORY = '''
from convanim.lessons import default_layer
from convanim.scene import ConvScene


class Widening(ConvScene):
    """More filters than channels."""

    title = "Widening"
    lesson = "widening"
    layer = default_layer("widening")
    beats = ("look",)

    def look(self):
        """The layer in short."""
        self.arrange(facts=self.layer_facts(), meter=self.meter_of(self.layer))
'''


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A working copy with one more lesson."""
    folder = tmp_path_factory.mktemp("copy")
    for path in [*tracked("convanim", ""), *tracked("scenes")]:
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    (folder / "convanim" / "lessons" / "widening.py").write_text(RECORD)
    (folder / "scenes" / "widening.py").write_text(STORY)
    return folder


@pytest.fixture
def told(copy, tmp_path):
    """Runs Python in the copy."""

    def running(*arguments):
        environment = {**os.environ, "PYTHONPATH": str(copy), "CONVANIM_CACHE": str(tmp_path / "cache")}
        done = run([sys.executable, *arguments], cwd=copy, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return running


def test_it_is_listed_where_it_is_taught(told):
    names = [line.split()[0] for line in told("-m", "convanim", "list").splitlines()]
    built_in, place = [*KNOWN], [*KNOWN].index("pointwise")
    assert names == [*built_in[:place], "widening", *built_in[place:]]


def test_it_is_a_public_name(told):
    code = (
        "import convanim; from convanim.scenes.widening import Widening; "
        "print(convanim.Widening is Widening, 'Widening' in convanim.__all__, 'Widening' in dir(convanim))"
    )
    assert told("-c", code).split() == ["True"] * 3


def test_it_is_rendered_and_its_text_makes_it_again(told, tmp_path):
    told("-m", "convanim", "render", "widening", "--size", "4", "-q", "l", "-o", tmp_path)
    ledger = json.loads((tmp_path / "widening.json").read_text(encoding="utf-8"))
    assert (ledger["scene"], ledger["lesson"]) == ("Widening", "widening")
    code = (
        "import sys; from pathlib import Path; from convanim.course.text.story import Story; "
        "from convanim.course.text.texts import command, summary; "
        "story = Story.read(Path(sys.argv[1])); print(command(story)); print(summary(story))"
    )
    assert told("-c", code, tmp_path / "widening.json").splitlines() == [
        "convanim render widening --size 4 -q l",
        "Every channel gets as many filters as are asked for.",
    ]


def test_it_is_traced_and_begun_from(told, tmp_path):
    assert told("-m", "convanim", "trace", "widening", "--limit", "1").startswith("widening: input 2x3x3")
    told("-m", "convanim", "new", tmp_path / "mine", "--from", "widening")
    assert "class Mine(Widening)" in (tmp_path / "mine.py").read_text(encoding="utf-8")
