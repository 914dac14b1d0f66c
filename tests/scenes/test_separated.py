"""The film of a separable layer with norm and activation between: legible, true, and checked by torch alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from convanim.layout.canvas import canvas_of
from convanim.sources.modules import from_module
from convanim.verify.clip import verify_clip
from tests.scenes.digits import check_digits
from tests.scenes.legible import check_legible, written
from tests.scenes.playing import Played, play
from tests.sources.test_separated import mobile
from tests.verify.films import copied_to, film_of, told


def given(fold: bool = False, **more: int) -> dict[str, Any]:
    torch.manual_seed(1)
    own = from_module("separable", mobile(**more), torch.randn(6, 5, 7), fold=fold)
    return {"layer": own.layer, "values": own.values, "mixing": own.mixing, "between": own.between}


def played(fold: bool, aspect: str = "16:9", text: str | None = None, **more: Any) -> Played:
    shown = play("separable", skip=True, aspect=aspect, text=text, **given(fold), **more)
    for beat, time, items in shown.pictures:
        check_legible(items, f"{fold}, {aspect}, {beat} at {time:.1f} s", canvas_of(aspect, text), panel_least=15.9)
    return shown


@pytest.mark.parametrize(
    ("fold", "aspect", "text"),
    [
        (False, "16:9", None),
        (True, "1:1", None),
        (False, "9:16", None),
        *(
            pytest.param(fold, aspect, text, marks=pytest.mark.full)
            for fold in (False, True)
            for aspect in ("16:9", "1:1", "9:16")
            for text in ("normal", "large")
        ),
    ],
)
def test_it_is_legible_and_every_digit_is_in_the_ledger(fold: bool, aspect: str, text: str | None) -> None:
    shown = played(fold, aspect, text)
    check_digits(shown)
    numbers = shown.scene.ledger.as_dict()["numbers"]
    assert ("normed scale" in {one["tensor"] for one in numbers}) is not fold
    read = {tuple(one["index"]): one["value"] for one in numbers if one["tensor"] == "bent"}
    assert read and all(0 <= value <= 6 for value in read.values())


def test_the_film_says_what_is_folded_and_what_cannot_be() -> None:
    shown = played(True)
    captions = {text.text for _, _, items in shown.pictures for text in written(items)}
    said = " ".join(captions)
    assert "BatchNorm2d is folded into the depthwise weights and bias; ReLU6 cannot be: it bends every number." in said
    assert "BatchNorm2d is in the depthwise weights and bias" in said
    assert "What the module does after that is not shown: BatchNorm2d, ReLU6." in said
    assert "conv2d calls" not in said


@pytest.mark.parametrize("fold", [False, True])
def test_the_clip_is_verified_with_all_between(tmp_path: Path, fold: bool) -> None:
    film = film_of(tmp_path, "separable", beats=("follow_one_cell_back", "true_costs"), **given(fold, channels=6))
    assert verify_clip(film).faults == []
    (tmp_path / "changed").mkdir()
    copy = copied_to(tmp_path / "changed", film)
    ledger = copy.with_suffix(".json")
    between = told(film)["between"]
    assert [one["kind"] for one in between["nodes"]] == (["activation"] if fold else ["scaling", "activation"])
    ledger.write_text(ledger.read_text().replace('"relu6"', '"sigmoid"'))
    assert any("bent" in fault for fault in verify_clip(copy).faults)
