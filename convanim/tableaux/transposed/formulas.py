"""What the ribbon says on the way back: a stamp, where two of them meet, what one cell is made of, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convanim.draw.items import Item, Rgb, Source, Statement, Words
from convanim.draw.lettering import text_box, text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.numerals import Digits, numeral
from convanim.ribbon.chips import (
    BODY,
    CHIP_GAP,
    RESULT,
    SMALL,
    Term,
    cell_name,
    chip,
    chip_width,
    equals,
    headed,
    is_exact,
    result_chip,
    statement,
    times,
    words,
    written_sum,
)
from convanim.ribbon.fractions import Piece, count, run_width, set_run
from convanim.ribbon.plan import ribbon_plan
from convanim.ribbon.terms import Terms
from convanim.trace import Reach, Stamps, Step

SIGN = 54.0
"""Room for a sign between chips, in pixels."""
BEFORE_SUM = 44.0
"""Before a sum on the right of chips, in pixels."""
TALLEST, FLATTEST = 48.0, 34.0
"""A chip's height, in pixels."""
NARROWEST = 48.0
"""A chip's width, in pixels."""
MOST_COLUMNS = 9
"""So many products of a cell have a column; of more, the others are one."""


@dataclass(frozen=True)
class _Grid:
    """How many rows and columns of chips there is room for, and how large these are."""

    rows: int
    columns: int
    height: float
    number: float
    weight: float
    product: float

    def wide(self, chip: float) -> float:
        return self.columns * (chip + CHIP_GAP) - CHIP_GAP

    @property
    def width(self) -> float:
        """From the number to the last product."""
        return self.number + SIGN + self.wide(self.weight) + SIGN + self.wide(self.product)


