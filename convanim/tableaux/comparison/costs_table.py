"""The table below the wirings: what every way costs, and what an output cell of it has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item
from convanim.draw.lettering import OPEN, text_width
from convanim.draw.phrase import Phrase, joined
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import count_source
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, SMALL
from convanim.tableaux.comparison.lane import Lane
from convanim.tableaux.comparison.who_sees_places import WhoSeesPlan


@dataclass(frozen=True)
class CostsTable:
    """A column for every way, and a row for its weights, its multiply-adds and its receptive field.

    With biases all parameters take the place of the weights. Where ways stand elsewhere in the frame than above their
    columns, these have headings.
    """

    cast: Cast
    lanes: Sequence[Lane]
    style: Style
    plan: WhoSeesPlan

    def column(self, lane: Lane) -> list[Phrase]:
        """What is told of a way, from the top."""
        counts = [lane.count(name) for name in ("parameters" if self.cast.layer.bias else "weights", "multiply_adds")]
        return [*(Phrase.number(numeral(one.value), one) for one in counts), self._field(lane)]

    def _field(self, lane: Lane) -> Phrase:
        """How many channels, rows and columns an output cell has seen."""
        # The second of two layers in a row reads a single pixel, so that the window is the first one's.
        reach = lane.casts[0].say("{reach_rows}×{reach_columns}")
        seen = count_source("channels_per_group", lane.layers[-1])
        return joined([Phrase.number(numeral(seen.value), seen), reach], "×")

    def widths(self, lane: Lane) -> list[float]:
        """How wide a way's numbers are, in pixels."""
        return [text_width(one.text, BODY, True) for one in self.column(lane)]

    @property
    def _rows(self) -> list[str]:
        """What rows are called."""
        learned = message("parameters") if self.cast.layer.bias else message("weights")
        text = self.style.tongue.text
        return [text(one) for one in (learned, message("multiply-adds"), message("receptive field"))]

    @property
    def _least(self) -> float:
        """The smallest type of words in the panel."""
        return 17.0 if self.style.canvas.is_large else SMALL

    @cached_property
    def labels(self) -> float:
        """For what rows are called, in pixels: as wide as the longest of what does not break."""
        words = [word for one in self._rows for word in _breaking(one).replace(OPEN, " ").split()]
        return max(self.plan.labels, *(text_width(word, self._least) + 1 for word in words))

    def sheet(self, columns: Sequence[float]) -> Sheet:
        """The table, its columns round these middles, in pixels. Parts: heading, the ways."""
        plan, theme, canvas = self.plan, self.style.theme, self.style.canvas
        high, low = min(canvas.meter.top, canvas.ribbon.top), max(canvas.meter.bottom, canvas.ribbon.bottom)
        count = len(self._rows) + plan.tiers
        first = (high + low - plan.line * (count - 1)) / 2 + 0.36 * BODY
        lines = [first + k * plan.line for k in range(count)]
        parts: dict[str, list[Item]] = {"heading": []}
        for name, y in zip(self._rows, lines[plan.tiers :], strict=True):
            parts["heading"] += self._label(name, y)
        ink, dim = (*theme.ink, 1.0), (*theme.dim, 1.0)
        room = Room((canvas.stage.width - self.labels) / len(self.lanes) - 12.0, 1, plan.detail, self._least)
        for lane, x in zip(self.lanes, columns, strict=True):
            items: list[Item] = []
            if plan.tiers:
                # Names that find no room on a line of the panel's type take two.
                rooms = [room, Room(room.width, 2, self._least, self._least)]
                found = fit("a label", lane.name, rooms, aspect=canvas.aspect)
                up = 1.1 * found.size * (len(found.lines) - 1)
                items += [
                    line.words(x, first - up + 1.1 * found.size * k, found.size, dim, theme.panel, align="middle")
                    for k, line in enumerate(found.lines)
                ]
            for number, y in zip(self.column(lane), lines[plan.tiers :], strict=True):
                items.append(number.words(x, y, BODY, ink, theme.panel, True, "middle"))
            parts[lane.key] = items
        return Sheet(parts)

    def _label(self, name: str, y: float) -> list[Item]:
        """What a row is called, at its left."""
        theme, canvas = self.style.theme, self.style.canvas
        rooms = [Room(self.labels, lines, SMALL, self._least) for lines in (1, 2)]
        found = fit("a label", _breaking(name), rooms, aspect=canvas.aspect)
        first = y - 0.6 * found.size * (len(found.lines) - 1)
        return [
            line.words(canvas.stage.left, first + 1.15 * found.size * k, found.size, (*theme.dim, 1.0), theme.panel)
            for k, line in enumerate(found.lines)
        ]


def _breaking(text: str) -> str:
    """A text that may break after its hyphens, too."""
    return text.replace("-", f"-{OPEN}")
