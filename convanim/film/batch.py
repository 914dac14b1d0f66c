"""Many clips by many workers: each is drawn beat by beat wherever somebody is free, and what fails is told in the end.

Clips are laid out a few at a time, so that as much memory is used for a hundred thousand of them as for a hundred, and
each is delivered as soon as its last beat is there. Every beat that arrives is kept at once.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from convanim.errors import PYTHON, ConvanimError, JobsWarning, RenderError, Wording, bounded, warn
from convanim.film.assemble import ClipResult
from convanim.film.clip import Clip
from convanim.film.footage import Reel
from convanim.film.naming import folded
from convanim.film.planned import Job, finish, plan
from convanim.film.quality import quality_of
from convanim.film.store.cache import Cache
from convanim.film.store.file_reads import Reads, earliest, unnoted, watch
from convanim.film.store.sending import delivery_to
from convanim.film.voice.voiced import with_voice
from convanim.film.workers.crew import Crew
from convanim.film.workers.parcel import Told
from convanim.film.workers.portable import hidden
from convanim.film.workers.unit import OtherCode, Unit, draw, received, units_of
from convanim.film.workers.workers import joined, portable
from convanim.folders import tidy

TRIES = 2
"""How often a unit is drawn before it is given up."""
SLOW, SLOWEST, FIRST = 10.0, 600.0, 3600.0
"""A unit is not waited for longer than so many times the slowest one, nor less than so many seconds; the first ones
for so many."""


@dataclass(frozen=True)
class Order:
    """A clip that is asked for, which is looked at when its turn comes; ``label`` says which one."""

    label: str
    clip: Callable[[], Clip]


@dataclass(frozen=True)
class Failure:
    """A beat that could not be drawn, why, and how often it was tried."""

    beat: str
    reason: str
    times: int


@dataclass(frozen=True)
class Missing:
    """A clip that was not made: the ``number`` of its order, what it would be called or its order's label, and why.

    ``layer`` and ``values`` are as its ledger would have them, empty where it was not even begun.
    """

    number: int
    clip: str
    reason: str
    beats: tuple[Failure, ...] = ()
    layer: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A clip that was made, out of the order of that ``number``; ``kept`` is whether no worker was asked for it."""

    number: int
    result: ClipResult
    kept: bool = False


def render_batch(
    orders: Iterable[Order],
    crew: Crew,
    *,
    quality: str = "m",
    out: Path | str = "media",
    cache: Cache | None = None,
    several: bool = True,
    wording: Wording = PYTHON,
) -> Generator[Made | Missing]:
    """Render clips into the folder ``out`` or to that address, each delivered once it is complete.

    What cannot be made is told, in the words of ``wording``; ``several`` says whether there is more than one order.
    Raises Lost where nobody is left who draws. Whatever ends it early ends it at once: what was delivered stays, and
    what was drawn is kept for the next time.
    """
    watch()
    tidy()
    batch = _Batch(orders, crew, quality, out, cache, several, wording)
    try:
        yield from batch.run()
    finally:
        batch.close()
    if cache is not None and not batch.missing:
        # What is missing is to find all else there.
        cache.trim()


@dataclass
class _Open:
    """A clip that is being drawn."""

    number: int
    clip: Clip
    job: Job
    stack: ExitStack
    read: Mapping[str, float]
    started: float
    reels: dict[int, Reel] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    asked: bool = False

    @property
    def complete(self) -> bool:
        return len(self.reels) + len(self.failures) == len(self.job.beats)


@dataclass
class _Sent:
    """A unit, the place of its beat in its clip, how often it was sent, and when last."""

    open: _Open
    place: int
    unit: Unit
    times: int = 0
    since: float = 0.0


