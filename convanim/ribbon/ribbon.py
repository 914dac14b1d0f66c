"""The ribbon: the lens under the stage, where one step's numbers are written out.

Every maker returns a Sheet whose parts can be shown one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from convanim.draw.items import Item, Rgb, Source
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.ribbon.chips import (
    BODY,
    CHIP_GAP,
    SMALL,
    Term,
    cell_name,
    chip,
    chip_width,
    equals,
    odot,
    plus,
    words,
    written_sum,
)
from convanim.ribbon.sums import OPERATOR, Sums, result_size
from convanim.ribbon.terms import Terms
from convanim.trace import Step

LEAST_GAP = 12.0
"""Between numbers that stand side by side, in pixels."""
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
        self.ways = list(Terms.of(cast))
        self.terms = self.ways[0]
        self.sums = Sums(cast, self.terms)
        self.exact = self.terms.exact
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
            beside = next(self.sums.starts(3 * grid, letter), None)
            if beside is not None:
                operator, sum_left = beside
                written = self.sums.beside(step, terms, letter, sum_left)
        elif self.left + 3 * grid + 2 * OPERATOR <= self.right and self.sums.lines_below(self.terms.longest, letter):
            written = self.sums.below(step, terms, letter)
        if height < FLATTEST_CHIP or written is None:
            return self.rows_of_window(step, letter)
        theme = self.theme
        windows, weights = self.terms.window(step), self.terms.weights(step)
        middle = self.top + (rows * (height + CHIP_GAP) - CHIP_GAP) / 2
        parts: dict[str, list[Item]] = {}
        left, text = self.left, self.tongue.text
        many = text("{n?product|products}", n=step.inside.size)
        heads = {"window": text("window"), "filter": text("filter"), "products": many}
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
        return self._chain([step], Terms.row_sums, heading, letter, (), (), self.left)

    def partial_sums(
        self,
        steps: Sequence[Step],
        heading: str | Phrase,
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
        start = self.left if left is None else left
        return self._chain(steps, Terms.partial_sums, heading, letter, names, badges, start)

    def needle(
        self,
        step: Step,
        rows: tuple[str, str, str] = (
            message("{n?value|values}"),
            message("{n?weight|weights}"),
            message("{n?product|products}"),
        ),
        letter: str = "y",
    ) -> Sheet:
        """A 1x1 window through all channels: values, weights and products as a table, and the sum.

        Parts: values, weights, products, sum, result, whatever the rows are called, in messages of ``n`` channels.
        Channels that find no room are told as one subtotal, so that the sum still has every product.
        """
        theme, count = self.theme, len(step.channels)
        names = [self.tongue.text(row, n=count) for row in rows]
        label = max(text_width(name, SMALL) for name in names) + 26
        tall = self.canvas.tall
        # Channels that the stage shows by choice come first.
        own = self.cast.shown
        most = min(count, 12, len(own) or 12)
        # One channel by itself needs no subtotal.
        candidates = [n for n in range(most, 0, -1) if own or count - n != 1]
        for way in self.ways:
            fit = _NeedleFit(self, step, way, label, letter)
            shown = next((n for n in candidates if fit.has_room(n)), 0)
            if shown:
                break
        shown = shown or 1
        width, wide, (left, lines) = fit.width, fit.wide, fit.room(shown)
        head = shown if own or shown == count else max(1, shown - 1)
        chosen = list(own[:shown]) if own else [*range(head), *range(count - (shown - head), count)]
        makers = (way.window, way.weights, way.products)
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
            hidden = count - shown
            channels = self.tongue.text("{n?channel|channels}", n=hidden)
            told: tuple[str | Phrase, str | Phrase]
            if own:
                subtotal = way.others(step, chosen)
                told = (self.tongue.text("{n?the other|all other}", n=hidden), channels)
            else:
                subtotal = way.subtotal(step, head, count - (shown - head) - 1)
                first, last = self._ends(subtotal.source)
                told = channels, first + "\u2013" + last
            if hidden == 1:
                [alone] = set(step.channels) - {step.channels[c] for c in chosen}
                told = (self.cast.say("channel {channel}", channel=numbered("channel", alone)), "")
            terms = [*terms[:head], subtotal, *terms[head:]]
            x = self.left + label + head * (width + 8)
            for part, text, y in (("values", told[0], 22), ("weights", told[1], 78)):
                if not text:
                    continue
                parts[part].append(words(text, x + wide / 2, self.top + y, SMALL, theme.dim, theme, align="middle"))
            parts["products"] += chip(subtotal, (x, self.top + 102, x + wide, self.top + 150), BODY, theme)
        terms = [*terms, *way.bias(step)]
        if tall and (below := self.sums.below(step, terms, letter, way)):
            return Sheet({**parts, **below})
        top, middle = ((30.0, 112.0), (20.0, 128.0), (16.0, 136.0))[min(lines, 3) - 1]
        written, _ = written_sum(terms, (left, self.top + top, self.right, self.top + 220), theme) or ([], top)
        heading = self.sums.heading(step)
        parts["sum"] = [words(heading, left, self.canvas.heading_line, SMALL, theme.dim, theme), *written]
        parts["result"] = self.sums.result(step, left, self.top + middle, letter, terms, way=way)
        return Sheet(parts)

    def side_by_side(self, steps: Sequence[Step], heading: str) -> Sheet:
        """Output cells of several channels at the same place, each by itself: no signs between them."""
        theme = self.theme
        items: list[Item] = [words(heading, self.left, self.canvas.heading_line, SMALL, theme.dim, theme)]
        names = [cell_name("y", step.index) for step in steps]
        named = max(text_width(name.text, SMALL) for name in names)
        columns = -(-len(steps) // 2) if self.canvas.narrow and len(steps) > 4 else len(steps)
        for way in self.ways:
            terms = [way.total(step) for step in steps]
            width = max(96.0, way.widest_total(), chip_width(terms, BODY, 60))
            if self.canvas.narrow:
                width = max(width, named)
            if self._gap(columns, width) >= max(LEAST_GAP, named + LEAST_GAP - width):
                break
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

    # The rows of chips.

    def _chain(
        self,
        steps: Sequence[Step],
        make: Callable[[Terms, Step], list[Term]],
        heading: str | Phrase,
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
        gap, behind = self.between, 12.0 if self.canvas.narrow else 34.0
        plan = self._plan(steps, make, letter, start + label_width)
        room = plan.room
        height, pitch = (62.0, 96.0) if self.canvas.tall else _heights(len(steps), plan.folded)
        most = max(len(terms) for terms in plan.folds)
        width = max(chip_width(terms, BODY, 60) for terms in plan.folds)
        width = max(width, min(84.0 if most <= 8 else 60.0, (room + gap) / most - gap))
        for k, (fold, step) in enumerate(zip(plan.folds, steps, strict=True)):
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
                if under := self._range(term.source):
                    low = min(top + height + 26, top + pitch - 8)
                    items.append(words(under, left + width / 2, low, SMALL, theme.dim, theme, align="middle"))
                left += width + gap
            parts[f"terms-{k}"] = items
            parts[f"result-{k}"] = self.sums.result(
                step, left - gap + behind, middle, letter, fold, min(62.0, pitch - 14), plan.way, plan.size
            )
        return Sheet(parts)

    def has_room(self, step: Step, left: float, letter: str = "y") -> bool:
        """Whether a row of partial sums that starts at ``left`` ends where the ribbon does, at the latest."""
        return self._plan([step], Terms.partial_sums, letter, left).fits

    def _plan(
        self, steps: Sequence[Step], make: Callable[[Terms, Step], list[Term]], letter: str, left: float
    ) -> _Plan:
        """How rows of terms from ``left`` on are written: as many terms as fit, with all digits if these fit at all."""
        behind = 16.0 if self.canvas.narrow else 0.0
        for way in self.ways:
            rows = [(make(way, step), step) for step in steps]
            for size in dict.fromkeys((result_size(way), BODY)):
                room = self.right - left - self.sums.tail(letter, way, size) - behind
                folds = self._folds(rows, room, way)
                if folds is not None:
                    folded = any(len(fold) < len(terms) for fold, (terms, _) in zip(folds, rows, strict=True))
                    return _Plan(way, size, room, folds, folded, True)
        folds = [way.folded(terms, step, 0) for terms, step in rows]
        return _Plan(way, size, room, folds, True, False)

    def _range(self, source: Source) -> Phrase | None:
        """What a subtotal is the sum of; nothing for any other number."""
        if source.tensor not in (self.names.partial_range, self.names.row_range):
            return None
        of_rows = source.tensor == self.names.row_range
        said = message("rows {first}–{last}") if of_rows else message("channels {first}–{last}")
        first, last = self._ends(source)
        return self.cast.say(said, first=first, last=last)

    def _ends(self, source: Source) -> tuple[Phrase, Phrase]:
        """The first and the last of the channels, or of the kernel's rows, that a subtotal adds up."""
        _, first, last, *_ = source.index
        axis = "kernel_row" if source.tensor == self.names.row_range else "channel"
        return numbered(axis, int(first)), numbered(axis, int(last))

    def _folds(self, rows: Sequence[tuple[list[Term], Step]], room: float, way: Terms) -> list[list[Term]] | None:
        """Each row's terms, those between the first and the last told as one subtotal where not all fit.

        None where the first, a subtotal and the bias are too much already.
        """
        counts = [len(terms) for terms, _ in rows]
        biases = sum(step.bias is not None for _, step in rows[:1])
        roomy = 84.0 if max(counts) <= 8 and not self.canvas.narrow else 60.0
        for most in range(max(counts), min(max(counts), 2 + biases) - 1, -1):
            folds = [way.folded(terms, step, most) for terms, step in rows]
            least = roomy if most > 2 + biases else 60.0
            width = max(chip_width(terms, BODY, least) for terms in folds)
            if most < max(counts):
                # A subtotal is about as long as a total, and as many terms are folded at every step.
                width = max(width, way.widest_total())
            if most * (width + self.between) - self.between <= room:
                return folds
        return None


