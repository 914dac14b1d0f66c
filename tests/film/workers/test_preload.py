"""What workers need is loaded beside a process that has not loaded it."""

import multiprocessing
import os

import pytest

from tests.children import python

ASK = """
import sys
from multiprocessing import forkserver
from convanim.film.workers.preload import load_ahead

load_ahead()
first = forkserver._forkserver._forkserver_pid
load_ahead()
assert forkserver._forkserver._forkserver_pid == first is not None
assert forkserver._forkserver._preload_modules == ["convanim.film.workers.preloaded"]
assert not {"torch", "manim", "numpy"} & set(sys.modules)
"""


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="it is of no use elsewhere")
def test_another_process_loads_while_this_one_goes_on():
    done = python("-c", ASK)
    assert (done.returncode, done.stderr) == (0, "")


POOL = """
import os
from convanim.film.workers.preload import copies
from convanim.film.workers.pool import workers

assert not copies()
with workers(1) as pool:
    assert pool.submit(os.getppid).result() == os.getpid()
"""


def test_workers_start_where_the_folder_for_temporary_files_has_a_long_name(tmp_path):
    """Sockets have short names only, about 100 bytes; of the one for copies it would have to be part."""
    folder = tmp_path / ("temporary" * 10)
    folder.mkdir()
    done = python("-c", POOL, env={**os.environ, "TMPDIR": str(folder)})
    assert (done.returncode, done.stderr) == (0, "")


GONE = """
import os, tempfile
from convanim.film.workers.pool import workers
from convanim.film.workers.preload import load_ahead

folder, home = tempfile.mkdtemp(), os.getcwd()
os.chdir(folder)
load_ahead()
os.rmdir(folder)
os.chdir(home)
with workers(1) as pool:
    print(pool.submit(os.getcwd).result())
"""


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="elsewhere no folder can go")
def test_what_loads_survives_the_folder_that_it_was_started_in(tmp_path):
    done = python("-c", GONE, cwd=tmp_path)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, str(tmp_path), "")
