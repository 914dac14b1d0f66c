"""What the ribbon says of pooling: a window and what comes of it, what leaves no trace, and what it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from convanim.draw.items import Item, Plate, Source, Statement, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.kernels import pool_counts
from convanim.kernels.reads import read_counts
from convanim.language.tongue import message
from convanim.layout.geometry import Box
from convanim.mobjects.cast import Cast
from convanim.numerals import ALMOST, Digits, numeral
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
    result_chip,
    words,
)
from convanim.ribbon.fractions import Piece, Run, count, pieces_of, run_width, set_run
from convanim.ribbon.plan import ribbon_plan
from convanim.ribbon.terms import NO_COLOR, Terms
from convanim.trace import Pooled, Step
from convanim.trace.pooled import Way

NAMES: Mapping[Way, str] = {"largest": message("max pooling"), "average": message("average pooling")}
NOTHING = "−∞"
"""What padding is to the largest."""
TALLEST, FLATTEST, NARROWEST = 48.0, 34.0, 48.0
"""A chip's height and width, in pixels."""
BEFORE = 56.0
"""From the window's chips to what is made of them, in pixels."""
TAIL, NAME_GAP = 32.0, 22.0
"""From an expression to the result behind it, and from that to its name, in pixels."""
LEADING = 1.4
"""From line to line of an expression, over its type."""
RING = 5.0
"""How far the ring of a result reaches, in pixels."""
LINES_APART, LEAST_LINE = 56.0, 34.0
"""From line to line of a table, at most and at least, in pixels."""


