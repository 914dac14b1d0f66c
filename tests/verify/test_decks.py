"""The films in a deck of slides are as they were made, or it is said which is not."""

import base64
import json
import re
import shutil

import pytest

from convanim.course.slides import deck
from convanim.course.text.story import Story
from convanim.verify.decks import FILM
from convanim.verify.folder import found_in


@pytest.fixture
def slides(small_film, tmp_path):
    story = Story.of(json.loads(small_film.with_suffix(".json").read_text(encoding="utf-8")), small_film.stem)
    path = tmp_path / "slides.html"
    path.write_text(deck([(story, small_film)] * 2, mark="0" * 16), encoding="utf-8")
    return path


def only(path):
    (found,) = found_in([path])
    return found


def test_a_decks_films_are_checked(slides, small_film):
    found = only(slides)
    assert found.right and found.beats == 10
    assert "no ledger beside it has the numbers of its films; its pictures and sentences are not checked" in found.line
    shutil.copy(small_film.with_suffix(".json"), slides.parent / "mine.json")
    assert "mine.json beside it has the numbers of its films" in only(slides).line


def test_a_film_that_was_changed_in_a_deck_is_found(slides):
    page = slides.read_bytes()
    second = [*FILM.finditer(page)][1]
    film = bytearray(base64.b64decode(second[1]))
    film[-100] ^= 4
    slides.write_bytes(page[: second.start(1)] + base64.b64encode(bytes(film)) + page[second.end(1) :])
    assert "film 2: the frames of beat before_and_after are not those that were delivered" in only(slides).line
    slides.write_bytes(page[: second.start(1)] + b"AAAA" + page[second.end(1) :])
    assert "film 2 in it cannot be read as a film" in only(slides).line
    slides.write_bytes(page[: second.start(1)] + b"AAA" + page[second.end(1) :])
    assert "film 2 in it cannot be read" in only(slides).line


def test_a_page_that_is_no_deck(slides):
    page = slides.read_text(encoding="utf-8")
    slides.write_text(re.sub("<meta name=.convanim.*>", "", page), encoding="utf-8")
    assert "it is no deck of slides" in only(slides).line
    slides.write_text('<meta name="convanim" content="0">', encoding="utf-8")
    assert "there is no film in it" in only(slides).line
