"""Rows on a terminal: each as long as what it tells of lasts."""

import json

import pytest

from convanim.cli.progress import Account, Bars
from convanim.course.making import Making
from convanim.film.clip import Clip
from convanim.film.render import render_all


class Rows:
    """What a bar is told, as rich has it."""

    def __init__(self):
        self.rows = []

    def add_task(self, name, **told):
        self.rows.append({"name": name, "visible": True, **told})
        return len(self.rows) - 1

    def update(self, row, **told):
        self.rows[row] |= told

    @property
    def seen(self):
        return [(row["name"], row["told"]) for row in self.rows if row["visible"]]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_row_of_a_film_goes_when_the_film_is_there(tiny, tmp_path, jobs):
    bar, account = Rows(), Account()
    rows = Bars(bar)
    (made,) = render_all([Clip(str(tiny))], quality="l", out=tmp_path, jobs=jobs, on_progress=account.before(rows.film))
    assert [row["name"] for row in bar.rows] == [made.path.stem]
    assert bar.seen == []
    beats = len(json.loads(made.ledger.read_text(encoding="utf-8"))["sections"])
    assert account.beats == {made.path.stem: (beats, beats)}
    # What comes then stands alone.
    rows.kinds(Making(made.path.stem, 1, 3, "gif", 0.5, 1.0, 4.0), lambda: 3.0)
    assert bar.seen == [(made.path.stem, "gif 50 %, 1 of 3 kinds")]