@dataclass(frozen=True)
class _Plan:
    """How rows of partial sums are written: their digits, the size of results, and the terms left of each row."""

    way: Terms
    size: float
    room: float
    folds: Sequence[list[Term]]
    folded: bool
    fits: bool


class _NeedleFit:
    """How much room a 1x1 window's table and its sum take, written in a way."""

    def __init__(self, ribbon: Ribbon, step: Step, way: Terms, label: float, letter: str) -> None:
        self.ribbon, self.label = ribbon, label
        self.count, self.biases = len(step.channels), int(step.bias is not None)
        self.width = way.widest(step, 60.0)
        self.wide = max(self.width, 124.0, way.widest_total())
        self.term = self.width - 0.7 * BODY + text_width("+  ", BODY)
        self.tail = ribbon.sums.tail(letter, way)

    def room(self, columns: int) -> tuple[float, int]:
        """Where the table ends, and how many lines the sum takes beside it, or below it in a tall frame."""
        ribbon, folded = self.ribbon, columns < self.count
        left = ribbon.left + self.label + columns * (self.width + 8) + (self.wide + 8 if folded else 0) + 52
        a_line = ribbon.right - (self.tail + ribbon.left if ribbon.canvas.tall else left)
        return left, -(-(columns + folded + self.biases) // max(1, int(a_line // self.term)))

    def has_room(self, columns: int) -> bool:
        """Whether table, sum and result fit the ribbon with so many channels."""
        ribbon, (left, lines) = self.ribbon, self.room(columns)
        if ribbon.canvas.tall:
            return lines <= 2 and left < ribbon.right + 60
        behind = self.tail if ribbon.canvas.narrow else max(240.0, self.tail - 40)
        return lines <= 3 and left < ribbon.right - behind and left + self.term <= ribbon.right


def _heights(rows: int, folded: bool) -> tuple[float, float]:
    """A chip's height and the distance from row to row; a folded term needs room for its name below."""
    if rows >= 3:
        return (34.0, 60.0) if folded else (44.0, 62.0)
    if rows == 2:
        return (50.0, 94.0) if folded else (62.0, 80.0)
    return 62.0, 100.0
