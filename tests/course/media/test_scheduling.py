"""Encoders leave it to the system which process gets its turn, even where they may not."""

import json
import os
import sys

import pytest

from tests.children import python

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no other system tells how threads are run")


def may_be_urgent():
    """Whether this process may make itself a real-time one, as SVT-AV1 tries to."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))
    except PermissionError:
        return False
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return True


# In a process of its own: the encoder asks once in a process.
ENCODED = """
import json, os, sys
from pathlib import Path
import numpy as np
from convanim.course.media.webm import Webm
from convanim.film.quality import Quality
from convanim.draw.compositor import Patch

def policies():
    return sorted({os.sched_getscheduler(int(thread)) for thread in os.listdir("/proc/self/task")})

film = Webm(Path("a.webm"), Quality(320, 240, 15), clear=sys.argv[1] == "clear")
seen, threads = [policies()], []
for shade in range(40):
    film.write([Patch(0, 0, np.full((240, 320, 4), 6 * shade, np.uint8))], 1)
    seen.append(policies())
    threads.append(len(os.listdir("/proc/self/task")))
film.close()
print(json.dumps([seen + [policies()], max(threads)]))
"""


@pytest.mark.skipif("not may_be_urgent()", reason="this user's processes cannot be made real-time ones")
@pytest.mark.parametrize("ground", ["opaque", "clear"])
def test_no_thread_becomes_a_real_time_one(tmp_path, ground):
    seen, threads = json.loads(python("-c", ENCODED, ground, cwd=tmp_path).stdout)
    assert seen == [[os.SCHED_OTHER]] * len(seen)
    assert ground == "clear" or threads > 2, "the encoder had no threads when they were looked at"


URGENT = """
import json, os
from threading import Event, Thread
from convanim.course.media.scheduling import scheduled_as_before

go, done = Event(), Event()
kept = Thread(target=go.wait, daemon=True)
kept.start()
os.sched_setscheduler(kept.native_id, os.SCHED_RR, os.sched_param(3))
with scheduled_as_before():
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))
    new = Thread(target=go.wait, daemon=True)
    new.start()
    os.sched_setscheduler(kept.native_id, os.SCHED_FIFO, os.sched_param(50))
print(json.dumps([[os.sched_getscheduler(thread), os.sched_getparam(thread).sched_priority]
                  for thread in (0, new.native_id, kept.native_id)]))
"""


@pytest.mark.skipif("not may_be_urgent()", reason="this user's processes cannot be made real-time ones")
def test_what_was_urgent_stays_so(tmp_path):
    told = json.loads(python("-c", URGENT, cwd=tmp_path).stdout)
    assert told == [[os.SCHED_OTHER, 0], [os.SCHED_OTHER, 0], [os.SCHED_RR, 3]]
