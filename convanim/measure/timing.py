"""Timing within a budget: what is to be compared is timed in turn, and as often as there is time.

Knows no torch, and of time only what a clock tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, inf
from statistics import median, quantiles

Clock = Callable[[], float]
"""Seconds since some moment."""

LEAST = 3
"""So many samples each is to have; with fewer, nothing can be said of their spread."""
MOST = 31
"""More do not tell more."""
SAMPLE = 0.002
"""Seconds that a sample takes at least; what is shorter is called several times in a row, as a clock's own reading
takes time."""
MOST_CALLS = 1000
LONG = 0.01
"""Seconds after which a sample of several calls ends before all are made, as where another process has the cores; the
clock is read after 1, 2, 4, 8 … of them."""
TRIAL = 0.02
"""Seconds for which each is tried; the shortest of its calls tells how long one takes, whatever disturbs the others."""
MOST_TRIALS = 9
TRYING = 0.4
"""The share of the budget after which nothing more is tried."""


@dataclass(frozen=True)
class Spread:
    """The middle of some samples, and the quartiles on both sides of it, in seconds a call.

    >>> Spread.of([4.0, 1.0, 2.0, 3.0, 10.0])
    Spread(lower=2.0, median=3.0, upper=4.0, samples=5)
    """

    lower: float
    median: float
    upper: float
    samples: int

    @classmethod
    def of(cls, samples: Sequence[float]) -> Spread:
        """Of one sample, or more; quartiles lie among them ("inclusive", Hyndman and Fan's seventh)."""
        if len(samples) == 1:
            return cls(samples[0], samples[0], samples[0], 1)
        lower, _, upper = quantiles(samples, n=4, method="inclusive")
        middle = median(samples)
        # Between equal numbers, a quartile may be one rounding away from them.
        return cls(min(lower, middle), middle, max(upper, middle), len(samples))


@dataclass(frozen=True)
class Rivals:
    """What is timed in turn, so that whatever disturbs the machine hits all of them alike.

    ``work`` is how much each is, in a unit of its own: from one to the next of the same name it tells about how long
    it takes. ``make`` makes what is called, when it is certain that there is time for it.
    """

    name: Hashable
    work: Mapping[str, int]
    make: Callable[[], Mapping[str, Callable[[], object]]]


@dataclass(frozen=True)
class Timings:
    """What was timed, by name; and for what was left out, how many seconds it would have taken at least."""

    spreads: Mapping[Hashable, Mapping[str, Spread]]
    left_out: Mapping[Hashable, float]


def repeats_within(rounds: Sequence[float], seconds: float) -> list[int]:
    """How often each is timed: all get the same time, in whole rounds that take so many seconds each.

    Nothing is timed less than ``LEAST`` or more than ``MOST`` times; what some cannot use, others get. Altogether they
    take no more than ``seconds``, unless the least does.

    >>> repeats_within([1.0, 0.1], 10.0), repeats_within([1.0, 0.1], 20.0), repeats_within([1.0, 0.1], 1.0)
    ([6, 31], [16, 31], [3, 3])
    """

    def shared(share: float) -> list[int]:
        return [min(MOST, max(LEAST, int(share / each))) if each > 0 else MOST for each in rounds]

    def taken(share: float) -> float:
        return sum(each * times for each, times in zip(rounds, shared(share), strict=True))

    least, most = 0.0, (MOST + 1) * max(rounds, default=0.0)
    if taken(most) <= seconds:
        return shared(most)
    for _ in range(60):
        middle = (least + most) / 2
        least, most = (middle, most) if taken(middle) <= seconds else (least, middle)
    return shared(least)


@dataclass(eq=False)
class _Timed:
    """Rivals in the making: how many calls make a sample, how long a round takes, and all samples so far."""

    rivals: Rivals
    runs: Mapping[str, Callable[[], object]]
    calls: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)
    rounds: list[float] = field(default_factory=list)
    """The seconds that each round took; before them those that one takes where nothing disturbs."""

    @property
    def done(self) -> int:
        return min(map(len, self.samples.values()))

    @property
    def round(self) -> float:
        """The seconds that a round takes, as far as is known."""
        return median(self.rounds[1:] or self.rounds)

    @property
    def owed(self) -> float:
        """The seconds that it needs for as many samples as it is to have."""
        return max(0, LEAST - self.done) * self.round


