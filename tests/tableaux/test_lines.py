"""Texts of several sizes, one below the other."""

import pytest

from convanim.draw.phrase import Phrase
from convanim.draw.typeface import CAP_HEIGHT
from convanim.layout.style import Style
from convanim.tableaux.lines import Lines, stacked

STYLE = Style.of()


def lines_of(text, width, size, most=1):
    return Lines.of(Phrase(text), width, size, STYLE.theme.ink, STYLE, most=most)


def test_they_stand_half_above_a_line_and_half_below_it():
    texts = [lines_of("4×", 300.0, 150.0), lines_of("work", 300.0, 30.0)]
    (large,), (small,) = stacked(texts, 50.0, 400.0)
    assert (large.x, small.x) == (50.0, 50.0)
    # Letters of either are in the middle of its line.
    top = 400 - sum(text.height for text in texts) / 2
    assert large.y - CAP_HEIGHT * 150 / 2 == pytest.approx(top + texts[0].height / 2)
    assert small.y - CAP_HEIGHT * 30 / 2 == pytest.approx(top + texts[0].height + texts[1].height / 2)


@pytest.mark.parametrize(("width", "count"), [(400.0, 1), (120.0, 2)])
def test_a_text_takes_more_lines_before_it_becomes_small(width, count):
    assert len(lines_of("groups of 4 channels", width, 30.0, most=2).fitted.lines) == count
