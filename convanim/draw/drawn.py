"""The base of everything that convanim draws on Manim's stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from manim import Mobject, smooth

from convanim.draw.camera import check_renderer, painted_by_cameras
from convanim.draw.items import Item
from convanim.errors import SpecError

FAINTEST = 0.02
"""Less opacity than this is not drawn at all."""
MIDDLE = (0.3, 0.7)
"""The part of a change in which bars move whose numbers are swapped half-way."""


class _Kept:
    """The last display list and the state that it was drawn from; copies start afresh."""

    # Manim's cache reads what stands in a ``__dict__``, and this says nothing that the rest does not.
    __slots__ = ("items", "state")

    def __init__(self) -> None:
        self.state: tuple[Any, ...] = ()
        self.items: list[Item] = []

    def matches(self, state: tuple[Any, ...]) -> bool:
        """Whether nothing has changed: bytes compare by value, all else by identity."""
        return len(state) == len(self.state) and all(
            a is b or (isinstance(a, bytes) and a == b) for a, b in zip(state, self.state, strict=True)
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> _Kept:
        return _Kept()


@painted_by_cameras
class Drawn(Mobject):
    """A mobject that is drawn from a display list instead of curves.

    All that shows is in plain arrays: ``points`` (n, 3) in scene units, which Manim's
    shift, scale and stretch move, and the arrays named in ``blended``, which Transform
    and ``.animate`` blend. States of unequal shape do not blend: cross-fade those.

    Subclasses give ``draw``, from the arrays to display items.
    """

    blended: Sequence[str] = ()
    midway: Sequence[str] = ()
    """Those of the blended that change while ``swapped`` ones do: in the middle of the time, within ``MIDDLE``."""
    swapped: Sequence[str] = ()
    """Attributes that cannot be blended and change over half-way."""

    def __init__(self) -> None:
        check_renderer(type(self).__name__)
        self.opacity: np.ndarray[Any, np.dtype[np.float64]] = np.ones(1)
        self._kept = _Kept()
        super().__init__()

    def draw(self) -> list[Item]:
        """The display list of the present state; every kind of drawn mobject gives its own."""
        # Not an abstract class: isinstance, which each frame asks of every mobject, takes longer on those.
        raise NotImplementedError

    def display_list(self) -> list[Item]:
        """The display list, or nothing while the mobject is as good as invisible.

        The same list object comes back as long as nothing has changed, so that a caller
        can tell an unchanged mobject by identity.
        """
        state = (
            *(getattr(self, name).tobytes() for name in ("points", "opacity", *self.blended)),
            *(getattr(self, name) for name in self.swapped),
        )
        if not self._kept.matches(state):
            self._kept.state = state
            self._kept.items = self.draw() if float(self.opacity[0]) > FAINTEST else []
        return self._kept.items

    def fade(self, darkness: float = 0.5, family: bool = True) -> Self:
        """Scale the opacity by 1 - ``darkness``; what Manim's FadeIn and FadeOut call."""
        self.opacity = self.opacity * (1.0 - darkness)
        return super().fade(darkness, family)

    def set_opacity(self, opacity: float) -> Self:
        """Set the opacity, 0 to 1."""
        self.opacity = np.array([float(opacity)])
        return self

    def set_color(self, color: Any = None, alpha: Any = None, family: bool = True) -> Self:
        """Raise SpecError: here colours say which channel and how much."""
        raise SpecError(
            f"set_color on a {type(self).__name__}",
            "its theme's colours, which tell channels and values apart",
            "style=Style.of(theme), or ramps= of a VoxelTensor",
        )

    def align_data(self, mobject: Mobject, skip_point_alignment: bool = False) -> Self:
        """Ready both for a Transform or ``become``, as Manim does; raises SpecError where one cannot be the other."""
        likes = type(mobject) is type(self) if skip_point_alignment else self._blends_with(mobject)
        if not likes:
            given = [one.told() if isinstance(one, Drawn) else f"a {type(one).__name__}" for one in (self, mobject)]
            raise SpecError(
                f"{given[0]} is to turn into {given[1]}",
                "what has the same kind, and as many numbers",
                "FadeOut of the one beside FadeIn of the other",
            )
        return super().align_data(mobject, skip_point_alignment)

    def _blends_with(self, other: Mobject) -> bool:
        return isinstance(other, Drawn) and self._shapes() == other._shapes()

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: getattr(self, name).shape for name in ("points", *self.blended)}

    def told(self) -> str:
        """What it is, as messages say it."""
        return f"a {type(self).__name__}"

    def interpolate_color(self, mobject1: Mobject, mobject2: Mobject, alpha: float) -> Self:
        """Blend every array between two states of equal shape."""
        first, last = MIDDLE
        midway = float(smooth(np.clip((alpha - first) / (last - first), 0.0, 1.0)))
        for name in ("opacity", *self.blended):
            start, end = getattr(mobject1, name), getattr(mobject2, name)
            share = midway if name in self.midway else alpha
            if start is end:
                setattr(self, name, start)
            else:
                # Where shapes differ, it becomes the other one at once.
                setattr(self, name, start + share * (end - start) if start.shape == end.shape else end.copy())
        for name in self.swapped:
            setattr(self, name, getattr(mobject1 if alpha < 0.5 else mobject2, name))
        return self

    def can_become(self, other: Mobject) -> bool:
        """Whether a Transform to ``other`` blends: the same kind, all arrays of equal shape."""
        return type(other) is type(self) and self._blends_with(other)