def time_in_turn(
    every: Sequence[Rivals],
    budget: float,
    clock: Clock,
    tell: Callable[[float], None] = lambda share: None,
) -> Timings:
    """Time all rivals within so many seconds, the small ones first.

    What no longer fits is left out; all that fits has at least ``LEAST`` samples, which come first, and more as there
    is time, which is shared out evenly. Samples of each are spread over that time, and within a round the rivals take
    turns in being first. Before each sample there is a call that is not timed. ``tell`` is told which share of the
    time is over.
    """
    begun = clock()
    deadline = begun + budget
    found, left_out = _tried(every, budget, clock, lambda: tell((clock() - begun) / budget))
    times = repeats_within([timed.round for timed in found], deadline - clock())
    least = [(place, which) for place in range(LEAST) for which in range(len(found))]
    more = [
        ((place + 0.5) / (times[which] - LEAST), place, which)
        for which in range(len(found))
        for place in range(times[which] - LEAST)
    ]
    # Whatever of the least was passed over comes once more at the end, if there is time by then.
    turns = [*least, *((LEAST + place, which) for _, place, which in sorted(more)), *least]
    for place, which in turns:
        timed, left = found[which], deadline - clock()
        owing = _within(found, left)
        if timed in owing or (timed.done >= LEAST <= place and timed.round + sum(one.owed for one in owing) <= left):
            _sample(timed, clock)
            tell((clock() - begun) / budget)
    return Timings(
        {
            timed.rivals.name: {name: Spread.of(samples) for name, samples in timed.samples.items()}
            for timed in found
            if timed.done >= LEAST
        },
        left_out | {timed.rivals.name: timed.owed for timed in found if timed.done < LEAST},
    )


def _tried(
    every: Sequence[Rivals], budget: float, clock: Clock, tell: Callable[[], None]
) -> tuple[list[_Timed], dict[Hashable, float]]:
    """All for which there is time, each tried, and how long the others would take.

    Nothing is tried any more once ``TRYING`` of the budget is over.
    """
    begun = clock()
    deadline = begun + budget
    found: list[_Timed] = []
    left_out: dict[Hashable, float] = {}
    pace: dict[str, float] = {}
    for rivals in sorted(every, key=lambda one: sum(one.work.values())):
        owed = sum(timed.owed for timed in found)
        # Three calls to see, and two for each sample: the one before it, and its own.
        guess = sum(work * pace.get(name, 0.0) for name, work in rivals.work.items()) * (3 + 2 * LEAST)
        if clock() + owed + guess > deadline or clock() - begun > TRYING * budget:
            left_out[rivals.name] = guess
            continue
        timed, whole = _Timed(rivals, rivals.make()), 0.0
        for name, run in timed.runs.items():
            each = _shortest(run, clock)
            pace[name] = min(each / rivals.work[name], pace.get(name, inf))
            timed.calls[name] = min(MOST_CALLS, max(1, ceil(SAMPLE / each))) if each > 0 else MOST_CALLS
            timed.samples[name] = []
            whole += each * (1 + timed.calls[name])
        timed.rounds.append(whole)
        if clock() + owed + timed.owed > deadline:
            left_out[rivals.name] = timed.owed
        else:
            found.append(timed)
        tell()
    return found, left_out


def _shortest(run: Callable[[], object], clock: Clock) -> float:
    """The seconds of the shortest of a few calls, after one that is not timed."""
    run()
    begun = clock()
    calls: list[float] = []
    while len(calls) < 2 or (len(calls) < MOST_TRIALS and clock() - begun < TRIAL):
        start = clock()
        run()
        calls.append(clock() - start)
    return min(calls)


def _within(found: Sequence[_Timed], seconds: float) -> list[_Timed]:
    """Those that owe samples and can have them all in so many seconds.

    Repeats are given up before shapes, and large shapes before small ones. What was not timed yet is taken to be
    disturbed as the others were.
    """
    known = [timed for timed in found if timed.done and timed.rounds[0]]
    drag = sum(timed.round for timed in known) / sum(timed.rounds[0] for timed in known) if known else 1.0
    chosen, owed = [], 0.0
    for timed in found:
        needed = timed.owed * (1.0 if timed.done else max(1.0, drag))
        if timed.done < LEAST and owed + needed <= seconds:
            chosen.append(timed)
            owed += needed
    return chosen


def _sample(timed: _Timed, clock: Clock) -> None:
    """One round: a sample of each, begun with another one than the last time."""
    begun, names = clock(), list(timed.runs)
    first = timed.done % len(names)
    for name in names[first:] + names[:first]:
        run, calls = timed.runs[name], timed.calls[name]
        run()
        start, made, taken = clock(), 0, 0.0
        while made < calls and taken < LONG:
            part = min(max(1, made), calls - made)
            for _ in range(part):
                run()
            made, taken = made + part, clock() - start
        timed.samples[name].append(taken / made)
    timed.rounds.append(clock() - begun)
