"""Where title, stage, ribbon and meter stand in frames of several aspects.

All frames share their centre, (960, 540), where Manim's origin is: a square takes the middle of a widescreen
frame, and an upright one reaches above and below it. So a point of the frame is the same scene point in every aspect.

Type has one size in all of them, because the short side has 1080 pixels in all: numbers in the ribbon have 28
of them, 2.6 % of the short side. No text stands within 4 % of an edge, of the width left and right, of the height
above and below.

Each aspect has a second canvas, for large text: frames that are shown 480 pixels wide. There the frame of 16:9 is
laid out in 1072 pixels of width instead of 1920, so that all type is 1.8 times as large, and in all of them one
sentence stands in the place of title, facts and caption.

And of each of these there is one for loops, in which the stage takes the whole frame but for a line of labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from convanim.errors import Name, UnknownNameError
from convanim.layout.regions import HEIGHT, WIDTH, Region
from convanim.spec.aspect import LARGE, NORMAL, TEXTS, WIDESCREEN, size_of, usual_text
from convanim.spec.cut import FILM, LOOP

LEAST, LEAST_LARGE = 16.0, 17.0
"""The smallest type on stage, of normal and of large text, in pixels: 1.4 % of a short side of 1080, and more."""
UNDER_LABELS = 8.0
"""Of a loop, below the baseline of labels, for what hangs below it, in pixels."""


@dataclass(frozen=True)
class Canvas:
    """A frame's regions, in pixels, and the baselines of what stands on lines of its own.

    ``stage`` is where tensors stand, with their labels on ``label_line`` below it; ``panel`` is the ground of
    ``ribbon`` and ``meter``. ``cropped_stage`` leaves room for ``asides``: pictures of the whole input and output of
    which a crop shows a part.
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
    cropped_stage: Region
    asides: tuple[Region, Region]
    text: str = NORMAL
    """For which text it is laid out, one of ``TEXTS``."""
    pixels_across: int = 0
    """The frame's width in layout pixels; 0: the aspect's own."""
    cut: str = FILM
    """For which cut it is laid out, one of ``CUTS``."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Canvas:
        return self

    @cached_property
    def whole(self) -> Region:
        """The frame."""
        own, tall = size_of(self.aspect)
        width = self.pixels_across or own
        height = width * tall / own
        return Region((WIDTH - width) / 2, (HEIGHT - height) / 2, (WIDTH + width) / 2, (HEIGHT + height) / 2)

    @cached_property
    def cropped(self) -> Canvas:
        """The same with the smaller stage."""
        return replace(self, stage=self.cropped_stage)

    @property
    def is_large(self) -> bool:
        """Whether it is laid out for large text."""
        return self.text == LARGE

    @property
    def least(self) -> float:
        """The smallest type on stage that is still read, in pixels.

        >>> WIDE.least, WIDE_LARGE.least
        (16.0, 17.0)
        """
        return LEAST_LARGE if self.is_large else LEAST

    @property
    def names(self) -> tuple[str, ...]:
        """By which plans know it, the most particular first.

        >>> LARGE_CANVASES["1:1"].names, canvas_of("9:16", cut="loop").names
        (('1:1 large', '1:1'), ('9:16 loop', '9:16 large', '9:16'))
        """
        names = (f"{self.aspect} {self.text}", self.aspect) if self.is_large else (self.aspect,)
        return (f"{self.aspect} {self.cut}", *names) if self.is_loop else names

    @property
    def is_loop(self) -> bool:
        """Whether it is laid out for loops, which have neither title and caption nor ribbon and meter."""
        return self.cut == LOOP

    @cached_property
    def of_loop(self) -> Canvas:
        """The same for loops: the stage takes the room of header, ribbon and meter.

        >>> WIDE_LARGE.of_loop.stage.height > 2 * WIDE_LARGE.stage.height
        True
        """
        whole, header, beside = self.whole, self.header, self.label_line - self.stage.bottom
        margin = header.top - whole.top
        line = whole.bottom - margin - UNDER_LABELS
        taken = {"top": header.top, "bottom": line - beside}
        nothing = Region(header.left, whole.bottom, header.right, whole.bottom)
        # Pictures of whole channels stand beside the cropped stage, or above it.
        above = self.cropped_stage.top - self.stage.top
        aside = [
            replace(
                one,
                top=header.top,
                bottom=header.top + one.height if above else taken["bottom"] - self.stage.bottom + one.bottom,
            )
            for one in self.asides
        ]
        return replace(
            self,
            stage=replace(self.stage, **taken),
            label_line=line,
            panel=Region(whole.left, whole.bottom, whole.right, whole.bottom),
            ribbon=nothing,
            meter=nothing,
            cropped_stage=replace(self.cropped_stage, top=header.top + above, bottom=line - beside),
            asides=(aside[0], aside[1]),
            cut=LOOP,
        )

    @property
    def has_headings(self) -> bool:
        """Whether there is room above the ribbon's chips to say what they are."""
        return not (self.is_large and self.aspect == WIDESCREEN)

    @property
    def heading_line(self) -> float:
        """The baseline of the ribbon's heading."""
        return self.ribbon.top + (22 if self.has_headings else 16)

    @property
    def chip_top(self) -> float:
        """Where the ribbon's first row of chips begins."""
        return self.ribbon.top + (44 if self.has_headings else 0)


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
    cropped_stage=Region(312, 196, 1608, 722),
    asides=(Region(96, 196, 272, 722), Region(1648, 196, 1824, 722)),
)
SQUARE = Canvas(
    "1:1",
    header=Region(468, 52, 1452, 206),
    title_line=90,
    facts_line=124,
    caption_line=164,
    stage=Region(468, 210, 1452, 708),
    label_line=744,
    panel=Region(420, 772, 1500, 1080),
    ribbon=Region(468, 822, 1452, 1036),
    meter=Region(468, 772, 1452, 814),
    cropped_stage=Region(624, 210, 1296, 708),
    # Labels may take a second line, above the first.
    asides=(Region(468, 210, 604, 680), Region(1316, 210, 1452, 680)),
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
    cropped_stage=Region(468, 132, 1452, 900),
    asides=(Region(468, -100, 945, 86), Region(975, -100, 1452, 86)),
)
CANVASES: Mapping[str, Canvas] = {canvas.aspect: canvas for canvas in (WIDE, SQUARE, UPRIGHT)}
"""A canvas for each of ``ASPECTS``."""

