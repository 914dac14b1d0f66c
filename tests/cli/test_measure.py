"""``convanim measure``, with what it measures made up."""

import json

import jsonschema
import pytest

from convanim.measure import measuring
from convanim.measure.record import json_schema, read_measurement
from tests.measure.machines import measured, usual

SEEN = measured()


@pytest.fixture
def made_up(monkeypatch):
    """A measurement that takes no time; what it was asked for is kept."""
    asked = []

    def measure(budget, threads, *, tell):
        asked.append((budget, threads))
        tell(0.5)
        return SEEN

    monkeypatch.setattr(measuring, "measure", measure)
    return asked


def test_the_file_is_written_and_the_table_shown(run, made_up, tmp_path):
    done = run("measure")
    assert done.code == 0 and "measured.json is written" in done.err
    assert read_measurement(tmp_path / "measured.json") == SEEN
    lines = done.out.splitlines()
    assert lines[0] == "no processor, a made-up clock, 2 threads on 4 cores"
    row = next(line for line in lines if "64x56x56" in line)
    gain = SEEN.shapes[2].gain("depthwise")
    assert f"64 → {gain.time:.0f}" in row
    assert made_up == [(50.0, None)]


def test_options_reach_it(run, made_up, tmp_path):
    done = run("measure", "--budget", "7", "--threads", "3", "-o", "there/it.json")
    assert done.code == 0 and made_up == [(7.0, 3)]
    assert read_measurement(tmp_path / "there" / "it.json") == SEEN


def test_json_alone_writes_no_file(run, made_up, tmp_path):
    done = run("measure", "--json")
    assert json.loads(done.out) == json.loads(SEEN.text())
    assert list(tmp_path.iterdir()) == []
    run("measure", "--json", "-o", "it.json")
    assert read_measurement(tmp_path / "it.json") == SEEN


def test_the_schema_is_printed(run):
    assert json.loads(run("schema", "measurement").out) == json_schema()
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(SEEN.text()))


@pytest.mark.parametrize("wrong", [("--budget", "0"), ("--threads", "0"), ("--budget", "soon")])
def test_what_cannot_be_is_refused(run, made_up, wrong):
    assert run("measure", *wrong).code == 2
    assert made_up == []


def test_where_it_cannot_be_written_is_said_before_anything_is_measured(run, made_up, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    assert "folder is a folder" in run("measure", "-o", "folder").err
    assert "cannot be written" in run("measure", "-o", "file/it.json").err
    assert made_up == []


@pytest.mark.parametrize("end", [KeyboardInterrupt, RuntimeError])
def test_who_breaks_off_leaves_nothing(run, monkeypatch, tmp_path, end):
    def measure(*_, **__):
        raise end

    monkeypatch.setattr(measuring, "measure", measure)
    done = run("measure", "-o", "there/it.json")
    assert done.code == (130 if end is KeyboardInterrupt else 1)
    assert list(tmp_path.iterdir()) == []


def test_what_is_slower_or_about_the_same_is_marked(run, monkeypatch):
    for factor, mark in ((4, "!"), (1, "~")):

        def seconds(place, variant, factor=factor):
            return usual(place, "standard") * (factor if variant == "depthwise" else 1)

        seen = measured(seconds)
        monkeypatch.setattr(measuring, "measure", lambda *_, seen=seen, **__: seen)
        assert f"16 → {mark}" in run("measure").out
