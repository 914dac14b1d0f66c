"""The film of a network of one's own: its numbers are torch's, its sentences true, and all of it legible."""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cache
from math import prod

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convanim.course.page.naming import COUNTS
from convanim.layout.canvas import canvas_of
from convanim.networks.figures import Figures
from convanim.networks.network import Network
from convanim.networks.table import network_from, table_of
from convanim.sources.costs import counted_model
from convanim.sources.stages import MOST
from convanim.verify.printed import reads_as
from tests.scenes.legible import check_legible
from tests.scenes.own_networks import OWN
from tests.scenes.playing import Played, play


@cache
def network(name: str) -> Network:
    make, size = OWN[name]
    return counted_model(make(), size).network


@cache
def played(name: str) -> Played:
    return play("efficientnet", fps=4, network=network(name))


def said(name: str) -> list[str]:
    text = [one.content for one in played(name).scene.renderer.file_writer.subcaptions]
    return [one.replace("\u2009", " ").replace("\u202f", " ") for one in text]


@pytest.mark.parametrize("name", OWN)
def test_what_is_shown_in_all_is_torchs_count(name: str) -> None:
    make, size = OWN[name]
    model = make().eval()
    with torch.no_grad():
        model(torch.rand(1, *size))
        model = model.to("meta")
        with FlopCounterMode(display=False) as flops:
            model(torch.rand(1, *size, device="meta"))
    figures = Figures(network(name))
    truth = {
        "multiply_adds": flops.get_total_flops() // 2,
        "parameters": sum(one.numel() for one in model.parameters()),
    }
    told = played(name).scene.ledger.as_dict()["numbers"]
    for counted, value in truth.items():
        assert {one["value"] for one in told if one["index"] == [counted, figures.tag]} == {value}
        mine = [one for one in told if one["index"][0] == counted and ", stage" in one["index"][1]]
        stages = {one["index"][1]: one["value"] for one in mine}
        # Where all stages have room for their number, they are all that there is.
        assert sum(stages.values()) == value or len(stages) < len(figures.stages)
    for one in told:
        assert one["tensor"] in ("axis", "count") and (one["tensor"] == "axis" or one["index"][0] in COUNTS)
        assert reads_as(one["text"], one["value"]), one


@pytest.mark.parametrize("name", OWN)
def test_stages_make_maps_of_one_size_or_share_the_work(name: str) -> None:
    stages = network(name).stages
    assert len({stage.name for stage in stages}) == len(stages) <= MOST
    for stage in stages:
        assert any(part.is_layer for part in stage.parts) and stage.repeats >= 1
    assert all(prod(one) > 0 for one in Figures(network(name)).maps)


def test_stages_are_called_as_their_modules() -> None:
    names = {name: [stage.name for stage in network(name).stages] for name in OWN}
    assert names["plain"] == ["features.0", "features.1", "features.2", "fc"]
    assert names["grouped"] == ["stem", "layer1", "layer2"]
    assert names["separable"] == ["0", "1–3", "4–6", "8"]
    assert names["unet"] == ["down1", "down2", "middle", "up2–dec2", "up1–head"]
    assert names["wave"] == ["front", "body", "out"]
    assert names["attending"][:3] == ["embed", "blocks.0–1", "blocks.2–3"] and len(names["attending"]) == 7
    assert len(names["deep"]) == MOST and names["single"] == ["0"]


@pytest.mark.parametrize("name", OWN)
def test_what_compares_is_there_where_something_is_saved(name: str) -> None:
    figures, scene = Figures(network(name)), played(name).scene
    assert figures.saves == (name in ("grouped", "separable", "wave"))
    assert ("what_it_saves" in scene.beats) == ("standard_in_place" in scene.beats) == figures.saves
    assert len(scene.beats) == (5 if figures.saves else 3)


def test_every_sentence_is_true() -> None:
    assert said("plain")[0] == "2 164 parameters. Where are they, and where is the work?"
    assert said("plain")[-1].startswith("Standard convolutions do ")
    assert said("unet")[1] == "13 layers in five stages: maps shrink to 8×12, and grow again to 32×48."
    assert said("unet")[3].startswith("Stage middle: ")
    assert said("grouped")[-2].startswith("Standard convolutions in place of grouped ones")
    assert said("attending")[-1].startswith("The rest does ")
    assert said("single") == [
        "One parameter. Where is it, and where is the work?",
        "One layer in one stage.",
        "Upwards its multiply-adds, downwards its parameters.",
        "Pointwise layers do 100 % of the work.",
    ]


@pytest.mark.parametrize(
    ("name", "aspect", "text", "language"),
    [
        *((name, "16:9", "normal", "en") for name in OWN),
        ("unet", "1:1", "large", "de"),
        ("deep", "9:16", "large", "fr"),
        ("attending", "1:1", "normal", "es"),
        ("separable", "9:16", "normal", "hi"),
        ("wave", "16:9", "large", "zh"),
        ("plain", "1:1", "normal", "de"),
    ],
)
def test_pictures_are_legible(name: str, aspect: str, text: str, language: str) -> None:
    film = play("efficientnet", skip=True, network=network(name), aspect=aspect, text=text, language=language)
    for beat, time, items in film.pictures:
        check_legible(items, f"{beat} at {time:.1f} s", canvas_of(aspect, text), language)


@pytest.mark.parametrize("aspect", ["16:9", "9:16"])
def test_names_have_no_end_and_sentences_do(aspect: str) -> None:
    model = nn.Sequential(OrderedDict({"x" * 300: nn.Conv2d(3, 16, 3), "y" * 300: nn.Conv2d(16, 2, 1)}))
    endless = counted_model(model, (3, 9, 9), title="z" * 300).network
    film = play("efficientnet", skip=True, network=endless, aspect=aspect)
    text = " ".join(one.content for one in film.scene.renderer.file_writer.subcaptions)
    assert f"Stage {'x' * 39}…: " in text
    for beat, time, items in film.pictures:
        check_legible(items, f"{beat} at {time:.1f} s", canvas_of(aspect))


@pytest.mark.parametrize("name", OWN)
def test_as_plain_data_it_is_the_same(name: str) -> None:
    assert network_from(json.loads(json.dumps(table_of(network(name))))) == network(name)
