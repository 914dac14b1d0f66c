"""The command: a line a clip, what is wrong below it, and an exit code that says so."""

import json
import os
import shutil

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from convanim.cli import main
from convanim.spec import Layer, Values
from tests.children import python
from tests.measure.machines import FILE
from tests.verify.films import film_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A film of whole numbers, and one of somebody's own."""
    made = tmp_path_factory.mktemp("clips")
    film_of(made, "split", layer=Layer(2, 2, groups=2, size=4))
    weight = np.random.default_rng(0).normal(size=(40, 1, 3, 3))
    np.save(made / "weights.npy", weight)
    np.save(made / "other.npy", weight + 1)
    film_of(made, "depthwise", layer=Layer(40, 40, groups=40), values=Values(weight=weight))
    return made


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(["verify", *map(str, arguments)])
    told = capsys.readouterr()
    return ended.value.code, told.out.splitlines(), told.err


def test_a_line_for_each_clip_of_a_folder(folder, capsys):
    code, lines, _ = run(capsys, folder)
    assert code == 0 and len(lines) == 3
    assert lines[0].startswith("depthwise.mp4: ") and "are only compared with the ledger" in lines[0]
    assert lines[1].startswith("split.mp4: ") and lines[1].endswith("8 captions: all right")
    assert lines[2].endswith("not checked: other.npy, weights.npy")


def test_files_are_named_as_for_render(folder, capsys):
    code, lines, _ = run(capsys, folder / "depthwise.mp4", "--weights", folder / "weights.npy")
    assert code == 0 and "not named" not in lines[0]
    code, lines, _ = run(capsys, folder / "depthwise.mp4", "--weights", folder / "other.npy")
    assert code == 1 and "another weight than it was made of" in lines[0]


def test_what_is_wrong_stands_below(folder, tmp_path, capsys):
    for suffix in (".mp4", ".srt", ".json"):
        shutil.copy((folder / "split").with_suffix(suffix), tmp_path)
    ledger = tmp_path / "split.json"
    told = json.loads(ledger.read_text(encoding="utf-8"))
    told["values"]["seed"] = 3
    ledger.write_text(json.dumps(told), encoding="utf-8")
    code, lines, _ = run(capsys, tmp_path)
    assert code == 1 and 1 < len(lines) <= 5
    assert "its ledger was changed" in lines[0] and "more)" in lines[0]
    assert all(line.startswith("  ") for line in lines[1:])


def test_json_has_its_schemas_form(folder, capsys):
    with pytest.raises(SystemExit):
        main(["schema", "verdict"])
    schema = json.loads(capsys.readouterr().out)
    for pixels in ((), ("--pixels",)):
        code, lines, _ = run(capsys, folder, folder / "gone.mp4", "--json", *pixels)
        told = [json.loads(line) for line in lines]
        assert code == 1 and [one["right"] for one in told] == [True, True, True, False]
        assert [one["read"] is None for one in told] == [not pixels, not pixels, True, True]
        for one in told:
            Draft202012Validator(schema).validate(one)


def test_the_ledgers_schema_is_printed(folder, capsys):
    with pytest.raises(SystemExit):
        main(["schema", "ledger"])
    schema = json.loads(capsys.readouterr().out)
    for name in ("split", "depthwise"):
        Draft202012Validator(schema).validate(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))


def test_a_measurement_is_named_again(tmp_path, capsys):
    film = film_of(tmp_path, "clock", measured=str(FILE))
    code, lines, _ = run(capsys, film, "--measured", FILE)
    assert code == 0 and lines[0].endswith("all right")
    other = json.loads(FILE.read_text(encoding="utf-8"))
    other["date"] = "2001-01-01"
    (tmp_path / "other.json").write_text(json.dumps(other), encoding="utf-8")
    code, lines, _ = run(capsys, film, "--measured", tmp_path / "other.json")
    assert code == 1 and "another measurement than the clip was made of" in lines[0]


def test_lines_are_told_wherever_stdout_leads(folder, tmp_path):
    # A pipe of Windows' Western code page, which lacks some of what is told.
    script = "from convanim.cli import main; main()"
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    told = python("-c", script, "verify", folder, env=environment, cwd=tmp_path, encoding="cp1252")
    assert "split.mp4: " in told.stdout and "all right" in told.stdout


def test_something_to_check_is_needed(capsys):
    code, _, said = run(capsys)
    assert (code == 2 and "Missing argument" in said) or "missing argument" in said


def test_an_address_is_no_place_here(run):
    done = run("verify", "s3://bucket/clips")
    assert (done.code, done.out) == (2, "")
    assert "'s3://bucket/clips' is an address; allowed: clips and folders of this machine" in done.err
