"""Clips of the user's own modules, and what a cache may and may not give back for them."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from convanim import Depthwise, Layer, Look, Output, SpecError, UnknownNameError, Values, render, show
from convanim.film.quality import quality_of
from convanim.film.render import is_kept
from convanim.film.store.cache import Cache
from convanim.request.keywords import Keywords
from convanim.request.output import OUTPUT
from convanim.request.render import asked_for
from convanim.request.request import Request
from convanim.request.words import NAMES

ONE_BEAT = """
from convanim import Depthwise, Separable


class Costs(Depthwise):
    beats = ("count_the_cost",)


class Sums(Separable):
    beats = ("true_costs",)
"""


@pytest.fixture
def scenes(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(ONE_BEAT, encoding="utf-8")
    return path


def module(seed=0):
    torch.manual_seed(seed)
    return nn.Conv2d(2, 2, (2, 3), stride=(2, 1), padding=(1, 0), groups=2)


def clip(scene="depthwise", layer=None, **more):
    module = more.pop("module", None)
    return replace(Request.of(scene, {"layer": layer, **more}, module=module), quality="l").clip()


def test_a_module_becomes_a_clip_with_its_numbers():
    conv, image = module(), torch.rand(2, 4, 5)
    made = clip(module=conv, input=image)
    assert made.layer.output_shape == conv(image).shape
    assert torch.equal(torch.tensor(made.values.weight), conv.weight)
    scene = made.take(quality_of("l")).scene_class()
    assert (scene.layer, scene.values) == (made.layer, made.values)


def test_an_input_alone_sets_channels_and_size():
    made = clip(input=torch.rand(3, 6, 4, 7), index=2)
    assert made.layer == Layer(6, 6, size=(4, 7), groups=6)
    assert clip(Depthwise, input=torch.rand(3, 4, 7)).layer.in_channels == 3


def test_films_show_the_modules_numbers(tmp_path, scenes):
    conv, image = module(), torch.rand(2, 4, 5)
    shown = show(f"{scenes}:Costs", module=conv, input=image, quality="l", out=tmp_path)
    assert shown.story.values["weight"] == shown.story.values["input"] == "given"
    pair = nn.Sequential(conv, nn.Conv2d(2, 3, 1))
    result = render(f"{scenes}:Sums", module=_Whole(pair), layer="pair", input=image, quality="l", out=tmp_path)
    assert result.scene == "Sums"


class _Whole(nn.Module):
    def __init__(self, pair):
        super().__init__()
        self.pair = pair

    def forward(self, x):
        return self.pair(x).relu()


def test_the_cache_sees_weights_and_inputs(tmp_path, scenes):
    scene, image = f"{scenes}:Costs", torch.rand(2, 4, 5)
    first = clip(scene, module=module(), input=image)
    render(scene, module=module(), input=image, quality="l", out=tmp_path)
    assert is_kept(first, "l", Cache())
    assert not is_kept(clip(scene, module=module(1), input=image), "l", Cache())
    assert not is_kept(clip(scene, module=module(), input=image + 1e-6), "l", Cache())
    scenes.write_text(ONE_BEAT.replace("count_the_cost", "keep_splitting"), encoding="utf-8")
    assert not is_kept(first, "l", Cache())


def test_notebooks_keep_films_of_other_weights_apart(tmp_path, scenes):
    image = torch.rand(2, 4, 5)
    paths = {
        show(f"{scenes}:Costs", quality="l", out=tmp_path, input=given, module=conv).result.path
        for given, conv in ((image, module()), (image, module(1)), (image / 2, module()))
    }
    assert len(paths) == 3


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"layer": "0"}, 'layer="0" without model'),
        ({"layer": Layer(groups=8), "module": module()}, "beside a module"),
        ({"index": 1}, "index without input"),
    ],
)
def test_contradictions_are_refused(given, message):
    with pytest.raises(SpecError, match=message):
        clip(**given)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"module": module(), "stride": 2}, "stride beside a module"),
        ({"module": module(), "weight": torch.ones(2, 1, 2, 3)}, "weight beside a module"),
        ({"layer": "0"}, 'layer="0" without model; allowed: a model to take the layer from'),
        ({"input": torch.rand(4, 8, 6, 6)}, "a batch of 4"),
        ({"module": nn.Linear(2, 2)}, "Linear is no convolution"),
    ],
)
def test_notebooks_refuse_them_too(words, message, tmp_path):
    with pytest.raises(SpecError, match=message):
        show("depthwise", out=tmp_path / "none", **words)
    assert not (tmp_path / "none").exists()


def test_arrays_as_words():
    weight, bias = torch.ones(4, 1, 3, 3), torch.ones(4)
    made = clip(input=torch.rand(1, 4, 5, 7), weight=weight, bias=bias, stride="2x1")
    assert made.layer == Layer(4, 4, size=(5, 7), stride=(2, 1), groups=4, bias=True)
    assert isinstance(made.values, Values)


def test_a_module_is_shown_on_a_crop(scenes, tmp_path):
    conv, image = module(), torch.rand(2, 40, 50)
    done = render(f"{scenes}:Costs", module=conv, input=image, crop="-9:,3:9", quality="l", out=tmp_path, cache=False)
    told = json.loads(done.ledger.read_text(encoding="utf-8"))
    assert told["crop"] == "31:40,3:9"
    true = conv(image)
    shown = [one for one in told["numbers"] if one["tensor"] == "output"]
    assert shown
    assert all(abs(one["value"] - true[tuple(one["index"])].item()) < 1e-5 for one in shown)
    with pytest.raises(SpecError, match="the crop 0:1,0:2 holds no whole window"):
        render(f"{scenes}:Costs", module=conv, input=image, crop="0:1,0:2", quality="l", out=tmp_path)


def test_words_and_fields_are_taken_alike():
    made = Request.of("depthwise", {"channels": 4, "layer": {"size": "5x7"}, "input": None, "pace": "0.5"})
    same = Request.of("depthwise", {"in_channels": "4", "size": (5, 7), "layer": None, "pace": 0.5})
    assert made.own.layer == same.own.layer == Layer(4, 4, size=(5, 7), groups=4)
    assert made.look == same.look


def test_single_words_count_more_than_wholes():
    whole = Layer(6, 6, size=5, groups=6)
    request = Request.of(
        "depthwise",
        {"layer": whole, "size": "5x7", "values": Values(seed=3), "kind": "normal", "theme": "light"},
        look=Look(theme="dark", pace=0.5),
    )
    assert request.own.layer == whole.with_(size=(5, 7))
    assert (request.own.values.seed, request.own.values.kind) == (3, "normal")
    assert request.look == Look(theme="light", pace=0.5)


def test_values_may_be_the_kind_that_is_drawn():
    assert Request.of("split", {"values": "normal"}).own.values.kind == "normal"
    assert Request.of("split", {"values": {"seed": 4}}).own.values.seed == 4


def test_an_output_is_a_whole_too():
    request, output = asked_for("split", {"out": "here", "stills": True}, None, Output(quality="h", out="there"))
    assert (output.quality, output.out, output.stills, request.quality) == ("h", "here", True, "h")
    with pytest.raises(UnknownNameError, match="no quality is called 'x'"):
        Output(quality="x")
    with pytest.raises(SpecError, match="jobs is 0"):
        Output(jobs=0)


def test_an_unknown_keyword_lists_the_known_and_proposes_the_close_one():
    with pytest.raises(UnknownNameError, match=r"no option is called 'chanels'; allowed: channels, .*; try channels"):
        render("depthwise", chanels=4)
    with pytest.raises(UnknownNameError, match=r"'qualty'.*quality.*try quality"):
        show("depthwise", qualty="l")
    with pytest.raises(UnknownNameError, match=r"'crf'.*; try encoding=Encoding\(crf=18\)"):
        render("depthwise", crf=18)


def test_keywords_for_type_checkers_are_the_options_there_are():
    wholes = {"layer", "values", "module"}
    assert Keywords.__annotations__.keys() == {*NAMES, *OUTPUT, *wholes}


def test_python_renders_as_the_command_line_does(scenes, tmp_path):
    Image.new("RGB", (9, 9), "red").save(tmp_path / "photo.png")
    words = {"input": str(tmp_path / "photo.png"), "resize": 4, "layer": {"kernel": "2x3"}, "theme": "light"}
    done = render(f"{scenes}:Costs", **words, look=Look(pace=2), output=Output(quality="l", out=tmp_path, cache=False))
    told = json.loads(done.ledger.read_text(encoding="utf-8"))
    assert (told["layer"]["in_channels"], told["layer"]["kernel"]) == (3, [2, 3])
    assert (told["theme"], told["pace"], told["height"]) == ("light", 2, 480)


def test_a_photo_without_weights_is_read_by_well_known_filters_in_red_green_and_blue():
    photo = Image.new("RGB", (9, 9), "red")
    own = Request.of("depthwise", {"input": photo}).own
    assert (own.values.kind, own.values.colors, own.layer.in_channels) == ("classic", True, 3)
    gray = Request.of("depthwise", {"input": photo, "channels": 1, "groups": 1}).own
    assert (gray.values.kind, gray.values.colors) == ("classic", False)
    lanes = Request.of("aggregate", {"input": photo, "layer": Layer(3, 6, 9, groups=3)}).own
    assert (lanes.values.kind, lanes.values.colors) == ("classic", True)


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("depthwise", {"values": "integers"}),
        ("depthwise", {"values": "normal"}),
        ("depthwise", {"weights": np.ones((3, 1, 3, 3))}),
        ("depthwise", {"kernel": 1}),
        ("pointwise", {}),
    ],
)
def test_a_photo_has_other_filters_where_somebody_says_so_or_there_are_none(scene, words):
    own = Request.of(scene, {"input": Image.new("RGB", (9, 9), "red"), **words}).own
    assert own.values.kind == words.get("values", "integers")
    assert own.values.colors


def test_an_array_is_no_photo():
    own = Request.of("depthwise", {"input": np.ones((3, 9, 9))}).own
    assert (own.values.kind, own.values.colors) == ("integers", False)
