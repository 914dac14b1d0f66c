"""Text that knows its numbers: spans go along with whatever is done to the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Source
from convanim.draw.phrase import Phrase, joined, numbered
from convanim.errors import SpecError
from convanim.language.direction import directed, isolated
from convanim.language.tongue import ENGLISH, Tongue
from convanim.mobjects.counts import counts_of, phrase
from convanim.spec import Layer

TEXTS = st.text("ab 12×", max_size=12)


@st.composite
def phrases(draw: st.DrawFn) -> Phrase:
    """Words, numbers and names in a row."""
    makers = st.sampled_from([Phrase, Phrase.name, lambda text: Phrase.number(text, Source("x", (text,), 0))])
    return joined([draw(makers)(text) for text in draw(st.lists(TEXTS.filter(bool), max_size=5))])


@given(phrases(), phrases())
def test_numbers_are_the_same_after_joining(one: Phrase, other: Phrase) -> None:
    whole = one + " and " + other
    assert whole.text == f"{one.text} and {other.text}"
    assert whole.numbers == one.numbers + other.numbers
    assert all(text == source.index[0] for text, source in whole.numbers)


@given(phrases(), st.floats(1.0, 200.0))
def test_lines_are_parts_that_keep_what_is_in_them(one: Phrase, width: float) -> None:
    lines = one.lines(20.0, width)
    assert "".join(line.text for line in lines).replace(" ", "") == one.text.replace(" ", "")
    inked = [text.replace(" ", "") for line in lines for text, _ in line.numbers]
    assert "".join(inked) == "".join(text.replace(" ", "") for text, _ in one.numbers)


@given(phrases(), st.floats(20.0, 200.0))
def test_a_fitted_text_keeps_its_numbers(one: Phrase, width: float) -> None:
    try:
        found = fit("a text", one, [Room(width, 3, 28.0, 20.0)])
    except SpecError:
        return
    inked = "".join(text.replace(" ", "") for line in found.lines for text, _ in line.numbers)
    assert inked == "".join(text.replace(" ", "") for text, _ in one.numbers)


def test_lines_keep_their_numbers_behind_hints_breaks_and_accents() -> None:
    said = "depth\u00adwise\u200b e\u0301\tof\n" + Phrase.number("8", Source("x", (), 8)) + " a\u00adb"
    [first, second] = said.lines(20.0, 400.0)
    assert (first.text, first.spans) == ("depthwise \u00e9 of", ())
    assert second.text == "8 ab" and second.numbers == said.numbers
    parted = ("depth\u00adwise " + Phrase.number("8", Source("x", (), 8))).lines(20.0, 50.0)
    assert [line.text for line in parted] == ["depth-", "wise", "8"]
    assert [line.numbers for line in parted] == [[], [], said.numbers]


@pytest.mark.parametrize("left", [False, True])
def test_marks_of_direction_move_what_is_told(left: bool) -> None:
    size = Phrase.number("3", Source("x", (0,), 3)) + "×" + Phrase.number("36", Source("x", (1,), 36))
    said = "\u05e9\u05dc " + size + " \u05e9\u05dc, x " + size + " \u05e9\u05dc"
    apart = said.isolated()
    assert apart.text == isolated(said.text) != said.text and apart.isolated() == apart
    assert apart.numbers == said.numbers
    line = ("y " + apart).directed(left)
    assert line.text == directed(f"y {apart.text}", left) and line.numbers == said.numbers


def test_counts_within_words_that_run_to_the_left_are_told_where_they_stand() -> None:
    hebrew = Tongue("he")
    shape = phrase("{n}×{m}", {"n": 3, "m": 36}, tongue=hebrew)
    said = phrase("\u05e9\u05dc {shape} \u05e9\u05dc {k}×{k} {!conv2d}", {"k": 5}, more={"shape": shape}, tongue=hebrew)
    assert said.text == hebrew.text("\u05e9\u05dc {shape} \u05e9\u05dc {k}×{k} {!conv2d}", shape="3×36", k=5)
    assert "\u20663×36\u2069" in said.text
    assert [text for text, _ in said.numbers] == ["3", "36", "5", "5"]


def test_what_is_no_number_in_a_name_is_part_of_it() -> None:
    said = ("ResNet-18 with " + numbered("filter", 3) + ", v2").named()
    assert [text for text, _ in said.numbers] == ["3"]
    assert [said.text[one.start : one.end] for one in said.spans] == ["ResNet-18 with ", "3", ", v2"]


def test_a_phrase_is_given_counts_sources_names_and_phrases() -> None:
    layer = Layer(groups=2)
    more = {"n": Source("count", ("in_channels", layer.tag), 8), "which": numbered("filter", 3), "kind": "conv2d"}
    said = phrase("{groups} {n?one|many} {n} {which} {kind} {!1×1}", counts_of(layer), layer.tag, more, tongue=ENGLISH)
    assert said.text == "2 many 8 3 conv2d 1×1"
    assert [(text, source.tensor, source.index[0]) for text, source in said.numbers] == [
        ("2", "count", "groups"),
        ("8", "count", "in_channels"),
        ("3", "filter", 3),
    ]
    names = [said.text[span.start : span.end] for span in said.spans if span.source is None]
    assert names == ["conv2d", "1×1"]
