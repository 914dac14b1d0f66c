"""The film of a measurement, of files that are made up: every number and sentence is true of any of them.

What is true is counted from the files' JSON, with nothing of convanim's own.
"""

from __future__ import annotations

import json
import math
import pickle
import re
import shutil
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from convanim import MeasuringNote, SpecError, render
from convanim.catalog import load_scene
from convanim.cli import main
from convanim.course.page.naming import label
from convanim.draw.items import Words
from convanim.draw.lettering import text_box
from convanim.film import about
from convanim.film.quality import quality_of
from convanim.film.workers.unit import units_of
from convanim.film.workers.workers import portable
from convanim.language.catalogs import SOURCE
from convanim.language.tongue import ENGLISH
from convanim.layout.canvas import canvas_of
from convanim.measure import measuring, own
from convanim.measure.record import Measurement
from convanim.numerals import value_of
from convanim.request.request import Request
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.spec.cut import LOOP
from convanim.verify.printed import is_true
from tests.measure.machines import FILE, measured, odd
from tests.pairs import pairwise
from tests.scenes.claims import Scope, claims_in
from tests.scenes.digits import unrecorded
from tests.scenes.films import THEMES
from tests.scenes.legible import check_legible, ink, overlap, written
from tests.scenes.playing import Played, play

FILES = {"usual": Measurement.model_validate_json(FILE.read_text(encoding="utf-8")), **odd()}
VARIANTS = ("two_groups", "depthwise", "separable")
UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where the files are."""
    folder = tmp_path_factory.mktemp("measured")
    for name, told in FILES.items():
        (folder / f"{name}.json").write_text(told.text(), encoding="utf-8")
    return {name: str(folder / f"{name}.json") for name in FILES}


_played: dict[Any, Played] = {}


def shown(paths: dict[str, str], file: str, **look: Any) -> Played:
    """The film of a file, played once."""
    chosen = (file, *sorted(look.items()))
    if chosen not in _played:
        theme = THEMES[look.pop("theme", "dark")]
        _played[chosen] = play("clock", {}, theme=theme, skip=True, measured=paths[file], **look)
    return _played[chosen]


# What is true, from the JSON.


@cache
def told(file: str) -> dict[str, Any]:
    return json.loads(FILES[file].text())  # type: ignore[no-any-return]  # an object


def work(channels: int, size: int, variant: str) -> int:
    weights = {
        "standard": channels * channels * 9,
        "two_groups": channels * channels // 2 * 9,
        "depthwise": channels * 9,
        "pointwise": channels * channels,
        "separable": channels * 9 + channels * channels,
    }
    return weights[variant] * size * size


def moved(channels: int, size: int, variant: str) -> int:
    if variant == "separable":
        return moved(channels, size, "depthwise") + moved(channels, size, "pointwise")
    return 4 * (2 * channels * size * size + work(channels, size, variant) // (size * size))


def shape_of(file: str, channels: int, size: int) -> dict[str, Any]:
    return next(one for one in told(file)["shapes"] if (one["channels"], one["size"]) == (channels, size))


def factors(one: dict[str, Any], variant: str) -> tuple[float, float, float, float]:
    """Of the work; of the time, and between which quartiles it lies."""
    own, full = one[variant]["seconds"], one["standard"]["seconds"]
    both = (work(one["channels"], one["size"], name) for name in ("standard", variant))
    return (
        next(both) / next(both),
        full["median"] / own["median"],
        full["lower"] / own["upper"],
        full["upper"] / own["lower"],
    )


def below(file: str, *variants: str) -> int:
    """How many points lie below the dashed line, with their whiskers."""
    found = [factors(one, name) for one in told(file)["shapes"] for name in variants]
    return sum(upper < promised for promised, _, _, upper in found)


def slower(file: str) -> int:
    return sum(factors(one, "depthwise")[3] < 1 for one in told(file)["shapes"])


def hero(file: str) -> dict[str, Any]:
    """Of those with most channels the one that is least quicker."""
    most = max(one["channels"] for one in told(file)["shapes"])
    several = [one for one in told(file)["shapes"] if one["channels"] == most]
    return min(several, key=lambda one: factors(one, "depthwise")[1])


def arithmetic(file: str) -> float:
    """The most multiply-adds a second of anything that was timed."""
    rates = [one["amount"] / one["seconds"]["lower"] for one in told(file)["peaks"]]
    for one in told(file)["shapes"]:
        rates += [
            work(one["channels"], one["size"], name) / one[name]["seconds"]["lower"] for name in ("standard", *VARIANTS)
        ]
    return float(max(rates))


def memory(file: str) -> float:
    """The most bytes a second of anything that moved as much as the hero's depthwise layer."""
    least = moved(hero(file)["channels"], hero(file)["size"], "depthwise")
    found = [(one["amount"], one["seconds"]["lower"]) for one in told(file)["bandwidths"]]
    for one in told(file)["shapes"]:
        found += [
            (moved(one["channels"], one["size"], name), one[name]["seconds"]["lower"])
            for name in ("standard", *VARIANTS)
        ]
    return float(max(amount / seconds for amount, seconds in found if amount >= least))


