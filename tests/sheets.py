"""What any sheet must be: legible, inside the frame's margins, apart, and every number its source's."""

import pytest

from convanim.draw.items import Words
from convanim.draw.lettering import text_box
from convanim.numerals import value_of
from convanim.theme.color import contrast


def words(sheet):
    return [item for item in sheet.display_list() if isinstance(item, Words)]


def check_legible(sheet, canvas):
    """No text reaches into the frame's margins, is too faint, or touches another."""
    frame, texts = canvas.whole, words(sheet)
    across, down = 0.04 * frame.width, 0.04 * frame.height
    boxes = [text_box(item) for item in texts]
    for item, (left, top, right, bottom) in zip(texts, boxes, strict=True):
        assert left >= frame.left + across - 1 and right <= frame.right - across + 1, item.text
        assert top >= frame.top + down - 1 and bottom <= frame.bottom - down + 1, item.text
        assert contrast(item.color[:3], item.ground) >= 4.5, item.text
    for i, one in enumerate(boxes):
        for k, other in enumerate(boxes[i + 1 :], i + 1):
            beside = one[2] - 1 <= other[0] or other[2] - 1 <= one[0]
            assert beside or one[3] <= other[1] or other[3] <= one[1], (texts[i].text, texts[k].text)


def check_numbers(sheet):
    """Every number is written as its source has it, to as many decimals as it is written with."""
    for item in words(sheet):
        if item.source is not None:
            decimals = len(item.text.partition(".")[2])
            assert value_of(item.text) == pytest.approx(item.source.value, abs=0.5000001 * 10**-decimals)