class Formulas:
    """Makes the ribbon's sheets of both ways; ``digits`` say how means are written."""

    def __init__(self, casts: Mapping[Way, Cast], digits: Digits) -> None:
        self.casts, self.digits = casts, digits
        self.cast = casts["largest"]
        self.layer, self.theme, self.tongue = self.cast.layer, self.cast.theme, self.cast.tongue
        self.canvas, self.plan = self.cast.canvas, ribbon_plan(self.cast.canvas)
        self.left, self.right, self.top = self.canvas.ribbon.left, self.canvas.ribbon.right, self.canvas.chip_top
        self.terms = next(iter(Terms.of(self.cast)))

    def pooled(self, way: Way) -> Pooled:
        """The steps of one way."""
        trace = self.casts[way].trace
        assert isinstance(trace, Pooled)
        return trace

    # A window.

    def window(self, step: Step, way: Way) -> Sheet:
        """A window, and the largest of its numbers or their mean. Parts: window, expression, result.

        What has no room is left out: of a large window the chips, of a very large one the numbers written out, too.
        """
        grid = self._grid(step, way)
        left = self.left
        if grid is not None:
            items, width = grid
            left += width + BEFORE
            made = self._made(step, way, left, self.top, self._grid_height(step) - CHIP_GAP)
            made = made or self._made(step, way, self.left, self.top + self._grid_height(step))
            if made is not None:
                return Sheet({"window": items, **made})
        made = self._made(step, way, self.left, self.top)
        return Sheet({"window": [], **(made or self._briefly(step, way))})

    def _grid_height(self, step: Step) -> float:
        rows = step.inside.shape[0]
        return float(rows * (self._height(rows) + CHIP_GAP))

    def _height(self, rows: int) -> float:
        room = self.canvas.ribbon.bottom - self.plan.foot - self.top
        if self.plan.sums_below:
            room -= self.plan.below_room
        return min(TALLEST, (room - (rows - 1) * CHIP_GAP) / rows)

    def _grid(self, step: Step, way: Way) -> tuple[list[Item], float] | None:
        """The window's numbers in chips, and how wide they are together; None without room."""
        rows, columns = step.inside.shape
        height = self._height(rows)
        trace, source = self.cast.trace, Source("", (), 0)
        ends = [Term(end, source, NO_COLOR, digits=self.terms.read) for end in (trace.input.min(), trace.input.max())]
        width = chip_width(ends, BODY, NARROWEST)
        whole = columns * (width + CHIP_GAP) - CHIP_GAP
        if height < FLATTEST or whole > 0.6 * (self.right - self.left):
            return None
        items = headed(self.tongue.text("window"), self.canvas, self.theme, self.left)
        winner = self.pooled(way).winner(step)
        for i, row in enumerate(self.terms.window(step)):
            for j, term in enumerate(row):
                x, y = self.left + j * (width + CHIP_GAP), self.top + i * (height + CHIP_GAP)
                box = (x, y, x + width, y + height)
                if way == "average":
                    items += chip(term, box, BODY, self.theme)
                elif not step.inside[i, j]:
                    items += self._outside(box)
                else:
                    is_winner = (step.rows[i], step.columns[j]) == winner
                    items += self._won(term, box) if is_winner else chip(term, box, BODY, self.theme)
        return items, whole

    def _outside(self, box: Box) -> list[Item]:
        """A place of padding, which is never the largest."""
        theme, (left, top, right, bottom) = self.theme, box
        baseline = (top + bottom) / 2 + CAP_HEIGHT * SMALL / 2
        return [
            Plate(box, 7, (0, 0, 0, 0), (*theme.line, 1.0), 1.25),
            Words(NOTHING, (left + right) / 2, baseline, SMALL, (*theme.dim, 1.0), theme.panel, True, "middle"),
        ]

    def _won(self, term: Term, box: Box) -> list[Item]:
        """The largest number, ringed."""
        left, top, right, bottom = box
        ring = Plate(
            (left - 2, top - 2, right + 2, bottom + 2), 9, (*self.theme.panel, 1.0), (*self.theme.accent, 1.0), 4.0
        )
        return [ring, *chip(term, (left + 2, top + 2, right - 2, bottom - 2), BODY, self.theme)]

    # What comes of it.

    def _held(self, step: Step, way: Way) -> list[Term]:
        """The numbers of a window, padding among them where it counts."""
        table = [term for row in self.terms.window(step) for term in row]
        return [term for term, there in zip(table, step.inside.ravel(), strict=True) if there or way == "average"]

    def _run(self, step: Step, way: Way) -> list[Piece]:
        """What is worked out, written out."""
        dim, held = self.theme.dim, self._held(step, way)
        if way == "largest":
            winner = self.pooled(way).winner(step)
            mark = "; " if self.tongue.mark == "," else ", "
            run = [Piece("max", dim, name=True), Piece("(", dim)]
            for k, term in enumerate(held):
                is_winner = tuple(term.source.index[1:]) == winner
                run.append(Piece(term.text, None if is_winner else dim, is_winner, term.source))
                run.append(Piece(mark if k < len(held) - 1 else ")", dim))
            return run
        run = [Piece("(", dim)]
        for k, term in enumerate(held):
            # A sign stands apart from its number, which is what the audit trail reads.
            run += [Piece(term.in_sum(first=k == 0), None, False, term.source), Piece(" " * (k < len(held) - 1))]
        return [*run, Piece(") / ", dim), count("kernel_cells", self.layer)]

    def _result(self, step: Step, way: Way) -> Term:
        cast, channel = self.casts[way], step.index[0]
        low, high = self.cast.input_scales[channel]
        value = self.pooled(way).output[step.index].item()
        color = Terms.shade(self.cast.filter_ramps([channel])[0], float(value), low, high)
        digits = self.terms.read if way == "largest" else self.digits
        return Term(value, Source(cast.names.output, step.index, value), color, digits=digits)

    def _is_exact(self, step: Step, way: Way) -> bool:
        """Whether the equation is true as it is printed."""
        held = self._held(step, way)
        return way == "largest" or all(term.exact for term in [*held, self._result(step, way)])

    def _made(self, step: Step, way: Way, left: float, top: float, height: float = 0.0) -> dict[str, list[Item]] | None:
        """The expression and its result from ``left`` on, below ``top``; None where they find no room.

        They stand in the middle of so much ``height`` as what is beside them has (0: of that of a few lines).
        """
        run, tail = self._run(step, way), self._tail(step, way)
        bottom = self.canvas.ribbon.bottom - self.plan.foot
        if left + tail > self.right:
            return None
        for letters in (34.0, BODY, 24.0, SMALL):
            lines = wrapped(run, self.right - left, letters)
            if lines is None:
                continue
            is_beside = left + run_width(lines[-1], letters) + tail <= self.right
            ends = self._ends(len(lines), letters, is_beside)
            if top + ends[-1] <= bottom:
                free = (height or 2.2 * self.plan.result_height) - ends[-1]
                down = max(0.0, min(free, bottom - top - ends[-1])) / 2
                return self._set(step, way, lines, letters, (left, top + down), is_beside)
        return None

    def _tail(self, step: Step, way: Way) -> float:
        """How wide the widest result of a way is, with the sign before it and its name."""
        made, total = self.pooled(way).output, self._result(step, way)
        ends = [replace(total, value=end.item()) for end in (made.min(), made.max())]
        name = text_width(cell_name("y", step.index).text, BODY)
        return 2 * TAIL + chip_width([total, *ends], self._size, 84) + NAME_GAP + name

    @property
    def _size(self) -> float:
        """Type of a result."""
        return min(RESULT, 0.7 * self.plan.result_height)

    def _ends(self, lines: int, letters: float, is_beside: bool) -> list[float]:
        """From the top down to the middle of the first line and of the result, and to the end of it all."""
        pitch, drop = LEADING * letters, self.plan.result_height
        first = max(pitch, drop) / 2 if is_beside and lines == 1 else pitch / 2
        last = first + pitch * (lines - 1)
        if is_beside and lines > 1:
            # The result is higher than a line.
            last += max(0.0, drop / 2 + RING - pitch / 2)
        result = last if is_beside else last + pitch / 2 + RING + drop / 2
        return [first, result, result + drop / 2 + RING]

    def _set(
        self,
        step: Step,
        way: Way,
        lines: Sequence[Run],
        letters: float,
        corner: tuple[float, float],
        is_beside: bool,
    ) -> dict[str, list[Item]]:
        theme, total, exact = self.theme, self._result(step, way), self._is_exact(step, way)
        left, top = corner
        first, result, _ = self._ends(len(lines), letters, is_beside)
        items: list[Item] = []
        middles = [first + LEADING * letters * k for k in range(len(lines))]
        if is_beside:
            middles[-1] = result
        for line, at in zip(lines, middles, strict=True):
            items += set_run(line, left, top + at + CAP_HEIGHT * letters / 2, letters, theme)
        sign, middle = left + (run_width(lines[-1], letters) + TAIL if is_beside else 14.0), top + result
        chips, right = result_chip(total, sign + TAIL, middle, theme, height=self.plan.result_height, size=self._size)
        name = words(cell_name("y", step.index), right + NAME_GAP, middle + 10, BODY, theme.dim, theme)
        said = " ".join("".join(piece.text for piece in line) for line in lines)
        equation = Statement(f"{said} {'=' if exact else ALMOST} {total.text}")
        return {"expression": items, "result": [*equals(sign, middle, theme, exact), *chips, name, equation]}

    def _briefly(self, step: Step, way: Way) -> dict[str, list[Item]]:
        """Of how many numbers the result is the largest, or the mean, where there is no room to write them out."""
        said = {
            "largest": message("the largest of {n} numbers"),
            "average": message("the mean of {n} numbers"),
        }[way]
        held = Source("pool", ("held", *step.index), len(self._held(step, way)))
        middle = (self.top + self.canvas.ribbon.bottom) / 2 - 10
        run = pieces_of(self.cast.say(said, n=held), self.theme.dim)
        items: list[Item] = [*set_run(run, self.left, middle + 10, BODY, self.theme)]
        total, at = self._result(step, way), self.left + run_width(run, BODY) + TAIL
        height = self.plan.result_height
        chips, right = result_chip(total, at + TAIL, middle, self.theme, height=height, size=self._size)
        exact = way == "largest" or total.exact
        name = words(cell_name("y", step.index), right + NAME_GAP, middle + 10, BODY, self.theme.dim, self.theme)
        return {"expression": items, "result": [*equals(at, middle, self.theme, exact), *chips, name]}

    # What leaves no trace, and what it takes.

    def left_out(self, lost: Mapping[Way, Source], kept: Mapping[Way, Source]) -> Sheet:
        """How many numbers of a channel leave no trace, for either way. Parts: heading, largest, average."""
        every = Source("count", ("in_pixels", self.layer.tag), read_counts(self.layer)["in_pixels"])
        runs = {
            way: [
                _number(every),
                Piece(" − ", self.theme.dim),
                _number(kept[way]),
                Piece(" = ", self.theme.dim),
                _number(lost[way], bold=True),
            ]
            for way in NAMES
        }
        heading = self.tongue.text(message("numbers − those with a trace = those without"))
        return self._table(heading, {way: (NAMES[way], run) for way, run in runs.items()}, equations=True)

    def bill(self) -> Sheet:
        """What a convolution takes for an output of this shape, and what pooling does.

        Parts: heading, then a line each: convolution, largest and average.
        """
        own = {name: Source("pool", (name,), value) for name, value in pool_counts(self.layer).items()}
        said = self.cast.say
        rows = {
            "convolution": (
                message("a convolution"),
                said(
                    message(
                        "{standard_weights} {standard_weights?parameter|parameters}, {standard_multiply_adds} "
                        "{standard_multiply_adds?multiply-add|multiply-adds}"
                    )
                ),
            ),
            "largest": (
                NAMES["largest"],
                said(
                    message(
                        "{parameters} {parameters?parameter|parameters}, {comparisons} "
                        "{comparisons?comparison|comparisons}"
                    ),
                    parameters=own["parameters"],
                    comparisons=own["comparisons"],
                ),
            ),
            "average": (
                NAMES["average"],
                said(
                    message(
                        "{parameters} {parameters?parameter|parameters}, {additions} {additions?addition|additions}, "
                        "{divisions} {divisions?division|divisions}"
                    ),
                    parameters=own["parameters"],
                    additions=own["additions"],
                    divisions=own["divisions"],
                ),
            ),
        }
        heading = said(message("for an output of {out_channels}×{out_rows}×{out_columns}"))
        return self._table(heading, {name: (label, pieces_of(one)) for name, (label, one) in rows.items()})

    def _table(self, heading: str | Phrase, rows: Mapping[str, tuple[str, Run]], equations: bool = False) -> Sheet:
        """Names and what stands behind them, a line each, in the largest type that has room."""
        ribbon, theme = self.canvas.ribbon, self.theme
        names = {part: self.tongue.text(name) for part, (name, _) in rows.items()}
        for size in (BODY, 26.0, 24.0, SMALL, 20.0, 18.0):
            aside = max(text_width(name, size) for name in names.values()) + 1.5 * size
            if aside + max(run_width(run, size) for _, run in rows.values()) <= ribbon.width:
                break
        parts: dict[str, list[Item]] = {"heading": headed(heading, self.canvas, theme)}
        top = self.top
        pitch = min(LINES_APART, max(LEAST_LINE, (ribbon.bottom - top) / len(rows)))
        for k, (part, (_, run)) in enumerate(rows.items()):
            y = top + pitch * (k + 0.5) + CAP_HEIGHT * size / 2
            parts[part] = [
                words(names[part], ribbon.left, y, size, theme.dim, theme),
                *set_run(run, ribbon.left + aside, y, size, theme),
                *([Statement("".join(piece.text for piece in run))] if equations else []),
            ]
        return Sheet(parts)


def wrapped(run: Run, width: float, size: float, most: int = 3) -> list[list[Piece]] | None:
    """A run in lines of so many pixels, broken where there is a blank; None if it takes more than ``most``."""
    lines: list[list[Piece]] = [[]]
    for piece in run:
        if run_width([*lines[-1], Piece(piece.text.rstrip(), bold=piece.bold)], size) > width:
            if not lines[-1] or len(lines) == most:
                return None
            lines.append([])
        lines[-1].append(piece)
    return [_trimmed(line) for line in lines]


def _trimmed(line: list[Piece]) -> list[Piece]:
    """A line without the blank at its end."""
    while line and not line[-1].text.strip():
        line = line[:-1]
    return [*line[:-1], replace(line[-1], text=line[-1].text.rstrip())]


def _number(source: Source, bold: bool = False) -> Piece:
    return Piece(numeral(source.value), None, bold, source)
