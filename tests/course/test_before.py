"""Another clip published into the folder of one before: nothing of that one stays beside the new film, or is lost."""

import os
import warnings

import pytest

from convanim.course.before import Before, warn_of_old_page
from convanim.course.kinds import Wish
from convanim.course.publish import publish, write_page
from convanim.errors import ReplacedWarning
from convanim.film.clip import Clip
from convanim.film.store.cache import Cache
from convanim.spec import Layer
from convanim.verify.clip import verify_clip

SCENE = """
from convanim import ConvScene, Layer


class Tiny(ConvScene):
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("only",)

    def only(self):
        self.say("{in_channels:W} channels.")
        self.arrange(facts=self.facts("groups {groups}"))
"""
ALL = frozenset({"words", "poster", "stills", "webm", "snippets"})


@pytest.fixture
def published(tmp_path):
    """Publishes the scene with some channels, kinds of it; what is warned of, and the publication."""
    (tmp_path / "tiny.py").write_text(SCENE, encoding="utf-8")

    def made(channels, *kinds):
        clip = Clip(f"{tmp_path / 'tiny.py'}:Tiny", Layer(channels, channels, size=4, groups=2))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            (one,) = publish(
                [clip], wish=Wish(frozenset(kinds) or ALL), quality="l", out=tmp_path / "course", cache=Cache()
            )
        return one, [str(warning.message) for warning in caught if warning.category is ReplacedWarning]

    return made


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_what_belongs_to_another_film_is_set_aside_with_it(published):
    first, warned = published(2)
    assert warned == []
    assert not first.replaced
    files = {name: (first.folder / name).read_bytes() for name in names(first.folder)}
    (first.folder / "tiny.fr.vtt").write_text("made by hand", encoding="utf-8")
    (first.folder / "tiny-1-other.png").write_text("made by hand", encoding="utf-8")
    second, (replaced, aside) = published(4, "snippets")
    assert second.replaced
    assert "shows another clip and is replaced (channels 2, now 4" in replaced
    before = first.folder / "before"
    assert f"tiny.txt, tiny.alt.txt, tiny.vtt and 5 more in {first.folder} belong to the clip that was there" in aside
    assert f"are in {before} now, with its film; publishing these kinds, too, makes them anew" in aside
    assert names(first.folder) == {*second.files.values(), "before", "tiny.fr.vtt", "tiny-1-other.png"}
    left = {name for name in files if not name.startswith("snippet")}
    assert {name: (before / name).read_bytes() for name in names(before)} == {name: files[name] for name in left}
    # What is set aside is whole.
    assert not verify_clip(before / "tiny.mp4").faults
    assert not verify_clip(before / "tiny.webm").faults
    # And the next finds another place.
    _, (_, aside) = published(2, "words")
    assert "snippet.html, snippet.md, snippet-myst.md and 6 more" in aside
    assert f"{first.folder / 'before-2'} now" in aside
    assert "snippet.md" in names(first.folder / "before-2")


def test_the_same_clip_again_moves_nothing(published):
    first, _ = published(2)
    there = names(first.folder)
    again, warned = published(2, "words")
    assert (warned, again.replaced) == ([], False)
    assert names(first.folder) == there


def test_another_clip_in_full_leaves_nothing_to_set_aside(published):
    first, _ = published(2)
    there = names(first.folder)
    second, warned = published(4)
    assert len(warned) == 1
    assert second.replaced
    assert names(first.folder) == there


def test_what_nobody_knows_the_film_of_stays(published):
    first, _ = published(2)
    there = names(first.folder)
    (first.folder / "tiny.json").write_text("[]", encoding="utf-8")
    second, (warned,) = published(4, "snippets")
    assert "nothing beside it tells what it shows" in warned
    assert not second.replaced
    assert names(first.folder) == there


def test_what_cannot_be_moved_is_told(published, monkeypatch):
    first, _ = published(2, "words")

    def refused(*_):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "rename", refused)
    second, (_, stays) = published(4, "snippets")
    assert "tiny.txt, tiny.alt.txt, tiny.vtt and 2 more" in stays
    assert stays.endswith("belong to the clip that was there before, and cannot be moved away")
    assert set(first.files.values()) <= names(second.folder)


@pytest.mark.parametrize("sections", [5, None, ["x"], [{}], [{"name": "../x"}, {"name": "a\\b"}, {"name": 3}]])
def test_whoever_wrote_the_ledger_before_reaches_no_other_folder(tmp_path, sections):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (tmp_path / "x.png").touch()
    (folder / "tiny.vtt").touch()
    assert Before(folder, "tiny", {"sections": sections}).left_by(["tiny.mp4"]) == ["tiny.vtt"]


def test_a_page_that_plays_another_film_is_told(published, tmp_path):
    first, _ = published(2, "words", "poster")
    page = write_page([first], tmp_path / "course")
    with pytest.warns(ReplacedWarning, match=r"index\.html tells of the clip that tiny/tiny\.mp4 showed before; publi"):
        warn_of_old_page(page.parent, ["tiny/tiny.mp4"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_old_page(page.parent, ["other/other.mp4"])
        warn_of_old_page(page.parent, [])
        warn_of_old_page(tmp_path / "nowhere", ["tiny/tiny.mp4"])
