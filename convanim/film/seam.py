"""Where a loop starts over: whether its last picture is the first one, so that it runs on without a jump."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from convanim.draw.compositor import Patch, Pixels
    from convanim.film.writer import Taker

SEEN = 8
"""A pixel that differs by more levels of 255 is seen to jump, among others that do."""
LONE = 4 * SEEN
"""By itself it has to differ by more: an outline comes out a little otherwise where its frame is painted in parts."""


@dataclass
class Seam:
    """Hands a beat's frames on, and keeps the first picture and the last one."""

    taker: Taker
    first: Pixels | None = None
    last: Pixels = field(default_factory=lambda: np.zeros((0, 0, 4), np.uint8))

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        """Take a frame, the last one with patches put on it (the first: a whole one), shown ``repeat`` times."""
        for patch in patches:
            if self.first is None:
                self.first, self.last = patch.pixels.copy(), patch.pixels.copy()
            rows, columns, _ = patch.pixels.shape
            self.last[patch.top : patch.top + rows, patch.left : patch.left + columns] = patch.pixels
        self.taker.write(patches, repeat)

    def seal(self) -> None:
        """No more frames come."""
        self.taker.seal()

    @property
    def jump(self) -> float:
        """How much of the frame is another at the end, 0 to 1."""
        if self.first is None:
            return 0.0
        apart = np.abs(self.last.astype(np.int16) - self.first).max(axis=-1).astype(np.uint8)
        around = np.asarray(Image.fromarray(apart).filter(ImageFilter.BoxBlur(1)))
        return float(((apart > SEEN) & ((around > SEEN) | (apart > LONE))).mean())
