"""Blocks in rows, one above the other: how a tall frame holds what otherwise stands side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from convanim.layout.regions import BlockFit, Need, Region, line_up

LABEL_DROP = 36.0
"""From a row's bottom to the baseline of the labels below it, in pixels."""
BETWEEN = 74.0
"""From row to row at least, in pixels: room for labels."""
INPUT, FILTER, OUTPUT = range(3)
"""A layer's blocks, in the order in which their needs are given."""


@dataclass(frozen=True)
class BlockRows:
    """Where blocks stand, in the order of their needs, and the room of each one's row."""

    fits: list[BlockFit]
    places: list[Region]

    def label_line(self, which: int) -> float:
        """The baseline of the label below a block."""
        return self.places[which].bottom + LABEL_DROP

    def drawn_up(self, needs: Sequence[Need]) -> BlockRows:
        """The same, with the room of every row ending where the lowest of its blocks does.

        >>> needs = [Need(3, 3, 1), Need(1, 3, 1)]
        >>> rows = stack_in_rows(needs, Region(0, 0, 400, 800), [[0, 1]], largest=50)
        >>> round(rows.label_line(1)), round(rows.drawn_up(needs).label_line(1))
        (836, 516)
        """
        ends = [fit.top + (need.rows + need.pads[0][1]) * fit.cell for fit, need in zip(self.fits, needs, strict=True)]
        lowest = [max(end for end, other in zip(ends, self.places, strict=True) if other == own) for own in self.places]
        return replace(self, places=[replace(own, bottom=low) for own, low in zip(self.places, lowest, strict=True)])


def stack_in_rows(
    needs: Sequence[Need],
    region: Region,
    order: Sequence[Sequence[int]],
    *,
    gap: float = 72.0,
    largest: float = 84.0,
    lone_at_right: bool = False,
    between: float = BETWEEN,
) -> BlockRows:
    """Line blocks up in rows, all with one nominal cell, the largest that fits.

    ``order`` names by their places in ``needs`` what stands in each, from the top; a block alone in its row
    stands at the left, or at the right. Rows are ``between`` pixels apart at least.

    >>> both = stack_in_rows([Need(6, 6, 8), Need(3, 3, 8)], Region(0, 0, 400, 800), [[0], [1]])
    >>> [round(fit.cell, 1) for fit in both.fits], [round(both.label_line(k)) for k in (0, 1)]
    ([45.0, 45.0], [435, 804])
    """
    if len(order) == 1:
        alone = dict(
            zip(order[0], line_up([needs[k] for k in order[0]], region, gap=gap, largest=largest), strict=True)
        )
        return BlockRows([alone[k] for k in range(len(needs))], [region] * len(needs))
    rows = [[needs[k] for k in row] for row in order]
    tall = [max(n.above for n in row) + max(n.below for n in row) for row in rows]
    cell = min(
        largest,
        (region.height - between * (len(rows) - 1)) / sum(tall),
        *((region.width - gap * (len(row) - 1)) / sum(n.width for n in row) for row in rows),
    )
    spare = (region.height - cell * sum(tall) - between * (len(rows) - 1)) / len(rows)
    fits: dict[int, BlockFit] = {}
    places: dict[int, Region] = {}
    top = region.top + spare / 2
    for names, row, height in zip(order, rows, tall, strict=True):
        place = replace(region, top=top, bottom=top + cell * height)
        aside = region.width - row[0].width * cell if lone_at_right and len(row) == 1 else 0.0
        for k, fit in zip(names, line_up(row, place, gap=gap, cell=cell), strict=True):
            fits[k], places[k] = fit.shifted(aside, 0.0), place
        top = place.bottom + between + spare
    return BlockRows([fits[k] for k in range(len(needs))], [places[k] for k in range(len(needs))])
