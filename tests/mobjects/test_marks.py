"""Signs on stage: a dashed line means one thing in the whole house."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import convanim
from convanim.draw.items import Item, Line
from convanim.mobjects.marks import ABSENT
from tests.scenes.playing import play

ROOT = Path(convanim.__file__).parent
ODD = {"size": (5, 7), "kernel": (2, 3), "stride": (2, 1), "padding": (1, 0), "dilation": (1, 2), "bias": True}


def dashing(path: Path) -> list[int]:
    """Lines of a file where a ``Line`` is given a pattern of its own."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    lines = [call for call in calls if getattr(call.func, "id", "") == "Line"]
    return [call.lineno for call in lines if len(call.args) > 4 or any(word.arg == "dash" for word in call.keywords)]


def test_dashes_are_made_in_one_place() -> None:
    found = {path.relative_to(ROOT).as_posix(): dashing(path) for path in ROOT.rglob("*.py")}
    marks = "mobjects/marks.py"
    assert [name for name, lines in found.items() if lines] == [marks] and len(found[marks]) == 1


@pytest.mark.parametrize("name", ["aggregate", "depthwise", "separable"])
def test_all_dashes_of_a_film_have_the_one_pattern(name: str) -> None:
    groups = {"in_channels": 6, "out_channels": 6, **({"groups": 3} if name == "aggregate" else {})}
    lines: list[Item] = [item for _, _, items in play(name, {**groups, **ODD}, skip=True).pictures for item in items]
    patterns = {item.dash for item in lines if isinstance(item, Line)}
    assert patterns <= {(), ABSENT} and (ABSENT in patterns) == (name != "separable")
