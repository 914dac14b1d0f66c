"""The upscale factor stands beside a layer, and says at every door how many filters that has."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner
from torch import nn

from convanim import Layer, SpecError
from convanim.catalog import load_scene
from convanim.cli import cli
from convanim.course.text.recipe import command, python_code
from convanim.film.about import shown
from convanim.film.naming import Naming
from convanim.film.quality import quality_of
from convanim.request.request import Request
from convanim.request.tables import json_schema, read_list
from tests.course.telling import story

OWN = """
from convanim import Layer, PixelShuffle


class Mine(PixelShuffle):
    upscale_factor = 3
    layer = Layer(1, 18, size=5)
"""


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(OWN, encoding="utf-8")
    return str(path)


def filters(scene, **words) -> int:
    return Request.of(scene, words).possible().layer.out_channels


def test_filters_follow_it_unless_they_are_given():
    assert [filters("pixel_shuffle", upscale_factor=factor) for factor in (2, "3", 4)] == [4, 9, 16]
    assert filters("pixel_shuffle", upscale_factor=3, filters=18) == 18
    assert filters("pixel_shuffle", weights=np.ones((9, 3, 2, 2)), upscale_factor=3) == 9
    assert filters("pixel_shuffle", layer=Layer(1, 8, size=5)) == 8


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"upscale_factor": 3, "filters": 4},
            "out_channels is 4, .*upscale_factor=3 9 small maps.* try out_channels=9",
        ),
        ({"upscale_factor": 3, "layer": Layer(1, 8)}, "out_channels is 8"),
        ({"weights": np.ones((6, 1, 2, 2))}, "out_channels is 6"),
        ({"upscale_factor": 1}, "upscale_factor is 1; allowed: a whole number from 2 to 8"),
        ({"upscale_factor": "x"}, "upscale_factor is 'x'; allowed: a whole number"),
    ],
)
def test_what_it_does_not_divide_is_refused(words, message):
    with pytest.raises(SpecError, match=message):
        filters("pixel_shuffle", **words)


def test_it_belongs_to_this_lesson_alone():
    with pytest.raises(SpecError, match="upscale_factor in depthwise; allowed: pixel_shuffle"):
        filters("depthwise", upscale_factor=2)


def test_a_scene_of_ones_own_has_its_own(mine):
    assert (filters(mine), filters(mine, upscale_factor=2), filters(mine, layer=Layer(1, 9))) == (18, 4, 9)
    with pytest.raises(SpecError, match="upscale_factor=3"):
        filters(mine, filters=8)
    with pytest.raises(SpecError, match="Wrong: out_channels is 4"):
        type("Wrong", (load_scene("pixel_shuffle"),), {"upscale_factor": 3, "layer": Layer(1, 4)})


def test_a_module_may_have_as_many_filters():
    module, image = nn.Conv2d(2, 9, 3), np.ones((2, 5, 6), np.float32)
    clip = Request.of("pixel_shuffle", {"upscale_factor": 3, "input": image}, module=module).possible()
    assert clip.layer.output_shape == (9, 3, 4)
    with pytest.raises(SpecError, match="no subject of pixel_shuffle"):
        Request.of("pixel_shuffle", {"input": image}, module=module).possible()


ESPCN = nn.Sequential(nn.Conv2d(2, 4, 1), nn.Tanh(), nn.Sequential(nn.Conv2d(4, 9, 3), nn.PixelShuffle(3)))


def test_a_factor_that_no_shuffle_says_is_not_made_up():
    image = np.ones((2, 5, 6), np.float32)
    between = nn.Sequential(nn.Conv2d(2, 36, 3), nn.ReLU(), nn.PixelShuffle(3))
    for module, words in ((between, {"layer": "0"}), (nn.Conv2d(2, 4, 3), {})):
        with pytest.raises(SpecError, match=r"no nn\.PixelShuffle stands right behind.* try upscale_factor=2"):
            Request.of("pixel_shuffle", {"input": image, **words}, module=module).possible()
    asked = Request.of("pixel_shuffle", {"input": image, "layer": "0", "upscale_factor": 3}, module=between).possible()
    assert asked.topic.upscale_factor == 3


@pytest.mark.parametrize("words", [{}, {"layer": "2"}, {"layer": "2.0"}, {"upscale_factor": 3}])
def test_the_shuffle_behind_a_convolution_says_it(words):
    request = Request.of("pixel_shuffle", {"input": np.ones((2, 5, 6), np.float32), **words}, module=ESPCN)
    clip = request.possible()
    assert (clip.layer.output_shape, clip.topic.upscale_factor) == ((9, 3, 4), 3)


@pytest.mark.parametrize(
    ("module", "words", "message"),
    [
        (ESPCN, {"upscale_factor": 2}, "upscale_factor=2 beside a module with a shuffle; .* try upscale_factor=3"),
        (nn.Sequential(ESPCN, nn.Conv2d(1, 4, 1), nn.PixelShuffle(2)), {}, "holds 3 convolutions"),
        ("net.pt", {}, "module is str"),
    ],
)
def test_a_module_that_says_something_else_is_refused(module, words, message):
    request = Request.of("pixel_shuffle", {"input": np.ones((2, 5, 6), np.float32), **words}, module=module)
    with pytest.raises(SpecError, match=message):
        request.possible()


def test_lists_and_the_command_line_take_it(tmp_path):
    path = tmp_path / "course.toml"
    path.write_text('[[clip]]\nscene = "pixel_shuffle"\nupscale_factor = 3\n', encoding="utf-8")
    (asked,) = read_list(path).requests
    assert asked.possible().layer.out_channels == 9
    assert "upscale_factor" in json_schema()["$defs"]["ClipTable"]["properties"]
    done = CliRunner().invoke(cli, ["render", "pixel_shuffle", "--upscale-factor", "9"])
    assert done.exit_code == 2 and "'--upscale-factor': 9 is not in the range" in done.stderr


def test_files_ledgers_caches_and_recipes_tell_it():
    clips = [Request.of("pixel_shuffle", {"upscale_factor": factor}).planned() for factor in (None, 2, 3)]
    size = quality_of("l")
    assert len({clip.recipe(size) for clip in clips}) == 3
    take = Request.of("pixel_shuffle", {"upscale_factor": 3}).possible().take(size)
    told = shown(take.scene_class(), take.size)
    assert told["upscale_factor"] == 3
    assert Naming.of("{scene}-{upscale_factor}").called(told, file="", number=1) == "pixel-shuffle-3"
    clip = story(scene="PixelShuffle", layer=Layer(2, 9, size=4, padding=1), upscale_factor=3)
    assert command(clip).startswith("convanim render pixel_shuffle --upscale-factor 3")
    assert "upscale_factor=3" in python_code(clip)
