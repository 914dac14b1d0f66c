"""The ribbon: the lens under the stage, where one step's numbers are written out.

Every maker returns a Sheet whose parts can be shown one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.ribbon.chips import (
    BODY,
    CHIP_GAP,
    SMALL,
    cell_name,
    chip,
    chip_width,
    equals,
    headed,
    odot,
    words,
)
from convanim.ribbon.needle import NeedleTable
from convanim.ribbon.plan import ribbon_plan
from convanim.ribbon.row_table import RowTable
from convanim.ribbon.sum_rows import Badge, SumRows
from convanim.ribbon.sums import OPERATOR, Sums
from convanim.ribbon.terms import Terms
from convanim.trace import Step

LEAST_GAP = 12.0
"""Between numbers that stand side by side, in pixels."""
FLATTEST_CHIP = 34.0


class Ribbon:
    """Makes the ribbon's formulas for the steps of a cast's trace."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.theme = cast.theme
        self.layer = cast.layer
        self.names = cast.names
        self.tongue = cast.tongue
        self.ways = list(Terms.of(cast))
        self.terms = self.ways[0]
        self.sums = Sums(cast, self.terms)
        self.exact = self.terms.exact
        self.canvas = cast.canvas
        self.left, self.right = cast.canvas.ribbon.left, cast.canvas.ribbon.right
        self.top = cast.canvas.chip_top
        self.plan = ribbon_plan(cast.canvas)
        self._table = NeedleTable(cast, self.sums, self.ways, self.plan)
        self._row_table = RowTable(cast, self.sums, self.ways, self.plan)
        self._rows = SumRows(cast, self.sums, self.ways, self.plan)

    def formula(self, step: Step, letter: str = "y", shown: Sequence[int] | None = None) -> Sheet:
        """The step as suits its filter: for one channel its window, for 1x1 a table, else partial sums.

        Channels that are not ``shown`` on stage (None: all are) are one subtotal.
        """
        if len(step.channels) == 1:
            return self.window(step, letter)
        if step.inside.size == 1:
            return self.needle(step, letter=letter, shown=shown)
        heading = "filter {focus} at one place: one partial sum from every channel"
        said = self.cast.say(heading, focus=numbered("filter", step.index[0]))
        return self.partial_sums([step], said, letter, shown=shown)

    def window(self, step: Step, letter: str = "y") -> Sheet:
        """window (.) filter = products, their sum, the output cell: for a filter one deep.

        Parts: window, filter, products, sum, result. Of a larger window chips are smaller and its rows have sums of
        their own; one too large for chips is written row by row instead, as partial sums.
        """
        rows, columns = step.inside.shape
        floor = self.canvas.ribbon.bottom - self.plan.foot - self.plan.below_room
        height = min(48.0, (floor - self.top - (rows - 1) * CHIP_GAP) / rows)
        width = self.terms.widest()
        grid = columns * (width + CHIP_GAP) - CHIP_GAP
        products = self.terms.products(step)
        terms = [t for row in products for t in row] + self.terms.bias(step)
        operator, written = OPERATOR, None
        # Asked of the longest sum, so that all steps of a layer are written in one way.
        if self.plan.sums_below:
            fits = self.left + 3 * grid + 2 * OPERATOR <= self.right
            if fits and self.sums.lines_below(self.terms.longest, letter):
                written = self.sums.below(step, terms, letter)
        elif beside := next(self.sums.starts(3 * grid, letter), None):
            operator, sum_left = beside
            written = self.sums.beside(step, terms, letter, sum_left)
        if height < FLATTEST_CHIP or written is None:
            return self._row_table.sheet(step, letter) or self.rows_of_window(step, letter)
        theme = self.theme
        windows, weights = self.terms.window(step), self.terms.weights(step)
        middle = self.top + (rows * (height + CHIP_GAP) - CHIP_GAP) / 2
        parts: dict[str, list[Item]] = {}
        left, text = self.left, self.tongue.text
        many = text("{n?product|products}", n=step.inside.size)
        heads = {"window": text("window"), "filter": text("filter"), "products": many}
        for name, table in (("window", windows), ("filter", weights), ("products", products)):
            items = headed(heads[name], self.canvas, theme, left)
            for r, row in enumerate(table):
                for c, term in enumerate(row):
                    x, y = left + c * (width + CHIP_GAP), self.top + r * (height + CHIP_GAP)
                    items += chip(term, (x, y, x + width, y + height), BODY, theme)
            sign = left - operator / 2
            if name == "filter":
                items += odot(sign, middle, theme)
            elif name == "products":
                items += equals(sign, middle, theme, self.exact)
            parts[name] = items
            left += grid + operator
        return Sheet({**parts, **written})

    def rows_of_window(self, step: Step, letter: str = "y") -> Sheet:
        """A large window of one channel: a partial sum from every row of the kernel."""
        said = message(
            "{n?the one row of the window: its sum is the result|one partial sum from every row of the window}"
        )
        if step.bias is not None:
            said = message(
                "{n?the one row of the window: its sum and the bias make the result|"
                "one partial sum from every row of the window}"
            )
        heading = self.cast.say(said, n=step.inside.shape[0])
        return self._rows.sheet([step], Terms.row_sums, heading, letter)

    def partial_sums(
        self,
        steps: Sequence[Step],
        heading: str | Phrase,
        letter: str = "y",
        names: Sequence[Phrase] = (),
        badges: Sequence[Badge] = (),
        left: float | None = None,
        apart: bool = False,
        shown: Sequence[int] | None = None,
    ) -> Sheet:
        """A row of partial sums, one from every channel that the filter reads, for each step.

        ``names`` are what the rows are called, if anything; ``badges`` are what stands before their names, in bold
        and in a colour of its own; the rows start at ``left``. Channels that find no room, or that are not ``shown`` on
        stage (None: all are), are one subtotal. Parts: heading, then for the k-th row terms-k and result-k; with
        ``apart`` each chip is a part of its own, chip-k-j, and terms-k what stands before the row.
        """
        return self._rows.sheet(steps, Terms.partial_sums, heading, letter, names, badges, left, shown, apart)

    def has_room(self, step: Step, left: float, letter: str = "y", shown: Sequence[int] | None = None) -> bool:
        """Whether a row of partial sums that starts at ``left`` ends where the ribbon does, at the latest."""
        return self._rows.has_room(step, left, letter, shown)

    def needle(
        self,
        step: Step,
        rows: tuple[str, str, str] = (
            message("{n?value|values}"),
            message("{n?weight|weights}"),
            message("{n?product|products}"),
        ),
        letter: str = "y",
        shown: Sequence[int] | None = None,
    ) -> Sheet:
        """A 1x1 window through all channels: values, weights and products as a table, and the sum.

        Parts: values, weights, products, sum, result, whatever the rows are called, in messages of ``n`` channels.
        Channels that find no room, or that are not ``shown`` on stage (None: all are), are one subtotal, so that the
        sum still has every product.
        """
        return self._table.sheet(step, rows, letter, shown)

    def side_by_side(self, steps: Sequence[Step], heading: str) -> Sheet:
        """Output cells of several channels at the same place, each by itself: no signs between them."""
        theme = self.theme
        items = headed(heading, self.canvas, theme)
        names = [cell_name("y", step.index) for step in steps]
        named = max(text_width(name.text, SMALL) for name in names)
        columns = -(-len(steps) // self.plan.cell_rows) if len(steps) > 4 else len(steps)
        for way in self.ways:
            terms = [way.total(step) for step in steps]
            width = max(96.0, way.widest_total(), chip_width(terms, BODY, 60))
            if self.plan.cells_hold_names:
                width = max(width, named)
            if self._gap(columns, width) >= max(LEAST_GAP, named + LEAST_GAP - width):
                break
        cells = self.plan.cells if columns == len(terms) else self.plan.spread_cells
        gap = min(140.0 if columns < len(terms) else max(44.0, named + 24 - width), self._gap(columns, width))
        start = self.left + max(0.0, (named - width) / 2)
        for k, (term, name) in enumerate(zip(terms, names, strict=True)):
            left = start + k % columns * (width + gap)
            top = self.top + cells.top + k // columns * (cells.height + cells.name_drop + cells.gap)
            bottom = top + cells.height
            items += chip(term, (left, top, left + width, bottom), BODY, theme)
            line = bottom + cells.name_drop
            items.append(words(name, left + width / 2, line, SMALL, theme.dim, theme, align="middle"))
        return Sheet(items)

    def _gap(self, columns: int, width: float) -> float:
        return (self.right - self.left - columns * width) / max(1, columns - 1)
