"""The closing tableau: all doublings one within the other, without groups and in groups of a fixed width."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels.demand import Demand, Way
from convanim.language.tongue import message
from convanim.layout.regions import Region
from convanim.mobjects.caption import plan_of
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import count_source
from convanim.numerals import numeral
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.tableaux.demand.grid import PairGrid
from convanim.tableaux.demand.hues import ramp_of
from convanim.tableaux.demand.squares import CHANNELS_COUNTED
from convanim.tableaux.demand.turned import larger
from convanim.tableaux.lines import Lines, stacked, times_said
from convanim.tableaux.pairs import growth_source

ABOVE = 40.0
"""Above a grid, for how many features there are, in pixels."""
BESIDE = 40.0
"""From a grid to what it comes to, in pixels."""


@dataclass(frozen=True)
class ClosingPlan:
    """How the stage is shared."""

    grid: float
    """Of the width of each half, for its grid at most."""
    type: float
    """Of the large factors, in pixels."""
    words_below: float = 0.0
    """Below the grids, for what they come to, in pixels; 0: that stands beside them."""
    stacked: bool = False
    """Whether the halves stand one above the other, not side by side."""
    gap: float = 40.0
    """Between the halves, in pixels."""
    turned: tuple[ClosingPlan, ...] = ()
    """Of these, one takes its place where squares of slim or flat grids are clearly larger with it."""


UNDER = ClosingPlan(grid=0.94, type=110.0, words_below=150.0)
"""Side by side, with the words below."""


class Closing(Tableau[ClosingPlan]):
    """The grids of the most features, on one scale, and how many times the work each doubling takes."""

    plans = {
        "16:9": ClosingPlan(grid=0.58, type=150.0, turned=(UNDER,)),
        "1:1": ClosingPlan(grid=0.8, type=96.0, words_below=126.0, turned=(ClosingPlan(0.6, 110.0, stacked=True),)),
        "9:16": ClosingPlan(
            grid=0.5, type=170.0, stacked=True, turned=(replace(UNDER, type=96.0), replace(UNDER, stacked=True))
        ),
        "16:9 large": ClosingPlan(grid=0.5, type=90.0, gap=20.0),
    }

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.demand = Demand(cast.layer)

    @property
    def ways(self) -> tuple[Way, Way]:
        """Without groups, and in groups of a fixed width."""
        return self.demand.whole, self.demand.band

    @property
    def twice(self) -> Layer:
        """The layer of twice the features in groups of the fixed width."""
        return self.demand.band.layers[1]

    @cached_property
    def plan(self) -> ClosingPlan:
        """Where things stand on this canvas, as suits the grids of the most features."""
        plan: ClosingPlan = super().plan
        return larger(plan, plan.turned, self._side)

    @cached_property
    def _halves(self) -> dict[str, Region]:
        return {way.key: half for way, half in zip(self.ways, self._halves_in(self.plan), strict=True)}

    def _halves_in(self, plan: ClosingPlan) -> list[Region]:
        stage = self.canvas.stage
        return list((stage.rows if plan.stacked else stage.columns)(1, 1, gap=plan.gap))

    @cached_property
    def _unit(self) -> float:
        """A square's side in both grids, in pixels."""
        return self._side(self.plan)

    def _side(self, plan: ClosingPlan) -> float:
        widest, half = self.demand.whole.last, self._halves_in(plan)[0]
        high = half.height - ABOVE - plan.words_below
        return min(plan.grid * half.width / widest.in_channels, high / widest.out_channels)

    def _room(self, way: Way) -> Region:
        """Where a way's grid stands: half-way down its half, with what is said above and below it."""
        widest, half = self.demand.whole.last, self._halves[way.key]
        high = self._unit * widest.out_channels
        top = half.top + ABOVE + (half.height - ABOVE - self.plan.words_below - high) / 2
        return Region(half.left, top, half.left + self._unit * widest.in_channels, top + high)

    def grid(self, way: Way) -> PairGrid:
        """A way's layer of the most features; what each doubling adds has a shade of its own."""
        room, ramp = self._room(way), ramp_of(way, self.theme)
        return PairGrid(way.last, (room.left, room.top), self._unit, self.demand.layer, ramp, self.theme)

    def words(self) -> Sheet:
        """How many features there are, and what twice as many come to. Parts: the ways' keys."""
        return Sheet({way.key: self._marks(way) + self._said(way) for way in self.ways})

    def _marks(self, way: Way) -> list[Item]:
        """How many channels there are, above the right end of each square."""
        theme, room, items = self.theme, self._room(way), list[Item]()
        least, size = room.right, plan_of(self.canvas).label
        for place, layer in reversed([*enumerate(way.layers)]):
            last, end = place == len(way.layers) - 1, room.left + self._unit * layer.in_channels
            number = count_source("in_channels", layer)
            said = Phrase.number(numeral(number.value), number)
            whole = self.say(CHANNELS_COUNTED, layer)
            if last and room.left + text_width(whole.text, size) < end:
                said = whole
            width = text_width(said.text, size)
            end = max(end, room.left + width)
            if end <= least + 0.1 or last:
                ink = theme.ink if last else theme.dim
                items.append(said.words(end, room.top - 12, size, (*ink, 1.0), theme.background, align="right"))
                least = end - width - 14
        return items

    def _said(self, way: Way) -> list[Item]:
        """What a way is called, how many times the work twice the features are, and what that is said of."""
        theme, plan, half, room = self.theme, self.plan, self._halves[way.key], self._room(way)
        first, last = way.layers[-2:]
        name, times = self.say(way.name, last), times_said(growth_source(first, last))
        said = self.say(message("the work for twice the features"))
        size, color, style = max(plan_of(self.canvas).label, 22.0), theme.letters(ramp_of(way, theme)), self.style
        if plan.words_below:
            wide = text_width(times.text, plan.type, True)
            left, middle = room.left + wide + 24, room.bottom + 0.5 * plan.words_below
            large = Lines.of(times, wide + 1, plan.type, theme.accent, style, bold=True)
            lines = [
                Lines.of(name, half.right - left, 28.0, color, style, bold=True),
                Lines.of(said, half.right - left, size, theme.dim, style, most=2),
            ]
            return list(chain(large.at(room.left, middle - large.height / 2), *stacked(lines, left, middle)))
        left = room.right + BESIDE
        width = half.right - left
        lines = [
            Lines.of(name, width, 30.0, color, style, bold=True, most=2),
            Lines.of(times, width, plan.type, theme.accent, style, bold=True),
            Lines.of(said, width, size, theme.dim, style, most=3),
        ]
        return list(chain(*stacked(lines, left, (room.top + room.bottom) / 2)))
