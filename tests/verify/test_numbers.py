"""Every number of every film is worked out again; and whatever of it is changed is found."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import torch
from torch import nn

from convanim.film.digests import content_digest
from convanim.lessons import LESSONS, fit_layer
from convanim.scenes.lesson import Lesson
from convanim.sources.found import Own
from convanim.sources.modules import from_module
from convanim.spec import Layer, Values
from convanim.verify.clip import verify_clip
from convanim.verify.numbers import Checked, check_numbers
from convanim.verify.own import given_to
from convanim.verify.words import check_captions
from tests.scenes.asked import LAYERS, OF_LAYERS, left_open
from tests.verify.films import film_of

Ledger = dict[str, Any]
REAL = Values("normal", seed=3)
TINY: dict[str, Any] = {"in_channels": 4, "out_channels": 4, "size": 4}
"""A layer whose film is soon made; what a lesson's subject fixes is left to it."""


def of(name: str, options: dict[str, Any], **given: Any) -> tuple[str, dict[str, Any]]:
    """A film of a lesson with an odd or a tiny layer."""
    return name, {"layer": fit_layer(name, left_open(LESSONS[name], options), topics=given), **given}


def attributes_of(own: Own) -> dict[str, Any]:
    """What a transposed convolution of somebody's own makes of a scene."""
    return {"layer": own.layer, "values": own.values, "upward": own.upward}


