"""Films of many odd layers, with numbers of any size: every equation is true as it is printed, and has room."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convanim.draw.items import Words
from convanim.draw.lettering import text_box
from convanim.errors import SpecError
from convanim.kernels.saving import Saving
from convanim.lessons import LESSONS, fit_layer
from convanim.spec import Values
from convanim.spec.aspect import ASPECTS
from convanim.verify.printed import is_true
from tests.ribbon.test_ribbon_truth import numbers
from tests.scenes.asked import OF_LAYERS, has_groups, left_open
from tests.scenes.playing import Played, play

Film = tuple[str, dict[str, Any], tuple[str, int, int], dict[str, Any]]


@st.composite
def films(draw: st.DrawFn) -> Film:
    """A lesson, a layer's options, what its numbers are like, and how it is shown."""
    lesson = draw(st.sampled_from([*OF_LAYERS]))
    groups, deep = draw(st.integers(2, 4)), draw(st.sampled_from([1, 2, 3, 5, 9]))
    options: dict[str, Any] = {"in_channels": groups * deep, "bias": draw(st.booleans())}
    if has_groups(LESSONS[lesson]):
        options |= {"groups": groups, "out_channels": groups * draw(st.integers(1, 2))}
    elif LESSONS[lesson].layer.groups == 1:
        options["out_channels"] = draw(st.sampled_from([1, 3, 9])) * (4 if lesson == "pixel_shuffle" else 1)
    options["size"] = draw(st.sampled_from([(4, 5), (5, 7), 12]))
    if "kernel" not in LESSONS[lesson].fixed:
        options["kernel"] = draw(st.sampled_from([2, 3, (2, 3), (1, 4)])) if options["size"] != 12 else 11
        options |= draw(st.sampled_from([{}, {"stride": (2, 1)}, {"padding": (1, 0)}, {"stride": 2, "padding": 1}]))
    like = draw(st.sampled_from(["whole", "whole", "real"])), draw(st.integers(-9, 6)), draw(st.integers(0, 99))
    shown = {
        "aspect": draw(st.sampled_from(list(ASPECTS))),
        "decimals": draw(st.sampled_from([None, None, 1, 6])),
        "language": draw(st.sampled_from(["en", "de"])),
    }
    return lesson, left_open(LESSONS[lesson], options), like, shown


def film(told: Film) -> Played:
    lesson, options, like, shown = told
    layer = fit_layer(lesson, options)
    values = Values("integers" if like[0] == "whole" else "normal")
    if LESSONS[lesson].chain is None and not LESSONS[lesson].draws_weights:  # else what is shown has drawn numbers
        values = numbers(layer, *like)
    return play(lesson, options, values, fps=2, **shown)


def fits(told: Film) -> bool:
    try:
        fit_layer(told[0], told[1])
    except SpecError:
        return False
    return True


@settings(max_examples=10)
@given(films().filter(fits))
@example(("depthwise", {"kernel": 11, "size": 12}, ("whole", 1, 0), {"aspect": "1:1"}))
@example(
    ("aggregate", {"in_channels": 3, "out_channels": 3, "groups": 3, "bias": True}, ("whole", 6, 0), {"aspect": "1:1"})
)
@example(("separable", {"in_channels": 9, "out_channels": 9, "size": 4}, ("whole", 0, 0), {}))
def test_every_equation_is_true_and_no_number_runs_out_of_its_place(told: Film) -> None:
    played = film(told)
    scene = played.scene
    equations = [one["text"] for one in scene.ledger.as_dict()["equations"]]
    # One picture of what stays may have no sum.
    assert equations or told[0] == "conclusion"
    for equation in equations:
        assert is_true(equation, real=scene.dtype != "int64"), equation
    biased = scene.layer.bias
    for _, _, items in played.pictures:
        texts = [item.text for item in items if isinstance(item, Words)]
        assert not any(re.search(r"\d?E[-+]?\d|0e", text) for text in texts)
        assert not biased or not any("its sum is the result" in text for text in texts)
        check_apart(items, scene.canvas)


def check_apart(items: list[Any], canvas: Any) -> None:
    """Numbers of the ribbon neither reach into the meter nor over each other."""
    ribbon = [item for item in items if isinstance(item, Words) and item.y > canvas.panel.top]
    boxes = [(*text_box(item), item.text) for item in ribbon if re.search(r"\d", item.text)]
    for place, one in enumerate(boxes):
        assert one[2] <= canvas.whole.right - 0.03 * canvas.whole.width, one
        for other in boxes[place + 1 :]:
            apart = one[0] >= other[2] - 2 or other[0] >= one[2] - 2 or one[1] >= other[3] - 2 or other[1] >= one[3] - 2
            assert apart, (one, other)


def test_a_ratio_with_few_decimals_is_never_said_to_be_rounded() -> None:
    played = film(("separable", {"in_channels": 9, "out_channels": 9, "size": 4}, ("whole", 0, 0), {}))
    exact = Saving(played.scene.layer).ratio
    assert float(exact) == 4.5
    for _, _, items in played.pictures:
        texts = [item.text for item in items if isinstance(item, Words)]
        assert not any(re.search("≈\\s?4.5", text) for text in texts)
        assert not any(one.startswith("≈") and other == "4.5" for one, other in pairwise(texts))
