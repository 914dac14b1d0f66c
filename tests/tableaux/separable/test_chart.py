"""The chart of what is saved: its curve, its marks, and the words round it."""

from dataclasses import replace

import pytest

from convanim.errors import UnknownNameError
from convanim.kernels.saving import Saving
from convanim.layout.canvas import WIDE
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.separable.chart import Chart, ticks
from tests.sheets import check_legible, check_numbers, words
from tests.tableaux.separable.layers import COSTLY


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("layer", COSTLY)
def test_it_is_legible_in_every_frame(layer, theme, aspect):
    style = Style.of(theme, aspect)
    check_legible(Chart(Saving(layer).series, style), style.canvas)


@pytest.mark.parametrize("layer", COSTLY)
def test_every_number_is_its_sources(layer):
    check_numbers(Chart(Saving(layer).series, Style.of()))


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"Chart has no plan for 21:9.*16:9, 1:1, 9:16"):
        Chart(Saving(Layer()).series, Style.of().with_(canvas=replace(WIDE, aspect="21:9")))


def test_the_curve_grows_point_by_point():
    chart = Chart(Saving(Layer()).series, Style.of())
    shown = []
    for reach in range(8):
        chart.reached(reach)
        shown.append(sum(item.text in {"4.2", "5.8", "7.0", "7.9", "8.4", "8.7", "8.8"} for item in words(chart)))
    assert shown == list(range(8))


def test_points_lie_on_the_curve_and_under_the_limit():
    savings = Saving(Layer()).series
    chart = Chart(savings, Style.of())
    heights = [chart.y(float(saving.ratio)) for saving in savings]
    assert heights == sorted(heights, reverse=True) and min(heights) > chart.y(9)


@pytest.mark.parametrize("limit", [1, 2, 4, 6, 9, 15, 25, 49, 121])
def test_ticks_are_few_rise_and_end_at_the_limit(limit):
    marks = ticks(limit)
    assert marks[0] == 0 and marks[-1] == limit and marks == sorted(set(marks)) and len(marks) <= 5
