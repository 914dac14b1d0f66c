"""Texts of several sizes, one below the other."""

import pytest

from convanim.draw.bounds import bounds
from convanim.draw.phrase import Phrase
from convanim.layout.style import Style
from convanim.tableaux.demand.lines import Lines, stacked

STYLE = Style.of()


def lines_of(text, width, size, most=1):
    return Lines.of(Phrase(text), width, size, STYLE.theme.ink, STYLE, most=most)


def test_they_stand_half_above_a_line_and_half_below_it():
    texts = [lines_of("4×", 300.0, 150.0), lines_of("work", 300.0, 30.0)]
    boxes = [bounds(item) for items in stacked(texts, 50.0, 400.0) for item in items]
    assert all(box[0] >= 49 for box in boxes) and boxes[0][3] < boxes[1][1]
    assert boxes[0][1] < 400 < boxes[1][3]


@pytest.mark.parametrize(("width", "count"), [(400.0, 1), (120.0, 2)])
def test_a_text_takes_more_lines_before_it_becomes_small(width, count):
    assert len(lines_of("groups of 4 channels", width, 30.0, most=2).fitted.lines) == count
