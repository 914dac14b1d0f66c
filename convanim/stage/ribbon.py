"""The ribbon: the lens under the stage, where one step's numbers are written out.

Every maker returns a Sheet whose parts can be shown one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from convanim.numerals import is_whole, numeral
from convanim.stage.cast import Cast
from convanim.stage.display import Item, Line, Rgb, Source
from convanim.stage.formula import (
    BODY,
    CHIP_GAP,
    CHIP_TOP,
    HEADING_LINE,
    RESULT,
    SMALL,
    Term,
    cell_name,
    chip,
    chip_width,
    equals,
    odot,
    plus,
    result_chip,
    statement,
    words,
    written_sum,
)
from convanim.stage.layout import HEIGHT, RIBBON_ROOM
from convanim.stage.lettering import text_width
from convanim.stage.sheet import Sheet
from convanim.stage.terms import UNSEEN, Terms
from convanim.trace import Step

LEFT, RIGHT, BOTTOM = RIBBON_ROOM.left, RIBBON_ROOM.right, RIBBON_ROOM.bottom
OPERATOR = 62.0
FLATTEST_CHIP = 34.0

Badges = Mapping[str, tuple[str, Rgb]]
"""For some rows' labels, what stands before them and its colour."""
NO_BADGES: Badges = {}


