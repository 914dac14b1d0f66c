"""How the slabs of a block move one after the other, so that the eye can follow and none goes through another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, linear, smooth

from convanim.mobjects.tensor import VoxelTensor
from convanim.theme.color import Floats


def shares_dealt(alpha: float, ranks: Sequence[float], lag_ratio: float) -> list[float]:
    """How far each of some slabs has come at a share of the whole time; ``ranks`` say whose turn is when.

    >>> shares_dealt(0.5, [0, 1, 2], 1.0)
    [1.0, 0.5, 0.0]
    """
    turns = np.asarray(ranks, dtype=float) - min(ranks)
    whole = 1.0 + lag_ratio * float(turns.max())
    own = np.clip(alpha * whole - lag_ratio * turns, 0.0, 1.0)
    return [float(smooth(share)) for share in own]


class Dealing(Animation):
    """A block's slabs set off one after the other, each to its place in ``target``, a block of equal shape.

    Without ``ranks``, a number for each slab of which equal ones go together, the nearest goes first, or the farthest
    (``last_first``). ``lag_ratio`` is when the next one sets off, over the time that one takes.
    """

    def __init__(
        self,
        block: VoxelTensor,
        target: VoxelTensor,
        ranks: Sequence[float] | None = None,
        *,
        lag_ratio: float = 0.6,
        last_first: bool = False,
        **kwargs: Any,
    ) -> None:
        turns = np.asarray(range(len(block.presence)) if ranks is None else ranks, dtype=float)
        self.block = block
        self.target = target
        self.turns: Floats = -turns if last_first else turns
        self.lag = lag_ratio
        super().__init__(block, rate_func=linear, **kwargs)

    def begin(self) -> None:
        """Note how the block stands."""
        self.began = self.block.copy()
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Take every slab as far as its turn is."""
        block, start, end = self.block, self.began, self.target
        shares = np.array(shares_dealt(self.rate_func(alpha), self.turns.tolist(), self.lag))
        block.interpolate_color(start, end, alpha)
        for name in ("points", *block.by_slab):
            before, after = getattr(start, name), getattr(end, name)
            share = np.repeat(shares, len(before) // len(shares)).reshape(-1, *[1] * (before.ndim - 1))
            # A slab in front of another or behind it: there is nothing between the two.
            share = np.round(share) if name == "nearness" else share
            setattr(block, name, before + share * (after - before))
