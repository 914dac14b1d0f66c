"""What makes a picture legible: margins, sizes, contrast, and no text over text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from convanim.draw.bounds import bounds
from convanim.draw.items import Faces, Item, Words
from convanim.draw.lettering import lacking, span_box, text_box
from convanim.draw.outlines import NEEDED
from convanim.layout.canvas import WIDE, Canvas
from convanim.layout.geometry import Box
from convanim.theme.color import BLACK, WHITE, contrast, mix

MARGIN = 0.04
SHOWN = 0.6
"""Text fainter than this is on its way in or out."""
NATIVE_REACH = 0.95, 0.25
"""How far Hindi and Chinese letters usually reach above and below the baseline, over the size."""


def written(items: list[Item]) -> list[Words]:
    return [item for item in items if isinstance(item, Words) and item.color[3] > SHOWN and item.text.strip()]


def dimmed(text: Words) -> bool:
    """Whether it is the number of a cell that is dimmed, as strong as ``tests/mobjects/test_tensor.py`` has it."""
    return text.source is not None and text.bold and text.color[:3] in (BLACK, WHITE)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes do."""
    return bool(overlapping([one, other]))


def overlapping(boxes: Sequence[Box]) -> list[tuple[int, int]]:
    """Which of some boxes overlap, by their places."""
    if not boxes:
        return []
    left, top, right, bottom = np.array(boxes).T
    slack = 1.0
    wide = left[:, None] + slack < right[None]
    high = top[:, None] + slack < bottom[None]
    return [(int(i), int(j)) for i, j in np.argwhere(np.triu(wide & wide.T & high & high.T, 1))]


def check_legible(
    items: list[Item], where: str, canvas: Canvas = WIDE, language: str = "en", panel_least: float = 21.9
) -> None:
    frame, panel = canvas.whole, canvas.panel
    aside, over = MARGIN * frame.width - 1, MARGIN * frame.height - 1
    texts, others = written(items), NEEDED[language].letters if language in NEEDED else re.compile("(?!)")
    directions = str.maketrans("", "", "\u200e\u200f\u2066\u2069")
    boxes = [text_box(text) for text in texts]
    if canvas.is_large:
        panel_least = min(panel_least, 15.9)
    for text, (left, top, right, bottom) in zip(texts, boxes, strict=True):
        absent = "".join(
            letter for letter in lacking(text.text.translate(directions), text.bold) if not others.match(letter)
        )
        assert not absent, f"{where}: the font has no {absent!r}"
        inside = left >= frame.left + aside and right <= frame.right - aside
        assert inside and top >= frame.top + over and bottom <= frame.bottom - over, (
            f"{where}: {text.text!r} leaves the frame"
        )
        letters = mix(text.ground, text.color[:3], 1.0 if dimmed(text) else text.color[3])
        assert contrast(letters, text.ground) >= 4.4, f"{where}: {text.text!r} is too faint on its ground"
        least = panel_least if bottom > panel.top else 16.9 if canvas.is_large else 15.9
        assert text.size >= least, f"{where}: {text.text!r} is set in {text.size:.1f} px"
        if bottom > panel.top and text.source is not None:
            assert text.size >= 27.9, f"{where}: the number {text.text!r} is set in {text.size:.1f} px"
    # Real maps of many cells are faces, too, and pictures where their cells are tiny.
    for item in items:
        if isinstance(item, Faces) and item.fill[:, 3].max() > SHOWN:
            left, top, right, bottom = bounds(item)
            assert frame.left + 20 <= left and right <= frame.right - 20, f"{where}: cells leave the frame"
            assert frame.top + 20 <= top and bottom <= panel.top + 2, f"{where}: cells reach into the ribbon"
    for i, j in overlapping(boxes):
        raise AssertionError(f"{where}: {texts[i].text!r} and {texts[j].text!r} overlap")


def ink(text: Words) -> Box:
    """What a line of text covers with all that hangs below it, which ``text_box`` leaves out."""
    left, top, right, bottom = span_box(text, 0, len(text.text))
    above, below = NATIVE_REACH
    return left, max(top, text.y - above * text.size), right, min(bottom, text.y + below * text.size)
