"""A bell that rings when a file is saved, however its editor does that, and at nothing else."""

import os
import time

import pytest

from convanim.preview.files import Files
from tests.children import PATIENCE


@pytest.fixture
def files():
    with Files() as watched:
        yield watched


def rung(files):
    """Waits for the bell; whether it rang for a change, now or by the time that all is quiet."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if files.bell.poll(PATIENCE) and files.changed():
            return True
    return False


def replace(path, text):
    beside = path.with_name(f"{path.name}.swp")
    beside.write_text(text)
    beside.replace(path)


def rewrite_in_steps(path, text):
    with path.open("w") as file:
        for letter in text:
            file.write(letter)
            file.flush()


def delete_and_make(path, text):
    path.unlink()
    path.write_text(text)


@pytest.mark.parametrize("save", [replace, rewrite_in_steps, delete_and_make, lambda path, text: path.write_text(text)])
def test_every_way_of_saving(files, tmp_path, save):
    path = tmp_path / "mine.py"
    path.write_text("first")
    assert not files.add([str(path)])
    assert not files.changed()
    save(path, "second, and longer")
    assert rung(files)
    assert not files.changed()
    save(path, "third")
    assert rung(files)


def test_other_files_and_reading_count_for_nothing(files, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("first")
    files.add([str(path)])
    (tmp_path / "other.py").write_text("new")
    assert files.bell.poll(PATIENCE)
    assert not files.changed()
    path.read_text()
    os.listdir(tmp_path)
    assert not files.bell.poll(0.3)


def test_what_was_missing_comes(files, tmp_path):
    files.add([str(tmp_path / "data.csv")])
    (tmp_path / "data.csv").write_text("1")
    assert rung(files)
    (tmp_path / "data.csv").unlink()
    assert rung(files)


def test_after_a_failure_any_script_may_be_the_missing_one(files, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("import helper")
    files.add([str(path)])
    files.expect_scripts()
    assert not files.changed()
    (tmp_path / "helper.py").write_text("x = 1")
    assert rung(files)
    files.keep([str(path)])
    (tmp_path / "another.py").write_text("x = 1")
    assert files.bell.poll(PATIENCE)
    assert not files.changed()


def test_a_link_and_what_it_leads_to(files, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "links").mkdir()
    real, link = tmp_path / "real" / "mine.py", tmp_path / "links" / "mine.py"
    real.write_text("first")
    link.symlink_to(real)
    files.add([str(link)])
    real.write_text("second one")
    assert rung(files)


def test_what_is_no_longer_read(files, tmp_path):
    paths = [tmp_path / "mine.py", tmp_path / "helper.py"]
    for path in paths:
        path.write_text("first")
    files.add(map(str, paths))
    files.keep([str(paths[0])])
    paths[1].write_text("second one")
    assert files.bell.poll(PATIENCE)
    assert not files.changed()


def test_what_was_saved_after_a_drawing_began(files, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("first")
    os.utime(path, (1000, 1000))
    assert files.add([str(path)], began=999.0)
    other = tmp_path / "helper.py"
    other.write_text("first")
    os.utime(other, (1000, 1000))
    assert not files.add([str(other)], began=1001.0)
    assert not files.add([str(path)], began=999.0), "what is known is told by the bell"


def test_folders_that_are_not_there(files, tmp_path):
    assert not files.add([str(tmp_path / "none" / "mine.py")])
    assert not files.changed()
    assert files.unwatched == {}
