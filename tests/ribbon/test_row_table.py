"""A window of many cells keeps its products, in smaller chips, with a sum for each row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.draw.bounds import around
from convanim.draw.items import Words
from convanim.kernels import make_tensors
from convanim.layout.canvas import CANVASES
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer, Values
from convanim.spec.aspect import ASPECTS
from convanim.trace import Trace

SLACK = 16.0
"""That a text's ink is taken to reach beyond where it ends, in pixels."""


def ribbon(kernel, aspect="16:9", *, language="en", values=None, **more):
    layer = Layer(2, 2, groups=2, size=9, kernel=kernel, **more)
    style = Style.of(aspect=aspect, language=language)
    return Ribbon(Cast(Trace(make_tensors(layer, values or Values())), style))


def named(sheet, name):
    words = [item for part in sheet.parts.values() for item in part if isinstance(item, Words) and item.source]
    return {item.source.index: item for item in words if item.source.tensor == name}


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("aspect", ["16:9", "9:16"])
def test_a_kernel_of_five_shows_every_product_and_every_row_sum(aspect, bias):
    made = ribbon(5, aspect, bias=bias, padding=1)
    for step in (made.cast.trace.step(1, 0, 0), made.cast.trace.step(1, 3, 2)):
        sheet = made.window(step)
        assert list(sheet.parts) == ["window", "filter", "products", "sum", "result"]
        products = named(sheet, "product")
        assert [products[1, 0, i, j, *step.index[1:]].source.value for i in range(5) for j in range(5)] == (
            step.products[0].ravel().tolist()
        )
        sums = named(sheet, "row_sum")
        assert [sums[1, i, *step.index[1:]].source.value for i in range(5)] == step.products[0].sum(axis=1).tolist()
        assert len(named(sheet, "bias")) == bias
        assert named(sheet, "output")[step.index].source.value == step.total
        assert min(item.size for item in products.values()) >= 28


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    st.sampled_from(sorted(ASPECTS)),
    st.sampled_from(["en", "de", "es", "fr"]),
    st.sampled_from(["integers", "normal", "classic"]),
    st.booleans(),
)
def test_windows_of_any_kernel_stay_in_the_ribbon_and_look_alike(kernel, aspect, language, kind, bias):
    made = ribbon(kernel, aspect, language=language, values=Values(kind), bias=bias)
    canvas, seen = CANVASES[aspect], set()
    last = [size - 1 for size in made.layer.output_size]
    for row, column in ((0, 0), (last[0] // 2, last[1]), (last[0], 0)):
        sheet = made.window(made.cast.trace.step(0, row, column))
        seen.add(tuple(sheet.parts))
        left, top, right, bottom = around(item for part in sheet.parts.values() for item in part)
        assert left >= canvas.ribbon.left - SLACK
        assert right <= canvas.ribbon.right + SLACK
        assert top >= canvas.panel.top
        assert bottom <= canvas.meter.top if canvas.meter.top > canvas.ribbon.top else canvas.panel.bottom
    assert len(seen) == 1


def test_chips_do_not_touch_one_another():
    sheet = ribbon(5, bias=True).window(ribbon(5, bias=True).cast.trace.step(0, 0, 0))
    boxes = [box for items in sheet.parts.values() for box in (getattr(item, "box", None) for item in items) if box]
    chips = np.array([box for box in boxes if box[2] - box[0] < 70])
    for k, (a, b, c, d) in enumerate(chips):
        for e, f, g, h in chips[:k]:
            assert c <= e or g <= a or d <= f or h <= b
