"""The bill and the marks: true products, within their room, and each mark on what it stands for."""

import pytest

from convanim.draw.items import Statement, Words
from convanim.draw.lettering import text_box
from convanim.kernels import cost
from convanim.layout.canvas import canvas_of
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.standard.bill import Bill
from convanim.tableaux.standard.marks import Marks
from convanim.tableaux.standard.passes import Passes
from convanim.verify.printed import is_true
from tests.tableaux.casts import cast_of
from tests.tableaux.standard.layers import LAYERS


def values(sheet, part):
    return [
        span.source.value for item in sheet.parts[part] if isinstance(item, Words) for span in item.spans if span.source
    ]


def words(sheet):
    return [item for part in sheet.parts.values() for item in part if isinstance(item, Words)]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_factors_make_the_weights_and_the_multiply_adds(layer):
    sheet = Bill(Passes(cast_of(layer))).sheet()
    factors = {part: values(sheet, part)[0] for part in Bill.factors}
    weights, work = values(sheet, "weights")[0], values(sheet, "total")[0]
    assert factors["filters"] * factors["channels"] * factors["cells"] == weights == cost(layer).weights
    assert weights * factors["places"] == work == cost(layer).multiply_adds
    said = [item.text for part in sheet.parts.values() for item in part if isinstance(item, Statement)]
    assert len(said) == 2 and all(is_true(text, real=False) for text in said)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "hi", "zh"])
@pytest.mark.parametrize("text", ["normal", "large"])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_it_stays_in_its_room(aspect, text, language, fonts):
    fonts(language)
    for layer in LAYERS:
        style = Style.of(language=language).with_(canvas=canvas_of(aspect, text))
        passes = Passes(Cast(cast_of(layer).trace, style))
        room = passes.bill_region
        for item in words(Bill(passes).sheet()):
            left, top, right, bottom = text_box(item)
            assert room.left - 1 <= left and right <= room.right + 1, item.text
            assert room.top - 1 <= top and bottom <= room.bottom + 1, item.text


def test_what_factors_make_follows_them():
    assert [Bill.sums_after(part) for part in Bill.factors] == [(), (), ("weights",), ("total",)]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_marks_say_the_same_numbers_on_stage(layer, aspect):
    passes = Passes(cast_of(layer, aspect))
    bill, marks, stage = Bill(passes).sheet(), Marks(passes).sheet(), passes.canvas.stage
    assert list(marks.parts) == list(Bill.factors)
    for part in Bill.factors:
        assert values(marks, part) in ([], values(bill, part))
        assert marks.parts[part]
    for item in words(marks):
        left, _, right, _ = text_box(item)
        assert stage.left - 1 <= left and right <= stage.right + 1, item.text


def test_where_text_is_large_and_the_stage_low_marks_say_nothing():
    passes = Passes(Cast(cast_of(Layer()).trace, Style.of().with_(canvas=canvas_of("16:9", "large"))))
    assert not words(Marks(passes).sheet())
