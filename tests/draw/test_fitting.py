"""Text of any length: whole, in its room and legible, or refused with the length that fits."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.draw.fitting import Room, cut_off, fit
from convanim.draw.items import Plate, Words
from convanim.draw.lettering import seen, text_box, text_width, wrap
from convanim.errors import SpecError
from convanim.kernels import Cost
from convanim.language.direction import LEFT_TO_RIGHT, RIGHT_TO_LEFT
from convanim.language.tongue import Tongue
from convanim.layout.canvas import LEAST, Canvas
from convanim.layout.style import Style
from convanim.mobjects.caption import Caption, dots, facts, title
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.labels import label
from convanim.spec.aspect import ASPECTS

LONG = "Depthwise convolution of the second layer in a mobile network, as it was trained on handwritten digits "
TEXTS = st.one_of(
    st.text(st.sampled_from("abcW 8×3,.-é\n\t\u00ad\u200b"), min_size=1, max_size=400).filter(str.strip),
    st.integers(1, 400).map(lambda count: (4 * LONG)[:count].strip()),
)
SHAPES = st.sampled_from(list(ASPECTS))


def standing(items, canvas: Canvas) -> str:
    """All that is written, in order; each line legible and within the frame's margins."""
    frame, lines = canvas.whole, [item for item in items if isinstance(item, Words)]
    for line in lines:
        left, top, right, bottom = text_box(line)
        assert line.size >= LEAST
        assert frame.left + 0.04 * frame.width - 1 <= left and right <= frame.right - 0.04 * frame.width + 1
        assert frame.top + 0.035 * frame.height <= top and bottom <= frame.bottom
    for one, other in pairwise(lines):
        boxes = text_box(one), text_box(other)
        assert boxes[0][3] <= boxes[1][1] or boxes[0][2] <= boxes[1][0] + 0.01
    return "".join(line.text for line in lines)


def letters(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-]|[\u200e\u200f]", "", seen(text))


@given(TEXTS, SHAPES)
def test_titles_and_captions_are_whole_and_legible_or_refused(text, aspect):
    style = Style.of(aspect=aspect, text="normal")
    for made in (title, Caption):
        fits = len(text)
        try:
            sheet = made(text, style)
        except SpecError as error:
            fits, told = int(re.search(r"allowed: about (\d+) in a", str(error))[1]), str(error)
            # What it says fits does.
            sheet = made(text[:fits].strip() or "-", style)
        assert fits == len(text) or len(told) < 400
        assert letters(standing(sheet.draw(), style.canvas)) == letters(text[:fits])


@pytest.mark.parametrize("aspect", ASPECTS)
def test_short_ones_are_as_large_as_ever(aspect):
    style = Style.of(aspect=aspect, text="normal")
    assert [line.size for line in title("Depthwise convolution", style).parts["all"]] == [48]
    assert [line.size for line in Caption("Each channel meets its own filter.", style).parts["all"]] == [28]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_title_is_wrapped_and_made_smaller_and_then_refused(aspect):
    lines = title(LONG.strip(), Style.of(aspect=aspect, text="normal")).parts["all"]
    assert len(lines) == 2 and all(28 <= line.size < 48 for line in lines)
    with pytest.raises(SpecError, match=r"the title has 412 characters, 'Depth.*…'; allowed: about 1\d\d in a .*"):
        title(4 * LONG, Style.of(aspect=aspect, text="normal"))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("count", [1, 4, 9])
@pytest.mark.parametrize("called", ["Depthwise", LONG])
def test_facts_find_room_beside_any_title(aspect, count, called):
    style, texts = Style.of(aspect=aspect, text="normal"), [f"fact {k} of these" for k in range(count)]
    items = [*title(called, style).parts["all"], *facts(texts, style, called).parts["all"]]
    assert letters(standing(items, style.canvas)).endswith(letters("".join(texts)))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_too_many_facts_are_refused(aspect):
    with pytest.raises(SpecError, match=r"the facts .* have \d+ characters, .*…'; allowed: about \d+ in a .*; try"):
        facts([f"fact {k} of these and of those" for k in range(20)], Style.of(aspect=aspect, text="normal"), LONG)


