"""The voxel tensor: a whole block of numbers as one mobject."""

from __future__ import annotations

from collections.abc import Sequence
from math import dist
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from convanim.draw.drawn import Drawn
from convanim.draw.items import Item
from convanim.errors import SpecError
from convanim.layout.canvas import Canvas
from convanim.layout.regions import UNIT, BlockFit, Need, line_up, to_pixels, to_scene
from convanim.layout.style import Style
from convanim.mobjects.content import Content, scale_of
from convanim.mobjects.given import block_of, ramps_for, sample_of
from convanim.mobjects.made import Made
from convanim.mobjects.rim import Rim, covering, ring
from convanim.mobjects.shading import DIMMED, Numbers, Shading
from convanim.mobjects.slabs import drawn
from convanim.mobjects.voxels import Slab
from convanim.spec import Pads
from convanim.theme.color import Floats, lab_of
from convanim.theme.ramp import Ramp

SMALLEST_NUMBER, SMALLEST_LARGE = 16.0, 17.0
"""Cell numbers below this size, in pixels of a 1080-line frame, are not drawn."""

KEPT = 0.4
"""How much colour a given map keeps where it is not lit, if its cells are too small for numbers."""
FADING = 3.0
"""Over how many pixels of the numbers' size it takes on that colour, so that nothing jumps as a block shrinks."""

LARGEST_CELL = 60.0
"""A cell's side in a tensor that stands by itself, in pixels."""


