"""``make test`` looks at the project, not at what users leave beside it."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.children import run

ROOT = Path(__file__).resolve().parents[1]
OWN = ("convanim/new.py", "scenes/new.py", "tests/cli/test_new.py", "docs/scenes/new.py")
LEFT = ("net.py", "mine.py", "test_mine.py", "conftest.py", "clips/test_mine.py", "media/mine.py", "digits/net.py")


@pytest.fixture
def clone(tmp_path):
    """A folder as people unpack and use it, without git."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in (*OWN, *LEFT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("raise SystemExit('it was run')\n")
    return tmp_path


def told(clone, *command):
    done = run([sys.executable, "-m", *command], cwd=clone)
    return done.stdout + done.stderr


def test_the_linter_reads_what_is_new_in_the_project_and_nothing_else(clone):
    shown = {Path(line) for line in told(clone, "ruff", "check", ".", "--show-files").splitlines()}
    assert shown == {clone / name for name in ("pyproject.toml", *OWN)}


def linting(clone):
    """What make lint gives to ruff, as linter and formatter, and to mypy."""
    said = run(["make", "-n", "lint", "-o", ".venv/.installed-dev"], cwd=clone, check=True).stdout
    tools = ("ruff check", "ruff format --check", "mypy")
    lines = {tool: [line for line in said.splitlines() if f"-m {tool}" in line][-1] for tool in tools}
    return [line.partition(f"-m {tool}")[2].split() for tool, line in lines.items()]


@pytest.mark.skipif(shutil.which("git") is None or shutil.which("make") is None, reason="asks for git and make")
def test_make_lints_what_git_tracks(clone):
    """A scene that a user keeps beside the built-in ones is theirs."""
    shutil.copy(ROOT / "Makefile", clone)
    for command in (["init", "-q"], ["add", "scenes/new.py", "convanim/new.py", "Makefile"]):
        run(["git", *command], cwd=clone, check=True)
    (clone / "scenes" / "mine.py").write_text("import os\n")
    linted, formatted, typed = linting(clone)
    assert linted == formatted == typed == ["convanim/new.py", "scenes/new.py"]
    shutil.rmtree(clone / ".git")
    assert linting(clone) == [["."], ["."], []]


def test_only_the_projects_tests_are_collected(clone):
    for name in OWN:
        (clone / name).write_text("def test_own():\n    pass\n")
    collect = ("pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "--confcutdir", "tests")
    assert "tests/cli/test_new.py::test_own" in (said := told(clone, *collect))
    assert "1 test collected" in said, said
    assert " ".join(collect[-2:]) in (ROOT / "Makefile").read_text(encoding="utf-8")
