"""What commands write: results alone on stdout, and something in every encoding."""

import html
import json
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from tests.children import run

MORE_ENCODINGS = ("latin-1", "cp437", "utf-8")
ENCODINGS = ("ascii", "cp1252", "utf-16", *(pytest.param(one, marks=pytest.mark.full) for one in MORE_ENCODINGS))
"""What signs are written goes one way in all commands. The first lack most, lack some, and have several bytes a letter.
"""

CHATTY = """
import os, subprocess, sys
import torch

def chat():
    print("chatter of Python")
    sys.__stdout__.write("chatter past Python's stdout\\n")
    os.write(1, b"chatter of C\\n")
    subprocess.run([sys.executable, "-S", "-c", "print('chatter of a child')"])
    if sys.platform != "win32":
        import ctypes
        ctypes.CDLL(None).printf(b"chatter that C has put off\\n")

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Conv2d(2, 2, (2, 3), groups=2, bias=False)

    def forward(self, x):
        chat()
        return self.layer(x)
"""
SCENE = """
from convanim import ConvScene, Layer
from net import chat

class Tiny(ConvScene):
    title = "深度"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("first", "second")

    def first(self):
        chat()
        self.say("{in_channels:W} channels.")
        self.arrange(facts=self.facts("groups {groups}"))

    second = first
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with a chatty model and a chatty scene, and what was drawn there so far."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "net.py").write_text(CHATTY, encoding="utf-8")
    (folder / "mine.py").write_text(SCENE, encoding="utf-8")
    np.save(folder / "x.npy", np.ones((2, 4, 5), dtype=np.float32))
    return folder


@pytest.fixture(autouse=True)
def same_cache(desk, own_cache, monkeypatch):
    """What one test has drawn, the next one finds."""
    monkeypatch.setenv("CONVANIM_CACHE", str(desk / "cache"))


@pytest.fixture(scope="module")
def convanim(desk):
    """Runs ``convanim ARGUMENTS`` at the desk as a terminal does."""

    def ran(*arguments, encoding="utf-8"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        return run([sys.executable, "-m", "convanim", *arguments], text=False, cwd=desk, env=environment)

    return ran


MODEL = ("--model", "net.py:Net", "--layer-name", "layer", "--input", "x.npy")


def test_stdout_is_for_json_alone(convanim):
    done = convanim("trace", "depthwise", *MODEL, "--json", "--limit", "3")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["index"] for line in done.stdout.splitlines()] == [[0, 0, 0], [0, 0, 1], [0, 0, 2]]
    chatter = re.findall(rb"chatter .*", done.stderr)
    assert len(set(chatter)) == 5 - (sys.platform == "win32")


@pytest.mark.parametrize("jobs", [pytest.param("1", marks=pytest.mark.full), "2"])
def test_a_scene_and_its_workers_leave_stdout_alone(convanim, jobs):
    done = convanim("render", "mine.py", "--json", "-q", "l", "-j", jobs, "--no-cache")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["scene"] == "Tiny"
    assert b"chatter of C" in done.stderr


def test_a_snippet_to_paste_stands_alone(convanim, desk):
    done = convanim("publish", "mine.py", "-q", "l", "--only", "snippets", "--show", "md", "-o", "plain")
    assert done.returncode == 0, done.stderr
    (file,) = desk.glob("plain/tiny/*snippet.md")
    assert done.stdout.decode().split() == file.read_text(encoding="utf-8").split()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_and_json_are_written_in_every_encoding(convanim, encoding):
    for arguments, code in ((("list",), 0), (("trace", "深度"), 2)):
        done = convanim(*arguments, encoding=encoding)
        assert done.returncode == code
        assert "UnicodeEncodeError" not in (done.stdout + done.stderr).decode(encoding)
    schema = convanim("schema", encoding=encoding).stdout
    assert json.loads(schema.decode("utf-8" if encoding != "utf-16" else encoding))["$schema"]


@pytest.mark.parametrize("encoding", ["ascii", "utf-16", pytest.param("cp1252", marks=pytest.mark.full)])
def test_equations_are_written_in_every_encoding(convanim, encoding):
    line = convanim("trace", "separable", "--limit", "1", encoding=encoding).stdout.decode(encoding).splitlines()[1]
    left, right = re.sub("[−·]", lambda sign: {"−": "-", "·": "*"}[sign[0]], line).split(" = ")[1:]
    assert eval(left) == int(right)
    steps = convanim("trace", "depthwise", "--limit", "2", "--json", encoding=encoding).stdout
    for line in steps.decode("utf-8" if encoding != "utf-16" else encoding).splitlines():
        assert json.loads(line)["equation"].startswith("y[0,0,")


def test_doctor_speaks_where_signs_are_lacking(convanim):
    done = convanim("doctor", encoding="ascii")
    assert (done.returncode, "UnicodeEncodeError" in (done.stdout + done.stderr).decode("ascii")) == (0, False)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
@pytest.mark.parametrize("encoding", ["cp1252", pytest.param("utf-8", marks=pytest.mark.full)])
def test_names_that_are_no_text(convanim, desk, encoding):
    out = os.fsdecode(b"caf\xe9")
    plain = convanim("render", "mine.py", "--stills", "-q", "l", "-o", out, encoding=encoding)
    assert plain.returncode == 0, plain.stderr
    for line in plain.stdout.splitlines():
        assert Path(desk, os.fsdecode(line)).is_file()
    told = json.loads(convanim("render", "mine.py", "--json", "-q", "l", "-o", out, encoding=encoding).stdout)
    assert Path(desk, told["path"]).is_file()


def test_a_name_that_the_encoding_lacks(convanim, desk):
    done = convanim("render", "mine.py", "-q", "l", "-o", "深度", encoding="cp1252")
    assert done.returncode == 0, done.stderr
    assert Path(desk, "深度", "tiny.mp4").is_file()
    assert done.stdout.startswith(rb"\u6df1\u5ea6")


def test_nobody_need_listen():
    code = (
        "import sys; from convanim.cli import main; sys.stdout = sys.stderr = None\n"
        "try: main(['list'])\n"
        "except SystemExit as end: assert end.code == 0"
    )
    done = run([sys.executable, "-c", code])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def on_a_terminal(folder, *arguments, encoding="cp1252"):
    """How a command ends whose stderr is a terminal, and what that shows."""
    import pty
    from threading import Thread

    ours, theirs = pty.openpty()
    shown = bytearray()

    def read():
        # Linux reports the end of a terminal as an error.
        with suppress(OSError):
            while part := os.read(ours, 2**16):
                shown.extend(part)

    # A terminal takes only so much that nobody reads.
    reader = Thread(target=read)
    reader.start()
    try:
        done = run(
            [sys.executable, "-m", "convanim", *arguments],
            text=False,
            stderr=theirs,
            cwd=folder,
            env={**os.environ, "PYTHONIOENCODING": encoding, "TERM": "xterm", "COLUMNS": "100"},
        )
    finally:
        os.close(theirs)
        reader.join()
        os.close(ours)
    assert done.returncode == 0, shown
    return done, bytes(shown)


@pytest.mark.parametrize("kind", ["html", pytest.param("md", marks=pytest.mark.full), "ipynb"])
def test_a_snippet_in_an_encoding_that_lacks_its_letters_means_the_same(convanim, desk, kind):
    done = convanim(
        "publish", "mine.py", "-q", "l", "--only", "snippets", "--show", kind, "-o", "course", encoding="cp1252"
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.decode("cp1252")
    (file,) = desk.glob(f"course/tiny/*snippet.{kind}")
    text = file.read_text(encoding="utf-8")
    assert "深" in text and "深" not in told
    if kind == "ipynb":
        assert json.loads(told) == json.loads(text)
    else:
        assert html.unescape(told).split() == html.unescape(text).split()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="asks for a full disk")
def test_a_full_disk_is_told_as_such():
    with open("/dev/full", "wb") as full:
        done = run([sys.executable, "-m", "convanim", "trace", "split"], stdout=full)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "error: what there is to tell cannot be written: No space left on device" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
@pytest.mark.parametrize(("encoding", "jobs"), [("cp1252", "1"), pytest.param("ascii", "2", marks=pytest.mark.full)])
def test_kinds_are_shown_while_they_are_made(desk, encoding, jobs):
    asked = ("publish", "mine.py", "-q", "l", "-o", "course", "--only", "words,poster,webm,gif", "-j", jobs)
    done, shown = on_a_terminal(desk, *asked, "--no-cache", encoding=encoding)
    # Two processes may draw both beats in less time than passes between two looks at them.
    assert jobs != "1" or re.search(rb"beat [01] of 2", shown)
    told = [(kind, int(made)) for kind, made in re.findall(rb"(\w+) \d+ %, (\d) of 4 kinds", shown)]
    assert {kind for kind, _ in told} <= {b"poster", b"webm", b"gif"}
    # The first of them may be made before anybody looks.
    assert told[0][1] in (1, 2)
    assert [made for _, made in told] == sorted(made for _, made in told)
    assert told[-1][1] == 3
    assert re.search(rb"kinds\D*0:0\d:\d\d", shown)
    assert b"tiny: " not in shown and b"Traceback" not in shown
    assert done.stdout.splitlines()[-1].startswith(b"course/tiny  ")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_nothing_is_shown_to_who_asks_for_quiet(desk):
    asked = ("publish", "mine.py", "-q", "l", "-o", "course", "--only", "words,poster", "--quiet", "--no-cache")
    done, shown = on_a_terminal(desk, *asked)
    assert done.stdout == b""
    assert all(line.startswith(b"chatter") for line in shown.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_bars_on_the_terminal_stand_aside(desk):
    done, shown = on_a_terminal(desk, "render", "mine.py", "-q", "l", "-j", "1", "--no-cache")
    assert done.stdout.startswith(b"media/tiny.mp4  ")
    # The first beat may be drawn before anybody looks.
    assert re.search(rb"beat [01] of 2", shown)
    assert b"tiny.mp4" not in shown
