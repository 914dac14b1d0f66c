"""The first hops of a window whose stride is more than one cell: marked, and slow enough to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convanim.draw.phrase import Phrase
from convanim.mobjects.hop import Hop
from convanim.trace import Step

QUICK = 0.3
"""A sweep whose steps take no longer, in seconds, is too quick for marks."""
SLOWER = 2.5
"""A walk may last so many times longer for a sentence to be read."""
READ = 1.2
"""A marked hop takes so long at least, in seconds."""


@dataclass(frozen=True)
class FirstHop:
    """A hop from one step to another, down or across."""

    before: Step
    step: Step
    down: bool


def first_hops(steps: Sequence[Step], durations: Sequence[float], start: Step | None = None) -> list[FirstHop]:
    """The first hop across and the first one down, as far as a walk has them and is slow there.

    A window that goes down also goes back to where its row begins: its hop starts at the beginning of the row before.
    ``start`` is where it stands at first, if that is none of the steps.

    >>> from convanim.kernels import make_tensors
    >>> from convanim.spec import Layer, Values
    >>> from convanim.trace import Trace
    >>> steps = list(Trace(make_tensors(Layer(stride=2), Values())).steps([0]))
    >>> [(hop.step.index, hop.down) for hop in first_hops(steps, [1.0] * len(steps))]
    [((0, 0, 1), False), ((0, 1, 0), True)]
    """
    found: dict[bool, FirstHop] = {}
    stood = {} if start is None else {start.index: start}
    for step, seconds in zip(steps, durations, strict=True):
        channel, row, column = step.index
        for down, neighbour in ((False, (channel, row, column - 1)), (True, (channel, row - 1, column))):
            if neighbour in stood and seconds > QUICK:
                found.setdefault(down, FirstHop(stood[neighbour], step, down))
        stood[step.index] = step
    return list(found.values())


def at_least(seconds: float, durations: Sequence[float], most: float = SLOWER) -> list[float]:
    """Durations of a walk that lasts as long as a sentence about it, or all of them ``most`` times longer.

    >>> at_least(3.0, [1.0, 0.5]), at_least(1.0, [1.0, 0.5]), at_least(9.0, [1.0, 0.5], most=2.0)
    ([2.0, 1.0], [1.0, 0.5], [2.0, 1.0])
    """
    slower = min(most, max(1.0, seconds / sum(durations)))
    return [slower * one for one in durations]


class Hopping:
    """Marks hops of a walk: an arrow that grows with the window's slide and stays until the next step.

    ``window`` gives the points (4, 3) of the window at a step, ``said`` what stands beside a hop, if it is down or not.
    """

    def __init__(
        self,
        hop: Hop,
        window: Callable[[Step], Any],
        hops: Mapping[tuple[int, ...], FirstHop],
        said: Mapping[bool, Phrase],
    ) -> None:
        self.mobject = hop
        self.window = window
        self.hops = hops
        self.said = said

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        hop = self.hops.get(step.index)
        if hop is None:
            # The one before fades while the window leaves.
            left = before is not None and before.index in self.hops
            self.mobject.set_opacity(max(0.0, 1.0 - 3.0 * share) if left else 0.0)
            return
        self.mobject.between(self.window(hop.before), self.window(step), self.said[hop.down], hop.down)
        self.mobject.reach[:] = share
        self.mobject.set_opacity(min(1.0, 2.0 * share))
