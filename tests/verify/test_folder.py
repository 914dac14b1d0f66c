"""Of a folder every file is checked, or named as not checked."""

import sys

import pytest

from convanim.course.text import subtitles
from convanim.course.text.story import Story
from convanim.course.text.texts import alt_text, transcript
from convanim.verify import clip
from convanim.verify.folder import found_in
from tests.verify.films import told


@pytest.fixture
def words(film):
    """What course material says in words beside a film."""
    story = Story.of(told(film), film.stem)
    texts = {
        ".vtt": subtitles.webvtt(story),
        ".chapters.vtt": subtitles.chapters(story),
        ".txt": transcript(story),
        ".alt.txt": alt_text(story) + "\n",
    }
    for suffix, text in texts.items():
        film.with_name(film.stem + suffix).write_text(text, encoding="utf-8", newline="\n")
    return [*texts]


def test_every_file_is_checked_or_named(film, words):
    assert [one.line for one in found_in([film.parent])] == [verified(film).line]
    for name in ("index.html", "split.png", "sub/weights.npy", ".hidden", "notes.json"):
        (film.parent / name).parent.mkdir(exist_ok=True)
        (film.parent / name).write_bytes(b"{}")
    _, rest = found_in([film.parent])
    assert rest.right and {*rest.unchecked} == {
        "index.html",
        "split.png",
        "sub/weights.npy".replace("/", sep),
        "notes.json",
    }
    assert "not checked: index.html, notes.json, split.png" in rest.line
    assert rest.as_dict()["unchecked"] == rest.unchecked


sep = "\\" if sys.platform == "win32" else "/"


def verified(path):
    (found,) = found_in([path])
    return found


def test_words_beside_a_film_say_what_its_ledger_says(film, words):
    for suffix in words:
        path = film.with_name(film.stem + suffix)
        right = path.read_bytes()
        path.write_bytes(right.replace(b"l", b"1", 1))
        assert f"{path.name} does not say what the ledger says" in verified(film).line
        path.write_bytes(right)
    assert verified(film).right


def test_a_clip_that_was_renamed_is_the_same(film):
    for suffix in (".mp4", ".srt", ".json"):
        film.with_suffix(suffix).rename(film.with_name(f"Woche 3 – Übung{suffix}"))
    found = verified(film.with_name("Woche 3 – Übung.mp4"))
    assert found.right and found.notes == []


def test_its_ledger_may_stand_for_a_clip(film):
    assert verified(film.with_suffix(".json")).line == verified(film).line


@pytest.mark.skipif(sys.platform == "win32", reason="folders there are writable all the same")
def test_a_folder_that_cannot_be_written_to(film):
    film.parent.chmod(0o555)
    try:
        assert verified(film).right
    finally:
        film.parent.chmod(0o755)


def test_a_clip_that_is_replaced_meanwhile_is_checked_anew(film, monkeypatch):
    right, calls = film.with_suffix(".json").read_bytes(), []
    film.with_suffix(".json").write_bytes(b"{}")
    check = clip.read_ledger

    def read(path):
        calls.append(path)
        try:
            return check(path)
        finally:
            path.write_bytes(right if len(calls) == 1 else right + b" " * len(calls))

    monkeypatch.setattr(clip, "read_ledger", read)
    assert verified(film).right and len(calls) == 2
    monkeypatch.setattr(clip, "check_words", lambda *given: ["it is not the same"])
    assert "it is being replaced: one of its files changed while it was checked" in verified(film).line