def ridge(file: str) -> float:
    return arithmetic(file) / memory(file)


def counts(file: str) -> dict[str, float]:
    """What sentences may count."""
    shapes = told(file)["shapes"]
    samples = [one[name]["seconds"]["samples"] for one in shapes for name in ("standard", *VARIANTS)]
    return {
        "shapes": len(shapes),
        "points": 3 * len(shapes),
        "short": below(file, "depthwise"),
        "below": below(file, *VARIANTS),
        "slower": slower(file),
        "least": min(samples),
        "most": max(samples),
        "left_out": len(told(file)["left_out"]),
        "work": hero(file)["channels"],
        "adds": 9,
        "mixed": hero(file)["channels"],
        "moved": 8,
        "threads": told(file)["machine"]["threads"],
    }


def truth(file: str, index: list[Any]) -> float:
    match index:
        case ["count", name]:
            return counts(file)[name]
        case ["machine", "threads"]:
            return float(told(file)["machine"]["threads"])
        case ["limit", ("arithmetic" | "memory") as name]:
            return {"arithmetic": arithmetic, "memory": memory}[name](file)
        case ["bytes_a_value"]:
            return 8
        case ["bits"]:
            return 32
        case [channels, size, "", what]:
            return float({"channels": channels, "size": size}[what])
        case [channels, size, variant, "per_value"]:
            return float(work(channels, size, variant) / (channels * size * size))
        case [channels, size, variant, "multiply_adds"]:
            return work(channels, size, variant)
        case [channels, size, variant, "bytes_moved"]:
            return moved(channels, size, variant)
        case [channels, size, variant, "intensity"]:
            return work(channels, size, variant) / moved(channels, size, variant)
    channels, size, variant, what = index
    one = shape_of(file, channels, size)
    if what == "limit":
        return min(arithmetic(file), memory(file) * truth(file, [channels, size, variant, "intensity"]))
    if what in ("work", "time"):
        return factors(one, variant)[("work", "time").index(what)]
    seconds = float(one[variant]["seconds"]["median"])
    return {"seconds": seconds, "speed": work(channels, size, variant) / seconds}[what]


def scale_of(index: list[Any], line: str, end: int) -> float:
    """In which unit a number is written."""
    if index[-1] == "seconds":
        found = re.match(r" (s|ms|µs|ns)\b", line[end:])
        assert found, line
        return UNITS[found[1]]
    return 1e9 if "limit" in index or index[-1] == "speed" else 1.0


def last_place(text: str) -> float:
    mantissa, _, power = text.partition("·10")
    exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))) if power else 0
    return float(10.0 ** (exponent - len(re.split("[.,]", mantissa + ".")[1])))


@pytest.mark.parametrize("file", FILES)
def test_every_number_is_the_files(paths: dict[str, str], file: str) -> None:
    played = shown(paths, file)
    seen = 0
    for beat, _, items in played.pictures:
        for line in items:
            for span in line.spans if isinstance(line, Words) else ():
                if span.source is None:
                    continue
                index, value, text = list(span.source.index), span.source.value, line.text[span.start : span.end]
                assert span.source.tensor == "measured", (beat, line.text)
                assert math.isclose(value, truth(file, index), rel_tol=1e-9), (beat, line.text, index)
                written_as = value_of(text) * scale_of(index, line.text, span.end)
                half = 0.5000001 * last_place(text) * scale_of(index, line.text, span.end)
                assert abs(written_as - value) <= half, (beat, line.text, value)
                seen += 1
    assert seen > 50
    for one in played.scene.ledger.as_dict()["numbers"]:
        assert one["tensor"] in ("measured", "axis")
        assert label(one, ENGLISH)
        if one["tensor"] == "axis":
            assert math.isclose(value_of(one["text"]), one["value"], rel_tol=1e-9)


