"""What lies under an address appears complete, and who cannot be reached is not asked again and again."""

import os
import pickle
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from convanim import remote as module
from convanim.errors import RenderError, SpecError
from convanim.folders import HIDDEN
from convanim.remote import Away, Remote


@pytest.fixture(params=["memory", "file"])
def remote(request, tmp_path):
    address = "memory://shared" if request.param == "memory" else f"file://{tmp_path}/shared"
    yield Remote(address)
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]


def test_what_is_put_there_is_there(remote, tmp_path):
    assert not remote.has("beats/a.json")
    with pytest.raises(FileNotFoundError):
        remote.read("beats/a.json")
    before = time.time()
    for content in (b"one", b"another"):
        remote.put("beats/a.json", content)
        assert remote.read("beats/a.json") == Remote(remote.address).read("beats/a.json") == content
    (tmp_path / "film").write_bytes(b"film")
    remote.send(tmp_path / "film", "beats/part")
    remote.move("beats/part", "beats/b.mp4")
    told = remote.listed("beats")
    assert sorted((one.name, one.size) for one in told) == [("a.json", 7), ("b.mp4", 4)]
    assert all(before - 2 < one.written < time.time() + 2 for one in told)
    assert remote.listed("none") == []
    assert remote.listed() == []
    assert remote.remove(["beats/a.json", "beats/gone.json"]) == []
    assert [one.name for one in remote.listed("beats")] == ["b.mp4"]


def test_two_who_write_the_same_leave_one_of_both(remote):
    contents = [bytes([number]) * 200_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: remote.put("beats/a.mp4", content), contents))
        seen = list(pool.map(lambda _: remote.read("beats/a.mp4"), range(8)))
    assert all(one in contents for one in seen)
    assert [one.name for one in remote.listed("beats")] == ["a.mp4"]


def test_what_is_broken_off_leaves_nothing(remote, monkeypatch):
    remote.put("beats/a.json", b"one")

    def refuse(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(remote, "move", refuse)
    with pytest.raises(KeyboardInterrupt):
        remote.put("beats/a.json", b"another")
    assert remote.read("beats/a.json") == b"one"
    assert [one.name for one in remote.listed("beats")] == ["a.json"]


def test_what_was_left_behind_goes_after_a_day(tmp_path):
    remote = Remote(f"file://{tmp_path}")
    for name, age in (("old", 2 * module.LEFT), ("new", 0.0)):
        path = tmp_path / "beats" / f"{HIDDEN}{name}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age,) * 2)
    remote.tidy("beats")
    assert [path.name for path in (tmp_path / "beats").iterdir()] == [f"{HIDDEN}new"]


class Broken(MemoryFileSystem):
    """One of which every request fails, and is counted."""

    protocol = "broken"
    store = {}
    asked = 0
    error = ConnectionError("nobody answers\nthere")

    def _fail(self, *_, **__):
        type(self).asked += 1
        raise self.error

    exists = cat_file = pipe_file = ls = rm = rm_file = _fail


@pytest.fixture
def broken(monkeypatch):
    fsspec.register_implementation("broken", Broken, clobber=True)
    monkeypatch.setattr(Broken, "asked", 0)
    return Remote("broken://there")


def test_who_does_not_answer_is_not_asked_again_for_a_while(broken, monkeypatch):
    for _ in range(3):
        with pytest.raises(Away, match="nobody answers there"):
            broken.has("a")
        with pytest.raises(Away, match="nobody answers there"):
            broken.put("a", b"")
    assert Broken.asked == 2  # once to read, once to write
    later = time.monotonic() + 2 * module.AGAIN
    monkeypatch.setattr(module.time, "monotonic", lambda: later)
    with pytest.raises(Away):
        broken.read("a")
    assert Broken.asked == 3


def test_what_may_not_be_read_says_nothing_of_the_rest(broken, monkeypatch):
    monkeypatch.setattr(Broken, "error", PermissionError("forbidden"))
    for asked in range(1, 4):
        with pytest.raises(Away, match="forbidden"):
            broken.read("a")
        assert Broken.asked == asked


@pytest.mark.parametrize(
    ("address", "error", "said"),
    [
        ("blub://a/b", SpecError, "'blub://' is no file system; allowed: one that fsspec knows, such as s3://"),
        ("memory://a/*", SpecError, r"the address is 'memory://a/\*'; allowed: one without \*"),
    ],
)
def test_odd_addresses_are_one_message(address, error, said):
    with pytest.raises(error, match=said):
        Remote(address)


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(RenderError, match="s3://a/b needs another package beside convanim: Install s3fs"):
        Remote("s3://a/b")


def test_a_password_is_not_told():
    remote = Remote("memory://ada:secret@there/clips/")
    assert remote.where("a.mp4") == "memory://ada:…@there/clips/a.mp4"
    assert "secret" in remote.address


def test_times_are_read_however_they_are_told():
    for told in ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05", 1767323045, 1767323045.0):
        assert module._written({"LastModified": told}) == 1767323045.0
    assert time.time() - module._written({"mtime": None, "created": "some day"}) < 60


def test_another_process_reaches_the_same(remote):
    remote.put("beats/a.json", b"one")
    assert pickle.loads(pickle.dumps(remote)).address == remote.address


def test_the_top_of_a_file_system_is_a_folder(tmp_path):
    remote = Remote("file:///")
    assert remote.address == "file:///"
    remote.put(f"{tmp_path}/a.json".lstrip("/"), b"one")
    assert (tmp_path / "a.json").read_bytes() == b"one"
