"""Each promise names the tests that hold it, and each limit is the one that holds."""

import re

import pytest

from convanim import budgets
from convanim.film.naming import MOST
from tests.tracked import ROOT

TRUST = (ROOT / "docs/guide/trust.md").read_text(encoding="utf-8")
ROWS = [line for line in TRUST.splitlines() if line.startswith("| **")]


def test_there_are_promises():
    assert len(ROWS) >= 8


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("**")[1])
def test_a_promise_is_held_by_tests_that_are_there(row):
    named = re.findall(r"`(tests/[\w/]+\.py)`", row)
    assert named
    for file in named:
        assert "def test_" in (ROOT / file).read_text(encoding="utf-8"), file


def test_limits_are_those_that_hold():
    told = {
        "1 MiB": budgets.TEXT_BYTES == 2**20,
        "32 tables": budgets.MOST_DEPTH == 32,
        "10 000, and 200": (budgets.MOST_CLIPS, budgets.MOST_THEMES) == (10_000, 200),
        "2²⁶ cells": budgets.MOST_CELLS == 2**26,
        "2²⁶ pixels": budgets.MOST_PIXELS == 2**26,
        "256 × 256 cells; to 4096 × 4096": (budgets.MOST_SIDE_SHOWN, budgets.MOST_SIDE) == (256, 4096),
        "2²⁴ pixels": budgets.MOST_PIXELS_WHOLE == 2**24,
        "4 GiB, and 100 000 tensors": (budgets.FILE_BYTES, budgets.MOST_TENSORS) == (2**32, 100_000),
        "at most 120\nbytes": MOST == 120,
    }
    for words, holds in told.items():
        assert words in TRUST and holds, words