WIDE_LARGE = Canvas(
    WIDESCREEN,
    header=Region(468, 263, 1452, 354),
    title_line=292,
    facts_line=292,
    caption_line=293,
    stage=Region(468, 364, 1452, 602),
    label_line=634,
    panel=Region(424, 646, 1496, 841.5),
    ribbon=Region(468, 691, 1452, 817),
    meter=Region(468, 646, 1452, 686),
    cropped_stage=Region(632, 364, 1288, 602),
    asides=(Region(468, 364, 612, 602), Region(1308, 364, 1452, 602)),
    text=LARGE,
    pixels_across=1072,
)
SQUARE_LARGE = Canvas(
    "1:1",
    header=Region(468, 44, 1452, 138),
    title_line=76,
    facts_line=76,
    caption_line=76,
    stage=Region(468, 150, 1452, 714),
    label_line=750,
    panel=Region(420, 768, 1500, 1080),
    ribbon=Region(468, 820, 1452, 1036),
    meter=Region(468, 768, 1452, 810),
    cropped_stage=Region(624, 150, 1296, 714),
    asides=(Region(468, 150, 604, 686), Region(1316, 150, 1452, 686)),
    text=LARGE,
)
UPRIGHT_LARGE = replace(
    UPRIGHT,
    header=Region(468, -343, 1452, -200),
    title_line=-311,
    facts_line=-311,
    caption_line=-311,
    stage=Region(468, -186, 1452, 900),
    cropped_stage=Region(468, 46, 1452, 900),
    asides=(Region(468, -186, 945, 0), Region(975, -186, 1452, 0)),
    text=LARGE,
)
LARGE_CANVASES: Mapping[str, Canvas] = {c.aspect: c for c in (WIDE_LARGE, SQUARE_LARGE, UPRIGHT_LARGE)}
"""The same for large text."""


def canvas_of(aspect: str, text: str | None = None, cut: str = FILM) -> Canvas:
    """The canvas of an aspect for a cut and a text, one of ``TEXTS`` (None: what is usual there).

    Raises UnknownNameError for another text.

    >>> canvas_of("16:9").text, canvas_of("9:16").text, canvas_of("16:9", cut="loop").text
    ('normal', 'large', 'large')
    """
    if text is not None and text not in TEXTS:
        raise UnknownNameError((Name("text"), f" is {text!r}"), ", ".join(TEXTS))
    usual = LARGE if cut == LOOP else usual_text(aspect)
    found = (LARGE_CANVASES if (text or usual) == LARGE else CANVASES)[aspect]
    return found.of_loop if cut == LOOP else found
