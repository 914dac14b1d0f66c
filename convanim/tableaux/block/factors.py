"""A number for each channel: means, what a small layer squeezes them to, and factors, each on a plate of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Plate, Rgb, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.language.tongue import message
from convanim.layout.regions import Region
from convanim.layout.selection import Sample
from convanim.mobjects.marks import dot
from convanim.numerals import Digits
from convanim.scene.tableau import Tableau
from convanim.tableaux.block.weighing import Numbers, Weighing
from convanim.theme.color import ink_on

MEANS, SQUEEZED, FACTORS = range(3)
"""The columns of single numbers, from the left or from the top."""
NAMES = ("mean", "squeezed", "factor")
"""What the audit trail calls them."""
HEADS = (message("{n?mean|means}"), message("squeezed"), message("{n?factor|factors}"))
MOST_SQUEEZED = 6
"""So many numbers between the two layers are shown at most."""
HEAD = 22.0
"""Type of what a column's numbers are."""


@dataclass(frozen=True)
class ExcitationPlan:
    """Where both blocks stand, and the single numbers between them; lengths are in pixels."""

    share: float
    """Of the stage's width, or of its height if ``down``, for the numbers."""
    most: int
    """So many channels have a number at most."""
    type: float
    """The numbers', at most."""
    chip: tuple[float, float]
    """A number's plate, width and height at most."""
    down: bool = False
    """Whether blocks stand above and below the numbers, not beside them."""
    headed: bool = True
    """Whether what the numbers are is said above them, or before them."""
    before: float = 0.0
    """Room for that before a row."""


