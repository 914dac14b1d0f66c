"""The tally in the ribbon: what every filter's pass over the input costs, and what that adds up to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import prod

from convanim.draw.items import Item, Source
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.kernels import cost
from convanim.language.tongue import message
from convanim.layout.selection import Sample, ends_of
from convanim.mobjects.cast import Cast
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, RESULT, SMALL, Term, chip, chip_width, equals, headed, plus, statement, words
from convanim.ribbon.plan import ribbon_plan

NARROWEST = 84.0
"""A chip's least width, in pixels."""
NAME_DROP = 28.0
"""From a chip's bottom to the baseline of what its pass is called, in pixels."""
TOTAL_GAP = 30.0
"""From the last chip to the middle of the equals sign, and from there to the total, in pixels."""
NO_COLOR = (0.0, 0.0, 0.0)


class Tally:
    """A chip for every filter's pass, in the filter's hue; of those that are not shown, or find no room, one."""

    def __init__(self, cast: Cast, filters: Sample) -> None:
        self.cast = cast
        self.layer = cast.layer
        self.filters = filters
        self.plan = ribbon_plan(cast.canvas)

    def cells(self, filter: int) -> int:
        """How many cells of the output are computed once a filter, and all before it, are through."""
        return (filter + 1) * prod(self.layer.output_size)

    def after(self, filter: int) -> Sheet:
        """What has been added up once a filter, and all before it, are through; the sum once all are.

        Parts: heading, a pass-k for each chip, total.
        """
        shown = [f"pass-{k}" for k, (_, last) in enumerate(self._ranges) if last <= filter]
        end = ["total"] if 0 < filter == self.layer.out_channels - 1 else []
        return self._sheet.copy().hide().reveal("heading", *shown, *end)

    @property
    def _each(self) -> int:
        return cost(self.layer).multiply_adds // self.layer.out_channels

    @cached_property
    def _ranges(self) -> list[tuple[int, int]]:
        """The first and the last filter that each chip stands for: as many chips as there is room for."""
        count, room = self.layer.out_channels, self.cast.canvas.ribbon
        for most in range(len(self.filters.indices) + 1, 1, -1):
            ahead, behind = ends_of(self.filters.indices, range(count), most - 1)
            ranges = [(o, o) for o in range(ahead)]
            ranges += [(ahead, count - behind - 1)] if ahead + behind < count else []
            ranges += [(o, o) for o in range(count - behind, count)]
            width = len(ranges) * (self._width(ranges) + self.plan.between) + self._tail
            if len(ranges) <= most and width <= room.width:
                break
        return ranges

    @property
    def _total(self) -> str:
        return numeral(cost(self.layer).multiply_adds)

    @property
    def _tail(self) -> float:
        """Room for the total behind the chips."""
        return 2 * TOTAL_GAP + text_width(self._total, RESULT, True)

    def _width(self, ranges: Sequence[tuple[int, int]]) -> float:
        terms = [self._term(first, last) for first, last in ranges]
        return chip_width(terms, BODY, NARROWEST)

    def _term(self, first: int, last: int) -> Term:
        value = (last - first + 1) * self._each
        source = Source("passes", (first, last), value)
        if first < last:
            return Term(value, source, NO_COLOR, "subtotal")
        return Term(value, source, self.cast.filter_ramps([first])[0].signal)

    @cached_property
    def _sheet(self) -> Sheet:
        canvas, theme, plan = self.cast.canvas, self.cast.theme, self.plan
        row = plan.rows[0]
        top, left, width = canvas.chip_top, canvas.ribbon.left, self._width(self._ranges)
        middle = top + row.height / 2
        parts: dict[str, list[Item]] = {"heading": headed(self._heading(), canvas, theme)}
        terms = [self._term(first, last) for first, last in self._ranges]
        for k, (term, (first, last)) in enumerate(zip(terms, self._ranges, strict=True)):
            items = plus(left - plan.between / 2, middle, theme) if k else []
            items += chip(term, (left, top, left + width, top + row.height), BODY, theme)
            line, name = top + row.height + NAME_DROP, self._name(first, last)
            items.append(words(name, left + width / 2, line, SMALL, theme.dim, theme, align="middle"))
            parts[f"pass-{k}"] = items
            left += width + plan.between
        if len(terms) == 1:
            return Sheet(parts)
        left += TOTAL_GAP - plan.between
        total = Source("count", ("multiply_adds", self.layer.tag), cost(self.layer).multiply_adds)
        result = Term(total.value, total, NO_COLOR)
        ink, baseline = theme.ink, middle + 14
        figures = words(self._total, left + TOTAL_GAP, baseline, RESULT, ink, theme, bold=True, source=total)
        parts["total"] = [*equals(left, middle, theme), figures, statement(terms, result)]
        return Sheet(parts)

    def _heading(self) -> Phrase:
        return self.cast.say(
            message(
                "{out_channels?the pass|each pass}: {out_pixels} {out_pixels?place|places} × {weights_per_filter} "
                "{weights_per_filter?multiply-add|multiply-adds} = {multiply_adds_per_filter}"
            )
        )

    def _name(self, first: int, last: int) -> Phrase:
        ends = [numbered("filter", o) for o in (first, last)]
        if first == last:
            return self.cast.say(message("filter {filter}"), filter=ends[0])
        return self.cast.say(message("filters {first}–{last}"), first=ends[0], last=ends[1])
