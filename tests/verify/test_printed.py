"""What is printed is read as it stands, and what is wrong is not read as right."""

from fractions import Fraction

import pytest

from convanim.verify.printed import is_true, printed, reads_as, worked_out


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("−12", -12),
        ("9\u2009216", 9216),
        ("Eight", 8),
        ("half", Fraction(1, 2)),
        ("one twelfth", Fraction(1, 12)),
        ("1/64", Fraction(1, 64)),
        ("− 3", -3),
        ("≈\u20094.2", Fraction(42, 10)),
        ("0,46", Fraction(46, 100)),
        ("42\u202f%", 42),
        ("8×", 8),
        ("−1,5·10⁻⁷", Fraction(-15, 10**8)),
    ],
)
def test_numbers_are_read(text, value):
    assert printed(text)[0] == value


@pytest.mark.parametrize("text", ["", "x", "1..2", "--3", "3 4", "1/0", "·10³", "twelve hundred"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is no number"):
        printed(text)


@pytest.mark.parametrize(
    ("text", "value", "right"),
    [
        ("0.46", 0.456, True),
        ("0.46", 0.465, True),
        ("0.46", 0.466, False),
        ("12", 13, False),
        ("12", 12.4, True),
        ("12", 12.6, False),
        ("1.2·10⁻⁷", 1.24e-7, True),
        ("1.2·10⁻⁷", 1.26e-7, False),
        ("one ninth", 1 / 9, True),
        ("1/64", 0.0156, False),
    ],
)
def test_a_number_reads_as_its_value_or_not(text, value, right):
    assert reads_as(text, value) is right


@pytest.mark.parametrize(
    ("equation", "real", "right"),
    [
        ("11 + 23 = 34", False, True),
        ("11 + 23 = 35", False, False),
        ("11 + 23 ≈ 34", False, False),
        ("11 + 23 ≈ 35", True, True),
        ("0.981 × 6 ≈ 5.88", True, True),
        ("0.981 × 6 ≈ 5.91", True, False),
        ("(−2)·3 + 4 / 2 = −4", False, True),
        ("1,5 − 0,25 ≈ 1,3", False, True),
    ],
)
def test_equations_are_true_or_not(equation, real, right):
    assert is_true(equation, real) is right


@pytest.mark.parametrize("equation", ["", "3", "1 = 2 = 3", "1 + = 2", "(1 = 1", "1 / 0 = 1", "y = 3", "* 2 = 2"])
def test_what_is_no_equation_is_refused(equation):
    with pytest.raises(ValueError, match=r"equation|cannot be"):
        is_true(equation)


def test_sides_are_worked_out_exactly():
    assert worked_out("0.1 + 0.2") == Fraction(3, 10)
