"""The overview: every whole channel as a small picture, and a frame where the numbers on stage are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convanim.draw.items import Item, Line, Picture, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.geometry import Box, Floats
from convanim.layout.regions import Region
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast
from convanim.mobjects.content import scale_of
from convanim.mobjects.counts import Given, phrase
from convanim.mobjects.tensor import VoxelTensor
from convanim.numerals import numeral
from convanim.scene.tableau import Tableau
from convanim.spec.crop import Ranges
from convanim.theme.ramp import Ramp

SHARPEST = 256
"""Of a larger map, each of so many pixels a side is the mean of the cells under it."""
SIZE, SMALLEST, LINE = 19.0, 16.0, 25.0
"""Of the text, at most and at least, and from line to line, in pixels."""
NUMBER_ROOM = 26.0
"""Below every picture, or beside it, for the channel's number, in pixels."""
BETWEEN = 12.0
SMALLEST_FRAME = 7.0
"""A frame is never smaller, so that it is found at a glance, in pixels."""
DARKER = 0.5
"""How light the dark end of a picture's ramp is, over the ramp's own."""

ALL = message("{total} {total?channel|channels}")
LINES = (
    message("{shown} of {total} {total?channel|channels}"),
    message("{n?row|rows} {first}{n?|–{last}}"),
    message("{n?column|columns} {first}{n?|–{last}}"),
    message("of {rows}×{columns}"),
)
"""What is said beside the pictures: how many channels there are, and four lines in all."""


@dataclass(frozen=True)
class OverviewPlan:
    """How many channels are pictured, and where text, numbers and lines stand."""

    most: int
    """So many channels of a block are pictured at most."""
    zoom: tuple[tuple[int, int], ...]
    """Lines from the frame in a picture to the front on stage: which corner of the frame, clockwise from the top left,
    and which of the front's top left, top right and bottom left."""
    text_width: float = 0.0
    """Room for the text beside the pictures, in pixels; without, it stands above them and is as wide as they are."""
    numbers_above: bool = False
    """Whether channel numbers stand above their pictures, not below or beside."""


@dataclass(frozen=True, eq=False)
class Pictured:
    """Channels to picture: all their values (channels, rows, columns), hues, and the part that is on stage."""

    channels: Sequence[int]
    values: Floats
    ramps: Sequence[Ramp]
    part: Ranges
    counts: tuple[int, str, str, str]
    """How many channels there are, and what a layer's counts call these, rows and columns."""
    tag: str

    def frame(self, box: Box) -> Box:
        """The part, in a picture that fills a box."""
        left, top, right, bottom = box
        (rows, columns), (height, width) = self.part, self.values.shape[1:]
        down, across = (bottom - top) / height, (right - left) / width
        return (
            left + columns.start * across,
            top + rows.start * down,
            left + columns.stop * across,
            top + rows.stop * down,
        )


