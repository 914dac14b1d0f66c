"""How one number of the output comes about: on stage, channel by channel, and written out in the ribbon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convanim.draw.items import Item, Statement, Words
from convanim.draw.lettering import span_box, text_box, text_width
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.language.tongue import message
from convanim.mobjects.tensor import VoxelTensor
from convanim.numerals import ALMOST, numeral
from convanim.ribbon.chips import BODY, SMALL, is_exact, statement, words, written_sum
from convanim.ribbon.ribbon import Ribbon
from convanim.tableaux.slices import Slices, Working
from convanim.tableaux.standard.passes import Passes
from convanim.trace import Step

PRODUCTS_DROP, COUNT_DROP = 113.0, 154.0
"""From the first chips to the baselines of one channel's products and of their count, in pixels."""
CLEAR = 16.0
"""From what stands under the chips to what is written below it, in pixels."""
NAME_GAP = 10.0
"""From a channel's name to its products, in pixels."""
ADD_UP = 1.0
"""Seconds in which the products of one channel are written out."""
PART = 0.8
"""The same for a part of what is written of a single channel."""


class OneNumber:
    """The steps of ``passes`` written out, and the first of them part by part."""

    def __init__(self, passes: Passes) -> None:
        self.passes = passes
        self.cast = passes.cast
        self.layer = passes.layer
        self.ribbon = Ribbon(passes.cast)

    def formula(self, step: Step) -> Sheet:
        """A step: one partial sum from every channel, the result, the products of one channel, and the count of all.

        Of a single channel it is the window, the weights, their products and the sum.
        """
        if self.layer.in_channels == 1:
            return self.ribbon.formula(step)
        focus = numbered("filter", step.index[0])
        heading = self.cast.say("filter {focus} at one place: one partial sum from every channel", focus=focus)
        sheet = self.ribbon.partial_sums([step], heading, shown=self.passes.channels.indices, apart=True)
        lower = self._lower(sheet)
        return Sheet({**sheet.parts, "products": self._products(step, lower), "count": self._count(lower)})

    def _lower(self, sums: Sheet) -> float:
        """So much lower than usual the lines below begin, for what stands under the chips, in pixels."""
        written = [item for part in sums.parts.values() for item in part if isinstance(item, Words)]
        above = max(span_box(item, 0, len(item.text))[3] for item in written)
        return max(0.0, above + CLEAR + CAP_HEIGHT * BODY - (self.cast.canvas.chip_top + PRODUCTS_DROP))

    def _products(self, step: Step, lower: float) -> list[Item]:
        """How the first partial sum comes about, where there is room for it."""
        canvas, theme, all_terms = self.cast.canvas, self.cast.theme, self.ribbon.terms
        terms = [term for row in all_terms.products(step) for term in row]
        if not canvas.has_headings or len(terms) == 1:
            return []
        total, y = all_terms.partial_sums(step)[0], canvas.chip_top + PRODUCTS_DROP + lower
        name = self.cast.say(message("channel {channel}:"), channel=numbered("channel", step.channels[0]))
        sign = f" {'=' if is_exact(terms, total) else ALMOST} "
        left, wide = canvas.ribbon.left, text_width(sign, BODY) + text_width(total.text, BODY, True)
        start = left + text_width(name.text, SMALL) + NAME_GAP
        written = written_sum(terms, (start, y, canvas.ribbon.right - wide, y), theme)
        if written is None:
            return []
        end = max(text_box(item)[2] for item in written[0] if isinstance(item, Words))
        after = end + text_width(sign, BODY)
        return [
            words(name, left, y, SMALL, theme.dim, theme),
            *written[0],
            words(sign, end, y, BODY, theme.dim, theme),
            words(total.text, after, y, BODY, theme.ink, theme, bold=True, source=total.source),
            statement(terms, total),
        ]

    def _count(self, lower: float) -> list[Item]:
        """How many products there are in all."""
        canvas, theme, channels = self.cast.canvas, self.cast.theme, self.layer.in_channels
        said = self.cast.say(
            message(
                "{in_channels} {in_channels?channel|channels} × {kernel_cells} {kernel_cells?product|products} = "
                "{weights_per_filter} {weights_per_filter?multiply-add|multiply-adds} for one number"
            )
        )
        cells = self.layer.kernel[0] * self.layer.kernel[1]
        equation = Statement(f"{numeral(channels)} × {numeral(cells)} = {numeral(channels * cells)}")
        y = min(canvas.chip_top + COUNT_DROP + lower, canvas.ribbon.bottom - 8)
        return [words(said, canvas.ribbon.left, y, BODY, theme.ink, theme), equation]

    def part_by_part(self, step: Step) -> Iterator[tuple[float, Mapping[str, VoxelTensor | Sheet]]]:
        """Seconds and actors, one after the other, of a step at the end of which all but its count is told."""
        formula, standing = self.formula(step), self.passes.close
        if self.layer.in_channels == 1:
            for k in range(len(formula.parts)):
                yield PART, {"formula": formula.copy().hide().reveal(*list(formula.parts)[: k + 1])}
            return
        if formula.parts["products"]:
            yield ADD_UP, {"formula": formula.copy().hide().reveal("heading", "products")}
        at_work = Working(step, f"filter_{step.index[0]}", self.passes.filter(step.index[0], standing))
        for seconds, actors in Slices(self.passes.reading(standing, step), [at_work], formula, self.cast.names):
            written = actors["formula"]
            assert isinstance(written, Sheet)
            yield seconds, {**actors, "formula": written.reveal("products")}
