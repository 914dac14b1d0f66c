"""Where wirings stand, and what is said of them, as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from convanim.layout.canvas import Canvas
from convanim.layout.regions import Region
from convanim.mobjects.wirings import sides

LARGEST = 400
"""A wiring's longest side at most, in pixels."""
PAD = 14.0
"""From what is framed to its frame, in pixels."""

Shape = tuple[int, int]
"""Of a wiring: (channels, outputs)."""


@dataclass(frozen=True)
class WhoSeesPlan:
    """How wirings and table share one canvas; all lengths are in pixels."""

    tiers: bool
    """Whether ways of two layers stand below those of one, not beside them."""
    labels: float
    """For what rows of the table are called, at least."""
    gap: float
    """From way to way."""
    sign: float
    """Between two wirings that are multiplied."""
    name: float
    """The type of a way's name."""
    share: float
    """The type of its share of the work, at most."""
    detail: float
    """The type of all other words."""
    line: float
    """From line to line of the table."""
    share_beside: bool = False
    """Whether the share stands beside the name, not below the wirings."""
    axes: bool = False
    """Whether the first wiring says what stands down and across."""


PLANS: Mapping[str, WhoSeesPlan] = {
    "16:9": WhoSeesPlan(False, 160.0, 44.0, 42.0, 32.0, 72.0, 22.0, 62.0, axes=True),
    "1:1": WhoSeesPlan(True, 132.0, 26.0, 40.0, 28.0, 36.0, 22.0, 58.0, share_beside=True),
    "9:16": WhoSeesPlan(True, 150.0, 40.0, 44.0, 38.0, 64.0, 27.0, 66.0),
    "16:9 large": WhoSeesPlan(False, 140.0, 16.0, 22.0, 26.0, 36.0, 20.0, 46.0),
    "1:1 large": WhoSeesPlan(True, 140.0, 20.0, 40.0, 29.0, 38.0, 24.0, 58.0, share_beside=True),
}


@dataclass(frozen=True)
class WayPlace:
    """Where one way stands: all of it, its wirings in a row, and the baselines of what is said of it."""

    room: Region
    boxes: tuple[Region, ...]
    name: float
    halves: float
    share: float
    seen: float
    column: float
    """The middle of its column in the table."""