class Overview(Tableau[OverviewPlan]):
    """Pictures of an input and of the output that is made of it, on either side of the stage.

    ``first`` is the cast that reads the input, ``last`` the one that makes the output; of ``channels`` and
    ``filters`` (those that they show, if none are given) as many are pictured as have room. Where a layer's
    transpose is shown by itself it goes ``back``: the layer's output is what is read.
    """

    plans = {
        "16:9": OverviewPlan(most=8, zoom=((1, 0), (2, 2))),
        # Lines would cross what stands close by.
        "1:1": OverviewPlan(most=4, zoom=()),
        "16:9 large": OverviewPlan(most=2, zoom=()),
        "9:16": OverviewPlan(most=8, zoom=((3, 0), (2, 1)), text_width=168.0, numbers_above=True),
    }

    def __init__(
        self,
        first: Cast,
        last: Cast,
        channels: Sequence[int] | None = None,
        filters: Sequence[int] | None = None,
        back: bool = False,
    ) -> None:
        super().__init__(first)
        self.back = back
        self.first = first
        self.last = last
        most = self.plan.most
        self._channels = Sample.of(channels, most) if channels else first.channels(most)
        self._filters = Sample.of(filters, most) if filters else last.filters(most)

    def sheet(self) -> Sheet:
        """Parts: input, output."""
        given, made = self.canvas.asides
        right = self._input if self.back else self._output
        return Sheet({"input": self._side(self._left, given), "output": self._side(right, made)})

    def zoom(self, block: VoxelTensor) -> Sheet | None:
        """Lines from the frame in a picture to the nearest slab of a block that shows what is in it."""
        slab = int(np.argmax(block.nearness * (block.presence > 0.5) - 1e6 * (block.presence <= 0.5)))
        shown, (channel,) = self._input, block.content.indices[slab]
        if not self.plan.zoom or channel not in shown.channels:
            return None
        box = self._places(shown, self.canvas.asides[0])[shown.channels.index(int(channel))]
        start, end = _frame(shown.frame(box)), block.slabs()[slab]
        corners = np.array([end.at(row, column) for row, column in ((0, 0), (0, end.columns), (end.rows, 0))])
        color = (*self.theme.dim, 0.75)
        return Sheet([Line(np.array([start[near], corners[far]]), color, 1.6) for near, far in self.plan.zoom])

    @cached_property
    def _input(self) -> Pictured:
        cast, layer = self.first, self.first.layer
        channels = self._channels.indices
        ramps = cast.input_ramps(channels)
        values, counts = cast.trace.input[list(channels)], (layer.in_channels, "in_channels", "rows", "columns")
        return Pictured(channels, values, ramps, cast.view.input, counts, layer.tag)

    @cached_property
    def _output(self) -> Pictured:
        cast, layer = self.last, self.last.layer
        channels = self._filters.indices
        values, ramps = cast.trace.output[list(channels)], cast.filter_ramps(channels)
        counts = (layer.out_channels, "out_channels", "out_rows", "out_columns")
        return Pictured(channels, values, ramps, cast.view.output, counts, layer.tag)

    @property
    def _left(self) -> Pictured:
        """What is read, which stands on the left."""
        return self._output if self.back else self._input

    def _side(self, shown: Pictured, room: Region) -> list[Item]:
        items = self._words(shown, room)
        places = self._places(shown, room)
        for channel, values, ramp, box in zip(shown.channels, shown.values, shown.ramps, places, strict=True):
            left, top, right, bottom = box
            color, source = (*self.theme.letters(ramp), 1.0), Source("channel", (channel,), channel)
            # Away from the stage, so that lines from the picture to there cross no number.
            x, y = left, top - 7 if self.plan.numbers_above else bottom + 20
            if self._beside(shown, room):
                x, y = (left - NUMBER_ROOM - 8 if shown is self._left else right + 8), top + 15
            items.append(Words(numeral(channel), x, y, SIZE, color, self.theme.background, bold=True, source=source))
            items += self._picture(values, ramp, box, shown.frame(box))
        return items

    def _words(self, shown: Pictured, room: Region) -> list[Item]:
        """Which of how many, line by line."""
        total, *names = shown.counts
        channels, height, width = (
            Source("count", (name, shown.tag), size)
            for name, size in zip(names, (total, *shown.values.shape[1:]), strict=True)
        )
        rows, columns = (_span(axis, part) for axis, part in zip(("row", "column"), shown.part, strict=True))
        many = Source("count", ("shown_channels", ""), len(shown.channels))
        lines: list[dict[str, Given]]
        lines = [{"shown": many, "total": channels}, rows, columns, {"rows": height, "columns": width}]
        templates = (ALL if len(shown.channels) == total else LINES[0], *LINES[1:])
        phrases = [
            phrase(template, {}, more=counts, tongue=self.tongue)
            for template, counts in zip(templates, lines, strict=True)
        ]
        widest = max(text_width(one.text, 1.0) for one in phrases)
        size = float(np.clip((self.plan.text_width or room.width) / widest, SMALLEST, SIZE))
        items: list[Item] = []
        for k, one in enumerate(phrases):
            ink, y = self.theme.dim if k else self.theme.ink, room.top + 0.8 * SIZE + k * LINE
            items.append(one.words(room.left, y, size, (*ink, 1.0), self.theme.background))
        return items

    def _room(self, room: Region) -> Region:
        """Where pictures stand: below what is said of them, or beside it."""
        beside = self.plan.text_width
        return room.inset(left=beside) if beside else room.inset(top=len(LINES) * LINE + 6)

    def _beside(self, shown: Pictured, room: Region) -> bool:
        """Whether channel numbers stand beside the pictures, which leaves these more room than below."""
        if self.plan.numbers_above:
            return False
        return max(self._sides(shown, room, True)) > max(self._sides(shown, room, False))

    def _sides(self, shown: Pictured, room: Region, beside: bool) -> list[float]:
        """The size of a cell, in pixels, if pictures stood in one column, in two and so on."""
        count, room = len(shown.channels), self._room(room)
        height, width = shown.values.shape[1:]
        aside, below = (NUMBER_ROOM + 8, 0.0) if beside else (0.0, NUMBER_ROOM)
        return [
            min(
                ((room.width + BETWEEN) / columns - BETWEEN - aside) / width,
                ((room.height + BETWEEN) / -(-count // columns) - BETWEEN - below) / height,
            )
            for columns in range(1, count + 1)
        ]

    def _places(self, shown: Pictured, room: Region) -> list[Box]:
        """Where each picture stands, row by row."""
        beside = self._beside(shown, room)
        sides = self._sides(shown, room, beside)
        cell, columns = max(sides), int(np.argmax(sides)) + 1
        tall, wide = (cell * size for size in shown.values.shape[1:])
        across, down = (wide + NUMBER_ROOM + 8, tall) if beside else (wide, tall + NUMBER_ROOM)
        room, boxes = self._room(room), list[Box]()
        for k in range(len(shown.channels)):
            left = room.left + k % columns * (across + BETWEEN) + (across - wide if shown is self._left else 0.0)
            top = room.top + k // columns * (down + BETWEEN) + (NUMBER_ROOM if self.plan.numbers_above else 0.0)
            boxes.append((left, top, left + wide, top + tall))
        return boxes

    def _picture(self, values: Floats, ramp: Ramp, box: Box, part: Box) -> list[Item]:
        left, top, right, bottom = box
        small, (low, high) = _averaged(values), scale_of(values)
        pixels = np.ones((*small.shape, 4))
        pixels[..., :3] = _deep(ramp).at((small - low) / ((high - low) or 1.0))
        theme, frame = self.theme, _frame(part)
        return [
            Picture(pixels, (left, top), (right - left, 0.0), (0.0, bottom - top)),
            Line(_corners(box), (*theme.glass_line, 1.0), 1.5, closed=True),
            Line(frame, (*theme.background, 0.85), 6.0, closed=True),
            Line(frame, (*theme.accent, 1.0), 3.0, closed=True),
        ]


def _deep(ramp: Ramp) -> Ramp:
    """A ramp of the same hue with more between light and dark, for pictures without numbers."""
    low, high = ramp.low, ramp.high
    return Ramp(_dark(low), high) if low[0] < high[0] else Ramp(low, _dark(high))


def _dark(lab: tuple[float, float, float]) -> tuple[float, float, float]:
    lightness, a, b = lab
    return DARKER * lightness, DARKER * a, DARKER * b


def _averaged(values: Floats) -> Floats:
    """A map with at most ``SHARPEST`` cells a side: means of as many as come together."""
    small = np.asarray(values, dtype=float)
    for axis in (0, 1):
        size = small.shape[axis]
        if size > SHARPEST:
            starts = np.arange(SHARPEST) * size // SHARPEST
            counts = np.diff([*starts, size])
            small = np.add.reduceat(small, starts, axis) / (counts[:, None] if axis == 0 else counts)
    return small


def _frame(box: Box) -> Floats:
    """The corners (4, 2) of a frame just round a box, or round its middle where that is tiny."""
    left, top, right, bottom = box
    across, down = (max(end - start, SMALLEST_FRAME) / 2 + 1.5 for start, end in ((left, right), (top, bottom)))
    x, y = (left + right) / 2, (top + bottom) / 2
    return _corners((x - across, y - down, x + across, y + down))


def _corners(box: Box) -> Floats:
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _span(axis: str, part: range) -> dict[str, Given]:
    """The first and the last of some rows or columns, and how many they are."""
    first, last = (Source(axis, (end,), end) for end in (part[0], part[-1]))
    return {"first": first, "last": last, "n": len(part)}
