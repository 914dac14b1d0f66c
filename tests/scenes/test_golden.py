"""A few small frames guard the drawing.

Tolerance: fonts and Cairo differ a little from machine to machine, so a frame passes when
its pixels differ from the golden ones by less than 1 % of full scale on average and fewer
than 1 in 100 pixels by more than a quarter. ``pytest --update-golden`` draws them anew;
look at the difference before committing it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convanim.catalog import load_scene
from tests.scenes.playing import play

GOLDEN = Path(__file__).parents[1] / "golden"
SIZE = (480, 270)
MEAN, FAR, MANY = 0.01, 0.25, 0.01
FRAMES = {
    "depthwise": ("keep_splitting", "one_channel_slowly", "count_the_cost"),
    "separable": ("follow_one_cell_back", "true_costs", "towards_nine"),
}


def frames(name: str) -> dict[str, np.ndarray]:
    shown: dict[str, np.ndarray] = {}

    def keep(self: Any, beat: str, frame: np.ndarray) -> None:
        shown[beat] = frame[..., :3].copy()

    play(type(name, (load_scene(name),), {"on_still": keep}), size=SIZE, skip=True)
    return shown


def differ(one: np.ndarray, other: np.ndarray) -> str:
    gap = np.abs(one.astype(float) - other.astype(float)).max(axis=-1) / 255
    if gap.mean() > MEAN or (gap > FAR).mean() > MANY:
        return f"differs by {gap.mean():.3%} on average, {(gap > FAR).mean():.3%} of the pixels by more than {FAR:.0%}"
    return ""


@pytest.mark.parametrize("name", FRAMES)
def test_frames_look_as_they_should(name: str, pytestconfig: pytest.Config) -> None:
    shown = frames(name)
    for beat in FRAMES[name]:
        path = GOLDEN / f"{name}-{beat}.png"
        if pytestconfig.getoption("--update-golden"):
            Image.fromarray(shown[beat]).save(path, optimize=True)
        golden = np.asarray(Image.open(path).convert("RGB"))
        assert not differ(shown[beat], golden), f"{path.name} {differ(shown[beat], golden)}"


def test_the_comparison_sees_a_moved_block() -> None:
    golden = np.asarray(Image.open(GOLDEN / "depthwise-one_channel_slowly.png").convert("RGB"))
    assert not differ(golden, golden)
    assert differ(np.roll(golden, 6, axis=1), golden)
