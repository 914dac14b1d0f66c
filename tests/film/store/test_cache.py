"""What earlier renders have made: used again exactly where nothing that shows has changed."""

import json
import os
import time
from contextlib import nullcontext
from pathlib import Path

import av
import numpy as np
import pytest

from convanim import shelf
from convanim.catalog import load_scene
from convanim.errors import UnkeptNote
from convanim.film.clip import Clip
from convanim.film.naming import Naming
from convanim.film.quality import QUALITIES, Encoding
from convanim.film.render import is_kept, render_all
from convanim.film.store import cache as cache_module
from convanim.film.store.cache import Cache, digest, own_sources
from convanim.request.render import render
from convanim.spec import Layer, Values
from convanim.spec.look import Look
from tests.tracked import tracked

# What is rendered here replaces what differs on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::convanim.errors.ReplacedWarning")

KEY = digest("some files")

LESSON = """
import numpy as np
from pathlib import Path
from convanim import ConvScene, Layer
from {helper} import WORD


class Two(ConvScene):
    title = "Two"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("first", "second")

    def first(self):
        self.say("{{in_channels:W}} channels.")
        self.arrange(facts=self.facts("in"))

    def second(self):
        self.say("{{groups:W}} groups." + WORD)
        self.arrange(facts=self.facts("groups {{groups}}"))
        self.rest(float(np.load(Path(__file__).parent / "pause.npy")))
"""


@pytest.fixture
def lesson(tmp_path, request):
    """A scene file, which reads a module and a data file that lie beside it."""
    helper = f"helper_{abs(hash(request.node.name))}"
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / f"{helper}.py").write_text('WORD = ""\n')
    np.save(folder / "pause.npy", 0.4)
    path = folder / "two.py"
    path.write_text(LESSON.format(helper=helper))
    return path


def shown(path, tmp_path, theme=None, **more):
    """A render in fresh processes, as on the command line."""
    asked = Clip(f"{path}", look=Look(theme=theme), **more)
    (clip,) = render_all([asked], quality="l", out=tmp_path / "out", jobs=2, cache=Cache())
    return clip


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    forget(path)


def forget(path):
    """Let the next render load the scene's file and its helpers anew, as a new process does."""
    import sys

    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(str(path.parent)):
            del sys.modules[name]


def frames(path):
    with av.open(str(path)) as film:
        return np.stack([frame.to_ndarray(format="gray") for frame in film.decode(video=0)])


def test_nothing_changed_nothing_drawn(lesson, tmp_path):
    first = shown(lesson, tmp_path)
    before = [path.read_bytes() for path in first.files]
    assert is_kept(Clip(str(lesson)), "l", Cache())
    again = shown(lesson, tmp_path)
    assert (first.kept, again.kept) == (0, 2)
    assert [path.read_bytes() for path in again.files] == before
    assert again.sections == first.sections


def test_one_beat_changed(lesson, tmp_path):
    first = shown(lesson, tmp_path)
    old = frames(first.path)
    change(lesson, '"groups {groups}"', '"groups {groups}", "and more"')
    assert not is_kept(Clip(str(lesson)), "l", Cache())
    again = shown(lesson, tmp_path)
    new = frames(again.path)
    assert again.kept == 1
    cut = round(first.sections[0].end * 15)
    assert np.array_equal(old[:cut], new[:cut])
    assert not np.array_equal(old[cut:], new[cut:])


def test_what_does_not_show_changes_nothing(lesson, tmp_path):
    shown(lesson, tmp_path)
    change(lesson, "class Two", "# a remark\n\n\nclass Two")
    assert not is_kept(Clip(str(lesson)), "l", Cache())
    assert shown(lesson, tmp_path).kept == 2
    assert is_kept(Clip(str(lesson)), "l", Cache())


def starts(clip):
    """When the numbers of the second beat come, in seconds of the clip."""
    begin = clip.sections[1].start - 1e-3
    return np.array([n["start"] for n in json.loads(clip.ledger.read_text())["numbers"] if n["start"] > begin])


def test_a_longer_beat_moves_the_next_one(lesson, tmp_path):
    first = shown(lesson, tmp_path)
    before = starts(first)
    change(lesson, 'self.facts("in"))', 'self.facts("in"))\n        self.rest(2.0)')
    again = shown(lesson, tmp_path)
    assert again.kept == 1
    later = again.sections[1].start - first.sections[1].start
    assert later > 0.5
    assert len(before)
    assert np.allclose(before + later, starts(again), atol=1e-3)
    assert again.frames == frames(again.path).shape[0]