class Formulas:
    """Makes the ribbon's sheets; ``stamps`` are those of the cast's layer, ``letter`` is what they make called by."""

    def __init__(self, cast: Cast, stamps: Stamps, letter: str = "z") -> None:
        self.letter = letter
        self.cast, self.stamps, self.theme, self.tongue = cast, stamps, cast.theme, cast.tongue
        self.canvas, self.plan = cast.canvas, ribbon_plan(cast.canvas)
        self.left, self.right, self.top = cast.canvas.ribbon.left, cast.canvas.ribbon.right, cast.canvas.chip_top
        self.way = next(iter(Terms.of(cast)))
        ends = [np.array([array.min(), array.max()]) for array in (stamps.trace.output, cast.weight)]
        self._products = np.outer(*ends).ravel()
        largest = max(float(np.abs(self._products).max()), float(np.abs(stamps.output).max()))
        self.exact = stamps.output.dtype.kind == "i"
        self.digits = Digits() if self.exact else self.tongue.digits(largest, 2)

    # Terms.

    def _read(self, place: tuple[int, int]) -> Term:
        """A number that is stamped."""
        value, low, high = self.stamps.trace.output[(0, *place)].item(), *self.cast.output_scales[0]
        color = Terms.shade(self.cast.filter_ramps([0])[0], value, low, high)
        return Term(value, Source(self.cast.names.output, (0, *place), value), color, digits=self.way.sum)

    def _weight(self, tap: tuple[int, int]) -> Term:
        value, low, high = self.cast.weight[(0, 0, *tap)].item(), *self.cast.weight_scale
        color = Terms.shade(self.cast.filter_ramps([0])[0], value, low, high)
        return Term(value, Source(self.cast.names.weight, (0, 0, *tap), value), color, digits=self.way.weigh)

    def _product(self, reach: Reach) -> Term:
        value = self.stamps.product(reach)
        low, high = float(self._products.min()), float(self._products.max())
        source = Source("stamp", (*reach.tap, *reach.place), value)
        return Term(value, source, Terms.shade(self.cast.channel_ramps([0])[0], value, low, high), digits=self.digits)

    def _cell(self, name: str, index: int, value: Any, row: int, column: int) -> Term:
        """A cell that is stamped onto, or what it holds in the end."""
        low, high = float(self.stamps.output.min()), float(self.stamps.output.max())
        color = Terms.shade(self.cast.channel_ramps([0])[0], value, low, high)
        return Term(value, Source(name, (index, row, column), value), color, digits=self.digits)

    def _widest(self, ends: Any, digits: Digits) -> float:
        return chip_width([Term(end, Source("", (), 0), (0, 0, 0), digits=digits) for end in ends], BODY, NARROWEST)

    # A stamp.

    def _grid(self) -> _Grid:
        rows, columns = self.cast.layer.kernel
        below = self.plan.below_room if self.plan.sums_below else 0.0
        room = self.canvas.ribbon.bottom - self.plan.foot - below - self.top
        shown = min(rows, int((room + CHIP_GAP) // (FLATTEST + CHIP_GAP)))
        height = min(TALLEST, (room - (shown - 1) * CHIP_GAP) / shown)
        output = self.stamps.trace.output
        number = self._widest([output.min().item(), output.max().item()], self.way.sum)
        if self.canvas.has_headings:
            # The next heading stands a sign's room away.
            number = max(number, text_width(self._one_number, SMALL) - SIGN + 18.0)
        weight = self._widest([self.cast.weight.min().item(), self.cast.weight.max().item()], self.way.weigh)
        product = self._widest(self._products.tolist(), self.digits)
        across = int((self.right - self.left - number - 2 * SIGN) // (weight + product + 2 * CHIP_GAP))
        return _Grid(shown, min(columns, across), height, number, weight, product)

    @property
    def _one_number(self) -> str:
        return self.tongue.text(message("one number"))

    def stamp(self, step: Step) -> Sheet:
        """One number times the filter. Parts: number, filter, products; of a large filter its first weights alone."""
        return Sheet(self._stamp(step))

    def _stamp(self, step: Step) -> dict[str, list[Item]]:
        grid, theme, text = self._grid(), self.theme, self.tongue.text
        (_, y, x), taps = step.index, [(i, j) for i in range(grid.rows) for j in range(grid.columns)]
        middle = self.top + (grid.rows * (grid.height + CHIP_GAP) - CHIP_GAP) / 2
        parts: dict[str, list[Item]] = {"number": headed(self._one_number, self.canvas, theme)}
        box = (self.left, middle - grid.height / 2, self.left + grid.number, middle + grid.height / 2)
        parts["number"] += chip(self._read((y, x)), box, BODY, theme)
        weights_at = box[2] + SIGN
        products_at = weights_at + grid.wide(grid.weight) + SIGN
        every = self.cast.layer.kernel[0] * self.cast.layer.kernel[1]
        heads: dict[str, str | Phrase] = {
            "filter": text("filter"),
            "products": text("{n?product|products}", n=every),
        }
        if len(taps) < every:
            said = message("{n} of {total} products")
            shown = Source("count", ("shown", ""), len(taps))
            heads["products"] = self.cast.say(said, n=shown, total=self.cast.count("kernel_cells"))
        for name, left, width in (
            ("filter", weights_at, grid.weight),
            ("products", products_at, grid.product),
        ):
            items = headed(heads[name], self.canvas, theme, left)
            sign = left - SIGN / 2
            items += times(sign, middle, theme) if name == "filter" else equals(sign, middle, theme, self.exact)
            for i, j in taps:
                term = self._weight((i, j)) if name == "filter" else self._product(Reach((y, x), (i, j)))
                start, top = left + j * (width + CHIP_GAP), self.top + i * (grid.height + CHIP_GAP)
                items += chip(term, (start, top, start + width, top + grid.height), BODY, theme)
            parts[name] = items
        return parts

    def meeting(self, step: Step) -> Sheet:
        """The same, and for a cell that an earlier stamp has reached what was there and is added. Parts: sum, result.

        These are empty where there is no such cell, or no room.
        """
        parts, number = self._stamp(step), self.stamps.number(step)
        reached = self.stamps.counts_after(number - 1)
        there = [
            (row, column, Reach(step.index[1:], (i, j)))
            for i, row in enumerate(step.rows)
            for j, column in enumerate(step.columns)
            if 0 <= row < reached.shape[0] and 0 <= column < reached.shape[1] and reached[row, column]
        ]
        none: dict[str, list[Item]] = {"sum": [], "result": []}
        if not there:
            return Sheet({**parts, **none})
        then, now = self.stamps.after(number - 1), self.stamps.after(number)

        def telling(one: tuple[int, int, Reach]) -> tuple[bool, float]:
            """Two numbers that are not nothing, or else the one that is most."""
            before, added = then[one[0], one[1]].item(), self.stamps.product(one[2])
            return bool(before and added), abs(added)

        row, column, reach = max(there, key=telling)
        before, after = then[row, column].item(), now[row, column].item()
        terms = [self._cell("stamped", number - 1, before, row, column), self._product(reach)]
        total = self._cell("stamped", number, after, row, column)
        heading = self.tongue.text(message("added up where they meet"))
        summed = self._summed(terms, total, (row, column), heading, self.left + self._grid().width)
        return Sheet({**parts, **none, **summed})

    def waiting(self, step: Step) -> tuple[Sheet, tuple[str, ...]]:
        """The same before the sum is told, and the parts that are still to come, if any."""
        sheet = self.meeting(step)
        return sheet.hide("sum", "result"), tuple(part for part in ("sum", "result") if sheet.parts[part])

    def _summed(
        self, terms: Sequence[Term], total: Term, cell: tuple[int, int], heading: str, end: float, letter: str = ""
    ) -> dict[str, list[Item]]:
        """Terms and their sum, on the right of what ends at ``end`` or below it; nothing where there is no room."""
        theme, name = self.theme, cell_name(letter or self.letter, (0, *cell))
        height = self.plan.result_height
        size = min(RESULT, 0.7 * height)
        tail = 52 + chip_width([total], size, 84) + 22 + text_width(name.text, BODY)
        if self.plan.sums_below:
            top, last = self.canvas.ribbon.bottom - 50, self.right - tail - 12
            written = written_sum(terms, (self.left, top, last, top + 1.4 * BODY), theme)
            if written is None:
                return {}
            lines, bottom = written
            head: list[Item] = [words(heading, self.left, top - 40, SMALL, theme.dim, theme)]
            left = max(text_box(line)[2] for line in [*head, *lines] if isinstance(line, Words)) + 12
            middle = (top + bottom) / 2 - 10
        else:
            left = end + BEFORE_SUM
            room = (left, self.top + self.plan.sum_top, self.right, self.top + self.plan.sum_top + self.plan.sum_room)
            written = written_sum(terms, room, theme) if left + tail <= self.right else None
            if written is None:
                return {}
            lines, bottom = written
            head = headed(heading, self.canvas, theme, left)
            middle, height = self.plan.result_below(self.top, bottom)
        chips, right = result_chip(total, left + 52, middle, theme, height=height, size=min(size, 0.7 * height))
        named = words(name, right + 22, middle + 10, BODY, theme.dim, theme)
        exact = is_exact(terms, total)
        result = [*equals(left + 16, middle, theme, exact), *chips, named, statement(terms, total)]
        return {"sum": [*head, *lines], "result": result}

    # What one cell is made of.

    def reaching(self, row: int, column: int) -> Sheet:
        """What reaches a cell, with which weights. Parts: values, weights, products, sum, result."""
        reaches = self.stamps.reaching(row, column)
        total = self._cell("transposed", 0, self.stamps.output[0, row, column].item(), row, column)
        for columns in range(min(len(reaches), MOST_COLUMNS), 0, -1):
            parts, end = self._columns(reaches, columns)
            terms = [self._product(reach) for reach in reaches[:columns]]
            if columns < len(reaches):
                rest = sum(map(self.stamps.product, reaches[columns:]))
                source = Source("stamps_range", (row, column, columns, len(reaches) - 1), rest)
                label = self.tongue.text(message("others"))
                terms.append(Term(rest, source, (0, 0, 0), "subtotal", label, self.digits))
            terms += self._bias()
            heading = self.tongue.text("{n?the sum|their sum}", n=len(terms))
            summed = self._summed(terms, total, (row, column), heading, end)
            if summed and end <= self.right:
                break
        return Sheet({**parts, **summed})

    def _bias(self) -> list[Term]:
        bias = self.stamps.trace.bias
        if bias is None:
            return []
        value = bias[0].item()
        source = Source(self.cast.names.bias, (0,), value)
        return [Term(value, source, (0, 0, 0), "bias", self.tongue.text("bias"), self.digits)]

    def _columns(self, reaches: Sequence[Reach], columns: int) -> tuple[dict[str, list[Item]], float]:
        """A table with a column for each of the first stamps; and where it ends."""
        text, shown = self.tongue.text, reaches[:columns]
        names = [
            text("{n?value|values}", n=len(reaches)),
            text("{n?weight|weights}", n=len(reaches)),
            text("{n?product|products}", n=len(reaches)),
        ]
        label = max(text_width(name, SMALL) for name in names) + 26
        rows = [
            [self._read(reach.place) for reach in shown],
            [self._weight(reach.tap) for reach in shown],
            [self._product(reach) for reach in shown],
        ]
        grid = self._grid()
        width = max(grid.number, grid.weight, grid.product)
        lifted = 10 if self.canvas.has_headings else 0
        parts: dict[str, list[Item]] = {}
        for k, (part, name, row) in enumerate(zip(("values", "weights", "products"), names, rows, strict=True)):
            top, height = self.top - lifted + k * self.plan.table.pitch, self.plan.table.height
            line = top + height / 2 + 8
            items: list[Item] = [words(name, self.left, line, SMALL, self.theme.dim, self.theme)]
            for c, term in enumerate(row):
                left = self.left + label + c * (width + 2 * CHIP_GAP)
                items += chip(term, (left, top, left + width, top + height), BODY, self.theme)
            parts[part] = items
        return parts, self.left + label + columns * (width + 2 * CHIP_GAP) - 2 * CHIP_GAP

    def added(self, row: int, column: int, values: Sequence[float]) -> Sheet:
        """What one channel adds to a cell, what all others do, and what that makes. Parts: sum, result."""
        digits = Digits() if self.exact else self.tongue.digits(max(map(abs, values)), 3)
        color = Terms.shade(self.theme.ramp_of_whole(), 0.5, 0.0, 1.0)
        part, others, total = (
            Term(value, Source(name, (0, row, column), value), color, digits=digits)
            for name, value in zip(("transposed", "others", "added_up"), values, strict=True)
        )
        heading = self.tongue.text(message("added up, cell by cell"))
        return Sheet(self._summed([part, others], total, (row, column), heading, self.left - BEFORE_SUM, "y"))

    # How many stamps.

    def tally(self) -> Sheet:
        """Cells times their stamps, added up to all products. Parts: heading, sum."""
        ribbon, theme, layer = self.canvas.ribbon, self.theme, self.cast.layer
        heading = self.tongue.text(message("cells × stamps in each = products"))
        run: list[Piece] = []
        for number, cells in sorted(Counter(self.stamps.counts.ravel().tolist()).items()):
            run += [
                Piece(" + " if run else "", theme.dim),
                Piece(numeral(cells), source=Source("stamps", ("cells", number), cells)),
                Piece(" × ", theme.dim),
                Piece(numeral(number), self._ramp_of(number), True, Source("stamps", ("each", number), number)),
            ]
        cut = layer.output_size[0] * layer.output_size[1] * layer.kernel[0] * layer.kernel[1]
        cut -= int(self.stamps.counts.sum())
        if cut:
            run += [Piece(" + ", theme.dim), Piece(numeral(cut), source=Source("stamps", ("cut",), cut))]
        said = "".join(piece.text for piece in run)
        if cut:
            lost = self.tongue.text(message("cut off"))
            run.append(Piece(f" {lost}", theme.dim))
        total = count("multiply_adds", layer, bold=True)
        run += [Piece(" = ", theme.dim), total]
        head = headed(heading, self.canvas, theme)
        size = next((size for size in (RESULT, 34.0, BODY) if run_width(run, size) <= ribbon.width), 0.0)
        if not size:
            return Sheet({"heading": head})
        y = (self.top + ribbon.bottom - self.plan.foot + size * 0.7) / 2
        return Sheet(
            {"heading": head, "sum": [*set_run(run, ribbon.left, y, size, theme), Statement(f"{said} = {total.text}")]}
        )

    def _ramp_of(self, number: int) -> Rgb:
        """The colour of a cell of so many stamps."""
        low, high = int(self.stamps.counts.min()), int(self.stamps.counts.max())
        return Terms.shade(self.theme.ramp_of_whole(), number, low, high)
