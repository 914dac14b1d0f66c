"""How work grows with the number of features: which filter reads which channel, as squares of true size."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from convanim.counts import counts_of, phrase
from convanim.kernels import cost, standard
from convanim.numerals import numeral
from convanim.spec import Layer
from convanim.stage.caption import FACT
from convanim.stage.color import Floats
from convanim.stage.display import Faces, Item, Plate, Source, Statement, Words
from convanim.stage.formula import BODY, HEADING_LINE, SMALL, words
from convanim.stage.layout import RIBBON_ROOM, STAGE
from convanim.stage.lettering import text_width
from convanim.stage.sheet import Sheet
from convanim.stage.tally import times
from convanim.stage.theme import Ramp, Theme

SIDE = 372.0
"""The longer side of the largest matrix, in pixels."""
FINEST = 6.0
"""Squares below this side are drawn without lines."""
BOTTOM = 596.0
UNIT_OF_WORK = "multiply-adds"


class Growth:
    """A layer and the one with twice its features, without groups and with twice the groups."""

    def __init__(self, layer: Layer, theme: Theme) -> None:
        self.layer = layer
        self.theme = theme

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
        unit = SIDE / (2 * max(self.layer.in_channels, self.layer.out_channels))
        small = self.layer.in_channels * unit
        parts: dict[str, list[Item]] = {}
        names = list(self.layers)
        words_wide = max(self._caption_width(layer) for layer in self.layers.values())
        step = max(small + 190.0, words_wide + 36.0)
        for left, pair in ((STAGE.left, names[:2]), (STAGE.right - step - max(2 * small, words_wide), names[2:])):
            parts[pair[0]] = self._matrix(self.layers[pair[0]], left, unit)
            apart = left + step
            parts[pair[1]] = self._growth(self.layers[pair[0]], self.layers[pair[1]], (left + small + apart) / 2)
            parts[pair[1]] += self._matrix(self.layers[pair[1]], apart, unit)
        return Sheet(parts)

    def legend(self) -> Sheet:
        """What one square stands for."""
        said = phrase(
            "{kernel_cells} weights × {out_pixels} places = {per_pair} multiply-adds",
            counts_of(self.layer),
            self.layer.tag,
            {"per_pair": self._per_pair},
        )
        counts = counts_of(self.layer)
        told = Statement(
            f"{numeral(counts['kernel_cells'])} × {numeral(counts['out_pixels'])} = {numeral(self._per_pair)}"
        )
        left, theme = RIBBON_ROOM.left, self.theme
        fill = (*theme.ramp_of_whole().signal, 1.0)
        line = words(said.text, left + 52, 900, BODY, theme.ink, theme)
        return Sheet(
            [
                words("one square: one filter reads one channel", left, HEADING_LINE, SMALL, theme.dim, theme),
                Plate((left, 872, left + 34, 906), 3, fill),
                replace(line, counts=said.counts),
                told,
            ]
        )

    @property
    def _per_pair(self) -> int:
        single = self.layer.with_(in_channels=1, out_channels=1, groups=1, bias=False)
        return cost(single).multiply_adds

    def _ramps(self, layer: Layer) -> list[Ramp]:
        return [self.theme.ramp_of_whole()] if layer.groups == 1 else self.theme.ramps_of_groups(layer.groups)

    def _caption_width(self, layer: Layer) -> float:
        """The longest line below a matrix, in pixels."""
        work = numeral(cost(layer).multiply_adds)
        head = f"{numeral(layer.in_channels)} channels, {numeral(layer.out_channels)} filters"
        return max(text_width(work, BODY, True) + 12 + text_width(UNIT_OF_WORK, FACT), text_width(head, FACT))

    def _matrix(self, layer: Layer, left: float, unit: float) -> list[Item]:
        theme, top = self.theme, BOTTOM - layer.out_channels * unit
        corner = np.array([left, top])
        box = (left, top, left + layer.in_channels * unit, BOTTOM)
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
        head = phrase("{in_channels} channels, {out_channels} filters", counts_of(layer), layer.tag)
        text = "no groups" if layer.groups == 1 else "{groups} groups"
        tail = phrase(text, counts_of(layer), layer.tag)
        behind = left + text_width(numeral(work), BODY, True) + 12
        items += [
            Words(numeral(work), left, BOTTOM + 48, BODY, (*theme.ink, 1.0), ground, bold=True, source=source),
            Words(UNIT_OF_WORK, behind, BOTTOM + 48, FACT, (*theme.dim, 1.0), ground),
            Words(head.text, left, BOTTOM + 84, FACT, (*theme.dim, 1.0), ground, counts=head.counts),
            Words(tail.text, left, BOTTOM + 114, FACT, (*theme.dim, 1.0), ground, counts=tail.counts),
        ]
        return items

    def _growth(self, before: Layer, after: Layer, x: float) -> list[Item]:
        one, other = cost(before).multiply_adds, cost(after).multiply_adds
        theme, factor = self.theme, other // one
        source = Source("count", ("times_multiply_adds", after.tag, before.tag), factor)
        return [
            *times(x - 22, BOTTOM - 40, theme),
            Words(numeral(factor), x, BOTTOM - 26, 40.0, (*theme.ink, 1.0), theme.background, True, source=source),
            Statement(f"{numeral(factor)} × {numeral(one)} = {numeral(other)}"),
        ]


def _square(corner: Floats, channel: int, out_channel: int, wide: int, high: int, unit: float) -> Floats:
    box = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=float)
    return np.asarray((corner + (box + np.array([channel, out_channel])) * unit)[None])
