"""Figures as films tell them are torch's own counts."""

import pytest

from convanim.networks import NETWORKS, network_of
from convanim.networks.figures import COUNTED, Figures, amount
from convanim.verify.published import counted_network


@pytest.mark.parametrize("name", NETWORKS)
def test_counts_are_torchs(name):
    figures = Figures(network_of(name))
    counts = counted_network(figures.tag)
    assert {key: float(value) for key, value in figures.counts.items()} == pytest.approx(counts)
    for stage, shape in zip(figures.stages, figures.maps, strict=True):
        one = counted_network(figures.tag_of(f"stage {stage.name}"))
        assert (one["out_channels"], one["out_rows"], one["out_columns"]) == shape
        assert all(one[counted] == amount(stage.cost, counted) for counted in COUNTED)
    for kind, cost in figures.by_kind.items():
        one = counted_network(figures.tag_of(kind))
        assert one["layers"] == figures.layers(kind)
        assert all(
            float(figures.share(cost, counted)) == pytest.approx(one[f"share_of_{counted}"]) for counted in COUNTED
        )


@pytest.mark.parametrize("name", NETWORKS)
def test_the_tail_is_as_short_as_it_can_be(name):
    figures = Figures(network_of(name))
    learned = [stage.cost.parameters for stage in figures.stages]
    assert 2 * sum(learned[-figures.tail :]) > sum(learned) >= 2 * sum(learned[len(learned) - figures.tail + 1 :])
