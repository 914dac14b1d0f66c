"""The chart, the bars and the printed equations of what is saved."""

import re

import pytest

from convanim.draw.items import Plate, Statement, Words
from convanim.draw.lettering import text_box
from convanim.kernels import Comparison
from convanim.kernels.saving import Saving
from convanim.language.tongue import ENGLISH
from convanim.layout.style import Style
from convanim.mobjects.counts import phrase
from convanim.numerals import value_of
from convanim.ribbon.fractions import part_hues, pixel_costs, readable, saving_ribbon, whole_costs
from convanim.spec import Layer
from convanim.tableaux.separable.bars import CostBars
from convanim.tableaux.separable.chart import Chart, comparisons, ticks
from convanim.theme.color import contrast
from convanim.theme.theme import Theme

LAYERS = [Layer(), Layer(4, 12), Layer(16, 16, size=9, kernel=5, padding=2), Layer(1, 1, size=4), Layer(512, 512)]


def words(sheet):
    return [item for item in sheet.display_list() if isinstance(item, Words)]


def sheets(layer, style):
    saving = Saving(layer)
    return [
        Chart(saving.series, style),
        comparisons(*saving.pair, style),
        saving_ribbon(*saving.pair, style),
        pixel_costs(saving, style),
        whole_costs(saving, Comparison(128, True, 0.0, 0.0, "int64"), None, style),
        CostBars(saving, style),
    ]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("layer", LAYERS)
def test_all_is_legible_in_the_frame_and_apart(layer, theme):
    for sheet in sheets(layer, Style.of(theme)):
        boxes = [text_box(item) for item in words(sheet)]
        for item, (left, top, right, bottom) in zip(words(sheet), boxes, strict=True):
            assert left >= 76 and right <= 1844 and top >= 43 and bottom <= 1037, item.text
            assert contrast(item.color[:3], item.ground) >= 4.5, item.text
        for i, one in enumerate(boxes):
            for other in boxes[i + 1 :]:
                assert not (one[0] < other[2] - 1 and other[0] < one[2] - 1 and one[1] < other[3] and other[1] < one[3])


@pytest.mark.parametrize("layer", LAYERS)
def test_every_printed_number_is_its_sources(layer):
    for sheet in sheets(layer, Style.of()):
        for item in words(sheet):
            if item.source is not None:
                decimals = len(item.text.partition(".")[2])
                assert value_of(item.text) == pytest.approx(item.source.value, abs=0.5000001 * 10**-decimals)


@pytest.mark.parametrize("layer", LAYERS)
def test_statements_are_true(layer):
    told = [
        item.text for sheet in sheets(layer, Style.of()) for item in sheet.display_list() if isinstance(item, Statement)
    ]
    assert len(told) >= 6
    for text in told:
        left, sign, right = re.split(r" (=|≈) ", text.replace("\u2009", "").replace("×", "*"))
        assert re.fullmatch(r"[\d .+*/()]+", left + right)
        slack = 0.0 if sign == "=" else 0.5000001 * 10 ** -len(right.partition(".")[2])
        assert abs(eval(left) - eval(right)) <= slack + 1e-9, text


def test_the_curve_grows_point_by_point():
    chart = Chart(Saving(Layer()).series, Style.of())
    shown = []
    for reach in range(8):
        chart.reached(reach)
        shown.append(sum(item.text in {"4.2", "5.8", "7.0", "7.9", "8.4", "8.7", "8.8"} for item in words(chart)))
    assert shown == list(range(8))


@pytest.mark.parametrize(("channels", "sign", "text"), [(9, "=", "4.5"), (3, "=", "2.25"), (8, "≈", "4.2")])
def test_a_ratio_that_is_written_in_full_is_never_called_rounded(channels, sign, text):
    saving = Saving(Layer(channels, channels))
    verdict = phrase(saving.verdict, {"separable_times_fewer": saving.ratio}, tongue=ENGLISH).text
    assert verdict.startswith(text) is (sign == "=")
    for sheet in (comparisons(saving, saving, Style.of()), CostBars(saving, Style.of())):
        told = [item.text.strip() for item in words(sheet)]
        assert text in told and ("≈" in told) is (sign == "≈")
    check = Comparison(128, True, 0.0, 0.0, "int64")
    said = [one.text for one in whole_costs(saving, check, None, Style.of()).display_list() if type(one) is Statement]
    assert said[-1].endswith(f" {sign} {text}")


def test_points_lie_on_the_curve_and_under_the_limit():
    savings = Saving(Layer()).series
    chart = Chart(savings, Style.of())
    heights = [chart.y(float(saving.ratio)) for saving in savings]
    assert heights == sorted(heights, reverse=True) and min(heights) > chart.y(9)


@pytest.mark.parametrize("limit", [1, 2, 4, 6, 9, 15, 25, 49, 121])
def test_ticks_are_few_rise_and_end_at_the_limit(limit):
    marks = ticks(limit)
    assert marks[0] == 0 and marks[-1] == limit and marks == sorted(set(marks)) and len(marks) <= 5


@pytest.mark.parametrize("layer", LAYERS)
def test_bars_are_to_scale_and_no_part_vanishes(layer):
    saving = Saving(layer)
    plates = [item for item in comparisons(*saving.pair, Style.of()).display_list() if isinstance(item, Plate)]
    assert all(plate.box[2] - plate.box[0] >= 1 for plate in plates)
    standard, depthwise, pointwise = plates[:3]
    most = max(saving.pair[0].standard, saving.pair[0].separable)
    assert standard.box[2] - standard.box[0] == pytest.approx(494 * saving.pair[0].standard / most)
    assert pointwise.box[2] - depthwise.box[0] == pytest.approx(494 * saving.pair[0].separable / most)


def test_copies_of_the_separable_bar_fill_the_standard_one():
    bars = CostBars(Saving(Layer()), Style.of())
    dashed = [item for item in bars.display_list() if isinstance(item, Plate) and item.dash]
    assert len(dashed) == 4  # with the bar itself: four whole ones and a fifth of one
    assert dashed[-1].box[2] == pytest.approx(1824, abs=2)
    assert not [i for i in bars.grown(1, 1, 1, 0).display_list() if isinstance(i, Plate) and i.dash]


def test_where_separable_costs_more_nothing_is_copied():
    bars = CostBars(Saving(Layer(1, 1)), Style.of())
    assert not [item for item in bars.display_list() if isinstance(item, Plate) and item.dash]


def test_hues_become_readable_letters():
    for theme in (Theme.dark(), Theme.light()):
        for hue in part_hues(theme):
            for ground in (theme.panel, theme.background):
                assert contrast(readable(hue, ground, theme.ink), ground) >= 4.5