class _Batch:
    def __init__(
        self,
        orders: Iterable[Order],
        crew: Crew,
        quality: str,
        out: Path | str,
        cache: Cache | None,
        several: bool,
        wording: Wording,
    ) -> None:
        self.orders, self.crew, self.out, self.cache = enumerate(orders, 1), crew, out, cache
        self.size, self.several, self.wording = quality_of(quality), several, wording
        self.theirs = () if cache is None or not crew.reaches(cache) else (cache.address,)
        """Where the cache is, for those who draw, if they can reach it."""
        self.waiting, self.running = deque[_Sent](), dict[Future[Any], _Sent]()
        self.open = dict[int, _Open]()
        self.names, self.reads, self.told = set[str](), Reads(), Told()
        self.missing, self.slowest, self.over = 0, 0.0, False

    def run(self) -> Iterator[Made | Missing]:
        while True:
            while self._room() and (self.waiting or not self.over):
                if self.waiting:
                    self._send(self.waiting.popleft())
                else:
                    yield from self._begin()
            if self.running:
                ready = wait(self.running, timeout=1.0, return_when=FIRST_COMPLETED).done
                # What is there is there, even if all else is lost meanwhile.
                for future in sorted(ready, key=Future.cancelled):
                    yield from self._arrived(future)
                yield from self._overdue()
            elif self.over and not self.waiting:
                return
            else:
                time.sleep(1.0)  # until a worker is there

    def close(self) -> None:
        """Ask for nothing any more, and leave nothing half-made."""
        for future in self.running:
            future.cancel()
        for one in self.open.values():
            one.stack.close()

    def _room(self) -> bool:
        return len(self.running) < self.crew.ahead * self.crew.width

    def _begin(self) -> Iterator[Made | Missing]:
        """Lay out the next clip, and have what is not kept of it wait for its turn."""
        if (found := next(self.orders, None)) is None:
            self.over = True
            return
        number, order = found
        stack, started = ExitStack(), time.perf_counter()
        try:
            with self.reads.of_one() as read:
                clip = with_voice(order.clip(), number, self.several, self.size, self.cache)
                delivery = stack.enter_context(delivery_to(self.out))
                job = plan(clip, number, self.size, 1, delivery, self.cache)
        except BaseException as error:
            stack.close()
            if not isinstance(error, Exception):
                raise
            yield self._missed(Missing(number, order.label, self._said(error).removeprefix(f"{order.label}: ")))
            return
        self.open[number] = one = _Open(number, clip, job, stack, self.reads.files(read), started)
        try:
            if folded(job.name) in self.names:
                raise RenderError(f"another clip before it is called {job.name}")
            self.names.add(folded(job.name))
            job.announce()
            units = self._units(job)
        except Exception as error:
            yield self._close(one, self._said(error))
            return
        for place, unit in enumerate(units):
            if (kept := self._kept(unit, job)) is not None:
                one.reels[place] = kept
            else:
                one.asked = True
                self.waiting.append(_Sent(one, place, unit))
        if job.reel is not None or one.complete:
            yield self._finish(one)

    def _units(self, job: Job) -> list[Unit]:
        if job.take is None:
            return []
        scene = job.take.scene
        if not isinstance(scene, str) and (reason := hidden(scene)) is not None:
            raise RenderError(f"other processes cannot draw {scene.__name__}: {reason}")
        return units_of(portable(job.take), job.beats)

    def _kept(self, unit: Unit, job: Job) -> Reel | None:
        if self.cache is None:
            return None
        with unnoted():
            return self.cache.unit(unit.name, job.folder)

    def _send(self, sent: _Sent) -> None:
        sent.times, sent.since = sent.times + 1, time.monotonic()
        self.running[self.crew.submit(draw, sent.unit, *self.theirs)] = sent

    def _arrived(self, future: Future[Any]) -> Iterator[Made | Missing]:
        sent = self.running.pop(future)
        if future.cancelled():
            raise self.crew.lost()
        one, error = sent.open, future.exception()
        if isinstance(error, OtherCode) and error.worker:
            warn(JobsWarning(f"the worker {error.worker} is not asked any more: {error.given}"))
            self.crew.refuse(error.worker)
            sent.times -= 1
            self.waiting.appendleft(sent)
            return
        if error is None:
            try:
                with unnoted():
                    reel = received(sent.unit, future.result(), one.job.folder, sent.place)
            except (RenderError, OSError) as wrong:
                error = wrong
            else:
                for note in self.told.new(future.result().notes):
                    warn(note)
                self.slowest = max(self.slowest, time.monotonic() - sent.since)
                self._keep(sent, reel)
                one.reels[sent.place] = reel
        if error is not None:
            self._failed(sent, self._said(error), for_good=self.crew.hopeless(error))
        if one.complete:
            yield self._finish(one)

    def _keep(self, sent: _Sent, reel: Reel) -> None:
        if self.cache is not None:
            (footage,) = reel.footage
            with unnoted():
                # Whoever drew it may have kept it, too.
                if not self.theirs or not self.cache.has_beat(footage.key):
                    self.cache.keep(footage, sent.unit.take.slot(sent.unit.beat))
                self.cache.keep_unit(sent.unit.name, footage.key, reel.about, earliest(sent.open.read, reel.opened))

    def _failed(self, sent: _Sent, reason: str, for_good: bool = False) -> None:
        if sent.times < TRIES and not for_good:
            self.waiting.appendleft(sent)
        else:
            sent.open.failures.append(Failure(sent.unit.beat, reason, sent.times))

    def _overdue(self) -> Iterator[Made | Missing]:
        most = max(SLOW * self.slowest, SLOWEST) if self.slowest else FIRST
        late = time.monotonic() - most
        for future, sent in [*self.running.items()]:
            if sent.since < late and not future.done():
                del self.running[future]
                self.crew.give_up(future)
                self._failed(sent, f"it was not there after {most:.0f} s")
                if sent.open.complete:
                    yield self._finish(sent.open)

    def _finish(self, one: _Open) -> Made | Missing:
        if one.failures:
            return self._close(one, f"{len(one.failures)} of {len(one.job.beats)} beats could not be drawn")
        reel = one.job.reel or joined([one.reels[place] for place in sorted(one.reels)])
        try:
            with unnoted():
                took = time.perf_counter() - one.started
                read = earliest(one.read, reel.opened)
                result = finish(one.clip, one.job, reel, took, self.cache, self.size, read)
        except Exception as error:
            return self._close(one, self._said(error))
        del self.open[one.number]
        one.stack.close()
        return Made(one.number, result, kept=not one.asked)

    def _close(self, one: _Open, reason: str) -> Missing:
        del self.open[one.number]
        one.stack.close()
        about = one.job.about
        failures = tuple(one.failures)
        return self._missed(
            Missing(one.number, one.job.name, reason, failures, about.get("layer", {}), about.get("values", {}))
        )

    def _missed(self, missing: Missing) -> Missing:
        self.missing += 1
        return missing

    def _said(self, error: BaseException) -> str:
        """An error in a line."""
        text = error.said(self.wording) if isinstance(error, ConvanimError) else f"{type(error).__name__}: {error}"
        return bounded(" ".join(text.split()))
