"""A step's sum written out with its result: beside what is summed, or below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convanim.draw.items import Item, Words
from convanim.draw.lettering import text_box, text_width
from convanim.layout.geometry import Box
from convanim.mobjects.cast import Cast
from convanim.ribbon.chips import (
    BODY,
    RESULT,
    SMALL,
    Term,
    cell_name,
    equals,
    headed,
    is_exact,
    result_chip,
    statement,
    words,
    written_sum,
)
from convanim.ribbon.plan import ribbon_plan
from convanim.ribbon.terms import Terms
from convanim.trace import Step

OPERATOR = 62.0
SPACINGS = ((OPERATOR, 64.0), (46.0, 40.0))
"""Room for a sign between chips, and before their sum; the second where that needs more room."""
WIDEST_RESULT = 200.0
"""A result's chip that is wider is written smaller."""


class Sums:
    """Writes sums of a cast's steps into its ribbon, as ``terms`` has their numbers where no other way is given."""

    def __init__(self, cast: Cast, terms: Terms) -> None:
        self.cast, self.terms = cast, terms
        self.theme, self.canvas, self.plan = cast.theme, cast.canvas, ribbon_plan(cast.canvas)
        self.left, self.right = cast.canvas.ribbon.left, cast.canvas.ribbon.right

    def starts(self, grids: float, letter: str) -> Iterator[tuple[float, float]]:
        """Room for signs, and where a sum begins behind them, with which the longest sum of the layer fits."""
        for operator, gap in SPACINGS:
            left = self.left + grids + 2 * operator + gap
            fits = left + self.tail(letter) <= self.right
            if fits and written_sum(self.terms.longest, self._room(left), self.theme):
                yield operator, left

    def beside(self, step: Step, terms: Sequence[Term], letter: str, left: float) -> dict[str, list[Item]] | None:
        """The sum and its result on the right of what is summed; None without room."""
        written = written_sum(terms, self._room(left), self.theme)
        if written is None:
            return None
        lines, last = written
        heading = headed(self.heading(step), self.canvas, self.theme, left)
        middle, height = self.plan.result_below(self.canvas.chip_top, last)
        return {"sum": [*heading, *lines], "result": self.result(step, left, middle, letter, terms, height)}

    def below(
        self, step: Step, terms: Sequence[Term], letter: str, way: Terms | None = None
    ) -> dict[str, list[Item]] | None:
        """The sum below what is summed, over the whole width, and its result behind it; None without room."""
        top = self.canvas.ribbon.bottom - 50
        written = self.lines_below(terms, letter, way)
        if written is None:
            return None
        lines, last = written
        heading = words(self.heading(step), self.left, top - 40, SMALL, self.theme.dim, self.theme)
        after = max(text_box(line)[2] for line in lines if isinstance(line, Words)) + 12
        return {
            "sum": [heading, *lines],
            "result": self.result(step, after, (top + last) / 2 - 10, letter, terms, way=way),
        }

    def lines_below(
        self, terms: Sequence[Term], letter: str, way: Terms | None = None
    ) -> tuple[list[Item], float] | None:
        """The sum alone, in that place, and its last baseline; None where the result finds no room behind it."""
        top, end = self.canvas.ribbon.bottom - 50, self.right - self.tail(letter, way) - 8
        return written_sum(terms, (self.left, top, end, top + 1.4 * BODY), self.theme)

    def _room(self, left: float) -> Box:
        top = self.canvas.chip_top + self.plan.sum_top
        return left, top, self.right, top + self.plan.sum_room

    def tail(self, letter: str, way: Terms | None = None, size: float | None = None) -> float:
        """Room behind the terms for the widest result of this layer and its name."""
        way = way or self.terms
        name = cell_name(letter, [end - 1 for end in self.cast.layer.output_shape])
        return 48 + way.widest_total(size or result_size(way)) + 22 + text_width(name.text, BODY)

    def heading(self, step: Step) -> str:
        """What stands above the sum."""
        text = self.cast.tongue.text
        terms = step.inside.size * len(step.channels)
        if step.bias is None:
            return text("{n?the sum|their sum}", n=terms)
        return text("{n?the product and the bias|their sum, and the bias}", n=terms)

    def result(
        self,
        step: Step,
        left: float,
        middle: float,
        letter: str,
        terms: Sequence[Term],
        height: float | None = None,
        way: Terms | None = None,
        size: float | None = None,
    ) -> list[Item]:
        """An equals sign at ``left``, the output cell in its chip, and what it is called, on the line ``middle``."""
        theme, way = self.theme, way or self.terms
        total, height = way.total(step), height or self.plan.result_height
        size = min(size or result_size(way), 0.7 * height)
        chip_items, right = result_chip(total, left + 52, middle, theme, height=height, size=size)
        name = words(cell_name(letter, step.index), right + 22, middle + 10, BODY, theme.dim, theme)
        exact = is_exact(terms, total)
        return [*equals(left + 16, middle, theme, exact), *chip_items, name, statement(terms, total)]


def result_size(way: Terms) -> float:
    """How large results are written: as large as their place allows, and no smaller than other numbers."""
    return max(BODY, RESULT * min(1.0, WIDEST_RESULT / way.widest_total(RESULT)))
