"""``convanim cache``: what is kept, whether it holds, and how to be rid of it."""

import json

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
