"""One number of the output: its parts come one after the other, and its equations are true."""

import numpy as np
import pytest

from convanim.draw.items import Statement, Words
from convanim.draw.lettering import span_box
from convanim.spec import Layer
from convanim.tableaux.standard.one_number import OneNumber
from convanim.tableaux.standard.passes import Passes
from convanim.verify.printed import is_true
from tests.tableaux.casts import cast_of
from tests.tableaux.standard.layers import LAYERS


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_first_number_comes_about_part_by_part(layer):
    passes = Passes(cast_of(layer))
    step = passes.steps[0]
    number = OneNumber(passes)
    formula = number.formula(step)
    shown = np.zeros(len(formula.parts))
    for seconds, actors in number.part_by_part(step):
        assert seconds > 0 and list(actors["formula"].parts) == list(formula.parts)
        # What is written stays.
        assert (actors["formula"].shown >= shown).all()
        shown = actors["formula"].shown
    assert shown.sum() >= len(formula.parts) - 2
    equations = [item.text for part in formula.parts.values() for item in part if isinstance(item, Statement)]
    assert equations and all(is_true(text, real=False) for text in equations)


def test_the_products_of_one_channel_are_written_out():
    passes = Passes(cast_of(Layer()))
    step = passes.steps[0]
    parts = OneNumber(passes).formula(step).parts
    sources = [item.source for item in parts["products"] if isinstance(item, Words) and item.source]
    products = [source.value for source in sources if source.tensor == "product"]
    assert products == step.products[0].ravel().tolist()
    assert sources[-1].value == sum(products)


@pytest.mark.parametrize("channels", [8, 24, 512])
def test_lines_below_the_sum_stand_clear_of_each_other_and_of_what_is_under_its_chips(channels):
    passes = Passes(cast_of(Layer(channels, 2, size=4)))
    parts = OneNumber(passes).formula(passes.steps[0]).parts
    own = {name: [box_of(item) for item in parts[name] if isinstance(item, Words)] for name in parts}
    above = max(box[3] for name, boxes in own.items() if name not in ("products", "count") for box in boxes)
    products, count = own["products"], own["count"]
    assert products and above + 14 < min(box[1] for box in products)
    assert max(box[3] for box in products) + 2 < min(box[1] for box in count)
    assert max(box[3] for box in count) <= passes.cast.canvas.ribbon.bottom


def box_of(item):
    return span_box(item, 0, len(item.text))
