"""A sheet of display items in named parts: labels, formulas, brackets, the meter, charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from manim import Mobject

from convanim.draw.drawn import FAINTEST, Drawn
from convanim.draw.items import Item, faded, placed
from convanim.errors import UnknownNameError
from convanim.layout.geometry import Affine, Box
from convanim.layout.regions import HEIGHT, WIDTH, to_pixels, to_scene

FRAME: Box = (0.0, 0.0, WIDTH, HEIGHT)
"""All of a widescreen frame."""


class Parts(dict[str, tuple[Item, ...]]):
    """Named items; never changed in place, so copies of a sheet share them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Parts:
        return self


class Sheet(Drawn):
    """Items laid out in frame pixels, in named parts that can be shown and hidden.

    State: ``points`` are the four corners of ``room``, a box in pixels (by default the frame), carried along
    by shift and scale; ``shown`` (parts,) is each part's opacity.
    """

    blended: Sequence[str] = ("shown",)
    swapped = ("parts", "room")

    def __init__(self, parts: Mapping[str, Sequence[Item]] | Sequence[Item], room: Box = FRAME) -> None:
        super().__init__()
        named = parts if isinstance(parts, Mapping) else {"all": parts}
        self.parts = Parts({name: tuple(items) for name, items in named.items()})
        self.shown = np.ones(len(self.parts))
        self.room = room
        left, top, right, bottom = room
        self.points = to_scene([[left, top], [right, top], [right, bottom], [left, bottom]])

    def reveal(self, *names: str) -> Self:
        """Show these parts (all, if none is named)."""
        return self._set(names, 1.0)

    def hide(self, *names: str) -> Self:
        """Hide these parts (all, if none is named)."""
        return self._set(names, 0.0)

    def rewrite(self, parts: Mapping[str, Sequence[Item]]) -> Self:
        """Put other items into the parts of the same names."""
        self.parts = Parts({**self.parts, **{name: tuple(items) for name, items in parts.items()}})
        return self

    def _set(self, names: Sequence[str], opacity: float) -> Self:
        known = list(self.parts)
        for name in names:
            if name not in known:
                raise UnknownNameError(f"this sheet has no part {name!r}", ", ".join(known))
        self.shown = np.array(
            [opacity if not names or name in names else before for name, before in zip(known, self.shown, strict=True)]
        )
        return self

    def interpolate_color(self, mobject1: Mobject, mobject2: Mobject, alpha: float) -> Self:
        """Blend as all drawn mobjects do; text that changes fades out and the new one in."""
        super().interpolate_color(mobject1, mobject2, alpha)
        if isinstance(mobject1, Sheet) and isinstance(mobject2, Sheet) and mobject1.parts != mobject2.parts:
            self.opacity = self.opacity * abs(1.0 - 2.0 * alpha)
        return self

    def draw(self) -> list[Item]:
        move = self._move()
        items: list[Item] = []
        for alpha, part in zip((self.shown * self.opacity[0]).tolist(), self.parts.values(), strict=True):
            if alpha > FAINTEST:
                items += [faded(placed(item, move), alpha) for item in part]
        return items

    def _move(self) -> Affine:
        (left, top), _, (right, bottom), _ = to_pixels(self.points).tolist()
        return Affine.between(self.room, (left, top, right, bottom))
