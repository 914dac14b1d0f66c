"""Where the rows of ways stand, and what is in them, as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from convanim.layout.canvas import Canvas
from convanim.layout.regions import Region

PAD = 14.0
"""From what is framed to its frame, in pixels: on its sides, and at most above and below."""


@dataclass(frozen=True)
class WaysPlan:
    """How rows share one canvas; all lengths are in pixels."""

    input: float
    """Before the rows, for the input; 0: it leaves as they come."""
    shares: tuple[float, float, float, float]
    """Of a row's width, for words, filters, the wiring and, where it stands beside these, the bar with its count."""
    gap: float
    """From part to part of a row."""
    between: float
    """From row to row."""
    name: float
    """The type of a way's name, at most."""
    detail: float
    """The type of what it keeps, at most."""
    count: float
    """The type of its multiply-adds, at most."""
    bar: float
    """How high a bar is, at most."""
    ratio: float
    """The type of the ratio, at most."""
    verdict: float
    """The type of what there are so many times fewer of."""
    heading: float = 0.0
    """Above the rows, for what bars count; 0: nothing is said there."""
    below: float = 0.0
    """Below the rest of a row, for its bar; 0: that stands beside the rest."""


PLANS: Mapping[str, WaysPlan] = {
    "16:9": WaysPlan(236.0, (26, 33, 12, 50), 40.0, 22.0, 32.0, 24.0, 40.0, 44.0, 168.0, 40.0, heading=34.0),
    "1:1": WaysPlan(0.0, (28, 34, 13, 36), 20.0, 20.0, 28.0, 22.0, 32.0, 36.0, 150.0, 36.0, heading=32.0),
    "9:16": WaysPlan(0.0, (30, 48, 17, 0), 26.0, 40.0, 38.0, 29.0, 42.0, 44.0, 200.0, 46.0, below=54.0),
    "16:9 large": WaysPlan(0.0, (34, 32, 9, 36), 18.0, 8.0, 25.0, 20.0, 29.0, 24.0, 110.0, 34.0),
    "1:1 large": WaysPlan(0.0, (30, 33, 13, 36), 18.0, 20.0, 30.0, 25.0, 34.0, 36.0, 150.0, 38.0),
}


@dataclass(frozen=True)
class WayRow:
    """Where one way stands: all of it, and its parts from left to right."""

    room: Region
    words: Region
    filters: Region
    wiring: Region
    bar: Region


@dataclass(frozen=True)
class WaysPlaces:
    """Rows for so many ways, and the room for the input, if it stands before them.

    >>> from convanim.layout.canvas import WIDE
    >>> found = WaysPlaces(PLANS["16:9"], WIDE, 4)
    >>> len(found.rows), found.rows[0].bar.right == found.rows[3].bar.right
    (4, True)
    """

    plan: WaysPlan
    canvas: Canvas
    ways: int
    has_input: bool = True

    @cached_property
    def pad(self) -> float:
        """From a row to the frame above and below it."""
        return min(PAD, 0.45 * self.plan.between)

    @cached_property
    def _stage(self) -> Region:
        """No label stands on the line below the stage."""
        stage = self.canvas.stage
        return Region(stage.left + PAD, stage.top + self.pad, stage.right - PAD, self.canvas.label_line)

    @property
    def input(self) -> Region:
        """The room for the input before the rows."""
        stage = self._stage
        return Region(self.canvas.stage.left, stage.top, stage.left + self.plan.input, stage.bottom)

    @cached_property
    def rows(self) -> list[WayRow]:
        """Of every way, from the top."""
        plan = self.plan
        before = plan.input + plan.gap if self.has_input and plan.input else 0.0
        rooms = self._stage.inset(left=before, top=plan.heading, bottom=self.pad).rows(
            *[1] * self.ways, gap=plan.between
        )
        if not plan.below:
            return [WayRow(room, *room.columns(*plan.shares, gap=plan.gap)) for room in rooms]
        found = []
        for room in rooms:
            above = room.inset(bottom=plan.below + 0.4 * plan.gap)
            words, filters, wiring = above.columns(*plan.shares[:3], gap=plan.gap)
            bar = Region(room.left, room.bottom - plan.below, room.right, room.bottom)
            found.append(WayRow(room, words, filters, wiring, bar))
        return found

    @property
    def heading_line(self) -> float:
        """The baseline of what bars count."""
        return self._stage.top + 0.45 * self.plan.heading
