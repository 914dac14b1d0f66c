"""Renders that go on past what cannot be drawn, and say what is missing."""

import json

import pytest

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
    ],
)
def test_what_goes_with_neither_is_told(run, tmp_path, options, said):
    (tmp_path / "folder").mkdir()
    done = run("render", "depthwise", *options)
    assert done.code == 2
    assert said in done.err