class Ribbon:
    """Makes the ribbon's formulas for the steps of a cast's trace."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.theme = cast.theme
        self.layer = cast.layer
        self.names = cast.names
        self.terms = Terms(cast)
        self.exact = is_whole(cast.trace.output.flat[0])

    def window(self, step: Step, letter: str = "y") -> Sheet:
        """window (.) filter = products, their sum, the output cell: for a filter one deep.

        Parts: window, filter, products, sum, result. A window too large for chips is
        told row by row instead, as partial sums.
        """
        rows, columns = step.inside.shape
        height = min(48.0, (1014 - CHIP_TOP - (rows - 1) * CHIP_GAP) / rows)
        width = self.terms.widest(step)
        grid = columns * (width + CHIP_GAP) - CHIP_GAP
        sum_left = LEFT + 3 * grid + 2 * OPERATOR + 64
        products = self.terms.products(step)
        terms = [t for row in products for t in row] + self.terms.bias(step)
        written = written_sum(terms, (sum_left, 884.0, RIGHT, 960.0), self.theme)
        if height < FLATTEST_CHIP or written is None:
            return self.rows_of_window(step, letter)
        theme = self.theme
        windows, weights = self.terms.window(step), self.terms.weights(step)
        middle = CHIP_TOP + (rows * (height + CHIP_GAP) - CHIP_GAP) / 2
        parts: dict[str, list[Item]] = {}
        left = LEFT
        for name, table in (("window", windows), ("filter", weights), ("products", products)):
            items: list[Item] = [words(name, left, HEADING_LINE, SMALL, theme.dim, theme)]
            for r, row in enumerate(table):
                for c, term in enumerate(row):
                    x, y = left + c * (width + CHIP_GAP), CHIP_TOP + r * (height + CHIP_GAP)
                    items += chip(term, (x, y, x + width, y + height), BODY, theme)
            sign = left - OPERATOR / 2
            if name == "filter":
                items += odot(sign, middle, theme)
            elif name == "products":
                items += equals(sign, middle, theme, self.exact)
            parts[name] = items
            left += grid + OPERATOR
        lines, last = written
        heading = "their sum" if step.bias is None else "their sum, and the bias"
        parts["sum"] = [words(heading, sum_left, HEADING_LINE, SMALL, theme.dim, theme), *lines]
        parts["result"] = self._result(step, sum_left, max(972.0, last + 46), letter, terms)
        return Sheet(parts)

    def rows_of_window(self, step: Step, letter: str = "y") -> Sheet:
        """A large window of one channel: a partial sum from every row of the kernel."""
        terms = self.terms.row_sums(step)
        return self._chain({"": (terms, step)}, "one partial sum from every row of the window", letter)

    def partial_sums(
        self, steps: dict[str, Step], heading: str, letter: str = "y", badges: Badges | None = None, left: float = LEFT
    ) -> Sheet:
        """A row of partial sums, one from every channel that the filter reads, for each step.

        ``steps`` maps a row's label (empty for none) to its step; ``badges`` maps it to what stands
        before the label, in bold and in a colour of its own; the rows start at ``left``. Parts: heading,
        then for the k-th row terms-k and result-k.
        """
        rows = {label: (self.terms.partial_sums(step), step) for label, step in steps.items()}
        return self._chain(rows, heading, letter, badges or {}, left)

    def needle(
        self, step: Step, names: tuple[str, str, str] = ("values", "weights", "products"), letter: str = "y"
    ) -> Sheet:
        """A 1x1 window through all channels: values, weights and products as a table, and the sum.

        Parts: values, weights, products, sum, result, whatever the rows are called. Channels
        that find no room are told as one subtotal, so that the sum still has every product.
        """
        theme, count = self.theme, len(step.channels)
        label = max(text_width(name, SMALL) for name in names) + 26
        width = self.terms.widest(step, 60.0)
        wide = max(width, 124.0)
        term = width - 0.7 * BODY + text_width("+  ", BODY)

        def room(columns: int) -> tuple[float, int]:
            left = LEFT + label + columns * (width + 8) + (0 if columns == count else wide + 8) + 52
            a_line = max(1, int((RIGHT - left) // term))
            return left, -(-(columns + (columns < count) + (step.bias is not None)) // a_line)

        shown = next((n for n in range(min(count, 12), 0, -1) if room(n)[1] <= 3 and room(n)[0] < RIGHT - 240), 1)
        left, lines = room(shown)
        head = shown if shown == count else max(1, shown - 1)
        chosen = [*range(head), *range(count - (shown - head), count)]
        makers = (self.terms.window, self.terms.weights, self.terms.products)
        rows = [[make(step, c)[0][0] for c in chosen] for make in makers]
        parts: dict[str, list[Item]] = {}
        for k, (part, name, row) in enumerate(zip(("values", "weights", "products"), names, rows, strict=True)):
            top = 850.0 + k * 56
            items: list[Item] = [words(name, LEFT, top + 32, SMALL, theme.dim, theme)]
            for c, one in enumerate(row):
                x = LEFT + label + c * (width + 8) + (wide + 8 if c >= head else 0)
                items += chip(one, (x, top, x + width, top + 48), BODY, theme)
            parts[part] = items
        terms = rows[2]
        if shown < count:
            subtotal = self.terms.subtotal(step, head, count - (shown - head) - 1)
            terms = [*terms[:head], subtotal, *terms[head:]]
            x, (_, first, last, *_) = LEFT + label + head * (width + 8), subtotal.source.index
            for part, text, y in (("values", "channels", 882), ("weights", f"{first}\u2013{last}", 938)):
                parts[part].append(words(text, x + wide / 2, y, SMALL, theme.dim, theme, align="middle"))
            parts["products"] += chip(subtotal, (x, 962, x + wide, 1010), BODY, theme)
        terms = [*terms, *self.terms.bias(step)]
        top, middle = ((890.0, 972.0), (880.0, 988.0), (876.0, 996.0))[lines - 1]
        written, _ = written_sum(terms, (left, top, RIGHT, HEIGHT), theme) or ([], top)
        heading = "their sum" if step.bias is None else "their sum, and the bias"
        parts["sum"] = [words(heading, left, HEADING_LINE, SMALL, theme.dim, theme), *written]
        parts["result"] = self._result(step, left, middle, letter, terms)
        return Sheet(parts)

    def side_by_side(self, steps: Sequence[Step], heading: str) -> Sheet:
        """Output cells of several channels at the same place, each by itself: no signs between them."""
        theme = self.theme
        items: list[Item] = [words(heading, LEFT, HEADING_LINE, SMALL, theme.dim, theme)]
        terms = [self.terms.total(step) for step in steps]
        width = max(96.0, self.terms.widest_total())
        gap = min(44.0, (RIGHT - LEFT - len(terms) * width) / max(1, len(terms) - 1))
        for k, (term, step) in enumerate(zip(terms, steps, strict=True)):
            left = LEFT + k * (width + gap)
            items += chip(term, (left, CHIP_TOP + 6, left + width, CHIP_TOP + 68), BODY, theme)
            name = cell_name("y", step.index)
            items.append(words(name, left + width / 2, CHIP_TOP + 102, SMALL, theme.dim, theme, align="middle"))
        return Sheet(items)

    def proof(self, cells: int, call: str) -> Sheet:
        """That all output numbers equal torch's; ``call`` is how torch computes them."""
        theme = self.theme
        tick = np.array([[LEFT + 4, 906.0], [LEFT + 18, 920.0], [LEFT + 44, 888.0]])
        ring = self.terms.rgb(theme.ramp_of_whole(), 0.6)
        source = Source("count", ("out_cells", self.layer.tag), cells)
        number = numeral(cells)
        first = words(f"all {number} numbers of the output equal torch\u2019s", LEFT + 66, 918, BODY, theme.ink, theme)
        return Sheet(
            {
                "heading": [words("checked while this was rendered", LEFT, HEADING_LINE, SMALL, theme.dim, theme)],
                "tick": [Line(tick, (*ring, 1.0), 6.0)],
                "all": [replace(first, counts=((number, source),))],
                "call": [words(call, LEFT + 66, 964, SMALL, theme.dim, theme)],
            }
        )

    # The rows of chips.

    def _chain(
        self,
        rows: dict[str, tuple[list[Term], Step]],
        heading: str,
        letter: str,
        badges: Badges = NO_BADGES,
        start: float = LEFT,
    ) -> Sheet:
        theme = self.theme
        parts: dict[str, list[Item]] = {"heading": [words(heading, LEFT, HEADING_LINE, SMALL, theme.dim, theme)]}
        badge_width = max((text_width(text, BODY, True) + 24 for text, _ in badges.values()), default=0.0)
        label_width = badge_width + max((text_width(label, BODY) + 44 for label in rows if label), default=0.0)
        left = start + label_width
        room = RIGHT - left - self._tail(letter)
        folds = {label: self._fold(terms, step, room) for label, (terms, step) in rows.items()}
        folded = any(len(folds[label]) < len(terms) for label, (terms, _) in rows.items())
        height, pitch = _heights(len(rows), folded)
        most = max(len(terms) for terms in folds.values())
        width = max(chip_width(terms, BODY, 60) for terms in folds.values())
        width = max(width, min(84.0 if most <= 8 else 60.0, (room + 38) / most - 38))
        for k, (label, (_, step)) in enumerate(rows.items()):
            top = CHIP_TOP + k * pitch
            middle = top + height / 2
            items: list[Item] = []
            if label in badges:
                text, color = badges[label]
                items.append(words(text, start, middle + 10, BODY, color, theme, bold=True))
            if label:
                items.append(words(label, start + badge_width, middle + 10, BODY, theme.dim, theme))
            left = start + label_width
            for c, term in enumerate(folds[label]):
                if c:
                    items += plus(left - 19, middle, theme)
                items += chip(term, (left, top, left + width, top + height), BODY, theme)
                if term.source.tensor == self.names.partial_range:
                    _, first, last, *_ = term.source.index
                    under = min(top + height + 26, top + pitch - 8)
                    text = f"channels {first}\u2013{last}"
                    items.append(words(text, left + width / 2, under, SMALL, theme.dim, theme, align="middle"))
                left += width + 38
            parts[f"terms-{k}"] = items
            parts[f"result-{k}"] = self._result(step, left - 4, middle, letter, folds[label], min(62.0, pitch - 14))
        return Sheet(parts)

    def _tail(self, letter: str) -> float:
        """Room behind the terms for the widest result of this layer and its name."""
        name = cell_name(letter, [end - 1 for end in self.layer.output_shape])
        return 48 + self.terms.widest_total(RESULT) + 22 + text_width(name, BODY)

    def _fold(self, terms: list[Term], step: Step, room: float) -> list[Term]:
        """The terms that fit, those between told as one subtotal."""
        width = chip_width(terms, BODY, 84 if len(terms) <= 8 else 60)
        most = int((room + 38) // (width + 38))
        if len(terms) <= most:
            return terms
        tail = 2 if step.bias is not None else 1
        head = max(1, most - tail - 1)
        hidden = terms[head : len(terms) - tail]
        o, first, *_ = hidden[0].source.index
        last = hidden[-1].source.index[1]
        subtotal = sum(t.value for t in hidden)
        _, y, x = step.index
        source = Source(self.names.partial_range, (o, first, last, y, x), subtotal)
        folded = Term(subtotal, source, UNSEEN, hollow=True)
        return [*terms[:head], folded, *terms[len(terms) - tail :]]

    def _result(
        self, step: Step, left: float, middle: float, letter: str, terms: Sequence[Term], height: float = 62.0
    ) -> list[Item]:
        theme = self.theme
        total = self.terms.total(step)
        chip_items, right = result_chip(total, left + 52, middle, theme, height=height)
        name = words(cell_name(letter, step.index), right + 22, middle + 10, BODY, theme.dim, theme)
        return [*equals(left + 16, middle, theme, self.exact), *chip_items, name, statement(terms, step.total)]


def _heights(rows: int, folded: bool) -> tuple[float, float]:
    """A chip's height and the distance from row to row; a folded term needs room for its name below."""
    if rows >= 3:
        return (34.0, 60.0) if folded else (44.0, 62.0)
    if rows == 2:
        return (50.0, 94.0) if folded else (62.0, 80.0)
    return 62.0, 100.0
