"""What is kept is what was put there, or is not there at all."""

import os
import random
import time
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from convanim import shelf as shelves
from convanim.remote import Away, Remote
from convanim.shelf import Shelf

NAME, OTHER = "ab" * 20, "cd" * 20
CONTENT = random.Random(7).randbytes(3000)


@pytest.fixture
def shelf(tmp_path):
    shelf = Shelf(tmp_path / "kept")
    for name in (NAME, OTHER):
        shelf.put("beats", name, ".json", CONTENT)
        shelf.put("beats", name, ".mp4", b"film" + CONTENT)
    return shelf


def flipped(path, chance):
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def replaced_by(make):
    def harm(path, chance):
        path.unlink()
        make(path)

    return harm


HARMS = {
    "a bit flipped": flipped,
    "truncated": lambda path, chance: os.truncate(path, chance.randrange(path.stat().st_size)),
    "zeroed": lambda path, chance: path.write_bytes(bytes(path.stat().st_size)),
    "empty": lambda path, chance: path.write_bytes(b""),
    "longer": lambda path, chance: path.write_bytes(path.read_bytes() + b"\0"),
    "another's": lambda path, chance: path.write_bytes(path.with_name(f"{OTHER}{path.suffix}").read_bytes()),
    "the film": lambda path, chance: path.write_bytes(path.with_suffix(".mp4").read_bytes()),
    "a folder": replaced_by(lambda path: (path / "in it").mkdir(parents=True)),
    "a broken link": replaced_by(lambda path: path.symlink_to("nowhere")),
    "a link to itself": replaced_by(lambda path: path.symlink_to(path)),
    "a pipe": replaced_by(lambda path: os.mkfifo(path)),
    "nested": lambda path, chance: path.write_text("[" * 100_000),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_does_not_hold_is_dropped_and_can_be_put_again(shelf, harm):
    path = Path(shelf.where("beats", NAME, ".json"))
    for seed in range(20):
        HARMS[harm](path, random.Random(seed))
        assert [entry.name for entry in shelf.damaged()] == [NAME]
        assert shelf.get("beats", NAME, ".json") is None
        assert not os.path.lexists(path)
        shelf.put("beats", NAME, ".json", CONTENT)
        assert shelf.get("beats", NAME, ".json") == CONTENT
    assert shelf.damaged() == []


@pytest.mark.parametrize("harm", ["a folder", "a broken link"])
def test_it_can_be_put_over_anything(shelf, harm):
    HARMS[harm](Path(shelf.where("beats", NAME, ".json")), random.Random(0))
    shelf.put("beats", NAME, ".json", CONTENT)
    assert shelf.get("beats", NAME, ".json") == CONTENT


def test_half_an_entry_is_damaged(shelf):
    Path(shelf.where("beats", NAME, ".mp4")).unlink()
    (half,) = shelf.damaged()
    assert (half.kind, half.name) == ("beats", NAME)
    assert shelf.remove([half]) == []
    assert [entry.name for entry in shelf.entries()] == [OTHER]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read anything")
def test_what_may_not_be_read_is_dropped(shelf):
    Path(shelf.where("beats", NAME, ".json")).chmod(0)
    assert shelf.get("beats", NAME, ".json") is None
    assert not shelf.has("beats", NAME, ".json")


def test_what_may_only_be_read_is_used(shelf, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(30, "Read-only file system")

    for name in ("utime", "unlink", "mkdir", "replace"):
        monkeypatch.setattr(os, name, refuse)
    assert shelf.get("beats", NAME, ".json") == CONTENT
    with pytest.raises(PermissionError):
        shelf.put("beats", NAME, ".json", CONTENT)


def test_what_was_not_used_for_longest_goes(shelf, monkeypatch):
    for path in (shelf.folder / "beats").glob(f"{NAME}*"):
        os.utime(path, (time.time() - 7200,) * 2)
    (size,) = {entry.size for entry in shelf.entries()}
    assert shelf.over() == shelf.over(2 * size) == shelf.over(seconds=8000) == []
    assert [entry.name for entry in shelf.over(size)] == [entry.name for entry in shelf.over(seconds=7000)] == [NAME]
    monkeypatch.setattr(shelves, "LIMIT", size)
    assert [entry.name for entry in shelf.over()] == [NAME]
    shelf.get("beats", NAME, ".json")
    assert [entry.name for entry in shelf.over()] == [OTHER]


def test_what_is_not_its_own_is_never_touched(shelf):
    own = [shelf.folder / "files" / "holiday.zip", shelf.folder / "beats" / "song.mp4", shelf.folder / "notes.txt"]
    for path in own:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    shelf.remove(list(shelf.entries()))
    assert [path.read_text() for path in own] == ["mine"] * 3
    assert list(shelf.entries()) == []


def test_a_folder_that_is_not_there_is_empty(tmp_path):
    assert list(Shelf(tmp_path / "none").entries()) == []
    (tmp_path / "file").write_text("")
    assert list(Shelf(tmp_path / "file").entries()) == []
    assert Shelf(tmp_path / "file").get("beats", NAME, ".json") is None


@pytest.fixture(params=["memory", "file"])
def shared(request, tmp_path):
    """A shelf that two machines share, as the other one sees it."""
    address = "memory://shelf" if request.param == "memory" else f"file://{tmp_path}/shelf"
    shelf = Shelf(address)
    for name in (NAME, OTHER):
        shelf.put("beats", name, ".json", CONTENT)
        shelf.put("beats", name, ".mp4", b"film" + CONTENT)
    shelf.mark("slots", NAME)
    yield Shelf(address)
    MemoryFileSystem.store.clear()


def test_what_is_under_an_address_is_what_was_put_there(shared):
    assert shared.get("beats", NAME, ".json") == CONTENT
    assert shared.has("slots", NAME)
    assert not shared.has("slots", OTHER)
    assert [(entry.kind, entry.name) for entry in shared.entries()] == [
        ("beats", NAME),
        ("beats", OTHER),
        ("slots", NAME),
    ]
    with shared.room("measured", NAME, ".json") as keep:
        keep(b"told")
    assert Shelf(shared.place.address).get("measured", NAME, ".json") == b"told"
    assert shared.damaged() == []


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: b"", lambda data: data[:5] + b"x" + data[6:]])
def test_what_does_not_hold_under_an_address_is_dropped(shared, harm):
    remote = Remote(shared.place.address)
    file = f"beats/{NAME}.json"
    remote.write(file, harm(remote.read(file)))
    assert [entry.name for entry in shared.damaged()] == [NAME]
    assert shared.peek("beats", NAME, ".json") is None
    assert remote.has(file)
    assert shared.get("beats", NAME, ".json") is None
    assert not remote.has(file)
    shared.put("beats", NAME, ".json", CONTENT)
    assert shared.damaged() == []


def test_what_is_under_an_address_goes_only_when_that_is_asked_for(shared, monkeypatch):
    monkeypatch.setattr(shelves, "LIMIT", 10)
    assert shared.limit is None
    assert shared.over() == []
    assert {NAME, OTHER} <= {entry.name for entry in shared.over(0)}
    assert shared.over(seconds=60) == []
    assert len(shared.over(seconds=-60)) == 3
    assert shared.remove(shared.over(seconds=-60)) == []
    assert list(shared.entries()) == []


def test_what_cannot_be_reached_is_neither_there_nor_damaged(shared, monkeypatch):
    listed = list(shared.entries())

    def away(*_):
        raise Away(5, "nobody answers")

    for name in ("read", "has"):
        monkeypatch.setattr(Remote, name, away)
    assert shared.get("beats", NAME, ".json") is None
    assert not shared.has("beats", NAME, ".json")
    monkeypatch.setattr(shared, "entries", lambda: listed)
    assert shared.damaged() == []
