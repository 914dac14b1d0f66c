"""A clip is as it was delivered, or it is said what is not."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from jsonschema import Draft202012Validator

from convanim.film.assemble import Section, join
from convanim.film.digests import SEAL, content_digest, seal_in, seal_of
from convanim.film.ledger_schema import json_schema
from convanim.scenes.block import Block
from convanim.spec import Layer, Values
from convanim.verify import verdict
from convanim.verify.clip import verify_clip
from convanim.verify.folder import found_in
from convanim.verify.own import Named
from tests.verify.conftest import SMALL
from tests.verify.films import film_of, told


def tell(film: Path, ledger: dict[str, Any]) -> None:
    film.with_suffix(".json").write_text(json.dumps(ledger, ensure_ascii=False), encoding="utf-8")


def resealed(film: Path, ledger: dict[str, Any]) -> None:
    """Film and ledger as one would forge them: all digests are those of what is there."""
    ledger["digest"] = content_digest(ledger)
    other = film.with_suffix(".forged.mp4")
    join([film], other, ledger["fps"], tags={SEAL: seal_of(ledger)})
    other.replace(film)
    ledger["film"] = {"bytes": film.stat().st_size, "digest": sha256(film.read_bytes()).hexdigest()}
    tell(film, ledger)


def copied(film: Path, other: Path) -> Path:
    """The film in another file, without being encoded again."""
    with av.open(str(film)) as source, av.open(str(other), "w") as target:
        target.metadata.update(source.metadata)
        stream = target.add_stream_from_template(source.streams.video[0], opaque=True)
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return other


def test_a_clip_is_right(film: Path) -> None:
    found = verify_clip(film)
    assert found.right and found.notes == [] and found.compared == 0
    assert found.line.startswith("split.mp4: ") and found.line.endswith("8 captions: all right")
    Draft202012Validator(verdict.json_schema()).validate(found.as_dict())


def test_the_ledger_has_its_schemas_form_and_the_film_its_recipe(film: Path) -> None:
    ledger = told(film)
    Draft202012Validator(json_schema()).validate(ledger)
    seal = seal_in(film)
    assert seal is not None
    assert seal["recipe"]["layer"] == ledger["layer"] and seal["recipe"]["values"] == ledger["values"]
    assert {"python", "manim", "torch", "numpy", "av", "pycairo"} <= seal["recipe"]["versions"].keys()
    assert seal["ledger"] == ledger["digest"] == content_digest(ledger)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 4))])
@pytest.mark.parametrize("suffix", [".mp4", ".json", ".srt"])
def test_one_other_byte_is_found_wherever_it_is(film: Path, suffix: str, seed: int) -> None:
    draw, changed = random.Random(f"{suffix}{seed}"), film.with_suffix(suffix)
    right = changed.read_bytes()
    # Between words of JSON any white space is as good.
    places = [place for place, byte in enumerate(right) if suffix != ".json" or not chr(byte).isspace()]
    for place in draw.sample(places, 3):
        wrong = bytearray(right)
        wrong[place] ^= draw.randrange(1, 256)
        changed.write_bytes(wrong)
        assert not verify_clip(film).right, f"byte {place} of {suffix}"
    changed.write_bytes(right)
    assert verify_clip(film).right


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 5))])
def test_another_byte_of_the_pictures_is_found_by_their_digest(film: Path, seed: int) -> None:
    right, draw = film.read_bytes(), random.Random(seed)
    begin = right.index(b"mdat") + 4
    for place in draw.sample(range(begin, len(right)), 2):
        film.write_bytes(right[:place] + bytes([right[place] ^ 64]) + right[place + 1 :] + b"\0")
        # With one more byte behind, it is no file that was changed in place.
        assert any("frames" in fault for fault in verify_clip(film).faults), place


def test_swapped_films_are_found(film: Path, numbered: Path) -> None:
    shutil.copy(numbered, film)
    faults = verify_clip(film).faults
    assert any("its ledger is another one" in one for one in faults)
    assert any("the frames of beat one_block" in one for one in faults)


def test_a_forged_seed_does_not_make_the_numbers(film: Path) -> None:
    ledger = told(film)
    ledger["values"]["seed"] = 1
    resealed(film, ledger)
    faults = verify_clip(film).faults
    assert faults and all("torch says" in one or one.startswith("step") for one in faults)


def test_a_forged_number_is_not_torchs(film: Path) -> None:
    ledger = told(film)
    one = next(one for one in ledger["numbers"] if one["tensor"] == "output")
    one["value"] += 1
    one["text"] = str(one["value"]).replace("-", "\u2212")
    resealed(film, ledger)
    (fault,) = verify_clip(film).faults
    assert "torch says" in fault


def test_a_forged_caption_is_not_the_files(film: Path) -> None:
    ledger = told(film)
    ledger["captions"][-1]["text"] = "Nothing of this is so."
    resealed(film, ledger)
    (fault,) = verify_clip(film).faults
    assert "split.srt: line" in fault and "Nothing of this is so." in fault


def test_chapters_are_the_ledgers_beats(film: Path) -> None:
    ledger = told(film)
    beats = [
        Section(one["name"], one["start"], one["end"], ledger["chapters"][one["name"]]) for one in ledger["sections"]
    ]
    moved = [*beats[:1], replace(beats[1], start=beats[1].start + 1), *beats[2:]]
    wrong = {
        "it has 4 chapters, and its ledger 5": beats[:-1],
        "its chapter 'Other' is called": [replace(beats[0], called="Other"), *beats[1:]],
        f"its chapter '{beats[1].title}' is from": moved,
    }
    for said, sections in wrong.items():
        other = film.with_name("other.mp4")
        join([film], other, ledger["fps"], sections, {SEAL: json.dumps(seal_in(film))})
        for kind in (".json", ".srt"):
            shutil.copy(film.with_suffix(kind), other.with_suffix(kind))
        assert any(said in fault for fault in verify_clip(other).faults)


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_a_copy_in_another_file_is_the_same_film(film: Path, tmp_path: Path, suffix: str) -> None:
    other = copied(film, tmp_path / f"copy{suffix}")
    for kind in (".json", ".srt"):
        film.with_suffix(kind).rename(other.with_suffix(kind))
    found = verify_clip(other)
    assert found.right and "copied into another file" in found.line and found.beats == 5


def test_a_film_that_was_encoded_again_is_not_the_same(film: Path) -> None:
    again = film.with_name("again.mp4")
    with av.open(str(film)) as source, av.open(str(again), "w") as target:
        target.metadata.update(source.metadata)
        stream = target.add_stream("libx264", rate=Fraction(4), options={"crf": "30"})
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for frame in source.decode(video=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    again.replace(film)
    assert any("are not those that were delivered" in one for one in verify_clip(film).faults)


# What is no clip, or not all of one: a line, and never a traceback.


def only_line(path: Path) -> str:
    (found,) = found_in([path])
    assert not found.right and "\n" not in found.line and "Traceback" not in found.line
    return found.line


def test_a_film_without_its_ledger(film: Path) -> None:
    film.with_suffix(".json").unlink()
    assert "its ledger split.json is not beside it, so no number can be checked" in only_line(film)
    assert "frames are those that its metadata tell of" in only_line(film)


def test_a_ledger_without_its_film(film: Path) -> None:
    film.unlink()
    assert "its film split.mp4 is not beside it" in only_line(film.parent)


def test_captions_that_are_not_there(film: Path) -> None:
    film.with_suffix(".srt").unlink()
    found = verify_clip(film)
    assert found.right and "its captions split.srt are not beside it" in found.line


def test_an_older_clip(film: Path) -> None:
    ledger = {
        name: one for name, one in told(film).items() if name not in ("convanim_ledger", "versions", "digest", "film")
    }
    join([film], film.with_name("old.mp4"), ledger["fps"])
    film.with_name("old.mp4").replace(film)
    tell(film, ledger)
    assert "it was made before clips carried digests" in only_line(film)
    # Its numbers are checked all the same.
    ledger["numbers"][0]["value"] = -1
    tell(film, ledger)
    assert "(and 1 more)" in only_line(film)


def test_a_newer_ledger(film: Path) -> None:
    tell(film, {**told(film), "convanim_ledger": 2})
    assert "has version 2 of the form, and this convanim reads 1" in only_line(film)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", "\udce9", '{"scene": 1}', "[" * 9999])
def test_a_ledger_that_is_none(film: Path, content: str) -> None:
    film.with_suffix(".json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert "ledger" in only_line(film)


@pytest.mark.parametrize("missing", ["sections", "numbers", "layer", "values", "captions", "fps", "film", "lesson"])
def test_a_ledger_that_lacks_something(film: Path, missing: str) -> None:
    ledger = told(film)
    del ledger[missing]
    tell(film, ledger)
    assert only_line(film)
    for other in (None, 7, "x", [1], {"a": 1}):
        tell(film, {**ledger, missing: other})
        assert only_line(film)


def test_a_film_of_somebody_else(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.mp4"
    with av.open(str(foreign), "w") as container:
        stream = container.add_stream("libx264", rate=4)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(4):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode())
    assert "nothing says what it shows" in only_line(foreign)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.98])
def test_a_film_that_was_cut_off(film: Path, share: float) -> None:
    film.write_bytes(film.read_bytes()[: int(share * film.stat().st_size)])
    assert only_line(film)


def test_a_folder_with_nothing_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    assert "there is no clip in it" in only_line(tmp_path)
    assert "there is no such file" in only_line(tmp_path / "gone.mp4")


# Numbers of one's own.


@pytest.fixture(scope="module")
def arrays() -> dict[str, Any]:
    draw = np.random.default_rng(5)
    shapes = {"input": (30, 4, 4), "weight": (30, 1, 3, 3), "bias": (30,)}
    return {name: draw.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture(scope="module")
def own(arrays: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    layer = Layer(30, 30, groups=30, size=4, bias=True)
    return film_of(tmp_path_factory.mktemp("own"), "depthwise", layer=layer, values=Values(**arrays))


def test_numbers_of_ones_own_are_worked_out_where_they_are_named(own: Path, arrays: dict[str, Any]) -> None:
    found = verify_clip(own, Named(arrays))
    assert found.right and found.compared < 12 and found.notes == []


def test_without_them_it_is_said_how_many_are_only_compared(own: Path) -> None:
    found = verify_clip(own)
    # What is shown of them is known: so are the sums whose windows are wholly shown.
    assert found.right and 12 < found.compared < found.numbers
    assert "its weight is somebody’s own and not named" in found.line and "are only compared" in found.line


def test_biases_that_nobody_names_are_only_compared(own: Path, arrays: dict[str, Any]) -> None:
    found = verify_clip(own, Named({**arrays, "bias": None}))
    assert found.right and found.compared > 12 and "its bias is somebody’s own and not named" in found.line


def test_other_numbers_than_it_was_made_of_are_refused(own: Path, arrays: dict[str, Any]) -> None:
    faults = verify_clip(own, Named({**arrays, "input": arrays["input"] + 1})).faults
    assert any("another input than it was made of: (30, 4, 4) of float32" in one for one in faults)


class Begun(Block):
    """What its input becomes in the first two layers."""

    beats = Block.beats[:2]


def test_of_a_block_with_an_input_that_nobody_names_all_that_follows_is_compared(tmp_path: Path) -> None:
    layer, draw = Layer(10, 10, size=4, padding=1), np.random.default_rng(2)
    values = Values("normal", input=draw.normal(size=(10, 4, 4)))
    film = film_of(tmp_path, Begun, layer=layer, values=values)
    found = verify_clip(film, Named({"input": values.input}))
    assert found.right and found.compared < 20
    found = verify_clip(film)
    assert found.right and found.compared > 100 and "its input is somebody’s own and not named" in found.line


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same film as others are copies of, of other numbers."""
    values = Values(input=np.arange(32.0).reshape(2, 4, 4), weight=np.ones((2, 1, 3, 3)))
    return film_of(tmp_path_factory.mktemp("numbered"), "split", layer=SMALL, values=values)


def test_small_numbers_of_ones_own_are_all_in_the_ledger(numbered: Path) -> None:
    found = verify_clip(numbered)
    # How far rounding went is all that nobody can work out.
    assert (found.faults, found.notes, found.compared) == ([], [], 1)


def test_a_scene_of_ones_own_says_what_nobody_can_work_out(tmp_path: Path) -> None:
    blocks = Path(__file__).parents[2] / "docs" / "scenes" / "blocks.py"
    found = verify_clip(film_of(tmp_path, f"{blocks}:Blocks"))
    assert found.right and 0 < found.compared <= found.numbers
    assert "are only compared with the ledger" in found.line
