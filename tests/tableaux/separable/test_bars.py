"""The bars of what one layer costs either way, and how often the small one goes into the large one."""

from dataclasses import replace

import pytest

from convanim.draw.items import Plate
from convanim.errors import UnknownNameError
from convanim.kernels.saving import Saving
from convanim.layout.canvas import WIDE
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.separable.bars import CostBars
from tests.sheets import check_legible, check_numbers, words
from tests.tableaux.separable.layers import COSTLY


def copies(bars):
    return [item for item in bars.display_list() if isinstance(item, Plate) and item.edge[3]]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("layer", COSTLY)
def test_they_are_legible_in_every_frame(layer, theme, aspect):
    style = Style.of(theme, aspect)
    check_legible(CostBars(Saving(layer), style), style.canvas)


@pytest.mark.parametrize("layer", COSTLY)
def test_every_number_is_its_sources(layer):
    check_numbers(CostBars(Saving(layer), Style.of()))


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"CostBars has no plan for 21:9.*16:9, 1:1, 9:16"):
        CostBars(Saving(Layer()), Style.of().with_(canvas=replace(WIDE, aspect="21:9")))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_copies_of_the_separable_bar_fill_the_standard_one(aspect):
    style = Style.of(aspect=aspect)
    bars = CostBars(Saving(Layer()), style)
    assert len(copies(bars)) == 4  # with the bar itself: four whole ones and a fifth of one
    assert copies(bars)[-1].box[2] == pytest.approx(style.canvas.stage.right, abs=2)
    assert not copies(bars.grown(1, 1, 1, 0))


def test_where_separable_costs_more_nothing_is_copied():
    assert not copies(CostBars(Saving(Layer(1, 1)), Style.of()))


@pytest.mark.parametrize(("channels", "exact", "text"), [(9, True, "4.5"), (3, True, "2.25"), (8, False, "4.2")])
def test_a_ratio_that_is_written_in_full_is_never_called_rounded(channels, exact, text):
    texts = [item.text.strip() for item in words(CostBars(Saving(Layer(channels, channels)), Style.of()))]
    assert text in texts and ("≈" in texts) is not exact
