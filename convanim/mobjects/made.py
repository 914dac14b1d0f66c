"""What a block has worked out to be drawn, and need not work out again."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from convanim.mobjects.rim import Rim
from convanim.mobjects.shading import Numbers
from convanim.mobjects.slabs import Drawing
from convanim.theme.color import Floats


@dataclass(slots=True)
class Made:
    """It all follows from the block itself, and has slots so that Manim's cache, which reads blocks, passes it over."""

    measured: tuple[NDArray[Any], Floats] | None = None
    """Labels, and how wide each is at size 1."""
    numbers: Numbers | None = None
    drawing: Drawing | None = None
    """The block as it was drawn last."""
    rim: Rim | None = None
    """The padding round it, as it was drawn last."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Made:
        """Copies of a block start afresh, but for what their labels are as wide as."""
        return Made(deepcopy(self.measured, memo))
