"""A window of many cells: window (.) filter = products in small chips, the sum of every row, and the sum of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.ribbon.chips import BODY, SMALL, Term, arrow, chip, equals, headed, odot, plus
from convanim.ribbon.plan import RibbonPlan
from convanim.ribbon.sums import Sums, result_size
from convanim.ribbon.terms import Terms
from convanim.trace import Step

GAP = 2.0
"""From chip to chip, in pixels."""
FLATTEST, TALLEST = 30.0, 48.0
"""A chip is at least so high that its number stands clear of its edges, in pixels."""
NARROWEST = 40.0
PADDING = 0.26
"""Of a chip's number, over its letters' size."""
SIGN = 42.0
"""Room for a sign between grids, in pixels."""
BELOW = 40.0
"""From the ribbon's bottom up to the middle of a result that stands below the grids, in pixels."""


@dataclass(frozen=True)
class _Fit:
    """How a layer's windows are written: their digits, and the sizes of chips, in pixels."""

    way: Terms
    height: float
    widths: tuple[float, float, float]
    """Of the window's, the filter's and the products'."""
    sum_width: float


class RowTable:
    """Writes windows on one channel into a cast's ribbon, with a sum for each row of the kernel."""

    def __init__(self, cast: Cast, sums: Sums, ways: Sequence[Terms], plan: RibbonPlan) -> None:
        self.cast, self.sums, self.ways, self.plan = cast, sums, ways, plan
        self.theme = cast.theme
        self.left, self.right, self.top = cast.canvas.ribbon.left, cast.canvas.ribbon.right, cast.canvas.chip_top

    def sheet(self, step: Step, letter: str) -> Sheet | None:
        """Parts: window, filter, products, sum, result; None where the chips find no room, as in all steps or none."""
        fit = self._fit(step, letter)
        if fit is None:
            return None
        way, rows, text = fit.way, len(step.rows), self.cast.tongue.text
        pitch = fit.height + GAP
        middle = self.top + (rows * pitch - GAP) / 2
        parts: dict[str, list[Item]] = {}
        left = self.left
        heads = {
            "window": text("window"),
            "filter": text("filter"),
            "products": text("{n?product|products}", n=step.inside.size),
        }
        tables = way.window(step), way.weights(step), way.products(step)
        for name, table, width in zip(heads, tables, fit.widths, strict=True):
            items: list[Item] = self._heading(heads[name], left)
            for r, row in enumerate(table):
                for c, term in enumerate(row):
                    x, y = left + c * (width + GAP), self.top + r * pitch
                    items += chip(term, (x, y, x + width, y + fit.height), BODY, self.theme)
            sign = left - SIGN / 2
            if name == "filter":
                items += odot(sign, middle, self.theme, 11.0)
            elif name == "products":
                items += equals(sign, middle, self.theme, way.exact, arm=10.0)
            parts[name] = items
            left += len(step.columns) * (width + GAP) - GAP + SIGN
        terms = way.row_sums(step)
        parts["sum"], end = self._row_sums(terms, rows, left, fit)
        place, line = (end + 14.0, middle) if not self.plan.sums_below else (self.left, self._line_below)
        result = self.sums.result(step, place, line, letter, terms, way=way)
        parts["result"] = [*self._heading_of_result(step, left, place + 52.0), *result]
        return Sheet(parts)

    def _heading_of_result(self, step: Step, left: float, place: float) -> list[Item]:
        """What the result is of the row sums, beside their heading, which stands at ``left``; if there is room."""
        said = self.sums.heading(step)
        start = max(place, left + text_width(self._row_heading(len(step.rows)), SMALL) + 24.0)
        fits = not self.plan.sums_below and start + text_width(said, SMALL) <= self.right
        return self._heading(said, start) if fits else []

    def _row_heading(self, rows: int) -> str:
        return self.cast.tongue.text(message("{n?row sum|row sums}"), n=rows)

    def _row_sums(self, terms: Sequence[Term], rows: int, left: float, fit: _Fit) -> tuple[list[Item], float]:
        """A sum beside each row of products, and the bias after them; and where they end."""
        items: list[Item] = self._heading(self._row_heading(rows), left)
        pitch = fit.height + GAP
        for r, term in enumerate(terms[:rows]):
            y = self.top + r * pitch
            items += arrow(left - SIGN / 2, y + fit.height / 2, self.theme)
            items += chip(term, (left, y, left + fit.sum_width, y + fit.height), BODY, self.theme)
        end = left + fit.sum_width
        for bias in terms[rows:]:
            middle = self.top + (rows * pitch - GAP) / 2
            items += plus(end + SIGN / 2, middle, self.theme)
            box = (end + SIGN, middle - fit.height / 2, end + SIGN + fit.sum_width, middle + fit.height / 2)
            items += chip(bias, box, BODY, self.theme)
            end = box[2]
        return items, end

    def _heading(self, text: str, left: float) -> list[Item]:
        return headed(text, self.cast.canvas, self.theme, left)

    @property
    def _line_below(self) -> float:
        return self.cast.canvas.ribbon.bottom - BELOW

    def _fit(self, step: Step, letter: str) -> _Fit | None:
        """The most digits with which all steps of the layer find room; None where none do."""
        rows, columns = step.inside.shape
        floor = self._line_below - 44.0 if self.plan.sums_below else self.cast.canvas.ribbon.bottom + 4.0
        height = min(TALLEST, (floor - self.top + GAP) / rows - GAP)
        if rows == 1 or height < FLATTEST:
            return None
        # Decimals that are asked for count more than products.
        ways = self.ways if self.cast.tongue.decimals is None else self.ways[:1]
        for way in ways:
            if way.in_powers and not self.ways[0].in_powers:
                # Rounded to nothing, products tell nothing.
                break
            widths = way.widths(NARROWEST, PADDING)
            sum_width = max(widths[-1], way.widest_row_sum(columns, PADDING))
            grids, own = sum(columns * (width + GAP) - GAP + SIGN for width in widths), sum_width
            if step.bias is not None:
                own += SIGN + sum_width
            wide = grids + max(own, text_width(self._row_heading(rows), SMALL))
            tail = 0.0 if self.plan.sums_below else 14.0 + self.sums.tail(letter, way, result_size(way))
            if self.left + wide + tail <= self.right:
                return _Fit(way, height, widths, sum_width)
        return None
