"""Running commands as a terminal would, but in this process."""

from dataclasses import dataclass

import pytest

from convanim.cli import main

TINY = """
from convanim import ConvScene, Depthwise, Layer, Pointwise


class Tiny(ConvScene):
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("only",)

    def loop(self):
        self.say("Nobody says this.")
        self.arrange(facts=self.facts("groups {groups}"))

    def only(self):
        print("chatter that must not mix with results")
        self.say("{in_channels:W} channels.")
        self.arrange(facts=self.facts("groups {groups}"))
"""


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    """Run ``convanim ARGUMENTS`` in an empty folder; no traceback may ever show."""
    monkeypatch.chdir(tmp_path)
    # Where tests run side by side, each is told how wide the terminal is that nobody sees.
    monkeypatch.delenv("COLUMNS", raising=False)

    def ran(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Outcome(exit_.value.code, out, err)

    return ran


@pytest.fixture
def tiny(tmp_path):
    """A scene of one short beat, in a file of its own."""
    path = tmp_path / "lesson.py"
    path.write_text(TINY, encoding="utf-8")
    return path
