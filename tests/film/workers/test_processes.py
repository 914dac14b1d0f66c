"""Processes that are started load what they are for, and end with the one that started them."""

import os
import signal
import sys
from multiprocessing import resource_tracker

import pytest

from convanim.film.workers.processes import SAFE, Spawning, undisturbed
from tests.children import PATIENCE, python, run, session_of, started, until

SMALL = ["depthwise", "--channels", "2", "--size", "4", "-q", "l"]
ENTRY = "import sys\nfrom convanim.cli import main\n\nif __name__ == '__main__':\n    sys.exit(main())\n"
"""What an installed command is: a file in a folder of its own."""


@pytest.fixture
def taken(tmp_path):
    """A folder in which files are called as modules are that everybody needs, and a command elsewhere."""
    folder, elsewhere = tmp_path / "here", tmp_path / "bin"
    folder.mkdir()
    elsewhere.mkdir()
    for name in (
        "random",
        "string",
        "logging",
        "numpy",
        "manim",
        "av",
        "torch",
        "socket",
        "signal",
        "tempfile",
        "json",
    ):
        (folder / f"{name}.py").write_text(f"raise RuntimeError('{name}.py here was taken for another')\n")
    (elsewhere / "convanim").write_text(ENTRY)
    return folder, elsewhere / "convanim"


@pytest.mark.full
@pytest.mark.parametrize("module", [False, True], ids=["command", "module"])
def test_files_here_are_not_taken_for_modules(taken, module):
    folder, command = taken
    how = ["-m", "convanim"] if module else [command]
    done = run([sys.executable, *how, "render", *SMALL, "-j", "2", "--no-cache"], cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "media" / "depthwise.mp4").is_file()


@pytest.mark.full
def test_files_here_are_not_taken_for_modules_by_publish(taken):
    folder, command = taken
    done = run([sys.executable, command, "publish", *SMALL, "--only", "gif,stills", "-j", "2"], cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "media" / "depthwise" / "depthwise.gif").is_file()


ASK = f"""
import os
from concurrent.futures import ProcessPoolExecutor
from convanim.film.workers.preload import load_ahead, starter

load_ahead()
with ProcessPoolExecutor(1, mp_context=starter()) as pool:
    print(repr(pool.submit(os.getenv, {SAFE!r}).result()), repr(os.getenv({SAFE!r})))
"""


@pytest.mark.parametrize(("own", "told"), [(None, "None None"), ("", "None ''"), ("1", "'1' '1'")])
def test_what_users_start_is_as_they_want_it(tmp_path, monkeypatch, own, told):
    """A setting of ours ends with its purpose, and one of the user's own stays."""
    monkeypatch.delenv(SAFE, raising=False)
    if own is not None:
        monkeypatch.setenv(SAFE, own)
    assert python("-c", ASK, cwd=tmp_path).stdout.strip() == told


def broken_off():
    with undisturbed():
        assert os.environ[SAFE]
        raise KeyboardInterrupt


def test_an_exception_puts_everything_back():
    main, before = sys.modules["__main__"], os.environ.get(SAFE)
    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert (sys.modules["__main__"], os.environ.get(SAFE)) == (main, before)


def test_starting_knows_what_it_has_started():
    if os.name != "nt":
        resource_tracker.ensure_running()
    one, other = Spawning(), Spawning()
    process = one.Process(target=os.getpid)
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == 0
    assert (one.started, other.started) == ([process], [])


def beats_in(folder):
    return list(folder.glob("**/.convanim-*/beats/*.mp4"))


def parts_in(folder):
    return list(folder.glob("**/.convanim-*/parts/webm 1/*"))


def drawing_in(folder):
    return list(folder.glob("tmp/.convanim-*/*/.convanim-*/beats/*"))


@pytest.mark.skipif(os.name == "nt", reason="asks for sessions of processes")
@pytest.mark.parametrize(
    ("arguments", "begun"),
    [
        (["render", "all", "-q", "h", "-j", "2"], beats_in),
        pytest.param(
            ["publish", "depthwise", "-q", "m", "--only", "webm", "-j", "2"], parts_in, marks=pytest.mark.full
        ),
        (["preview", "split", "-q", "h", "--no-open"], drawing_in),
        (["render", "all", "-q", "h", "-j", "2"], None),
    ],
    ids=["render", "publish", "preview", "while it loads"],
)
def test_nothing_outlives_a_command_that_is_killed(tmp_path_factory, arguments, begun):
    # Of a short name, so that workers start as they usually do.
    tmp_path = tmp_path_factory.mktemp("k")
    (tmp_path / "tmp").mkdir()
    command = [sys.executable, "-m", "convanim", *arguments]
    with started(command, cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path / "tmp")}) as running:
        until(lambda: begun(tmp_path) if begun else len(session_of(running.pid)) > 2, running)
        os.kill(running.pid, signal.SIGKILL)
        running.wait(PATIENCE)
        until(lambda: not session_of(running.pid), patience=20)
