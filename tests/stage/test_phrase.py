"""Text that knows its numbers: spans go along with whatever is done to the text."""

from hypothesis import given
from hypothesis import strategies as st

from convanim.counts import counts_of, phrase
from convanim.spec import Layer
from convanim.stage.display import Source
from convanim.stage.phrase import Phrase, joined, numbered

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


def test_a_phrase_is_given_counts_sources_names_and_phrases() -> None:
    layer = Layer(groups=2)
    more = {"n": Source("count", ("in_channels", layer.tag), 8), "which": numbered("filter", 3), "kind": "conv2d"}
    said = phrase("{groups} {n?one|many} {n} {which} {kind} {!1×1}", counts_of(layer), layer.tag, more)
    assert said.text == "2 many 8 3 conv2d 1×1"
    assert [(text, source.tensor, source.index[0]) for text, source in said.numbers] == [
        ("2", "count", "groups"),
        ("8", "count", "in_channels"),
        ("3", "filter", 3),
    ]
    names = [said.text[span.start : span.end] for span in said.spans if span.source is None]
    assert names == ["conv2d", "1×1"]
