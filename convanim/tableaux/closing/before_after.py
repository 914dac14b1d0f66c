"""The closing tableau: two ways to the same output shape, one above the other, what each costs, and their ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Source
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import Cost, cost
from convanim.language.tongue import message
from convanim.layout.canvas import LEAST
from convanim.layout.regions import Need, Region
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import ratio_of
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.numerals import numeral
from convanim.scene.tableau import Tableau
from convanim.tableaux.closing.filters import MOST_CHANNELS, WayFilters

OPENED = 3.5
"""How far groups stand apart along the channel axis, in slabs, all gaps together."""
LARGEST = 34.0
"""A cell's side at most, in pixels."""
BIG, NAME, SMALL = 44.0, 30.0, 22.0
"""Type of a row's count, of its name and of the rest."""
LOW, LOW_NAME = 32.0, 24.0
"""The same where rows are low."""
LEADING = 1.32
"""From line to line, over the size."""


@dataclass(frozen=True)
class Way:
    """A way from the input to the output: what it is called, as a template, and the casts of its convolutions."""

    name: str
    casts: tuple[Cast, ...]
    channels_apart: bool = False
    """Whether every channel of the input has a hue of its own, not that of its group."""
    filters_by_channel: bool = False
    """Whether every slab of a filter has the hue of the channel that it reads, where there are several."""

    @property
    def cost(self) -> Cost:
        """Of all its convolutions together."""
        first, *others = (cost(cast.layer) for cast in self.casts)
        return sum(others, first)


@dataclass(frozen=True)
class BeforeAfterPlan:
    """Where the two rows and the ratio stand."""

    ratio: float
    """Of the stage's width, or of its height if ``below``, for the ratio."""
    shares: tuple[float, float, float]
    """Of a row's width, for the input, the filters and the numbers."""
    type: float
    """The ratio's, at most, in pixels."""
    below: bool = False
    """Whether the ratio stands below the rows, not beside them."""
    gap: float = 40.0
    """From part to part, in pixels."""


