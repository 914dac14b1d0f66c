"""Clips of the user's own modules, and what a cache may and may not give back for them."""

import json
from dataclasses import replace

import pytest
import torch
from torch import nn

from convanim import Depthwise, Layer, SpecError, Values, render, show
from convanim.film.quality import quality_of
from convanim.film.render import is_kept
from convanim.film.store.cache import Cache
from convanim.request.request import Request

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
