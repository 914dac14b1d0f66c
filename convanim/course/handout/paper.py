"""The paper that handouts are printed on, in points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MARGIN, FOOT = 44.0, 30.0


@dataclass(frozen=True)
class Paper:
    """An upright sheet: its width and height in points, and where on it texts and pictures stand."""

    width: float
    height: float

    @property
    def column(self) -> float:
        """The width between the margins."""
        return self.width - 2 * MARGIN

    @property
    def right(self) -> float:
        """Where the right margin begins."""
        return self.width - MARGIN

    @property
    def bottom(self) -> float:
        """Where the foot of the page begins."""
        return self.height - FOOT - 22


PAPERS: Mapping[str, Paper] = {"a4": Paper(595.28, 841.89), "letter": Paper(612.0, 792.0)}
"""By the names that ``--paper`` has for them."""
