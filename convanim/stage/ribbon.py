"""The ribbon: the lens under the stage, where one step's numbers are written out.

Every maker returns a Sheet whose parts can be shown one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from convanim.counts import counts_of, phrase
from convanim.kernels import torch_call
from convanim.numerals import is_whole
from convanim.stage.cast import Cast
from convanim.stage.display import Box, Item, Line, Rgb, Source, Words
from convanim.stage.formula import (
    BODY,
    CHIP_GAP,
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
from convanim.stage.lettering import text_box, text_width
from convanim.stage.phrase import Phrase, joined, numbered
from convanim.stage.sheet import Sheet
from convanim.stage.terms import UNSEEN, Terms
from convanim.tongue import message
from convanim.trace import Step

OPERATOR = 62.0
SPACINGS = ((OPERATOR, 64.0), (46.0, 40.0))
"""Room for a sign between chips, and before their sum; the second where that needs more room."""
FLATTEST_CHIP = 34.0
SUM_BELOW = 104.0
"""Room at the ribbon's foot for a sum of one or two lines and its heading, in pixels."""

Badge = tuple[str, Rgb]
"""What stands before a row's name, and its colour."""


class Ribbon:
    """Makes the ribbon's formulas for the steps of a cast's trace."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.theme = cast.theme
        self.layer = cast.layer
        self.names = cast.names
        self.tongue = cast.tongue
        self.terms = Terms(cast)
        self.exact = is_whole(cast.trace.output.flat[0])
        self.canvas = cast.canvas
        self.left, self.right = cast.canvas.ribbon.left, cast.canvas.ribbon.right
        self.top = cast.canvas.chip_top
        self.between = 30.0 if cast.canvas.narrow else 38.0

    def formula(self, step: Step, letter: str = "y") -> Sheet:
        """The step as suits its filter: for one channel its window, for 1x1 a table, else partial sums."""
        if len(step.channels) == 1:
            return self.window(step, letter)
        if step.inside.size == 1:
            return self.needle(step, letter=letter)
        heading = "filter {focus} at one place: one partial sum from every channel"
        return self.partial_sums([step], self.cast.say(heading, focus=numbered("filter", step.index[0])), letter)

    def window(self, step: Step, letter: str = "y") -> Sheet:
        """window (.) filter = products, their sum, the output cell: for a filter one deep.

        Parts: window, filter, products, sum, result. A window too large for chips is
        told row by row instead, as partial sums.
        """
        rows, columns = step.inside.shape
        floor = self.canvas.ribbon.bottom - 16 - (SUM_BELOW if self.canvas.tall else 0.0)
        height = min(48.0, (floor - self.top - (rows - 1) * CHIP_GAP) / rows)
        width = self.terms.widest(step)
        grid = columns * (width + CHIP_GAP) - CHIP_GAP
        products = self.terms.products(step)
        terms = [t for row in products for t in row] + self.terms.bias(step)
        operator, written = OPERATOR, None
        # Asked of the longest sum, so that all steps of a layer are told in one way.
        if not self.canvas.tall:
            operator, sum_left = next(self._beside(3 * grid, letter), (OPERATOR, self.right))
            written = self._sum_beside(step, terms, letter, sum_left)
        elif self.left + 3 * grid + 2 * OPERATOR <= self.right and self._written_below(self.terms.longest, letter):
            written = self._sum_below(step, terms, letter)
        if height < FLATTEST_CHIP or written is None:
            return self.rows_of_window(step, letter)
        theme = self.theme
        windows, weights = self.terms.window(step), self.terms.weights(step)
        middle = self.top + (rows * (height + CHIP_GAP) - CHIP_GAP) / 2
        parts: dict[str, list[Item]] = {}
        left, text = self.left, self.tongue.text
        heads = {"window": text("window"), "filter": text("filter"), "products": text("products")}
        for name, table in (("window", windows), ("filter", weights), ("products", products)):
            items: list[Item] = [words(heads[name], left, self.canvas.heading_line, SMALL, theme.dim, theme)]
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

    def _beside(self, grids: float, letter: str) -> Iterator[tuple[float, float]]:
        """Room for signs, and where a sum begins behind them, with which the longest sum of the layer fits."""
        for operator, gap in SPACINGS:
            left = self.left + grids + 2 * operator + gap
            fits = left + self._tail(letter) <= self.right
            if fits and written_sum(self.terms.longest, self._sum_room(left), self.theme):
                yield operator, left

    def _sum_beside(self, step: Step, terms: Sequence[Term], letter: str, left: float) -> dict[str, list[Item]] | None:
        """The sum and its result on the right of what is summed; None without room."""
        room = self.canvas.ribbon
        written = written_sum(terms, self._sum_room(left), self.theme)
        if written is None:
            return None
        lines, last = written
        heading = words(self._heading(step), left, self.canvas.heading_line, SMALL, self.theme.dim, self.theme)
        middle = max(room.top + 156, last + 46)
        return {"sum": [heading, *lines], "result": self._result(step, left, middle, letter, terms)}

    def _sum_below(self, step: Step, terms: Sequence[Term], letter: str) -> dict[str, list[Item]] | None:
        """The sum below what is summed, over the whole width, and its result behind it; None without room."""
        top = self.canvas.ribbon.bottom - 50
        written = self._written_below(terms, letter)
        if written is None:
            return None
        lines, last = written
        heading = words(self._heading(step), self.left, top - 40, SMALL, self.theme.dim, self.theme)
        after = max(text_box(line)[2] for line in lines if isinstance(line, Words)) + 12
        return {
            "sum": [heading, *lines],
            "result": self._result(step, after, (top + last) / 2 - 10, letter, terms),
        }

    def _written_below(self, terms: Sequence[Term], letter: str) -> tuple[list[Item], float] | None:
        top, end = self.canvas.ribbon.bottom - 50, self.right - self._tail(letter) - 8
        return written_sum(terms, (self.left, top, end, top + 1.4 * BODY), self.theme)

    def _sum_room(self, left: float) -> Box:
        top = self.canvas.ribbon.top
        return left, top + 68, self.right, top + 144

    def rows_of_window(self, step: Step, letter: str = "y") -> Sheet:
        """A large window of one channel: a partial sum from every row of the kernel."""
        terms = self.terms.row_sums(step)
        heading = self.tongue.text("one partial sum from every row of the window")
        return self._chain([(terms, step)], Phrase(heading), letter, (), (), self.left)

    def partial_sums(
        self,
        steps: Sequence[Step],
        heading: Phrase,
        letter: str = "y",
        names: Sequence[Phrase] = (),
        badges: Sequence[Badge] = (),
        left: float | None = None,
    ) -> Sheet:
        """A row of partial sums, one from every channel that the filter reads, for each step.

        ``names`` are what the rows are called, if anything; ``badges`` are what stands before their names, in bold
        and in a colour of its own; the rows start at ``left``. Parts: heading, then for the k-th row terms-k and
        result-k.
        """
        rows = [(self.terms.partial_sums(step), step) for step in steps]
        return self._chain(rows, heading, letter, names, badges, self.left if left is None else left)

    def needle(
        self,
        step: Step,
        rows: tuple[str, str, str] = (message("values"), message("weights"), message("products")),
        letter: str = "y",
    ) -> Sheet:
        """A 1x1 window through all channels: values, weights and products as a table, and the sum.

        Parts: values, weights, products, sum, result, whatever the rows are called. Channels
        that find no room are told as one subtotal, so that the sum still has every product.
        """
        theme, count = self.theme, len(step.channels)
        names = [self.tongue.text(row) for row in rows]
        label = max(text_width(name, SMALL) for name in names) + 26
        width = self.terms.widest(step, 60.0)
        wide = max(width, 124.0)
        term = width - 0.7 * BODY + text_width("+  ", BODY)
        tall, tail = self.canvas.tall, self._tail(letter)

        def room(columns: int) -> tuple[float, int]:
            """Where the table ends, and how many lines the sum takes beside it, or below it in a tall frame."""
            left = self.left + label + columns * (width + 8) + (0 if columns == count else wide + 8) + 52
            a_line = max(1, int((self.right - tail - self.left if tall else self.right - left) // term))
            return left, -(-(columns + (columns < count) + (step.bias is not None)) // a_line)

        end = self.right + 60 if tall else self.right - (tail if self.canvas.narrow else 240)
        most_lines = 2 if tall else 3
        # Channels that the stage shows by choice come first.
        own = self.cast.shown
        most = min(count, 12, len(own) or 12)
        shown = next((n for n in range(most, 0, -1) if room(n)[1] <= most_lines and room(n)[0] < end), 1)
        left, lines = room(shown)
        head = shown if own or shown == count else max(1, shown - 1)
        chosen = list(own[:shown]) if own else [*range(head), *range(count - (shown - head), count)]
        makers = (self.terms.window, self.terms.weights, self.terms.products)
        table = [[make(step, c)[0][0] for c in chosen] for make in makers]
        parts: dict[str, list[Item]] = {}
        for k, (part, name, row) in enumerate(zip(("values", "weights", "products"), names, table, strict=True)):
            top = self.top - 10 + k * 56
            items: list[Item] = [words(name, self.left, top + 32, SMALL, theme.dim, theme)]
            for c, one in enumerate(row):
                x = self.left + label + c * (width + 8) + (wide + 8 if c >= head else 0)
                items += chip(one, (x, top, x + width, top + 48), BODY, theme)
            parts[part] = items
        terms = table[2]
        if shown < count:
            told = [Phrase(self.tongue.text("all other")), Phrase(self.tongue.text("channels"))]
            if own:
                subtotal = self.terms.others(step, chosen)
            else:
                subtotal = self.terms.subtotal(step, head, count - (shown - head) - 1)
                told = [Phrase(self.tongue.text("channels")), joined(_ends(subtotal), "\u2013")]
            terms = [*terms[:head], subtotal, *terms[head:]]
            x = self.left + label + head * (width + 8)
            for part, text, y in (("values", told[0], 22), ("weights", told[1], 78)):
                parts[part].append(words(text, x + wide / 2, self.top + y, SMALL, theme.dim, theme, align="middle"))
            parts["products"] += chip(subtotal, (x, self.top + 102, x + wide, self.top + 150), BODY, theme)
        terms = [*terms, *self.terms.bias(step)]
        if tall and (below := self._sum_below(step, terms, letter)):
            return Sheet({**parts, **below})
        top, middle = ((30.0, 112.0), (20.0, 128.0), (16.0, 136.0))[min(lines, 3) - 1]
        written, _ = written_sum(terms, (left, self.top + top, self.right, self.top + 220), theme) or ([], top)
        parts["sum"] = [words(self._heading(step), left, self.canvas.heading_line, SMALL, theme.dim, theme), *written]
        parts["result"] = self._result(step, left, self.top + middle, letter, terms)
        return Sheet(parts)

    def side_by_side(self, steps: Sequence[Step], heading: str) -> Sheet:
        """Output cells of several channels at the same place, each by itself: no signs between them."""
        theme = self.theme
        items: list[Item] = [words(heading, self.left, self.canvas.heading_line, SMALL, theme.dim, theme)]
        terms = [self.terms.total(step) for step in steps]
        width = max(96.0, self.terms.widest_total())
        names = [cell_name("y", step.index) for step in steps]
        named = max(text_width(name.text, SMALL) for name in names)
        if self.canvas.narrow:
            width = max(width, named)
        columns = -(-len(terms) // 2) if self.canvas.narrow and len(terms) > 4 else len(terms)
        first, height, under = (6.0, 62.0, 34.0) if columns == len(terms) or self.canvas.tall else (2.0, 42.0, 24.0)
        gap = min(140.0 if columns < len(terms) else max(44.0, named + 24 - width), self._gap(columns, width))
        start = self.left + max(0.0, (named - width) / 2)
        for k, (term, name) in enumerate(zip(terms, names, strict=True)):
            left = start + k % columns * (width + gap)
            top = self.top + first + k // columns * (height + under + 18)
            items += chip(term, (left, top, left + width, top + height), BODY, theme)
            items.append(words(name, left + width / 2, top + height + under, SMALL, theme.dim, theme, align="middle"))
        return Sheet(items)

    def _gap(self, columns: int, width: float) -> float:
        return (self.right - self.left - columns * width) / max(1, columns - 1)

    def proof(self, cells: int) -> Sheet:
        """That all output numbers (so many ``cells``) equal torch's, and how torch computes them."""
        theme = self.theme
        left, top = self.left, self.canvas.ribbon.top
        tick = np.array([[left + 4, top + 90], [left + 18, top + 104], [left + 44, top + 72]])
        ring = self.terms.rgb(theme.ramp_of_whole(), 0.6)
        counted = Source("count", ("out_cells", self.layer.tag), cells)
        said = self.cast.say("all {cells} numbers of the output equal torch’s", cells=counted)
        lines = said.lines(BODY, self.right - left - 66)
        under = top + 112 + 36 * len(lines)
        heading = self.tongue.text("checked while this was rendered")
        call = phrase(torch_call(self.layer), counts_of(self.layer), self.layer.tag)
        calls = call.lines(SMALL, self.right - left - 66)
        return Sheet(
            {
                "heading": [words(heading, left, self.canvas.heading_line, SMALL, theme.dim, theme)],
                "tick": [Line(tick, (*ring, 1.0), 6.0)],
                "all": [
                    words(line, left + 66, top + 102 + 36 * k, BODY, theme.ink, theme) for k, line in enumerate(lines)
                ],
                "call": [
                    words(line, left + 66, under + 32 * k, SMALL, theme.dim, theme) for k, line in enumerate(calls)
                ],
            }
        )

    # The rows of chips.

    def _chain(
        self,
        rows: Sequence[tuple[list[Term], Step]],
        heading: Phrase,
        letter: str,
        names: Sequence[Phrase],
        badges: Sequence[Badge],
        start: float,
    ) -> Sheet:
        theme = self.theme
        title = words(heading, self.left, self.canvas.heading_line, SMALL, theme.dim, theme)
        parts: dict[str, list[Item]] = {"heading": [title]}
        badge_width = max((text_width(text, BODY, True) + 24 for text, _ in badges), default=0.0)
        label_width = badge_width + max((text_width(name.text, BODY) + 44 for name in names), default=0.0)
        left = start + label_width
        gap, behind = self.between, 12.0 if self.canvas.narrow else 34.0
        room = self.right - left - self._tail(letter) - (behind + 4 if self.canvas.narrow else 0.0)
        folds = [self._fold(terms, step, room) for terms, step in rows]
        folded = any(len(fold) < len(terms) for fold, (terms, _) in zip(folds, rows, strict=True))
        height, pitch = (62.0, 96.0) if self.canvas.tall else _heights(len(rows), folded)
        most = max(len(terms) for terms in folds)
        width = max(chip_width(terms, BODY, 60) for terms in folds)
        width = max(width, min(84.0 if most <= 8 else 60.0, (room + gap) / most - gap))
        for k, (fold, (_, step)) in enumerate(zip(folds, rows, strict=True)):
            top = self.top + k * pitch
            middle = top + height / 2
            items: list[Item] = []
            if badges:
                text, color = badges[k]
                items.append(words(text, start, middle + 10, BODY, color, theme, bold=True))
            if names:
                items.append(words(names[k], start + badge_width, middle + 10, BODY, theme.dim, theme))
            left = start + label_width
            for c, term in enumerate(fold):
                if c:
                    items += plus(left - gap / 2, middle, theme)
                items += chip(term, (left, top, left + width, top + height), BODY, theme)
                if term.source.tensor == self.names.partial_range:
                    first, last = _ends(term)
                    under = min(top + height + 26, top + pitch - 8)
                    name = self.cast.say("channels {first}–{last}", first=first, last=last)
                    items.append(words(name, left + width / 2, under, SMALL, theme.dim, theme, align="middle"))
                left += width + gap
            parts[f"terms-{k}"] = items
            parts[f"result-{k}"] = self._result(step, left - gap + behind, middle, letter, fold, min(62.0, pitch - 14))
        return Sheet(parts)

    def _tail(self, letter: str) -> float:
        """Room behind the terms for the widest result of this layer and its name."""
        name = cell_name(letter, [end - 1 for end in self.layer.output_shape])
        return 48 + self.terms.widest_total(RESULT) + 22 + text_width(name.text, BODY)

    def _fold(self, terms: list[Term], step: Step, room: float) -> list[Term]:
        """The terms that fit, those between told as one subtotal."""
        width = chip_width(terms, BODY, 84 if len(terms) <= 8 and not self.canvas.narrow else 60)
        most = int((room + self.between) // (width + self.between))
        if len(terms) <= most:
            return terms
        # All chips are as wide as the widest, and a subtotal is about as long as a total.
        most = int((room + self.between) // (max(width, self.terms.widest_total()) + self.between))
        tail = 2 if step.bias is not None else 1
        head = max(1, most - tail - 1)
        hidden = terms[head : len(terms) - tail]
        o, first, *_ = hidden[0].source.index
        last = hidden[-1].source.index[1]
        subtotal = sum(t.value for t in hidden)
        _, y, x = step.index
        source = Source(self.names.partial_range, (o, first, last, y, x), subtotal)
        folded = replace(hidden[0], value=subtotal, source=source, color=UNSEEN, hollow=True)
        return [*terms[:head], folded, *terms[len(terms) - tail :]]

    def _heading(self, step: Step) -> str:
        text = self.tongue.text
        return text("their sum") if step.bias is None else text("their sum, and the bias")

    def _result(
        self, step: Step, left: float, middle: float, letter: str, terms: Sequence[Term], height: float = 62.0
    ) -> list[Item]:
        theme = self.theme
        total = self.terms.total(step)
        chip_items, right = result_chip(total, left + 52, middle, theme, height=height)
        name = words(cell_name(letter, step.index), right + 22, middle + 10, BODY, theme.dim, theme)
        return [*equals(left + 16, middle, theme, self.exact), *chip_items, name, statement(terms, total)]


def _ends(subtotal: Term) -> tuple[Phrase, Phrase]:
    """The first and the last of the channels whose partial sums a subtotal adds up."""
    _, first, last, *_ = subtotal.source.index
    return numbered("channel", int(first)), numbered("channel", int(last))


def _heights(rows: int, folded: bool) -> tuple[float, float]:
    """A chip's height and the distance from row to row; a folded term needs room for its name below."""
    if rows >= 3:
        return (34.0, 60.0) if folded else (44.0, 62.0)
    if rows == 2:
        return (50.0, 94.0) if folded else (62.0, 80.0)
    return 62.0, 100.0
