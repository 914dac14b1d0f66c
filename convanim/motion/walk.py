"""How a window walks: one animation over many steps of a trace."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol

import numpy as np
from manim import Animation, Group, linear, smooth

from convanim.draw.drawn import Drawn
from convanim.draw.sheet import Sheet
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.rim import covering
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam
from convanim.spec.crop import View
from convanim.trace import Step, Trace

SLIDE = 0.45
"""Share of a step's time in which the window slides to its place."""
RESTING = 0.3
"""Opacity of a formula that is not of the step that is shown."""

MOST_STOPS = 200
"""A walk stops at so many places at most; what lies between is passed over."""


def stops(trace: Trace, out_channel: int, view: View | None = None, most: int = MOST_STOPS) -> list[Step]:
    """The steps at which a window stops on its way over one output channel, in reading order.

    All of them, or for a large output its first row's beginning and then evenly chosen ones; only those of
    a view, if one is given.

    >>> from convanim.kernels import make_tensors
    >>> from convanim.spec import Layer, Values
    >>> trace = Trace(make_tensors(Layer(size=56), Values()))
    >>> [step.index[2] for step in stops(trace, 0)][:6], len(stops(trace, 0))
    ([0, 1, 2, 3, 4, 5], 200)
    """
    rows, columns = (view or View.whole(trace.layer)).output
    count = len(rows) * len(columns)
    places = range(count) if count <= most else [*range(6), *np.linspace(6, count - 1, most - 6).astype(int).tolist()]
    spots = (divmod(place, len(columns)) for place in places)
    return [trace.step(out_channel, rows[down], columns[across]) for down, across in spots]


class Follower(Protocol):
    """Something that changes as the walk goes from step to step."""

    @property
    def mobject(self) -> Drawn:
        """What changes."""
        ...

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        """Stand between the step before and this one; ``share`` is 1 when it has arrived."""


class Framing:
    """A window frame, or anything else held by points, that slides from place to place.

    With ``tells`` it is the window of which a film tells what the layer does besides: its stride, its padding.
    """

    def __init__(self, frame: Drawn, place: Callable[[Step], Any], tells: bool = False) -> None:
        self.mobject = frame
        self.place = place
        self.tells = tells

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        target = self.place(step)
        start = target if before is None else self.place(before)
        self.mobject.points = start + share * (target - start)


class Filling:
    """Channels that fill in reading order, up to the step's place, all at the same pace.

    ``channels`` are those of the tensor that fill (None: the one that the step makes). Those that are not shown are
    passed over.
    """

    def __init__(self, tensor: VoxelTensor, channels: Sequence[int] | None = None) -> None:
        self.mobject = tensor
        self.channels = channels

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        _, rows, columns = self.mobject.shape
        channel, row, column = step.index
        top, left = self.mobject.content.origin
        filling = (channel,) if self.channels is None else self.channels
        slabs = [slab for slab, shown in enumerate(self.mobject.content.channels) if shown in filling]
        done = (row - top) * columns + column - left + float(np.clip(share * 2 - 1, 0, 1))
        plane = np.clip(done - np.arange(rows * columns), 0.0, 1.0).reshape(rows, columns)
        self.mobject.lit = self.mobject.lit.copy()
        self.mobject.lit[slabs] = plane


class Completing:
    """A plane that fills in reading order on the way from stop to stop, and keeps what is lit already."""

    def __init__(self, plane: VoxelTensor) -> None:
        self.mobject = plane

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        lit, (_, rows, columns) = self.mobject.lit, self.mobject.shape
        last = self._place(step)
        first = last if before is None else min(last, self._place(before) + 1)
        # What lies between two stops fills on the way; a single cell once the needle has got there.
        come = share if first < last else float(np.clip(2 * share - 1, 0, 1))
        done = first + come * (last + 1 - first)
        plane = np.clip(done - np.arange(rows * columns), 0.0, 1.0).reshape(rows, columns)
        self.mobject.lit = np.maximum(lit, plane)

    def _place(self, step: Step) -> int:
        """In reading order."""
        top, left = self.mobject.content.origin
        return (step.index[1] - top) * self.mobject.shape[2] + step.index[2] - left


class Lighting:
    """A lit window inside a block that is switched off, with the padding that it reads."""

    def __init__(self, tensor: VoxelTensor, cells: Callable[[Step], Any]) -> None:
        self.mobject = tensor
        self.cells = cells

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        target = np.asarray(self.cells(step), dtype=float)
        start = target if before is None else np.asarray(self.cells(before), dtype=float)
        self.mobject.lit = start + share * (target - start)
        covered, left = (
            covering(one.rows, one.columns, self.mobject.content) for one in (step, step if before is None else before)
        )
        self.mobject.covered = left + share * (covered - left)


class Reading:
    """The ribbon's formula, rewritten for each step once its window has arrived.

    Steps that are ``passed_over``, by their indices, are too quick to be read: it keeps the last one before, dimmed.
    """

    def __init__(self, sheet: Sheet, make: Callable[[Step], Sheet]) -> None:
        self.mobject = sheet
        self.make = make
        self.passed_over: Collection[tuple[int, ...]] = ()
        self.start: Step | None = None
        """Where the walk sets off, which is read whether it is passed over later or not."""
        self._now: Step | None = None

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        quick = [one is not None and one is not self.start and one.index in self.passed_over for one in (before, step)]
        then, now = (RESTING if passed else 1.0 for passed in quick)
        self.mobject.set_opacity(then + share * (now - then))
        # What it told before the quick steps does not come back with the light.
        due = step if share >= 0.5 or before is None or quick[0] else before
        if due is not self._now and due is not self.start and due.index not in self.passed_over:
            self.mobject.rewrite(self.make(due).parts)
            self._now = due


