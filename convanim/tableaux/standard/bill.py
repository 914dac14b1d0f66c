"""The bill: filters, channels, cells and places multiplied out."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from convanim.draw.fitting import Fitted, Room, fit
from convanim.draw.items import Item, Line, Source, Statement
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.language.tongue import message
from convanim.numerals import numeral
from convanim.ribbon.chips import equals
from convanim.ribbon.product import WEIGHTS, times
from convanim.tableaux.standard.factors import FACTORS, counts_of_factors
from convanim.tableaux.standard.passes import Passes
from convanim.theme.theme import Theme

MULTIPLY_ADDS = message("{n?multiply-add|multiply-adds}")
LINES, TOTAL = 5.5, 4.4
"""The height of all lines of the bill, and of its total with what that counts, over the distance from line to line."""
FIGURE, WORD = 0.8, 0.56
"""Type of a factor and of its word, over the distance from line to line."""
BLANK, SIGN, EQUALS = 0.28, 0.9, 1.6
"""From a figure to its word, and for a multiplication sign and an equals sign, over the same distance."""
LARGEST_LINE, LARGEST_TOTAL = 52.0, 150.0
"""That distance, and type of the total, at most, in pixels."""
INDENT = 4.0
"""Of what the total counts, below its large figures, in pixels."""


class Bill:
    """The bill beside the layer that it is for, as ``passes`` stands then."""

    factors = tuple(FACTORS)
    """The parts of it that are multiplied, in the order in which they are told."""

    def __init__(self, passes: Passes) -> None:
        self.passes = passes
        self.cast = passes.cast

    @property
    def _theme(self) -> Theme:
        return self.cast.theme

    @cached_property
    def _counts(self) -> dict[str, Source]:
        """What the lines of the bill count, the weights among them."""
        return {**counts_of_factors(self.cast), "weights": self.cast.count("weights")}

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
        wide = text_width(numeral(int(self._total.value)), line, True)
        unit = self.cast.say(MULTIPLY_ADDS, n=self._total)
        # Type is fitted in steps of a pixel, so the least may not be among them.
        wide = max(wide, INDENT + max(text_width(word, self.cast.canvas.least + 1) for word in unit.text.split()))
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
    def _small(self) -> float:
        return max(self.cast.canvas.least, WORD * self._line)

    @cached_property
    def _left(self) -> float:
        """Where the lines begin: so that they stand amid their room with a total beside them, else at its left."""
        region = self.passes.bill_region
        if not self._aside:
            return region.left
        before = self._before_total
        return region.left + (region.width - before - self._width_of(*self._fitted(region.width - before))) / 2

    @property
    def _before_total(self) -> float:
        """How wide lines and equals sign are, before a total beside them, in pixels."""
        return (SIGN + self._figures_width + self._words_width + EQUALS) * self._line

    @staticmethod
    def _width_of(figures: Fitted, unit: Fitted) -> float:
        """How wide a total and what it counts are, in pixels."""
        words = max(text_width(line.text, unit.size) for line in unit.lines)
        return max(text_width(figures.lines[0].text, figures.size, True), INDENT + words)

    @property
    def _right(self) -> float:
        """Where the figures of the lines end."""
        return self._left + (SIGN + self._figures_width) * self._line

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
            sign = times(self._left + 0.3 * line, y - 0.28 * line, self._theme, 0.17 * line) if place else []
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
        return Line(np.array([[self._left, y], [right, y]]), (*self._theme.dim, 1.0), 2.5)

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
        region = self.passes.bill_region
        left, middle = self._left + self._before_total, (region.top + region.bottom) / 2
        figures, unit = self._fitted(region.width - self._before_total)
        return [
            *equals(left - EQUALS / 2 * self._line, middle, self._theme),
            *self._figures(figures, unit, left, middle + CAP_HEIGHT / 2 * figures.size),
        ]

    def _fitted(self, width: float) -> tuple[Fitted, Fitted]:
        """The total and what it counts, as they fit into a width."""
        total, aspect = self._total, self.cast.canvas.aspect
        largest = min(LARGEST_TOTAL, 3.0 * self._line)
        figures = Phrase.number(numeral(int(total.value)), total)
        small = [Room(width - INDENT, lines, self._small, self.cast.canvas.least) for lines in (1, 2)]
        return (
            fit("the total", figures, [Room(width, 1, largest, self.cast.canvas.least)], aspect=aspect, bold=True),
            fit("a label", self.cast.say(MULTIPLY_ADDS, n=total), small, aspect=aspect),
        )

    def _figures(self, figures: Fitted, unit: Fitted, left: float, base: float) -> list[Item]:
        theme, size = self._theme, unit.size
        large = figures.lines[0].words(left, base, figures.size, (*theme.accent, 1.0), theme.background, True)
        small = [
            one.words(left + INDENT, base + 1.3 * size * (k + 1), size, (*theme.dim, 1.0), theme.background)
            for k, one in enumerate(unit.lines)
        ]
        return [large, *small]
