"""What the ribbon prints is true of any layer, with any decimals, in every aspect, and has room."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convanim.draw.items import Plate, Statement, Words
from convanim.draw.lettering import text_box
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.kernels import make_tensors
from convanim.language.tongue import ENGLISH, Tongue
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer, Values
from convanim.spec.aspect import ASPECTS
from convanim.trace import Step, Trace
from convanim.verify.printed import is_true

STARTS = {"16:9": 488.0, "1:1": 270.0, "9:16": 270.0}
"""Where a row of partial sums begins whose first channels are drawn elsewhere, in pixels from the ribbon's left."""


def numbers(layer: Layer, kind: str, power: int, seed: int) -> Values:
    """Whole or real numbers about as large as a power of ten."""
    rng, sides = np.random.default_rng(seed), (layer.input_shape, layer.weight_shape)
    bias = (layer.out_channels,) if layer.bias else None
    shapes = (*sides, bias)
    if kind == "whole":
        made = [None if s is None else rng.integers(-(10 ** abs(power)), 10 ** abs(power) + 1, s) for s in shapes]
        made[1] = rng.integers(-9, 10, layer.weight_shape)
    else:
        made = [None if s is None else (rng.standard_normal(s) * 10.0**power).astype(np.float32) for s in shapes]
        made[0] = rng.standard_normal(layer.input_shape).astype(np.float32)
    return Values(**dict(zip(("input", "weight", "bias"), made, strict=True)))


@st.composite
def ribbons(draw: st.DrawFn) -> Ribbon:
    groups = draw(st.integers(1, 3))
    deep, filters = draw(st.sampled_from([1, 1, 2, 3, 4, 7, 8, 9, 20])), draw(st.integers(1, 3))
    kernel = draw(st.sampled_from([(1, 1), (1, 1), (3, 3), (2, 3), (5, 1), (7, 7), (11, 11)]))
    layer = Layer(
        groups * deep,
        groups * filters,
        groups=groups,
        size=(kernel[0] + 1, kernel[1] + 2),
        kernel=kernel,
        padding=draw(st.sampled_from([0, 0, (1, 0)])),
        bias=draw(st.booleans()),
    )
    values = numbers(
        layer, draw(st.sampled_from(["whole", "real"])), draw(st.integers(-9, 7)), draw(st.integers(0, 99))
    )
    tongue = Tongue(decimals=draw(st.sampled_from([None, None, 0, 1, 3, 6])), mark=draw(st.sampled_from(".,")))
    return made(layer, values, tongue, draw(st.sampled_from(list(ASPECTS))))


def made(layer: Layer, values: Values, tongue: Tongue = ENGLISH, aspect: str = "16:9", **more: Any) -> Ribbon:
    trace = Trace(make_tensors(layer, values))
    return Ribbon(Cast(trace, Style.of(aspect=aspect).with_(tongue=tongue), **more))


def told(ribbon: Ribbon, step: Step) -> list[Sheet]:
    """A step in all the ways in which scenes tell it, and the same place in other channels."""
    _, row, column = step.index
    layer = ribbon.layer
    beside = [ribbon.cast.trace.step(o, row, column) for o in range(min(8, layer.out_channels))]
    several = beside[:3]
    names = ["filter " + numbered("filter", one.index[0]) for one in several]
    badges = [(letter, ribbon.theme.ink) for letter in "ABC"[: len(several)]]
    return [
        ribbon.formula(step),
        ribbon.partial_sums([step], "sums"),
        ribbon.partial_sums([step], "sums", left=ribbon.left + STARTS[ribbon.canvas.aspect]),
        ribbon.partial_sums(several, "sums", names=names, badges=badges),
        ribbon.side_by_side(beside, "sums"),
    ]


@given(ribbons())
@example(made(Layer(8, 8, groups=8, size=12, kernel=11), Values()))
@example(made(Layer(4, 4, groups=2, bias=True), Values("normal"), Tongue(decimals=6), "1:1"))
@example(made(Layer(3, 3, groups=3, size=4, kernel=2, bias=True), Values()))
def test_what_is_printed_is_true_and_has_room(ribbon: Ribbon) -> None:
    steps = [ribbon.cast.trace.step(0, 0, 0), ribbon.cast.trace.step(ribbon.layer.out_channels - 1, 1, 1)]
    for step in steps:
        for sheet in told(ribbon, step):
            items = sheet.display_list()
            for item in items:
                if isinstance(item, Statement):
                    assert is_true(item.text, real=not ribbon.exact), item.text
            check_folds(ribbon, step, sheet)
            check_biases(ribbon, items)
            check_room(ribbon, items)


