"""What a block has worked out to be drawn, and need not work out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convanim.mobjects.rim import Rim
from convanim.mobjects.shading import Numbers
from convanim.mobjects.slabs import Drawing


@dataclass(slots=True)
class Made:
    """It all follows from the block itself, and has slots so that Manim's cache, which reads blocks, passes it over."""

    numbers: Numbers | None = None
    drawing: Drawing | None = None
    """The block as it was drawn last."""
    rim: Rim | None = None
    """The padding round it, as it was drawn last."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Made:
        """Copies of a block start afresh."""
        return Made()
