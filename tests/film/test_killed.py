"""Whoever kills a render leaves nothing behind that the next one does not take away, and no wrong clip."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import pytest

from tests.children import PATIENCE, run, session_of, started, until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")

SCENE = (Path(__file__).parent / "few.py").read_text(encoding="utf-8")
FILES = ["few.json", "few.mp4", "few.srt"]


@pytest.fixture
def place(tmp_path_factory):
    """A folder with a scene, of a short name, so that workers start as they usually do."""
    folder = tmp_path_factory.mktemp("k")
    (folder / "tmp").mkdir()
    (folder / "few.py").write_text(SCENE)
    return folder


def command(jobs):
    return [sys.executable, "-m", "convanim", "render", "few.py", "-q", "l", "-j", str(jobs), "-o", "out"]


def options(place):
    surroundings = {**os.environ, "TMPDIR": str(place / "tmp"), "CONVANIM_CACHE": str(place / "cache")}
    return {"cwd": place, "env": surroundings}


def broken_off(place, jobs, number, moment):
    """Start a render, and after a moment send its first process a signal; all others end by themselves."""
    with started(command(jobs), stderr=subprocess.DEVNULL, **options(place)) as running:
        with suppress(subprocess.TimeoutExpired):
            running.wait(moment)
        running.send_signal(number)
        running.wait(PATIENCE)
        until(lambda: not session_of(running.pid))


def left_in(place, *folders):
    return sorted(
        path.relative_to(place).as_posix()
        for folder in folders
        for path in (place / folder).rglob("*")
        if path.name.startswith((".convanim-", "pymp-")) or path.parent.name == "tmp"
    )


def digests(place):
    """What tells the files of one clip from those of others; their bytes would fill pages where they differ."""
    return [blake2b((place / "out" / name).read_bytes()).hexdigest() for name in FILES]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What a render makes that nobody breaks off, and how many seconds it takes."""
    folder = tmp_path_factory.mktemp("w")
    (folder / "tmp").mkdir()
    (folder / "few.py").write_text(SCENE)
    begun = time.monotonic()
    run(command(2), check=True, **options(folder))
    assert left_in(folder, "tmp", "out", "cache") == []
    return digests(folder), time.monotonic() - begun


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 30))])
def test_after_a_kill_the_next_render_leaves_what_it_makes_and_nothing_else(place, whole, seed):
    made, seconds = whole
    chance = random.Random(seed)
    for _ in range(2):
        broken_off(place, chance.choice((1, 2)), signal.SIGKILL, chance.random() * seconds)
        # What is there at any time is whole.
        if (place / "out" / "few.mp4").exists():
            assert digests(place) == made
    run(command(chance.choice((1, 2))), check=True, **options(place))
    assert sorted(path.name for path in (place / "out").iterdir()) == FILES
    assert digests(place) == made
    assert left_in(place, "tmp", "out", "cache") == []


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 20))])
@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_who_is_told_to_end_leaves_nothing(place, whole, seed, number):
    _, seconds = whole
    chance = random.Random(seed)
    broken_off(place, 2, getattr(signal, number), (0.5 + chance.random() / 2) * seconds)
    assert left_in(place, "tmp", "out") == []


TIDIED = SCENE.replace(
    'self.say("{groups:W} groups.")',
    "import shutil, tempfile; shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)",
)


@pytest.mark.parametrize("jobs", [pytest.param(1, marks=pytest.mark.full), 2])
def test_temporary_files_that_others_tidy_away_are_not_missed(place, jobs):
    (place / "few.py").write_text(TIDIED)
    done = run(command(jobs), **options(place))
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (place / "out").iterdir()) == FILES
