"""The map of the inside tells all rooms, and few words."""

import re

from tests.tracked import ROOT, tracked

PAGE = (ROOT / "docs" / "internals.md").read_text(encoding="utf-8")


def test_the_glossary_is_short_and_in_order():
    words = re.findall(r"^([\w ]+)\n: ", PAGE, re.MULTILINE)
    assert words == sorted(words) and len(words) <= 25


def test_the_rooms_are_all_told():
    rooms = {path.parent.name for path in tracked("convanim", "__init__.py") if path.parent.parent.name == "convanim"}
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == rooms
