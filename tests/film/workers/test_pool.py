"""Tasks are done side by side, each after what it needs, here and in other processes alike."""

import time
from functools import partial

import pytest

from convanim.errors import RenderError
from convanim.film.workers.pool import Task, do_all
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