@pytest.mark.parametrize("file", FILES)
def test_every_equation_is_true_as_it_is_printed(paths: dict[str, str], file: str) -> None:
    equations = {one["text"] for one in shown(paths, file).scene.ledger.as_dict()["equations"]}
    assert len(equations) == 2
    for one in equations:
        assert is_true(one), one


@pytest.mark.parametrize("file", FILES)
def test_no_speed_is_above_its_limit(paths: dict[str, str], file: str) -> None:
    words = [one for _, _, items in shown(paths, file).pictures for one in items if isinstance(one, Words)]
    said = " ".join(one.text for one in words)
    for variant in ("standard", *VARIANTS):
        where = [hero(file)["channels"], hero(file)["size"], variant]
        assert truth(file, [*where, "speed"]) <= truth(file, [*where, "limit"]) * (1 + 1e-12)
    for variant in ("standard", "depthwise"):
        assert re.search(rf"{variant}: \S+ billion multiply-adds a second, limit \S+", said)


def quicker(file: str) -> tuple[float, float, float, float]:
    return factors(hero(file), "depthwise")


def in_memory(file: str, variant: str) -> bool:
    one = hero(file)
    return work(one["channels"], one["size"], variant) / moved(one["channels"], one["size"], variant) < ridge(file)


SINGLE = {file for file in FILES if len(told(file)["shapes"]) == 1}
SAID: dict[str, Any] = {
    "takes about as long": lambda file: quicker(file)[2] <= 1 <= quicker(file)[3],
    "takes clearly longer": lambda file: quicker(file)[3] < 1,
    "Measured: only": lambda file: quicker(file)[2] > 1 and quicker(file)[3] < quicker(file)[0],
    "more than promised": lambda file: 1 < quicker(file)[2] > quicker(file)[0],
    "about as promised": lambda file: 1 < quicker(file)[2] <= quicker(file)[0] <= quicker(file)[3],
    "On all": lambda file: file not in SINGLE and below(file, "depthwise") == len(told(file)["shapes"]),
    "shapes, depthwise saves clearly": lambda file: file not in SINGLE and below(file, "depthwise") > 0,
    "does depthwise save clearly less": lambda file: file not in SINGLE and below(file, "depthwise") == 0,
    "depthwise is clearly slower": lambda file: file not in SINGLE and slower(file) > 0,
    "is depthwise clearly slower": lambda file: file not in SINGLE and slower(file) == 0,
    "Depthwise is clearly slower": lambda file: file in SINGLE and slower(file) == 1,
    "Depthwise is not clearly slower": lambda file: file in SINGLE and quicker(file)[2] > 1,
    "none of the {points}": lambda file: below(file, *VARIANTS) == 0,
    "all {points}": lambda file: below(file, *VARIANTS) == 3 * len(told(file)["shapes"]),
    "lie clearly below": lambda file: below(file, *VARIANTS) > 0,
    "Memory is the lower limit for depthwise and": lambda file: (
        in_memory(file, "depthwise") and in_memory(file, "standard")
    ),
    "Memory is the lower limit for depthwise, arithmetic": lambda file: (
        in_memory(file, "depthwise") and not in_memory(file, "standard")
    ),
    "Arithmetic is the lower limit": lambda file: not in_memory(file, "depthwise") and not in_memory(file, "standard"),
}
"""What may be said, and when it is true."""


def captions(played: Played) -> list[str]:
    return list(dict.fromkeys(one.content for one in played.scene.renderer.file_writer.subcaptions))


