"""A 1x1 window through all channels: values, weights and products as a table, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.layout.selection import ends_of
from convanim.mobjects.cast import Cast
from convanim.ribbon.chips import BODY, SMALL, Term, chip, headed, words, written_sum
from convanim.ribbon.plan import RibbonPlan
from convanim.ribbon.sums import Sums
from convanim.ribbon.terms import Terms
from convanim.trace import Step

ROWS = ("values", "weights", "products")
COLUMN_GAP = 8.0
MOST_COLUMNS = 12
SUBTOTAL = 124.0
"""A subtotal's column is at least so wide."""
BEFORE_SUM = 52.0
"""Between the table and a sum on its right."""


@dataclass(frozen=True)
class _Columns:
    """The table's columns, one for each of some channels, and one for all others where these find no room."""

    terms: Terms
    channels: Sequence[int]
    """Those that have a column, by their places among the step's."""
    before: int
    """So many stand before the subtotal of the others."""
    hidden: int
    """How many the subtotal adds up."""
    left: float
    chip: float
    subtotal: float
    """Widths of a column and of the subtotal's, in pixels."""
    sum_left: float
    sum_lines: int
    """Where a sum on the right begins, and over how many lines it goes there."""

    def start(self, place: int) -> float:
        """The left end of a channel's column."""
        aside = self.subtotal + COLUMN_GAP if place >= self.before else 0.0
        return self.left + place * (self.chip + COLUMN_GAP) + aside

    @property
    def subtotal_start(self) -> float:
        """The left end of the subtotal's column."""
        return self.left + self.before * (self.chip + COLUMN_GAP)


