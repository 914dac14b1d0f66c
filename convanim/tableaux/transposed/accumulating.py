"""A block that takes on other numbers at every step: what has been added up so far."""

from __future__ import annotations

from collections.abc import Callable

from convanim.mobjects.tensor import VoxelTensor
from convanim.trace import Step

LANDED = 0.5
"""Share of a step's way from which on its numbers stand there."""


class Accumulating:
    """Follows a walk with the block as ``after`` has it once a step is done."""

    def __init__(self, tensor: VoxelTensor, after: Callable[[Step], VoxelTensor]) -> None:
        self.mobject = tensor
        self.after = after
        self._made: dict[tuple[int, ...], VoxelTensor] = {}

    def follow(self, before: Step | None, step: Step, share: float) -> None:
        """Stand between what there was before and what there is after a step."""
        then, now = self._of(step if before is None else before), self._of(step)
        shown, tensor = now if share >= LANDED else then, self.mobject
        tensor.content = shown.content
        tensor.lit = then.lit + share * (now.lit - then.lit)
        tensor.shares = then.shares + share * (now.shares - then.shares)

    def _of(self, step: Step) -> VoxelTensor:
        if step.index not in self._made:
            # No more than the two between which it stands.
            kept = list(self._made.items())[-1:]
            self._made = {**dict(kept), step.index: self.after(step)}
        return self._made[step.index]