def check_folds(ribbon: Ribbon, step: Step, sheet: Sheet) -> None:
    """A subtotal is the sum of two or more channels or rows, and the label says of which."""
    for item in sheet.display_list():
        if not isinstance(item, Words) or item.source is None:
            continue
        name, index, value = item.source.tensor, item.source.index, item.source.value
        if name not in ("partial_range", "row_range"):
            continue
        o, first, last, y, x = (int(place) for place in index)
        own = ribbon.cast.trace.step(o, y, x)
        if name == "row_range":
            parts, what = own.products[0].sum(axis=1)[first : last + 1], "rows"
        else:
            parts, what = own.partial_sums[first - own.channels[0] : last + 1 - own.channels[0]], "channels"
        assert value == pytest.approx(parts.sum(), rel=1e-9, abs=1e-12 * np.abs(parts).max())
        assert len(parts) == last + 1 - first >= 2
        written = [one.text for one in sheet.display_list() if isinstance(one, Words)]
        assert f"{what} {first}–{last}" in written or {"channels", f"{first}–{last}"} <= set(written)


def check_biases(ribbon: Ribbon, items: list[Any]) -> None:
    """Every bias has its name right behind it, or where there is no room, below its chip; nothing else has it."""
    texts = [item for item in items if isinstance(item, Words)]
    biases = [item for item in texts if item.source is not None and item.source.tensor == ribbon.names.bias]
    names = [item for item in texts if item.text == "bias"]
    sums = [item for item in items if isinstance(item, Statement)]
    assert len(biases) == len(names) == (len(sums) if ribbon.layer.bias else 0)
    for bias, name in zip(biases, names, strict=True):
        (_, _, end, _), (start, _, _, _) = text_box(bias), text_box(name)
        beside = [item.box for item in items if isinstance(item, Plate) and item.box[0] <= end <= item.box[2]]
        chips = [box for box in beside if box[1] <= bias.y <= box[3]]
        if abs(bias.y - name.y) < 4:
            assert 0 < start - max([end, *(box[2] for box in chips)]) < 12
        else:
            assert chips[0][0] < name.x < chips[0][2] and 0 < name.y - chips[0][3] < 30


def check_room(ribbon: Ribbon, items: list[Any]) -> None:
    """No number runs out of its chip, into another one, out of the ribbon, or into the meter."""
    canvas = ribbon.canvas
    beside = canvas.meter.left > canvas.ribbon.right
    end = canvas.meter.left - 8 if beside else canvas.ribbon.right + 2
    numbers = [item for item in items if isinstance(item, Words) and re.search(r"\d", item.text)]
    for item in numbers:
        assert text_box(item)[2] <= end, item.text
    boxes = [(*text_box(item), item.text) for item in numbers if item.source is not None]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = one[0] >= other[2] - 1 or other[0] >= one[2] - 1 or one[1] >= other[3] - 1 or other[1] >= one[3] - 1
            assert apart, (one[-1], other[-1])
    for plate, item in pairwise(items):
        if isinstance(plate, Plate) and isinstance(item, Words) and item.source is not None:
            left, _, right, _ = text_box(item)
            assert plate.box[0] <= left and right <= plate.box[2], item.text


@pytest.mark.parametrize("channels", [2, 3, 8])
def test_a_single_channel_is_never_called_several(channels: int) -> None:
    layer = Layer(channels, 2, size=3, kernel=1)
    values = Values(input=np.full((channels, 3, 3), 10**12), weight=np.full((2, channels, 1, 1), 7))
    for aspect in ASPECTS:
        sheet = made(layer, values, aspect=aspect).needle(made(layer, values).cast.trace.step(0, 0, 0))
        texts = [item.text for item in sheet.display_list() if isinstance(item, Words)]
        assert not any(re.fullmatch(r"(\d+)–\1", text) for text in texts)


def test_chosen_channels_leave_one_that_is_named() -> None:
    layer = Layer(3, 2, size=3, kernel=1)
    ribbon = made(layer, Values(), shown=(0, 2))
    texts = [i.text for i in ribbon.needle(ribbon.cast.trace.step(0, 0, 0)).display_list() if isinstance(i, Words)]
    assert "channel 1" in texts and "all other" not in texts


@pytest.mark.parametrize(
    ("equation", "true"),
    [
        ("1 + 2 = 3", True),
        ("−1 − 2 = −3", True),
        ("1 + 2 = 4", False),
        ("1 + 2 ≈ 3", False),
        ("0.33 + 0.33 ≈ 0.67", True),
        ("0,33 + 0,33 ≈ 0,80", False),
        ("0.33 + 0.33 = 0.66", True),
        ("1\u2009152 + 1\u2009024 = 2\u2009176", True),
        ("9\u2009216 / 2\u2009048 ≈ 4.5", False),
        ("9\u2009216 / 2\u2009048 = 4.5", True),
        ("9\u2009216 / 2\u2009176 ≈ 4.2", True),
        ("1.2·10⁻⁷ + 3.0·10⁻⁸ ≈ 1.5·10⁻⁷", True),
        ("1.2·10⁻⁷ + 3.0·10⁻⁸ ≈ 1.8·10⁻⁷", False),
        ("8 × 9 = 72", True),
    ],
)
def test_the_check_can_fail(equation: str, true: bool) -> None:
    assert is_true(equation) is true
