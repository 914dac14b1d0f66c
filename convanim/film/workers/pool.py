"""Processes that do tasks side by side, and end at once when they are told to. Knows neither Manim nor torch."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import RLock
from typing import Any

from tqdm import tqdm

from convanim.errors import RenderError, Setting, Text
from convanim.film.store.file_reads import watch
from convanim.film.workers.parcel import Answer, Parcel, Told
from convanim.film.workers.preload import Starting, load_ahead, starter
from convanim.folders import tidy, workplace
from convanim.streams import leave_stdout, take_any_text


@dataclass(frozen=True)
class Task:
    """Something to do that can be handed to another process, once the tasks that ``after`` names are done.

    Should that process be ended meanwhile, it is done once more. The name says in a sentence what is made.
    """

    name: str
    work: Callable[[], Any]
    after: frozenset[str] = frozenset()


def do_all(tasks: Sequence[Task], jobs: int) -> Generator[tuple[str, Any]]:
    """Do tasks, so many at once as there are ``jobs``; the name and result of each as soon as it is done.

    What others come after stands before them. With one job, or one task, this process does it itself. An
    exception, an interrupt too, ends the workers at once. What workers warn of is warned of here, once. Raises
    RenderError for a task of which the process has ended twice, as where there is not enough memory for it.
    """
    if min(jobs, len(tasks)) < 2:
        for task in tasks:
            yield task.name, task.work()
        return
    done, ended, told = set[str](), Counter[str](), Told()
    while len(done) < len(tasks):
        starting, running = starter(), dict[Future[Answer], Task]()
        waiting = [task for task in tasks if task.name not in done]
        with workplace() as marks:
            try:
                with workers(min(jobs, len(waiting)), starting) as pool:
                    while waiting or running:
                        for task in [task for task in waiting if task.after <= done]:
                            waiting.remove(task)
                            parcel, mark = Parcel.of(task.work), marks / str(tasks.index(task))
                            running[pool.submit(_marked, parcel, mark)] = task
                        ready = wait(running, return_when=FIRST_COMPLETED).done
                        # What is there is there, even if the process of another has ended meanwhile.
                        for future in sorted(ready, key=lambda future: future.exception() is not None):
                            name, answer = running.pop(future).name, future.result()
                            result = replace(answer, notes=told.new(answer.notes)).opened()
                            done.add(name)
                            yield name, result
            except BrokenProcessPool as error:
                places = _begun(starting.started, marks)
                ended.update([tasks[place].name for place in places] or [task.name for task in running.values()][:1])
                name, times = ended.most_common(1)[0]
                if times > 1:
                    raise ended_twice(f"made {name}", starting.started, Setting("jobs", 1)) from error


def ended_twice(did: str, processes: Sequence[BaseProcess], hint: Text) -> RenderError:
    """What there is to say where processes have ended that nobody here has ended, the second time.

    ``did`` is what they were at; the ``hint`` is one that helps whatever it was, or finds out.
    """
    strange = _strange(processes)
    how = {signal.strsignal(-code) if code < 0 else f"exit code {code}" for code in strange.values()}
    said = ", ".join(sorted(filter(None, how))) or "Terminated"
    # Who ends by itself has an exit code, as one that cannot load something; the system takes memory by a signal.
    more = ", or closing other programs, which leaves it more memory"
    killed = os.name == "nt" or not strange or any(code < 0 for code in strange.values())
    return RenderError(
        f"the process that {did} was ended before it was done, and so was the next ({said})",
        "",
        (hint, more) if killed else hint,
    )


def _marked(work: Parcel, mark: Path) -> Answer:
    """Do a task, and leave a mark as long as it lasts."""
    with suppress(OSError):
        mark.write_text(str(os.getpid()))
    try:
        return work()
    finally:
        with suppress(OSError):
            mark.unlink(missing_ok=True)


def _begun(processes: Sequence[BaseProcess], marks: Path) -> list[int]:
    """What processes were at that have ended and that nobody here has ended; all, where none stands out."""
    strange, at = _strange(processes), dict[int, str]()
    with suppress(OSError):
        at = {int(mark.name): mark.read_text() for mark in marks.iterdir()}
    return [place for place, pid in at.items() if not strange or pid in strange]


def _strange(processes: Sequence[BaseProcess]) -> dict[str, int]:
    """The exit codes of those that nobody here has ended, by their numbers as text."""
    codes = {str(process.pid): process.exitcode or 0 for process in processes}
    return {pid: code for pid, code in codes.items() if code not in (0, -signal.SIGTERM)}


@contextmanager
def workers(jobs: int, starting: Starting | None = None) -> Iterator[ProcessPoolExecutor]:
    """Processes to submit to; whatever ends the block ends them, too, and with them what they had half made."""
    load_ahead()
    starting = starting or starter()
    pool = ProcessPoolExecutor(jobs, mp_context=starting, initializer=begin)
    try:
        yield pool
        pool.shutdown()
    finally:
        for worker in starting.started:
            if worker.pid is not None:  # which one that an interrupt kept from starting has not
                worker.terminate()
        # With its processes gone the pool ends at once, and its semaphores with it.
        pool.shutdown(cancel_futures=True)
        tidy()


def begin() -> None:
    """In a worker: leave Ctrl-C, and stdout, to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    take_any_text()
    leave_stdout()
    sys.stdout = sys.stderr
    # Its own lock is a semaphore, which would outlast a worker that is ended.
    tqdm.set_lock(RLock())
    watch()
