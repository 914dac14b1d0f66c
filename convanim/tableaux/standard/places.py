"""Where input, filters and output stand in the pictures of a standard convolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from convanim.draw.lettering import text_width
from convanim.layout.block_grid import stand_in_grid
from convanim.layout.block_rows import BETWEEN
from convanim.layout.regions import BlockFit, Need, Region, line_up
from convanim.layout.selection import Sample
from convanim.mobjects.caption import FACT
from convanim.numerals import numeral
from convanim.scene.tableau import Tableau

MOST_CHANNELS, MOST_FILTERS = 8, 8
"""So many channels of the input, and so many filters, are shown at most."""
LARGEST = 84.0
"""A nominal cell's side at most, in pixels."""
CLOSE_GAP = 56.0
"""Between input, filter and output at least while light leads from one to the other, in pixels."""
NUMBER_GAP = 9.0
"""From a number to the block that it stands beside, in pixels."""
FILTERS_APART = 72.0
"""From filter to filter in a row at most, in pixels."""
FILTER_GAP = 10.0
"""Below every filter at least, in pixels."""


@dataclass(frozen=True)
class PassesPlan:
    """Where input, filters and output stand on one canvas; lengths are in pixels."""

    share: float
    """Of the stage's width, for input and output at most while all filters stand with them."""
    spread: float = 2.0
    """From channel to channel of the output then, in thicknesses, so that each is seen."""
    gap: float = 64.0
    """Between input, filters and output."""
    band: float = 1.0
    """Of the stage's height, for input and output."""
    filters_below: bool = False
    """Whether filters stand below that band; else they stand between input and output."""
    bill: float = 0.27
    """Of the stage's width, or of its height if filters are below, for the bill."""
    beside_bill: float = 0.64
    """Of what the bill leaves, for input and output at most."""
    marked: tuple[float, float] = (44.0, 46.0)
    """Kept free above and below blocks beside the bill, for what marks on them say; they say nothing if 0."""
    labelled: bool = True
    """Whether there are labels beside the bill; else what marks say has to do."""
    total_aside: bool = False
    """Whether the bill's total stands beside its lines, not below them."""
    grid_gap: float = 22.0
    """From filter to filter in a row at least."""


@dataclass(frozen=True)
class Standing:
    """Where input, filters and output stand in a picture."""

    input: BlockFit
    filters: Mapping[int, BlockFit]
    output: BlockFit
    filters_left: float
    """Where what is said of the filters begins."""
    band_bottom: float
    """Of input and output, with the labels below it if ``below``."""
    below: bool = False

    @property
    def columns(self) -> int:
        """How many filters stand in a row."""
        tops = [fit.top for fit in self.filters.values()]
        return tops.count(tops[0])


