"""A network of one's own is asked for at every door by one name, counted once, and known by what it is."""

import re

import pytest
from torch import nn

from convanim.catalog import file_of, load_scene
from convanim.cli.clips import scenes
from convanim.errors import CountingNote, SpecError
from convanim.film.about import shown
from convanim.film.quality import quality_of
from convanim.networks.network import Network
from convanim.request.request import Request
from convanim.request.tables import json_schema, read_list

NET = """
from torch import nn

class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(1, {filters}, 3), nn.ReLU(), nn.Conv2d({filters}, 4, 3, 2))
"""
SIZE = (1, 9, 12)


@pytest.fixture
def net(tmp_path):
    path = tmp_path / "net.py"
    path.write_text(NET.format(filters=6), encoding="utf-8")
    return f"{path}:Net"


def recipe(words):
    return Request.of("network", words).planned().recipe(quality_of("l"))


def test_a_scene_has_another_name():
    assert Request.of("network", {}).scene == "efficientnet"
    assert load_scene("network") is load_scene("efficientnet") and file_of("network") == file_of("efficientnet")
    assert [*({one.scene: one for one in scenes(["network", "efficientnet"], Request.of("", {}), True)})] == [
        "efficientnet"
    ]


def test_it_is_the_same_however_it_is_asked_for(net, tmp_path):
    (tmp_path / "list.toml").write_text(
        '[[clip]]\nscene = "network"\nnetwork = "net.py:Net"\ninput_size = [1, 9, 12]\n', encoding="utf-8"
    )
    given = [
        Request.of("network", {"network": net, "input_size": "1x9x12"}),
        Request.of("efficientnet", {"model": net, "input_size": SIZE}),
        read_list(tmp_path / "list.toml").requests[0],
    ]
    topics = [request.own_topic for request in given]
    assert topics[0] == topics[1] == topics[2] and isinstance(topics[0].network, Network)
    assert (topics[0].network.title, topics[0].input_size) == ("Net", SIZE)
    assert Request.of("network", {"input_size": SIZE}, module=nn.Conv2d(1, 2, 3)).own_topic.network.title == "Conv2d"
    properties = json_schema()["$defs"]["ClipTable"]["properties"]
    assert {"network", "input_size"} <= properties.keys()


def test_the_ledger_says_which_and_not_where_it_lies(net):
    clip = Request.of("network", {"network": net, "input_size": SIZE}).possible()
    told = shown(clip.take(quality_of("l")).scene_class(), quality_of("l"))
    assert (told["network"], told["input_size"], told["own_network"]["title"]) == ("Net", SIZE, "Net")
    assert "net.py" not in repr(told)


def test_another_network_is_another_clip(net, tmp_path):
    (tmp_path / "more.py").write_text(NET.format(filters=8), encoding="utf-8")
    words = [
        {"network": net, "input_size": SIZE},
        {"network": f"{tmp_path / 'more.py'}:Net", "input_size": SIZE},
        {"network": net, "input_size": (1, 9, 13)},
        {"network": "mobilenet_v1"},
        {"network": "mobilenet_v1", "input_size": "3x128x128"},
    ]
    assert len({recipe(one) for one in words}) == len(words)
    assert recipe(words[0]) == recipe(words[0])


def test_what_is_to_be_known_is_told(net):
    with pytest.warns(CountingNote, match="Net: counted for a picture of 224x224; input_size says another size"):
        assert Request.of("network", {"network": net}).own_topic.input_size == (1, 224, 224)


@pytest.mark.parametrize(
    ("scene", "words", "message"),
    [
        ("network", {"network": "mobilenet_v1", "input_size": (1, 64, 64)}, "allowed: pictures of three channels"),
        ("network", {"network": "net.py"}, "net.py says no class or function in the file"),
        ("network", {"network": "mobilenet_v1", "model": "net.py:Net"}, "network beside model; allowed: one of them"),
        ("network", {"model": "net.py:Net", "state": "w.pt"}, "state for a whole network"),
        ("network", {"model": "net.py:Net", "layer": "0"}, "layer for a whole network"),
        ("network", {"network": 3}, "network is int"),
        ("network", {"model": "nowhere.py:Net"}, "model nowhere.py:Net: there is no file nowhere.py"),
        ("network", {"model": "net:py:Net"}, 'try model="net.py:Net"'),
        ("network", {"network": "net:py:Net"}, 'try network="net.py:Net"'),
        ("network", {"network": nn.Sequential(), "input_size": SIZE}, "Sequential runs no convolution"),
        ("network", {"network": nn.ReLU(), "input_size": SIZE}, "ReLU runs no convolution and no linear layer"),
        ("network", {"input_size": "8"}, "input_size is '8'; allowed: channels, height and width"),
        ("depthwise", {"input_size": SIZE}, "in depthwise; allowed: efficientnet"),
        ("depthwise", {"network": nn.ReLU()}, "network in depthwise; allowed: efficientnet"),
    ],
)
def test_what_makes_no_sense_is_refused(scene, words, message):
    with pytest.raises(SpecError, match=re.escape(message)):
        Request.of(scene, words).possible()


def test_a_module_is_called_as_it_was_given():
    with pytest.raises(SpecError, match="network beside module; allowed: one of them"):
        Request.of("network", {"network": "mobilenet_v1"}, module=nn.Conv2d(1, 2, 3)).possible()
