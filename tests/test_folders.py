"""Files appear complete or not at all, and what a killed process has left goes, but nothing that anybody holds."""

import os
import random
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import filelock
import pytest

from convanim import folders
from convanim.folders import AWAY, HIDDEN, LOCK, complete, tidy, turn, workplace
from tests.children import PATIENCE, run, started, until

WORK = """
import os, signal, sys, time
from pathlib import Path
from convanim.folders import workplace
with workplace(Path(sys.argv[1])) as folder:
    (folder / "half.mp4").write_bytes(b"half")
    print(folder, flush=True)
    time.sleep(float(sys.argv[2]))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_workplace_goes_with_its_block(tmp_path):
    with workplace(tmp_path) as folder:
        (folder / "a").write_text("")
        assert folder.parent == tmp_path and len(names(tmp_path)) == 2
    assert names(tmp_path) == []
    with pytest.raises(KeyError), workplace(tmp_path):
        raise KeyError
    assert names(tmp_path) == []


def test_without_a_folder_it_is_among_temporary_files_even_if_they_were_tidied_away(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with workplace() as folder:
        assert folder.parent == tmp_path / "gone"


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_what_a_killed_process_leaves_goes_and_what_a_living_one_holds_stays(tmp_path):
    run([sys.executable, "-c", WORK, tmp_path, "0"])
    assert len(names(tmp_path)) == 2
    with started([sys.executable, "-c", WORK, tmp_path, str(PATIENCE)], stdout=subprocess.PIPE) as living:
        held = living.stdout.readline().strip()
        with workplace(tmp_path):
            pass
        # The other process itself has taken away what the killed one had left, and this one leaves it in peace.
        assert [name for name in names(tmp_path) if not name.endswith(LOCK)] == [os.path.basename(held)]
        assert os.listdir(held) == ["half.mp4"]
    until(lambda: not tidy(tmp_path) and not names(tmp_path))


def test_nothing_of_a_users_own_goes(tmp_path):
    own = [f"{HIDDEN}notes", f"{HIDDEN}12345678", f"{HIDDEN}notes.abcdef{LOCK}", "a.lock"]
    for name in own:
        (tmp_path / name).mkdir() if name.endswith("8") else (tmp_path / name).write_text("mine")
    tidy(tmp_path)
    assert names(tmp_path) == sorted(own)


def test_what_another_machine_has_left_goes_when_it_is_old(tmp_path):
    folder, lock = tmp_path / f"{HIDDEN}12345678", tmp_path / f"{HIDDEN}12345678.ffffff{LOCK}"
    folder.mkdir()
    lock.write_text("")
    tidy(tmp_path)
    assert folder.exists()
    os.utime(lock, (time.time() - AWAY - 1,) * 2)
    tidy(tmp_path)
    assert names(tmp_path) == []


def test_a_link_in_place_of_a_folder_is_not_followed(tmp_path):
    theirs, mine = tmp_path / "theirs", tmp_path / "mine"
    theirs.mkdir()
    mine.mkdir()
    (theirs / "kept").write_text("")
    (mine / f"{HIDDEN}12345678").symlink_to(theirs)
    (mine / f"{HIDDEN}12345678.{folders._machine()}{LOCK}").write_text("")
    tidy(mine)
    assert names(theirs) == ["kept"]


def test_where_the_system_has_no_locks_all_else_is_the_same(tmp_path, monkeypatch):
    def none(self, *_, **__):
        raise NotImplementedError("no locks here")

    monkeypatch.setattr(filelock.FileLock, "acquire", none)
    with workplace(tmp_path) as folder, turn(tmp_path):
        assert folder.is_dir()
        tidy(tmp_path)
        assert folder.is_dir()
    assert names(tmp_path) == []


CROWD = """
import random, sys
from pathlib import Path
from convanim.folders import tidy, workplace
chance = random.Random(int(sys.argv[2]))
for _ in range(60):
    with workplace(Path(sys.argv[1])) as folder:
        (folder / "mine").write_text("mine")
        for _ in range(chance.randrange(3)):
            tidy(Path(sys.argv[1]))
        assert (folder / "mine").read_text() == "mine"
"""


def test_where_no_lock_is_ever_had_nobody_tries_for_ever(tmp_path, monkeypatch):
    def never(self, **more):
        raise filelock.Timeout(self.lock_file)

    monkeypatch.setattr(filelock.FileLock, "acquire", never)
    with complete(tmp_path / "a.txt") as part:
        part.write_text("A")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_many_at_once_leave_each_other_in_peace(tmp_path):
    with ExitStack() as stack:
        commands = [[sys.executable, "-c", CROWD, tmp_path, seed] for seed in range(4)]
        crowd = [stack.enter_context(started(command)) for command in commands]
        assert [one.wait(PATIENCE) for one in crowd] == [0] * 4
    assert names(tmp_path) == []


def test_readers_see_a_file_or_its_predecessor(tmp_path):
    path, faults, over = tmp_path / "page.html", [], threading.Event()
    contents = [bytes([value]) * random.Random(value).randrange(1, 100_000) for value in range(40)]
    path.write_bytes(contents[0])

    def read():
        while not over.is_set():
            try:
                if path.read_bytes() not in contents:
                    faults.append("half")
            except FileNotFoundError:
                faults.append("none")

    reader = threading.Thread(target=read)
    reader.start()
    for content in contents:
        with complete(path) as part:
            part.write_bytes(content)
    over.set()
    reader.join()
    assert faults == []
    assert names(tmp_path) == ["page.html"]
    with pytest.raises(FileNotFoundError), complete(path) as part:
        part.with_name("half").rename(part)
    assert path.read_bytes() == contents[-1]
