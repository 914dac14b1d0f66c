"""``convanim cache``: what is kept, whether it holds, and how to be rid of it."""

import json
import sys

import pytest

from convanim.shelf import Shelf


def told(run, *arguments):
    done = run("cache", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


@pytest.fixture
def kept(run, tiny):
    """A cache with the one beat of a clip in it, and with files."""
    assert run("render", tiny, "-q", "l", "-o", "out").code == 0
    shelf = Shelf()
    shelf.put("files", "ab" * 20, ".zip", b"a file")
    return shelf


def test_an_empty_cache(run, tmp_path):
    report = told(run)
    assert report["bytes"] == 0 and report["limit"] == 1 << 30
    assert set(report["kinds"]) == {"beats", "clips", "files", "scripts", "sounds", "measured"}
    assert run("cache").out.startswith(f"{Shelf().folder}: 0 bytes of 1073.7 MB at most\nbeats ")


def test_what_is_kept_is_counted(run, kept):
    report = told(run)
    assert {kind: held["entries"] for kind, held in report["kinds"].items()} == {
        "beats": 1,
        "clips": 1,
        "files": 1,
        "scripts": 0,
        "sounds": 0,
        "measured": 0,
    }
    on_disk = sum(path.stat().st_size for path in kept.folder.rglob("*") if path.is_file())
    assert report["bytes"] == on_disk > 1000


def test_what_is_damaged_is_removed_and_drawn_again(run, kept, tiny):
    assert run("cache", "--check").out.startswith("1 beat, 1 clip, 1 file checked, none damaged\n")
    (stream,) = (kept.folder / "beats").glob("*.mp4")
    data = bytearray(stream.read_bytes())
    data[len(data) // 2] ^= 1
    stream.write_bytes(data)
    assert run("cache", "--check").out.startswith("1 beat, 1 clip, 1 file checked, 1 beat damaged and removed\n")
    assert told(run)["kinds"]["beats"]["entries"] == 0
    assert "as before" not in run("render", tiny, "-q", "l", "-o", "out").out
    assert "1 of 1 beats as before" in run("render", tiny, "-q", "l", "-o", "out").out


@pytest.mark.parametrize(
    ("arguments", "entries"), [(["--prune"], 3), (["--prune", "1kB"], 1), (["--prune", "30d"], 3), (["--clear"], 0)]
)
def test_what_is_asked_for_goes(run, kept, arguments, entries):
    report = told(run, *arguments)
    assert sum(kind["entries"] for kind in report["kinds"].values()) == entries
    assert report["removed"]["entries"] == 3 - entries


def test_nothing_is_left_after_clearing(run, kept):
    assert run("cache", "--clear").out.startswith("1 beat, 1 clip, 1 file removed\n")
    assert [path for path in kept.folder.rglob("*") if path.is_file()] == []
    assert run("cache", "--clear").out.startswith("nothing to remove\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--prune", "lots"], "--prune is 'lots'; allowed: a size, such as 500MB, or an age in h, d or w, such as 30d"),
        (["--prune", "0"], "--prune is '0'"),
        (["--prune", "9" * 400 + "d"], "--prune is '999"),
        (["--prune", "9" * 400], "--prune is '999"),
        (["--check", "--clear"], "--check and --clear are asked for; allowed: one of them"),
    ],
)
def test_odd_input_is_one_message(run, arguments, said):
    done = run("cache", *arguments)
    assert done.code == 2
    assert done.err.startswith(f"error: {said}") and done.err.count("\n") == 1
    assert done.out == ""


def test_a_file_in_place_of_the_folder_is_said(run, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONVANIM_CACHE", str(tmp_path / "file"))
    done = run("cache", "--check")
    assert done.code == 1
    assert done.err.startswith(
        f"error: the cache {tmp_path / 'file'} cannot be read: Not a directory; allowed: a folder"
    )


@pytest.fixture
def shared(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVANIM_CACHE", f"file://{tmp_path}/shared")
    return tmp_path / "shared"


def test_a_cache_under_an_address_is_used_shown_checked_and_pruned(run, tiny, shared):
    for said in ("made in", "1 of 1 beats as before"):
        done = run("render", tiny, "-q", "l", "-o", "out")
        assert (done.code, said in done.out) == (0, True)
        assert "kept" not in done.err
    assert run("cache").out.startswith(f"file://{shared}: ")
    report = told(run)
    assert (report["folder"], report["limit"]) == (f"file://{shared}", None)
    assert report["kinds"]["beats"]["entries"] == report["kinds"]["clips"]["entries"] == 1
    assert "1 beat, 1 clip checked, none damaged" in run("cache", "--check").out
    (stream,) = (shared / "beats").glob("*.mp4")
    stream.write_bytes(stream.read_bytes()[:-1])
    assert "1 beat damaged and removed" in run("cache", "--check").out
    assert "as before" not in run("render", tiny, "-q", "l", "-o", "out").out
    done = run("cache", "--prune")
    assert done.code == 2
    assert f"--prune of file://{shared}, which has no limit of its own; allowed: a size or an age" in done.err
    assert "nothing to remove" in run("cache", "--prune", "1h").out
    assert "1 clip, 1 beat removed" in run("cache", "--prune", "0h").out
    assert told(run)["bytes"] == 0


def test_processes_that_draw_side_by_side_keep_under_an_address(run, tiny, shared, tmp_path):
    (tmp_path / "list.toml").write_text('[[clip]]\nscene = "lesson.py"\nmatrix = { seed = "0..1" }\n')
    assert run("render", "list.toml", "-q", "l", "-o", "out", "-j", "2").code == 0
    assert told(run)["kinds"]["clips"]["entries"] == 2
    assert run("render", "list.toml", "-q", "l", "-o", "out", "-j", "2").out.count("1 of 1 beats as before") == 2
    assert "2 of them as before" in run("render", "list.toml", "-q", "l", "--dry-run").out


def test_an_address_that_cannot_be_reached_is_told_once_and_renders_go_on(run, tiny, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONVANIM_CACHE", f"file://{tmp_path}/file/shared")
    (tmp_path / "list.toml").write_text('[[clip]]\nscene = "lesson.py"\nmatrix = { seed = "0..1" }\n')
    for options in ((), ("--report", "made.json")):
        done = run("render", "list.toml", "-q", "l", "-o", "out", "-j", "1", *options)
        assert (done.code, done.out.count("made in")) == (0, 2)
        assert done.err.count(f"note: nothing new can be kept in file://{tmp_path}/file/shared: ") == 1
    done = run("cache", "--check")
    assert done.code == 1
    assert done.err.startswith(f"error: the cache file://{tmp_path}/file/shared cannot be read: Not a directory")


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("blub://a", 2, "'blub://' is no file system"),
        ("s3://a/b", 1, "s3://a/b needs another package beside convanim: Install s3fs to access S3"),
    ],
)
def test_an_address_that_nobody_knows_is_one_message(run, tiny, monkeypatch, address, code, said):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.setenv("CONVANIM_CACHE", address)
    for command in (("cache",), ("render", tiny, "-q", "l"), ("render", tiny, "-q", "l", "--report", "made.json")):
        done = run(*command)
        assert (done.code, done.err.count("\n")) == (code, 1)
        assert done.err.startswith(f"error: {said}")
