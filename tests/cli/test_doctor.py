"""``convanim doctor``: it says what is wrong and never falls over itself."""

import importlib
import importlib.metadata
import json

import pytest

from convanim.cli import doctor
from convanim.draw import outlines, typeface


def test_all_well_here(run):
    done = run("doctor")
    assert done.code == 0, done.out
    assert done.out.endswith("all well\n")
    report = json.loads(run("doctor", "--json").out)
    assert report["ok"] is True
    assert {check["name"] for check in report["checks"]} >= {"Python", "Manim", "torch", "Pango", "Cairo", "font"}


@pytest.mark.parametrize(
    ("module", "name", "advice"),
    [
        ("manim", "Manim", "manim>=0.22,<0.23"),
        ("torch", "torch", "pip install"),
        ("manimpango", "Pango", "libpango1.0-dev"),
        ("cairo", "Cairo", "libcairo2-dev"),
        ("av.codec", "H.264 encoder", "pip install"),
        ("convanim.draw.typeface", "font", "pip install"),
    ],
)
def test_what_cannot_be_imported_is_named_with_a_way_out(run, monkeypatch, module, name, advice):
    real = importlib.import_module

    def broken(wanted):
        if wanted == module:
            raise OSError("libsomething.so.0:\n cannot open shared object file")
        return real(wanted)

    monkeypatch.setattr(doctor, "import_module", broken)
    done = run("doctor")
    assert done.code == 1
    lines = done.out.splitlines()
    failed = [place for place, line in enumerate(lines) if line.startswith("FAIL")]
    # Without Pango no font can be loaded either.
    assert [lines[place][6:22].strip() for place in failed] == [name, "font"][: 2 if name == "Pango" else 1]
    assert "OSError: libsomething.so.0: cannot open shared object file" in lines[failed[0]]
    assert advice in lines[failed[0] + 1]


@pytest.mark.parametrize(("package", "found"), [("manim", "0.23.0"), ("pillow", "13.0.1")])
def test_versions_out_of_bounds(run, monkeypatch, package, found):
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: found if name == package else real(name))
    done = run("doctor", "--json")
    assert done.code == 1
    (failed,) = [check for check in json.loads(done.out)["checks"] if not check["ok"] and check["needed"]]
    assert found in failed["found"]
    assert "pip install" in failed["hint"]


def test_a_language_without_a_font_is_only_a_note(run, monkeypatch):
    monkeypatch.setattr(outlines, "installed", lambda: frozenset({"Liberation Sans"}))
    done = run("doctor")
    assert done.code == 0
    assert "ok    languages       en English, de Deutsch" in done.out
    assert "note  Chinese font    no font for Chinese is installed, one of Noto Sans CJK SC" in done.out
    assert "apt install fonts-noto-core" in done.out


def test_the_font_is_the_one_that_films_are_drawn_in(run):
    said = run("doctor").out
    assert "ok    font            Convanim Sans\n" in said
    assert "ok    look            as on every machine\n" in said


def standing_in(monkeypatch, drawn):
    """A machine whose Cairo does not find the font that comes along."""
    monkeypatch.setattr(typeface, "is_own", lambda family: False)
    monkeypatch.setattr(typeface, "family_for", lambda: drawn)


def test_a_substitute_is_a_note(run, monkeypatch):
    standing_in(monkeypatch, "Arial")
    done = run("doctor")
    assert done.code == 0
    assert "ok    font            Arial\n" in done.out
    assert "note  look            Arial stands for Convanim Sans, which Cairo does not find" in done.out


def test_without_a_font_it_says_which_would_do(run, monkeypatch):
    standing_in(monkeypatch, "Convanim Sans")
    done = run("doctor")
    assert done.code == 1
    assert "FAIL  font            neither Convanim Sans, Arial, Helvetica, Liberation Sans nor DejaVu Sans" in done.out


def test_a_media_folder_that_cannot_be_written_is_only_a_note(run, tmp_path):
    (tmp_path / "media").write_text("")
    done = run("doctor")
    assert done.code == 0
    assert "note  media folder" in done.out
    assert "-o FOLDER" in done.out
