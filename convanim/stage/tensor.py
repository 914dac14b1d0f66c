"""The voxel tensor: a whole block of numbers as one mobject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import dist
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from convanim.numerals import decimals_for, numeral
from convanim.stage.color import Floats
from convanim.stage.display import Item, Source
from convanim.stage.drawn import Drawn
from convanim.stage.layout import BlockFit, to_pixels, to_scene
from convanim.stage.lettering import text_width
from convanim.stage.slabs import Drawing, Look, Numbers, drawn
from convanim.stage.theme import Ramp, Theme
from convanim.stage.voxels import Slab

SMALLEST_NUMBER = 16.0
"""Cell numbers below this size, in pixels of a 1080-line frame, are not drawn."""


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

    @cached_property
    def sources(self) -> NDArray[np.object_]:
        """Where each number comes from."""
        top, left = self.origin
        sources = np.empty(self.values.shape, dtype=object)
        for values, index, plane in zip(self.values.tolist(), self.indices, sources, strict=True):
            for row, line in enumerate(values):
                for column, value in enumerate(line):
                    plane[row, column] = Source(self.name, (*index, row + top, column + left), value)
        return sources

    def labels(self) -> NDArray[np.str_]:
        """The numbers as written, as many decimals in all."""
        # A cell has little room: of numbers below 0.1 one digit is enough.
        decimals = decimals_for(max(abs(self.low), abs(self.high)), 1)
        decimals = max(min(2, decimals), decimals - 1)
        texts = [numeral(value, decimals) for value in self.values.ravel().tolist()]
        return np.array(texts).reshape(self.values.shape)

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

    def __init__(self, content: Content, ramps: Sequence[Ramp], fit: BlockFit, theme: Theme) -> None:
        super().__init__()
        slabs, rows, columns = content.values.shape
        self.theme = theme
        self.content = content
        self.labels = content.labels()
        self._measured: tuple[NDArray[Any], Floats] | None = None
        self._numbers: Numbers | None = None
        self._drawing: Drawing | None = None
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

    def hold(self, content: Content) -> Self:
        """Hold other numbers in as many cells."""
        self.content = content
        self.labels = content.labels()
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
            content.name,
            content.values[kept],
            [content.indices[i] for i in kept],
            content.low,
            content.high,
            content.origin,
        )
        self.points = self.points.reshape(-1, 4, 3)[kept].reshape(-1, 3)
        for name in ("labels", "lit", "hued", "presence", "nearness", "shares", "low", "high"):
            setattr(self, name, getattr(self, name)[kept])
        return self

    def draw(self) -> list[Item]:
        # To ten decimals: a Transform moves even what stays where it is, by rounding.
        corners = np.round(to_pixels(self.points), 10).reshape(-1, 4, 2)
        size = self._number_size(corners[0].tolist())
        look = Look(
            corners,
            self.lit.copy(),
            self.hued.copy(),
            self.presence.copy(),
            self.nearness.copy(),
            self.shares.copy(),
            self.low.copy(),
            self.high.copy(),
            float(self.opacity[0]),
            self.theme,
            self._written() if size else None,
            size,
        )
        self._drawing = drawn(look, self._drawing)
        return self._drawing.items

    def number_size(self) -> float:
        """Size of the cell numbers in pixels, or 0 where they find no room."""
        return self._number_size(to_pixels(self.points[:4]).tolist())

    def _number_size(self, corners: list[list[float]]) -> float:
        top_left, top_right, bottom_left, _ = corners
        _, rows, columns = self.shape
        cell = min(dist(top_left, top_right) / columns, dist(top_left, bottom_left) / rows)
        room = min(0.62, 0.88 / float(self._widths().max())) * cell
        return max(SMALLEST_NUMBER, min(0.46 * cell, room)) if room >= SMALLEST_NUMBER - 0.01 else 0.0

    def _widths(self) -> Floats:
        """How wide each label is at size 1."""
        if self._measured is None or self._measured[0] is not self.labels:
            labels = self.labels.ravel().tolist()
            widths = {label: text_width(label, 1.0, True) for label in set(labels)}
            self._measured = self.labels, np.array([widths[label] for label in labels]).reshape(self.labels.shape)
        return self._measured[1]

    def _written(self) -> Numbers:
        numbers, sources = self._numbers, self.content.sources
        if numbers is None or numbers.texts is not self.labels or numbers.sources is not sources:
            self._numbers = numbers = Numbers(self.labels, self._widths(), sources)
        return numbers
