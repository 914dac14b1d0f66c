"""Which way text runs."""

import unicodedata

import pytest

from convanim.direction import LEFT_TO_RIGHT, RIGHT_TO_LEFT, directed, isolated, runs_left, turns

HEBREW, ARABIC = "שלום", "مرحبا"


@pytest.mark.parametrize("word", [HEBREW, ARABIC])
def test_the_first_letter_says_it(word):
    assert runs_left(word) and runs_left(f"3×3 ({word}) x") and not runs_left(f"x {word}")
    assert not runs_left("") and not runs_left("3 × 3")
    assert turns(f"x {word}") and not turns("x é 深 कि 3×3 −1")


def test_what_asks_to_run_to_the_left_turns_too():
    assert turns("a \u202eb\u202c c") and turns("\u2067a\u2069")


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("line", [HEBREW, f"x {HEBREW}", f"{HEBREW} x", f"8 {ARABIC}", "x", "3×3"])
def test_a_line_by_itself_runs_as_its_text_does(line, left):
    found = directed(line, left)
    assert found.strip(LEFT_TO_RIGHT + RIGHT_TO_LEFT) == line
    if turns(line):
        assert runs_left(found) == left
    else:
        assert found == line
    assert all(unicodedata.category(letter) == "Cf" for letter in found[: len(found) - len(line)])


@pytest.mark.parametrize("word", [HEBREW, ARABIC])
@pytest.mark.parametrize(
    "told",
    ["3×36", "8×6×6", "−5", "2 · 3 = 6", "y[0, 1] = 8 · 3 + 2 · (−1)", "≈ 4.2", "9\u2009216 / 1\u2009152", "1/4"],
)
def test_sizes_and_equations_run_to_the_right_among_words_that_do_not(word, told):
    line = isolated(f"{word} {told}, {word}.")
    assert line == f"{word} \u2066{told}\u2069, {word}."
    assert isolated(line) == line
    assert isolated(told) == told


@pytest.mark.parametrize("plain", ["ב-5 ערוצים", "ערוץ 3, ערוץ 4.", "50% של 3.5", "PyTorch הוא x"])
def test_plain_numbers_stay_as_they_are(plain):
    assert isolated(plain) == plain
