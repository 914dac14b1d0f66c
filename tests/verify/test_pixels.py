"""Numbers are read off the frames of real films, and one that is not the ledger's is found."""

from __future__ import annotations

import copy
import json
import shutil
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import av
import pytest
from jsonschema import Draft202012Validator

from convanim.course.media.clips import cut_sections
from convanim.course.text.story import Story
from convanim.film.quality import Quality
from convanim.lessons import LESSONS
from convanim.scenes.split import Split
from convanim.spec import Layer, Values
from convanim.verify import verdict
from convanim.verify.folder import found_in
from convanim.verify.pixels import Seen, read_off, resting
from tests.measure.machines import FILE
from tests.verify.films import copied_to, film_of, told

SMALL = Layer(2, 2, groups=2, size=4)
HD = Quality(1280, 720, 6)
OTHER = str.maketrans("0123456789", "1234567890")
"""Every digit as another."""


class Few(Split):
    """The beats that have numbers of all sorts."""

    beats = Split.beats[:3]


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film_of(tmp_path_factory.mktemp("seen"), Few, size=HD, layer=SMALL)


@pytest.fixture(scope="module")
def right(delivered: Path) -> Seen:
    """What is read of it with its own ledger."""
    return read_off(delivered, told(delivered))


@pytest.fixture
def film(delivered: Path, tmp_path: Path) -> Path:
    return copied_to(tmp_path, delivered)


