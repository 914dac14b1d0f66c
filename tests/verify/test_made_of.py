"""Sections, loops and captions that were made of a film say whose they are, and whether they are as they were made."""

import json
import random

import numpy as np
import pytest
from PIL import Image

from convanim.course.media.clips import cut_sections
from convanim.course.text.story import Story
from convanim.course.text.subtitles import subrip, webvtt
from convanim.film.carried import carry
from convanim.film.digests import content_digest
from convanim.verify.clip import verify_clip
from convanim.verify.folder import found_in
from tests.verify.films import told


@pytest.fixture
def sections(film):
    return cut_sections(film, Story.read(film.with_suffix(".json")).beats, film.parent)


def test_sections_are_beats_of_the_film(film, sections):
    assert len(sections) == 5
    for path in sections:
        found = verify_clip(path)
        assert found.right and found.beats == 1
        assert "its frames are those of split" in found.line
    lines = [one.line for one in found_in([film.parent])]
    assert len(lines) == 6 and all("all right" in line for line in lines)


def test_another_section_or_ledger_is_found(film, sections):
    first, second, *_ = sections
    content, draw = first.read_bytes(), random.Random(2)
    begin = content.index(b"mdat") + 4
    for place in draw.sample(range(begin, len(content)), 4):
        first.write_bytes(content[:place] + bytes([content[place] ^ 8]) + content[place + 1 :])
        assert any("frames" in fault for fault in verify_clip(first).faults), place
    ledger = told(film)
    film.with_suffix(".json").unlink()
    assert "the ledger that it was made with, split.json, is not beside it" in verify_clip(second).line
    ledger["values"]["seed"] += 1
    ledger["digest"] = content_digest(ledger)
    film.with_suffix(".json").write_text(json.dumps(ledger), encoding="utf-8")
    assert "split.json is another ledger than it was made with" in verify_clip(second).line


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_a_loop_is_as_it_was_made(film, kind):
    path, draw = film.with_suffix(f".{kind}"), np.random.default_rng(1)
    first, second = (Image.fromarray(draw.integers(0, 256, (9, 12, 3), np.uint8)) for _ in range(2))
    first.save(path, save_all=True, append_images=[second], duration=100, loop=0)
    assert "it carries no recipe" in verify_clip(path).line
    small = path.read_bytes()
    carry(path, film, len(small) + 100)
    assert path.read_bytes() == small  # there was no room
    carry(path, film, 100_000)
    found = verify_clip(path)
    assert found.right and "it is as it was made of split" in found.line
    content = path.read_bytes()
    for place in random.Random(3).sample(range(len(small) - 20), 10):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert not verify_clip(path).right, place


@pytest.mark.parametrize("name", ["split.gif", "split-loop.webp"])
def test_of_a_folder_a_loop_that_lost_what_it_carried_is_found(film, name):
    path = film.with_name(name)
    draw = np.random.default_rng(1)
    first, second = (Image.fromarray(draw.integers(0, 256, (9, 12, 3), np.uint8)) for _ in range(2))
    first.save(path, save_all=True, append_images=[second], duration=100, loop=0)
    carry(path, film, 100_000)
    assert all(one.right for one in found_in([film.parent]))
    path.write_bytes(path.read_bytes()[:-1])
    (fault,) = (one.line for one in found_in([film.parent]) if not one.right)
    assert fault == f"{name}: nothing says what it shows: it carries no recipe"
    path.rename(film.with_name(f"photo{path.suffix}"))
    assert all(one.right for one in found_in([film.parent]))


def test_captions_of_course_material_say_the_same_in_shorter_lines(film):
    story = Story.read(film.with_suffix(".json"))
    for suffix, text in ((".srt", subrip(story)), (".vtt", webvtt(story))):
        path, before = film.with_suffix(suffix), film.with_suffix(".srt").read_bytes()
        path.write_text(text, encoding="utf-8", newline="\n")
        assert path.read_bytes() != before
        assert verify_clip(film).right
        path.write_text(text.replace("8", "7", 1), encoding="utf-8", newline="\n")
        assert text.replace("8", "7", 1) != text and not verify_clip(film).right
        path.write_text(text, encoding="utf-8", newline="\n")
