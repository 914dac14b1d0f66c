"""Blocks on shelves, one above the other: how a tall frame holds what otherwise stands side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from convanim.draw.items import Item
from convanim.layout.regions import BlockFit, Need, Region, line_up
from convanim.layout.style import Style
from convanim.mobjects.caption import Tag, tags

LABEL_DROP = 36.0
"""From a shelf's bottom to the baseline of the labels below it, in pixels."""
BETWEEN = 74.0
"""From shelf to shelf at least, in pixels: room for labels."""


@dataclass(frozen=True)
class BlockRows:
    """Where blocks stand, in the order of their needs, and each one's shelf."""

    fits: list[BlockFit]
    places: list[Region]

    def labels(self, row: Sequence[Tag], style: Style) -> list[Item]:
        """Every block's label, below its shelf."""
        lines = dict.fromkeys(self.label_line(k) for k in range(len(row)))
        return [
            item
            for line in lines
            for item in tags([tag for k, tag in enumerate(row) if self.label_line(k) == line], style, line)
        ]

    def label_line(self, which: int) -> float:
        """The baseline of the label below a block."""
        return self.places[which].bottom + LABEL_DROP


def stack_in_rows(
    needs: Sequence[Need],
    region: Region,
    shelves: Sequence[Sequence[int]],
    *,
    gap: float = 72.0,
    largest: float = 84.0,
    lone_at_right: bool = False,
) -> BlockRows:
    """Line blocks up on shelves, all with one nominal cell, the largest that fits.

    ``shelves`` names by their places in ``needs`` what stands on each, from the top; a block alone on its shelf
    stands at the left, or at the right.

    >>> both = stack_in_rows([Need(6, 6, 8), Need(3, 3, 8)], Region(0, 0, 400, 800), [[0], [1]])
    >>> [round(fit.cell, 1) for fit in both.fits], [round(both.label_line(k)) for k in (0, 1)]
    ([45.0, 45.0], [435, 804])
    """
    if len(shelves) == 1:
        return BlockRows(line_up(needs, region, gap=gap, largest=largest), [region] * len(needs))
    rows = [[needs[k] for k in shelf] for shelf in shelves]
    tall = [max(n.above for n in row) + max(n.below for n in row) for row in rows]
    cell = min(
        largest,
        (region.height - BETWEEN * (len(rows) - 1)) / sum(tall),
        *((region.width - gap * (len(row) - 1)) / sum(n.width for n in row) for row in rows),
    )
    spare = (region.height - cell * sum(tall) - BETWEEN * (len(rows) - 1)) / len(rows)
    fits: dict[int, BlockFit] = {}
    places: dict[int, Region] = {}
    top = region.top + spare / 2
    for shelf, row, height in zip(shelves, rows, tall, strict=True):
        place = replace(region, top=top, bottom=top + cell * height)
        aside = region.width - row[0].width * cell if lone_at_right and len(row) == 1 else 0.0
        for k, fit in zip(shelf, line_up(row, place, gap=gap, cell=cell), strict=True):
            fits[k], places[k] = fit.shifted(aside, 0.0), place
        top = place.bottom + BETWEEN + spare
    return BlockRows([fits[k] for k in range(len(needs))], [places[k] for k in range(len(needs))])
