"""Processes that do tasks side by side, and end at once when they are told to. Knows neither Manim nor torch."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any

from tqdm import tqdm

from convanim.errors import RenderError
from convanim.film.store.file_reads import watch
from convanim.film.workers.preload import load_ahead, starter
from convanim.streams import leave_stdout, take_any_text


@dataclass(frozen=True)
class Task:
    """Something to do that can be handed to another process, once the tasks that ``after`` names are done."""

    name: str
    work: Callable[[], Any]
    after: frozenset[str] = frozenset()


def do_all(tasks: Sequence[Task], jobs: int) -> Generator[tuple[str, Any]]:
    """Do tasks, so many at once as there are ``jobs``; the name and result of each as soon as it is done.

    What others come after stands before them. With one job, or one task, this process does it itself. An
    exception, an interrupt too, ends the workers at once.
    """
    if min(jobs, len(tasks)) < 2:
        for task in tasks:
            yield task.name, task.work()
        return
    with workers(min(jobs, len(tasks))) as pool:
        waiting, running, done = list(tasks), dict[Future[Any], str](), set[str]()
        while waiting or running:
            running |= {pool.submit(task.work): task.name for task in waiting if task.after <= done}
            waiting = [task for task in waiting if not task.after <= done]
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                done.add(name)
                yield name, future.result()


@contextmanager
def workers(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes to submit to; whatever ends the block ends them, too."""
    load_ahead()
    starting = starter()
    pool = ProcessPoolExecutor(jobs, mp_context=starting, initializer=begin)
    try:
        yield pool
        pool.shutdown()
    except BrokenProcessPool as error:
        raise RenderError("a worker ended before it was done", "", "fewer jobs, or more memory") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in starting.started:
            worker.terminate()
        # With its processes gone the pool ends at once, and its semaphores with it.
        pool.shutdown()


def begin() -> None:
    """In a worker: leave Ctrl-C, and stdout, to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    take_any_text()
    leave_stdout()
    sys.stdout = sys.stderr
    # Its own lock is a semaphore, which would outlast a worker that is ended.
    tqdm.set_lock(RLock())
    watch()
