"""Whatever is given at any door is taken, or refused in one sentence, within time and memory, and nothing is run."""

import os
import sys

import pytest

from tests.children import python
from tests.tracked import ROOT

MANY = 300
"""Inputs of one child."""


@pytest.mark.skipif(sys.platform == "win32", reason="asks for limits of a process, and pipes with names")
@pytest.mark.parametrize(
    "first",
    [0, *(pytest.param(first, marks=pytest.mark.full) for first in range(MANY, 8 * MANY, MANY))],
)
def test_hostile_inputs_are_refused_in_words(tmp_path, first):
    inside, temporary = tmp_path / "inside", tmp_path / "temporary"
    for folder in (inside, temporary):
        folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    # Which torch makes as it is loaded, wherever temporary files go.
    environment["TORCHINDUCTOR_CACHE_DIR"] = str(temporary / "torch")
    told = python("-m", "tests.hostile.doors", first, first + MANY, cwd=inside, env=environment).stdout
    *faults, last = told.splitlines()
    assert faults == []
    given, refused = (int(word) for word in last.split() if word.isdigit())
    # Some of what is drawn is fine, but most of it must not be.
    assert given == MANY and refused > 0.8 * MANY
    assert {path.name for path in tmp_path.iterdir()} == {"inside", "temporary"}
    assert not (inside / "ran").exists()