@pytest.mark.parametrize("what", ["helper", "data"])
def test_files_that_a_scene_reads(lesson, tmp_path, what):
    shown(lesson, tmp_path)
    assert is_kept(Clip(str(lesson)), "l", Cache())
    if what == "data":
        np.save(lesson.parent / "pause.npy", 1.4)
        forget(lesson)
    else:
        (helper,) = lesson.parent.glob("helper_*.py")
        change(helper, '""', '" And so on."')
    assert not is_kept(Clip(str(lesson)), "l", Cache())
    assert shown(lesson, tmp_path).kept == 1


@pytest.mark.parametrize(
    "more",
    [
        {"layer": Layer(4, 4, size=4, groups=2)},
        {"theme": "light"},
        {"encoding": Encoding(crf=30)},
    ],
)
def test_what_shows_is_covered(lesson, tmp_path, more):
    shown(lesson, tmp_path)
    assert shown(lesson, tmp_path, **more).kept == 0


def test_each_number_of_the_tensors_counts():
    image = np.arange(2 * 4 * 4).reshape(2, 4, 4) % 5
    other = image.copy()
    other[1, 2, 3] += 1
    layer = Layer(2, 2, size=4, groups=2)
    clips = [Clip("depthwise", layer, Values(input=given)) for given in (image, image.copy(), other)]
    recipes = [clip.recipe(QUALITIES["l"]) for clip in clips]
    assert recipes[0] == recipes[1] != recipes[2]


def test_a_changed_number_is_drawn(tmp_path):
    base = load_scene("depthwise")
    scene = type("Depthwise", (base,), {"beats": ("keep_splitting", "all_channels_at_once"), "__module__": "x"})
    layer, image = Layer(2, 2, size=4, groups=2), np.ones((2, 4, 4), dtype=int)
    first = render(scene, layer=layer, values=Values(input=image), quality="l", out=tmp_path)
    again = render(scene, layer=layer, values=Values(input=image), quality="l", out=tmp_path)
    image[1, 3, 3] = 7
    other = render(scene, layer=layer, values=Values(input=image), quality="l", out=tmp_path)
    assert (first.kept, again.kept, other.kept) == (0, 2, 0)


def test_code_and_font_are_covered(tmp_path, monkeypatch, lesson):
    shown(lesson, tmp_path)
    clip = Clip(str(lesson))
    monkeypatch.setattr("convanim.draw.lettering.appearance", lambda: "another font")
    cache_module.code_version.cache_clear()
    try:
        assert not is_kept(clip, "l", Cache())
    finally:
        monkeypatch.undo()
        cache_module.code_version.cache_clear()


def test_finished_beats_outlast_an_interrupt(tmp_path, lesson, press_ctrl_c):
    def interrupt(progress):
        if progress.beats_done == 1:
            press_ctrl_c()

    scene = load_scene(str(lesson))
    with pytest.raises(KeyboardInterrupt):
        render(scene, quality="l", out=tmp_path / "out", on_progress=interrupt)
    assert render(scene, quality="l", out=tmp_path / "out").kept == 1


@pytest.mark.parametrize("harm", ["garbled", "truncated", "gone", "a file", "unknown"])
def test_a_harmed_cache_is_no_harm(lesson, tmp_path, harm):
    shown(lesson, tmp_path)
    folder = Cache().folder
    told = sorted((folder / "beats").glob("*.json"))
    if harm == "garbled":
        for path in (*told, *(folder / "clips").glob("*.json")):
            path.write_text("{")
    elif harm == "unknown":
        for path in told:
            path.write_text('{"beat": "first"}')
    elif harm == "truncated":
        for path in told:
            path.with_suffix(".mp4").write_bytes(b"")
    elif harm == "gone":
        for path in told:
            path.with_suffix(".mp4").unlink()
    else:
        os.rename(folder, folder.with_name("before"))
        folder.write_text("")
    with (
        pytest.warns(UnkeptNote, match="nothing new can be kept in .*(File exists|Not a directory)")
        if harm == "a file"
        else nullcontext()
    ):
        clip = shown(lesson, tmp_path)
    assert frames(clip.path).shape[0] == clip.frames


def test_what_was_not_used_for_longest_goes_first(monkeypatch, lesson, tmp_path):
    shown(lesson, tmp_path)
    beats = Cache().folder / "beats"
    old = {path.stem for path in beats.glob("*.json")}
    for path in Cache().folder.glob("*/*"):
        # What is told of the clip names all that this process has read, and may be larger than its beats.
        os.utime(path, (time.time() - (2000 if path.parent == beats else 1000),) * 2)
    size = sum(entry.size for entry in Cache().shelf.entries())
    monkeypatch.setattr(shelf, "LIMIT", round(1.2 * size))
    shown(lesson, tmp_path, theme="light")
    left = {path.stem for path in beats.glob("*.json")}
    assert len(left) >= 2
    assert len(left & old) < 2
    assert {path.stem for path in beats.glob("*.mp4")} == left


