"""Costs written out in the ribbon: true, legible, and in every frame."""

import re
from dataclasses import replace

import pytest

from convanim.draw.items import Statement
from convanim.errors import UnknownNameError
from convanim.kernels import Comparison
from convanim.kernels.saving import Saving
from convanim.language.tongue import ENGLISH
from convanim.layout.canvas import WIDE
from convanim.layout.style import Style
from convanim.mobjects.counts import phrase
from convanim.ribbon.costs import pixel_costs, saving_ribbon, whole_costs
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from tests.sheets import check_legible, check_numbers

LAYERS = [Layer(), Layer(4, 12), Layer(16, 16, size=9, kernel=5, padding=2), Layer(1, 1, size=4), Layer(512, 512)]
WHOLE = Comparison(128, True, 0.0, 0.0, "int64")
REAL = Comparison(1234567, True, 2.34e-7, 1.23e-5, "float32")


def sheets(layer, style):
    saving = Saving(layer)
    return [
        saving_ribbon(*saving.pair, style),
        pixel_costs(saving, style),
        whole_costs(saving, WHOLE, None, style),
        whole_costs(saving, REAL, None, style),
    ]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("layer", LAYERS)
def test_they_are_legible_in_every_frame(layer, theme, aspect):
    style = Style.of(theme, aspect)
    for sheet in sheets(layer, style):
        check_legible(sheet, style.canvas)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_number_is_its_sources(layer):
    saving, style = Saving(layer), Style.of()
    for sheet in (
        saving_ribbon(*saving.pair, style),
        pixel_costs(saving, style),
        whole_costs(saving, WHOLE, None, style),
    ):
        check_numbers(sheet)


@pytest.mark.parametrize("layer", LAYERS)
def test_statements_are_true(layer):
    texts = [
        item.text for sheet in sheets(layer, Style.of()) for item in sheet.display_list() if isinstance(item, Statement)
    ]
    assert len(texts) >= 6
    for text in texts:
        left, sign, right = re.split(r" (=|≈) ", text.replace("\u2009", "").replace("×", "*"))
        assert re.fullmatch(r"[\d .+*/()]+", left + right)
        slack = 0.0 if sign == "=" else 0.5000001 * 10 ** -len(right.partition(".")[2])
        assert abs(eval(left) - eval(right)) <= slack + 1e-9, text


@pytest.mark.parametrize(("channels", "sign", "text"), [(9, "=", "4.5"), (3, "=", "2.25"), (8, "≈", "4.2")])
def test_a_ratio_that_is_written_in_full_is_never_called_rounded(channels, sign, text):
    saving = Saving(Layer(channels, channels))
    said = phrase(saving.verdict, {"separable_times_fewer": saving.ratio}, tongue=ENGLISH)
    assert said.text.startswith(text) is (sign == "=")
    items = whole_costs(saving, WHOLE, None, Style.of()).display_list()
    assert [item.text for item in items if isinstance(item, Statement)][-1].endswith(f" {sign} {text}")


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"the costs has no plan for 21:9.*16:9, 1:1, 9:16"):
        pixel_costs(Saving(Layer()), Style.of().with_(canvas=replace(WIDE, aspect="21:9")))