class Resting:
    """The ribbon's formula while steps are taken that it does not tell: it dims, and stays as it is."""

    def __init__(self, sheet: Sheet) -> None:
        self.mobject = sheet
        self._stood = float(sheet.opacity[0])

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        self.mobject.set_opacity(min(float(self.mobject.opacity[0]), self._stood + share * (RESTING - self._stood)))


class Signing:
    """A sign that shows at some steps, by their indices: there time is shortened."""

    def __init__(self, sign: Drawn, steps: Collection[tuple[int, ...]], start: Step | None = None) -> None:
        self.mobject = sign
        self.steps = steps
        self.start = start

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        quick = (one is not None and one is not self.start and one.index in self.steps for one in (before, step))
        then, now = map(float, quick)
        self.mobject.set_opacity(then + share * (now - then))


class Ticking:
    """A meter that goes from its reading to that of ``target``, as much at each of so many ``steps``."""

    def __init__(self, meter: CostMeter, target: CostMeter, steps: Sequence[Step]) -> None:
        self.mobject = meter
        self.begun = float(meter.done[0])
        self.target = float(target.done[0])
        self.places = {step.index: place for place, step in enumerate(steps)}

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        reached = (self.places[step.index] + share) / len(self.places)
        self.mobject.done = np.array([self.begun + reached * (self.target - self.begun)])


class Beaming:
    """A beam that joins two frames wherever they are; list it after them."""

    def __init__(self, beam: Beam, start: Drawn, end: Drawn) -> None:
        self.mobject = beam
        self.start = start
        self.end = end

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        self.mobject.join(self.start.points, self.end.points)


def even(count: int, seconds: float) -> list[float]:
    """Durations of steps that all take the same time.

    >>> even(2, 3.0)
    [1.5, 1.5]
    """
    return [seconds / max(1, count)] * count


def accelerating(count: int, seconds: float, first: float) -> list[float]:
    """Durations that shrink from step to step, from about ``first`` seconds, and sum to ``seconds``.

    >>> [round(d, 2) for d in accelerating(3, 2.0, 1.0)]
    [1.0, 0.59, 0.41]
    """
    if count * first <= seconds:
        return even(count, seconds)
    # Harmonic, not geometric: of hundreds of steps, a geometric row would do most in its last instant.
    places = np.arange(count)
    low, high = 0.0, 1e6
    for _ in range(80):
        gain = (low + high) / 2
        low, high = (gain, high) if float((first / (1 + gain * places)).sum()) > seconds else (low, gain)
    shape = first / (1 + high * places)
    return [float(d) for d in shape * seconds / shape.sum()]


def pace(count: int, slowly: int, *, slow: float = 1.1, rest: float = 5.0) -> list[float]:
    """Durations of a walk: the first few steps at reading speed, the others accelerating.

    ``slow`` is seconds a step for the first ``slowly`` steps (five at most), ``rest`` seconds
    for all the others together.

    >>> pace(3, 2, slow=1.0, rest=0.5)
    [1.0, 1.0, 0.5]
    """
    read = min(slowly, count, 5)
    left = count - read
    return [slow] * read + (accelerating(left, min(rest, left * slow / 2), slow / 2) if left else [])


class Walk(Animation):
    """Takes followers through steps; ``durations`` are seconds, one a step.

    Steps too quick for the frame rate are passed over, but every one of them is told to
    the followers that add up (``Filling``), so nothing is left dark.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        durations: Sequence[float],
        followers: Sequence[Follower],
        start: Step | None = None,
        **kwargs: Any,
    ) -> None:
        self.steps = steps
        self.ends = np.cumsum(durations)
        self.followers = followers
        self.start = start
        self._reached = 0
        kwargs.setdefault("rate_func", linear)
        super().__init__(
            Group(*{id(f.mobject): f.mobject for f in followers}.values()), run_time=float(self.ends[-1]), **kwargs
        )

    def arrivals(self) -> list[float]:
        """When each step's window stands at its place, in seconds from the start: well after it has slid there."""
        starts = np.concatenate([[0.0], self.ends[:-1]])
        return [float(start + 0.8 * (end - start)) for start, end in zip(starts, self.ends, strict=True)]

    def interpolate(self, alpha: float) -> None:
        time = self.rate_func(alpha) * self.ends[-1]
        place = min(int(np.searchsorted(self.ends, time, side="right")), len(self.steps) - 1)
        began = self.ends[place - 1] if place else 0.0
        length = self.ends[place] - began
        arrived = 1.0 if time >= self.ends[place] else (time - began) / max(SLIDE * length, 1e-9)
        share = smooth(float(np.clip(arrived, 0, 1)))
        fillings = [f for f in self.followers if isinstance(f, Filling)]
        for passed in range(self._reached, place):
            for filling in fillings:
                filling.follow(None, self.steps[passed], 1.0)
        self._reached = place
        before = self.steps[place - 1] if place else self.start
        for follower in self.followers:
            follower.follow(before, self.steps[place], share)
