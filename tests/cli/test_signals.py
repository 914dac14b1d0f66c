"""A signal ends a command as such, wherever it comes."""

import os
import signal
import subprocess
import sys

import pytest

from tests.children import SOON, started, until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")

PLAIN = """
import time
from pathlib import Path

Path(__file__).with_name("begun").touch()
time.sleep(1000)
"""

TURNED = """
import time
from pathlib import Path

try:
    Path(__file__).with_name("begun").touch()
    time.sleep(1000)
except BaseException:
    raise ImportError("cannot load module more than once per process")
"""

ENDING = """
import sys

sys.exit(3)
"""


@pytest.mark.parametrize("scene", [PLAIN, TURNED], ids=["plain", "made another error of"])
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        ("SIGINT", 130, "interrupted; nothing half-written was left behind\n"),
        ("SIGTERM", 143, ""),
        ("SIGHUP", 129, ""),
    ],
)
def test_while_a_scene_is_imported(tmp_path, scene, number, code, said):
    (tmp_path / "scene.py").write_text(scene)
    command = [sys.executable, "-m", "convanim", "render", "scene.py", "-q", "l", "-j", "1", "-o", "out"]
    with started(command, cwd=tmp_path, stderr=subprocess.PIPE) as running:
        until((tmp_path / "begun").exists, running)
        running.send_signal(getattr(signal, number))
        _, errors = running.communicate(timeout=SOON)
        assert (running.returncode, errors.lstrip()) == (code, said)
    assert not (tmp_path / "out").exists()


def test_a_scene_that_ends_python_itself_is_said(run, tmp_path):
    (tmp_path / "scene.py").write_text(ENDING)
    done = run("render", "scene.py", "-q", "l")
    assert (done.code, done.err) == (1, "error: scene.py, line 4: this ends Python (SystemExit)\n")
