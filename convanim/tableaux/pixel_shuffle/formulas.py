"""What the ribbon says of a shuffle: where a number goes or comes from, and which numbers make a square."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from convanim.draw.items import Item, Source, Statement
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.plans import plan_for
from convanim.mobjects.cast import Cast
from convanim.numerals import numeral
from convanim.ribbon.chips import (
    BODY,
    CHIP_GAP,
    SMALL,
    Term,
    arrow,
    cell_name,
    chip,
    chip_width,
    headed,
    words,
)
from convanim.ribbon.fractions import Piece, Run, run_width, set_run
from convanim.ribbon.terms import Terms
from convanim.trace import Moved, Step, Upscaled

TALLEST, FLATTEST = 48.0, 30.0
"""A chip's height, in pixels."""
NARROWEST = 48.0
"""A chip's width, in pixels."""
SIGN = 64.0
"""Room for an arrow, in pixels."""
BESIDE = 56.0
"""Between two equations on a line, in pixels."""
FOOT = 12.0
"""Kept free below chips, in pixels."""


@dataclass(frozen=True)
class LinesPlan:
    """The baselines of a number's way, from the ribbon's top, in pixels."""

    first: float = 84.0
    pitch: float = 56.0


PLANS = {name: LinesPlan() for name in ("16:9", "1:1")} | {
    "9:16": LinesPlan(96.0, 72.0),
    "16:9 large": LinesPlan(32.0, 42.0),
}