class Factors(Tableau[ExcitationPlan]):
    """The columns of single numbers between two blocks."""

    plans = {
        "16:9": ExcitationPlan(0.46, most=9, type=26.0, chip=(92.0, 44.0)),
        "1:1": ExcitationPlan(0.4, most=8, type=22.0, chip=(76.0, 40.0)),
        "9:16": ExcitationPlan(0.32, most=8, type=28.0, chip=(86.0, 56.0), down=True, before=170.0),
        "16:9 large": ExcitationPlan(0.5, most=6, type=20.0, chip=(72.0, 30.0), headed=False),
    }

    cropped_plans = {"1:1": ExcitationPlan(0.52, most=8, type=22.0, chip=(76.0, 40.0))}

    def __init__(self, weighing: Weighing) -> None:
        super().__init__(weighing.cast)
        self.weighing = weighing

    # What is shown of what.

    @cached_property
    def samples(self) -> tuple[Sample, Sample, Sample]:
        """Which means, squeezed numbers and factors are shown."""
        wide, most = self.weighing.wide, self.plan.most
        channels = wide if len(wide.indices) <= most else Sample.of(wide.indices, most, total=wide.total)
        squeezed = Sample.of(range(len(self.weighing.squeezed)), min(MOST_SQUEEZED, most))
        return channels, squeezed, channels

    @property
    def _vectors(self) -> tuple[Numbers, Numbers, Numbers]:
        return self.weighing.means, self.weighing.squeezed, self.weighing.factors

    # Where things stand.

    @cached_property
    def _rooms(self) -> tuple[Region, Region, Region]:
        stage, share = self.canvas.stage, self.plan.share
        split = stage.rows if self.plan.down else stage.columns
        first, middle, last = split((1 - share) / 2, share, (1 - share) / 2)
        return first, middle, last

    @cached_property
    def boxes(self) -> tuple[tuple[tuple[float, float, float, float], ...], ...]:
        """The plates of each column's numbers, in pixels."""
        middle, plan = self._rooms[1], self.plan
        wide, high = plan.chip
        head = 44.0 if plan.headed else 8.0
        if plan.down:
            lanes = middle.inset(left=plan.before, top=16, bottom=16).rows(1, 1, 1)
        else:
            lanes = middle.inset(left=34, right=34).columns(1, 1, 1)
        found = []
        for sample, lane in zip(self.samples, lanes, strict=True):
            x, y = lane.center
            if plan.down:
                pitch = min(wide + 14, lane.width / sample.extent)
                start = x - pitch * (sample.extent - 1) / 2
                width = min(wide, pitch - 6)
                row = [start + place * pitch for place in sample.places]
                found.append(tuple((at - width / 2, y - high / 2 + 8, at + width / 2, y + high / 2 + 8) for at in row))
                continue
            room, wide = lane.inset(top=head), min(plan.chip[0], 0.8 * lane.width)
            pitch = min(high + 14, room.height / sample.extent)
            tall = min(high, pitch - 5)
            start = room.center[1] - pitch * (sample.extent - 1) / 2
            column = [start + place * pitch for place in sample.places]
            found.append(tuple((x - wide / 2, at - tall / 2, x + wide / 2, at + tall / 2) for at in column))
        return tuple(found)

    # The numbers.

    def _digits(self, column: int) -> Digits:
        values = self._vectors[column]
        return self.tongue.digits(max(map(abs, values)), 2)

    def _hues(self, column: int) -> list[Rgb]:
        if column == SQUEEZED:
            return [self.theme.dim] * len(self.samples[column].indices)
        return [ramp.signal for ramp in self.weighing.hues(self.samples[column].indices)]

    def numbers(self, column: int) -> Sheet:
        """One column of single numbers: a plate each, in the channel's hue, brighter where more is let through."""
        sample, values, theme = self.samples[column], self._vectors[column], self.theme
        digits, items = self._digits(column), list[Item]()
        largest = max(map(abs, values)) or 1.0
        ramps = self.weighing.hues(sample.indices if column != SQUEEZED else [0])
        for k, (index, box) in enumerate(zip(sample.indices, self.boxes[column], strict=True)):
            value = values[index]
            share = value if column == FACTORS else value / largest
            color = theme.glass
            if column != SQUEEZED:
                color = tuple(ramps[k].at(share).tolist())
            items += self._plate(
                digits.text(value), box, color, Source(NAMES[column], self._index(column, index), value)
            )
        items += self._dots(column)
        if self.plan.headed:
            items += self._head(column)
        return Sheet(items)

    @staticmethod
    def _index(column: int, index: int) -> tuple[int, ...]:
        return (index,) if column == FACTORS else (index, 0, 0)

    def _plate(self, text: str, box: tuple[float, float, float, float], color: Any, source: Source) -> list[Item]:
        left, top, right, bottom = box
        room = 0.94 * (right - left) / text_width(text, 1.0, True)
        size = min(self.plan.type, 0.78 * (bottom - top), room)
        baseline = (top + bottom) / 2 + CAP_HEIGHT * size / 2
        ink = self.theme.ink if color == self.theme.glass else ink_on(color)
        edge = (*self.theme.dim, 1.0) if color == self.theme.glass else (0.0, 0.0, 0.0, 0.0)
        return [
            Plate(box, 7, (*color, 1.0), edge, 1.5 if edge[3] else 0.0),
            Words(text, (left + right) / 2, baseline, size, (*ink, 1.0), color, True, "middle", source),
        ]

    def _dots(self, column: int) -> list[Item]:
        """Three dots where channels are left out."""
        sample, boxes = self.samples[column], self.boxes[column]
        if sample.gap is None:
            return []
        one, other = (np.array(boxes[k]).reshape(2, 2).mean(axis=0) for k in (sample.gap - 1, sample.gap))
        spots = [(one + share * (other - one)).tolist() for share in (0.42, 0.5, 0.58)]
        return [dot(x, y, self.theme) for x, y in spots]

    def _head(self, column: int) -> list[Item]:
        """What a column's numbers are: above all columns, or before its row, where no lines are."""
        lane, theme = self.boxes[column], self.theme
        said, ink = self._said(column), (*theme.dim, 1.0)
        if self.plan.down:
            y = (lane[0][1] + lane[0][3]) / 2 + 8
            return [Words(said, self.canvas.stage.left, y, HEAD, ink, theme.background)]
        top, size = min(boxes[0][1] for boxes in self.boxes), self._head_size
        if size < self.canvas.least:
            return []
        return [Words(said, (lane[0][0] + lane[0][2]) / 2, top - 14, size, ink, theme.background, align="middle")]

    @cached_property
    def _head_size(self) -> float:
        """Type in which what all columns are has room, each above its own."""
        pitch = self.boxes[SQUEEZED][0][0] - self.boxes[MEANS][0][0]
        widest = max(text_width(self._said(column), HEAD) for column in (MEANS, SQUEEZED, FACTORS))
        return min(HEAD, HEAD * (pitch - 8) / widest)

    def _said(self, column: int) -> str:
        return self.tongue.text(HEADS[column], n=len(self._vectors[column]))

    def means(self) -> Sheet:
        """The channels' means."""
        return self.numbers(MEANS)

    def squeezed(self) -> Sheet:
        """What the first layer makes of them."""
        return self.numbers(SQUEEZED)

    def factors(self) -> Sheet:
        """What the second one makes of these, after the sigmoid."""
        return self.numbers(FACTORS)
