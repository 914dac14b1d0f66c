"""The layer in short: what is told of it, and that it is true."""

import re
from itertools import pairwise

import pytest
from hypothesis import given

from convanim.draw.lettering import text_box, text_width
from convanim.language.catalogs import LOCALE, languages
from convanim.language.tongue import Tongue
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT, TITLE, facts
from convanim.mobjects.counts import counts_of, facts_of, phrase
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from tests.strategies import ODD, layers


def said(layer: Layer, language: str = "en") -> list[str]:
    return [phrase(fact, counts_of(layer), tongue=Tongue(language)).text for fact in facts_of(layer)]


@pytest.mark.parametrize(
    ("layer", "fact"),
    [
        (Layer(padding=1), "padding 1×1"),
        (Layer(padding=(1, 0)), "padding 1×0"),
        (Layer(4, 4, size=4, kernel=2, padding="same"), "padding 1 below 1 right"),
        (Layer(4, 4, size=4, kernel=(4, 2), padding="same"), "padding 1 above 2 below 1 right"),
        (Layer(padding=((0, 0), (3, 0))), "padding 3 left"),
        (Layer(padding=((1, 2), (3, 4))), "padding 1 above 2 below 3 left 4 right"),
    ],
)
def test_padding_is_told_side_by_side_where_sides_differ(layer, fact):
    assert fact in said(layer)


def test_without_padding_nothing_is_said_of_it():
    assert not any(fact.startswith("padding") for fact in said(Layer()))


@pytest.mark.parametrize("language", ["en", *languages(LOCALE)])
@given(layer=layers())
def test_padding_says_every_side_that_has_some(language, layer):
    pads = [side for axis in layer.padding for side in axis]
    told = [fact for fact in facts_of(layer) if fact.startswith("padding")]
    assert len(told) == (sum(pads) > 0)
    for fact in told:
        numbers = [
            int(digits) for digits in re.findall(r"\d+", phrase(fact, counts_of(layer), tongue=Tongue(language)).text)
        ]
        even = pads[0] == pads[1] and pads[2] == pads[3]
        assert numbers == (pads[::2] if even else [side for side in pads if side])


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("language", ["en", *languages(LOCALE)])
def test_padding_of_four_sides_finds_room_beside_all_else(language, aspect, fonts):
    fonts(language)
    style = Style.of(aspect=aspect, language=language, text="normal")
    canvas, layer = style.canvas, ODD.with_(padding=((1, 2), (3, 4)))
    title = style.tongue.text("Aggregate the groups")
    items = facts(said(layer, language), style, title).parts["all"]
    boxes = [text_box(item) for item in items]
    taken = text_width(title, TITLE, True) if canvas.facts_line == canvas.title_line else 0.0
    assert all(canvas.header.left + taken - 1 < box[0] and box[2] < canvas.header.right + 1 for box in boxes)
    assert min(item.size for item in items) > 0.75 * FACT
    for line in {item.y for item in items}:
        row = sorted(box for item, box in zip(items, boxes, strict=True) if item.y == line)
        assert all(one[2] < other[0] for one, other in pairwise(row))