class _Widths:
    """How much room a table and its sum take, with so many digits."""

    def __init__(self, table: NeedleTable, step: Step, terms: Terms, label: float, letter: str) -> None:
        ribbon = table.cast.canvas.ribbon
        self.plan, self.terms = table.plan, terms
        self.left, self.right = ribbon.left, ribbon.right
        self.table_left = ribbon.left + label
        self.count, self.biases = len(step.channels), int(step.bias is not None)
        self.chip = terms.widest(60.0)
        self.subtotal = max(self.chip, SUBTOTAL, terms.widest_total())
        self.term = self.chip - 0.7 * BODY + text_width("+  ", BODY)
        self.tail = table.sums.tail(letter, terms)

    def sum_left(self, columns: int) -> float:
        """Where the table ends with columns for so many channels, and a sum on its right begins."""
        folded = self.subtotal + COLUMN_GAP if columns < self.count else 0.0
        return self.table_left + columns * (self.chip + COLUMN_GAP) + folded + BEFORE_SUM

    def sum_lines(self, columns: int) -> int:
        """Over how many lines the sum goes."""
        # A bias takes two places: one is for its name.
        terms = columns + (columns < self.count) + 2 * self.biases
        line = self.right - (self.tail + self.left if self.plan.sums_below else self.sum_left(columns))
        return -(-terms // max(1, int(line // self.term)))

    def has_room(self, columns: int) -> bool:
        """Whether table, sum and result fit the ribbon."""
        left, lines = self.sum_left(columns), self.sum_lines(columns)
        if self.plan.sums_below:
            return lines <= 2 and left < self.right + BEFORE_SUM + COLUMN_GAP
        kept = max(self.plan.needle_tail, self.tail - self.plan.needle_slack)
        return lines <= len(self.plan.needle_sums) and left < self.right - kept and left + self.term <= self.right


class NeedleTable:
    """Writes steps of a 1x1 kernel into a cast's ribbon, with the most digits that have room."""

    def __init__(self, cast: Cast, sums: Sums, ways: Sequence[Terms], plan: RibbonPlan) -> None:
        self.cast, self.sums, self.ways, self.plan = cast, sums, ways, plan
        self.theme, self.tongue = cast.theme, cast.tongue
        self.left, self.right, self.top = cast.canvas.ribbon.left, cast.canvas.ribbon.right, cast.canvas.chip_top

    def sheet(self, step: Step, rows: Iterable[str], letter: str, shown: Sequence[int] | None = None) -> Sheet:
        """Parts: values, weights, products, sum, result; ``rows`` are what the first three are called.

        ``shown`` are the channels that the stage shows (None: all); no others have a column.
        """
        names = [self.tongue.text(row, n=len(step.channels)) for row in rows]
        label = max(text_width(name, SMALL) for name in names) + 26
        columns = self._columns(step, label, letter, step.channels if shown is None else shown)
        makers = (columns.terms.window, columns.terms.weights, columns.terms.products)
        table = [[make(step, channel)[0][0] for channel in columns.channels] for make in makers]
        parts = {part: self._row(k, names[k], table[k], columns) for k, part in enumerate(ROWS)}
        products = table[-1]
        if columns.hidden:
            subtotal, (above, below) = self._subtotal(step, columns)
            products = [*products[: columns.before], subtotal, *products[columns.before :]]
            parts["values"] += self._beside_subtotal(above, 0, columns)
            parts["weights"] += self._beside_subtotal(below, 1, columns)
            parts["products"] += self._chip(subtotal, 2, columns.subtotal_start, columns.subtotal)
        return Sheet({**parts, **self._sum(step, [*products, *columns.terms.bias(step)], columns, letter)})

    def _columns(self, step: Step, label: float, letter: str, shown: Sequence[int]) -> _Columns:
        """As many channels as have room with all digits, or with fewer where not even one has."""
        count, own = len(step.channels), self.cast.shown
        most = min(count, MOST_COLUMNS, len(own) or MOST_COLUMNS)
        # Channels that the stage shows by choice stand before all others; else its first and its last ones do.
        splits = [(n, 0) if own else ends_of(shown, step.channels, n) for n in range(most, 0, -1)]
        for terms in self.ways:
            widths = _Widths(self, step, terms, label, letter)
            fitting = next((split for split in splits if widths.has_room(sum(split))), None)
            if fitting:
                break
        before, behind = fitting or splits[-1]
        columns = before + behind
        return _Columns(
            widths.terms,
            own[:columns] if own else [*range(before), *range(count - behind, count)],
            before,
            count - columns,
            widths.table_left,
            widths.chip,
            widths.subtotal,
            widths.sum_left(columns),
            widths.sum_lines(columns),
        )

    def _row(self, place: int, name: str, row: Sequence[Term], columns: _Columns) -> list[Item]:
        items: list[Item] = [
            words(
                name,
                self.left,
                self._row_top(place) + self.plan.table.height / 2 + 8,
                SMALL,
                self.theme.dim,
                self.theme,
            )
        ]
        for k, term in enumerate(row):
            items += self._chip(term, place, columns.start(k), columns.chip)
        return items

    def _row_top(self, place: int) -> float:
        lifted = 10 if self.cast.canvas.has_headings else 0
        return self.top - lifted + place * self.plan.table.pitch

    def _chip(self, term: Term, place: int, left: float, width: float) -> list[Item]:
        top = self._row_top(place)
        return chip(term, (left, top, left + width, top + self.plan.table.height), BODY, self.theme)

    def _beside_subtotal(self, text: str | Phrase, place: int, columns: _Columns) -> list[Item]:
        if not text:
            return []
        middle, y = columns.subtotal_start + columns.subtotal / 2, self._row_top(place) + self.plan.table.height / 2 + 8
        return [words(text, middle, y, SMALL, self.theme.dim, self.theme, align="middle")]

    def _subtotal(self, step: Step, columns: _Columns) -> tuple[Term, tuple[str | Phrase, str | Phrase]]:
        """The products of the channels without a column as one term, and the words above it."""
        text, terms, hidden = self.tongue.text, columns.terms, columns.hidden
        channels = text("{n?channel|channels}", n=hidden)
        said: tuple[str | Phrase, str | Phrase]
        if self.cast.shown:
            subtotal = terms.others(step, columns.channels)
            said = text("{n?the other|=2 the other two|all other}", n=hidden), channels
        else:
            subtotal = terms.subtotal(step, columns.before, columns.before + hidden - 1)
            first, last = terms.ends(subtotal.source)
            said = channels, first + "\u2013" + last
        if hidden == 1:
            [alone] = set(step.channels) - {step.channels[channel] for channel in columns.channels}
            said = self.cast.say("channel {channel}", channel=numbered("channel", alone)), ""
        return subtotal, said

    def _sum(self, step: Step, terms: Sequence[Term], columns: _Columns, letter: str) -> dict[str, list[Item]]:
        """Parts sum and result, below the table or on its right."""
        if self.plan.sums_below:
            below = self.sums.below(step, terms, letter, columns.terms)
            if below is not None:
                return below
        left = columns.sum_left
        top, middle = self.plan.needle_sums[min(columns.sum_lines, len(self.plan.needle_sums)) - 1]
        written, _ = written_sum(terms, (left, self.top + top, self.right, self.top + 220), self.theme) or ([], top)
        return {
            "sum": [*headed(self.sums.heading(step), self.cast.canvas, self.theme, left), *written],
            "result": self.sums.result(step, left, self.top + middle, letter, terms, way=columns.terms),
        }
