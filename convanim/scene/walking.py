"""Walks through the steps of a layer: what goes along, what is told on the way, and what is gone too soon to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.errors import SpecError
from convanim.language.tongue import message
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.counts import counts_of, phrase
from convanim.mobjects.hop import Hop
from convanim.mobjects.marks import fast_forward
from convanim.mobjects.particulars import particulars, stride_sentence
from convanim.motion.hops import READ, FirstHop, Hopping, at_least, first_hops
from convanim.motion.walk import Follower, Framing, Reading, Signing, Ticking, Walk
from convanim.scene.clock import Mark
from convanim.scene.stage import Staged
from convanim.spec import Layer
from convanim.trace import Step

READABLE = 0.9
"""Seconds that an equation stands at least; where steps are quicker, the ribbon rests and a sign says so."""
BOTH = message("{one} {other}")
"""Two sentences in a row."""


class Walking(Staged):
    """The part of a scene that goes through steps; ``Fitted`` says what can be shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._untold = particulars(self.layer)
        self._marked: set[tuple[int, bool]] = set()

    @property
    def walked(self) -> Layer:
        """The layer that walks go through."""
        return self.layer

    def walk(
        self,
        steps: Sequence[Step],
        durations: Sequence[float],
        *followers: Follower,
        start: Step | None = None,
        letters: tuple[str, str] | None = ("x", "y"),
        written: bool = True,
        meter: CostMeter | None = None,
    ) -> None:
        """Take followers through the steps of a trace; ``letters`` name what it reads and what it makes.

        Without letters the steps are places alone: no sum is told of any.

        The meter on stage ticks as it goes, until it reads as ``meter`` does. Not even the last step is ``written``
        into the ribbon where another walk follows at once.
        """
        if not steps:
            return
        telling = next((one for one in followers if isinstance(one, Framing) and one.tells and not self.is_loop), None)
        told = telling is not None and self._tell_particulars(steps)
        hops = self._unmarked(first_hops(steps, durations, start)) if telling else {}
        durations = [
            max(seconds, READ) if step.index in hops else seconds
            for step, seconds in zip(steps, durations, strict=True)
        ]
        if told:
            durations = at_least(self._left_to_read() * self.pace, durations)
        # The last step's equation stays when the walk has ended.
        quick = {
            step.index
            for place, (step, seconds) in enumerate(zip(steps, durations, strict=True))
            if not written or (place < len(steps) - 1 and self.hurries(seconds))
        }
        for follower in followers:
            if isinstance(follower, Reading):
                follower.passed_over, follower.start = quick, start
        sign = fast_forward(self.style).set_z_index(len(self._cast_on_stage))
        # Of a loop nothing is to be read, so nothing goes by too soon.
        signs: list[Follower] = [Signing(sign, quick, start)] if quick and not self.is_loop else []
        if telling and hops:
            mark = Hop(self.style).set_z_index(len(self._cast_on_stage))
            signs.append(Hopping(mark, telling.place, hops, self._strides))
        ticking = [] if meter is None else [Ticking(self._standing_meter(), meter, steps)]
        walk = Walk(steps, durations, [*followers, *signs, *ticking], start)
        begun = self.now
        self.play(walk)
        self.remove(*(one.mobject for one in signs))
        if telling is not None:
            self._tell_particulars(steps)
        if self._showing() and letters is not None:
            arrivals = zip(walk.arrivals(), steps, strict=True)
            self.marks += [
                Mark(begun + time / self.pace, step, letters, step.index not in quick) for time, step in arrivals
            ]

    def mark(self, step: Step, letters: tuple[str, str] = ("x", "y")) -> None:
        """Note that the ribbon has told a step by now that no walk leads to; ``letters`` are as for ``walk``."""
        if self._showing():
            self.marks.append(Mark(self.now, step, letters, True))

    def _standing_meter(self) -> CostMeter:
        meter = self._cast_on_stage.get("meter")
        if not isinstance(meter, CostMeter):
            raise SpecError(
                "walk is given a meter to tick up to, and none stands on stage",
                "one that was arranged under the name meter",
                "arrange(meter=self.meter_of(self.layer, cells=0), ...) before it",
            )
        return meter

    def _tell_particulars(self, steps: Sequence[Step]) -> bool:
        """Say what the layer does besides, once in a film: two sentences as a window walks, the others after.

        That it hops down waits for a walk that goes down.
        """
        level = len({step.index[1] for step in steps}) == 1 and self.walked.stride[0] > 1
        seen = [one for one in self._untold if not level or one != stride_sentence(self.walked)]
        two = seen[:2]
        if not two:
            return False
        self._untold = [one for one in self._untold if one not in two]
        said = [self._of_walked(sentence) for sentence in two]
        self._tell(self._phrase(BOTH, {"one": said[0], "other": said[1]}) if len(said) == 2 else said[0])
        self.also()
        return True

    def _of_walked(self, template: str) -> Phrase:
        return phrase(template, counts_of(self.walked), self.walked.tag, tongue=self.tongue)

    def _unmarked(self, hops: Sequence[FirstHop]) -> dict[tuple[int, ...], FirstHop]:
        """Those of more than one cell that have no mark yet in this beat, by the steps that they lead to."""
        new = [hop for hop in hops if self.walked.stride[0 if hop.down else 1] > 1]
        new = [hop for hop in new if (self._place, hop.down) not in self._marked]
        self._marked |= {(self._place, hop.down) for hop in new}
        return {hop.step.index: hop for hop in new}

    @property
    def _strides(self) -> dict[bool, Phrase]:
        """What stands beside a hop, by whether it is down."""
        return {
            True: self._of_walked(message("stride {stride_rows}")),
            False: self._of_walked(message("stride {stride_columns}")),
        }

    def hurries(self, seconds: float) -> bool:
        """Whether what stands for so many seconds, at this scene's pace, is gone before it can be read."""
        return seconds / self.pace < READABLE

    def time_lapse(self, seconds: float) -> Sheet | None:
        """The fast-forward sign, to stand on stage where what is shown for so many seconds is gone too soon."""
        return fast_forward(self.style) if self.hurries(seconds) else None
