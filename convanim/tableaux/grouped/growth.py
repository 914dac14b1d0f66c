"""How work grows with the number of features: which filter reads which channel, as squares of true size."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from convanim.draw.items import Faces, Item, Plate, Source, Statement, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import cost, standard
from convanim.language.tongue import message
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import counts_of, phrase
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, SMALL, words
from convanim.ribbon.product import times
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.theme.color import Floats
from convanim.theme.ramp import Ramp

SIDE = 372.0
"""The longer side of the largest matrix, in pixels, and as much in smaller rooms as they leave."""
FINEST = 6.0
"""Squares below this side are drawn without lines."""
WORDS_BELOW = 126.0
"""Room below a matrix for what it costs, in pixels."""


class Growth(Tableau[None]):
    """A layer and the one with twice its features, without groups and with twice the groups."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        canvas = cast.canvas
        self.beside = canvas.narrow and not canvas.tall
        """Whether words stand beside matrices, for want of room below."""

    @property
    def _side(self) -> float:
        stage = self.canvas.stage
        half = (stage.bottom - stage.top) / 2
        if not self.beside:
            return min(SIDE, half - WORDS_BELOW - 28) if self.canvas.narrow else SIDE
        return min(SIDE, half - 12, self._side_beside(self._words_wide))

    def _side_beside(self, words_wide: float) -> float:
        """What words beside leave: they share the width with two matrices, one of half the side."""
        share = self.layer.in_channels / max(self.layer.in_channels, self.layer.out_channels)
        return (self.canvas.stage.width - 62 - 2 * words_wide) / (1.5 * share)

    @cached_property
    def _stacked(self) -> bool:
        """Whether the unit of work stands below the number, for want of room behind it."""
        stage = self.canvas.stage
        wide = max(self._caption_width(layer, False) for layer in self.layers.values())
        return self.beside and self._side_beside(wide) < min(SIDE, (stage.bottom - stage.top) / 2 - 12)

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
        unit = self._side / (2 * max(self.layer.in_channels, self.layer.out_channels))
        small = self.layer.in_channels * unit
        parts: dict[str, list[Item]] = {}
        names = list(self.layers)
        words_wide = self._words_wide
        step = max(small + 190.0, words_wide + 36.0)
        stage = self.canvas.stage
        if self.beside:
            step = small + words_wide + 44
        if self.canvas.narrow:
            below = 0.0 if self.beside else WORDS_BELOW
            upper, lower = stage.rows(1, 1)
            pairs = [(stage.left, upper.bottom - below, names[:2]), (stage.left, lower.bottom - below + 6, names[2:])]
        else:
            right = stage.right - step - max(2 * small, words_wide)
            pairs = [
                (stage.left, stage.bottom - WORDS_BELOW, names[:2]),
                (right, stage.bottom - WORDS_BELOW, names[2:]),
            ]
        for left, bottom, pair in pairs:
            parts[pair[0]] = self._matrix(self.layers[pair[0]], left, bottom, unit)
            apart = left + step
            x, y = (
                ((left + small + apart) / 2, bottom - 26)
                if not self.beside
                else (left + small + 60, bottom - (140 if self._stacked else 120))
            )
            parts[pair[1]] = self._growth(self.layers[pair[0]], self.layers[pair[1]], x, y)
            parts[pair[1]] += self._matrix(self.layers[pair[1]], apart, bottom, unit)
        return Sheet(parts)

    def legend(self) -> Sheet:
        """What one square stands for."""
        said = phrase(
            "{kernel_cells} {kernel_cells?weight|weights} × {out_pixels} {out_pixels?place|places} = "
            "{per_pair} {per_pair?multiply-add|multiply-adds}",
            counts_of(self.layer),
            self.layer.tag,
            {"per_pair": self._per_pair},
            tongue=self.tongue,
        )
        counts = counts_of(self.layer)
        told = Statement(
            f"{numeral(counts['kernel_cells'])} × {numeral(counts['out_pixels'])} = {numeral(self._per_pair)}"
        )
        room, theme = self.canvas.ribbon, self.theme
        left, top = room.left, room.top
        fill = (*theme.ramp_of_whole().signal, 1.0)
        line = words(said, left + 52, top + 84, BODY, theme.ink, theme)
        heading = self.canvas.heading_line
        return Sheet(
            [
                words(
                    self.tongue.text("one square: one filter reads one channel"), left, heading, SMALL, theme.dim, theme
                ),
                Plate((left, top + 56, left + 34, top + 90), 3, fill),
                line,
                told,
            ]
        )

    @property
    def _per_pair(self) -> int:
        single = self.layer.with_(in_channels=1, out_channels=1, groups=1, bias=False)
        return cost(single).multiply_adds

    def _ramps(self, layer: Layer) -> list[Ramp]:
        return [self.theme.ramp_of_whole()] if layer.groups == 1 else self.theme.ramps_of_groups(layer.groups)

    def _caption_width(self, layer: Layer, stacked: bool) -> float:
        """The longest line below a matrix, in pixels."""
        work = numeral(cost(layer).multiply_adds)
        unit = self.tongue.text("multiply-adds")
        head, tail = (said.text for said in self._said(layer))
        lines = text_width(head, FACT), text_width(tail, FACT)
        number, unit_wide = text_width(work, BODY, True), text_width(unit, FACT)
        return max(number, unit_wide, *lines) if stacked else max(number + 12 + unit_wide, *lines)

    def _said(self, layer: Layer) -> tuple[Phrase, Phrase]:
        """What stands below a matrix: its channels and filters, and its groups."""
        text = message("no groups") if layer.groups == 1 else message("{groups} {groups?group|groups}")
        head = phrase(
            "{in_channels} {in_channels?channel|channels}, {out_channels} {out_channels?filter|filters}",
            counts_of(layer),
            layer.tag,
            tongue=self.tongue,
        )
        return head, phrase(text, counts_of(layer), layer.tag, tongue=self.tongue)

    def _matrix(self, layer: Layer, left: float, bottom: float, unit: float) -> list[Item]:
        theme, top = self.theme, bottom - layer.out_channels * unit
        corner = np.array([left, top])
        box = (left, top, left + layer.in_channels * unit, bottom)
        items: list[Item] = [Plate(box, 0, (*theme.glass, 1.0), (*theme.glass_line, 1.0), 1.5)]
        for group, ramp in enumerate(self._ramps(layer)):
            channels, filters = layer.channels_of_group(group), layer.filters_of_group(group)
            if unit >= FINEST:
                corners = np.concatenate([_square(corner, c, o, 1, 1, unit) for o in filters for c in channels])
            else:
                corners = _square(corner, channels[0], filters[0], len(channels), len(filters), unit)
            fill = np.tile([*ramp.signal, 1.0], (len(corners), 1))
            items.append(Faces(corners, fill, (*theme.cell_line, 1.0), 1.5 if unit >= FINEST else 0.0))
        work = cost(layer).multiply_adds
        source = Source("count", ("multiply_adds", layer.tag), work)
        ground = theme.background
        head, tail = self._said(layer)
        if self.beside:
            left, bottom = left + layer.in_channels * unit + 18, bottom - 116
        behind, above = (left + text_width(numeral(work), BODY, True) + 12, bottom + 48), bottom + 48
        if self._stacked:
            behind, above = (left, bottom + 52), bottom + 22
        items += [
            Words(numeral(work), left, above, BODY, (*theme.ink, 1.0), ground, bold=True, source=source),
            Words(self.tongue.text("multiply-adds"), *behind, FACT, (*theme.dim, 1.0), ground),
            head.words(left, bottom + 84, FACT, (*theme.dim, 1.0), ground),
            tail.words(left, bottom + 114, FACT, (*theme.dim, 1.0), ground),
        ]
        return items

    def _growth(self, before: Layer, after: Layer, x: float, y: float) -> list[Item]:
        one, other = cost(before).multiply_adds, cost(after).multiply_adds
        theme, factor = self.theme, other // one
        source = Source("count", ("times_multiply_adds", after.tag, before.tag), factor)
        return [
            *times(x - 22, y - 14, theme),
            Words(numeral(factor), x, y, 40.0, (*theme.ink, 1.0), theme.background, True, source=source),
            Statement(f"{numeral(factor)} × {numeral(one)} = {numeral(other)}"),
        ]


def _square(corner: Floats, channel: int, out_channel: int, wide: int, high: int, unit: float) -> Floats:
    box = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=float)
    return np.asarray((corner + (box + np.array([channel, out_channel])) * unit)[None])