class Formulas:
    """Makes the ribbon's sheets of what moves."""

    def __init__(self, cast: Cast, upscaled: Upscaled) -> None:
        self.cast, self.upscaled, self.theme, self.tongue = cast, upscaled, cast.theme, cast.tongue
        self.canvas = cast.canvas
        self.plan = plan_for(self.canvas.names, PLANS, "the ribbon")
        self.left, self.right = self.canvas.ribbon.left, self.canvas.header.right
        self.digits = next(iter(Terms.of(cast))).sum

    def _term(self, one: Moved, arrived: bool) -> Term:
        """A number where it stood, or where it has come to: in either place it has the hue of its small map."""
        value, (low, high) = self.cast.trace.output[one.small].item(), self.cast.output_scales[one.small[0]]
        color = Terms.shade(self.cast.filter_ramps([one.small[0]])[0], value, low, high)
        name, index = ("upscaled", one.large) if arrived else (self.cast.names.output, one.small)
        return Term(value, Source(name, index, value), color, digits=self.digits)

    @cached_property
    def _chip_width(self) -> float:
        output = self.cast.trace.output
        ends = [output.min().item(), output.max().item()]
        terms = [Term(end, Source("", (), 0), (0, 0, 0), digits=self.digits) for end in ends]
        return chip_width(terms, BODY, NARROWEST)

    # One number.

    def forth(self, one: Moved) -> Sheet:
        """Where a number goes. Parts: number, channel, place."""
        (channel, row, column), (c, y, x) = one.small, one.large
        i, j = one.corner
        inside = [Piece(f"{self._name('channel')} ", self.theme.dim), self._axis("channel", channel), Piece(" = ")]
        down = [*self._in_map("row", row, i), Piece(" = "), self._axis("row", y, bold=True)]
        across = [*self._in_map("column", column, j), Piece(" = "), self._axis("column", x, bold=True)]
        lines = [
            [([*inside, *self._channel_terms(c, i, j)], f"{numeral(channel)} = {self._channel_sum(c, i, j)}")],
            [
                (down, f"{self._map_sum(row, i)} = {numeral(y)}"),
                (across, f"{self._map_sum(column, j)} = {numeral(x)}"),
            ],
        ]
        heading = self.tongue.text(message("where it goes"))
        ends = cell_name("y", one.small), cell_name("z", one.large)
        return self._told(heading, one, ends, lines, arrived=False)

    def back(self, one: Moved) -> Sheet:
        """Where a number of the large map comes from. Parts: number, place, channel."""
        (channel, row, column), (c, y, x) = one.small, one.large
        i, j = one.corner
        down = [Piece(f"{self._name('row')} ", self.theme.dim), self._axis("row", y), Piece(" = ")]
        across = [Piece(f"{self._name('column')} ", self.theme.dim), self._axis("column", x), Piece(" = ")]
        inside = [Piece(f"{self._name('channel')} ", self.theme.dim), *self._channel_terms(c, i, j)]
        lines = [
            [
                ([*down, *self._map_terms("row", row, i)], f"{numeral(y)} = {self._map_sum(row, i)}"),
                ([*across, *self._map_terms("column", column, j)], f"{numeral(x)} = {self._map_sum(column, j)}"),
            ],
            [
                (
                    [*inside, Piece(" = "), self._axis("channel", channel, bold=True)],
                    f"{self._channel_sum(c, i, j)} = {numeral(channel)}",
                )
            ],
        ]
        heading = self.tongue.text(message("where it comes from"))
        ends = cell_name("z", one.large), cell_name("y", one.small)
        return self._told(heading, one, ends, lines, arrived=True)

    def _told(
        self,
        heading: str,
        one: Moved,
        ends: tuple[Phrase, Phrase],
        lines: Sequence[Sequence[tuple[Run, str]]],
        arrived: bool,
    ) -> Sheet:
        theme, ribbon = self.theme, self.canvas.ribbon
        y = ribbon.top + self.plan.first
        box = (self.left, y - 34.0, self.left + self._chip_width, y + 12.0)
        x = box[2] + 22.0
        number = [*headed(heading, self.canvas, theme), *chip(self._term(one, arrived), box, BODY, theme)]
        number.append(words(ends[0], x, y, BODY, theme.ink, theme))
        x += text_width(ends[0].text, BODY) + SIGN
        number += [*arrow(x - SIGN / 2, y - 10, theme), words(ends[1], x, y, BODY, theme.ink, theme, bold=True)]
        parts: dict[str, list[Item]] = {"number": number}
        for place, line in enumerate(lines, 1):
            parts[f"line-{place}"] = self._line(line, y + place * self.plan.pitch)
        return Sheet(parts)

    def _line(self, equations: Sequence[tuple[Run, str]], y: float) -> list[Item]:
        """Equations side by side, smaller where they would not find room."""
        wide = sum(run_width(run, BODY) for run, _ in equations)
        size = min(BODY, BODY * (self.right - self.left - BESIDE * (len(equations) - 1)) / wide)
        items, x = list[Item](), self.left
        for run, said in equations:
            items += [*set_run(run, x, y, size, self.theme), Statement(said)]
            x += run_width(run, size) + BESIDE
        return items

    def _name(self, axis: str) -> str:
        return {
            "channel": self.tongue.text("channel"),
            "row": self.tongue.text("row"),
            "column": self.tongue.text("column"),
        }[axis]

    def _axis(self, axis: str, index: int, bold: bool = False, accent: bool = False) -> Piece:
        return Piece(numeral(index), self.theme.accent if accent else None, bold, Source(axis, (index,), index))

    @property
    def _factor(self) -> Piece:
        return Piece(numeral(self.upscaled.factor), source=Source("upscale_factor", (), self.upscaled.factor))

    @property
    def _each(self) -> Piece:
        return Piece(numeral(self.upscaled.each), source=Source("square_cells", (), self.upscaled.each))

    def _channel_terms(self, c: int, i: int, j: int) -> list[Piece]:
        """c × r × r + i × r + j, with the square's row and column in bold."""
        return [
            self._axis("channel", c),
            Piece(" × "),
            self._each,
            Piece(" + "),
            self._axis("row", i, bold=True, accent=True),
            Piece(" × "),
            self._factor,
            Piece(" + "),
            self._axis("column", j, bold=True, accent=True),
        ]

    def _channel_sum(self, c: int, i: int, j: int) -> str:
        return f"{numeral(c)} × {numeral(self.upscaled.each)} + {i} × {self.upscaled.factor} + {j}"

    def _in_map(self, axis: str, index: int, inner: int) -> list[Piece]:
        return [Piece(f"{self._name(axis)} ", self.theme.dim), *self._map_terms(axis, index, inner)]

    def _map_terms(self, axis: str, index: int, inner: int) -> list[Piece]:
        """Row × r + i, or column × r + j."""
        ends = self._axis(axis, index), self._axis(axis, inner, bold=True, accent=True)
        return [ends[0], Piece(" × "), self._factor, Piece(" + "), ends[1]]

    def _map_sum(self, index: int, inner: int) -> str:
        return f"{numeral(index)} × {self.upscaled.factor} + {inner}"

    # A square.

    def square(self, step: Step) -> Sheet:
        """The numbers in one place of all small maps, and the square that they make. Parts: places, square.

        Of numbers that find no room, it is only said where they stand and come to.
        """
        moved, pitch, theme = self.upscaled.of_step(step), self._chip_width + CHIP_GAP, self.theme
        factor, each, top = self.upscaled.factor, self.upscaled.each, self.canvas.chip_top
        place, target = self._said_of(step)
        height = min(TALLEST, (self.canvas.ribbon.bottom - FOOT - top + CHIP_GAP) / factor - CHIP_GAP)
        middle = top + (factor * (height + CHIP_GAP) - CHIP_GAP) / 2
        said = text_width(place.text, SMALL) if self.canvas.has_headings else 0.0
        end = self.left + max(each * pitch - CHIP_GAP, said)
        in_rows = height >= FLATTEST
        if not (in_rows or self.canvas.has_headings):
            return self._in_words(place, target)
        side_by_side = in_rows and end + SIGN + factor * pitch <= self.right
        if not side_by_side:
            end = self.left + said
        start = end + (SIGN if end > self.left else 0.0)
        parts: dict[str, list[Item]] = {
            "places": headed(place, self.canvas, theme),
            "square": headed(target, self.canvas, theme, start),
        }
        if side_by_side:
            for k, one in enumerate(moved):
                left = self.left + k * pitch
                box = (left, middle - height / 2, left + self._chip_width, middle + height / 2)
                parts["places"] += chip(self._term(one, False), box, BODY, theme)
        if start > end:
            line = middle if side_by_side else self.canvas.heading_line - 7
            parts["places"] += arrow((start + end) / 2, line, theme)
        if in_rows and start + factor * pitch <= self.right:
            for one in moved:
                i, j = one.corner
                x, y = start + j * pitch, top + i * (height + CHIP_GAP)
                box = (x, y, x + self._chip_width, y + height)
                parts["square"] += chip(self._term(one, True), box, BODY, theme)
        return Sheet(parts)

    def _in_words(self, place: Phrase, target: Phrase) -> Sheet:
        """The same where there is room neither for chips nor for headings, smaller where it would not fit."""
        wide = [text_width(said.text, BODY) for said in (place, target)]
        size = BODY * min(1.0, (self.right - self.left - SIGN) / sum(wide))
        end, y, theme = self.left + wide[0] * size / BODY, self.canvas.ribbon.top + self.plan.first, self.theme
        return Sheet(
            {
                "places": [words(place, self.left, y, size, theme.dim, theme), *arrow(end + SIGN / 2, y - 10, theme)],
                "square": [words(target, end + SIGN, y, size, theme.ink, theme)],
            }
        )

    def _said_of(self, step: Step) -> tuple[Phrase, Phrase]:
        """A place of all small maps, and the rows and columns of its square."""
        (_, row, column), factor, say = step.index, self.upscaled.factor, self.cast.say
        place = message("row {row}, column {column} of all")
        target = message("rows {first_row}–{last_row}, columns {first_column}–{last_column}")
        return say(place, row=numbered("row", row), column=numbered("column", column)), say(
            target,
            first_row=numbered("row", row * factor),
            last_row=numbered("row", row * factor + factor - 1),
            first_column=numbered("column", column * factor),
            last_column=numbered("column", column * factor + factor - 1),
        )
