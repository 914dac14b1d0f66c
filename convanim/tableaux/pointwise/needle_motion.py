"""What moves in the needle tableau: it goes through the channels, slides from pixel to pixel, and fills planes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Animation, Group, linear

from convanim.layout.geometry import Floats
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.content import Content
from convanim.mobjects.tensor import VoxelTensor
from convanim.trace import Step


@dataclass(frozen=True)
class Turn:
    """One filter's turn: the needle stands at a pixel with its weights, then its plane fills."""

    step: Step
    """The pixel."""
    filled: int
    """Planes that are filled before."""
    settling: float
    """Seconds until it stands there."""
    steps: Sequence[Step]
    """Where it stops on its way over the image, while the plane fills."""
    durations: Sequence[float]
    """Seconds for each of these."""

    @property
    def filter(self) -> int:
        """Whose turn it is."""
        return self.step.index[0]

    @property
    def seconds(self) -> float:
        """The whole turn's."""
        return self.settling + sum(self.durations)


class Threading(Animation):
    """The needle goes through the channels, and its voxels light up one after the other."""

    def __init__(self, ends: Bundle, values: VoxelTensor, run_time: float = 1.6, **kwargs: Any) -> None:
        self.ends = ends
        self.voxels = values
        kwargs.setdefault("rate_func", linear)
        super().__init__(Group(ends, values), run_time=run_time, **kwargs)

    def interpolate(self, alpha: float) -> None:
        count = len(self.voxels.lit)
        share = self.rate_func(alpha) * (count + 1.5)
        self.voxels.presence = np.clip(share - 0.75 - np.arange(count), 0.0, 1.0)
        self.ends.grown(min(1.0, share))


class Carrying:
    """Voxels that slide from pixel to pixel and change their numbers on the way."""

    def __init__(
        self, tensor: VoxelTensor, place: Callable[[Step], Floats], content: Callable[[Step], Content]
    ) -> None:
        self.mobject = tensor
        self.place = place
        self.content = content
        self._now: Step | None = None

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        target = self.place(step)
        start = target if before is None else self.place(before)
        self.mobject.points = start + share * (target - start)
        due = step if share >= 0.5 or before is None else before
        if due is not self._now:
            self.mobject.hold(self.content(due))
            self._now = due
