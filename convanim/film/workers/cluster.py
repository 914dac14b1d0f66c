"""The workers of a Dask cluster that is already there; the only file that knows dask."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from convanim.errors import JobsWarning, RenderError, SpecError, quoted, warn
from convanim.film.store.cache import code_version
from convanim.film.workers.crew import Crew, Lost
from convanim.film.workers.unit import OtherCode

if TYPE_CHECKING:
    from distributed import Client

    from convanim.film.store.cache import Cache

INSTALL = "pip install 'convanim[cluster]'"
ANSWER = 8.0
"""Seconds within which a scheduler has to answer."""
LOOK = 2.0
"""Seconds between two looks at who is there."""
PATIENCE = 120.0
"""Seconds for which a cluster may be without workers."""
ADDRESS = "the address that a Dask scheduler says as it starts, such as tcp://10.0.0.7:8786"


class Cluster(Crew):
    """The workers that a scheduler has, each asked for one unit at a time, but told of the next ones.

    Raises RenderError where dask is not installed, nobody answers at the ``address``, or every worker there would draw
    otherwise than this machine; warns (JobsWarning) of those that are left out for it.
    """

    ahead = 4

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = _connected(address)
        self._known, self._refused = set[str](), set[str]()
        self._there, self._looked, self._seen = list[str](), 0.0, time.monotonic()
        try:
            self._executor = self._client.get_executor(pure=False, retries=0)
            self._look()
        except BaseException:
            self._close()
            raise
        if self._refused and not self._there:
            self._close()
            raise RenderError(
                f"no worker of {address} has the convanim that is installed here",
                "",
                "installing the same versions there: pip freeze here says which",
            )

    @property
    def width(self) -> int:
        """How many draw at once; raises Lost where the scheduler is gone, or for minutes all workers."""
        now = time.monotonic()
        if now - self._looked > LOOK:
            self._look()
        if self._there:
            self._seen = now
        elif now - self._seen > PATIENCE:
            raise Lost(
                f"the scheduler at {self.address} has had no worker for {PATIENCE:.0f} s that may draw",
                "",
                "dask worker, which joins one",
            )
        return len(self._there)

    def reaches(self, cache: Cache) -> bool:
        """They can where it has an address that means the same to all machines."""
        return cache.folder is None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Send it to the scheduler; raises Lost where that is gone."""
        where: dict[str, Any] = {"workers": self._there} if self._refused else {}
        try:
            future: Future[Any] = self._executor.submit(_done, fn, *args, **kwargs, **where)
        except (OSError, RuntimeError, CancelledError) as error:
            raise self.lost() from error
        return future

    def refuse(self, worker: str) -> None:
        """Ask that one no more, who would draw otherwise."""
        self._refused.add(worker)
        self._there = [one for one in self._there if one != worker]

    def hopeless(self, error: BaseException) -> bool:
        """Whether several workers have ended at it."""
        from distributed.scheduler import KilledWorker

        return isinstance(error, KilledWorker)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster as it is, without what it was asked for; with ``wait`` once that is done."""
        with suppress(Exception):
            if self._client.status == "running":
                self._executor.shutdown(wait=wait and not cancel_futures)
        self._close()

    def _look(self) -> None:
        """See who is there; those who are new are asked what they would draw with, and refused in words."""
        self._looked = time.monotonic()
        if self._client.status != "running":
            raise self.lost()
        try:
            there: Mapping[str, int] = self._client.nthreads()
            new = [worker for worker in there if worker not in self._known]
            told = self._client.run(code_version, workers=new, on_error="return") if new else {}
        except (OSError, RuntimeError, CancelledError) as error:
            raise self.lost() from error
        self._there = [worker for worker in there if worker not in self._refused]
        for worker, said in told.items():
            if isinstance(said, OSError):  # it has gone meanwhile
                continue
            self._known.add(worker)
            if said != code_version():
                why = "has another version of convanim, or of a library that it draws with"
                if isinstance(said, BaseException):
                    why = f"cannot draw ({type(said).__name__}: {said})"
                warn(JobsWarning(f"the worker {worker} {why}; it is not asked"))
                self.refuse(worker)

    def lost(self) -> Lost:
        """What there is to say where the scheduler is gone."""
        return Lost(f"the scheduler at {self.address} is gone", "", "the same again once it is there")

    def _close(self) -> None:
        with suppress(Exception):
            self._client.close(timeout=1)


def _done(fn: Callable[..., Any], *args: Any) -> Any:
    """On a worker: do it, and say which one this is where it is not to be asked."""
    from distributed import get_worker

    try:
        return fn(*args)
    except OtherCode as error:
        error.worker = get_worker().address
        raise


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise RenderError("dask.distributed is not installed, which talks to a scheduler", "", INSTALL) from error
    # What is wrong is said here, once.
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=ANSWER, set_as_default=False)
    except (TypeError, ValueError) as error:
        raise SpecError(f"the scheduler is {quoted(address)}", ADDRESS) from error
    except Exception as error:
        # Whatever else listens there makes any error of what it answers.
        given = f"no Dask scheduler answers at {address}"
        raise RenderError(given, ADDRESS, "dask scheduler, which starts one") from error
