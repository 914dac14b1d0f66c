"""Bars to one scale, and how much of the standard's each one leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import smooth

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Item, Plate, Rgba, faded, placed
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.geometry import Box
from convanim.layout.regions import Region
from convanim.theme.theme import Theme

COUNTED = 0.7
"""How far a bar has come when its count begins to appear."""
ROUND = 6.0
"""The radius of its corners at most, in pixels."""


@dataclass(frozen=True)
class Bar:
    """One bar: where it has room, how long it and the standard's are, in pixels, and its count, as items."""

    room: Region
    length: float
    standard: float
    count: tuple[Item, ...]


class Bars(Sheet):
    """A bar for every way, that shrinks from the standard's length to its own, and leaves a trace of what is saved.

    State: ``come`` (ways,), how far each has come from the standard's length to its own, below 0 before it is there,
    and ``lit`` (ways,), how much each stands out. A bar that is itself the standard's grows from nothing.
    """

    blended: Sequence[str] = ("shown", "come", "lit")

    def __init__(self, bars: Sequence[Bar], theme: Theme) -> None:
        super().__init__([])
        self.bars, self.theme = tuple(bars), theme
        self.come = np.full(len(bars), -1.0)
        self.lit = np.ones(len(bars))

    def arrived(self, count: int) -> Bars:
        """Let the first ``count`` ways have come all the way, and the others not be there."""
        self.come = np.array([1.0 if k < count else -1.0 for k in range(len(self.bars))])
        return self

    def lighting(self, way: int) -> Bars:
        """Let one way stand out."""
        self.lit = np.array([float(k == way) for k in range(len(self.bars))])
        return self

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        items = [item for k in range(len(self.bars)) for item in self._bar(k)]
        return [faded(placed(item, move), opacity) for item in items]

    def _bar(self, k: int) -> list[Item]:
        theme, bar, come = self.theme, self.bars[k], float(self.come[k])
        there = min(1.0, 1.0 + come)
        if there <= FAINTEST:
            return []
        share = smooth(max(0.0, come))
        first = bar.length == bar.standard
        length = bar.length * share if first else bar.standard + (bar.length - bar.standard) * share
        items: list[Item] = []
        if bar.length < bar.standard:
            ghost = self._box(bar, bar.standard)
            items.append(Plate(ghost, ROUND, (*theme.glass, there), (*theme.glass_line, there), 1.5))
        if length > 0.5:
            items.append(Plate(self._box(bar, length), min(ROUND, length / 2), (*self._ink(k)[:3], there)))
        said = max(0.0, (come - COUNTED) / (1.0 - COUNTED))
        return items + [faded(item, said) for item in bar.count if said > FAINTEST]

    def _box(self, bar: Bar, length: float) -> Box:
        return bar.room.left, bar.room.top, bar.room.left + length, bar.room.bottom

    def _ink(self, k: int) -> Rgba:
        """Of a bar: between quiet and loud."""
        quiet, loud, share = np.array(self.theme.dim), np.array(self.theme.accent), float(self.lit[k])
        red, green, blue = (quiet + (loud - quiet) * share).tolist()
        return red, green, blue, 1.0


def counted(said: Phrase, right: float, middle: float, size: float, theme: Theme) -> tuple[Item, ...]:
    """A count that ends at a place, half-way up its bar."""
    return (said.words(right, middle + 0.36 * size, size, (*theme.ink, 1.0), theme.background, True, "right"),)
