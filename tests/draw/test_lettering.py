"""What text measures and how it is painted."""

import re
from dataclasses import replace

import cairo
import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.draw.lettering import (
    GAP,
    lacking,
    show_text,
    span_box,
    text_box,
    text_width,
)
from convanim.draw.paint import Painter
from convanim.draw.typeface import FAMILY, STAND_INS, face, font_options
from convanim.numerals import THIN_SPACE


def painted(*runs: tuple[str, float]) -> np.ndarray:
    """Runs of text from their places on, in pixels."""
    pixels = np.zeros((80, 400), dtype=np.uint8)
    context = cairo.Context(cairo.ImageSurface.create_for_data(pixels.data, cairo.Format.A8, 400, 80))
    context.set_font_options(font_options())
    context.set_font_face(face(FAMILY, True))
    context.set_font_size(40)
    for text, x in runs:
        context.move_to(x, 60)
        show_text(context, text, 40)
    return pixels


@pytest.mark.parametrize("family", [FAMILY, *STAND_INS])
def test_a_thin_space_is_as_wide_in_every_font(family):
    apart, together = (text_width(f"9{gap}216", 50, family=family) for gap in (THIN_SPACE, ""))
    assert apart - together == pytest.approx(GAP * 50)


def test_a_thin_space_is_painted_as_a_gap_and_never_as_a_box():
    second = 20 + text_width("9", 40, True) + GAP * 40
    third = second + text_width("216", 40, True) + GAP * 40
    assert np.array_equal(
        painted((f"9{THIN_SPACE}216{THIN_SPACE}000", 20)), painted(("9", 20), ("216", second), ("000", third))
    )
    assert not painted((THIN_SPACE, 20)).any()


def test_what_a_font_cannot_show_is_named():
    assert lacking("8×3 − 1 ≈ 23 · →") == ""
    assert lacking(f"9{THIN_SPACE}216") == ""
    assert lacking("深 a \U0001f600 深") == "深\U0001f600"


@pytest.mark.parametrize("bold", [False, True])
def test_exponents_are_small_raised_and_in_the_font_itself(bold):
    assert not lacking("1.2·10⁻⁰¹²³⁴⁵⁶⁷⁸⁹", bold)
    digit = text_width("10⁷", 40, bold) - text_width("10", 40, bold)
    assert all(text_width(f"10{sign}", 40, bold) == text_width("10⁷", 40, bold) for sign in "⁰¹²³⁴⁵⁶⁸⁹")
    assert 0.5 < digit / text_width("7", 40, bold) < 0.75


@pytest.mark.parametrize("align", ["left", "middle", "right"])
@pytest.mark.parametrize("text", ["in 8×6×6", "≈\u20094,25 mal", "only eight", "within 2.0·10⁻⁶"])
def test_a_spans_box_holds_its_ink_and_no_other(text: str, align: str) -> None:
    start, end = re.search(r"[\d,.·⁻⁶]+|eight", text).span()
    line = Words(text, 200.0, 60.0, 40.0, (1, 1, 1, 1), (0, 0, 0), align=align)
    left, top, right, bottom = span_box(line, start, end)
    pixels = np.zeros((100, 400, 4), np.uint8)
    surface = cairo.ImageSurface.create_for_data(pixels.data, cairo.Format.ARGB32, 400, 100)
    Painter(cairo.Context(surface), FAMILY).paint([line])
    surface.flush()
    alone = np.zeros_like(pixels)
    surface = cairo.ImageSurface.create_for_data(alone.data, cairo.Format.ARGB32, 400, 100)
    Painter(cairo.Context(surface), FAMILY).paint([replace(line, text=text[start:end], x=left, align="left")])
    surface.flush()
    rows, columns = np.nonzero(alone[..., 3])
    assert columns.min() >= left - 1 and columns.max() <= right and rows.min() >= top - 1 and rows.max() <= bottom
    assert np.abs(pixels[rows, columns, 3].astype(int) - alone[rows, columns, 3]).max() <= 32


def test_a_spans_box_is_the_lines_where_some_of_it_runs_to_the_left(fonts) -> None:
    fonts("he")
    line = Words("\u05e9\u05dc 3 \u05e9\u05dc", 200.0, 60.0, 40.0, (1, 1, 1, 1), (0, 0, 0), align="right")
    left, top, right, bottom = span_box(line, 3, 4)
    assert (left, right) == text_box(line)[::2] and top < text_box(line)[1] and bottom > 60.0
