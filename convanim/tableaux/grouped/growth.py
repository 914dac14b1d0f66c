"""How work grows with the number of features: which filter reads which channel, as squares of true size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.draw.items import Item, Plate, Source, Statement, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import cost, standard
from convanim.language.tongue import message
from convanim.mobjects.caption import FACT
from convanim.mobjects.counts import counts_of
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, headed, words
from convanim.ribbon.product import times
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.tableaux.pairs import ground, growth_source, lit, square_corners
from convanim.theme.ramp import Ramp

SIDE = 372.0
"""The longer side of the largest matrix at most, in pixels."""
WORDS_BELOW = 126.0
"""Room below a matrix for what it costs, in pixels."""
BRIEF_BELOW = 92.0
"""The same for less to say."""
LOWERED = 6.0
"""How far the lower of two rows reaches below the stage, where no labels are, in pixels."""
WORDS_GAP = 18.0
"""From a matrix to words beside it, in pixels."""


@dataclass(frozen=True)
class GrowthPlan:
    """Where the matrices and what they cost stand on one canvas; lengths are in pixels."""

    rows: int
    """In how many rows the two pairs of matrices stand: 1 side by side, 2 one above the other."""
    margin: float
    """Above a matrix, and between its words and the row below."""
    words_beside: bool = False
    """Whether words stand beside the matrices; else they stand below."""

    brief: bool = False
    """Whether words are only how many multiply-adds and groups there are."""

    @property
    def words_below(self) -> float:
        """Room below a matrix for words."""
        return 0.0 if self.words_beside else BRIEF_BELOW if self.brief else WORDS_BELOW


class Growth(Tableau[GrowthPlan]):
    """A layer and the one with twice its features, without groups and with twice the groups."""

    plans = {
        "16:9": GrowthPlan(rows=1, margin=28.0),
        "1:1": GrowthPlan(rows=2, margin=12.0, words_beside=True),
        "9:16": GrowthPlan(rows=2, margin=28.0),
        "16:9 large": GrowthPlan(rows=1, margin=0.0, brief=True),
    }

    @cached_property
    def _unit(self) -> float:
        """The side of one square, in pixels."""
        side = self._side_in_row
        if self.plan.words_beside:
            side = min(side, self._side_beside(self._words_wide))
        return side / (2 * max(self.layer.in_channels, self.layer.out_channels))

    @property
    def _side_in_row(self) -> float:
        """What the height of a row leaves to the longer side of the largest matrix."""
        return min(SIDE, self.canvas.stage.height / self.plan.rows - self.plan.words_below - self.plan.margin)

    def _side_beside(self, words_wide: float) -> float:
        """What words beside leave to it: they share the width with two matrices, one of half the side."""
        share = self.layer.in_channels / max(self.layer.in_channels, self.layer.out_channels)
        return (self.canvas.stage.width - 62 - 2 * words_wide) / (1.5 * share)

    @cached_property
    def _stacked(self) -> bool:
        """Whether the unit of work stands below the number, for want of room behind it."""
        wide = max(self._caption_width(layer, False) for layer in self.layers.values())
        return self.plan.words_beside and self._side_beside(wide) < self._side_in_row

    @cached_property
    def _words_wide(self) -> float:
        return max(self._caption_width(layer, self._stacked) for layer in self.layers.values())

    @cached_property
    def layers(self) -> dict[str, Layer]:
        """The four layers, by the names of the chart's parts."""
        layer = self.layer
        twice = {"in_channels": 2 * layer.in_channels, "out_channels": 2 * layer.out_channels}
        return {
            "whole": standard(layer),
            "whole_doubled": standard(layer).with_(**twice),
            "grouped": layer,
            "grouped_doubled": layer.with_(**twice, groups=2 * layer.groups),
        }

    def chart(self) -> Sheet:
        """A square for each filter and channel that meet; lit if the filter reads the channel.

        Parts: whole, whole_doubled, grouped, grouped_doubled.
        """
        names, unit = list(self.layers), self._unit
        small = self.layer.in_channels * unit
        pitch = max(small + 190.0, self._words_wide + 36.0)
        if self.plan.words_beside:
            pitch = small + self._words_wide + 44
        parts: dict[str, list[Item]] = {}
        for (left, bottom), (one, twice) in zip(self._starts(pitch), (names[:2], names[2:]), strict=True):
            parts[one] = self._matrix(self.layers[one], left, bottom)
            x, y = (2 * left + small + pitch) / 2, bottom - 26
            if self.plan.words_beside:
                x, y = left + small + 60, bottom - (140 if self._stacked else 120)
            parts[twice] = self._growth(self.layers[one], self.layers[twice], x, y)
            parts[twice] += self._matrix(self.layers[twice], left + pitch, bottom)
        return Sheet(parts)

    def _starts(self, pitch: float) -> list[tuple[float, float]]:
        """The lower left corner of each pair of matrices, which stand so many pixels apart."""
        stage, below = self.canvas.stage, self.plan.words_below
        if self.plan.rows == 1:
            wide = max(2 * self.layer.in_channels * self._unit, self._words_wide)
            return [(stage.left, stage.bottom - below), (stage.right - pitch - wide, stage.bottom - below)]
        upper, lower = stage.rows(1, 1)
        return [(stage.left, upper.bottom - below), (stage.left, lower.bottom - below + LOWERED)]

    def legend(self) -> Sheet:
        """What one square stands for."""
        counts, theme, room = counts_of(self.layer), self.theme, self.canvas.ribbon
        factors = [numeral(counts[name]) for name in ("kernel_cells", "out_pixels")]
        heading = self.tongue.text("one square: one filter reads one channel")
        line = self.say(
            "{kernel_cells} {kernel_cells?weight|weights} × {out_pixels} {out_pixels?place|places} = "
            "{per_pair} {per_pair?multiply-add|multiply-adds}"
        )
        equation = Statement(" × ".join(factors) + f" = {numeral(counts['per_pair'])}")
        top = self.canvas.chip_top + 12
        square = (room.left, top, room.left + 34, top + 34)
        return Sheet(
            [
                *headed(heading, self.canvas, theme),
                Plate(square, 3, (*theme.ramp_of_whole().signal, 1.0)),
                words(line, room.left + 52, top + 28, BODY, theme.ink, theme),
                equation,
            ]
        )

    def _ramps(self, layer: Layer) -> list[Ramp]:
        return [self.theme.ramp_of_whole()] if layer.groups == 1 else self.theme.ramps_of_groups(layer.groups)

    def _caption_width(self, layer: Layer, stacked: bool) -> float:
        """The longest line below a matrix, in pixels."""
        work = numeral(cost(layer).multiply_adds)
        unit = self.tongue.text("multiply-adds")
        head, tail = (line.text for line in self._caption(layer))
        lines = text_width(head, FACT), text_width(tail, FACT)
        number, unit_wide = text_width(work, BODY, True), text_width(unit, FACT)
        if self.plan.brief:
            return max(number, lines[1])
        return max(number, unit_wide, *lines) if stacked else max(number + 12 + unit_wide, *lines)

    def _caption(self, layer: Layer) -> tuple[Phrase, Phrase]:
        """What stands below a matrix: its channels and filters, and its groups."""
        many = message("{in_channels} {in_channels?channel|channels}, {out_channels} {out_channels?filter|filters}")
        groups = message("no groups") if layer.groups == 1 else message("{groups} {groups?group|groups}")
        return self.say(many, layer), self.say(groups, layer)

    def _matrix(self, layer: Layer, left: float, bottom: float) -> list[Item]:
        unit = self._unit
        theme, top = self.theme, bottom - layer.out_channels * unit
        box = (left, top, left + layer.in_channels * unit, bottom)
        items: list[Item] = [ground(box, theme)]
        for group, ramp in enumerate(self._ramps(layer)):
            channels, filters = layer.channels_of_group(group), layer.filters_of_group(group)
            part = (channels.start, filters.start, channels.stop, filters.stop)
            items.append(lit([square_corners(part, (left, top), unit)], ramp.signal, unit, theme))
        if self.plan.words_beside:
            return items + self._costs(layer, box[2] + WORDS_GAP, bottom - 116)
        return items + self._costs(layer, left, bottom)

    def _costs(self, layer: Layer, left: float, top: float) -> list[Item]:
        """What a matrix costs, and of which layer it is, from so far down."""
        theme, ground, work = self.theme, self.theme.background, cost(layer).multiply_adds
        source = Source("count", ("multiply_adds", layer.tag), work)
        number, unit = (left, top + 48), (left + text_width(numeral(work), BODY, True) + 12, top + 48)
        if self._stacked:
            number, unit = (left, top + 22), (left, top + 52)
        head, tail = self._caption(layer)
        if self.plan.brief:
            return [
                Words(numeral(work), *number, BODY, (*theme.ink, 1.0), ground, bold=True, source=source),
                tail.words(left, top + 84, FACT, (*theme.dim, 1.0), ground),
            ]
        return [
            Words(numeral(work), *number, BODY, (*theme.ink, 1.0), ground, bold=True, source=source),
            Words(self.tongue.text("multiply-adds"), *unit, FACT, (*theme.dim, 1.0), ground),
            head.words(left, top + 84, FACT, (*theme.dim, 1.0), ground),
            tail.words(left, top + 114, FACT, (*theme.dim, 1.0), ground),
        ]

    def _growth(self, before: Layer, after: Layer, x: float, y: float) -> list[Item]:
        one, other = cost(before).multiply_adds, cost(after).multiply_adds
        theme, source = self.theme, growth_source(before, after)
        factor = int(source.value)
        return [
            *times(x - 22, y - 14, theme),
            Words(numeral(factor), x, y, 40.0, (*theme.ink, 1.0), theme.background, True, source=source),
            Statement(f"{numeral(factor)} × {numeral(one)} = {numeral(other)}"),
        ]
