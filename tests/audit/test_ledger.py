"""The ledger: when numbers come and go, where they rest, and when they move."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.audit.ledger import Ledger
from convanim.draw.items import Item, Source, Span, Statement, Words
from convanim.draw.lettering import text_width
from convanim.layout.canvas import WIDE

WHITE = (1.0, 1.0, 1.0, 1.0)


def number(text: str, x: float, index: int = 0) -> Words:
    return Words(text, x, 200.0, 28.0, WHITE, (0.0, 0.0, 0.0), source=Source("input", (index,), float(text)))


def played(*frames: list[Item]) -> Ledger:
    ledger = Ledger(WIDE)
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


def test_what_eases_to_its_place_rests_there_and_not_on_the_way() -> None:
    eased = [100.0, 300.0, 398.5, 399.1, 399.5, 399.8, 400.0, 400.0, 400.0]
    first, moving, last = played(*[[number("7", x)] for x in eased]).as_dict()["numbers"]
    assert (first["start"], first["end"], moving["end"], last["end"]) == (0.0, 1.0, 6.0, 9.0)
    assert moving["box"] is None and last["box"] == played([number("7", 400.0)]).as_dict()["numbers"][0]["box"]


@pytest.mark.parametrize("step", [0.04, 0.3])
def test_what_creeps_away_from_where_it_rests_is_told_to_move(step: float) -> None:
    crept = played(*[[number("7", 100.0 + step * frame)] for frame in range(60)])
    left = played([number("7", 100.0)]).as_dict()["numbers"][0]["box"][0]
    for entry in crept.as_dict()["numbers"]:
        if entry["box"] is not None:
            # Never farther than half a pixel from where it is said to be.
            place = 100.0 + step * np.array([entry["start"], entry["end"] - 1])
            assert np.abs(1920 * (entry["box"][0] - left) - (place - 100.0)).max() <= 0.52


def test_equations_and_counts_in_sentences_are_noted() -> None:
    said = Words(
        "eight channels",
        100.0,
        100.0,
        28.0,
        WHITE,
        (0.0, 0.0, 0.0),
        spans=(Span(0, 5, Source("count", ("in_channels",), 8)),),
    )
    told = played([said, Statement("2 + 2 = 4")], [said]).as_dict()
    assert told["equations"] == [{"text": "2 + 2 = 4", "start": 0.0, "end": 1.0}]
    assert told["numbers"][0]["text"] == "eight" and told["numbers"][0]["end"] == 2.0


@pytest.mark.parametrize("align", ["left", "middle", "right"])
def test_each_number_of_a_line_has_its_own_box_and_names_have_none(align) -> None:
    sources = [Source("count", (name, "layer"), 6) for name in ("rows", "columns")]
    spans = (Span(0, 6), Span(8, 9, sources[0]), Span(10, 11, sources[1]))
    said = Words("conv2d: 6×6", 960.0, 540.0, 20.0, WHITE, (0.0, 0.0, 0.0), align=align, spans=spans)
    rows, columns = played([said], [said]).as_dict()["numbers"]
    assert (rows["text"], rows["index"][0], columns["index"][0]) == ("6", "rows", "columns")
    wide = text_width("conv2d: 6×6", 20.0) * {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
    for number, before in ((rows, "conv2d: "), (columns, "conv2d: 6×")):
        left = 960.0 - wide + text_width(before, 20.0)
        assert number["box"][0] == pytest.approx(left / 1920, abs=1e-5)
        assert number["box"][2] == pytest.approx((left + text_width("6", 20.0)) / 1920, abs=1e-5)
    assert rows["box"][2] < columns["box"][0]


def test_a_number_that_stands_twice_is_told_twice() -> None:
    twice: list[Item] = [number("7", 100.0), number("7", 300.0)]
    told = played(twice, [number("7", 100.0)]).as_dict()["numbers"]
    assert [(entry["end"], round(entry["box"][0] * 1920)) for entry in told] == [(2.0, 100), (1.0, 300)]
