"""How messages are said and numbers are written."""

from copy import deepcopy
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import SpecError, UnknownNameError
from convanim.language.marks import MARKS
from convanim.language.tongue import ENGLISH, Tongue
from convanim.numerals import THIN_SPACE, Digits, numeral, value_of


@pytest.mark.parametrize(
    ("message", "given", "said"),
    [
        ("{n} {n?channel|channels}", {"n": 0}, "0 channels"),
        ("{n} {n?channel|channels}", {"n": 1}, "1 channel"),
        ("{n?one channel|{n} channels} here", {"n": 1}, "one channel here"),
        ("{n?one channel|{n} channels} here", {"n": 7}, "7 channels here"),
        ("{n:W} of {n:w}, {n}", {"n": 3}, "Three of three, 3"),
        ("{n:w}", {"n": 13}, "13"),
        ("{shape}, {n} {n?pixel|pixels}", {"shape": "3×3", "n": 1}, "3×3, 1 pixel"),
        ("{n?the one|=2 both|all {n:w}}", {"n": 1}, "the one"),
        ("{n?the one|=2 both|all {n:w}}", {"n": 2}, "both"),
        ("{n?the one|=2 both|all {n:w}}", {"n": 5}, "all five"),
        ("{n?{m?a|b}|{m?c|{n} d}}", {"n": 2, "m": 2}, "2 d"),
        ("from {{−1, 0, 1}}, {{{n}}}", {"n": 3}, "from {−1, 0, 1}, {3}"),
        # Nothing outside of braces is touched.
        ("Layer 1 weights are shared. In all one channels", {}, "Layer 1 weights are shared. In all one channels"),
        ("one values, 1 filters, {n} groups", {"n": 1}, "one values, 1 filters, 1 groups"),
        ("{n}", {"n": 9216}, f"9{THIN_SPACE}216"),
        ("{n} times", {"n": Fraction(72, 17)}, f"≈{THIN_SPACE}4.2 times"),
        ("{n} times", {"n": Fraction(4)}, "4 times"),
    ],
)
def test_english(message, given, said):
    assert ENGLISH.text(message, **given) == said


def test_numbers_are_numerals_where_english_has_words():
    assert Tongue("de").text("One group: every filter is {in_channels:w} deep and reads all channels.", in_channels=1)
    assert "8" in Tongue("fr").text(
        "Each filter is a new mix of the same {in_channels:w} values. Space is untouched, channels mix.", in_channels=8
    )
    # Captions that an author has written in German stay as they are, but for numbers.
    assert Tongue("de").text("Alle {n:w} Kanäle, 1 values", n=3) == "Alle 3 Kanäle, 1 values"


def test_ratios_have_the_languages_mark():
    assert Tongue("de", ",").text("{times} times fewer", times=Fraction(72, 17)) == f"≈{THIN_SPACE}4,2-mal weniger"


def test_counts_that_are_written_out_are_told():
    said = ENGLISH.fill("{n?{n} a|{n} b} {t} {m}", {"n": 2, "m": 3, "t": "x", "idle": 4})
    assert said.text == "2 b x 3"
    assert [(said.text[one.start : one.end], one.name) for one in said.places] == [("2", "n"), ("x", "t"), ("3", "m")]


def test_places_hold_within_forms_and_behind_them():
    message = "{n?the {n:w} channel|=2 both|all {n} channels}, {n} {n?value|values}, {m} {n?of {!conv2d}|more}"
    said = ENGLISH.fill(message, {"n": 1, "m": 9216})
    assert said.text == f"the one channel, 1 value, 9{THIN_SPACE}216 of conv2d"
    assert [said.text[one.start : one.end] for one in said.places] == ["one", "1", f"9{THIN_SPACE}216", "conv2d"]


def test_names_stay_as_they_are():
    assert ENGLISH.text("A {!1×1} {!conv2d}, {n} of them", n=2) == "A 1×1 conv2d, 2 of them"


def test_unknown_names_are_told_with_the_message_and_what_is_known():
    with pytest.raises(UnknownNameError, match=r"no count is called 'k' in 'so \{k\}'; allowed: n, m"):
        ENGLISH.text("so {k}", n=1, m=2)


@pytest.mark.parametrize(
    ("template", "hint"),
    [
        ("from {−1, 0}.", "try 'from {{−1, 0}}.' if braces are meant"),
        ("a { b", "try 'a {{ b' if braces are meant"),
        ("as {!conv2d", "try 'as {{!conv2d' if braces are meant"),
        ("as {!}", "try 'as {{!}}' if braces are meant"),
        ("a } b", "try 'a }} b' if braces are meant"),
        ("{k} and {n}", "try {{k}} if braces are meant"),
    ],
)
def test_how_braces_as_such_are_written(template, hint):
    with pytest.raises(SpecError) as raised:
        ENGLISH.text(template, n=1)
    assert str(raised.value).endswith(hint)


@given(text=st.text(st.characters(codec="utf-8")))
def test_any_text_with_its_braces_doubled_is_said_as_it_is(text):
    assert ENGLISH.text(text.replace("{", "{{").replace("}", "}}")) == text


@pytest.mark.parametrize(
    "field", ["{n:x}", "{t:w}", "{t?a|b}", "{−1, 0}", "{}", "{n", "{n?a|b", "n}", "{n?=2 b}", "{n?{{}|a}"]
)
def test_what_no_message_may_hold(field):
    with pytest.raises(SpecError, match="in 'so "):
        ENGLISH.text(f"so {field}", n=1, t="text")


def test_more_forms_than_a_language_has():
    with pytest.raises(SpecError, match=r"3 forms in .*; allowed: at most 2 in en: one, other"):
        ENGLISH.text("{n?a|b|c}", n=1)
    assert [Tongue("pl").text("{n?a|b|c}", n=n) for n in (1, 2, 5)] == ["a", "b", "c"]
    assert [Tongue("zh").text("{n?a}", n=n) for n in (1, 2)] == ["a", "a"]


@pytest.mark.parametrize("mark", MARKS.values())
@given(value=st.floats(-1e6, 1e6), decimals=st.integers(0, 6))
def test_a_numeral_reads_as_its_value(mark, value, decimals):
    text = numeral(value, decimals, mark)
    assert abs(value_of(text) - value) <= 0.5000001 * 10**-decimals
    assert ("." in text, "," in text) == (mark == "." and decimals > 0, mark == "," and decimals > 0)
    assert value_of(Digits(decimals, mark).term(value)) == value_of(text)


def test_a_tongue_is_shared_by_copies_of_what_holds_it():
    tongue = Tongue("de")
    assert tongue.text("input") == "Eingabe"
    assert deepcopy({"tongue": tongue})["tongue"] is tongue


def test_decimals_are_as_asked_for():
    assert Tongue(decimals=4).digits(250.0, 2) == Digits(4)
    assert Tongue(mark=",").digits(250.0, 2) == Digits(1, ",")
