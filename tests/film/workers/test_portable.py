"""Several processes draw whatever others can find, wherever it was asked for; the rest, one does, and says so."""

import pytest

from convanim import Depthwise
from convanim.errors import JobsWarning
from convanim.film.workers.portable import hidden, jobs_for, name_of
from convanim.scene import ConvScene
from tests.children import python

LESSON = """
import os, sys, warnings
from convanim import ConvScene, Layer, render

print("run as", __name__)


class Lesson(ConvScene):
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("one", "two")

    def one(self):
        self.arrange(facts=self.facts("groups {groups}"))
        print("drawn by", os.getpid() == MAIN, file=sys.stderr)

    two = one


MAIN = os.getpid() if __name__ == "__main__" else 0
"""
RENDER = 'print(render(Lesson, jobs=2, quality="l", cache=False).frames > 0)'
GUARDED = f'if __name__ == "__main__":\n    {RENDER}\n'
BUILT_IN = (
    'print(render("depthwise", layer=Layer(2, 2, size=3, groups=2), jobs=2, quality="l", cache=False).frames > 0)'
)
INSIDE = "if __name__ == '__main__':\n    class Inner(Lesson):\n        pass\n\n    " + RENDER.replace(
    "Lesson", "Inner"
)
THREAD = f"from threading import Thread\n\nthread = Thread(target=lambda: {RENDER})\nthread.start()\nthread.join()\n"


def ran(tmp_path, text):
    """What a script tells, as a file of its own."""
    (tmp_path / "script.py").write_text(text, encoding="utf-8")
    return python("script.py", cwd=tmp_path)


@pytest.mark.parametrize("calls", [[RENDER, THREAD], [INSIDE]], ids=["at the top", "a class under a guard"])
def test_a_script_that_loading_would_run_again_is_drawn_by_one(tmp_path, calls):
    done = ran(tmp_path, LESSON + "\n".join(calls))
    assert done.stdout.splitlines() == ["run as __main__", *["True"] * len(calls)]
    assert done.stderr.count("drawn by True") == 2 * len(calls)
    assert "JobsWarning: one process draws" in done.stderr
    assert "script.py would be run once more to load it" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_under_a_guard_is_drawn_by_several(tmp_path):
    done = ran(tmp_path, LESSON + GUARDED)
    assert done.stdout.splitlines() == ["run as __main__", "True"]
    assert "drawn by False" in done.stderr
    assert "drawn by True" not in done.stderr
    assert "Warning" not in done.stderr


@pytest.mark.full
def test_a_script_without_a_guard_is_run_once(tmp_path):
    done = ran(tmp_path, "from convanim import Layer, render\n\nprint('once')\n" + BUILT_IN)
    assert (done.stdout.splitlines(), done.stderr) == (["once", "True"], "")


@pytest.mark.parametrize(
    "guard", ["", pytest.param('if __name__ == "__main__":\n    ', marks=pytest.mark.full, id="guarded")]
)
def test_what_comes_from_nowhere_is_drawn_by_several(tmp_path, guard):
    text = f"from convanim import Layer, render\n\nprint('once')\n{guard}{BUILT_IN}\n"
    typed = python("-", input=text, cwd=tmp_path)
    assert (typed.stdout.splitlines(), typed.stderr) == (["once", "True"], "")


def test_a_class_from_nowhere_is_drawn_by_one(tmp_path):
    typed = python("-", input=LESSON + RENDER, cwd=tmp_path)
    assert typed.stdout.splitlines() == ["run as __main__", "True"]
    assert "JobsWarning: one process draws Lesson, not 2: no file defines it" in typed.stderr
    assert typed.stderr.count("drawn by True") == 2


class Here(ConvScene):
    beats = ("nothing",)


def made():
    class Made(Here):
        pass

    return Made


def test_classes_are_found_by_their_file():
    assert hidden(Here) is None
    assert name_of(Here) == f"{__file__}:Here"
    assert name_of(Depthwise) == "depthwise" or name_of(Depthwise).endswith("depthwise.py:Depthwise")
    assert jobs_for([Here, "depthwise", Depthwise], 4) == 4


def test_a_class_that_a_function_makes_is_hidden():
    with pytest.warns(JobsWarning, match="one process draws Made, not 4: a function makes it"):
        assert jobs_for(["depthwise", made()], 4) == 1
    assert jobs_for([made()], 1) == 1


def test_a_class_of_a_shell_is_drawn_by_one(tmp_path):
    pytest.importorskip("IPython.terminal")
    (tmp_path / "cells.ipy").write_text(LESSON + RENDER, encoding="utf-8")
    code = (
        "from IPython import start_ipython; start_ipython(['--quick', '--no-banner', '--HistoryManager.enabled=False'])"
    )
    typed = python("-c", code, input="exec(open('cells.ipy').read())\nexit()\n", cwd=tmp_path)
    assert "JobsWarning: one process draws Lesson, not 2: no file defines it" in typed.stdout + typed.stderr
    assert "True" in typed.stdout
