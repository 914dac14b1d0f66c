"""What the README says of the lessons is what they say of themselves."""

import re

import pytest

from convanim.language.tongue import ENGLISH
from convanim.lessons import LESSONS
from tests.tracked import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.+) \|$", README.partition("## The lessons")[2].partition("\n## ")[0], re.MULTILINE)


def test_each_row_agrees_with_its_record():
    assert ROWS
    for name, summary in ROWS:
        assert summary == ENGLISH.text(LESSONS[name].summary)


def test_rows_are_in_teaching_order():
    names = [name for name, _ in ROWS]
    assert names == [name for name in LESSONS if name in names]


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_has_a_picture_or_a_loop(name):
    pictures = set(re.findall(rf"media/gallery/{name}\.(?:png|webp)", README))
    assert pictures and all((ROOT / picture).exists() for picture in pictures)


def test_pictures_are_small_and_all_are_shown():
    pictures = sorted((ROOT / "media" / "gallery").glob("*.png"))
    assert {path.name for path in pictures} == set(re.findall(r"media/gallery/(\w+\.png)", README))
    assert all(path.stat().st_size <= 150_000 for path in pictures)
