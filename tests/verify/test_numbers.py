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

from convanim.film.digests import content_digest
from convanim.lessons import LESSONS, fit_layer
from convanim.scenes.lesson import Lesson
from convanim.spec import Values
from convanim.verify.clip import verify_clip
from convanim.verify.numbers import Checked, check_numbers
from convanim.verify.own import given_to
from convanim.verify.words import check_captions
from tests.scenes.asked import LAYERS
from tests.verify.films import film_of

Ledger = dict[str, Any]
REAL = Values("normal", seed=3)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {}) for name in LESSONS},
    "split-odd": ("split", {"layer": fit_layer("split", LAYERS["split"]["odd"]), "values": REAL, "language": "es"}),
    "separable-odd": ("separable", {"layer": fit_layer("separable", LAYERS["separable"]["odd"]), "values": REAL}),
    "demand-odd": ("demand", {"layer": fit_layer("demand", LAYERS["demand"]["odd"])}),
    "depthwise-german": ("depthwise", {"values": REAL, "language": "de", "decimals": 3, "aspect": "9:16"}),
    "pointwise-rounded": ("pointwise", {"values": REAL, "decimals": 0, "language": "fr"}),
    "conclusion-hindi": ("conclusion", {"language": "hi", "aspect": "1:1"}),
    "demand-chinese": ("demand", {"language": "zh"}),
    "pointwise-loop": ("pointwise", {"cut": "loop"}),
}


@cache
def film(case: str) -> Path:
    scene, given = CASES[case]
    return film_of(Path(mkdtemp(prefix="convanim-test-")), scene, **given)


def ledger(case: str) -> Ledger:
    return json.loads(film(case).with_suffix(".json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def checked(told: Ledger) -> Checked:
    given, faults, _ = given_to(told)
    assert faults == []
    return check_numbers(told, given)


@pytest.mark.parametrize("case", CASES)
def test_every_film_is_right(case: str, fonts: Callable[[str], None]) -> None:
    fonts(CASES[case][1].get("language", "en"))
    verdict, told = verify_clip(film(case)), ledger(case)
    assert verdict.faults == [] and verdict.notes == []
    assert verdict.numbers == len(told["numbers"]) > 30
    assert (verdict.beats, verdict.equations) == (len(told["sections"]), len(told["equations"]))
    # What a picture's plan has chosen to show, and how far this machine's rounding went.
    assert verdict.compared <= 12


def test_chapters_of_a_film_are_told_apart(tmp_path: Path) -> None:
    path = film_of(tmp_path, Lesson, first_chapter="aggregate", last_chapter="depthwise")
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [one["lesson"] for one in told["lessons"]] == ["aggregate", "depthwise"]
    assert [one["layer"]["groups"] for one in told["lessons"]] == [2, 8]
    assert verify_clip(path).faults == []
    told["lessons"].reverse()
    assert checked(told).faults


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


CHANGES = (
    *(change_value, change_text, change_both, change_count, change_index, change_equation, change_step, change_total),
)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("case", ["split", "depthwise-german"])
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_is_found(change: Callable[[Ledger, random.Random], None], case: str, seed: int) -> None:
    told = deepcopy(ledger(case))
    change(told, random.Random(seed))
    # Its digest would tell as well; here the number itself has to.
    assert content_digest(told) != ledger(case)["digest"]
    assert len(checked(told).faults) == 1


@pytest.mark.parametrize("seed", range(4))
def test_another_number_in_a_caption_is_found(seed: int) -> None:
    told, draw = deepcopy(ledger("demand")), random.Random(seed)
    one = draw.choice([one for one in told["captions"] if DIGIT.search(one["text"])])
    one["text"] = other_digit(one["text"], draw)
    assert [*check_captions(told)]
    assert not [*check_captions(ledger("demand"))]


@pytest.mark.parametrize("case", ["split", "separable", "block", "depthwise-german"])
def test_another_seed_makes_other_numbers(case: str) -> None:
    told = deepcopy(ledger(case))
    told["values"]["seed"] += 1
    faults = checked(told).faults
    assert len(faults) > 100 and any("torch says" in one for one in faults)


def test_the_least_bits_may_differ_and_no_more() -> None:
    told = deepcopy(ledger("depthwise-german"))
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
        ("depthwise", 1, 2304, "no layer here costs 2304 multiply-adds and"),
        ("standard", 4, 9216, "the meter of multiply_adds goes up and down"),
        ("separable", -1, 9216, "the meter ends with 9216 multiply_adds"),
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
