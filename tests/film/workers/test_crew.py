"""Processes that each do one thing at a time: what one of them meets is nothing to the others."""

import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from convanim.film.workers.crew import Local
from tests.children import SOON


def ended(_):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_one_that_is_killed_takes_nothing_else_with_it():
    with Local(2) as crew:
        bad, good = crew.submit(ended, 0), crew.submit(time.sleep, 0.5)
        assert isinstance(bad.exception(), BrokenProcessPool)
        more = crew.submit(abs, -3)
        assert (more.result(), good.result()) == (3, None)
        late = crew.submit(time.sleep, 600)
        crew.give_up(late)
        assert crew.submit(abs, -4).result() == 4
        for _ in range(2):
            crew.submit(time.sleep, 600)
        begun = time.monotonic()
    assert time.monotonic() - begun < SOON
