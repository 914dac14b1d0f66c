"""Files appear together, or not at all."""

import os
import sys
import threading
from contextlib import ExitStack

import pytest

from convanim.errors import RenderError
from convanim.film.store.delivery import Delivery
from convanim.folders import LOCK
from tests.children import PATIENCE, started
from tests.tracked import ROOT


def contents(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file() and path.suffix != LOCK}


def test_delivered_files_stay_and_folders_are_made(tmp_path):
    with Delivery(tmp_path / "a" / "b") as delivery:
        delivery.reserve("one.txt", "two.txt")
        delivery.write("one.txt", "1")
        delivery.write("two.txt", "2")
        assert contents(tmp_path / "a" / "b") == {}
        delivery.deliver()
    assert contents(tmp_path / "a" / "b") == {"one.txt": "1", "two.txt": "2"}


def test_without_delivery_nothing_stays(tmp_path):
    with Delivery(tmp_path / "a" / "b") as delivery:
        delivery.reserve("one.txt")
        delivery.write("one.txt", "1")
    assert list(tmp_path.iterdir()) == []


def test_a_failing_move_undoes_the_others(tmp_path, monkeypatch):
    (tmp_path / "one.txt").write_text("old")
    real = os.replace

    def replace(source, target):
        if str(target) == str(tmp_path / "two.txt"):
            raise PermissionError(13, "The file is in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with Delivery(tmp_path) as delivery:
        delivery.reserve("one.txt", "two.txt")
        delivery.write("one.txt", "new")
        delivery.write("two.txt", "new")
        with pytest.raises(RenderError, match=r"two.txt cannot be replaced: The file is in use; try closing"):
            delivery.deliver()
    assert contents(tmp_path) == {"one.txt": "old"}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_disk_that_fills_up(tmp_path):
    failure = pytest.raises(RenderError, match=r"one.txt cannot be written to .*: No space left")
    with failure, Delivery(tmp_path) as delivery, delivery.writing("one.txt"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


FILES = ("clip.mp4", "clip.srt", "clip.json")


def delivered(folder, text):
    with Delivery(folder) as delivery:
        delivery.reserve(*FILES)
        for name in FILES:
            delivery.write(name, text)
        delivery.deliver()


def test_readers_see_a_file_or_its_predecessor(tmp_path):
    texts, faults, over = [f"{number} " * 5000 for number in range(40)], [], threading.Event()
    delivered(tmp_path, texts[0])

    def read():
        while not over.is_set():
            for name in FILES:
                try:
                    if (tmp_path / name).read_text() not in texts:
                        faults.append("half")
                except FileNotFoundError:
                    faults.append("none")

    reader = threading.Thread(target=read)
    reader.start()
    for text in texts:
        delivered(tmp_path, text)
    over.set()
    reader.join()
    assert faults == []
    assert set(contents(tmp_path).values()) == {texts[-1]}


def test_the_film_comes_last(tmp_path, monkeypatch):
    delivered(tmp_path, "old")
    real, order = os.replace, []

    def replace(source, target):
        order.append(os.path.basename(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    delivered(tmp_path, "new")
    assert order == ["clip.json", "clip.srt", "clip.mp4"]


WRITER = """
import sys
from pathlib import Path
from tests.film.store.test_delivery import FILES, delivered
from convanim.folders import turn

folder, own = Path(sys.argv[1]), sys.argv[2]
for number in range(40):
    delivered(folder, f"{own}{number}")
    with turn(folder):
        assert len({(folder / name).read_text() for name in FILES}) == 1
"""


def test_of_two_writers_all_files_are_of_one(tmp_path):
    with ExitStack() as stack:
        commands = [[sys.executable, "-c", WRITER, tmp_path, own] for own in "ab"]
        writers = [stack.enter_context(started(command, cwd=ROOT)) for command in commands]
        assert [writer.wait(PATIENCE) for writer in writers] == [0, 0]
    assert set(contents(tmp_path)) == set(FILES)
    assert len(set(contents(tmp_path).values())) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("links", [True, False], ids=["links", "copies"])
@pytest.mark.parametrize("fails", FILES)
def test_whichever_cannot_be_moved_all_is_as_before(tmp_path, monkeypatch, fails, links):
    delivered(tmp_path, "old")
    real = os.replace

    def replace(source, target):
        if os.path.basename(target) == fails and not str(source).endswith(".old"):
            raise PermissionError(13, "The file is in use")
        real(source, target)

    def no_link(*_, **__):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "replace", replace)
    if not links:
        monkeypatch.setattr(os, "link", no_link)
    with pytest.raises(RenderError, match=f"{fails} cannot be replaced: The file is in use"):
        delivered(tmp_path, "new")
    monkeypatch.undo()
    assert contents(tmp_path) == dict.fromkeys(FILES, "old")
    delivered(tmp_path, "new")
    assert contents(tmp_path) == dict.fromkeys(FILES, "new")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_of_the_users_is_replaced_and_what_it_leads_to_stays(tmp_path):
    (tmp_path / "film").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "clip.mp4").symlink_to(tmp_path / "film")
    delivered(out, "new")
    assert contents(out) == dict.fromkeys(FILES, "new")
    assert (tmp_path / "film").read_text() == "mine"