class VoxelTensor(Drawn):
    """A block of numbers (C, H, W) in cabinet projection; channel 0 is nearest.

    ``values`` is a numpy array, a torch tensor or nested lists; ``name`` is what the audit trail calls it. Each
    channel has a hue of its own, or with ``groups`` each of so many equal groups has (1: the whole block), or
    with ``ramps`` each has the one given. ``channels`` are those to show, in order (None: all, or of more than
    twelve the first and the last). ``cell`` is a cell's side in scene units (None: what fits, at most 0.44).
    It stands in the middle of the stage, or in pixels as ``fit`` says, and moves as any mobject does. ``style`` gives
    its colours and writes its numbers: in a ``ConvScene``, ``self.style``. Left out, for a Manim scene that has none,
    it is dark, English and widescreen.

    Raises ShapeError where the values are not (C, H, W), SpecError for groups or channels that cannot be.

    >>> x = VoxelTensor([[[1, 2, 3], [4, 5, 6]]])
    >>> x.shape, float(round(x.width, 2)), float(round(x.height, 2))
    ((1, 2, 3), 1.49, 1.01)

    Each channel shown is a slab. State, all in arrays that Transform and ``.animate`` blend:

    - ``points`` (4 * slabs, 3): four corners a slab, in scene units, so slabs can part;
    - ``lit`` (slabs, rows, columns): 1 shows colour and number, 0 a cell of dark glass, or of an input that is
      too large for numbers its colour at 40 %;
    - ``hued`` (slabs,): whether the glass's edges carry the slab's hue;
    - ``presence`` (slabs,): a slab's opacity;
    - ``nearness`` (slabs,): drawing order, the highest last;
    - ``shares``, ``low``, ``high``: the colour of each cell, from the ends of its slab's ramp or of its own;
    - ``rimmed`` (slabs,): whether its padding is shown; ``ring`` and ``covered`` (rows, columns, with the padding):
      which of its cells are, and which of them a window reads.
    """

    by_slab = ("lit", "hued", "presence", "nearness", "shares", "low", "high", "rimmed")
    """State with a row for every slab, as ``points`` has four."""
    blended = (*by_slab, "ring", "covered")
    swapped = ("content",)

    def __init__(
        self,
        values: Any,
        ramps: Sequence[Ramp] | None = None,
        fit: BlockFit | None = None,
        style: Style | None = None,
        *,
        name: str = "x",
        groups: int | None = None,
        channels: Sequence[int] | None = None,
        cell: float | None = None,
    ) -> None:
        super().__init__()
        style = style or Style.of()
        places: Sequence[float] | None = None
        if isinstance(values, Content):
            content = values
        else:
            array = block_of(name, values)
            sample = sample_of(len(array), channels)
            places, chosen = sample.places, list(sample.indices)
            indices = [(channel,) for channel in chosen]
            content = Content(name, array[chosen], indices, *scale_of(array), style.tongue)
            ramps = ramps_for(len(array), chosen, style.theme, groups) if ramps is None else ramps
        slabs, rows, columns = content.values.shape
        if ramps is None or len(ramps) != slabs:
            raise SpecError(f"{len(ramps or ())} ramps for {slabs} slabs", "one for each slab that is shown")
        self.theme = style.theme
        self._least = SMALLEST_LARGE if style.canvas.is_large else SMALLEST_NUMBER
        self.content = content
        self._made = Made()
        self.lit = np.ones((slabs, rows, columns))
        self.hued = np.ones(slabs)
        self.presence = np.ones(slabs)
        self.nearness = -np.arange(slabs, dtype=float)
        self.shares = content.shares()
        self.low = np.array([ramp.low for ramp in ramps])
        self.high = np.array([ramp.high for ramp in ramps])
        self.rimmed = np.zeros(slabs)
        self.ring = ring(rows, columns, content.pads, content.pads)
        self.covered = np.zeros_like(self.ring)
        if fit is not None:
            self.stand(fit, places)
        else:
            self._stand_in_the_middle(style.canvas, cell, places)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(slabs, rows, columns)."""
        slabs, rows, columns = self.lit.shape
        return slabs, rows, columns

    def told(self) -> str:
        return f"{super().told()} of {'x'.join(map(str, self.shape))}"

    def stand(self, fit: BlockFit, places: Sequence[float] | None = None) -> Self:
        """Stand as ``fit`` says; ``places`` are the slabs' positions in steps along the depth axis."""
        slabs, rows, columns = self.shape
        spots = np.arange(slabs) if places is None else np.asarray(places)
        corner = np.array([fit.left, fit.top]) + spots[:, None] * np.array(fit.step)
        right, down = np.array([columns * fit.cell, 0.0]), np.array([0.0, rows * fit.cell])
        corners = np.stack([corner, corner + right, corner + down, corner + right + np.array(fit.depth)], axis=1)
        self.points = to_scene(corners.reshape(-1, 2))
        return self

    def _stand_in_the_middle(self, canvas: Canvas, cell: float | None, places: Sequence[float] | None) -> None:
        slabs, rows, columns = self.shape
        need = Need(rows, columns, slabs if places is None else places[-1] + 1)
        side = None if cell is None else cell * UNIT / need.shrink
        self.stand(line_up([need], canvas.stage, largest=LARGEST_CELL, cell=side)[0], places)
        self.move_to(to_scene(canvas.stage.center))

    def hold(self, content: Content) -> Self:
        """Hold other numbers in as many cells."""
        self.content = content
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

    def slabs_of(self, channels: Sequence[int] | None = None) -> list[int]:
        """The slabs that show these channels, nearest first; raises SpecError where none of them is shown.

        Of a tensor that shows one channel of many filters, they go by the filters.
        """
        shown = self.content.channels
        found = [slab for slab, channel in enumerate(shown) if channels is None or channel in channels]
        if not found:
            raise SpecError(f"none of the channels {tuple(channels or ())} is shown", ", ".join(map(str, shown)))
        return found

    def around(
        self,
        rows: int | Sequence[int],
        columns: int | Sequence[int],
        channels: int | Sequence[int] | None = None,
        *,
        front: bool = False,
        inset: float = 0.0,
    ) -> Floats:
        """Scene points (4, 3) round cells, for a ``Window``; cells of padding lie outside, at -1 or past the end.

        Rows, columns and channels are numbers or sequences of them, as a ``Step`` has them, and as the layer counts
        them where only a part of it is shown; no channels are all. With ``front`` it is the nearest slab's front alone.
        ``inset`` draws the points in by so much of a cell, so that a frame leaves its neighbours' numbers alone.

        >>> x = VoxelTensor([[[1, 2, 3], [4, 5, 6]]])
        >>> bool(np.allclose(x.around(range(2), range(3)), x.points))
        True
        """
        top, left = self.content.origin
        down, across = _numbered(rows), _numbered(columns)
        self.content.check_reach(rows, columns)
        high, low = min(down) - top + inset, max(down) + 1 - top - inset
        near, far = min(across) - left + inset, max(across) + 1 - left - inset
        slabs, geometry = self.slabs_of(None if channels is None else _numbered(channels)), self.slabs()
        first, last = geometry[slabs[0]], geometry[slabs[-1]]
        back = first.at(high, far) if front else last.at(high, far, 1.0)
        return to_scene([first.at(high, near), first.at(high, far), first.at(low, near), back])

    def whole(self, channels: int | Sequence[int] | None = None, *, front: bool = False) -> Floats:
        """Scene points (4, 3) round all cells of some channels (None: of all)."""
        top, left = self.content.origin
        _, rows, columns = self.shape
        return self.around(range(top, top + rows), range(left, left + columns), channels, front=front)

    def mask(
        self, rows: int | Sequence[int], columns: int | Sequence[int], channels: int | Sequence[int] | None = None
    ) -> NDArray[np.bool_]:
        """Which cells (slabs, rows, columns) these are, for ``light``; given as to ``around``.

        >>> x = VoxelTensor([[[1, 2, 3], [4, 5, 6]]])
        >>> x.mask((-1, 0), (0, 1)).tolist()
        [[[True, True, False], [False, False, False]]]
        """
        top, left = self.content.origin
        self.content.check_reach(rows, columns)
        slabs, height, width = self.shape
        chosen = np.zeros((slabs, height, width), dtype=bool)
        down = [row - top for row in _numbered(rows) if 0 <= row - top < height]
        across = [column - left for column in _numbered(columns) if 0 <= column - left < width]
        chosen[np.ix_(self.slabs_of(None if channels is None else _numbered(channels)), down, across)] = True
        return chosen

    def rim(self, slabs: Sequence[int] | None = None, pads: Pads | None = None) -> Self:
        """Show the padding round these slabs alone (None: all), or so much of it as ``pads`` says.

        >>> from convanim.layout.style import Style
        >>> content = Content("x", np.ones((1, 1, 2), int), [(0,)], 0, 1, Style.of().tongue, pads=((1, 0), (0, 0)))
        >>> VoxelTensor(content, Style.of().theme.ramps_of_channels(1)).rim().ring.tolist()
        [[1.0, 1.0], [0.0, 0.0]]
        """
        _, rows, columns = self.shape
        self.rimmed = np.zeros_like(self.rimmed)
        self.rimmed[slice(None) if slabs is None else list(slabs)] = 1.0
        self.ring = ring(rows, columns, pads or self.content.pads, self.content.pads)
        return self

    def cover(self, rows: Sequence[int], columns: Sequence[int]) -> Self:
        """Light the padding that a window reads, by its rows and columns as the layer counts them."""
        self.covered = covering(rows, columns, self.content)
        return self

    def read(self, rows: Sequence[int], columns: Sequence[int]) -> Self:
        """Light what a window reads, data and padding, and switch off the rest."""
        return self.light(self.mask(rows, columns)).cover(rows, columns)

    def passed_over(self, rows: Sequence[int], columns: Sequence[int]) -> NDArray[np.bool_]:
        """Which cells (slabs, rows, columns) a dilated window spans between those rows and columns that it reads.

        >>> x = VoxelTensor([[[1, 2, 3], [4, 5, 6]]])
        >>> x.passed_over((0, 1), (0, 2)).tolist()
        [[[False, True, False], [False, True, False]]]
        """
        spanned = self.mask(range(rows[0], rows[-1] + 1), range(columns[0], columns[-1] + 1))
        return spanned & ~self.mask(rows, columns)

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

    def hush(self, slabs: Sequence[int], share: float) -> Self:
        """Take these slabs' colours so far towards the background's, 0 to 1, so that they stand back."""
        ground = lab_of(self.theme.background)
        self.low, self.high = self.low.copy(), self.high.copy()
        for ends in (self.low, self.high):
            ends[list(slabs)] += share * (ground - ends[list(slabs)])
        return self

    def single_out(self, cells: Any) -> Self:
        """Light the cells of a mask, as ``light`` has it, and dim the rest: it is there, and not what matters now."""
        return self.light(np.maximum(np.asarray(cells, dtype=float), DIMMED))

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

    def hue_cells(self, ramps: Sequence[Ramp], which: NDArray[Any]) -> Self:
        """Give every cell a hue of its own: ``which`` (slabs, rows, columns) says whose of these ramps."""
        self.low, self.high = (np.array(ends)[which] for ends in zip(*((r.low, r.high) for r in ramps), strict=True))
        return self

    def part_with(self, slabs: Sequence[int]) -> Self:
        """Make these slabs vanish."""
        self.presence = self.presence.copy()
        self.presence[list(slabs)] = 0.0
        return self

    def keep(self, slabs: Sequence[int]) -> Self:
        """Hold on to these slabs alone, for a tensor whose other slabs have vanished."""
        kept = list(slabs)
        self.content = self.content.kept(kept)
        self.points = self.points.reshape(-1, 4, 3)[kept].reshape(-1, 3)
        for name in self.by_slab:
            setattr(self, name, getattr(self, name)[kept])
        return self

    def draw(self) -> list[Item]:
        # To ten decimals: a Transform moves even what stays where it is, by rounding.
        corners = np.round(to_pixels(self.points), 10).reshape(-1, 4, 2)
        size, kept = self._number_size(self._smallest(corners)), self._staying(corners[0].tolist())[:, None, None]
        look = Shading(
            corners,
            kept + (1.0 - kept) * self.lit,
            kept * (1.0 - KEPT) * (1.0 - self.lit),
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
        self._made.drawing = drawn(look, self._made.drawing)
        strengths = self.rimmed * look.presence * look.opacity
        rim = Rim(corners, strengths, self.ring, self.covered, self.content, self.theme, size)
        if not rim.like(self._made.rim):
            self._made.rim = rim
        items = self._made.rim.items if self._made.rim else []
        return [*self._made.drawing.items, *items] if items else self._made.drawing.items

    def number_size(self) -> float:
        """Size of the cell numbers in pixels, or 0 where they find no room."""
        return self._number_size(to_pixels(self.points[:4]).tolist())

    def _staying(self, corners: list[list[float]]) -> Floats:
        """How far each slab's cells stay where they are not lit: wholly in a given map too fine for numbers."""
        if not self.content.given:
            return np.zeros_like(self.hued)
        return self.hued * min(1.0, max(0.0, SMALLEST_NUMBER - self._room(corners)[1]) / FADING)

    def _smallest(self, corners: Floats) -> list[list[float]]:
        """The corners of the smallest slab to be seen, of slabs (slabs, 4, 2) on their way to other sizes."""
        wide = np.where(self.presence > 0, corners[:, 1, 0] - corners[:, 0, 0], np.inf)
        least = int(wide.argmin())
        smallest: list[list[float]] = corners[least if wide[least] < wide[0] - 1e-6 else 0].tolist()
        return smallest

    def _room(self, corners: list[list[float]]) -> tuple[float, float]:
        """A cell's side, and the size of numbers that it has room for."""
        top_left, top_right, bottom_left, _ = corners
        _, rows, columns = self.shape
        cell = min(dist(top_left, top_right) / columns, dist(top_left, bottom_left) / rows)
        if 0.62 * cell <= SMALLEST_NUMBER - FADING:
            # None has room, however short: of large maps nobody has to write the numbers.
            return cell, 0.62 * cell
        return cell, min(0.62, 0.88 / float(self.content.label_widths.max())) * cell

    def _number_size(self, corners: list[list[float]]) -> float:
        (cell, room), least = self._room(corners), self._least
        return max(least, min(0.46 * cell, room)) if room >= least - 0.01 else 0.0

    def _written(self) -> Numbers:
        numbers, content = self._made.numbers, self.content
        if numbers is None or numbers.sources is not content.sources:
            self._made.numbers = numbers = Numbers(content.labels, content.label_widths, content.sources)
        return numbers


def _numbered(given: int | Sequence[int]) -> Sequence[int]:
    return (given,) if isinstance(given, int) else given
