"""Where title, stage, ribbon and meter stand in frames of several aspects.

All frames share their centre, (960, 540), where Manim's origin is: a square takes the middle of a widescreen
frame, and an upright one reaches above and below it. So a point of the frame is the same scene point in every aspect.

Type has one size in all of them, because the short side has 1080 pixels in all: numbers in the ribbon have 28
of them, 2.6 % of the short side. No text stands within 4 % of an edge, of the width left and right, of the height
above and below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from convanim.layout.regions import HEIGHT, WIDTH, Region
from convanim.spec.aspect import WIDESCREEN, size_of


@dataclass(frozen=True)
class Canvas:
    """A frame's regions, in pixels, and the baselines of what stands on lines of its own.

    ``stage`` is where tensors stand, with their labels on ``label_line`` below it; ``panel`` is the ground of
    ``ribbon`` and ``meter``. In a ``narrow`` frame the meter is a strip below the ribbon, and facts have a
    line of their own; in a ``tall`` one there is room to stack what otherwise stands side by side.
    """

    aspect: str
    header: Region
    title_line: float
    facts_line: float
    caption_line: float
    stage: Region
    label_line: float
    panel: Region
    ribbon: Region
    meter: Region

    def __deepcopy__(self, memo: dict[int, Any]) -> Canvas:
        return self

    @cached_property
    def whole(self) -> Region:
        """The frame."""
        width, height = size_of(self.aspect)
        return Region((WIDTH - width) / 2, (HEIGHT - height) / 2, (WIDTH + width) / 2, (HEIGHT + height) / 2)

    @property
    def narrow(self) -> bool:
        """Whether it is no wider than high."""
        return self.whole.width <= self.whole.height

    @property
    def tall(self) -> bool:
        """Whether it is higher than wide."""
        return self.whole.width < self.whole.height

    @cached_property
    def cropped(self) -> Canvas:
        """The same with a smaller stage, which leaves room for pictures of all of which it shows a part."""
        return replace(self, stage=self._around[1])

    @cached_property
    def asides(self) -> tuple[Region, Region]:
        """Where these pictures stand: beside the smaller stage, or above it in a tall frame."""
        first, _, last = self._around
        return first, last

    @cached_property
    def _around(self) -> tuple[Region, Region, Region]:
        """Left room, stage, right room, whichever of the two canvases this is."""
        stage = CANVASES[self.aspect].stage
        if self.tall:
            left, right = replace(stage, bottom=stage.top + 186).columns(1, 1, gap=30)
            return left, stage.inset(top=232), right
        wide, gap = (136.0, 20.0) if self.narrow else (176.0, 40.0)
        # In a square, labels may take a second line, above the first.
        beside = stage.inset(bottom=28) if self.narrow else stage
        return (
            replace(beside, right=stage.left + wide),
            stage.inset(left=wide + gap, right=wide + gap),
            replace(beside, left=stage.right - wide),
        )

    @property
    def heading_line(self) -> float:
        """The baseline of the ribbon's heading."""
        return self.ribbon.top + 22

    @property
    def chip_top(self) -> float:
        """Where the ribbon's first row of chips begins."""
        return self.ribbon.top + 44


WIDE = Canvas(
    WIDESCREEN,
    header=Region(96, 56, 1824, 168),
    title_line=106,
    facts_line=106,
    caption_line=154,
    stage=Region(96, 196, 1824, 722),
    label_line=758,
    panel=Region(0, 796, WIDTH, HEIGHT),
    ribbon=Region(96, 816, 1400, 1030),
    meter=Region(1456, 816, 1824, 1030),
)
SQUARE = Canvas(
    "1:1",
    header=Region(468, 52, 1452, 220),
    title_line=92,
    facts_line=132,
    caption_line=178,
    stage=Region(468, 230, 1452, 630),
    label_line=666,
    panel=Region(420, 702, 1500, 1080),
    ribbon=Region(468, 722, 1452, 936),
    meter=Region(468, 950, 1452, 1036),
)
UPRIGHT = Canvas(
    "9:16",
    header=Region(468, -330, 1452, -130),
    title_line=-284,
    facts_line=-240,
    caption_line=-184,
    stage=Region(468, -100, 1452, 900),
    label_line=936,
    panel=Region(420, 974, 1500, 1500),
    ribbon=Region(468, 996, 1452, 1316),
    meter=Region(468, 1328, 1452, 1414),
)
CANVASES: Mapping[str, Canvas] = {canvas.aspect: canvas for canvas in (WIDE, SQUARE, UPRIGHT)}
"""A canvas for each of ``ASPECTS``."""
