"""All that the picture of a block follows from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.draw.drawn import FAINTEST
from convanim.mobjects.voxels import Bools, Ints, Slabs
from convanim.theme.color import Floats
from convanim.theme.ramp import Ramp, triple
from convanim.theme.theme import Theme

FINEST_CELL = 14.0
"""Cells below this side, in pixels, are drawn as a heat map without lines."""

DIMMED = 0.3
"""How lit a cell is that has been computed and is not what matters now."""

Objects = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Numbers:
    """The number in every cell: as written, how wide at size 1, and where it is from."""

    texts: NDArray[np.str_]
    widths: Floats
    sources: Objects

    def __deepcopy__(self, memo: dict[int, Any]) -> Numbers:
        return self


@dataclass(frozen=True, eq=False)
class Shading:
    """All that the picture of a block follows from; arrays have a row for every slab and never change.

    ``corners`` (slabs, 4, 2) are in pixels, and so is ``size``, that of the numbers; ``hushed`` (slabs, rows, columns)
    is how much of a lit cell's colour is the glass's; ``low`` and ``high`` end each slab's ramp, (slabs, 3),
    or of each cell's, (slabs, rows, columns, 3).
    """

    corners: Floats
    lit: Floats
    hushed: Floats
    hued: Floats
    presence: Floats
    nearness: Floats
    shares: Floats
    low: Floats
    high: Floats
    opacity: float
    theme: Theme
    numbers: Numbers | None
    size: float

    @property
    def arrays(self) -> tuple[Floats, ...]:
        return (
            self.corners,
            self.lit,
            self.hushed,
            self.hued,
            self.presence,
            self.nearness,
            self.shares,
            self.low,
            self.high,
        )

    def like(self, other: Shading) -> bool:
        """Whether both look the same for sure."""
        return (
            self.opacity == other.opacity
            and self.theme is other.theme
            and self.numbers is other.numbers
            and self.size == other.size
            and all(mine.tobytes() == its.tobytes() for mine, its in zip(self.arrays, other.arrays, strict=True))
        )

    @cached_property
    def slabs(self) -> Slabs:
        """The geometry."""
        return Slabs.of(self.corners, *self.lit.shape[1:])

    @cached_property
    def fine(self) -> Bools:
        """Whether each slab is drawn cell by cell."""
        return np.asarray(self.slabs.cells >= FINEST_CELL)

    @cached_property
    def shown(self) -> Bools:
        return np.asarray(self.presence > FAINTEST)

    @cached_property
    def order(self) -> list[int]:
        """The slabs that are shown, the farthest first."""
        return [i for i in self.nearness.argsort(kind="stable").tolist() if self.shown[i]]

    @cached_property
    def behind(self) -> Bools:
        """Whether each slab's front is hidden by the slab right in front of it."""
        behind = self.slabs.touched.copy()
        behind[1:] &= (self.presence[:-1] >= 0.995) & (self.nearness[:-1] > self.nearness[1:])
        return behind

    @cached_property
    def bare(self) -> Bools:
        """Whether no cell right in front, as bright or brighter, hides a cell's front."""
        bare = np.ones(self.lit.shape, dtype=bool)
        if self.behind.any():
            bare[1:] = (self.lit[:-1] < self.lit[1:] - 1e-6) | ~self.behind[1:, None, None]
        return bare

    def strengths(self) -> Floats:
        """Opacity of every lit face (slabs, 3, rows, columns: top, side, front), 0 where none is to be seen."""
        lit, darker = self.lit, self.lit - 1e-6
        visible = lit * self.presence[:, None, None] * self.opacity
        visible *= (lit > FAINTEST) & self.shown[:, None, None]
        strengths = np.empty((len(lit), 3, *lit.shape[1:]))
        strengths[:] = visible[:, None]
        strengths[:, 0, 1:] *= lit[:, :-1] < darker[:, 1:]
        strengths[:, 1, :, :-1] *= lit[:, :, 1:] < darker[:, :, :-1]
        strengths[:, 2] *= self.bare
        return strengths

    def hush(self, colors: Floats, cells: Any) -> Floats:
        """Colours (..., 3) of some cells as they are seen where these are not quite lit."""
        hushed = self.hushed[cells][..., None]
        return np.asarray(colors + hushed * (np.array(self.theme.glass) - colors)) if hushed.any() else colors

    def lab(self, cells: tuple[Ints, ...]) -> Floats:
        """OKLab colours (..., 3) of some cells, by their slabs, rows and columns, or of all cells of some slabs."""
        low, high = (self._of_cells(ends)[cells] for ends in (self.low, self.high))
        return np.asarray(low + self.shares[cells][..., None] * (high - low))

    def _of_cells(self, ends: Floats) -> Floats:
        """The ends of every cell's ramp, (slabs, rows, columns, 3)."""
        return ends if ends.ndim > 2 else np.broadcast_to(ends[:, None, None], (*self.shares.shape, 3))

    def ramp(self, slab: int) -> Ramp:
        """The ramp of a slab; where cells have their own, what lies in the middle of these."""
        low, high = (ends[slab].reshape(-1, 3).mean(axis=0) for ends in (self.low, self.high))
        return Ramp(triple(low), triple(high))
