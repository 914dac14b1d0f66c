"""The ledger: when numbers come and go, where they rest, and when they move."""

from __future__ import annotations

import pytest

from convanim.ledger import Ledger
from convanim.stage.display import Item, Source, Statement, Words

WHITE = (1.0, 1.0, 1.0, 1.0)


def number(text: str, x: float, index: int = 0) -> Words:
    return Words(text, x, 200.0, 28.0, WHITE, (0.0, 0.0, 0.0), source=Source("input", (index,), float(text)))


def played(*frames: list[Item]) -> Ledger:
    ledger = Ledger()
    for place, frame in enumerate(frames):
        ledger.observe(place * 1.0, [(1, frame)])
    ledger.finish(float(len(frames)))
    return ledger


def test_a_resting_number_is_one_entry_with_a_box_in_the_frame() -> None:
    still: list[Item] = [number("7", 960.0)]
    (entry,) = played(still, still, still).as_dict()["numbers"]
    assert (entry["text"], entry["index"], entry["start"], entry["end"]) == ("7", [0], 0.0, 3.0)
    left, top, right, bottom = entry["box"]
    assert left == pytest.approx(0.5) and 0 < top < bottom < 1 and right > left


def test_a_number_that_goes_ends_when_it_is_gone() -> None:
    entries = played([number("7", 100.0), number("8", 300.0, 1)], [number("7", 100.0)], []).as_dict()["numbers"]
    assert {(e["text"], e["start"], e["end"]) for e in entries} == {("7", 0.0, 2.0), ("8", 0.0, 1.0)}


def test_a_moving_number_has_no_box_until_it_rests_again() -> None:
    frames: list[list[Item]] = [[number("7", x)] for x in (100.0, 100.0, 200.0, 300.0, 300.0)]
    entries = played(*frames).as_dict()["numbers"]
    assert [(e["start"], e["end"], e["box"] is None) for e in entries] == [
        (0.0, 2.0, False),
        (2.0, 3.0, True),
        (3.0, 5.0, False),
    ]


def test_equations_and_counts_in_sentences_are_noted() -> None:
    said = Words(
        "eight channels",
        100.0,
        100.0,
        28.0,
        WHITE,
        (0.0, 0.0, 0.0),
        counts=(("eight", Source("count", ("in_channels",), 8)),),
    )
    told = played([said, Statement("2 + 2 = 4")], [said]).as_dict()
    assert told["equations"] == [{"text": "2 + 2 = 4", "start": 0.0, "end": 1.0}]
    assert told["numbers"][0]["text"] == "eight" and told["numbers"][0]["end"] == 2.0