def test_digests_tell_apart():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest(np.zeros(4)) != digest(np.zeros((2, 2)))
    assert digest(np.zeros(2000)) != digest(np.eye(1, 2000, 1000)[0])
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest(["a"], Path("b")) == digest(["a"], Path("b"))


def test_files_are_kept_under_their_key(tmp_path):
    cache, folder = Cache(), tmp_path / "made"
    folder.mkdir()
    (folder / "b.txt").write_text("B")
    (folder / "a.txt").write_bytes(b"\x00")
    assert cache.fetch_files(KEY, tmp_path / "none") is None
    cache.keep_files(KEY, folder, ["b.txt", "a.txt"])
    assert cache.fetch_files(KEY, tmp_path / "there") == ("b.txt", "a.txt")
    assert [(tmp_path / "there" / name).read_bytes() for name in ("b.txt", "a.txt")] == [b"B", b"\x00"]
    (cache.folder / "files" / f"{KEY}.zip").write_bytes(b"garbled")
    assert cache.fetch_files(KEY, tmp_path / "again") is None


def test_files_count_towards_the_limit(tmp_path, monkeypatch):
    cache = Cache()
    for number in range(4):
        (tmp_path / "a").write_bytes(bytes(1000))
        monkeypatch.setattr(shelf, "LIMIT", 2500)
        cache.keep_files(digest(number), tmp_path, ["a"])
        os.utime(cache.folder / "files" / f"{digest(number)}.zip", (time.time() - 100 + number,) * 2)
    assert sorted(path.stem for path in (cache.folder / "files").iterdir()) == sorted([digest(2), digest(3)])


def test_a_clip_that_is_kept_is_found_whole_should_its_film_be_gone(lesson, tmp_path):
    """What is asked for stands in the clip's ``asked``; its fields are found by ``whole``."""
    layer = Layer(4, 4, size=4, groups=2)
    whole = Clip(str(lesson), layer, asked="a layer of four channels")
    bare = Clip(str(lesson), asked=whole.asked, whole=lambda: whole)
    first = next(render_all([whole], quality="l", out=tmp_path / "out", cache=Cache()))
    assert next(render_all([bare], quality="l", out=tmp_path / "out", cache=Cache())).kept == 2
    for path in (Cache().folder / "beats").glob("*.mp4"):
        path.unlink()
    again = next(render_all([bare], quality="l", out=tmp_path / "out", cache=Cache()))
    assert (again.kept, again.numbers) == (0, first.numbers)
    assert json.loads(again.ledger.read_text())["layer"]["in_channels"] == 4


def test_what_changed_after_it_was_read_is_not_kept(lesson, tmp_path):
    cache, data = Cache(), lesson.parent / "pause.npy"

    def save(progress):
        if progress.beats_done == 1:
            np.save(data, progress.seconds)

    list(render_all([Clip(str(lesson))], quality="l", out=tmp_path / "out", cache=cache, on_progress=save))
    assert not is_kept(Clip(str(lesson)), "l", Cache())
    forget(lesson)
    again = shown(lesson, tmp_path)
    assert again.kept == 1
    assert is_kept(Clip(str(lesson)), "l", Cache())


def test_the_code_and_all_words_count():
    told = set(own_sources())
    files = [*tracked("convanim"), *tracked("convanim", ".po")]
    assert {path for path in files if "scenes" not in path.parts} <= told


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_cannot_be_kept_is_noted_once(lesson, tmp_path, jobs):
    cache = Cache(tmp_path / "cache")
    cache.folder.mkdir()
    (cache.folder / "beats").write_text("in the way")
    clips = [Clip(str(lesson), name=Naming.of(name)) for name in ("one", "two")]
    with pytest.warns(UnkeptNote, match=r"nothing new can be kept in .*; CONVANIM_CACHE names another") as noted:
        made = list(render_all(clips, quality="l", out=tmp_path / "out", jobs=jobs, cache=cache))
    assert [one.category for one in noted].count(UnkeptNote) == 1
    assert [clip.kept for clip in made] == [0, 0]


def test_a_full_disk_keeps_nothing_and_says_so(lesson, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    cache = Cache()
    monkeypatch.setattr(cache.shelf, "put", full)
    with pytest.warns(UnkeptNote, match="No space left on device"):
        (clip,) = render_all([Clip(str(lesson))], quality="l", out=tmp_path / "out", cache=cache)
    assert frames(clip.path).shape[0] == clip.frames


def test_a_warm_cache_that_may_only_be_read_is_used(lesson, tmp_path, monkeypatch):
    shown(lesson, tmp_path)
    real = os.utime

    def refuse(path, *times, **more):
        if str(path).startswith(str(Cache().folder)):
            raise PermissionError(30, "Read-only file system")
        real(path, *times, **more)

    monkeypatch.setattr(os, "utime", refuse)
    assert shown(lesson, tmp_path).kept == 2
