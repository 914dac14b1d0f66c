"""Other processes, which load nothing but what they are for, and end with this one. Knows neither Manim nor torch.

Python's own run the program's file again, although nothing that they are given is in there: a script without a guard
would start itself once more, and one from standard input is nowhere. They look for modules in the current folder first,
and take a ``random.py`` there for Python's. And they outlive whoever started them, should that be killed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from threading import Lock, Thread
from types import ModuleType
from typing import Any

SAFE = "PYTHONSAFEPATH"
"""What tells a Python that starts not to look for modules in the current folder, if its value is not empty."""
OURS = "convanim"
"""Its value where it is not the user's own."""

_swapping = Lock()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Python's helpers and processes that are started in this block load nothing of the user's by themselves."""
    with _swapping:
        main, own = sys.modules["__main__"], os.environ.get(SAFE)
        sys.modules["__main__"] = ModuleType("__main__")
        if not own:
            os.environ[SAFE] = OURS
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            if own is None:
                del os.environ[SAFE]
            else:
                os.environ[SAFE] = own


class Spawned(SpawnProcess):
    """A process that is loaded from the beginning."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:
        with undisturbed():
            return SpawnProcess._Popen(process_obj)

    def run(self) -> None:
        """In the process itself: do what it is for."""
        _attend()
        super().run()


class Spawning(SpawnContext):
    """Starts processes that are loaded from the beginning; ``started`` are those so far."""

    def __init__(self) -> None:
        self.started: list[BaseProcess] = []

    def Process(self, *args: Any, **options: Any) -> Spawned:  # type: ignore[override]  # a class there
        """A process that can be started."""
        process = Spawned(*args, **options)
        self.started.append(process)
        return process


if sys.platform != "win32":
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    class Forked(ForkServerProcess):
        """A process that is a copy of one that has loaded what takes long."""

        @staticmethod
        def _Popen(process_obj: BaseProcess) -> Any:
            with undisturbed():
                return ForkServerProcess._Popen(process_obj)

        def run(self) -> None:
            """In the process itself: do what it is for."""
            _attend()
            super().run()

    class Forking(ForkServerContext):
        """Starts processes as copies of one that has loaded what takes long; ``started`` are those so far."""

        def __init__(self) -> None:
            self.started: list[BaseProcess] = []

        def Process(self, *args: Any, **options: Any) -> Forked:  # type: ignore[override]  # a class there
            """A process that can be started."""
            process = Forked(*args, **options)
            self.started.append(process)
            return process


def _attend() -> None:
    """In a process that has just started: be as the one that started it is, and end with it."""
    if os.environ.get(SAFE) == OURS:
        # It has served, and what the user starts from here is none of ours.
        del os.environ[SAFE]
    Thread(target=_end_with_parent, name="whether who started this is there", daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None  # nobody else attends
    connection.wait([parent.sentinel])
    # Nobody is left who wants to know how far it is, and what it has half written goes by names that nobody reads.
    os._exit(1)
