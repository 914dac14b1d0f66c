"""The voxel tensor: a whole block of numbers as one mobject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from convanim.numerals import numeral
from convanim.stage.color import Floats, inks_on, mix, srgb
from convanim.stage.display import Faces, Item, Picture, Segments, Source, Words
from convanim.stage.drawn import FAINTEST, Drawn
from convanim.stage.layout import BlockFit, to_pixels, to_scene
from convanim.stage.lettering import CAP_HEIGHT, text_width
from convanim.stage.theme import Ramp, Theme
from convanim.stage.voxels import Slab, covered, touches

SMALLEST_NUMBER = 16.0
"""Cell numbers below this size, in pixels of a 1080-line frame, are not drawn."""

FINEST_CELL = 14.0
"""Cells below this side, in pixels, are drawn as a heat map without lines."""


@dataclass(frozen=True, eq=False)
class Content:
    """What a voxel tensor holds.

    ``values`` (slabs, rows, columns); ``indices`` gives each slab's leading index in the
    tensor ``name``, so that the cell's full index is ``(*indices[slab], row, column)``;
    ``low`` and ``high`` are the values at the ends of the colour ramp.
    """

    name: str
    values: NDArray[Any]
    indices: Sequence[tuple[int, ...]]
    low: float
    high: float
    origin: tuple[int, int] = (0, 0)
    """Row and column, in the tensor, of the first cell shown."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Content:
        return self

    def shares(self) -> Floats:
        """Where each value lies between low (0) and high (1)."""
        width = (self.high - self.low) or 1.0
        return np.clip((np.asarray(self.values, dtype=float) - self.low) / width, 0.0, 1.0)


