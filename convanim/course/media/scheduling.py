"""Threads that stay as urgent as they were, whatever an encoder makes of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress


@contextmanager
def scheduled_as_before() -> Iterator[None]:
    """After the block, let the system run this process's threads as it did before it, and new ones like this one.

    Where it may (as root, so in most containers), SVT-AV1 makes the thread that opens it a real-time one, and with it
    all that this one starts from then on: while one of them computes, nothing else on the machine gets its turn.
    """
    if sys.platform != "linux":  # nowhere else does Python know how each thread is run
        yield
        return
    before = _scheduling()
    own = (os.sched_getscheduler(0), os.sched_getparam(0).sched_priority)
    try:
        yield
    finally:
        for thread, now in _scheduling().items():
            policy, priority = before.get(thread, own)
            if now != (policy, priority):
                with suppress(ProcessLookupError):  # it has ended meanwhile
                    os.sched_setscheduler(thread, policy, os.sched_param(priority))


if sys.platform == "linux":

    def _scheduling() -> Mapping[int, tuple[int, int]]:
        """The policy and the priority of each thread by its number; none where the system does not tell."""
        found = {}
        with suppress(FileNotFoundError):
            for thread in map(int, os.listdir("/proc/self/task")):
                with suppress(ProcessLookupError):
                    found[thread] = (os.sched_getscheduler(thread), os.sched_getparam(thread).sched_priority)
        return found