@given(SHAPES, st.integers(1, 60))
def test_dots_leave_captions_and_titles_alone(aspect, count):
    style = Style.of(aspect=aspect, text="normal")
    plates = [item for item in dots(count, count // 2, style).parts["all"] if isinstance(item, Plate)]
    assert len(plates) == count
    assert min(plate.box[0] for plate in plates) >= style.canvas.header.right - 165


@pytest.mark.parametrize("aspect", ASPECTS)
def test_labels_and_verdicts(aspect):
    style = Style.of(aspect=aspect, text="normal")
    whole = label("a name of forty letters and a little more", "8×6×6 of which 4 are shown", 900, style)
    standing(whole, style.canvas)
    with pytest.raises(SpecError, match="a label has"):
        label(4 * LONG, "8×6×6", 900, style)
    own, full = Cost(72, 0, 1152), Cost(576, 0, 9216)
    room = style.canvas.meter
    for verdict in ("one eighth", "a verdict in rather many words", "an eighth of all that the standard would cost"):
        lines = [item for item in CostMeter(own, full, verdict, style).draw() if isinstance(item, Words)]
        told = [line for line in lines if line.bold and line.source is None]
        assert letters("".join(sorted((line.text for line in told), key=verdict.index))) == letters(verdict)
        assert all(text_box(line)[0] >= room.left - 1 and line.size >= 22 for line in told)
    with pytest.raises(SpecError, match="the meter's verdict has"):
        CostMeter(own, full, 2 * LONG, style)


def test_words_are_parted_where_they_may_be():
    assert wrap("Faltungs\u00adschicht", 28, 150) == ["Faltungs-", "schicht"]
    assert wrap("Faltungs\u00adschicht", 28, 500) == ["Faltungsschicht"]
    assert wrap("one\u200btwo", 28, 60) == ["one", "two"]
    assert wrap("first\nsecond\tthird", 28, 500) == ["first", "second third"]


def test_the_first_line_may_have_less_room():
    assert wrap("aa bb cc dd", 28, 200, first=50) == ["aa", "bb cc dd"]
    found = fit("a text", "aa bb cc dd", [Room(200, 2, 28, 20, first=50)])
    assert text_width(found.lines[0].text, found.size) <= 50


@pytest.mark.parametrize("aspect", ASPECTS)
def test_what_runs_to_the_left_stands_on_the_right(aspect):
    english = Style.of(aspect=aspect, text="normal")
    hebrew = english.with_(tongue=Tongue("he"))
    header, text = english.canvas.header, "קונבולוציה לפי עומק"
    for sheet in (title(text, hebrew), Caption(text, hebrew), Caption("x", hebrew), Caption(text, english)):
        box = text_box(sheet.parts["all"][0])
        assert box[2] == pytest.approx(header.right)
    assert text_box(Caption("x", english).parts["all"][0])[0] == pytest.approx(header.left)
    assert dots(4, 1, hebrew).parts["all"][0].box[0] == pytest.approx(header.left)
    left = [text_box(one) for one in facts(["a", "b"], hebrew, "x").parts["all"]]
    assert left[0][0] > left[1][0]
    name, detail = label("קלט", "8×6×6", 700, english)
    assert text_box(detail)[2] < text_box(name)[0]


def test_every_line_of_a_text_that_runs_to_the_left_does():
    lines = Caption("קונבולוציה\ndepthwise לפי עומק", Style.of(language="he")).parts["all"]
    assert [line.text[0] for line in lines] == ["ק", RIGHT_TO_LEFT]
    lines = Caption("depthwise\nקונבולוציה is what it is", Style.of()).parts["all"]
    assert [line.text[0] for line in lines] == ["d", LEFT_TO_RIGHT]


def test_what_the_edge_cuts_is_found():
    frame, ink = (0.0, 0.0, 1920.0, 1080.0), ((1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
    whole, cut, gone = (Words("a text", x, 500, 28, *ink) for x in (100, 1900, 2500))
    assert cut_off([whole, gone], frame) is None
    assert cut_off([whole, cut], frame) is cut
