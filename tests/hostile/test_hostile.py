"""Whatever is given at any door is taken, or refused in one sentence, within time and memory, and nothing is run."""

import os
import sys

import pytest

from tests.children import python
from tests.tracked import ROOT

FEW, MANY = 120, 300
"""Inputs of one child, in a hurry and with time."""


@pytest.mark.skipif(sys.platform == "win32", reason="asks for limits of a process, and pipes with names")
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0, FEW),
        *(pytest.param(first, first + MANY, marks=pytest.mark.full) for first in range(FEW, 8 * MANY, MANY)),
    ],
)
def test_hostile_inputs_are_refused_in_words(tmp_path, first, last):
    inside, temporary = tmp_path / "inside", tmp_path / "temporary"
    for folder in (inside, temporary):
        folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    # Which torch makes as it is loaded, wherever temporary files go.
    environment["TORCHINDUCTOR_CACHE_DIR"] = str(temporary / "torch")
    told = python("-m", "tests.hostile.doors", first, last, cwd=inside, env=environment).stdout
    *faults, counts = told.splitlines()
    assert faults == []
    given, refused = (int(word) for word in counts.split() if word.isdigit())
    # Some of what is drawn is fine, but most of it must not be.
    assert given == last - first and refused > 0.8 * given
    assert {path.name for path in tmp_path.iterdir()} == {"inside", "temporary"}
    assert not (inside / "ran").exists()
