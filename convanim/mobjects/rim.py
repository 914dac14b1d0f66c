"""Cells of padding round a block: zeros in thin lines, for they are no data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Faces, Item, Rgb, Segments, Source, Words
from convanim.draw.typeface import CAP_HEIGHT
from convanim.layout.geometry import Floats
from convanim.mobjects.content import Content
from convanim.mobjects.shading import FINEST_CELL
from convanim.mobjects.voxels import REACH, Slab
from convanim.spec import Pads
from convanim.theme.color import mix
from convanim.theme.theme import Theme

LINE = 1.25
"""The width of lines between cells of padding, in pixels."""
FURTHEST = 3.0
"""Slabs whose fronts are no further apart, in thicknesses, stand in one block, also where some are left out between."""
FRONT_VEIL, DEEP_VEIL = 0.8, 0.3
"""How much of what stands behind them cells of padding hide, at the front and where they recede."""


def ring(rows: int, columns: int, shown: Pads, room: Pads) -> Floats:
    """1 for each cell of padding that is ``shown`` and 0 for all others, with room for more: (rows, columns) of it all.

    >>> ring(1, 2, ((0, 1), (1, 0)), ((0, 1), (1, 1))).tolist()
    [[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0]]
    """
    cells = np.zeros((rows + sum(room[0]), columns + sum(room[1])))
    (top, left), (above, before) = (room[0][0], room[1][0]), (shown[0][0], shown[1][0])
    cells[
        top - above : top + rows + shown[0][1],
        left - before : left + columns + shown[1][1],
    ] = 1.0
    cells[top : top + rows, left : left + columns] = 0.0
    return cells


def covering(rows: Sequence[int], columns: Sequence[int], content: Content) -> Floats:
    """1 where a window reads, by its rows and columns as the layer counts them: (rows, columns) of block and padding.

    >>> from convanim.language.tongue import ENGLISH
    >>> content = Content("x", np.ones((1, 1, 2)), [(0,)], 0, 1, ENGLISH, pads=((1, 0), (0, 0)))
    >>> covering((-1, 0), (1,), content).tolist()
    [[0.0, 1.0], [0.0, 1.0]]
    """
    _, *lengths = content.values.shape
    cells = np.zeros([length + sum(pads) for length, pads in zip(lengths, content.pads, strict=True)])
    inside = []
    for spots, start, pads, length in zip((rows, columns), content.origin, content.pads, cells.shape, strict=True):
        places = np.asarray(spots) - start + pads[0]
        inside.append(places[(places >= 0) & (places < length)])
    cells[np.ix_(*inside)] = 1.0
    return cells


@dataclass(frozen=True, eq=False)
class Rim:
    """All that the picture of the padding round a block follows from; nothing in it ever changes.

    ``corners`` (slabs, 4, 2) are in pixels, and so is ``size``, that of the zeros (0: none). ``there`` and ``covered``
    (rows, columns, of block and padding) tell how much each cell of padding is to be seen, and how much of it a window
    reads; ``strengths`` (slabs,) how much each slab has a rim.
    """

    corners: Floats
    strengths: Floats
    there: Floats
    covered: Floats
    content: Content
    theme: Theme
    size: float

    def like(self, other: Rim | None) -> bool:
        """Whether both look the same for sure."""
        return (
            other is not None
            and self.content is other.content
            and self.theme is other.theme
            and self.size == other.size
            and all(mine.tobytes() == its.tobytes() for mine, its in zip(self._arrays, other._arrays, strict=True))
        )

    @property
    def _arrays(self) -> tuple[Floats, ...]:
        return self.corners, self.strengths, self.there, self.covered

    @property
    def _room(self) -> Pads:
        return self.content.pads

    @cached_property
    def _slabs(self) -> list[Slab]:
        return [Slab.of(four, *self.content.values.shape[1:]) for four in self.corners]

    @cached_property
    def items(self) -> list[Item]:
        """The rim in display order, the farthest block's first."""
        if not self.there.any():
            return []
        return [item for run in reversed(list(self._runs())) for item in self._run(run)]

    def _runs(self) -> Iterator[list[int]]:
        """Slabs that stand right behind one another."""
        run: list[int] = []
        for slab, strength in enumerate(self.strengths.tolist()):
            if strength <= FAINTEST:
                continue
            if run and not _behind(self._slabs[run[-1]], self._slabs[slab]):
                yield run
                run = []
            run.append(slab)
        if run:
            yield run

    def _run(self, run: list[int]) -> list[Item]:
        near, strength = self._slabs[run[0]], float(self.strengths[run].min())
        fine = float(np.hypot(*near.column)) >= FINEST_CELL
        items: list[Item] = []
        for slab in run[::-1]:
            items += self._recedes(self._slabs[slab], strength, fine)
        items += self._front(near, strength, fine)
        return [*items, *self._zeros(run[0], strength)] if fine and self.size else items

    # Which cells show which of their faces, and which edges lie between them.

    @property
    def _free(self) -> tuple[Floats, Floats]:
        """How much of each cell's top, and of its right side, is to be seen: nothing where another cell is."""
        (top, bottom), (left, right) = self._room
        rows, columns = self.there.shape
        taken = np.pad(self.there, 1)
        taken[1 + top : 1 + rows - bottom, 1 + left : 1 + columns - right] = 1.0
        above, beyond = taken[:-2, 1:-1], taken[1:-1, 2:]
        return np.clip(self.there - above, 0.0, 1.0), np.clip(self.there - beyond, 0.0, 1.0)

    def _recedes(self, slab: Slab, strength: float, fine: bool) -> list[Item]:
        """Tops and right sides of one slab's cells of padding."""
        items: list[Item] = []
        for side, free in enumerate(self._free):
            cells = np.argwhere(free > FAINTEST)
            if not len(cells):
                continue
            origins = cells - [self._room[0][0], self._room[1][0]]
            first, second = (slab.column, slab.depth) if side == 0 else (slab.depth, slab.row)
            corner = slab.corner + origins[:, :1] * slab.row + (origins[:, 1:] + side) * slab.column
            corners = np.stack([corner, corner + first, corner + first + second, corner + second], axis=1)
            seen, read = strength * free[tuple(cells.T)], self.covered[tuple(cells.T)]
            if fine:
                items.append(self._veil(corners, DEEP_VEIL * seen, read))
                items += self._lines(corners, seen, read)
            else:
                # Of tiny cells, the outline of all of them alone.
                whole = np.stack([corners[0, 0], corners[-1, 1], corners[-1, 2], corners[0, 3]])
                if side == 1:
                    whole = np.stack([corners[0, 0], corners[0, 1], corners[-1, 2], corners[-1, 3]])
                items += self._lines(whole[None], seen[:1], np.zeros(1))
        return items

    def _front(self, slab: Slab, strength: float, fine: bool) -> list[Item]:
        cells = np.argwhere(self.there > FAINTEST)
        origins = cells - [self._room[0][0], self._room[1][0]]
        if not fine:
            (top, left), (bottom, right) = origins.min(axis=0), origins.max(axis=0) + 1
            rows, columns = (min(top, 0), max(bottom, slab.rows)), (min(left, 0), max(right, slab.columns))
            around = [slab.at(rows[a], columns[b]) for a, b in ((0, 0), (0, 1), (1, 1), (1, 0))]
            return self._lines(np.array([around]), np.array([strength]), np.zeros(1))
        corner = slab.corner + origins[:, :1] * slab.row + origins[:, 1:] * slab.column
        right, down = slab.column, slab.row
        corners = np.stack([corner, corner + right, corner + right + down, corner + down], axis=1)
        seen, read = strength * self.there[tuple(cells.T)], self.covered[tuple(cells.T)]
        return [self._veil(corners, FRONT_VEIL * seen, read), *self._lines(corners, seen, read)]

    def _zeros(self, slab: int, strength: float) -> Iterator[Item]:
        content, size, (top, left) = self.content, self.size, (self._room[0][0], self._room[1][0])
        for place in np.argwhere(self.there > FAINTEST):
            read, there = float(self.covered[tuple(place)]), float(self.there[tuple(place)])
            row, column = (place - [top, left]).tolist()
            x, y = self._slabs[slab].at(row + 0.5, column + 0.5).tolist()
            ink = (*mix(self.theme.dim, self.theme.ink, read), strength * there)
            baseline, bold = y + CAP_HEIGHT * size / 2, read > 0.5
            if content.outside is not None:
                yield Words(content.outside, x, baseline, size, ink, self._fill(read), bold, "middle")
                continue
            source = Source("padding", content.index(slab, row, column), content.zero)
            yield Words(content.zero_label, x, baseline, size, ink, self._fill(read), bold, "middle", source)

    def _fill(self, read: float) -> Rgb:
        return mix(self.theme.background, self.theme.glass_line, 0.55 * read)

    def _veil(self, corners: Floats, alphas: Floats, read: Floats) -> Item:
        fill = np.array([(*self._fill(share), alpha) for share, alpha in zip(read.tolist(), alphas, strict=True)])
        return Faces(corners, fill, (0.0, 0.0, 0.0, 0.0), 0.0)

    def _lines(self, corners: Floats, seen: Floats, read: Floats) -> list[Item]:
        """Every edge once, those round cells that a window reads last and in a stronger colour."""
        looks: dict[tuple[float, float, float, float], tuple[float, float]] = {}
        for four, strength, share in zip(corners.tolist(), seen.tolist(), read.tolist(), strict=True):
            for one, other in zip(four, [*four[1:], four[0]], strict=True):
                ends = sorted(((round(x, 2), round(y, 2)) for x, y in (one, other)))
                key = (*ends[0], *ends[1])
                before = looks.get(key, (0.0, 0.0))
                looks[key] = max(before[0], strength), max(before[1], share)
        alike: dict[tuple[float, float], list[tuple[float, float, float, float]]] = {}
        for edge, look in looks.items():
            alike.setdefault((round(look[1], 3), round(look[0], 3)), []).append(edge)
        return [
            Segments(
                np.array(lines).reshape(-1, 2, 2),
                (*mix(self.theme.glass_line, self.theme.ink, 0.6 * share), strength),
                LINE,
            )
            for (share, strength), lines in sorted(alike.items())
        ]


def _behind(nearer: Slab, farther: Slab) -> bool:
    """Whether a slab stands behind another one, along their depth and not far off."""
    away = farther.corner - nearer.corner
    steps = float(away @ nearer.depth) / max(float(nearer.depth @ nearer.depth), 1e-9)
    return 0.0 < steps <= FURTHEST and float(np.abs(away - steps * nearer.depth).max()) < REACH
