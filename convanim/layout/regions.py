"""Where things stand: pixels of a 1920x1080 frame and Manim's scene units.

Manim's frame is 8 scene units high with the origin in the middle and y up; here a
frame is 1080 pixels high with the origin at the top left and y down, whatever the
resolution that is rendered. Frames of other aspects are laid round the same middle (``canvas``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convanim.layout.geometry import Box, Floats

WIDTH, HEIGHT = 1920, 1080
UNIT = HEIGHT / 8
"""Pixels in one scene unit."""

DEPTH = (0.36, -0.27)
"""How far a voxel's depth leads right and down (here up), over a cell's side."""


def to_scene(pixels: Any) -> Floats:
    """Scene points (..., 3) of frame pixels (..., 2).

    >>> to_scene([960, 540]).tolist()
    [0.0, 0.0, 0.0]
    """
    pixels = np.asarray(pixels, dtype=float)
    scene = np.zeros((*pixels.shape[:-1], 3))
    scene[..., 0] = (pixels[..., 0] - WIDTH / 2) / UNIT
    scene[..., 1] = (HEIGHT / 2 - pixels[..., 1]) / UNIT
    return scene


def to_pixels(scene: Any) -> Floats:
    """Frame pixels (..., 2) of scene points (..., 3); the inverse of ``to_scene``.

    >>> to_pixels([0, 4, 0]).tolist()
    [960.0, 0.0]
    """
    scene = np.asarray(scene, dtype=float)
    return np.stack([WIDTH / 2 + scene[..., 0] * UNIT, HEIGHT / 2 - scene[..., 1] * UNIT], axis=-1)


@dataclass(frozen=True)
class Region:
    """A rectangle of the frame, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom

    @property
    def center(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def in_units(self) -> Box:
        """Left, bottom, right and top in scene units, to two decimals.

        >>> Region(960, 0, 1920, 540).in_units
        (0.0, 0.0, 7.11, 4.0)
        """
        (left, bottom, _), (right, top, _) = to_scene([[self.left, self.bottom], [self.right, self.top]]).tolist()
        return round(left, 2), round(bottom, 2), round(right, 2), round(top, 2)

    def columns(self, *shares: float, gap: float = 0.0) -> list[Region]:
        """Side by side, in the given proportions.

        >>> [r.width for r in Region(0, 0, 110, 10).columns(1, 1, gap=10)]
        [50.0, 50.0]
        """
        room = self.width - gap * (len(shares) - 1)
        parts, left = [], self.left
        for share in shares:
            width = room * share / sum(shares)
            parts.append(Region(left, self.top, left + width, self.bottom))
            left += width + gap
        return parts

    def rows(self, *shares: float, gap: float = 0.0) -> list[Region]:
        """One above the other, in the given proportions."""
        room = self.height - gap * (len(shares) - 1)
        parts, top = [], self.top
        for share in shares:
            height = room * share / sum(shares)
            parts.append(Region(self.left, top, self.right, top + height))
            top += height + gap
        return parts

    def grid(self, rows: int, columns: int, gap: float = 0.0) -> list[Region]:
        """Equal tiles, row by row."""
        return [tile for row in self.rows(*[1] * rows, gap=gap) for tile in row.columns(*[1] * columns, gap=gap)]

    def inset(self, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> Region:
        """The rectangle without margins."""
        return Region(self.left + left, self.top + top, self.right - right, self.bottom - bottom)


@dataclass(frozen=True)
class BlockFit:
    """A cell's side in pixels and the top left corner of the nearest front face."""

    cell: float
    left: float
    top: float
    step: tuple[float, float]
    """From one slab to the next, in pixels (right, down)."""
    depth: tuple[float, float]
    """From a slab's front to its back, in pixels (right, down)."""

    def shifted(self, right: float, down: float) -> BlockFit:
        """The same block elsewhere."""
        return BlockFit(self.cell, self.left + right, self.top + down, self.step, self.depth)


LARGEST_MAP, LARGEST_CROP = 9.0, 12.0
"""Nominal cells that a map's side takes at most; the second of what was chosen to be read."""


@dataclass(frozen=True)
class Need:
    """The room that a block needs, before it has a cell size.

    ``extent`` is how many slots its slabs take along the depth axis (a pulled slab and an
    ellipsis take slots too), ``spread`` the distance from slot to slot over a slab's
    thickness (1 touches), ``pads`` the room for padding cells, ((top, bottom), (left, right)), ``most`` how many
    nominal cells a side takes at most.
    """

    rows: int
    columns: int
    extent: float
    spread: float = 1.0
    pads: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    most: float = LARGEST_MAP

    @property
    def shrink(self) -> float:
        """Cells of a large map are smaller than those of the blocks beside it."""
        return min(1.0, self.most / max(self.rows, self.columns))

    @property
    def deep(self) -> float:
        """Depth in slab thicknesses."""
        return (self.extent - 1) * self.spread + 1

    @property
    def width(self) -> float:
        """Width in nominal cells, with depth and padding."""
        return (self.columns + sum(self.pads[1])) * self.shrink + self.deep * DEPTH[0]

    @property
    def above(self) -> float:
        """From the nearest front's middle to the top of everything, in nominal cells."""
        return (self.rows / 2 + self.pads[0][0]) * self.shrink - self.deep * DEPTH[1]

    @property
    def below(self) -> float:
        """From the nearest front's middle to its bottom, in nominal cells."""
        return (self.rows / 2 + self.pads[0][1]) * self.shrink

    def fit(self, cell: float, left: float, middle: float) -> BlockFit:
        """The block with a nominal cell of so many pixels, its padding's left edge and its nearest front's middle here.

        >>> Need(2, 3, 1, pads=((1, 1), (1, 1))).fit(100.0, 0.0, 500.0)
        BlockFit(cell=100.0, left=100.0, top=400.0, step=(36.0, -27.0), depth=(36.0, -27.0))
        """
        own, depth = cell * self.shrink, (cell * DEPTH[0], cell * DEPTH[1])
        step = (depth[0] * self.spread, depth[1] * self.spread)
        return BlockFit(own, left + self.pads[1][0] * own, middle - self.rows * own / 2, step, depth)


def line_up(
    needs: Sequence[Need],
    region: Region,
    *,
    gap: float = 72.0,
    largest: float = 84.0,
    cell: float | None = None,
    last_at_right: bool = True,
) -> list[BlockFit]:
    """Stand blocks side by side on one line of sight: the middles of their nearest fronts at one height.

    All share one nominal cell, the largest that fits (at most ``largest`` pixels). What is left over
    goes between them, or behind them if not ``last_at_right``.

    >>> [round(f.cell) for f in line_up([Need(6, 6, 8), Need(3, 3, 8)], Region(96, 196, 1824, 722))]
    [64, 64]
    """
    above, below = max(n.above for n in needs), max(n.below for n in needs)
    room = region.width - gap * (len(needs) - 1)
    size = cell or min(largest, room / sum(n.width for n in needs), region.height / (above + below))
    middle = region.top + above * size + (region.height - (above + below) * size) / 2
    spare = room - size * sum(n.width for n in needs)
    between = gap + (spare / (len(needs) - 1) if last_at_right and len(needs) > 1 else 0.0)
    fits, left = [], region.left
    for need in needs:
        fits.append(need.fit(size, left, middle))
        left += need.width * size + between
    return fits