@pytest.mark.parametrize("file", FILES)
def test_what_is_said_is_said_where_it_is_true_and_nowhere_else(paths: dict[str, str], file: str) -> None:
    said = captions(shown(paths, file))
    for words, true in SAID.items():
        some = words.format(points=3 * len(told(file)["shapes"]))
        assert any(some in one for one in said) == bool(true(file)), (words, said)


def test_between_them_the_files_have_everything_said() -> None:
    for words, true in SAID.items():
        assert any(true(file) for file in FILES), words
        assert not all(true(file) for file in FILES), words


@pytest.mark.parametrize("file", FILES)
def test_every_how_many_is_claimed(paths: dict[str, str], file: str) -> None:
    played = shown(paths, file)
    scope = Scope(played.scene.layer.tag, played.scene.layer.tag, measured=tuple(counts(file).items()))
    texts = {*captions(played), *(played.scene.chapter(beat) for beat in played.scene.beats)}
    assert [fault for text in texts for fault in claims_in(text, scope)] == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Measured: only 123 times faster, all of them.", "nobody checks 'all'"),
        ("On all 3 shapes, depthwise saves clearly less time than arithmetic.", "is said for"),
        ("8 bytes for 9 multiply-adds, or for 7.", "'7' is said for"),
        ("Dashed is as promised: 73 of 72 points lie clearly below.", "'73' is said for"),
    ],
)
def test_the_reading_of_sentences_can_fail(paths: dict[str, str], sentence: str, fault: str) -> None:
    tag = shown(paths, "usual").scene.layer.tag
    found = list(claims_in(sentence, Scope(tag, tag, measured=tuple(counts("usual").items()))))
    assert any(fault in one for one in found), found


SCREENINGS = [
    tuple(choice.values())
    for choice in pairwise(
        file=tuple(FILES),
        aspect=tuple(ASPECTS),
        text=TEXTS,
        language=(SOURCE, "de", "hi", "zh"),
        theme=("dark", "own", "print"),
    )
]


@pytest.mark.parametrize(("file", "aspect", "text", "language", "theme"), SCREENINGS)
def test_pictures_at_rest_are_legible(
    paths: dict[str, str], file: str, aspect: str, text: str, language: str, theme: str, fonts: Any
) -> None:
    fonts(language)
    played = shown(paths, file, aspect=aspect, text=text, language=language, theme=theme)
    canvas = canvas_of(aspect, text)
    assert {beat for beat, _, _ in played.pictures} == set(played.scene.beats)
    boxed = [entry for entry in played.scene.ledger.entries if entry.box is not None]
    names = told(file)
    known = " ".join(["float32 torch,", names["date"], *map(str, names["machine"].values()), ""])
    for beat, time, items in played.pictures:
        where = f"{file}.{beat} at {time:.1f} s"
        check_legible(items, where, canvas, language)
        there = [entry for entry in boxed if entry.start <= time + 1e-6 < entry.end]
        assert unrecorded(items, there, canvas.whole) == [], where
        lines = [line for line in written(items) if line.text != played.scene.heading]
        named = {line.text[one.start : one.end] for line in lines for one in line.spans if one.source is None}
        words = [word.rstrip("…,") for name in named if any(map(str.isdigit, name)) for word in name.split()]
        assert all(word in known for word in words), where
        for one, other in combinations([line for line in lines if line.y > canvas.panel.top], 2):
            assert one.y == other.y or not overlap(ink(one), ink(other)), f"{where}: {one.text!r}, {other.text!r}"


@pytest.mark.parametrize("file", FILES)
def test_its_loop_is_legible_and_of_one_length(paths: dict[str, str], file: str) -> None:
    scene = type("clock", (load_scene("clock"),), {"cut": LOOP})
    played = play(scene, {}, skip=True, measured=paths[file], fps=15)
    assert 8 <= played.scene.now <= 12
    for _, time, items in played.pictures:
        check_legible(items, f"{file} at {time:.1f} s", canvas_of("16:9", cut=LOOP), SOURCE)


def test_every_shape_is_a_point_in_the_last_picture(paths: dict[str, str]) -> None:
    _, _, items = shown(paths, "usual").pictures[-1]
    words = " ".join(line.text for line in written(items))
    assert f"{len(told('usual')['shapes'])} shapes" in words and "a made-up clock" in words


