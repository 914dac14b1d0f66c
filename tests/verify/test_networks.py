"""A film of a network is counted again: a published one by its name, and somebody's own where it is named again."""

import json

import pytest

from convanim.networks.table import table_of
from convanim.scenes.efficientnet import Efficientnet
from convanim.sources.networks import asked_network
from convanim.verify.clip import verify_clip
from convanim.verify.networks import counted_again
from convanim.verify.own import Named
from tests.scenes.own_networks import OWN, Grouped, Plain, Separable
from tests.verify.films import film_of, told


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return film_of(tmp_path_factory.mktemp("own"), "efficientnet", network=Separable(), input_size=(3, 32, 32))


def test_a_network_that_is_named_is_counted_again(own):
    found = verify_clip(own, Named(network=Separable()))
    assert found.right and found.notes == [] and found.compared == 0
    found = verify_clip(own)
    assert found.right and found.compared > 100
    assert "its network is somebody’s own and not named" in found.line


def test_another_network_is_refused(own):
    for other, said in ((Grouped(), "its stages are"), (Plain(), "cannot run on an input of 3x32x32")):
        found = verify_clip(own, Named(network=other))
        assert said in found.faults[0] and found.compared > 100
    assert "it is not about mobilenet_v1" in verify_clip(own, Named(network="mobilenet_v1")).faults[0]


def test_a_table_that_was_changed_is_not_the_network(own):
    ledger = told(own)
    ledger["own_network"]["stages"][0]["parts"][0]["layer"]["out_channels"] *= 2
    assert "stage 0 differs" in counted_again(Separable(), ledger)
    assert counted_again(Separable(), told(own)) == ""


@pytest.mark.parametrize("name", ["plain", "grouped", "unet", "wave", "attending"])
def test_torchs_own_counter_comes_to_the_same_for_all_sorts_of_networks(name):
    kind, size = OWN[name]
    table = json.loads(json.dumps(table_of(asked_network(kind(), size).network)))
    assert counted_again(kind(), {"own_network": table, "input_size": [*size], "network": "Net"}) == ""


def test_a_published_one_reads_pictures_of_any_size(tmp_path):
    film = film_of(tmp_path, Short, network="mobilenet_v2", input_size=(3, 96, 160))
    found = verify_clip(film)
    assert found.right and found.compared < found.numbers
    ledger = told(film)
    assert not counted_again("mobilenet_v2", ledger) and counted_again("mobilenet_v1", ledger)
    ledger["input_size"] = [3, 224, 224]
    film.with_suffix(".json").write_text(json.dumps(ledger), encoding="utf-8")
    assert any("it is 112, not 48" in fault for fault in verify_clip(film).faults)


class Short(Efficientnet):
    """The first beat alone."""

    beats = ("layer_after_layer",)
