"""The shuffle of pixels seen from the large maps: which number of the small ones each cell holds, as text and data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from convanim.numerals import Digits, digits_for
from convanim.trace.cells import cell_of
from convanim.trace.step import plain_text
from convanim.trace.upscaled import Moved, Upscaled


@dataclass(frozen=True)
class Shuffled:
    """One cell of the large maps, where its number has come from, and the number; a whole one is ``exact``."""

    moved: Moved
    total: int | float
    exact: bool

    @property
    def index(self) -> tuple[int, int, int]:
        """(channel, row, column) in the large maps."""
        return self.moved.large

    @property
    def name(self) -> str:
        """The cell's name, such as ``z[0,3,1]``."""
        return "z[{},{},{}]".format(*self.index)

    def equation(self, digits: int = 2) -> str:
        """Which number of the small maps it is, on one line.

        >>> Shuffled(Moved((3, 1, 0), (0, 3, 1), 2), 7, True).equation()
        'z[0,3,1] = y[3,1,0] = 7'
        """
        written = Digits() if self.exact else digits_for(abs(self.total), digits)
        sign = "=" if self.exact else "≈"
        return "{} = y[{},{},{}] {} {}".format(self.name, *self.moved.small, sign, plain_text(self.total, written))

    def lines(self, digits: int = 2) -> Iterator[str]:
        """The cell taken apart: its square, its place in there, and the small map that stands there.

        >>> [*Shuffled(Moved((3, 1, 0), (0, 3, 1), 2), 7, True).lines()][1]
        '  row 3 = 2·1 + 1, column 1 = 2·0 + 1, channel 3 = 4·0 + 2·1 + 1'
        """
        (channel, row, column), (c, y, x) = self.moved.small, self.index
        (i, j), factor = self.moved.corner, self.moved.factor
        yield f"{self.name} is in the square of row {row}, column {column} of all small maps"
        yield (
            f"  row {y} = {factor}·{row} + {i}, column {x} = {factor}·{column} + {j}, "
            f"channel {channel} = {factor**2}·{c} + {factor}·{i} + {j}"
        )
        yield self.equation(digits)

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain numbers and lists, ready for JSON."""
        return {"index": [*self.index], "from": [*self.moved.small], "total": self.total}


@dataclass(frozen=True, eq=False)
class Shuffling:
    """The cells of the large maps in reading order, as a trace has the cells that a layer makes."""

    upscaled: Upscaled

    def __len__(self) -> int:
        """How many cells they have."""
        return int(self.upscaled.output.size)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W) of the large maps."""
        return self.upscaled.shape

    def steps(self) -> Iterator[Shuffled]:
        """Every cell, channel by channel and row by row."""
        channels, rows, columns = map(range, self.shape)
        return (self._cell(c, y, x) for c in channels for y in rows for x in columns)

    def step(self, channel: int, row: int, column: int) -> Shuffled:
        """A cell; raises SpecError, listing the valid ranges, where there is none such."""
        return self._cell(*cell_of((channel, row, column), self.shape, "in the large maps"))

    def _cell(self, channel: int, row: int, column: int) -> Shuffled:
        total = self.upscaled.output[channel, row, column].item()
        exact = self.upscaled.output.dtype.kind == "i"
        return Shuffled(self.upscaled.back(channel, row, column), total, exact)
