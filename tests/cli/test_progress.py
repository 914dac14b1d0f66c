"""What is seen on a terminal while something is on its way, and how soon what cannot be is said."""

import os
import re
import sys
from contextlib import suppress

import pytest

from tests.children import PATIENCE, python, started

pty = pytest.importorskip("pty", reason="it is how terminals are made elsewhere")
CONTROL = re.compile(r"\x1b\[[?\d;]*[a-zA-Z]|\r")


def seen(*arguments):
    """What a command writes to a terminal, without what moves and colours, in the order in which it comes."""
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "convanim", *arguments]
    with started(command, stdin=end, stdout=end, stderr=end, text=False) as process:
        os.close(end)
        parts = []
        with suppress(OSError):  # how Linux says that nobody writes any more
            while part := os.read(terminal, 1 << 16):
                parts.append(part)
        code = process.wait(PATIENCE)
    os.close(terminal)
    text = CONTROL.sub("", b"".join(parts).decode())
    return code, [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(("name", "made"), [("render", "depthwise.mp4"), ("slides", "slides.html")])
def test_the_first_thing_that_is_seen_says_that_it_is_at_work(tmp_path, monkeypatch, name, made):
    monkeypatch.chdir(tmp_path)
    code, lines = seen(name, "depthwise", "--channels", "2", "--size", "4", "-q", "l", "-j", "1", "-o", "out")
    assert code == 0
    assert "looking at what is asked for" in lines[0]
    assert any(f"out/{made}" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["render", "depthwise", "--padding", "sme"], "padding is 'sme'"),
        (["render", "split", "depthwise", "--groups", "5"], "split: 5 groups do not divide 8 channels"),
        (["publish", "dilation", "--dilation", "1"], "nothing of a 3x3 kernel is spread"),
    ],
)
def test_a_layer_that_cannot_be_is_refused_before_what_draws_is_loaded(tmp_path, arguments, said):
    code = (
        "import sys, convanim.cli\n"
        "try: convanim.cli.main(sys.argv[1:])\n"
        "except SystemExit as end: assert end.code == 2\n"
        "assert not {'manim', 'torch'} & set(sys.modules)\n"
    )
    done = python("-c", code, *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert said in done.stderr