def test_rows_are_apart(paths: dict[str, str]) -> None:
    """Numbers stand beside their own marks, not on the row of another shape."""
    for aspect in ASPECTS:
        _, _, items = next(
            one for one in reversed(shown(paths, "usual", aspect=aspect).pictures) if one[0] == "promise_and_measure"
        )
        factors_shown = [line for line in written(items) if line.text.endswith("×")]
        assert len(factors_shown) >= 6
        for one, other in combinations(factors_shown, 2):
            assert not overlap(text_box(one), text_box(other))


# From the file to the film.


def test_a_file_that_holds_none_is_refused_before_anything_is_drawn(tmp_path: Any) -> None:
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(SpecError, match=r"other\.json holds no measurement"):
        Request.of("clock", {"measured": tmp_path / "other.json"}).possible()
    with pytest.raises(SpecError, match="cannot be read"):
        Request.of("clock", {"measured": "nowhere.json"}).possible()
    with pytest.raises(SpecError, match="measured is 3; allowed: a file"):
        Request.of("clock", {"measured": 3})
    with pytest.raises(SpecError, match=r"in_channels is 4; allowed: no layer"):
        Request.of("clock", {"channels": 4}).possible()
    with pytest.raises(SpecError, match=r"measured=.* in depthwise; allowed: clock"):
        Request.of("depthwise", {"measured": FILE}).possible()


def test_the_cache_knows_what_the_file_holds(tmp_path: Any) -> None:
    file = tmp_path / "mine.json"
    file.write_text(FILES["few"].text(), encoding="utf-8")
    options: dict[str, Any] = {"measured": file, "quality": "l", "out": tmp_path, "name": "{scene}"}

    def facts(ledger: Any) -> set[int]:
        numbers = json.loads(ledger.read_text(encoding="utf-8"))["numbers"]
        return {one["value"] for one in numbers if one["index"] == ["count", "shapes"]}

    first = render("clock", **options)
    assert facts(first.ledger) == {2}
    assert json.loads(first.ledger.read_text(encoding="utf-8"))["measured"] == "mine.json"
    assert str(tmp_path) not in first.ledger.read_text(encoding="utf-8")
    assert render("clock", **options).seconds == first.seconds
    file.write_text(measured().text(), encoding="utf-8")
    assert facts(render("clock", **options).ledger) == {4}


def test_what_the_surroundings_name_is_shown(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    monkeypatch.chdir(tmp_path)
    found = set()
    for name in ("few", "one shape"):
        (tmp_path / f"{name}.json").write_text(FILES[name].text(), encoding="utf-8")
        monkeypatch.setenv("CONVANIM_MEASURED", str(tmp_path / f"{name}.json"))
        with pytest.raises(SystemExit) as ended:
            main(["render", "clock", "-q", "l", "-o", "out"])
        assert not ended.value.code, capfd.readouterr().err
        ledger = json.loads((tmp_path / "out" / "clock.json").read_text(encoding="utf-8"))
        found |= {one["value"] for one in ledger["numbers"] if one["index"] == ["count", "shapes"]}
    assert found == {1, 2}


def test_who_draws_elsewhere_is_given_what_was_measured_here(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever becomes of what is kept, no worker times the machine once more, or another one."""
    monkeypatch.setattr(own, "_found", {})
    monkeypatch.delenv("CONVANIM_MEASURED")
    monkeypatch.setenv("CONVANIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(measuring, "measure", lambda budget: FILES["few"])
    with pytest.warns(MeasuringNote):
        clip = Request.of("clock", {}).clip()
    take = portable(clip.take(quality_of("l")))
    shutil.rmtree(tmp_path / "cache")
    monkeypatch.setattr(own, "_found", {})
    monkeypatch.setattr(measuring, "measure", lambda budget: pytest.fail("it is timed again"))
    there = pickle.loads(pickle.dumps(take)).scene_class()
    assert there.evidence()["measurement"] == FILES["few"].model_dump(mode="json")
    # Nobody has named a file.
    assert about.shown(there, take.size)["measured"] is None
    (unit, *_) = units_of(take, there.beats)
    other = replace(take, given={**take.given, "measured": FILES["one shape"]})
    assert units_of(other, there.beats)[0].name != unit.name
