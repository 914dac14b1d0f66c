"""The bill: filters, channels, cells and places multiplied out, and marks on what each stands for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from convanim.draw.fitting import LEAST, Fitted, Room, fit
from convanim.draw.items import Item, Line, Source, Statement
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.mobjects.caption import plan_of
from convanim.mobjects.window import Window
from convanim.numerals import numeral
from convanim.ribbon.chips import bracket, equals
from convanim.ribbon.product import CHANNELS, FILTERS, WEIGHTS, times
from convanim.tableaux.standard.passes import Passes
from convanim.theme.theme import Theme

CELLS = message("{n?cell|cells}")
PLACES = message("{n?place|places}")
MULTIPLY_ADDS = message("{n?multiply-add|multiply-adds}")
FACTORS: Mapping[str, tuple[str, str]] = {
    "filters": ("out_channels", FILTERS),
    "channels": ("in_channels", CHANNELS),
    "cells": ("kernel_cells", CELLS),
    "places": ("out_pixels", PLACES),
}
"""Each line of the bill: the name of its count, and what it counts, a message of ``n``."""
LINES, TOTAL = 5.5, 4.4
"""The height of all lines of the bill, and of its total with what that counts, over the distance from line to line."""
FIGURE, WORD = 0.8, 0.56
"""Type of a factor and of its word, over the distance from line to line."""
MARK = 34.0
"""Type of the number of a mark, in pixels."""
BLANK, SIGN, EQUALS = 0.28, 0.9, 1.6
"""From a figure to its word, and for a multiplication sign and an equals sign, over the same distance."""
LARGEST_LINE, LARGEST_TOTAL = 52.0, 150.0
"""That distance, and type of the total, at most, in pixels."""
LEAST_LARGE = 17.0
"""The least type where text is large."""


class Bill:
    """The bill beside the layer that it is for, as ``passes`` stands then."""

    factors = tuple(FACTORS)
    """The parts of both sheets, in the order in which they are told."""

    def __init__(self, passes: Passes) -> None:
        self.passes = passes
        self.cast = passes.cast
        self.layer = passes.layer

    @property
    def _theme(self) -> Theme:
        return self.cast.theme

    # The bill.

    @cached_property
    def _counts(self) -> dict[str, Source]:
        """What the lines of the bill count, the weights among them."""
        return {part: self.cast.count(name) for part, (name, _) in FACTORS.items()} | {
            "weights": self.cast.count("weights")
        }

    @property
    def _total(self) -> Source:
        return self.cast.count("multiply_adds")

    @cached_property
    def _figures_width(self) -> float:
        """Of the widest figure of a line, over the distance from line to line."""
        return FIGURE * max(text_width(numeral(int(one.value)), 1.0, True) for one in self._counts.values())

    @cached_property
    def _words_width(self) -> float:
        """The same of the widest word, with the blank before it."""
        labels = {**{part: label for part, (_, label) in FACTORS.items()}, "weights": WEIGHTS}
        texts = [self.cast.tongue.text(label, n=int(self._counts[part].value)) for part, label in labels.items()]
        return BLANK + WORD * max(text_width(text, 1.0) for text in texts)

    @cached_property
    def _aside(self) -> bool:
        """Whether the total stands beside the lines, where the plan would have it so and there is room."""
        region, line = self.passes.bill_region, self._line_of(LINES)
        left = (SIGN + self._figures_width + self._words_width + EQUALS) * line
        wide = text_width(numeral(int(self._total.value)), 1.0, True) * line
        return self.passes.plan.total_aside and left + wide <= region.width

    @cached_property
    def _line(self) -> float:
        """From line to line, in pixels."""
        return self._line_of(LINES if self._aside else LINES + TOTAL)

    def _line_of(self, rows: float) -> float:
        region = self.passes.bill_region
        across = region.width / (SIGN + self._figures_width + self._words_width)
        return min(LARGEST_LINE, region.height / rows, across)

    @property
    def _least(self) -> float:
        return LEAST_LARGE if self.cast.canvas.is_large else LEAST

    @property
    def _small(self) -> float:
        return max(self._least, WORD * self._line)

    @property
    def _right(self) -> float:
        """Where the figures of the lines end."""
        return self.passes.bill_region.left + (SIGN + self._figures_width) * self._line

    @staticmethod
    def sums_after(factor: str) -> tuple[str, ...]:
        """Which parts of the bill come next once a factor stands there: what the factors so far make."""
        return {"cells": ("weights",), "places": ("total",)}.get(factor, ())

    def sheet(self) -> Sheet:
        """The bill. Parts: those of ``factors``, weights, total."""
        region, line = self.passes.bill_region, self._line
        high = (LINES if self._aside else LINES + TOTAL) * line
        y = (region.top + region.bottom - high) / 2 + 0.8 * line
        written = {part: numeral(int(one.value)) for part, one in self._counts.items()}
        parts: dict[str, list[Item]] = {}
        for place, (part, (_, label)) in enumerate(FACTORS.items()):
            if part == "places":
                factors = " × ".join(written[one] for one in self.factors[:place])
                parts["weights"] = [
                    self._rule(y - 0.62 * line, self._right),
                    *self._row("weights", WEIGHTS, y + 0.25 * line),
                    Statement(f"{factors} = {written['weights']}"),
                ]
                y += 1.25 * line
            sign = times(region.left + 0.3 * line, y - 0.28 * line, self._theme, 0.17 * line) if place else []
            parts[part] = sign + self._row(part, label, y)
            y += line
        product = Statement(f"{written['weights']} × {written['places']} = {numeral(int(self._total.value))}")
        return Sheet({**parts, "total": [*(self._total_aside() if self._aside else self._total_below(y)), product]})

    def _row(self, part: str, label: str, y: float) -> list[Item]:
        theme, count, size = self._theme, self._counts[part], FIGURE * self._line
        figures = Phrase.number(numeral(int(count.value)), count)
        word = Phrase(self.cast.tongue.text(label, n=int(count.value)))
        ink, dim = (*theme.ink, 1.0), (*theme.dim, 1.0)
        return [
            figures.words(self._right, y, size, ink, theme.background, True, "right"),
            word.words(self._right + BLANK * self._line, y, self._small, dim, theme.background),
        ]

    def _rule(self, y: float, right: float) -> Item:
        return Line(np.array([[self.passes.bill_region.left, y], [right, y]]), (*self._theme.dim, 1.0), 2.5)

    def _total_below(self, y: float) -> list[Item]:
        """The total below the last line, which the next one would follow at ``y``."""
        region, line = self.passes.bill_region, self._line
        figures, unit = self._fitted(region.width)
        rule = y - 0.42 * line
        end = region.left + text_width(figures.lines[0].text, figures.size, True)
        return [
            self._rule(rule, max(self._right, end)),
            *self._figures(figures, unit, region.left, rule + 0.95 * figures.size),
        ]

    def _total_aside(self) -> list[Item]:
        """The total beside the lines, behind an equals sign."""
        region, line = self.passes.bill_region, self._line
        sign = self._right + (self._words_width + EQUALS / 2) * line
        left = sign + EQUALS / 2 * line
        middle = (region.top + region.bottom) / 2
        figures, unit = self._fitted(region.right - left)
        return [
            *equals(sign, middle, self._theme),
            *self._figures(figures, unit, left, middle + CAP_HEIGHT / 2 * figures.size),
        ]

    def _fitted(self, width: float) -> tuple[Fitted, Fitted]:
        """The total and what it counts, as they fit into a width."""
        total, aspect = self._total, self.cast.canvas.aspect
        largest = min(LARGEST_TOTAL, 3.0 * self._line)
        figures = Phrase.number(numeral(int(total.value)), total)
        small = [Room(width, lines, self._small, self._least) for lines in (1, 2)]
        return (
            fit("the total", figures, [Room(width, 1, largest, self._least)], aspect=aspect, bold=True),
            fit("a label", self.cast.say(MULTIPLY_ADDS, n=total), small, aspect=aspect),
        )

    def _figures(self, figures: Fitted, unit: Fitted, left: float, base: float) -> list[Item]:
        theme, size = self._theme, unit.size
        large = figures.lines[0].words(left, base, figures.size, (*theme.accent, 1.0), theme.background, True)
        small = [
            one.words(left + 4, base + 1.3 * size * (k + 1), size, (*theme.dim, 1.0), theme.background)
            for k, one in enumerate(unit.lines)
        ]
        return [large, *small]

    # The marks.

    def marks(self) -> Sheet:
        """A mark on what each factor stands for, with its number. Parts: those of ``factors``."""
        above, below = self.passes.plan.marked
        parts: dict[str, list[Item]] = {
            "filters": self._on_filters(below > 0),
            "channels": self._on_channels(above > 0),
            "cells": self._on_cells(below > 0),
            "places": self._on_places(below > 0),
        }
        return Sheet(parts)

    def _said(self, part: str, x: float, y: float, align: float = 0.0) -> list[Item]:
        """A factor and its word; ``align`` is how far back from ``x`` it starts, in widths."""
        theme, count, size = self._theme, self._counts[part], plan_of(self.cast.canvas).label
        number = Phrase.number(numeral(int(count.value)), count)
        word = Phrase(self.cast.tongue.text(FACTORS[part][1], n=int(count.value)))
        first = text_width(number.text, MARK, True) + 10
        left = max(self.cast.canvas.stage.left, x - align * (first + text_width(word.text, size)))
        return [
            number.words(left, y, MARK, (*theme.accent, 1.0), theme.background, True),
            word.words(left + first, y, size, (*theme.ink, 1.0), theme.background),
        ]

    def _on_filters(self, said: bool) -> list[Item]:
        passes, theme = self.passes, self._theme
        standing = passes.beside_bill
        boxes = [
            np.concatenate([slab.outline() for slab in passes.filter(o, standing).slabs()]) for o in standing.filters
        ]
        points = np.concatenate(boxes)
        (left, _), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        items: list[Item] = [bracket(left, right, bottom + 14, theme.accent)]
        return items + (self._said("filters", (left + right) / 2, bottom + 14 + 34, 0.5) if said else [])

    def _on_channels(self, said: bool) -> list[Item]:
        """A bracket along the depth of the input, from its front's upper left corner on."""
        passes, theme = self.passes, self._theme
        slabs = passes.input(passes.beside_bill).slabs()
        (top, _), (left, _) = passes.view.padding
        start, end = slabs[0].at(-top, -left), slabs[-1].at(-top, -left, 1.0)
        along = (end - start) / float(np.hypot(*(end - start)))
        out = np.array([along[1], -along[0]])
        points = np.array([start + 8 * out, start + 17 * out, end + 17 * out, end + 8 * out])
        items: list[Item] = [Line(points, (*theme.accent, 1.0), 2.5)]
        x, y = (end + 17 * out).tolist()
        return items + (self._said("channels", x + 12, y - 10, 1.0) if said else [])

    def _framed(self, around: Floats) -> list[Item]:
        return Window(around, self.cast.style, flat=True, width=4.0).draw()

    def _on_cells(self, said: bool) -> list[Item]:
        passes = self.passes
        rows, columns = self.cast.view.output
        step = self.cast.trace.step(passes.focus, rows[-1], columns[0])
        given = passes.input(passes.beside_bill)
        around = given.around(step.rows, step.columns, front=True)
        low = given.slabs()[0].at(
            step.rows[-1] + 1 - given.content.origin[0], step.columns[0] - given.content.origin[1]
        )
        x, y = low.tolist()
        return self._framed(around) + (self._said("cells", x, max(y, self._floor(given)) + 38) if said else [])

    def _on_places(self, said: bool) -> list[Item]:
        passes = self.passes
        made = passes.output(passes.beside_bill, ())
        around = made.whole(made.content.channels[:1], front=True)
        x, y = made.slabs()[0].at(made.shape[1], 0).tolist()
        frame = [] if self.cast.cropped else self._framed(around)
        return frame + (self._said("places", x, y + 38) if said else [])

    def _floor(self, given) -> float:
        """The lower edge of the input's front, with its padding."""
        bottom = self.passes.view.padding[0][1]
        return float(given.slabs()[0].at(given.shape[1] + bottom, 0)[1])
