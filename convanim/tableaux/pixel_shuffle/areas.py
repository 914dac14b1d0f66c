"""Where the work is: what a window covers at the small size and at the large one, and what all windows take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convanim.draw.items import Item, Line, Segments, Statement
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.kernels.cost import at_large_size
from convanim.language.tongue import message
from convanim.layout.geometry import Box
from convanim.layout.regions import Region
from convanim.mobjects.cast import Cast
from convanim.mobjects.window import frame_width
from convanim.ribbon.chips import BODY
from convanim.ribbon.fractions import Piece, count, pieces_of, run_width, set_run
from convanim.scene.tableau import Tableau
from convanim.spec import Layer
from convanim.spec.sizes import span
from convanim.tableaux.lines import Lines, stacked
from convanim.tableaux.pairs import FINEST, ground, lit, square_corners

SIZES = (
    message("small size, {kernel_rows}×{kernel_columns}"),
    message("large size, {kernel_rows}×{kernel_columns}"),
    message("large size, {kernel_rows}×{kernel_columns}"),
)
"""What tells the windows apart: of the layer, as many cells at the large size, and as much area."""
FIGURE, NAME = 50.0, 26.0
"""Type of what all windows take, and of what tells them apart, at most, in pixels."""
MOST = 8
"""So many rows and columns of an input are pictured, unless a window reaches further."""
BELOW = 14.0
"""From a picture down to these, in pixels."""


@dataclass(frozen=True)
class AreasPlan:
    """How the pictures stand, and the equations in the ribbon; lengths are in pixels."""

    down: bool = False
    """Whether pictures stand one below the other, with their texts beside them."""
    gap: float = 72.0
    largest: float = 400.0
    """A picture's longer side at most."""
    first: float = 78.0
    """From the ribbon's top to the first equation."""
    pitch: float = 52.0
    """From equation to equation."""
    figure: float = FIGURE
    name: float = NAME