class Places(Tableau[PassesPlan]):
    """A layer without groups: its input, its filters, and its output.

    It stands in three ways: ``close``, where one filter is as large as the window; ``wide``, with all filters and the
    output's channels apart; and ``beside_bill``, which leaves room for the ``bill_region``.
    """

    plans = {
        "16:9": PassesPlan(share=0.68),
        "1:1": PassesPlan(share=0.6, spread=1.5, gap=36.0, bill=0.3, beside_bill=0.6, grid_gap=14.0),
        "9:16": PassesPlan(
            share=0.86,
            spread=1.6,
            gap=40.0,
            band=0.5,
            filters_below=True,
            bill=0.26,
            beside_bill=0.86,
            marked=(52.0, 52.0),
            labelled=False,
            total_aside=True,
        ),
        "16:9 large": PassesPlan(
            share=0.56, spread=1.5, gap=28.0, bill=0.46, marked=(0.0, 0.0), total_aside=True, grid_gap=10.0
        ),
    }

    @cached_property
    def channels(self) -> Sample:
        """The input channels that are shown."""
        return self.cast.channels(MOST_CHANNELS)

    @cached_property
    def filters(self) -> Sample:
        """The filters, and output channels, that are shown."""
        return self.cast.filters(MOST_FILTERS)

    @property
    def focus(self) -> int:
        """The filter that is shown at work first."""
        return self.filters.indices[0]

    # Where things stand.

    @cached_property
    def _given(self) -> Need:
        return self.cast.need_of_input(self.channels.extent)

    @cached_property
    def _filter(self) -> Need:
        return Need(*self.layer.kernel, self.channels.extent)

    def _made(self, spread: float = 1.0) -> Need:
        return self.cast.need_of_output(self.filters.extent, spread)

    @cached_property
    def close(self) -> Standing:
        """One filter between input and output, all in cells of one size."""
        if self.plan.filters_below:
            return self._stand((self.focus,), self.canvas.stage, self.plan.share, self._made())
        stage, gap = self.canvas.stage, max(CLOSE_GAP, self.plan.gap)
        given, read, made = line_up(
            [self._given, self._filter, self._made()], stage, gap=gap, largest=LARGEST, last_at_right=True
        )
        return Standing(given, {self.focus: read}, made, read.left, stage.bottom)

    @cached_property
    def wide(self) -> Standing:
        """All filters, and the output's channels apart."""
        plan = self.plan
        return self._stand(self.filters.indices, self.canvas.stage, plan.share, self._made(plan.spread))

    @cached_property
    def _beside(self) -> tuple[Region, Region]:
        """For the blocks and for the bill."""
        stage, plan = self.canvas.stage, self.plan
        parts = stage.rows if plan.filters_below else stage.columns
        blocks, bill = parts(1 - plan.bill, plan.bill, gap=plan.gap)
        return blocks, bill

    @property
    def marked_region(self) -> Region:
        """Where all blocks stand beside the bill, with what is said of them."""
        return self._beside[0]

    @property
    def bill_region(self) -> Region:
        """Where the bill stands."""
        return self._beside[1]

    @cached_property
    def beside_bill(self) -> Standing:
        """All of them, and room for the bill."""
        plan, filters = self.plan, self.filters.indices
        return self._stand(filters, self._beside[0], plan.beside_bill, self._made(), plan.marked, numbered=False)

    def _stand(
        self,
        filters: tuple[int, ...],
        room: Region,
        share: float,
        made: Need,
        margins: tuple[float, float] = (0.0, 0.0),
        numbered: bool = True,
    ) -> Standing:
        """Stand in a room, with ``margins`` kept free above and below; filters leave room if they are ``numbered``."""
        plan, given = self.plan, self._given
        band = Region(room.left, room.top, room.right, room.top + plan.band * room.height)
        between_top = band.bottom + BETWEEN
        band = band.inset(top=margins[0], bottom=margins[1])
        above, below = max(given.above, made.above), max(given.below, made.below)
        cell = min(LARGEST, band.height / (above + below), share * band.width / (given.width + made.width))
        middle = (band.top + band.bottom + (above - below) * cell) / 2
        left, right = band.left + given.width * cell, band.right - made.width * cell
        between = Region(left + plan.gap, band.top, right - plan.gap, band.bottom)
        if plan.filters_below:
            between = Region(room.left, between_top, room.right, room.bottom - margins[1])
        if numbered and len(filters) > 1:
            widest = text_width(numeral(filters[-1]), FACT)
            between = between.inset(left=max(0.0, widest + NUMBER_GAP - (0 if plan.filters_below else plan.gap / 2)))
        fits = stand_in_grid(
            self._filter, len(filters), between, largest=cell, label_room=FILTER_GAP, gap=plan.grid_gap
        )
        if len(filters) > 1 or not plan.filters_below:
            fits = _gathered(fits, self._filter, between)
        return Standing(
            given.fit(cell, band.left, middle),
            dict(zip(filters, fits, strict=True)),
            made.fit(cell, right, middle),
            min(fit.left for fit in fits),
            band.bottom,
            plan.filters_below,
        )


def _gathered(fits: Sequence[BlockFit], need: Need, room: Region) -> list[BlockFit]:
    """Blocks of a grid, which ``need`` so much each, no further apart in a row than they must be, amid their room."""
    lefts = sorted({fit.left for fit in fits})
    wide = need.width * fits[0].cell / need.shrink
    across = min([wide + FILTERS_APART, *(right - left for left, right in pairwise(lefts))])
    start = (room.left + room.right - (len(lefts) - 1) * across - wide) / 2
    return [fit.shifted(start + lefts.index(fit.left) * across - fit.left, 0.0) for fit in fits]
