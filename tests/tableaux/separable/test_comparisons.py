"""Bars for two layers: to scale, legible, and on their stage in every frame."""

from dataclasses import replace

import pytest

from convanim.draw.items import Plate
from convanim.errors import UnknownNameError
from convanim.kernels.saving import Saving
from convanim.layout.canvas import WIDE
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.separable.comparisons import comparisons
from tests.sheets import check_legible, check_numbers, words
from tests.tableaux.separable.layers import COSTLY


def made(layer, style):
    return comparisons(*Saving(layer).pair, style)


def bars(sheet):
    return [item.box for item in sheet.display_list() if isinstance(item, Plate)]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("layer", COSTLY)
def test_they_are_legible_and_above_the_ribbon_in_every_frame(layer, theme, aspect):
    style = Style.of(theme, aspect)
    sheet, canvas = made(layer, style), style.canvas
    check_legible(sheet, canvas)
    for left, top, right, bottom in bars(sheet):
        assert canvas.stage.left <= left and right <= canvas.stage.right
        assert canvas.stage.top <= top and bottom < canvas.panel.top


@pytest.mark.parametrize("layer", COSTLY)
def test_every_number_is_its_sources(layer):
    check_numbers(made(layer, Style.of()))


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"comparisons has no plan for 21:9.*16:9, 1:1, 9:16"):
        made(Layer(), Style.of().with_(canvas=replace(WIDE, aspect="21:9")))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", COSTLY)
def test_bars_are_to_scale_and_no_part_vanishes(layer, aspect):
    boxes, (first, _) = bars(made(layer, Style.of(aspect=aspect))), Saving(layer).pair
    assert all(right - left >= 1 for left, _, right, _ in boxes)
    standard, depthwise, pointwise, *enlarged = boxes
    whole = enlarged[1][2] - enlarged[0][0]
    most = max(first.standard, first.separable)
    assert standard[2] - standard[0] == pytest.approx(whole * first.standard / most)
    assert pointwise[2] - depthwise[0] == pytest.approx(whole * first.separable / most)


@pytest.mark.parametrize(("channels", "exact", "text"), [(9, True, "4.5"), (3, True, "2.25"), (8, False, "4.2")])
def test_a_ratio_that_is_written_in_full_is_never_called_rounded(channels, exact, text):
    saving = Saving(Layer(channels, channels))
    texts = [item.text.strip() for item in words(comparisons(saving, saving, Style.of()))]
    assert text in texts and ("≈" in texts) is not exact