def spread(channels: int, groups: int, **more: Any) -> Own:
    """A transposed convolution of so many channels, as a film shows it."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        module = nn.ConvTranspose2d(channels, channels, groups=groups, **more)
        return from_module("transposed", module, torch.randn(channels, 3, 4))


LONE = spread(1, 1, kernel_size=(2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2))
SEVERAL = spread(4, 2, kernel_size=2, stride=2)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "split": ("split", {}),
    "standard": of("standard", TINY),
    "demand": ("demand", {}),
    "aggregate": of("aggregate", TINY),
    "shuffle": of("shuffle", TINY),
    "depthwise": of("depthwise", TINY, values=REAL, language="de", decimals=3, aspect="9:16"),
    "pointwise": of("pointwise", TINY, values=REAL, decimals=0, language="fr"),
    "separable": of("separable", TINY, language="zh"),
    "comparison": of("comparison", TINY),
    "clock": ("clock", {}),
    "block": of("block", TINY),
    "efficientnet": ("efficientnet", {}),
    "conclusion": ("conclusion", {"language": "hi", "aspect": "1:1"}),
    "dilation": of("dilation", TINY),
    "transposed": of("transposed", LAYERS["transposed"]["odd"]),
    "transposed-own": ("transposed", attributes_of(LONE)),
    "pixel_shuffle": of("pixel_shuffle", {"in_channels": 2, "out_channels": 9, "size": 3}, upscale_factor=3),
    "stride": of("stride", {"size": 5}),
    "pooling": of("pooling", LAYERS["pooling"]["odd"]),
    "padding": of("padding", {"size": 4}),
    "split-odd": of("split", LAYERS["split"]["odd"], values=REAL, language="es"),
    "pointwise-loop": of("pointwise", TINY, cut="loop"),
}
MORE: dict[str, tuple[str, dict[str, Any]]] = {
    **{f"{name}-default": (name, {}) for name in OF_LAYERS if name not in ("split", "demand")},
    "stride-odd": of("stride", LAYERS["stride"]["odd"], values=REAL),
    "padding-odd": of("padding", LAYERS["padding"]["odd"]),
    "separable-odd": of("separable", LAYERS["separable"]["odd"], values=REAL),
    "demand-odd": of("demand", LAYERS["demand"]["odd"]),
}
"""What is made when there is time for it."""


@cache
def film(case: str) -> Path:
    scene, given = (CASES | MORE)[case]
    return film_of(Path(mkdtemp(prefix="convanim-test-")), scene, **given)


def ledger(case: str) -> Ledger:
    return json.loads(film(case).with_suffix(".json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def checked(told: Ledger) -> Checked:
    given, faults, _ = given_to(told)
    assert faults == []
    return check_numbers(told, given)


@pytest.mark.parametrize("case", [*CASES, *(pytest.param(case, marks=pytest.mark.full) for case in MORE)])
def test_every_film_is_right(case: str, fonts: Callable[[str], None]) -> None:
    fonts((CASES | MORE)[case][1].get("language", "en"))
    verdict, told = verify_clip(film(case)), ledger(case)
    assert verdict.faults == [] and verdict.notes == []
    assert verdict.numbers == len(told["numbers"]) > 30
    assert (verdict.beats, verdict.equations) == (len(told["sections"]), len(told["equations"]))
    # What a picture's plan has chosen to show, and how far this machine's rounding went.
    assert verdict.compared <= 12


def test_chapters_of_a_film_are_told_apart(tmp_path: Path) -> None:
    path = film_of(tmp_path, Lesson, layer=Layer(4, 4, groups=2, size=4), first_chapter="demand", last_chapter="split")
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [one["lesson"] for one in told["lessons"]] == ["demand", "split"]
    assert [one["layer"]["groups"] for one in told["lessons"]] == [1, 2]
    assert verify_clip(path).faults == []
    told["lessons"].reverse()
    assert checked(told).faults


def test_what_all_channels_of_a_module_add_up_to_is_worked_out_where_they_are_named(tmp_path: Path) -> None:
    own = SEVERAL
    assert own.upward is not None
    told = json.loads(film_of(tmp_path, "transposed", **attributes_of(own)).with_suffix(".json").read_text("utf-8"))
    every = {f"module_{role}": array for role, array in own.upward.given.items()}
    (unnamed, _, notes), (named, faults, none) = given_to(told), given_to(told, every)
    assert len(notes) == 3 and faults == none == []
    assert check_numbers(told, unnamed).faults == check_numbers(told, named).faults == []
    wrong = deepcopy(told)
    for entry in wrong["numbers"]:
        if entry["tensor"] == "others":
            entry["value"] += 0.001
    assert not [fault for fault in check_numbers(wrong, unnamed).faults if "torch says" in fault]
    assert [fault for fault in check_numbers(wrong, named).faults if "torch says" in fault]
    other = {**every, "module_weight": every["module_weight"] + 1}
    assert "another module_weight" in given_to(told, other)[1][0]


SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 4))]
DIGIT = re.compile(r"\d")


def other_digit(text: str, draw: random.Random) -> str:
    """The text with one of its digits changed; a first one to no zero, which would change nothing but the look."""
    found = draw.choice([*DIGIT.finditer(text)])
    digit = draw.choice([one for one in "123456789" if one != found[0]])
    return text[: found.start()] + digit + text[found.end() :]


def chosen(told: Ledger, draw: random.Random, **wanted: Any) -> dict[str, Any]:
    """One of the numbers that are worked out again."""
    there = [
        one
        for one in told["numbers"]
        if DIGIT.search(one["text"])
        and one["index"][-1:] != [""]
        and all(one[name] == value for name, value in wanted.items())
    ]
    return draw.choice(there)  # type: ignore[no-any-return]


def change_value(told: Ledger, draw: random.Random) -> None:
    one = chosen(told, draw)
    one["value"] += 1 if isinstance(one["value"], int) else 0.01 * (1 + abs(one["value"]))


def change_text(told: Ledger, draw: random.Random) -> None:
    one = chosen(told, draw)
    one["text"] = other_digit(one["text"], draw)


def change_both(told: Ledger, draw: random.Random) -> None:
    """What is printed is what stands there, and both are wrong."""
    tensor = draw.choice(["input", "weight", "output"])
    one = chosen(told, draw, tensor=tensor)
    one["text"] = other_digit(one["text"], draw)
    number = one["text"].replace("\u2212", "-").replace("\u2009", "").replace(",", ".").lstrip("+ ").replace("- ", "-")
    one["value"] = float(number) if "." in number else int(number)


def change_count(told: Ledger, draw: random.Random) -> None:
    one = chosen(told, draw, tensor="count")
    one["value"] += 1
    one["text"] = str(one["value"])


def change_index(told: Ledger, draw: random.Random) -> None:
    one = chosen(told, draw, tensor="channel")
    one["index"] = [one["index"][0] + 1]


def change_equation(told: Ledger, draw: random.Random) -> None:
    one = draw.choice(told["equations"])
    one["text"] = other_digit(one["text"], draw)


def change_step(told: Ledger, draw: random.Random) -> None:
    one = draw.choice([one for one in told["steps"] if "products" in one])
    rows = one[draw.choice(["window", "weights", "products"])]
    rows[0][0][0] += 1


def change_total(told: Ledger, draw: random.Random) -> None:
    draw.choice(told["steps"])["total"] += 0.5


def change_places(told: Ledger, draw: random.Random) -> None:
    one = draw.choice([one for one in told["steps"] if "products" in one])
    one[draw.choice(["rows", "columns", "channels"])][0] += 1


def change_group(told: Ledger, draw: random.Random) -> None:
    draw.choice([one for one in told["steps"] if "products" in one])["group"] += 1


def change_inside(told: Ledger, draw: random.Random) -> None:
    draw.choice([one for one in told["steps"] if "products" in one])["inside"][0][0] = False


def add_bias(told: Ledger, draw: random.Random) -> None:
    """The layers of the cases have none, so that sums come to the same total without it."""
    draw.choice([one for one in told["steps"] if "products" in one])["bias"] = 5


CHANGES = (
    *(change_value, change_text, change_both, change_count, change_index, change_equation, change_step, change_total),
    *(change_places, change_group, change_inside, add_bias),
)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", ["split", "depthwise"])
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_is_found(change: Callable[[Ledger, random.Random], None], case: str, seed: int) -> None:
    told = deepcopy(ledger(case))
    change(told, random.Random(seed))
    # Its digest would tell as well; here the number itself has to.
    assert content_digest(told) != ledger(case)["digest"]
    assert len(checked(told).faults) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_another_number_in_a_caption_is_found(seed: int) -> None:
    told, draw = deepcopy(ledger("demand")), random.Random(seed)
    one = draw.choice([one for one in told["captions"] if DIGIT.search(one["text"])])
    one["text"] = other_digit(one["text"], draw)
    assert [*check_captions(told)]
    assert not [*check_captions(ledger("demand"))]


@pytest.mark.parametrize("case", ["split", "separable", "block", "depthwise"])
def test_another_seed_makes_other_numbers(case: str) -> None:
    told = deepcopy(ledger(case))
    told["values"]["seed"] += 1
    faults = checked(told).faults
    assert len(faults) > 100 and any("torch says" in one for one in faults)


def test_the_least_bits_may_differ_and_no_more() -> None:
    told = deepcopy(ledger("depthwise"))
    for one in told["numbers"]:
        if one["tensor"] == "output":
            one["value"] *= 1 + 1e-7
    assert checked(told).faults == []
    for one in told["numbers"]:
        if one["tensor"] == "output":
            one["value"] *= 1 + 1e-3
    assert checked(told).faults


def test_what_nobody_knows_is_wrong_in_a_built_in_scene_and_only_compared_in_ones_own() -> None:
    told = deepcopy(ledger("split"))
    told["numbers"][5] |= {"tensor": "mine", "index": [0]}
    assert len(checked(told).faults) == 1
    found = checked({**told, "own_scene": True})
    assert (found.faults, found.compared) == ([], 1)


def test_another_measurement_makes_other_numbers() -> None:
    told = deepcopy(ledger("clock"))
    told["measurement"]["shapes"][0]["depthwise"]["seconds"]["median"] *= 1.1
    assert checked(told).faults
    del told["measurement"]
    found = checked(told)
    assert found.faults == [] and found.compared > 100


@pytest.mark.parametrize(
    ("case", "place", "other", "said"),
    [
        # Each is a true cost of some layer of the chapter, and not what is there at that moment.
        ("split", -1, 1152, "the meter ends with 1152 multiply_adds"),
        ("split", 1, 288, "no layer here costs 288"),
        ("depthwise", 1, 144, "no layer here costs 144 multiply-adds and"),
        ("standard", 4, 576, "the meter of multiply_adds goes up and down"),
        ("separable", -1, 576, "the meter ends with 576 multiply_adds"),
    ],
)
def test_a_meter_reads_what_it_should_at_that_moment(case: str, place: int, other: int, said: str) -> None:
    told = deepcopy(ledger(case))
    one = [one for one in told["numbers"] if (one["tensor"], one["index"]) == ("cost", ["multiply_adds"])][place]
    one["value"], one["text"] = other, f"{other}"
    assert any(said in fault for fault in checked(told).faults)


def test_what_a_standard_convolution_costs_stays() -> None:
    told = deepcopy(ledger("split"))
    there = [one for one in told["numbers"] if (one["tensor"], one["index"]) == ("standard_cost", ["weights"])]
    there[0]["value"], there[0]["text"] = 288, "288"
    assert any("a standard convolution costs 288 and 576 weights" in fault for fault in checked(told).faults)
