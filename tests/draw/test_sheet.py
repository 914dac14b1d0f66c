"""Sheets: parts that show and hide, text that changes over, counts on the right line."""

from __future__ import annotations

import numpy as np
import pytest
from manim import Transform, linear

from convanim.draw.items import Line, Plate, Words
from convanim.draw.sheet import Sheet
from convanim.errors import UnknownNameError

WHITE, BLACK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0)


def text(words: str, y: float = 200.0) -> Words:
    return Words(words, 300.0, y, 28.0, WHITE, BLACK)


def sheet() -> Sheet:
    line = Line(np.array([[0.0, 0.0], [10.0, 10.0]]), WHITE, 2.0)
    return Sheet({"name": [text("one two")], "rule": [line, Plate((0, 0, 9, 9), 2, WHITE)]})


def test_parts_show_and_hide_by_name() -> None:
    both = sheet()
    assert len(both.display_list()) == 3
    assert len(both.hide("rule").display_list()) == 1
    assert both.hide().display_list() == []
    assert len(both.reveal("rule").display_list()) == 2
    with pytest.raises(UnknownNameError, match="name, rule"):
        both.reveal("nothing")


def test_shift_and_scale_move_text_and_its_size() -> None:
    moved = sheet().shift([1.0, 0.0, 0.0])
    (words,) = [item for item in moved.display_list() if isinstance(item, Words)]
    assert (words.x, words.y, words.size) == pytest.approx((435.0, 200.0, 28.0))
    (words,) = [item for item in sheet().scale(0.5).display_list() if isinstance(item, Words)]
    assert words.size == pytest.approx(14.0)


def test_showing_a_part_leaves_the_others_as_they_are() -> None:
    one = sheet().hide("rule")
    move = one.animate.reveal("rule").build()
    move.begin()
    move.interpolate(0.5)
    (words,) = [item for item in one.display_list() if isinstance(item, Words)]
    assert words.color[3] == 1.0


def test_changed_text_fades_out_and_in() -> None:
    one, other = sheet(), sheet().rewrite({"name": [text("three")]})
    move = Transform(one, other, rate_func=linear)
    move.begin()
    seen = []
    for alpha in (0.0, 0.25, 0.5, 0.75, 1.0):
        move.interpolate(alpha)
        seen.append([(i.text, round(i.color[3], 2)) for i in one.display_list() if isinstance(i, Words)])
    assert seen == [[("one two", 1.0)], [("one two", 0.5)], [], [("three", 0.5)], [("three", 1.0)]]


def test_what_both_sheets_have_stays_while_one_turns_into_the_other() -> None:
    one, other = (Sheet({"row": [text("here"), text(words, 300.0)]}) for words in ("before", "after"))
    move = Transform(one, other, rate_func=linear)
    move.begin()
    seen = []
    for alpha in (0.25, 0.5, 0.75, 1.0):
        move.interpolate(alpha)
        seen.append([(i.text, round(i.color[3], 2)) for i in one.display_list() if isinstance(i, Words)])
    assert seen == [
        [("here", 1.0), ("before", 0.5)],
        [("here", 1.0)],
        [("here", 1.0), ("after", 0.5)],
        [("here", 1.0), ("after", 1.0)],
    ]


def test_copies_share_the_items() -> None:
    one = Sheet([text("first")])
    assert one.copy().parts is one.parts
