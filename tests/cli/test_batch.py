"""Renders that go on past what cannot be drawn, and say what is missing."""

import json
import sys

import pytest

from convanim import SpecError, render

LIST = """
quality = "l"

[[clip]]
scene = "lesson.py"
matrix = { seed = [0, 1] }

[[clip]]
scene = "depthwise"
layer = { channels = 3, groups = 2 }
"""


def test_what_is_missing_is_reported_and_all_else_is_made(run, tiny, tmp_path):
    (tmp_path / "list.toml").write_text(LIST)
    done = run("render", "list.toml", "--report", "made.json", "-j", "1", "-o", "out")
    assert done.code == 1
    assert done.out.count(" numbers shown, made in ") == 2
    reason = "list.toml, clip 2 (depthwise)"
    assert f"missing: {reason}: groups is 2" in done.err
    assert "1 of 3 clips are missing; the same again tries them once more" in done.err
    report = json.loads((tmp_path / "made.json").read_text(encoding="utf-8"))
    assert (report["clips"], report["made"], report["kept"]) == (3, ["tiny-0", "tiny-1"], [])
    (missing,) = report["missing"]
    assert (missing["number"], missing["clip"], missing["beats"]) == (3, reason, [])
    assert "groups" in missing["reason"]
    again = run("render", "list.toml", "--report", "made.json", "-j", "1", "-o", "out", "--json", "--quiet")
    assert [json.loads(line)["kept"] for line in again.out.splitlines()] == [1, 1]
    assert (again.code, "once more" in again.err) == (1, False)
    report = json.loads((tmp_path / "made.json").read_text(encoding="utf-8"))
    assert (report["made"], report["kept"]) == ([], ["tiny-0", "tiny-1"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--report", "r.json", "--stills"), "--stills beside --report; allowed: one of them"),
        (("--report", "r.json", "--dry-run"), "--dry-run beside --report"),
        (("--scheduler", "tcp://127.0.0.1:1", "-j", "2"), "--jobs beside --scheduler"),
        (("--report", "folder"), "'folder' is a directory"),
        (("--report", "s3://made.json"), "--report is 's3://made.json'; allowed: a file, or an address such as s3://"),
    ],
)
def test_what_goes_with_neither_is_told(run, tmp_path, options, said):
    (tmp_path / "folder").mkdir()
    done = run("render", "depthwise", *options)
    assert done.code == 2
    assert said in done.err


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


SHORT = 'quality = "l"\n[[clip]]\nscene = "lesson.py"\nmatrix = { seed = [0, 1] }\n'
FILES = [f"tiny-{seed}.{kind}" for seed in (0, 1) for kind in ("json", "mp4", "srt")]


@pytest.mark.parametrize("options", [(), ("--report", "file://{}/there/made.json")])
def test_clips_are_sent_to_an_address(run, tiny, tmp_path, options):
    there = tmp_path / "there"
    options = [option.format(tmp_path) for option in options]
    (tmp_path / "list.toml").write_text(f'out = "file://{there}"\n{SHORT}')
    done = run("render", "list.toml", "-j", "1", *options)
    assert (done.code, "warning" in done.err) == (0, False)
    assert done.out.startswith(f"file://{there}/tiny-0.mp4  ")
    (tmp_path / "list.toml").write_text(SHORT)
    assert run("render", "list.toml", "-j", "1", "-o", "here").code == 0
    for name in FILES:
        assert (there / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    assert files_in(there) == sorted(FILES + ["made.json"] * bool(options))
    assert not list(tmp_path.glob("file:*"))
    if options:
        assert json.loads((there / "made.json").read_text())["made"] == ["tiny-0", "tiny-1"]
    told = run("render", "list.toml", "-j", "1", "-o", f"file://{there}", "--json", *options)
    assert told.err == ""
    first = json.loads(told.out.splitlines()[0])
    assert (first["path"], first["ledger"]) == (f"file://{there}/tiny-0.mp4", f"file://{there}/tiny-0.json")
    assert "address" not in first


def test_another_clip_that_is_replaced_under_an_address_is_warned_of(run, tiny, tmp_path):
    out = f"file://{tmp_path}/there"
    assert "warning" not in run("render", tiny, "-q", "l", "-o", out).err
    done = run("render", tiny, "-q", "l", "-o", out, "--seed", "3")
    assert f"warning: {out}/tiny.mp4 shows another clip and is replaced (seed 0, now 3); " in done.err
    (tmp_path / "there" / "tiny.json").unlink()
    done = run("render", tiny, "-q", "l", "-o", out)
    assert "tiny.mp4 shows another clip and is replaced (nothing beside it tells what it shows)" in done.err


def test_pictures_are_sent_to_an_address(run, tiny, tmp_path):
    done = run("render", tiny, "-q", "l", "--stills", "-o", f"file://{tmp_path}/there")
    assert (done.code, done.out) == (0, f"file://{tmp_path}/there/tiny-1-only.png\n")
    assert files_in(tmp_path / "there") == ["tiny-1-only.png"]


@pytest.mark.parametrize("options", [(), ("--report", "made.json"), ("--stills",)])
@pytest.mark.parametrize(
    ("out", "code", "said"),
    [
        ("file:///dev/null/there", 1, "file:///dev/null/there cannot be written to: Not a directory; allowed: an add"),
        ("blub://there", 2, "'blub://' is no file system"),
        ("s3://a/b", 1, "s3://a/b needs another package beside convanim: Install s3fs to access S3"),
    ],
)
def test_what_cannot_be_sent_to_is_told_before_anything_is_drawn(run, tiny, monkeypatch, out, code, said, options):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    done = run("render", tiny, "-q", "l", "-j", "1", "-o", out, *options)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert done.err.startswith(f"error: {said}")


@pytest.mark.parametrize(
    "command",
    [
        ("publish", "depthwise", "-o", "s3://a/b"),
        ("slides", "depthwise", "-o", "s3://a/b"),
        ("script", "depthwise", "-o", "s3://a/b"),
        ("measure", "-o", "s3://a/b"),
        ("publish", "list.toml"),
    ],
)
def test_other_commands_refuse_an_address(run, tmp_path, command):
    (tmp_path / "list.toml").write_text('out = "s3://a/b"\n[[clip]]\nscene = "depthwise"\n')
    done = run(*command)
    assert (done.code, done.out) == (2, "")
    assert (
        done.err
        == "error: -o is 's3://a/b'; allowed: a place on this machine; to addresses convanim render alone sends\n"
    )
    assert files_in(tmp_path) == ["list.toml"]


def test_python_refuses_an_address():
    with pytest.raises(SpecError, match="out is 's3://a/b'; allowed: a folder of this machine"):
        render("depthwise", out="s3://a/b")
