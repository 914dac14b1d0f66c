"""What goes to another process and comes back, however strange it is."""

import pickle
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from types import ModuleType

import pytest

from convanim.errors import MeasuringNote, RenderError, SpecError, VoiceNote, warn
from convanim.film.workers.parcel import Answer, Parcel, Told, travelling
from convanim.film.workers.pool import Task, do_all
from convanim.film.workers.processes import Spawning


class Picky(Exception):
    """What can be packed and never unpacked: it wants two arguments."""

    def __init__(self, one, other):
        super().__init__(f"{one}, {other}")


def picky():
    raise Picky("ink", "paper")


def noting():
    warn(VoiceNote("nobody speaks"))
    return 3


@pytest.fixture
def stranger(monkeypatch):
    """A function of a module that this process alone knows."""
    module = ModuleType("only_here")
    exec("def nothing():\n    return 1", vars(module))
    monkeypatch.setitem(__import__("sys").modules, "only_here", module)
    return module.nothing


def test_what_another_process_cannot_load_is_told_as_that(stranger):
    parcel = Parcel.of(stranger)
    with ProcessPoolExecutor(1, mp_context=Spawning()) as pool:
        answer = pool.submit(parcel).result()
        with pytest.raises(RenderError, match=r"cannot load what it is to do \(ModuleNotFoundError: .*only_here"):
            answer.opened()
        # And that process is there for the next.
        assert pool.submit(Parcel.of(partial(abs, -3))).result().opened() == 3


def test_an_import_error_of_a_worker_is_no_lack_of_memory(stranger):
    with pytest.raises(RenderError) as caught:
        list(do_all([Task("a", stranger), Task("b", partial(abs, -3))], 2))
    assert "only_here" in str(caught.value)
    assert "memory" not in str(caught.value)


def test_an_error_that_cannot_be_unpacked_says_the_same(tmp_path):
    with pytest.raises(RenderError, match=r"^Picky: ink, paper \(test_parcel\.py, line \d+\)$"):
        list(do_all([Task("a", picky), Task("b", partial(abs, -3))], 2))
    with pytest.raises(RenderError, match="Picky: ink, paper"):
        raise travelling(Picky("ink", "paper"))


def test_an_error_stays_itself_with_where_it_came_from():
    def refused():
        raise SpecError("groups is 3", "a divisor of 8")

    error = pickle.loads(pickle.dumps(SpecError("groups is 3", "a divisor of 8")))
    answer = Answer(None, pickle.dumps(error), "said", "Traceback: line 7\n")
    with pytest.raises(SpecError, match="groups is 3; allowed: a divisor of 8") as caught:
        answer.opened()
    assert "line 7" in str(caught.value.__cause__)
    assert travelling(error) is error
    with pytest.raises(Exception, match="pickle"):
        Parcel.of(refused)


def test_notes_of_workers_are_told_here_once():
    tasks = [Task(f"note {n}", noting) for n in range(3)]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert [result for _, result in do_all(tasks, 2)] == [3, 3, 3]
    assert [(one.category, str(one.message)) for one in caught] == [(VoiceNote, "nobody speaks")]


def test_what_is_told_again_is_another_note():
    told = Told()
    one, same, other = VoiceNote("a"), VoiceNote("a"), MeasuringNote("a")
    assert told.new((one, same)) == (same,)
    assert told.new((one, other)) == (other,)
