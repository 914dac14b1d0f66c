"""Commands that tests start are as from a terminal, and leave nothing behind."""

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.children import python, run, session_of, started, until

TESTS = Path(__file__).parent


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_they_heed_signals_that_tests_ignore():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        told = python(
            "-c", "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
        ).stdout
        assert told == "True\n"
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="asks for sessions of processes")
def test_what_hangs_is_ended_with_all_that_it_started():
    code = "import subprocess, sys; print(1, flush=True); subprocess.run([sys.executable, '-c', 'input()'])"
    with started([sys.executable, "-c", code], stdin=subprocess.PIPE) as process:
        until(lambda: len(session_of(process.pid)) == 2, process)
    until(lambda: not session_of(process.pid))
    with pytest.raises(subprocess.TimeoutExpired):
        run([sys.executable, "-c", "import time; time.sleep(1000)"], timeout=0.5)


def test_no_test_starts_a_command_otherwise():
    def starts(path):
        return any(
            isinstance(node, ast.Attribute) and ast.unparse(node) in ("subprocess.run", "subprocess.Popen")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )

    files = [path for path in TESTS.rglob("*.py") if "benchmarks" not in path.parts]
    assert [path.name for path in files if starts(path)] == ["children.py"]
