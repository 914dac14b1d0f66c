"""What stands in a frame is read as it stands there, and not as anybody expects it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from convanim.draw.items import Plate
from convanim.verify.reader import Crop, Read, read
from tests.verify.painted import box_of, line, painted

LOOKS = {
    "small, black on a hue": line("", 10.7),
    "small, white on dark": line("", 10.7, 0.93, (0.05, 0.06, 0.09)),
    "dimmed": line("", 12.0, 0.42, (0.16, 0.17, 0.2)),
    "of a cell at 1080p": line("", 20.3, 0.0, (0.4, 0.7, 0.9)),
    "bold in a title": line("", 38.0, 1.0, (0.1, 0.1, 0.1), bold=True),
}
NOISE = 2.0


def seen(text: str, look: str, told: str | None = None) -> Read | None:
    """What is read where a text is painted, in the box of another where the ledger tells of that."""
    words = replace(LOOKS[look], text=text)
    return read(Crop.of(painted(words, noise=NOISE), box_of(replace(words, text=told or text))))


PAIRS = [*permutations("0123456789", 2)]
FORMS = ["{}", "1{}6", "\u221270.{}", "4\u2009{}08"]
ALL = [(look, form) for look in LOOKS for form in FORMS]


@pytest.mark.parametrize(
    ("look", "form", "pairs"),
    [
        # Every pair in one look or the other of each form.
        *((look, form, PAIRS[list(LOOKS).index(look) :: len(LOOKS)]) for look, form in ALL),
        *(pytest.param(look, form, PAIRS, marks=pytest.mark.full) for look, form in ALL),
    ],
    ids=lambda given: given if isinstance(given, str) else f"{len(given)}",
)
def test_every_digit_is_told_from_every_other_whatever_the_ledger_says(
    look: str, form: str, pairs: list[tuple[str, str]]
) -> None:
    for shown, told in pairs:
        one = seen(form.format(shown), look, form.format(told))
        assert one is not None and one.sure and one.text == form.format(shown), (shown, told, one)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "text",
    [
        *("0", "\u22121", "\u2212 35", "+ 2", "+ 0,46", "0,46", "0.460", "36\u2009864", "9\u2009216\u2009480"),
        *("≈\u20094.2×", "≈\u20094,2", "8×", "42\u202f%", "1/8", "1.5·10⁻⁷", "3,0·10⁻¹⁵", "2·10⁹"),
        *("half", "Eight", "one twelfth"),
    ],
)
def test_all_that_numbers_are_written_with_is_read(text: str, look: str) -> None:
    one = seen(text, look)
    assert one is not None and one.sure and one.text == text


def test_a_sign_or_a_mark_that_is_another_is_read_as_it_is() -> None:
    for shown, told in permutations(["\u22124", "+ 4", "44", "4×"], 2):
        one = seen(shown, "of a cell at 1080p", told)
        assert one is None or not one.sure or one.text == shown


def test_wherever_it_begins_between_two_pixels_it_is_read() -> None:
    for k in range(16):
        words = replace(line("\u2212389", 11.3), x=100 + k / 16, y=50 + (5 * k % 16) / 16)
        one = read(Crop.of(painted(words), box_of(words)))
        assert one is not None and one.sure and one.text == "\u2212389"


@pytest.mark.parametrize("text", ["125", "8", "\u221231"])
@pytest.mark.parametrize("beside", [0.5, 1.0, 1.5])
def test_what_has_an_edge_at_its_side_is_read(text: str, beside: float) -> None:
    """Cells that are lit stand before the sides of those behind them, whose numbers are dimmed."""
    words = line(text, 21.0, 0.62, (0.7, 0.7, 0.7))
    left, right = 320 * box_of(words)[0], 320 * box_of(words)[2]
    for edge in ((0, 0, left + beside, 120), (right - beside, 0, 320, 120)):
        crop = Crop.of(painted(words, Plate(edge, 0, (0.3, 0.3, 0.3, 1.0)), noise=1.0), box_of(words))
        one = read(crop)
        assert one is not None and one.sure and one.text == text, (edge, one)


def test_large_bold_numbers_that_cover_most_of_their_box_are_read() -> None:
    for digit in "0123456789":
        words = line(digit, 140.0, 0.1, (0.9, 0.9, 0.9), bold=True)
        one = read(Crop.of(painted(words), box_of(words)))
        assert one is not None and one.sure and one.text == digit


def test_where_nothing_stands_nothing_is_read() -> None:
    words = line("80", 14.0)
    blank = replace(words, text="")
    assert read(Crop.of(painted(blank), box_of(words))) is None
    for noise in (3.0, 12.0, 60.0):
        one = read(Crop.of(painted(blank, noise=noise), box_of(words)))
        assert one is None or not one.sure


@pytest.mark.parametrize("size", [10.7, 16.0, 30.0])
def test_what_is_half_covered_is_never_read_as_another_number(size: float) -> None:
    """An edge that passes over a number leaves of it what may look like another: 8 without its left is like 3."""
    for text in ("8", "6", "0", "88", "16"):
        words = line(text, size)
        left, top, right, bottom = box_of(words)
        for share in np.linspace(0.1, 0.9, 9):
            covers = [
                Plate((0, 0, 320 * (left + share * (right - left)), 120), 0, (0.2, 0.3, 0.4, 1.0)),
                Plate((0, 0, 320 * (left + share * (right - left)), 120), 0, (*words.ground, 1.0)),
                Plate((0, 120 * (top + share * (bottom - top)), 320, 120), 0, (*words.ground, 1.0)),
            ]
            for cover in covers:
                one = read(Crop.of(painted(words, cover, noise=1.0), box_of(words)))
                assert one is None or not one.sure or one.text == text, (text, share, one)


def test_frames_of_noise_and_of_another_size_are_cut_without_fail() -> None:
    for high, wide in ((1, 1), (3, 7), (2000, 10)):
        crop = Crop.of(np.zeros((high, wide), np.uint8), (0.2, 0.3, 0.9, 0.99))
        assert read(crop) is None