@dataclass(frozen=True)
class WhoSeesPlaces:
    """Places for ways of one or several wirings.

    ``ways`` are the shapes of every way's wirings, those of several last, ``needed`` how wide each way's words are at
    least and ``labels`` what rows of the table are called, in pixels.

    >>> from convanim.layout.canvas import WIDE
    >>> eight = (8, 8)
    >>> found = WhoSeesPlaces(PLANS["16:9"], WIDE, ((eight,), (eight, eight, eight)), (100.0, 100.0), 160.0)
    >>> [len(place.boxes) for place in found.places]
    [1, 3]
    """

    plan: WhoSeesPlan
    canvas: Canvas
    ways: tuple[tuple[Shape, ...], ...]
    needed: tuple[float, ...]
    labels: float

    @property
    def stage(self) -> Region:
        """Without room for the frame round a way; nothing stands on the line for labels below it."""
        pad = min(PAD, 0.5 * self.plan.gap)
        stage = self.canvas.stage
        left = stage.left + pad if self.plan.tiers else stage.left
        return Region(left, stage.top + pad / 2, stage.right - pad, self.canvas.label_line - pad / 2)

    @property
    def _tiers(self) -> list[list[int]]:
        """Which ways stand side by side, from the top."""
        every = range(len(self.ways))
        if not self.plan.tiers:
            return [list(every)]
        return [[k for k in every if (len(self.ways[k]) > 1) is several] for several in (False, True)]

    # Sizes.

    def _size(self, shape: Shape, side: float) -> tuple[float, float]:
        """Width and height of a wiring's picture; all are drawn to one scale, so that all are as high."""
        return sides(*shape, max(max(one) for way in self.ways for one in way), side)

    def _width(self, way: int, side: float) -> float:
        """Of a way's wirings side by side."""
        shapes = self.ways[way]
        return sum(self._size(one, side)[0] for one in shapes) + self.plan.sign * (len(shapes) - 1)

    @property
    def _head(self) -> float:
        """Above wirings, for names and axes."""
        plan = self.plan
        return max(1.4 * plan.name, 1.4 * plan.share * plan.share_beside) + 1.5 * plan.detail * plan.axes

    def _foot(self, tier: Sequence[int]) -> float:
        """Below wirings, for what they are, the share and how many channels are seen."""
        plan = self.plan
        halves = 1.7 if any(len(self.ways[k]) > 1 for k in tier) else 0.4
        return (halves + 1.4) * plan.detail + 1.15 * plan.share * (not plan.share_beside)

    @property
    def _left(self) -> float:
        """Where ways begin: beside what lines are called, where all ways share these."""
        return self.stage.left + (0.0 if self.plan.tiers else self.labels + self.plan.gap)

    @cached_property
    def side(self) -> float:
        """The longest side of a wiring."""
        stage, tiers, gap = self.stage, self._tiers, self.plan.gap
        words = sum(self._head + self._foot(tier) for tier in tiers) + gap * (len(tiers) - 1)
        high = (stage.height - words) / len(tiers)
        fits = [side for side in range(8, LARGEST) if all(self._fits(tier, side) for tier in tiers)]
        return min(high * LARGEST / self._size(self.ways[0][0], LARGEST)[1], float(fits[-1] if fits else 8))

    def _fits(self, tier: Sequence[int], side: float) -> bool:
        wide = [max(self.needed[k], self._width(k, side)) for k in tier]
        return sum(wide) + self.plan.gap * (len(tier) - 1) <= self.stage.right - self._left

    # Places.

    @cached_property
    def places(self) -> list[WayPlace]:
        """Of every way."""
        stage, high = self.stage, self._size(self.ways[0][0], self.side)[1]
        heights = [self._head + high + self._foot(tier) for tier in self._tiers]
        spare = (stage.height - sum(heights)) / (len(heights) + 1)
        found: dict[int, WayPlace] = {}
        top = stage.top
        for tier, height in zip(self._tiers, heights, strict=True):
            top += spare
            found |= dict(zip(tier, self._row(tier, top, high), strict=True))
            top += height
        return [found[k] for k in range(len(self.ways))]

    def _row(self, tier: Sequence[int], top: float, high: float) -> list[WayPlace]:
        plan, right = self.plan, self.stage.right
        widths = [max(self.needed[k], self._width(k, self.side)) for k in tier]
        spare = max(0.0, right - self._left - sum(widths) - plan.gap * (len(tier) - 1)) / max(1, len(tier))
        found, left = list[WayPlace](), self._left
        below = top + self._head + high
        halves = below + 1.25 * plan.detail
        said = below + (1.7 if any(len(self.ways[k]) > 1 for k in tier) else 0.4) * plan.detail
        for k, width in zip(tier, widths, strict=True):
            room = Region(left, top, left + width + spare, below + self._foot(tier))
            start = room.center[0] - self._width(k, self.side) / 2
            name = top + max(plan.name, plan.share * plan.share_beside)
            share = name if plan.share_beside else said + 0.95 * plan.share
            seen = (said if plan.share_beside else share) + (1.0 if plan.share_beside else 1.4) * plan.detail
            boxes = self._boxes(k, start, top + self._head)
            column = self.columns[k] if plan.tiers else room.center[0]
            found.append(WayPlace(room, boxes, name, halves, share, seen, column))
            left = room.right + plan.gap
        return found

    @cached_property
    def columns(self) -> list[float]:
        """The middles of the table's columns, where they do not stand below their ways."""
        room = self.canvas.stage.inset(left=self.labels + 12.0)
        return [one.center[0] for one in room.columns(*[1] * len(self.ways), gap=12.0)]

    def _boxes(self, way: int, left: float, top: float) -> tuple[Region, ...]:
        found = []
        for shape in self.ways[way]:
            wide, high = self._size(shape, self.side)
            found.append(Region(left, top, left + wide, top + high))
            left += wide + self.plan.sign
        return tuple(found)
