"""Files appear together, or not at all."""

import os

import pytest

from convanim.errors import RenderError
from convanim.film.store.delivery import Delivery
from convanim.folders import LOCK


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
