"""A topic that is asked for reaches the scene that takes it, its files and the cache, at every door."""

import json
import re

import numpy as np
import pytest

from convanim import Layer, SpecError, Values, render
from convanim.cli.clips import listed, scenes
from convanim.course.text.recipe import command, python_code
from convanim.course.text.story import Story
from convanim.film.quality import quality_of
from convanim.request.request import Request
from convanim.request.tables import json_schema, read_list
from convanim.spec.topic import Topic

TAKER = """
from convanim import ConvScene


class Taker(ConvScene):
    topics = ("network",)
    network = "mobilenet_v1"
    beats = ("only",)

    def only(self):
        self.say(f"It is {self.network}.")
"""


@pytest.fixture
def taker(tmp_path):
    path = tmp_path / "taker.py"
    path.write_text(TAKER, encoding="utf-8")
    return path


def test_it_reaches_the_scene_and_the_files(taker, tmp_path):
    done = render(str(taker), network="mobilenet_v2", quality="l", out=tmp_path, name="{scene}-{network}")
    assert done.path.name == "taker-mobilenet_v2.mp4"
    told = json.loads(done.ledger.read_text(encoding="utf-8"))
    assert (told["network"], told["captions"][0]["text"]) == ("mobilenet_v2", "It is mobilenet_v2.")
    story = Story.read(done.ledger)
    assert "--network mobilenet_v2" in command(story)
    assert 'network="mobilenet_v2"' in python_code(story)


def test_a_cache_tells_one_from_another(taker):
    recipes = {
        Request.of(str(taker), {"network": name}).planned().recipe(quality_of("l"))
        for name in (None, "mobilenet_v1", "mobilenet_v2")
    }
    assert len(recipes) == 3


def test_one_that_takes_none_says_so(taker):
    with pytest.raises(SpecError, match=r"network=.mobilenet_v2. in depthwise; allowed: "):
        Request.of("depthwise", {"network": "mobilenet_v2"}).possible()


def test_a_list_of_clips_has_it_beside_the_scene(taker, tmp_path):
    file = tmp_path / "course.toml"
    file.write_text('[[clip]]\nscene = "taker.py"\nnetwork = "convnext_tiny"\n', encoding="utf-8")
    course = read_list(file)
    assert course.requests[0].topic == Topic(network="convnext_tiny")
    assert "network" in json_schema()["$defs"]["ClipTable"]["properties"]
    with pytest.raises(SpecError, match=r"beside course\.toml"):
        listed(course, Request.of("", {"network": "mobilenet_v1"}))


def test_all_are_rendered_without_what_they_do_not_take(capsys):
    shown = scenes(["all"], Request.of("", {"network": "mobilenet_v1"}), quiet=False)
    assert {one.scene: one.topic.given for one in shown}["depthwise"] == {}
    assert "depthwise: rendered without --network" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"channels": 4}, "in_channels is 4 for a whole network; allowed: the layers that the network has"),
        ({"seed": 3}, "seed in efficientnet; allowed: a scene that shows a layer; try leaving seed out"),
        ({"values": "normal"}, "kind in efficientnet"),
        ({"input": np.ones((3, 4, 4))}, "input in efficientnet"),
        ({"crop": "1:2,1:2"}, "crop in efficientnet; allowed: a scene that shows a layer"),
        ({"show_channels": (0, 1)}, "show_channels in efficientnet"),
        ({"network": "mobilenet_v3"}, "no network is called 'mobilenet_v3'"),
    ],
)
def test_a_scene_of_a_network_has_no_layer_to_choose(words, message):
    with pytest.raises(SpecError, match=re.escape(message)):
        Request.of("efficientnet", words).possible()


def test_what_is_as_usual_is_no_choice():
    Request.of("efficientnet", {"values": Values(), "layer": Layer(), "network": "mobilenet_v1"}).possible()


def test_all_are_rendered_without_what_a_network_has_not(capsys):
    shown = scenes(["all"], Request.of("", {"kernel": 3, "seed": 2}), quiet=False)
    assert {one.scene: one.values for one in shown}["efficientnet"] == {}
    assert {one.scene: one.values for one in shown}["depthwise"] == {"seed": 2}
    assert "efficientnet: rendered without --kernel, --seed, which its subject fixes" in capsys.readouterr().err
