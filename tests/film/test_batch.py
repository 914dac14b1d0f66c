"""Many clips by many workers: each is delivered once it is complete, what fails is told, few are begun at a time."""

import time
from concurrent.futures import Future
from functools import partial

import pytest

from convanim.errors import JobsWarning, RenderError, SpecError
from convanim.film import batch as module
from convanim.film.batch import Failure, Made, Missing, Order, render_batch
from convanim.film.clip import Clip
from convanim.film.naming import Naming
from convanim.film.render import render_all
from convanim.film.store.cache import Cache
from convanim.film.workers.crew import Crew, Lost
from convanim.film.workers.unit import OtherCode
from convanim.spec import Values
from tests.children import SOON

SCENE = """
from convanim import ConvScene, Layer


class Two(ConvScene):
    layer = Layer(1, 1, size=4)
    beats = ("one", "two")

    def one(self):
        self.arrange(facts=self.facts("in"))
        self.rest(0.1)

    def two(self):
        if self.values.seed == 1:
            raise RuntimeError("no ink")
        self.rest(0.1)
"""


class Here(Crew):
    """One that draws in this process, and counts; ``meet`` is called with the number of each before it is drawn."""

    width = 2

    def __init__(self, meet=lambda number: None):
        self.meet, self.beats, self.given_up, self.refused = meet, [], 0, []

    def submit(self, fn, unit):
        future = Future()
        self.beats.append(unit.beat)
        try:
            if self.meet(len(self.beats)) is not None:
                return future
            future.set_result(fn(unit))
        except Lost:
            future.cancel()
            future.set_running_or_notify_cancel()
        except Exception as error:
            future.set_exception(error)
        return future

    def give_up(self, future):
        self.given_up += 1

    def refuse(self, worker):
        self.refused.append(worker)


@pytest.fixture
def order(tmp_path):
    file = tmp_path / "two.py"
    file.write_text(SCENE)

    def made(seed, name=None):
        name = name or f"two-{seed}"
        return Order(f"clip {seed}", partial(Clip, f"{file}:Two", values=Values(seed=seed), name=Naming.of(name)))

    return made


def rendered(orders, crew, tmp_path, cache=None):
    return list(render_batch(orders, crew, quality="l", out=tmp_path / "out", cache=cache))


def test_what_fails_is_told_and_all_else_is_made(order, tmp_path):
    crew, cache = Here(), Cache(tmp_path / "cache")
    bad, *good = sorted(
        rendered([order(1), order(2), order(3)], crew, tmp_path, cache), key=lambda one: isinstance(one, Made)
    )
    assert (bad.number, bad.clip, bad.reason) == (1, "two-1", "1 of 2 beats could not be drawn")
    assert bad.beats == (Failure("two", "RuntimeError: no ink", 2),)
    assert (bad.values["seed"], bad.layer["size"]) == (1, (4, 4))
    assert [one.result.path.name for one in good] == ["two-2.mp4", "two-3.mp4"]
    assert crew.beats.count("one") == 3
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"two-{seed}.{kind}" for seed in (2, 3) for kind in ("json", "mp4", "srt")
    ]
    (alone,) = render_all([order(2).clip()], quality="l", out=tmp_path / "alone")
    assert alone.path.read_bytes() == good[0].result.path.read_bytes()
    # The next time only what failed is drawn again.
    again = Here()
    found = rendered([order(1), order(2), order(3)], again, tmp_path, cache)
    assert again.beats == ["two", "two"]
    assert sorted(one.result.kept for one in found if isinstance(one, Made)) == [2, 2]


def test_a_changed_scene_is_drawn_anew(order, tmp_path):
    cache = Cache(tmp_path / "cache")
    rendered([order(2)], Here(), tmp_path, cache)
    (tmp_path / "two.py").write_text(SCENE.replace("rest(0.1)", "rest(0.2)"))
    crew = Here()
    rendered([order(2)], crew, tmp_path, Cache(tmp_path / "cache"))
    assert crew.beats == ["one", "two"]


def test_what_is_drawn_is_kept_when_nobody_is_left(order, tmp_path):
    def leave(number):
        if number > 3:
            raise Lost("all are gone")

    cache, results = Cache(tmp_path / "cache"), []
    made = render_batch([order(2), order(3)], Here(leave), quality="l", out=tmp_path / "out", cache=cache)
    with pytest.raises(Lost, match="nobody is left"):
        results.extend(made)
    assert [one.result.path.name for one in results] == ["two-2.mp4"]
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".json", ".mp4", ".srt"]
    crew = Here()
    rendered([order(2), order(3)], crew, tmp_path, cache)
    assert crew.beats == ["two"]


def test_few_clips_are_begun_at_a_time(order, tmp_path):
    begun = []

    def look(_):
        begun.append(sum(path.is_dir() for path in (tmp_path / "out").iterdir()))

    made = rendered((order(seed) for seed in range(2, 8)), Here(look), tmp_path)
    assert len(made) == 6
    assert max(begun) <= Here.width


def test_one_that_never_comes_is_asked_for_again(order, tmp_path, monkeypatch):
    for name in ("SLOW", "SLOWEST", "FIRST"):
        monkeypatch.setattr(module, name, 0.0)
    crew = Here(lambda number: "never" if number == 1 else None)
    (made,) = rendered([order(2)], crew, tmp_path)
    assert (made.result.frames > 0, crew.given_up, crew.beats.count("one")) == (True, 1, 2)


def test_a_worker_that_would_draw_otherwise_is_asked_no_more(order, tmp_path):
    def refuse(number):
        if number < 3:
            error = OtherCode("another version is there")
            error.worker = "tcp://b:1"
            raise error

    crew = Here(refuse)
    with pytest.warns(JobsWarning, match="tcp://b:1 is not asked any more: another version is there"):
        (made,) = rendered([order(2)], crew, tmp_path)
    assert (made.result.frames > 0, crew.refused) == (True, ["tcp://b:1"] * 2)


def test_what_cannot_be_begun_is_told(order, tmp_path):
    def wrong():
        raise SpecError("groups is 3", "a divisor of 8")

    found = rendered([order(2), order(3, "two-2"), Order("clip 9", wrong)], Here(), tmp_path)
    assert sorted((one.number, one.clip, one.reason) for one in found if isinstance(one, Missing)) == [
        (2, "two-2", "another clip before it is called two-2"),
        (3, "clip 9", "groups is 3; allowed: a divisor of 8"),
    ]


def test_an_interrupt_leaves_nothing_half_made(order, tmp_path):
    def interrupt(number):
        if number == 2:
            raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        rendered([order(2)], Here(interrupt), tmp_path)
    assert time.monotonic() - begun < SOON
    assert not (tmp_path / "out").exists()


def test_what_came_back_wrong_is_drawn_again(order, tmp_path, monkeypatch):
    wrong = iter([RenderError("what came back is no film")])
    received = module.received

    def once(*arguments):
        for error in wrong:
            raise error
        return received(*arguments)

    monkeypatch.setattr(module, "received", once)
    crew = Here()
    (made,) = rendered([order(2)], crew, tmp_path)
    assert (made.result.frames > 0, len(crew.beats)) == (True, 3)
