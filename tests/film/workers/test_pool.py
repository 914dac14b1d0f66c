"""Tasks are done side by side, each after what it needs, here and in other processes alike."""

import os
import signal
import time
from functools import partial

import pytest

from convanim.errors import RenderError
from convanim.film.workers.pool import Task, do_all
from convanim.request.wording import COMMAND
from tests.children import PATIENCE


def written(path, text, seconds=0.0):
    time.sleep(seconds)
    path.write_text(text)
    return text


def joined(*paths):
    return "".join(path.read_text() for path in paths)


def failing():
    raise RenderError("no ink")


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_comes_after_what_it_needs(tmp_path, jobs):
    a, b = tmp_path / "a", tmp_path / "b"
    tasks = [
        Task("a", partial(written, a, "A", 0.3)),
        Task("b", partial(written, b, "B")),
        Task("both", partial(joined, a, b), frozenset({"a", "b"})),
    ]
    done = list(do_all(tasks, jobs))
    assert done[-1] == ("both", "AB")
    assert dict(done) == {"a": "A", "b": "B", "both": "AB"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_task_raises_is_raised(tmp_path, jobs):
    tasks = [Task("bad", failing), Task("slow", partial(written, tmp_path / "slow", "", 3 * PATIENCE * (jobs > 1)))]
    begun = time.monotonic()
    with pytest.raises(RenderError, match="no ink"):
        list(do_all(tasks, jobs))
    assert time.monotonic() - begun < 2 * PATIENCE
    assert not (tmp_path / "slow").exists()


def test_nothing_to_do():
    assert list(do_all([], 2)) == []


def killed(folder, times):
    """What the system does to a process for which there is not enough memory, so many times."""
    begun = len(list(folder.iterdir()))
    (folder / str(begun)).touch()
    if begun < times:
        os.kill(os.getpid(), signal.SIGKILL)
    return begun


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_a_task_whose_process_is_killed_is_done_once_more(tmp_path):
    tasks = [Task("bad", partial(killed, tmp_path, 1)), *(Task(f"good {n}", partial(str, n)) for n in range(4))]
    assert sorted(do_all(tasks, 2)) == [("bad", 1), *((f"good {n}", str(n)) for n in range(4))]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_a_task_whose_process_is_killed_again_is_told(tmp_path):
    marks = tmp_path / "marks"
    marks.mkdir()
    good, slow = Task("good", partial(str, 1)), Task("slow", partial(written, tmp_path / "slow", "", 1.0))
    tasks = [slow, Task("the beat bad of split", partial(killed, marks, 9)), good]
    with pytest.raises(RenderError) as caught:
        list(do_all(tasks, 2))
    assert str(caught.value) == (
        "the process that made the beat bad of split was ended before it was done, and so was the next (Killed); "
        "try jobs=1, or closing other programs, which leaves it more memory"
    )
    assert "try --jobs 1, or closing" in caught.value.said(COMMAND)
    assert len(list(marks.iterdir())) == 2


def test_one_that_ends_by_itself_is_not_told_to_lack_memory():
    tasks = [Task("the handout", partial(os._exit, 3)), Task("slow", partial(time.sleep, 0.5))]
    with pytest.raises(RenderError) as caught:
        list(do_all(tasks, 2))
    assert str(caught.value) == (
        "the process that made the handout was ended before it was done, and so was the next (exit code 3); try jobs=1"
    )
