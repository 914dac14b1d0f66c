"""What workers need is loaded beside a process that has not loaded it."""

import multiprocessing

import pytest

from tests.children import python

ASK = """
import sys
from multiprocessing import forkserver
from convanim.export.ahead import load_ahead

load_ahead()
first = forkserver._forkserver._forkserver_pid
load_ahead()
assert forkserver._forkserver._forkserver_pid == first is not None
assert forkserver._forkserver._preload_modules == ["convanim.export.preload"]
assert not {"torch", "manim", "numpy"} & set(sys.modules)
"""


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="it is of no use elsewhere")
def test_another_process_loads_while_this_one_goes_on():
    done = python("-c", ASK)
    assert (done.returncode, done.stderr) == (0, "")
