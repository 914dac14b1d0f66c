"""A sheet of display items in named parts: labels, formulas, brackets, the meter, charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
from manim import Mobject

from convanim.draw.drawn import FAINTEST, Drawn
from convanim.draw.fingerprint import of_item
from convanim.draw.items import Item, faded, placed
from convanim.errors import UnknownNameError
from convanim.layout.geometry import Affine, Box
from convanim.layout.regions import HEIGHT, WIDTH, to_pixels, to_scene

FRAME: Box = (0.0, 0.0, WIDTH, HEIGHT)
"""All of a widescreen frame."""


class Parts(dict[str, tuple[Item, ...]]):
    """Named items; never changed in place, so copies of a sheet share them."""

    @cached_property
    def prints(self) -> dict[int, bytes]:
        """The fingerprint of every item, by its identity."""
        return {id(item): of_item(item) for items in self.values() for item in items}

    def shared_with(self, other: Parts) -> frozenset[int]:
        """The identities of those items of either that the other one has, too."""
        both = set(self.prints.values()) & set(other.prints.values())
        return frozenset(item for parts in (self, other) for item, print_ in parts.prints.items() if print_ in both)

    def __deepcopy__(self, memo: dict[int, Any]) -> Parts:
        return self


class Sheet(Drawn):
    """Items laid out in frame pixels, in named parts that can be shown and hidden.

    State: ``points`` are the four corners of ``room``, a box in pixels (by default the frame), carried along
    by shift and scale; ``shown`` (parts,) is each part's opacity, ``turning`` that of all items but ``steady`` ones.
    """

    blended: Sequence[str] = ("shown",)
    swapped = ("parts", "room", "steady", "turning")

    def __init__(self, parts: Mapping[str, Sequence[Item]] | Sequence[Item], room: Box = FRAME) -> None:
        super().__init__()
        named = parts if isinstance(parts, Mapping) else {"all": parts}
        self.parts = Parts({name: tuple(items) for name, items in named.items()})
        self.shown = np.ones(len(self.parts))
        self.turning = 1.0
        self.steady: frozenset[int] = frozenset()
        """What stays while one sheet turns into another, by the items' identities."""
        self._turn: tuple[tuple[Parts, Parts], frozenset[int]] | None = None
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
        """Blend as all drawn mobjects do; what changes fades out and the new one in, and what does not stays."""
        super().interpolate_color(mobject1, mobject2, alpha)
        if isinstance(mobject1, Sheet) and isinstance(mobject2, Sheet) and mobject1.parts is not mobject2.parts:
            turn = mobject1.parts, mobject2.parts
            if self._turn is None or any(mine is not its for mine, its in zip(self._turn[0], turn, strict=True)):
                self._turn = turn, turn[0].shared_with(turn[1])
            self.steady, self.turning = self._turn[1], abs(1.0 - 2.0 * alpha)
        return self

    def draw(self) -> list[Item]:
        move = self._move()
        items: list[Item] = []
        for alpha, part in zip((self.shown * self.opacity[0]).tolist(), self.parts.values(), strict=True):
            for item in part if alpha > FAINTEST else ():
                strength = alpha if id(item) in self.steady else alpha * self.turning
                if strength > FAINTEST:
                    items.append(faded(placed(item, move), strength))
        return items

    def _move(self) -> Affine:
        (left, top), _, (right, bottom), _ = to_pixels(self.points).tolist()
        return Affine.between(self.room, (left, top, right, bottom))