class BeforeAfter(Tableau[BeforeAfterPlan]):
    """The same input with the filters of one way and of the other, drawn to one scale.

    ``before`` is what the lesson compares with and ``after`` what it teaches; both make outputs of one shape.
    """

    plans = {
        "16:9": BeforeAfterPlan(ratio=0.27, shares=(22, 52, 26), type=170.0, gap=56.0),
        "1:1": BeforeAfterPlan(ratio=0.25, shares=(20, 46, 34), type=120.0, gap=22.0),
        "9:16": BeforeAfterPlan(ratio=0.24, shares=(22, 47, 31), type=190.0, below=True),
        "16:9 large": BeforeAfterPlan(ratio=0.28, shares=(15, 39, 46), type=100.0, gap=16.0),
    }
    # Words of some languages are as wide as this.
    cropped_plans = {"16:9 large": BeforeAfterPlan(ratio=0.38, shares=(10, 22, 68), type=100.0, gap=10.0)}

    def __init__(self, before: Way, after: Way) -> None:
        super().__init__(after.casts[0])
        self.before = before
        self.after = after

    # Where things stand.

    @cached_property
    def _rooms(self) -> tuple[Region, Region, Region]:
        """For either row and for the ratio."""
        stage, ratio, gap = self.canvas.stage, self.plan.ratio, self.plan.gap
        rows, last = (stage.rows if self.plan.below else stage.columns)(1 - ratio, ratio, gap=gap)
        first, second = rows.rows(1, 1, gap=gap / 2)
        return first, second, last

    def _columns(self, row: Region) -> tuple[Region, Region, Region]:
        given, filters, numbers = row.columns(*self.plan.shares, gap=self.plan.gap)
        return given, filters, numbers

    def _channels(self, cast: Cast) -> Sample:
        return cast.channels(MOST_CHANNELS)

    def _filters(self, way: Way, room: Region) -> WayFilters:
        return WayFilters(way.casts, room, self.style, self.plan.gap, way.filters_by_channel)

    @cached_property
    def _cell(self) -> float:
        """Of both rows."""
        sizes = [LARGEST]
        for way, row in zip((self.before, self.after), self._rooms[:2], strict=True):
            given, filters, _ = self._columns(row)
            need = self._need(way)
            sizes += [given.width / need.width, given.height / (need.above + need.below)]
            sizes.append(self._filters(way, filters).largest)
        return min(sizes)

    def _need(self, way: Way) -> Need:
        return way.casts[0].need_of_input(self._places(way)[-1] + 1, padded=False)

    def _places(self, way: Way) -> list[float]:
        """Of the input's slabs, in slabs along the channel axis: parted between groups."""
        cast = way.casts[0]
        shown = self._channels(cast)
        ranks = np.unique([c // cast.layer.channels_per_group for c in shown.indices], return_inverse=True)[1]
        places: list[float] = (np.array(shown.places) + ranks * OPENED / max(1, ranks[-1])).tolist()
        return places

    # What stands there.

    def blocks(self) -> dict[str, VoxelTensor]:
        """Input and filters of both rows, by name."""
        found: dict[str, VoxelTensor] = {}
        for key, way, row in zip(("before", "after"), (self.before, self.after), self._rooms[:2], strict=True):
            given, filters, _ = self._columns(row)
            found[f"{key}_input"] = self._input(way, given)
            blocks = self._filters(way, filters).blocks(self._cell)
            found |= {f"{key}_{name}": block for name, block in blocks.items()}
        return found

    def _input(self, way: Way, room: Region) -> VoxelTensor:
        cast, need = way.casts[0], self._need(way)
        shown = self._channels(cast)
        fit = need.fit(self._cell, room.left, _middle(need, self._cell, room))
        ramps = (cast.channel_ramps if way.channels_apart else cast.input_ramps)(shown.indices)
        tensor = VoxelTensor(cast.input_content(shown.indices), ramps, fit, self.style)
        return tensor.stand(fit, self._places(way))

    def gaps(self) -> Sheet | None:
        """Three dots where channels are left out of an input."""
        items: list[Item] = []
        for way, key in ((self.before, "before"), (self.after, "after")):
            given = self._input(way, self._columns(self._rooms[key == "after"])[0])
            items += ellipsis(given, self._channels(way.casts[0]), self.theme)
        return Sheet(items) if items else None

    def words(self) -> Sheet:
        """What each way is called and what it costs. Parts: before, after."""
        rows = zip(("before", "after"), (self.before, self.after), self._rooms[:2], strict=True)
        return Sheet({key: self._said(way, self._columns(row)[2]) for key, way, row in rows})

    def _said(self, way: Way, room: Region) -> list[Item]:
        theme, cast = self.theme, way.casts[0]
        layer = self.before.casts[0].layer
        if len(way.casts) == 1:
            sources = [cast.count(name) for name in ("multiply_adds", "weights")]
        else:
            both = {"multiply_adds": way.cost.multiply_adds, "weights": way.cost.weights}
            sources = [Source("count", (f"separable_{name}", layer.tag), value) for name, value in both.items()]
        work, weights = sources
        name, count = cast.say(way.name), Phrase.number(numeral(work.value), work)
        unit = cast.say(message("{n?multiply-add|multiply-adds}"), n=work)
        costs = [(unit, SMALL, False), (cast.say(message("{n} {n?weight|weights}"), n=weights), SMALL, False)]
        head = [(name, NAME, True), (self._filters_of(way), SMALL, False), (count, BIG, True)]
        low = [(name, LOW_NAME, True), (count, LOW, True)]
        # Where rows are low, what stands elsewhere, too, is left out: the shapes, the weights, and where small text
        # cannot be read what is counted.
        for lines in (
            [*head, *costs],
            [head[0], head[2], *costs],
            [head[0], head[2], costs[0]],
            low if self.canvas.is_large else [*low, (unit, LEAST, False)],
        ):
            set_ = self._set(lines, room)
            high = sum(size * LEADING for _, size, _ in set_)
            if high <= room.height:
                break
        y = (room.top + room.bottom - high) / 2
        items: list[Item] = []
        for text, size, bold in set_:
            y += size * LEADING
            ink = theme.ink if bold else theme.dim
            items.append(text.words(room.left, y - 0.3 * size, size, (*ink, 1.0), theme.background, bold))
        return items

    def _set(self, lines: Sequence[tuple[Phrase, float, bool]], room: Region) -> list[tuple[Phrase, float, bool]]:
        """Lines broken where they must be, with their sizes and whether they are bold."""
        set_: list[tuple[Phrase, float, bool]] = []
        for text, size, bold in lines:
            rooms = [Room(room.width, lines, size, least) for lines, least in ((1, 19.0), (2, LEAST))]
            fitted = fit("a label", text, rooms, aspect=self.canvas.aspect, bold=bold)
            set_ += [(line, fitted.size, bold) for line in fitted.lines]
        return set_

    def _filters_of(self, way: Way) -> Phrase:
        shapes = [cast.filters_shape for cast in way.casts]
        if len(shapes) == 1:
            return shapes[0]
        return self.cast.say(message("{first}, then {second}"), first=shapes[0], second=shapes[1])

    def ratio(self) -> Sheet:
        """How many times fewer multiply-adds there are after, large."""
        theme, room = self.theme, self._rooms[2]
        times, what = ratio_of(self.after.cost, self.before.cost, self.tongue)
        aspect = self.canvas.aspect
        large = fit("the ratio", times, [Room(room.width, 1, self.plan.type, 60.0)], aspect=aspect, bold=True)
        small = fit("a label", what, [Room(room.width, lines, NAME, LEAST) for lines in (2, 3)], aspect=aspect)
        high = large.size + 1.3 * small.size * len(small.lines)
        base = (room.top + room.bottom - high) / 2 + 0.86 * large.size
        ink, dim, ground = (*theme.accent, 1.0), (*theme.dim, 1.0), theme.background
        below = enumerate(small.lines, 1)
        return Sheet(
            [
                large.lines[0].words(room.left, base, large.size, ink, ground, True),
                *(
                    line.words(room.left + 6, base + 8 + 1.45 * small.size * k, small.size, dim, ground)
                    for k, line in below
                ),
            ]
        )

    def tableau(self) -> dict[str, VoxelTensor | Sheet | None]:
        """Everything, by name."""
        return {**self.blocks(), "gaps": self.gaps(), "ways": self.words(), "ratio": self.ratio()}


def _middle(need: Need, cell: float, room: Region) -> float:
    """Of the nearest front, half-way down the room with all that stands above and below it."""
    return (room.top + room.bottom + (need.above - need.below) * cell) / 2
