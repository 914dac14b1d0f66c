"""Which way text runs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.language.direction import LEFT_TO_RIGHT, RIGHT_TO_LEFT, directed, expressions, isolated, runs_left, turns

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


NUMBERS = st.sampled_from(["8", "0.5", "3,25", "9\u2009216", "2.4·10⁻⁷", "50%"])
NAMES = st.sampled_from(["x", "y[0]", "y[0, 1, 2]", "w_1", "f(x)", "x²"])
BARE = NUMBERS | NAMES


@st.composite
def equations(draw: st.DrawFn) -> str:
    """Operands with and without signs and brackets, and signs between them with and without blanks."""
    blank = draw(st.sampled_from(["", " "]))

    def operand() -> str:
        one = draw(BARE)
        return draw(st.sampled_from([one, f"−{one}", f"(−{one})", f"({one} + {draw(BARE)})", f"(({one} − 1)·2)²"]))

    told = operand()
    for _ in range(draw(st.integers(1, 5))):
        told += f"{blank}{draw(st.sampled_from('=≈+−·×÷/≤'))}{blank}{operand()}"
    return told


@given(told=equations(), word=st.sampled_from([HEBREW, ARABIC]), end=st.sampled_from([".", ",", ":", "?", ")", ""]))
def test_an_equation_is_one_run_from_its_first_operand_to_its_last(told: str, word: str, end: str) -> None:
    text = f"{word} {told}{end} {word}"
    assert [text[start:stop] for start, stop in expressions(text)] == [told]
    assert isolated(isolated(text)) == isolated(text)
    both = f"{word} {told}, {word} {told}{end}"
    assert [both[start:stop] for start, stop in expressions(both)] == [told, told]


@pytest.mark.parametrize("told", ["5 - 3 = 2", "y[0] = -5", "(-1)·x = -x", "8·0 + 5·(−1) = −5", "x ≈ −0.5", "a < -b"])
def test_a_hyphen_is_a_sign_where_an_operand_follows(told: str) -> None:
    text = f"{HEBREW} {told}, {HEBREW}"
    assert [text[start:stop] for start, stop in expressions(text)] == [told]


def test_equations_in_a_row_are_runs_of_their_own() -> None:
    text = f"{HEBREW} 5 − 3 = 2, y[0] = 8·0 + 5·(−1) = −5, {HEBREW} y[0, 1, 2] = −3"
    found = [text[start:stop] for start, stop in expressions(text)]
    assert found == ["5 − 3 = 2", "y[0] = 8·0 + 5·(−1) = −5", "y[0, 1, 2] = −3"]


@pytest.mark.parametrize("plain", ["ב-5 ערוצים", "ערוץ 3, ערוץ 4.", "50% של 3.5", "PyTorch הוא x"])
def test_plain_numbers_stay_as_they_are(plain):
    assert isolated(plain) == plain
