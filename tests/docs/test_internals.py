"""The map of the inside names what is there."""

import re
from pathlib import Path

import pytest

from tests.tracked import ROOT

PAGE = (ROOT / "docs" / "internals.md").read_text(encoding="utf-8")
HOPS = re.findall(r"`(convanim/[\w/]+\.py):(\w+)`", PAGE)
PLACES = re.findall(r"`((?:convanim|scenes|tests)/[\w/.]*)`", PAGE)


@pytest.mark.parametrize(("file", "name"), HOPS, ids=lambda part: part)
def test_every_hop_is_a_function_or_class_there(file, name):
    assert re.search(rf"^ *(def|class) {name}\b", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_place_is_there():
    assert len(HOPS) > 20
    assert [place for place in PLACES if not Path(ROOT, place).exists()] == []


def test_the_glossary_is_short_and_in_order():
    words = re.findall(r"^([\w ]+)\n: ", PAGE, re.MULTILINE)
    assert words == sorted(words) and len(words) <= 25


def test_the_rooms_are_all_told():
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    rooms = {path.parent.name for path in (ROOT / "convanim").glob("*/__init__.py")}
    assert told == rooms - {"cli", "examples", "preview"}
