"""The chart of what features cost: multiply-adds against the number of features, a curve for each way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Item, Line, faded, placed
from convanim.draw.sheet import Sheet
from convanim.kernels.demand import Demand, Way
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT
from convanim.mobjects.counts import counts_of, phrase
from convanim.mobjects.labels import apart
from convanim.ribbon.fractions import Piece, Run, count, pieces_of, run_width, set_run
from convanim.tableaux.curve import curve_point, shaded_curve
from convanim.tableaux.demand.hues import ramp_of

HEADING = 40.0
"""Above the plot, for what is counted, in pixels."""
TICKS = 48.0
"""Below the plot, for how many features there are, in pixels."""
BESIDE = 26.0
"""From a curve's end to what it is called, in pixels."""
PITCH = 31.0
"""From one name to the next, in pixels."""
FINE = 24
"""Stretches of a curve from one doubling to the next."""


class Curves(Sheet):
    """Multiply-adds of every way against the features, both to scale.

    State: ``reach`` (ways,): up to how many times the features of the first layer each curve is drawn; 0 hides it.
    Parts: axes.
    """

    blended: Sequence[str] = ("shown", "reach")

    def __init__(self, demand: Demand, room: Region, style: Style) -> None:
        self.demand, self.theme, self.tongue = demand, style.theme, style.tongue
        self.ways = demand.ways
        self.most = max(demand.whole.work)
        widest = max(run_width(self._name(way), FACT) for way in self.ways)
        self.plot = room.inset(left=10, top=HEADING, right=widest + BESIDE, bottom=TICKS)
        super().__init__({"axes": self._axes()})
        self.reach = np.array([self.ends(way)[1] for way in self.ways])

    def ends(self, way: Way) -> tuple[float, float]:
        """How many times the features of the first layer the narrowest and the widest layer of a way have."""
        return 2.0**way.first, 2.0 ** (way.first + len(way.layers) - 1)

    def hide_curves(self) -> Self:
        """Show the axes alone."""
        self.reach = np.zeros(len(self.ways))
        return self

    def reached(self, way: Way, place: int = -1) -> Self:
        """Draw a way's curve up to one of its layers."""
        self.reach = self.reach.copy()
        self.reach[self.ways.index(way)] = 2.0 ** (way.first + range(len(way.layers))[place])
        return self

    def x(self, times: float) -> float:
        """Where a layer of so many times the features stands."""
        return self.plot.left + times / 2.0 ** (len(self.demand.whole.layers) - 1) * self.plot.width

    def y(self, work: float) -> float:
        """Where so many multiply-adds stand."""
        return self.plot.bottom - work / self.most * self.plot.height

    def _axes(self) -> list[Item]:
        theme, plot, layers = self.theme, self.plot, self.demand.whole.layers
        ends = np.array([[plot.left, plot.bottom], [plot.right, plot.bottom]])
        items: list[Item] = [Line(ends, (*theme.line, 1.0), 2.0)]
        heading = [Piece(self.tongue.text("multiply-adds"), theme.dim)]
        items += set_run(heading, plot.left, plot.top - 16, FACT, theme, ground=theme.background)
        square = self.demand.layer.in_channels == self.demand.layer.out_channels
        said = self.tongue.text(message("features") if square else message("channels"))
        line, last = plot.bottom + 34, plot.right + 60
        for doublings, layer in reversed([*enumerate(layers)]):
            run, x = [count("in_channels", layer, theme.dim)], self.x(2.0**doublings)
            half = run_width(run, FACT) / 2
            items.append(Line(np.array([[x, plot.bottom], [x, plot.bottom + 8]]), (*theme.line, 1.0), 2.0))
            if x + half + 14 < last:
                items += set_run(run, x, line, FACT, theme, align="middle", ground=theme.background)
                last = x - half
        name, right = (
            [Piece(said, theme.dim)],
            plot.right + 14 + run_width([count("in_channels", layers[-1])], FACT) / 2,
        )
        return items + set_run(name, right, line, FACT, theme, ground=theme.background)

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        items = [item for way in reversed(self.ways) for item in self._curve(way)]
        return super().draw() + [faded(placed(item, move), opacity) for item in items]

    def _curve(self, way: Way) -> list[Item]:
        theme, ramp = self.theme, ramp_of(way, self.theme)
        first, last = self.ends(way)
        reach = float(self.reach[self.ways.index(way)])
        items: list[Item] = []
        if reach > first + 0.01:
            shade = 1.0 if way.key == "whole" else 0.0
            items += shaded_curve(self._line(way, reach), self.plot.top, self.plot.bottom, ramp.signal, theme, shade)
        for doublings, work in enumerate(way.work):
            times = first * 2.0**doublings
            # A point comes as the curve gets there; the first one comes with the chart.
            strength = min(1.0, max(0.0, (reach - times) / times * 8 + 1.0))
            if strength > FAINTEST:
                items.append(faded(curve_point(self.x(times), self.y(work), theme, ramp.signal), strength))
        strength = min(1.0, max(0.0, 1.0 - (last - reach) / last * 8))
        if strength > FAINTEST:
            named = set_run(
                self._name(way), self.x(last) + BESIDE, self._lines[way.key], FACT, theme, ground=theme.background
            )
            items += [faded(item, strength) for item in named]
        return items

    def _line(self, way: Way, reach: float) -> Floats:
        """Points (n, 2) of a curve: through all layers of a way, and smooth between them."""
        first, _ = self.ends(way)
        doublings = np.log2(min(reach, self.ends(way)[1]) / first)
        places = np.linspace(0.0, doublings, 1 + int(np.ceil(doublings * FINE)))
        # Between a layer and the next the logarithms of features and work go evenly, as they do from layer to layer.
        work = 2.0 ** np.interp(places, range(len(way.work)), np.log2(way.work))
        return np.array([[self.x(first * 2.0**place), self.y(one)] for place, one in zip(places, work, strict=True)])

    def _name(self, way: Way) -> Run:
        said = phrase(way.name, counts_of(way.last), way.last.tag, tongue=self.tongue)
        color = self.theme.letters(ramp_of(way, self.theme))
        return [count("multiply_adds", way.last, None, True), Piece("  "), *pieces_of(said, color)]

    @property
    def _lines(self) -> dict[str, float]:
        """The baseline of each curve's name, at its end or as near as the others let it."""
        ways = sorted(self.ways, key=lambda way: -way.work[-1])
        starts = [self.y(way.work[-1]) - PITCH / 2 for way in ways]
        room = Region(self.plot.top - PITCH / 2, 0, self.plot.bottom + PITCH / 2, 1)
        tops = apart(starts, [PITCH] * len(ways), room, gap=0.0) or starts
        return {way.key: top + PITCH / 2 + 8 for way, top in zip(ways, tops, strict=True)}