def encoded_again(film: Path, other: Path, codec: str, width: int, height: int, **options: str) -> None:
    with av.open(str(film)) as source, av.open(str(other), "w") as target:
        target.metadata.update(source.metadata)
        stream = target.add_stream(codec, rate=source.streams.video[0].average_rate or Fraction(6), options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for frame in source.decode(video=0):
            target.mux(stream.encode(frame.reformat(width, height, "yuv420p")))
        target.mux(stream.encode())


def test_all_that_rests_is_read(film: Path) -> None:
    (found,) = found_in([film], pixels=True)
    there = len(resting(told(film)))
    assert found.right and found.read is not None and found.unread is not None
    assert found.read + found.unread == there and found.read >= 0.98 * there > 100
    assert f", {found.read} of them read off the frames, " in found.line
    Draft202012Validator(verdict.json_schema()).validate(found.as_dict())


def test_without_being_asked_no_frame_is_looked_at(film: Path) -> None:
    (found,) = found_in([film])
    assert found.read is None and found.unread is None and "off the frames" not in found.line
    Draft202012Validator(verdict.json_schema()).validate(found.as_dict())


def test_of_every_number_another_digit_is_found(film: Path, right: Seen) -> None:
    ledger = told(film)
    assert right.faults == []
    forged = copy.deepcopy(ledger)
    for one in forged["numbers"]:
        one["text"] = one["text"].translate(OTHER)
    wrong = read_off(film, forged)
    spelled = sum(one["text"].isalpha() for one in forged["numbers"] if one["box"])
    assert wrong.read <= spelled and len(wrong.faults) >= right.read - spelled


@pytest.mark.parametrize("place", [0.5, *(pytest.param(place, marks=pytest.mark.full) for place in (0.1, 0.9))])
def test_one_wrong_number_is_told_with_all_that_finds_it(film: Path, place: float) -> None:
    ledger = told(film)
    shown_cells = [one for one in ledger["numbers"] if one["tensor"] == "output" and one["box"]]
    cells = [one for one in shown_cells if one["end"] - one["start"] > 1]
    one = cells[int(place * len(cells))]
    shown, one["text"] = one["text"], one["text"].translate(OTHER)
    (fault,) = read_off(film, ledger).faults
    assert fault.startswith(f"{one['text']!r}, output[") and fault.endswith(f" s shows {shown!r}")
    assert f" at {one['start']} s: the frame at " in fault


def test_a_film_of_other_numbers_shows_others(film: Path, tmp_path: Path) -> None:
    tiny = Quality(160, 90, HD.fps)
    other = film_of(tmp_path / "other", Few, size=tiny, layer=SMALL, values=Values(seed=1))
    assert sum(" shows " in fault for fault in read_off(film, told(other)).faults) > 20


def test_it_is_read_after_a_platform_has_encoded_it_again(film: Path, right: Seen) -> None:
    again = film.with_name("again.mp4")
    encoded_again(film, again, "libx264", 1280, 720, crf="28")
    seen = read_off(again, told(film))
    assert seen.faults == [] and seen.read >= 0.95 * right.read


def test_sections_are_read_by_the_films_own_ledger(film: Path, right: Seen) -> None:
    cut_sections(film, Story.read(film.with_suffix(".json")).beats, film.parent)
    parts = [one for one in found_in([film.parent], pixels=True) if one.clip != film.name]
    assert len(parts) == 3 and all(one.right and one.read for one in parts)
    # What stays from one beat to the next is read in both, or in that which has more of it.
    assert sum(one.read or 0 for one in parts) >= 0.9 * right.read
    assert " numbers read off the frames, 1 beat: all right" in parts[0].line


@pytest.mark.parametrize(("width", "height"), [(1280, 720), pytest.param(1920, 1080, marks=pytest.mark.full)])
def test_webm_is_read(film: Path, width: int, height: int) -> None:
    webm = film.with_suffix(".webm")
    encoded_again(film, webm, "libvpx-vp9", width, height, crf="24", **{"cpu-used": "8", "deadline": "realtime"})
    seen = read_off(webm, told(film))
    assert seen.faults == [] and seen.read > 100


def test_of_a_film_that_cannot_be_read_it_is_said(film: Path) -> None:
    film.write_bytes(film.read_bytes()[:1000])
    (found,) = found_in([film], pixels=True)
    assert not found.right and found.read is None and "none of its numbers is read off the frames" in found.notes


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", "[" * 99999, '{"fps": 0, "numbers": [{"box": [0, 0, 1, 1]}]}']
)
def test_with_a_ledger_that_is_none_nothing_is_read(film: Path, content: str) -> None:
    film.with_suffix(".json").write_text(content, encoding="utf-8")
    (found,) = found_in([film], pixels=True)
    assert not found.right and found.read is None


@pytest.mark.parametrize(
    "box", [[0, 0, 1, 1], [0.5, 0.5, 0.5, 0.5], [0.9, 0.9, 0.1, 0.1], [-9, -9, 9, 9], [float("nan")] * 4, [1], "abcd"]
)
def test_a_box_that_is_none_shows_nothing(film: Path, box: Any) -> None:
    ledger = told(film)
    one = next(one for one in ledger["numbers"] if one["box"] and one["end"] - one["start"] > 1)
    one["box"], ledger["numbers"] = box, [one]
    film.with_suffix(".json").write_text(json.dumps(ledger), encoding="utf-8")
    (found,) = found_in([film], pixels=True)
    assert not found.right and (found.read is None or found.unread)


# All scenes, as people see them.


PART = 0.995
"""The share that is read. The rest has something standing before it all the time: edges of windows, beams and lines."""


@pytest.mark.full
@pytest.mark.parametrize(("theme", "high"), list(product(("light", "dark"), (1080, 720))))
def test_nearly_all_that_rests_is_read_and_nothing_wrong(tmp_path: Path, theme: str, high: int) -> None:
    size = Quality(high * 16 // 9, high, 10)
    there = 0
    unread: dict[str, list[str]] = {}
    for scene in (name for name in LESSONS if name != "lesson"):
        given = {"measured": str(FILE)} if scene == "clock" else {}
        film = film_of(tmp_path / scene, scene, size=size, theme=theme, **given)
        seen = read_off(film, told(film))
        assert seen.faults == [], scene
        there += seen.read + len(seen.missed)
        unread[scene] = [one.entry["text"] for one in seen.missed]
        shutil.rmtree(tmp_path / scene)
    assert sum(map(len, unread.values())) <= (1 - PART) * there, (there, unread)