class Areas(Tableau[AreasPlan]):
    """Three pictures of some input: the layer's window, as many cells at the large size, and as much area there."""

    plans = {
        "16:9": AreasPlan(gap=150.0),
        "1:1": AreasPlan(gap=56.0),
        "9:16": AreasPlan(down=True, gap=48.0, first=88.0, pitch=72.0, figure=72.0, name=34.0),
        "16:9 large": AreasPlan(gap=56.0, first=48.0, pitch=34.0, figure=34.0, name=22.0),
    }

    def __init__(self, cast: Cast, factor: int) -> None:
        super().__init__(cast)
        self.factor = factor

    @cached_property
    def layers(self) -> tuple[Layer, Layer, Layer]:
        """The layer, and what would make as much at the large size: windows of as many cells, and of as much area."""
        layer = self.layer
        return layer, at_large_size(layer, self.factor), at_large_size(layer, self.factor, same_area=True)

    # Where pictures stand.

    @cached_property
    def _tiles(self) -> list[Region]:
        stage, plan = self.canvas.stage, self.plan
        return stage.rows(1, 1, 1, gap=plan.gap) if plan.down else stage.columns(1, 1, 1, gap=plan.gap)

    @cached_property
    def _texts(self) -> list[list[Lines]]:
        """Of each picture what all windows take, and which."""
        plan, theme = self.plan, self.theme
        # Nothing in it is a word to translate.
        number = "{multiply_adds}"
        wide = self._tiles[0].width / 2 if plan.down else self._tiles[0].width
        found = []
        for layer, size in zip(self.layers, SIZES, strict=True):
            work = Lines.of(self.say(number, layer), wide, plan.figure, theme.ink, self.style, bold=True)
            name = Lines.of(self.say(size, layer), wide, plan.name, theme.dim, self.style, most=2)
            found.append([work, name])
        return found

    @cached_property
    def _side(self) -> float:
        """A picture's longer side, in pixels."""
        tile, plan = self._tiles[0], self.plan
        if plan.down:
            return min(plan.largest, tile.height, tile.width / 2 - plan.gap)
        below = max(sum(text.height for text in texts) for texts in self._texts) + BELOW
        return min(plan.largest, tile.width, tile.height - below)

    @cached_property
    def _size(self) -> tuple[int, int]:
        """The rows and columns that are pictured, with zeros: of a large input, as many as show a window well."""
        layer = self.layer
        padded = [cells + sum(pads) for cells, pads in zip(layer.size, layer.padding, strict=True)]
        reach = [span(cells, apart) for cells, apart in zip(layer.kernel, layer.dilation, strict=True)]
        rows, columns = (min(cells, max(MOST, far + 2)) for cells, far in zip(padded, reach, strict=True))
        return rows, columns

    @property
    def _unit(self) -> float:
        """A small cell's side, in pixels."""
        return self._side / max(self._size)

    def _corner(self, place: int) -> tuple[float, float]:
        """The left end and the top of a picture."""
        tile, (rows, columns) = self._tiles[place], self._size
        if self.plan.down:
            left = tile.left + (tile.width / 2 - columns * self._unit) / 2
            return left, tile.top + (tile.height - rows * self._unit) / 2
        texts = sum(text.height for text in self._texts[place]) + BELOW
        spare = tile.height - rows * self._unit - texts
        return tile.left + (tile.width - columns * self._unit) / 2, tile.top + spare / 2

    # What is shown.

    def sheet(self) -> Sheet:
        """Pictures and equations. Parts: heading, then window-0, window-1 and window-2."""
        ribbon, theme = self.canvas.ribbon, self.theme
        heading = self.tongue.text(message("places × filters × weights = multiply-adds"))
        parts: dict[str, list[Item]] = {
            "heading": [*set_run([Piece(heading, theme.dim)], ribbon.left, self.canvas.heading_line, 22.0, theme)]
        }
        names = [pieces_of(self.say(size, one), theme.dim) for one, size in zip(self.layers, SIZES, strict=True)]
        left = ribbon.left + max(run_width(name, BODY) for name in names) + 56
        for place, (layer, name) in enumerate(zip(self.layers, names, strict=True)):
            y = ribbon.top + self.plan.first + place * self.plan.pitch
            run = [
                count("out_pixels", layer),
                Piece(" × "),
                count("out_channels", layer),
                Piece(" × "),
                count("weights_per_filter", layer),
                Piece(" = "),
                count("multiply_adds", layer, bold=True),
            ]
            said = Statement("".join(piece.text for piece in run))
            size = min(BODY, BODY * (self.canvas.header.right - left) / run_width(run, BODY))
            items = [*set_run(name, ribbon.left, y, BODY, theme), *set_run(run, left, y, size, theme)]
            parts[f"window-{place}"] = [*self._picture(place), *items, said]
        return Sheet(parts)

    def _picture(self, place: int) -> list[Item]:
        """A part of the input with one window on it, and below or beside it what all windows take."""
        (left, top), (rows, columns), theme = self._corner(place), self._size, self.theme
        unit, texts = self._unit, self._texts[place]
        box = (left, top, left + columns * unit, top + rows * unit)
        cell = unit if place == 0 else unit / self.factor
        high = sum(text.height for text in texts)
        if self.plan.down:
            lines = stacked(texts, self._tiles[place].center[0] + self.plan.gap / 2, (top + box[3]) / 2)
        else:
            wide = max(text_width(line.text, one.fitted.size, one.bold) for one in texts for line in one.fitted.lines)
            lines = stacked(texts, min(left, self._tiles[place].right - wide), box[3] + BELOW + high / 2)
        return [
            ground(box, theme),
            *self._grid(box, cell),
            *self._window(place, (left, top), cell),
            *(item for line in lines for item in line),
        ]

    def _grid(self, box: Box, cell: float) -> list[Item]:
        if cell < FINEST:
            return []
        left, top, right, bottom = box
        down, across = np.arange(top, bottom + 1, cell), np.arange(left, right + 1, cell)
        ends = [[[left, y], [right, y]] for y in down] + [[[x, top], [x, bottom]] for x in across]
        return [Segments(np.array(ends), (*self.theme.glass_line, 1.0), 1.25)]

    def _window(self, place: int, corner: tuple[float, float], cell: float) -> list[Item]:
        """The cells that a window reads, in the middle of the picture, and a frame round them."""
        taps = [self._taps(axis, place) for axis in (0, 1)]
        each = self.factor if place == 2 else 1
        squares = [(x, y, x + each, y + each) for y in taps[0] for x in taps[1]]
        color = self.theme.ramp_of_whole().signal
        cells = lit([square_corners(one, corner, cell) for one in squares], color, cell, self.theme)
        (first, last), (begin, end) = ((line[0], line[-1] + each) for line in taps)
        left, top = corner
        rim = [[begin, first], [end, first], [end, last], [begin, last]]
        points = np.array([left, top]) + cell * np.array(rim, dtype=float)
        return [cells, Line(points, (*self.theme.accent, 1.0), frame_width(cell), closed=True)]

    def _taps(self, axis: int, place: int) -> Sequence[int]:
        """Where a window reads, along rows (0) or columns (1) of cells of the picture."""
        layer, factor = self.layer, self.factor
        apart, cells = layer.dilation[axis], layer.kernel[axis]
        reach = span(cells, apart)
        first = (self._size[axis] - reach) // 2
        if place == 0:
            return [first + k * apart for k in range(cells)]
        if place == 1:
            return [factor * first + (factor - 1) * reach // 2 + k * apart for k in range(cells)]
        return [factor * (first + k * apart) for k in range(cells)]
