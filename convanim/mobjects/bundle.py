"""Bundles of straight lines that grow from their starts to their ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from convanim.draw.drawn import Drawn
from convanim.draw.items import Item, Line, Rgb
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style


class Bundle(Drawn):
    """Lines side by side, each in its colour.

    State: ``points`` (2 * lines, 3), every line's start followed by its end, in scene
    units; ``hues`` (lines, 3) in sRGB; ``reach`` (1,), how much of each line is drawn, 0 to 1.
    """

    blended = ("hues", "reach")

    def __init__(
        self,
        points: Any,
        hues: Sequence[Rgb],
        style: Style,
        width: float = 2.0,
        alpha: float = 0.75,
        halo: bool = False,
    ) -> None:
        super().__init__()
        self.theme = style.theme
        self.width_ = width
        self.alpha_ = alpha
        self.halo = halo
        self.points = np.array(points, dtype=float)
        self.hues = np.array(hues, dtype=float)
        self.reach = np.ones(1)

    def grown(self, share: float) -> Self:
        """Draw this share of every line."""
        self.reach = np.array([float(share)])
        return self

    def draw(self) -> list[Item]:
        ends = to_pixels(self.points).reshape(-1, 2, 2)
        reach, opacity = float(self.reach[0]), float(self.opacity[0])
        ends[:, 1] = ends[:, 0] + reach * (ends[:, 1] - ends[:, 0])
        items: list[Item] = []
        for (red, green, blue), line in zip(self.hues.tolist(), ends, strict=True):
            if np.abs(line[1] - line[0]).max() < 0.5:
                continue
            if self.halo:
                items.append(Line(line, (*self.theme.background, 0.85 * opacity), self.width_ + 4.0))
            items.append(Line(line, (red, green, blue, self.alpha_ * opacity), self.width_))
        return items
