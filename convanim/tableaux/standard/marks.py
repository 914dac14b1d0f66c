"""Marks on what the factors of the bill stand for, each with its number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convanim.draw.items import Item, Line
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.geometry import Floats
from convanim.mobjects.caption import plan_of
from convanim.mobjects.labels import apart
from convanim.mobjects.window import Window
from convanim.numerals import numeral
from convanim.ribbon.chips import bracket
from convanim.tableaux.standard.factors import FACTORS, counts_of_factors
from convanim.tableaux.standard.passes import Passes

NUMBER = 34.0
"""Type of a mark's number, in pixels."""
BLANK = 10.0
"""From the number to its word, in pixels."""
DROP = 38.0
"""From what is marked down to the baseline of what is said of it, in pixels."""
BELOW = 14.0
"""From filters down to the bracket below them, in pixels."""
OUT = (8.0, 17.0)
"""From the input's edge to the two sides of the bracket along it, in pixels."""
FRAME = 4.0
"""A frame's line, in pixels."""


@dataclass(frozen=True)
class Mark:
    """A mark, and where what is said of it begins, on its baseline, in pixels."""

    items: list[Item]
    left: float
    line: float


class Marks:
    """Marks on input, filters and output where these stand beside the bill."""

    def __init__(self, passes: Passes) -> None:
        self.passes = passes
        self.cast = passes.cast
        self.theme = passes.theme
        self.counts = counts_of_factors(passes.cast)
        self.standing = passes.beside_bill
        self.input = passes.input(self.standing)

    def sheet(self) -> Sheet:
        """All of them, with their numbers where there is room. Parts: filters, channels, cells, places."""
        marks = {
            "filters": self._on_filters(),
            "channels": self._on_channels(),
            "cells": self._on_cells(),
            "places": self._on_places(),
        }
        above, below = self.passes.plan.marked
        rows = [["cells", "places"], ["filters"]] if self.standing.below else [["cells", "filters", "places"]]
        said: dict[str, list[Item]] = self._said(["channels"], marks) if above else {}
        for row in rows if below else []:
            said |= self._said(row, marks)
        return Sheet({part: [*mark.items, *said.get(part, [])] for part, mark in marks.items()})

    def _said(self, row: list[str], marks: dict[str, Mark]) -> dict[str, list[Item]]:
        """What is said of marks side by side, moved apart where it would meet; nothing where it has no room."""
        room = self.passes.marked_region
        starts = apart([marks[part].left for part in row], [self._width(part) for part in row], room)
        return {part: self._words(part, x, marks[part].line) for part, x in zip(row, starts or [], strict=False)}

    def _phrases(self, part: str) -> tuple[Phrase, Phrase]:
        count = self.counts[part]
        number = Phrase.number(numeral(int(count.value)), count)
        return number, Phrase(self.cast.tongue.text(FACTORS[part][1], n=int(count.value)))

    @property
    def _size(self) -> float:
        return plan_of(self.cast.canvas).label

    def _width(self, part: str) -> float:
        number, word = self._phrases(part)
        return text_width(number.text, NUMBER, True) + BLANK + text_width(word.text, self._size)

    def _words(self, part: str, x: float, y: float) -> list[Item]:
        theme, (number, word) = self.theme, self._phrases(part)
        after = x + text_width(number.text, NUMBER, True) + BLANK
        return [
            number.words(x, y, NUMBER, (*theme.accent, 1.0), theme.background, True),
            word.words(after, y, self._size, (*theme.ink, 1.0), theme.background),
        ]

    def _on_filters(self) -> Mark:
        """A bracket below all filters."""
        blocks = [self.passes.filter(o, self.standing) for o in self.standing.filters]
        points = np.concatenate([slab.outline() for block in blocks for slab in block.slabs()])
        (left, _), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        middle = (left + right - self._width("filters")) / 2
        return Mark([bracket(left, right, bottom + BELOW, self.theme.accent)], middle, bottom + BELOW + NUMBER)

    def _on_channels(self) -> Mark:
        """A bracket along the depth of the input, from its front's upper left corner on."""
        slabs, ((top, _), (left, _)) = self.input.slabs(), self.passes.view.padding
        start, end = slabs[0].at(-top, -left), slabs[-1].at(-top, -left, 1.0)
        along = (end - start) / float(np.hypot(*(end - start)))
        out = np.array([along[1], -along[0]])
        near, far = OUT
        line = np.array([start + near * out, start + far * out, end + far * out, end + near * out])
        x, y = (end + far * out).tolist()
        return Mark([Line(line, (*self.theme.accent, 1.0), 2.5)], x + 12 - self._width("channels"), y - 10)

    def _on_cells(self) -> Mark:
        """A frame round the lowest window at the left."""
        rows, columns = self.cast.view.output
        step = self.cast.trace.step(self.passes.focus, rows[-1], columns[0])
        _, left = self.input.content.origin
        (_, below), _ = self.passes.view.padding
        x, y = self.input.slabs()[0].at(self.input.shape[1] + below, step.columns[0] - left).tolist()
        return Mark(self._framed(self.input.around(step.rows, step.columns, front=True)), x, y + DROP)

    def _on_places(self) -> Mark:
        """A frame round a whole output channel, unless only a part of it is shown."""
        made = self.passes.output(self.standing, ())
        x, y = made.slabs()[0].at(made.shape[1], 0).tolist()
        frame = [] if self.cast.cropped else self._framed(made.whole(made.content.channels[:1], front=True))
        return Mark(frame, x, y + DROP)

    def _framed(self, around: Floats) -> list[Item]:
        return Window(around, self.cast.style, flat=True, width=FRAME).draw()
