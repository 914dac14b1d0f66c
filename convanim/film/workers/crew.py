"""Who draws units: executors that say how many draw at once, here in processes of this machine."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Self

from convanim.errors import RenderError
from convanim.film.workers.pool import begin
from convanim.film.workers.preload import load_ahead, starter
from convanim.folders import tidy

if TYPE_CHECKING:
    from convanim.film.store.cache import Cache


class Lost(RenderError):
    """Nobody is left who draws."""


class Crew(Executor):
    """An executor, and what a batch wants to know of it; leaving its ``with`` block ends at once what it still does."""

    ahead = 1
    """So many units are with each worker at a time, so that none of them waits for the next."""

    @property
    @abstractmethod
    def width(self) -> int:
        """How many draw at once; raises Lost where nobody is left to ask."""

    def reaches(self, cache: Cache) -> bool:
        """Whether those who draw can look into a cache, and keep there what they draw."""
        return False

    def give_up(self, future: Future[Any]) -> None:
        """Do not wait for it any longer."""
        future.cancel()

    def refuse(self, worker: str) -> None:
        """Ask that one no more, who would draw otherwise."""

    def lost(self) -> Lost:
        """What there is to say where something was cancelled that nobody here has cancelled."""
        return Lost("nobody is left who draws")

    def hopeless(self, error: BaseException) -> bool:
        """Whether it was tried often enough already."""
        return False

    def __exit__(self, *_: object) -> None:
        self.shutdown(wait=False, cancel_futures=True)


class Local(Crew):
    """Processes of this machine, each with one unit at a time: where one ends, it is known which unit it was at."""

    def __init__(self, jobs: int) -> None:
        load_ahead()
        self._places = [_Place() for _ in range(jobs)]

    def __enter__(self) -> Self:
        return self

    @property
    def width(self) -> int:
        """How many draw at once."""
        return len(self._places)

    def reaches(self, cache: Cache) -> bool:
        """They can, as this process can."""
        return True

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a process do it that is free, or will be first."""
        return next((one for one in self._places if one.free), self._places[0]).submit(fn, *args, **kwargs)

    def give_up(self, future: Future[Any]) -> None:
        """End the process that is at it; another takes its place."""
        for number, one in enumerate(self._places):
            if one.future is future:
                one.end()
                self._places[number] = _Place()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, with ``wait`` once they have done what they were given."""
        if wait:
            for one in self._places:
                one.pool.shutdown(cancel_futures=cancel_futures)
        for one in self._places:
            one.end()
        tidy()


class _Place:
    """A process, and what it is at."""

    def __init__(self) -> None:
        self.future: Future[Any] | None = None
        self._begin()

    @property
    def free(self) -> bool:
        return self.future is None or self.future.done()

    def submit(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            self.future = self.pool.submit(fn, *args, **kwargs)
        except BrokenProcessPool:
            self._begin()
            self.future = self.pool.submit(fn, *args, **kwargs)
        return self.future

    def end(self) -> None:
        # With its process gone a pool ends at once, and its semaphores with it.
        for worker in self._starting.started:
            if worker.pid is not None:
                worker.terminate()
        self.pool.shutdown(cancel_futures=True)

    def _begin(self) -> None:
        # One of its own, which knows the process that it has started.
        self._starting = starter()
        self.pool = ProcessPoolExecutor(1, mp_context=self._starting, initializer=begin)
