"""``publish``: a folder of everything, complete or not there."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import pytest

from convanim.course.before import all_of
from convanim.course.kinds import KINDS, Wish
from convanim.course.making import Making
from convanim.course.parts import RenderedClip
from convanim.course.publish import _for_small_frames, publish, write_page
from convanim.errors import RenderError, SpecError, UnknownNameError
from convanim.film.clip import Clip
from convanim.film.naming import Naming
from convanim.film.quality import QUALITIES, Encoding
from convanim.film.store.cache import Cache
from convanim.spec import Layer
from convanim.spec.look import Look
from tests.children import SOON, session_of, started, until

LAYER = Layer(2, 2, size=3, groups=2)
SCENE = """
from convanim import Depthwise as Whole


class Depthwise(Whole):
    beats = ("keep_splitting", "count_the_cost")


class OneBeat(Whole):
    beats = ("count_the_cost",)
"""


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """A file with a short lesson, and with a shorter one."""
    path = tmp_path_factory.mktemp("scenes") / "short.py"
    path.write_text(SCENE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def everything(scenes, tmp_path_factory):
    out = tmp_path_factory.mktemp("course")
    asked = []
    (made,) = publish(
        [Clip(f"{scenes}:Depthwise", LAYER)],
        wish=Wish(frozenset(KINDS), max_size=900_000),
        quality="l",
        out=out,
        on_kind=lambda *told: asked.append(told),
        on_making=asked.append,
    )
    return made, out, asked


def test_every_file_is_there_and_no_other(everything):
    made, out, _ = everything
    assert made.folder == out / "depthwise"
    assert {path.name for path in made.folder.iterdir()} == set(made.files.values())
    assert list(out.iterdir()) == [made.folder]
    assert all((made.folder / file).stat().st_size for file in made.files.values())
    # By those names they are known, should another clip take the film's place.
    beats = [beat.name for beat in made.story.beats]
    assert {*made.files.values()} - {"depthwise.mp4", "depthwise.json"} <= {*all_of("depthwise", beats)}


def test_kinds_are_told_as_they_are_made(everything):
    _, _, asked = everything
    kinds = [told for told in asked if not isinstance(told, Making)]
    assert {name for name, _, _ in kinds} == {"depthwise"}
    assert sorted(kind for _, kind, _ in kinds) == sorted(KINDS)
    assert all((seconds > 0) == (kind not in ("words", "sections", "snippets")) for _, kind, seconds in kinds)


def test_progress_goes_forward_to_its_end(everything):
    _, _, asked = everything
    makings = [told for told in asked if isinstance(told, Making)]
    beats = len(everything[0].story.beats)
    # Once before, then after each beat of two films, poster, stills, handout, GIF and WebP; three for the loop.
    assert len(makings) == 1 + 2 * beats + 5 + 3
    assert {(one.clip, one.kinds, one.whole) for one in makings} == {("depthwise", len(KINDS), makings[0].whole)}
    assert (makings[0].made, makings[0].done, makings[0].kind) == (3, 0, "poster")
    assert (makings[-1].made, makings[-1].kind) == (len(KINDS), "")
    assert makings[-1].done == pytest.approx(makings[-1].whole)
    for before, after in pairwise(makings):
        assert before.done < after.done <= after.whole
        assert before.made <= after.made
        assert after.kind != before.kind or after.share > before.share
    # The kinds that are told are those that are counted.
    for place, told in enumerate(asked):
        if isinstance(told, Making):
            assert told.made == sum(not isinstance(one, Making) for one in asked[:place])


def test_films_last_equally_long(everything):
    made, _, _ = everything
    for kind in ("mp4", "webm", "transparent over light"):
        with av.open(str(made.folder / made.files[kind])) as film:
            assert film.duration / 1e6 == pytest.approx(made.story.seconds, abs=0.1)
    for kind in ("gif", "webp"):
        assert (made.folder / made.files[kind]).stat().st_size <= 900_000
    parts = [file for kind, file in made.files.items() if kind.startswith("section ")]
    assert len(parts) == len(made.story.beats)


def test_snippets_name_files_that_are_there(everything):
    made, _, _ = everything
    text = (made.folder / "snippet.html").read_text(encoding="utf-8")
    for kind in ("mp4", "webm", "poster", "captions"):
        assert made.files[kind] in text
        assert (made.folder / made.files[kind]).is_file()


def contents(made):
    return {path.name: path.read_bytes() for path in made.folder.iterdir()}


def kept(cache):
    return {path.stem for path in (cache.folder / "files").iterdir()}


@pytest.fixture(scope="module")
def published(scenes, tmp_path_factory):
    """Publishes into a folder of its own, with a cache."""
    cache = Cache(tmp_path_factory.mktemp("kept"))

    def again(out, jobs=2, clip=LAYER, **more):
        asked = Clip(f"{scenes}:Depthwise", clip, **more.pop("given", {}))
        wish = Wish(frozenset(KINDS), **{"max_size": 900_000, **more})
        (made,) = publish([asked], wish=wish, quality="l", out=out, jobs=jobs, cache=cache)
        return made, kept(cache)

    with pytest.MonkeyPatch.context() as patch:
        # What else this process has read, for other tests, would count as read for the scene.
        patch.setattr("convanim.film.render.opened", dict)
        yield again


def test_several_processes_make_the_same_and_all_is_kept(everything, published, tmp_path):
    first, files = published(tmp_path / "one")
    assert contents(first) == contents(everything[0])
    again, later = published(tmp_path / "two", jobs=1)
    assert contents(again) == contents(first)
    assert later == files


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"max_size": 800_000}, 4),  # GIF and WebP of film and loop
        ({"stills": "svg"}, 1),
        ({"ground": "both"}, 2),  # a beat each, over dark
        ({"given": {"encoding": Encoding(crf=30)}}, 0),
    ],
)
def test_an_option_remakes_what_depends_on_it(published, tmp_path, more, count):
    _, before = published(tmp_path / "one")
    _, after = published(tmp_path / "two", **more)
    assert len(after - before) == count


@pytest.mark.full
def test_words_are_not_kept_too_long(published, tmp_path):
    """Another layer shows other pictures, so nothing of it is taken from there."""
    _, before = published(tmp_path / "one")
    made, after = published(tmp_path / "two", clip=Layer(2, 2, size=4, groups=2))
    assert len(after - before) == 2 * 2 + 5 + 2
    assert "2×4×4".encode() in contents(made)["depthwise.txt"]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals")
def test_an_interrupt_leaves_nothing_half_made(tmp_path):
    command = [sys.executable, "-m", "convanim", "publish", "depthwise", "-q", "l", "-j", "2", "-o", "course"]
    with started(command, stderr=subprocess.PIPE, cwd=tmp_path) as running:
        until(lambda: list(tmp_path.glob("course/depthwise/.convanim-*/parts/webm 1/*")), running)
        os.killpg(running.pid, signal.SIGINT)
        # About a second on an idle machine; what it breaks off takes minutes there.
        _, errors = running.communicate(timeout=SOON)
        assert running.returncode == 130
        assert "Traceback" not in errors
        assert re.search(r"0 of 1 clip finished; .*: its film and \d+ of \d+ kinds, kept for the next time", errors)
        assert not (tmp_path / "course").exists()
        until(lambda: not session_of(running.pid))


def test_the_page_leads_to_the_files(everything):
    made, out, _ = everything
    page = write_page([made], out, "Our <course>")
    text = page.read_text(encoding="utf-8")
    assert "Our &lt;course&gt;" in text
    assert "depthwise/depthwise.mp4" in text
    page.unlink()


def test_some_kinds_only(scenes, tmp_path):
    (made,) = publish([Clip(f"{scenes}:OneBeat", LAYER)], wish=Wish(frozenset({"words"})), quality="l", out=tmp_path)
    assert set(made.files) == {"mp4", "ledger", "captions", "srt", "chapters", "transcript", "alt"}


def test_a_folder_may_be_called_anything(scenes, tmp_path, monkeypatch):
    """A path from here, as on the command line: its beginning must not be taken for a protocol."""
    monkeypatch.chdir(tmp_path)
    wish = Wish(frozenset({"words", "poster", "webm", "gif", "webp", "sections"}))
    (made,) = publish([Clip(f"{scenes}:OneBeat", LAYER)], wish=wish, quality="l", out="Lesson: 1 %d – 漢")
    assert {path.name for path in made.folder.iterdir()} == set(made.files.values())
    assert [path.name for path in tmp_path.iterdir()] == ["Lesson: 1 %d – 漢"]


@pytest.mark.parametrize("where", ["file", "file/below", "a\0b", "a" * 300])
def test_a_folder_that_cannot_be_is_refused_before_anything_is_drawn(tmp_path, monkeypatch, where):
    (tmp_path / "file").touch()
    monkeypatch.setattr("convanim.course.publish.render_all", lambda *given, **more: pytest.fail("it was drawn"))
    with pytest.raises(RenderError, match="cannot be written to"):
        list(publish([Clip("depthwise", LAYER)], wish=Wish(frozenset({"words"})), quality="l", out=tmp_path / where))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("name", ["..", "a/b", "index.html", "aux.mp4", "C:x"])
def test_no_clip_is_called_as_its_folder_could_not_be(tmp_path, name):
    naming = Naming((name,))  # as nobody makes it who asks by words
    with pytest.raises(SpecError, match="the name is"):
        list(
            publish(
                [Clip("depthwise", LAYER, name=naming)],
                wish=Wish(frozenset({"words"})),
                quality="l",
                out=tmp_path / "a" / "course",
            )
        )
    assert [*tmp_path.iterdir()] == []


def test_an_unknown_kind_names_the_known():
    with pytest.raises(UnknownNameError, match="words, poster, webm"):
        Wish(frozenset({"mov"}))


def test_what_cannot_fit_leaves_nothing(scenes, tmp_path):
    wish = Wish(frozenset({"words", "gif"}), max_size=500)
    with pytest.raises(RenderError, match="GIF"):
        list(publish([Clip(f"{scenes}:OneBeat", LAYER)], wish=wish, quality="l", out=tmp_path / "out"))
    assert list(Path(tmp_path).iterdir()) == []


def test_what_is_shown_small_has_large_text_unless_another_is_chosen(everything, scenes):
    made, _, _ = everything
    assert made.story.look["text"] == "large"

    def shown(**changes):
        story = replace(made.story, **{"look": {}, **changes})
        return RenderedClip(story, "", Clip("depthwise"), QUALITIES["m"]).small_text

    assert shown() == "large"
    assert shown(look={"text": "normal"}) is None and shown(width=480, height=854) is None
    small = _for_small_frames(Clip("depthwise", whole=lambda: Clip("depthwise")))
    assert small.look.text == small.whole().look.text == "large"
    chosen = Clip("depthwise", look=Look(text="normal"))
    assert _for_small_frames(chosen) is chosen
    assert _for_small_frames(Clip(f"{scenes}:OneBeat")).look == Look(text="large")
