"""A 1x1 window's table: its channels, its sum, and the room that they have."""

import pytest

from convanim.draw.items import Words
from convanim.draw.lettering import text_box
from convanim.kernels import make_tensors
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast, Names
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer, Values
from convanim.spec.aspect import ASPECTS
from convanim.trace import Trace


def ribbon_of(layer, values=None, aspect="16:9", **more):
    return Ribbon(Cast(Trace(make_tensors(layer, values or Values())), Style.of(aspect=aspect), **more))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("channels", "values"), [(3, "integers"), (8, "normal"), (40, "integers"), (200, "normal")])
def test_the_sum_has_every_product_and_room(channels, values, aspect):
    ribbon = ribbon_of(Layer(channels, 4, size=4, kernel=1), Values(values, seed=2), aspect)
    step = ribbon.cast.trace.step(0, 1, 2)
    sheet = ribbon.needle(step)
    terms = [i.source.value for i in sheet.parts["sum"] if isinstance(i, Words) and i.source]
    assert sum(terms) == pytest.approx(step.total, rel=1e-5, abs=1e-5)
    boxes = [text_box(item) for item in sheet.display_list() if isinstance(item, Words)]
    room = ribbon.canvas.panel
    assert all(box[2] <= ribbon.right + 1 and room.top <= box[1] and box[3] <= room.bottom for box in boxes)


def test_channels_shown_by_choice_come_first():
    ribbon = ribbon_of(Layer(20, 4, size=4, kernel=1), shown=(7, 2, 15))
    step = ribbon.cast.trace.step(0, 0, 0)
    values = [i.source for i in ribbon.needle(step).parts["values"] if isinstance(i, Words) and i.source]
    assert [source.index for source in values] == [(7, 0, 0), (2, 0, 0), (15, 0, 0)]


def test_numbers_are_called_as_the_cast_calls_them():
    ribbon = ribbon_of(Layer(8, 4, size=4, kernel=1, bias=True), names=Names.staged("pointwise", input="middle"))
    step = ribbon.cast.trace.step(0, 1, 2)
    sources = [i.source for i in ribbon.needle(step).display_list() if isinstance(i, Words) and i.source]
    assert {source.tensor for source in sources} == {
        "middle",
        "pointwise",
        "pointwise_product",
        "pointwise_bias",
        "output",
    }
    read = [source for source in sources if source.tensor == "middle"]
    assert read and all(source.value == ribbon.cast.trace.input[source.index] for source in read)
