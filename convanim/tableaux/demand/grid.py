"""The grid of pairs: which filter reads which channel, in squares, as the features grow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST, Drawn
from convanim.draw.items import Item, Rgb, Segments, faded
from convanim.layout.geometry import Box, Floats
from convanim.layout.regions import to_pixels, to_scene
from convanim.spec import Layer
from convanim.tableaux.pairs import ground, lit, square_corners
from convanim.theme.ramp import Ramp, triple
from convanim.theme.theme import Theme

SHADES, SHADES_ON_LIGHT = (0.9, 0.5, 0.2, 0.0), (1.0, 0.75, 0.55, 0.4)
"""Of the ramp: the first features, those that the first doubling adds, the second and the third. On a light ground
its low end would be lost."""
PARTING, SHARE = 4.0, 0.25
"""Width of the line between tiles at most, in pixels, and over a tile's shorter side."""
LINE = 0.07
"""Width of the line between squares, over their side, at most."""
LEAST = 1e-6
"""Of a square: what is smaller is none."""


class PairGrid(Drawn):
    """A square for each filter and channel that meet: rows are filters, columns are channels.

    Squares that the layer of the fewest features, ``base``, has too are the brightest; what each doubling adds has a
    shade of its own. With ``tiled`` lines show how often the base goes into it.

    State: ``points`` (2, 3) are its top left corner and that point one square further right and down, in scene units;
    ``extent`` (2,) is how many channels and filters there are, ``block`` (2,) how many each group has. None of them
    need be whole, so that a grid stretches as it turns into another. ``between`` (1,) is how lit squares still are
    whose filter reads its own group alone, and not that channel.
    """

    blended = ("extent", "block", "between")
    swapped = ("tiled",)

    def __init__(
        self, layer: Layer, corner: tuple[float, float], unit: float, base: Layer, ramp: Ramp, theme: Theme
    ) -> None:
        super().__init__()
        self.theme = theme
        self.base = (base.in_channels, base.out_channels)
        shades = SHADES_ON_LIGHT if theme.reverse else SHADES
        self.colors: Sequence[Rgb] = [triple(ramp.at(shade)) for shade in shades]
        self.tiled = False
        self.extent = np.array([layer.in_channels, layer.out_channels], dtype=float)
        self.block = np.array([layer.channels_per_group, layer.filters_per_group], dtype=float)
        self.between = np.zeros(1)
        left, top = corner
        self.points = to_scene([[left, top], [left + unit, top + unit]])

    def cut(self, channels: float, filters: float) -> Self:
        """Show only so many channels and filters of it."""
        self.extent = np.array([channels, filters], dtype=float)
        return self

    def in_tiles(self) -> Self:
        """Draw lines between tiles of the base's size."""
        self.tiled = True
        return self

    def as_if_whole(self) -> Self:
        """Light the squares between groups, too: it looks as the same layer without groups does."""
        self.between = np.ones(1)
        return self

    def parts(self, grouped: bool = True) -> list[list[Box]]:
        """What is lit, in squares: boxes that pairs of the same doubling fill, the widest ones first.

        A box covers what a narrower layer has of it, which is drawn after it. They are those of a layer without
        groups unless ``grouped``.
        """
        (channels, filters), (wide, high) = self.extent.tolist(), (self.block if grouped else self.extent).tolist()
        count = int(np.ceil(min(channels / wide, filters / high) - LEAST))
        blocks = [
            (k * wide, k * high, min((k + 1) * wide, channels), min((k + 1) * high, filters)) for k in range(count)
        ]
        doublings = max(0, int(np.ceil(np.log2(max(channels / self.base[0], filters / self.base[1])) - LEAST)))
        found = []
        for doubling in reversed(range(doublings + 1)):
            most = [2**doubling * one for one in self.base]
            within = [(x, y, min(right, most[0]), min(below, most[1])) for x, y, right, below in blocks]
            found.append([box for box in within if box[2] - box[0] > LEAST and box[3] - box[1] > LEAST])
        return found

    def draw(self) -> list[Item]:
        (left, top), (right, _) = to_pixels(self.points).tolist()
        unit, opacity, between = right - left, float(self.opacity[0]), float(self.between[0])
        channels, filters = self.extent.tolist()
        items: list[Item] = [ground((left, top, left + channels * unit, top + filters * unit), self.theme)]
        if between > FAINTEST:
            items += [faded(item, between) for item in self._lit(self.parts(grouped=False), left, top, unit)]
        items += self._lit(self.parts(), left, top, unit)
        if self.tiled:
            width = min(PARTING, SHARE * unit * min(self.base))
            items.append(Segments(self._partings(left, top, unit), (*self.theme.background, 1.0), width))
        return [faded(item, opacity) for item in items]

    def _lit(self, parts: list[list[Box]], left: float, top: float, unit: float) -> list[Item]:
        """Squares in the shades of their doublings."""
        items: list[Item] = []
        for doubling, boxes in zip(reversed(range(len(parts))), parts, strict=True):
            color = self.colors[min(doubling, len(self.colors) - 1)]
            if boxes:
                corners = [square_corners(box, (left, top), unit) for box in boxes]
                items.append(lit(corners, color, unit, self.theme, min(1.5, LINE * unit)))
        return items

    def _partings(self, left: float, top: float, unit: float) -> Floats:
        """Ends (n, 2, 2) of the lines between tiles, in pixels."""
        channels, filters = self.extent.tolist()
        corner = np.array([left, top])
        down = [[(x, 0.0), (x, filters)] for x in np.arange(self.base[0], channels - LEAST, self.base[0])]
        across = [[(0.0, y), (channels, y)] for y in np.arange(self.base[1], filters - LEAST, self.base[1])]
        return np.asarray(corner + np.array(down + across, dtype=float).reshape(-1, 2, 2) * unit)
