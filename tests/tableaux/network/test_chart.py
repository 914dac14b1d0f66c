"""The chart of a network's stages: to one scale at any time, and legible while it rests."""

import numpy as np
import pytest

from convanim.draw.items import Plate, Segments
from convanim.layout.style import Style
from convanim.networks import NETWORKS, network_of
from convanim.networks.figures import COUNTED, LEARNED, WORK, Figures, amount
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.network.chart import APART, StageChart
from convanim.tableaux.network.places import Frame, beside_ratio, rounded_below, whole_frame
from tests.sheets import check_legible, check_numbers, words


def chart_of(name, style=None):
    figures = Figures(network_of(name))
    return StageChart(figures, style or Style.of()).grow(len(figures.stages))


def heights(chart, counted):
    """How high everything is that stands on the line of what is counted, by its left end."""
    frame, found = Frame.of(chart.frame), {}
    for item in chart.draw():
        if isinstance(item, Plate):
            left, top, _, bottom = item.box
            if (bottom, top)[counted == LEARNED] == pytest.approx(
                frame.upper - APART if counted == WORK else frame.lower + APART
            ):
                found[round(left, 3)] = max(bottom - top, found.get(round(left, 3), 0.0))
    return [high for _, high in sorted(found.items())]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", NETWORKS)
def test_it_is_legible_and_its_numbers_are_their_sources(name, aspect):
    style, figures = Style.of("light", aspect), Figures(network_of(name))
    for chart in (
        chart_of(name, style),
        chart_of(name, style).light(figures.lit),
        chart_of(name, style).part().replaced(),
        chart_of(name, style).part().replaced().within(beside_ratio(figures, style)),
    ):
        check_legible(chart, style.canvas)
        check_numbers(chart)


@pytest.mark.parametrize("standard", [0.0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("name", NETWORKS)
def test_all_bars_have_one_scale_while_standard_convolutions_grow(name, standard):
    chart, figures = chart_of(name), Figures(network_of(name))
    chart.standard = np.array([standard])
    frame = whole_frame(figures, Style.of())
    for counted in COUNTED:
        own = [amount(stage.cost, counted) for stage in figures.stages]
        full = [amount(stage.cost, counted) for stage in figures.full.stages]
        bars = [one for pair in zip(own, full, strict=True) for one in (pair if pair[0] != pair[1] else pair[:1])]
        drawn, room = (
            heights(chart, counted),
            frame.upper - frame.top if counted == WORK else frame.bottom - frame.lower,
        )
        assert max(drawn) < room - APART - 20
        if standard == 0.0:
            # Less than can be drawn is left out.
            seen = [one for one in own if one * max(drawn) / max(own) > 0.05]
            assert drawn == pytest.approx([max(drawn) * one / max(own) for one in seen], abs=0.01)
        else:
            assert len(drawn) <= len(bars)


def test_what_is_not_spoken_of_is_dim_and_has_no_numbers():
    chart = chart_of("efficientnet_b0")
    assert len(words(chart)) - len(words(chart_of("efficientnet_b0").light((6, 7, 8)))) == 2 * 6


def test_every_stage_grows_in_its_turn():
    figures = Figures(network_of("mobilenet_v1"))
    chart, shown = StageChart(figures, Style.of()), []
    for stages in range(len(figures.stages) + 1):
        shown.append(len(heights(chart.grow(stages), WORK)))
    assert shown == list(range(len(figures.stages) + 1))


def test_rulers_change_with_the_scale():
    def ruled(chart):
        return [item for item in chart.draw() if isinstance(item, Segments)]

    before, after = chart_of("mobilenet_v1"), chart_of("mobilenet_v1").replaced()
    assert len(ruled(before)) == len(ruled(after)) == 2
    told = [
        {item.source.value for item in words(one) if item.source and item.source.tensor == "axis"}
        for one in (before, after)
    ]
    assert told[0].isdisjoint(told[1])


def test_round_numbers():
    assert [rounded_below(value) for value in (1, 3, 9.9, 10, 49, 68_646_000)] == [1, 2, 5, 10, 20, 50_000_000]
