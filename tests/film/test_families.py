"""What shows no numbers is drawn once for all clips that differ in nothing else, and wrong notes only cost time."""

import json
import shutil
import sys

import numpy as np
import pytest

from convanim.film import shoot as module
from convanim.film.batch import Made, render_batch
from convanim.film.clip import Clip
from convanim.film.families import MOST_MISSED, Family, numberless
from convanim.film.naming import Naming
from convanim.film.render import render_all
from convanim.film.store.cache import Cache
from convanim.spec import Layer, Values
from convanim.spec.values import ModuleRun
from tests.film.test_batch import Here, Order

# What is rendered here replaces what differs on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::convanim.errors.ReplacedWarning")

SCENE = """
from convanim import ConvScene, Layer


class Two(ConvScene):
    layer = Layer(1, 1, size=4)
    beats = ("plain", "numbers")

    def plain(self):
        self.arrange(facts=self.facts("in"))

    def numbers(self):
        self.arrange(facts=self.facts(f"seed {self.values.seed}"))
"""


def clip_of(folder):
    file = folder / "two.py"
    file.write_text(SCENE)

    def made(seed, layer=None):
        return Clip(f"{file}:Two", layer=layer, values=Values(seed=seed), name=Naming.of(f"two-{seed}"))

    return made


@pytest.fixture
def clip(tmp_path):
    return clip_of(tmp_path)


@pytest.fixture
def passes(monkeypatch):
    """The passes over scenes: which beats, and whether they were painted."""
    told = []
    run = module._Pass.run

    def counted(self):
        told.append((sorted(self.take.beats or ()), self.painting))
        return run(self)

    monkeypatch.setattr(module._Pass, "run", counted)
    return told


def rendered(clip, tmp_path, cache):
    (made,) = render_all([clip], quality="l", out=tmp_path / "out", cache=cache)
    return made.kept, [file.read_bytes() for file in made.files]


def test_what_is_shared_is_painted_once_and_what_differs_is_not_looked_for_again(clip, tmp_path, passes):
    cache, both = Cache(), ["numbers", "plain"]
    films = [rendered(clip(seed), tmp_path, cache) for seed in range(3)]
    assert [kept for kept, _ in films] == [0, 1, 1]
    assert passes == [
        (both, True),
        (both, False),
        (["numbers"], True),
        (["plain"], False),
        (["numbers"], True),
    ]
    assert [rendered(clip(seed), tmp_path, None)[1] for seed in range(3)] == [files for _, files in films]
    # Another layer is another family.
    assert rendered(clip(3, Layer(1, 1, size=5)), tmp_path, cache)[0] == 0


def test_units_of_a_batch_share_them_where_they_reach_the_cache(clip, tmp_path, passes):
    class Reaching(Here):
        def submit(self, fn, unit, *where):
            return super().submit(lambda one: fn(one, *where), unit)

        def reaches(self, cache):
            return True

    cache = Cache()
    orders = [Order(str(seed), lambda seed=seed: clip(seed)) for seed in range(4)]
    made = list(render_batch(orders, Reaching(), quality="l", out=tmp_path / "out", cache=cache))
    assert [one.result.kept for one in made if isinstance(one, Made)] == [0, 1, 1, 1]
    assert passes.count((["plain"], True)) == 1
    assert passes.count((["numbers"], False)) == 1
    for one in made:
        files = [file.read_bytes() for file in one.result.files]
        assert rendered(clip(one.number - 1), tmp_path / "alone", None)[1] == files


NOTES = {
    "another key": lambda told: {**told, "key": "ab" * 20},
    "always shared": lambda told: {**told, "state": "shared"},
    "never shared": lambda told: {**told, "state": "differs"},
    "no such state": lambda told: {**told, "state": "blue"},
    "no number": lambda told: {**told, "missed": "some"},
    "nothing": lambda told: {},
    "a list": lambda told: [1],
}


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    """A cache that has learned of two clips, a third clip, and the files of that without a cache."""
    folder = tmp_path_factory.mktemp("learned")
    made = clip_of(folder)
    for seed in range(2):
        rendered(made(seed), folder, Cache(folder / "cache"))
    return folder / "cache", made(2), rendered(made(2), folder / "alone", None)[1]


@pytest.mark.parametrize("note", NOTES)
def test_a_wrong_note_costs_time_and_no_more(learned, tmp_path, note):
    folder, third, files = learned
    shutil.copytree(folder, tmp_path / "cache")
    cache = Cache(tmp_path / "cache")
    entries = [entry.name for entry in cache.shelf.entries() if entry.kind == "families"]
    assert len(entries) == 2
    for name in entries:
        told = json.loads(cache.shelf.get("families", name, ".json"))
        cache.shelf.put("families", name, ".json", json.dumps(NOTES[note](told)).encode())
    assert rendered(third, tmp_path, cache)[1] == files


def test_a_damaged_note_is_as_none(clip, tmp_path):
    cache = Cache()
    rendered(clip(0), tmp_path, cache)
    for path in (cache.folder / "families").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert rendered(clip(1), tmp_path, cache)[0] == 0
    assert rendered(clip(2), tmp_path, cache)[0] == 1


def test_a_changed_scene_is_learned_of_anew(clip, tmp_path):
    for seed in range(2):
        rendered(clip(seed), tmp_path, Cache())
    file = tmp_path / "two.py"
    file.write_text(SCENE.replace('facts("in")', 'facts("out")'))
    for name in [name for name, one in sys.modules.items() if getattr(one, "__file__", None) == str(file)]:
        del sys.modules[name]
    assert [rendered(clip(seed), tmp_path, Cache())[0] for seed in (2, 3)] == [0, 1]


def test_what_is_learned():
    once = Family("seed 0", "a")
    assert once.met("seed 0", "b", found=False) == Family("seed 0", "b")
    # Several may have been drawn at once.
    assert once.met("seed 1", "a", found=False).state == "shared"
    assert once.met("seed 1", "b", found=False).met("seed 2", "b", found=True).state == "differs"
    shared = once.met("seed 1", "a", found=True)
    assert shared.met("seed 2", "a", found=True) is shared
    missed = shared
    for seed in range(MOST_MISSED - 1):
        missed = missed.met(f"seed {seed + 2}", f"other {seed}", found=False)
    assert (missed.state, missed.met("seed 9", "a", found=True).missed) == ("shared", 0)
    assert missed.met("seed 9", "another", found=False).state == "differs"


def test_what_tells_families_apart():
    def of(**told):
        return numberless({"layer": Layer(2, 2), "values": Values(**told)})

    small, large = np.zeros((2, 4, 4)), np.zeros((2, 5, 5))
    assert of(seed=1) == of(seed=2) != of(kind="normal")
    assert of(input=small) == of(input=small + 1) != of(input=large)
    assert of(input=small) != of()
    assert of(module=ModuleRun("float32", "float32", 0.0)) == of(module=ModuleRun("float32", "float32", 1e-7)) != of()
    assert numberless(({"a": small},)) == numberless(({"a": small + 1},)) != numberless(({"b": small},))
