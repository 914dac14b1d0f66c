"""How formulas fill the ribbon of each aspect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convanim.layout.canvas import Canvas
from convanim.layout.plans import plan_for
from convanim.spec.aspect import WIDESCREEN

AIR = 8.0
"""By so much a result's chip is lower below a sum of several lines, in pixels."""


@dataclass(frozen=True)
class ChipRows:
    """Rows of chips one above the other, in pixels."""

    height: float
    """A chip's."""
    pitch: float
    """From row to row."""
    tight: bool = False
    """Whether results nearly touch those of the next row."""


@dataclass(frozen=True)
class NamedCells:
    """Output cells in chips with their names below, in pixels."""

    top: float
    """From the place of the first chips to these."""
    height: float
    """A chip's."""
    name_drop: float
    """From a chip's bottom to the baseline of its name."""
    gap: float = 18.0
    """From that to the next row of chips."""


@dataclass(frozen=True)
class RibbonPlan:
    """How formulas fill the ribbon; all lengths are in pixels."""

    sums_below: bool
    """Whether a sum stands below what is summed, where it has room there, or on the right of it."""
    below_room: float
    """At the ribbon's foot, kept for a sum below: one or two lines and their heading."""
    between: float
    """From chip to chip in a row of partial sums, for the sign."""
    roomy_chip: float
    """A partial sum's chip is at least so wide where there are eight or fewer."""
    result_gap: float
    """From the last chip of a row to the room of the equals sign."""
    result_margin: float
    """Kept free behind the result of a row."""
    rows: tuple[ChipRows, ChipRows, ChipRows]
    """One row of partial sums, two, and three or more."""
    folded_rows: tuple[ChipRows, ChipRows, ChipRows]
    """The same where some chips are subtotals, whose names stand below them."""
    needle_tail: float
    """Right of a 1x1 window's table, at least kept free for its sum and the result."""
    needle_slack: float
    """The result may need so much more than is kept free, because it stands behind a sum's last line."""
    cell_rows: int
    """Over how many rows more than four output cells are spread."""
    cells_hold_names: bool
    """Whether chips of output cells are at least as wide as their names."""
    cells: NamedCells
    """Output cells on one row."""
    spread_cells: NamedCells
    """Output cells on more rows."""
    notes_grow_down: bool
    """Whether the first line of notes keeps its place, and further ones go below it."""
    foot: float = 16.0
    """Kept free below a window's chips."""
    table: ChipRows = ChipRows(48.0, 56.0)
    """The rows of a 1x1 window's table."""
    needle_sums: tuple[tuple[float, float], ...] = ((30.0, 112.0), (20.0, 128.0), (16.0, 136.0))
    """From the first chips to a sum right of a table and to the middle of its result: for one line, two and three."""
    sum_top: float = 24.0
    """From the first chips down to the first line of a sum on the right of a window."""
    sum_room: float = 76.0
    """From that down to the last one, at most."""
    sum_middle: float = 112.0
    """From the first chips down to the middle of the sum's result."""
    sum_drop: float = 46.0
    """From the sum's last line down to that, at least."""
    result_height: float = 62.0
    """A result's chip."""
    bracket_drop: float = 22.0
    """From a chip's bottom to the bracket below it."""
    bracket_folded: float = 28.0
    """How much further down that is where chips are subtotals, whose names stand below them."""
    bracketed_drop: float = 38.0
    """From a bracket to the baseline of what stands below it."""

    def result_below(self, top: float, last: float) -> tuple[float, float]:
        """The middle of the result's chip below a sum, and its height.

        ``top`` is that of the first chips, ``last`` the baseline of the sum's last line. Below several lines the chip
        is lower, so that it ends where it would, and leaves the lines some air.
        """
        if last + self.sum_drop <= top + self.sum_middle:
            return top + self.sum_middle, self.result_height
        return last + self.sum_drop + AIR / 2, self.result_height - AIR


ONE_ROW = NamedCells(6.0, 62.0, 34.0)
WIDE = RibbonPlan(
    sums_below=False,
    below_room=0.0,
    between=38.0,
    roomy_chip=84.0,
    result_gap=34.0,
    result_margin=0.0,
    rows=(ChipRows(62.0, 100.0), ChipRows(62.0, 80.0), ChipRows(44.0, 62.0)),
    folded_rows=(ChipRows(62.0, 100.0), ChipRows(50.0, 94.0), ChipRows(34.0, 60.0)),
    needle_tail=240.0,
    needle_slack=40.0,
    cell_rows=1,
    cells_hold_names=False,
    cells=ONE_ROW,
    spread_cells=ONE_ROW,
    notes_grow_down=False,
)
SQUARE = replace(
    WIDE,
    between=30.0,
    roomy_chip=60.0,
    result_gap=12.0,
    result_margin=16.0,
    needle_tail=0.0,
    needle_slack=0.0,
    cell_rows=2,
    cells_hold_names=True,
    spread_cells=NamedCells(2.0, 42.0, 24.0),
)
UPRIGHT = replace(
    SQUARE,
    sums_below=True,
    below_room=104.0,
    rows=(ChipRows(62.0, 96.0),) * 3,
    folded_rows=(ChipRows(62.0, 96.0),) * 3,
    spread_cells=ONE_ROW,
    notes_grow_down=True,
)
LOW = replace(
    SQUARE,
    rows=(ChipRows(54.0, 100.0), ChipRows(54.0, 66.0, tight=True), ChipRows(36.0, 43.0, tight=True)),
    folded_rows=(ChipRows(50.0, 94.0), ChipRows(36.0, 66.0, tight=True), ChipRows(36.0, 43.0, tight=True)),
    spread_cells=NamedCells(0.0, 34.0, 20.0, 12.0),
    cells=NamedCells(0.0, 62.0, 34.0),
    foot=0.0,
    table=ChipRows(38.0, 43.0),
    needle_sums=((24.0, 92.0), (22.0, 96.0)),
    sum_top=24.0,
    sum_room=40.0,
    sum_middle=96.0,
    sum_drop=42.0,
    result_height=56.0,
    bracket_drop=16.0,
    bracket_folded=16.0,
    bracketed_drop=32.0,
)
"""For the ribbon of a wide frame with large text: no headings, and 126 pixels of height."""
PLANS: Mapping[str, RibbonPlan] = {WIDESCREEN: WIDE, "1:1": SQUARE, "9:16": UPRIGHT, "16:9 large": LOW}


def ribbon_plan(canvas: Canvas) -> RibbonPlan:
    """The plan for a canvas; raises UnknownNameError for an aspect that has none."""
    return plan_for(canvas.names, PLANS, "the ribbon")
