"""What a network costs in all: bars of its kinds, legible in every frame."""

from dataclasses import replace

import pytest

from convanim.draw.items import Plate
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.networks import NETWORKS, network_of
from convanim.networks.figures import COUNTED, Figures, amount
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.network.totals import layers, ratio, totals
from tests.sheets import check_legible, check_numbers, words


@pytest.mark.parametrize(
    ("aspect", "text"), [*((aspect, None) for aspect in ASPECTS), ("16:9", "large"), ("1:1", "large")]
)
@pytest.mark.parametrize("name", NETWORKS)
def test_they_are_legible_and_true(name, aspect, text):
    style, figures = Style.of(aspect=aspect, text=text), Figures(network_of(name))
    for sheet in (layers(figures, style), totals(figures, style), ratio(figures, style)):
        check_legible(sheet, style.canvas)
        check_numbers(sheet)


@pytest.mark.parametrize("name", NETWORKS)
def test_bars_are_shared_out_as_costs_are(name):
    figures, sheet = Figures(network_of(name)), totals(Figures(network_of(name)), Style.of())
    bars = [item.box[2] - item.box[0] for item in sheet.parts["kinds"] if isinstance(item, Plate)]
    shares = [
        amount(cost, counted) / amount(figures.network.cost, counted)
        for counted in COUNTED
        for cost in figures.by_kind.values()
    ]
    whole = sum(bars) / 2
    assert bars == pytest.approx([share * whole for share in shares])


def test_shares_give_way_where_there_is_no_room():
    """As in languages whose words are longer than those of any that there are."""
    style = Style.of(aspect="16:9", text="large")
    narrow = replace(style.canvas, ribbon=Region(468, 691, 1052, 817), meter=Region(468, 646, 1052, 686))
    figures = Figures(network_of("efficientnet_b0"))
    assert any("%" in item.text for item in words(totals(figures, style)))
    assert not any("%" in item.text for item in words(totals(figures, style.with_(canvas=narrow))))