class VoxelTensor(Drawn):
    """A block of numbers (slabs, rows, columns) in cabinet projection; slab 0 is nearest.

    State, all in arrays that Transform and ``.animate`` blend:

    - ``points`` (4 * slabs, 3): four corners a slab, in scene units, so slabs can part;
    - ``lit`` (slabs, rows, columns): 1 shows colour and number, 0 a cell of dark glass;
    - ``hued`` (slabs,): whether the glass's edges carry the slab's hue;
    - ``presence`` (slabs,): a slab's opacity;
    - ``nearness`` (slabs,): drawing order, the highest last;
    - ``shares``, ``low``, ``high``: the colour of each cell.
    """

    blended = ("lit", "hued", "presence", "nearness", "shares", "low", "high")
    swapped = ("content", "labels")

    def __init__(self, content: Content, ramps: Sequence[Ramp], fit: BlockFit, theme: Theme, decimals: int = 1) -> None:
        super().__init__()
        slabs, rows, columns = content.values.shape
        self.theme = theme
        self.content = content
        self.labels = np.array([numeral(v, decimals) for v in content.values.ravel().tolist()]).reshape(
            content.values.shape
        )
        self._measured: NDArray[Any] | None = None
        self._widest = 1.0
        self.lit = np.ones((slabs, rows, columns))
        self.hued = np.ones(slabs)
        self.presence = np.ones(slabs)
        self.nearness = -np.arange(slabs, dtype=float)
        self.shares = content.shares()
        self.low = np.array([ramp.low for ramp in ramps])
        self.high = np.array([ramp.high for ramp in ramps])
        self.stand(fit)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(slabs, rows, columns)."""
        slabs, rows, columns = self.lit.shape
        return slabs, rows, columns

    def stand(self, fit: BlockFit, places: Sequence[float] | None = None) -> Self:
        """Stand as ``fit`` says; ``places`` are the slabs' positions in steps along the depth axis."""
        slabs, rows, columns = self.shape
        spots = np.arange(slabs) if places is None else np.asarray(places)
        corner = np.array([fit.left, fit.top]) + spots[:, None] * np.array(fit.step)
        right, down = np.array([columns * fit.cell, 0.0]), np.array([0.0, rows * fit.cell])
        corners = np.stack([corner, corner + right, corner + down, corner + right + np.array(fit.depth)], axis=1)
        self.points = to_scene(corners.reshape(-1, 2))
        return self

    def hold(self, content: Content, decimals: int = 1) -> Self:
        """Hold other numbers in as many cells."""
        self.content = content
        self.labels = np.array([numeral(v, decimals) for v in content.values.ravel().tolist()]).reshape(self.lit.shape)
        self.shares = content.shares()
        return self

    def stand_slab(self, slab: int, fit: BlockFit) -> Self:
        """Stand one slab where ``fit`` says, away from the others."""
        _, rows, columns = self.shape
        corner = np.array([fit.left, fit.top])
        right, down = np.array([columns * fit.cell, 0.0]), np.array([0.0, rows * fit.cell])
        four = [corner, corner + right, corner + down, corner + right + np.array(fit.depth)]
        self.points[4 * slab : 4 * slab + 4] = to_scene(four)
        return self

    def slabs(self) -> list[Slab]:
        """The slabs' geometry, in frame pixels."""
        corners = to_pixels(self.points).reshape(-1, 4, 2)
        return [Slab.of(four, *self.shape[1:]) for four in corners]

    def shift_slab(self, slab: int, right: float, down: float) -> Self:
        """Move one slab by pixels."""
        offset = to_scene([right, down]) - to_scene([0.0, 0.0])
        self.points[4 * slab : 4 * slab + 4] += offset
        return self

    def bring_forward(self, slab: int) -> Self:
        """Draw one slab in front of all others."""
        self.nearness = self.nearness.copy()
        self.nearness[slab] = 1.0
        return self

    def light(self, cells: Any) -> Self:
        """Light the cells of a mask (broadcast to slabs, rows, columns) and switch off the rest."""
        self.lit = np.broadcast_to(np.asarray(cells, dtype=float), self.lit.shape).copy()
        return self

    def switch_off(self) -> Self:
        """Turn every cell to glass."""
        return self.light(0.0)

    def veil(self) -> Self:
        """Hide every slab."""
        self.presence = np.zeros_like(self.presence)
        return self

    def unhue(self) -> Self:
        """Take the hue out of the glass: nothing is computed here yet."""
        self.hued = np.zeros_like(self.hued)
        return self

    def hue_slabs(self, slabs: Sequence[int]) -> Self:
        """Give the glass of these slabs their hue."""
        self.hued = self.hued.copy()
        self.hued[list(slabs)] = 1.0
        return self

    def part_with(self, slabs: Sequence[int]) -> Self:
        """Make these slabs vanish."""
        self.presence = self.presence.copy()
        self.presence[list(slabs)] = 0.0
        return self

    def keep(self, slabs: Sequence[int]) -> Self:
        """Hold on to these slabs alone, for a tensor whose other slabs have vanished."""
        kept, content = list(slabs), self.content
        self.content = Content(
            content.name, content.values[kept], [content.indices[i] for i in kept], content.low, content.high
        )
        self.points = self.points.reshape(-1, 4, 3)[kept].reshape(-1, 3)
        for name in ("labels", "lit", "hued", "presence", "nearness", "shares", "low", "high"):
            setattr(self, name, getattr(self, name)[kept])
        return self

    def draw(self) -> list[Item]:
        slabs = self.slabs()
        order = np.argsort(self.nearness, kind="stable").tolist()
        shown = [i for i in order if self.presence[i] > FAINTEST]
        items: list[Item] = []
        for i in shown:
            items += self._glass(i, slabs)
        for i in shown:
            items += self._lit_faces(i, slabs)
        size = self.number_size()
        if size:
            outlines = {i: slabs[i].outline() for i in shown}
            for place, i in enumerate(shown):
                items += self._numbers(i, slabs, size, [outlines[j] for j in shown[place + 1 :]])
        return items

    def _hidden_behind(self, i: int, slabs: list[Slab]) -> int | None:
        """The slab right in front of this one, if it hides this one's front."""
        nearer = i - 1
        if nearer < 0 or self.presence[nearer] < 0.995:
            return None
        if self.nearness[nearer] > self.nearness[i] and touches(slabs[nearer], slabs[i]):
            return nearer
        return None

    def _glass(self, i: int, slabs: list[Slab]) -> list[Item]:
        if self.lit[i].min() > 0.995:
            return []
        slab, theme = slabs[i], self.theme
        nearer = self._hidden_behind(i, slabs)
        front = nearer is None
        alpha = float(self.presence[i] * self.opacity[0])
        whole = np.zeros((1, 1), dtype=bool) | True
        sheet = Slab(slab.corner, slab.column * slab.columns, slab.row * slab.rows, slab.depth, 1, 1)
        corners = [sheet.tops(whole), sheet.sides(whole)] + ([sheet.fronts(whole)] if front else [])
        lighter, darker = mix(theme.glass, theme.ink, 0.07), mix(theme.glass, theme.background, 0.45)
        fill = [(*lighter, alpha), (*darker, alpha)] + ([(*theme.glass, alpha)] if front else [])
        ramp = Ramp(tuple(self.low[i]), tuple(self.high[i]))
        edge = mix(theme.glass_line, theme.off(ramp), float(self.hued[i]))
        items: list[Item] = [Faces(np.concatenate(corners), np.array(fill), (0.0, 0.0, 0.0, 0.0), 0.0)]
        cell = float(np.hypot(*slab.column))
        if cell >= FINEST_CELL:
            items.append(Segments(slab.grid(front), (*edge, alpha), 1.25))
        else:
            items.append(Segments(sheet.grid(front), (*edge, alpha), 1.25))
        return items

    def _lit_faces(self, i: int, slabs: list[Slab]) -> list[Item]:
        lit = self.lit[i]
        on = lit > FAINTEST
        if not on.any():
            return []
        slab, theme = slabs[i], self.theme
        nearer = self._hidden_behind(i, slabs)
        above = np.vstack([np.zeros((1, lit.shape[1])), lit[:-1]])
        beside = np.hstack([lit[:, 1:], np.zeros((lit.shape[0], 1))])
        fronts = on & (self.lit[nearer] < lit - 1e-6) if nearer is not None else on
        tops, sides = on & (above < lit - 1e-6), on & (beside < lit - 1e-6)
        lab = self.low[i] + self.shares[i][..., None] * (self.high[i] - self.low[i])
        alpha = lit * self.presence[i] * self.opacity[0]
        cell = float(np.hypot(*slab.column))
        edge = (*theme.cell_line, 1.0)
        width = float(np.clip(cell * 0.045, 0.8, 2.2)) if cell >= FINEST_CELL else 0.0
        items: list[Item] = []
        for cells, corners, shade in ((tops, slab.tops, _lighter), (sides, slab.sides, _darker)):
            if cells.any():
                fill = np.column_stack([srgb(shade(lab[cells])), alpha[cells]])
                items.append(Faces(corners(cells), fill, edge, width))
        if fronts.any() and cell >= FINEST_CELL:
            fill = np.column_stack([srgb(lab[fronts]), alpha[fronts]])
            items.append(Faces(slab.fronts(fronts), fill, edge, width))
        elif fronts.any():
            pixels = np.concatenate([srgb(lab), (alpha * fronts)[..., None]], axis=-1)
            across, down = slab.column * slab.columns, slab.row * slab.rows
            items.append(Picture(pixels, _xy(slab.corner), _xy(across), _xy(down)))
        return items

    def number_size(self) -> float:
        """Size of the cell numbers in pixels, or 0 where they find no room."""
        slab = self.slabs()[0]
        cell = min(float(np.hypot(*slab.column)), float(np.hypot(*slab.row)))
        if self._measured is not self.labels:
            self._measured = self.labels
            self._widest = max(text_width(str(label), 1.0, True) for label in np.unique(self.labels))
        room = min(0.62, 0.88 / self._widest) * cell
        return max(SMALLEST_NUMBER, min(0.46 * cell, room)) if room >= SMALLEST_NUMBER - 0.01 else 0.0

    def _numbers(self, i: int, slabs: list[Slab], size: float, nearer: list[Floats]) -> list[Item]:
        lit = self.lit[i]
        front = self._hidden_behind(i, slabs)
        shows = (lit > 0.25) if front is None else (lit > 0.25) & (self.lit[front] < lit - 1e-6)
        if not shows.any():
            return []
        centers = slabs[i].centers(shows)
        labels = self.labels[i][shows]
        widths = np.array([text_width(str(label), size, True) for label in labels])
        boxes = np.column_stack(
            [
                centers[:, 0] - widths / 2,
                centers[:, 1] - size * 0.4,
                centers[:, 0] + widths / 2,
                centers[:, 1] + size * 0.4,
            ]
        )
        free = np.ones(len(boxes), dtype=bool)
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        for outline in nearer:
            if (outline.max(axis=0) > low).all() and (outline.min(axis=0) < high).all():
                free &= ~covered(boxes, outline)
        lab = self.low[i] + self.shares[i][shows][:, None] * (self.high[i] - self.low[i])
        grounds = srgb(lab)
        inks = inks_on(grounds)
        top, left = self.content.origin
        strength = np.clip((lit[shows] - 0.25) / 0.5, 0, 1) * self.presence[i] * self.opacity[0]
        items: list[Item] = []
        for k, (row, column) in enumerate(np.argwhere(shows).tolist()):
            if not free[k] or strength[k] <= FAINTEST:
                continue
            ground = tuple(grounds[k])
            value = self.content.values[i, row, column].item()
            items.append(
                Words(
                    str(labels[k]),
                    float(centers[k, 0]),
                    float(centers[k, 1] + CAP_HEIGHT * size / 2),
                    size,
                    (*inks[k], float(strength[k])),
                    ground,
                    bold=True,
                    align="middle",
                    source=Source(self.content.name, (*self.content.indices[i], row + top, column + left), value),
                )
            )
        return items


def _lighter(lab: Floats) -> Floats:
    return np.column_stack([np.minimum(lab[:, 0] + 0.045, 0.985), lab[:, 1:]])


def _darker(lab: Floats) -> Floats:
    return np.column_stack([lab[:, 0] * 0.76, lab[:, 1:]])


def _xy(vector: Floats) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])
