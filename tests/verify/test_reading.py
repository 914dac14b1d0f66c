"""What comes in from outside is read within bounds, and what is no ledger and no film is told in one line."""

import json
import os
import sys

import pytest

from convanim.budgets import CHECKED_BYTES, MOST_CAPTIONS, MOST_TOLD
from convanim.film.assemble import join
from convanim.film.digests import SEAL, seal_in
from convanim.verify.clip import verify_clip
from convanim.verify.folder import found_in
from convanim.verify.reading import UnreadableError, read_ledger
from tests.verify.films import told


def only_line(path):
    (found,) = found_in([path])
    assert not found.right and "\n" not in found.line and len(found.line) < 1200
    assert all(letter.isprintable() for letter in found.line)
    return found.line


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with names, and devices in /dev")
@pytest.mark.parametrize("suffix", [".mp4", ".json", ".srt"])
def test_devices_and_pipes_are_not_opened(film, suffix):
    path = film.with_suffix(suffix)
    path.unlink()
    os.mkfifo(path)
    assert "it is a device or a pipe" in only_line(film)
    path.unlink()
    path.symlink_to("/dev/zero")
    assert "it is a device or a pipe" in only_line(film)
    path.unlink()
    path.symlink_to(path.name)
    assert only_line(film) if suffix != ".srt" else not verify_clip(film).right


@pytest.mark.parametrize("suffix", [".json", ".srt", ".mp4"])
def test_a_file_without_end_is_not_read(film, suffix):
    with film.with_suffix(suffix).open("r+b") as file:
        file.truncate(CHECKED_BYTES + 1 if suffix != ".mp4" else 2**32 + 1)
    assert f"at most {2**32 if suffix == '.mp4' else CHECKED_BYTES} are read" in only_line(film)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[" + "0," * 10**7 + "0]", f"at most {MOST_TOLD} are read"),
        ('{"a":' * 100_000, "lists are inside each other without end"),
        ("9" * 5000, "cannot be read: Exceeds the limit"),
        (b"\xff\xfe", "cannot be read: 'utf-8' codec"),
        ('{"scene": 1}', "is no ledger"),
        ("NaN", "is no ledger"),
    ],
)
def test_what_is_no_ledger_is_told_in_a_line(film, content, said):
    film.with_suffix(".json").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert said in only_line(film)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("numbers", 0, "value"), float("nan"), "numbers.0.value"),
        (("numbers", 0, "value"), 10**400, "numbers.0.value"),
        (("numbers", 0, "text"), "1" * 101, "numbers.0.text"),
        (("numbers", 0, "index"), [True], "numbers.0.index"),
        (("equations", 0, "text"), "(" * 1001, "equations.0.text"),
        (("steps", 0, "index"), [0], "steps.0.index"),
        (("captions",), [{"text": "a", "start": 0.0, "end": 1.0}] * (MOST_CAPTIONS + 1), "captions"),
        (("fps",), 0, "fps"),
        (("values", "given"), {"input": {"shape": [1], "dtype": "O", "digest": ""}}, "values.given.input.dtype"),
    ],
)
def test_the_form_is_looked_at_before_anything_is_worked_out(film, place, value, said):
    ledger = told(film)
    holder = ledger
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    film.with_suffix(".json").write_text(json.dumps(ledger), encoding="utf-8")
    with pytest.raises(UnreadableError, match=said):
        read_ledger(film.with_suffix(".json"))
    assert f"is none that convanim writes: {said}" in only_line(film)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"layer": {"in_channels": 2**13, "out_channels": 2**13, "size": [64, 64], "kernel": [1, 1]}}, "at most"),
        ({"values": {"given": {"bias": {"shape": [2**40], "dtype": "int8", "digest": ""}}}}, "cells, and at most"),
    ],
)
def test_no_more_is_worked_out_than_a_machine_can(film, changed, said):
    ledger = told(film)
    for name, fields in changed.items():
        ledger[name] |= fields
    ledger["layer"]["groups"] = 1 if "layer" in changed else ledger["layer"]["groups"]
    film.with_suffix(".json").write_text(json.dumps(ledger), encoding="utf-8")
    assert any(said in fault for fault in verify_clip(film).faults)


@pytest.mark.parametrize(
    ("seal", "said"),
    [
        ({"beats": [["a", 1, ""]] * 1001}, "beats"),
        ({"beats": [["a"]]}, "beats.0"),
        ({"recipe": {"fps": "4"}}, "recipe.fps"),
        ({"of": "../../etc/passwd"}, "of"),
    ],
)
def test_what_a_film_says_of_itself_is_looked_at_too(film, seal, said):
    forged = film.with_name("forged.mp4")
    join([film], forged, 4, tags={SEAL: json.dumps({**seal_in(film), **seal})})
    assert f"it carries what no film of convanim does: {said}" in only_line(forged)


def test_names_in_a_film_steer_no_terminal(film):
    forged = film.with_name("forged.mp4")
    beats = [["\x1b[31mred\u202e", 1, "0" * 64]]
    join([film], forged, 4, tags={SEAL: json.dumps({**seal_in(film), "beats": beats, "of": "split"})})
    assert r"beat \x1b[31mred\u202e" in only_line(forged)
