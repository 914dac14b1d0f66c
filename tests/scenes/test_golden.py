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
from convanim.spec.aspect import WIDESCREEN, size_of
from convanim.tableaux.comparison.race import Race, Tracks, products
from tests.scenes.playing import play

GOLDEN = Path(__file__).parents[1] / "golden"
SHORT = 270
"""Pixels of a frame's short side."""
MEAN, FAR, MANY = 0.01, 0.25, 0.01
FRAMES = {
    ("demand", "16:9"): ("twice_the_features", "twice_again", "groups_of_fixed_width"),
    ("standard", "16:9"): ("one_pass_for_every_filter", "add_up_the_bill"),
    ("split", "16:9"): ("open_into_groups", "count_the_cost", "before_and_after"),
    ("aggregate", "16:9"): ("fill_both_outputs", "stack_outputs", "what_an_output_has_seen"),
    ("shuffle", "16:9"): ("deal_the_channels", "follow_again", "same_price"),
    ("depthwise", "16:9"): ("keep_splitting", "one_channel_slowly", "count_the_cost"),
    ("depthwise", "9:16"): ("one_channel_slowly", "all_channels_at_once"),
    ("pointwise", "16:9"): ("needle_through_channels", "mix_by_filter"),
    ("comparison", "16:9"): ("race_half_run", "who_sees_whom"),
    ("block", "16:9"): ("expand", "squeeze_and_excite", "add_up_the_cost"),
    ("conclusion", "16:9"): ("what_stays",),
    ("separable", "16:9"): ("follow_one_cell_back", "true_costs", "towards_nine"),
}
"""Beats of a scene in an aspect."""


def race_half_run(self: Any) -> None:
    """The race of the comparison, when two of four are done."""
    lanes = self.side_by_side
    self.arrange(
        **lanes.at("names", "costs"), tracks=Tracks(lanes), products=products(lanes, self.check_against_torch()).hide()
    )
    Race(lanes, self.actor, 1.0, self.actor("products")).interpolate(0.4)


MOMENTS: dict[str, dict[str, Any]] = {
    "comparison": {"race_half_run": race_half_run, "beats": ("race_half_run", "who_sees_whom")},
}
"""Beats that films do not rest at, and those that are drawn with them."""


def frames(name: str, aspect: str) -> dict[str, np.ndarray]:
    shown: dict[str, np.ndarray] = {}

    def keep(self: Any, beat: str, frame: np.ndarray) -> None:
        shown[beat] = frame[..., :3].copy()

    width, height = size_of(aspect)
    size = (width * SHORT // min(width, height), height * SHORT // min(width, height))
    own = {"on_still": keep, **MOMENTS.get(name, {})}
    play(type(name, (load_scene(name),), own), size=size, skip=True, aspect=aspect)
    return shown


def path_of(name: str, aspect: str, beat: str) -> Path:
    shape = "" if aspect == WIDESCREEN else f"-{aspect.replace(':', 'x')}"
    return GOLDEN / f"{name}{shape}-{beat}.png"


def differ(one: np.ndarray, other: np.ndarray) -> str:
    gap = np.abs(one.astype(float) - other.astype(float)).max(axis=-1) / 255
    if gap.mean() > MEAN or (gap > FAR).mean() > MANY:
        return f"differs by {gap.mean():.3%} on average, {(gap > FAR).mean():.3%} of the pixels by more than {FAR:.0%}"
    return ""


@pytest.mark.parametrize(("name", "aspect"), FRAMES)
def test_frames_look_as_they_should(name: str, aspect: str, pytestconfig: pytest.Config) -> None:
    shown = frames(name, aspect)
    for beat in FRAMES[name, aspect]:
        path = path_of(name, aspect, beat)
        if pytestconfig.getoption("--update-golden"):
            Image.fromarray(shown[beat]).save(path, optimize=True)
        golden = np.asarray(Image.open(path).convert("RGB"))
        assert not differ(shown[beat], golden), f"{path.name} {differ(shown[beat], golden)}"


def test_every_golden_frame_is_compared() -> None:
    compared = {path_of(*film, beat) for film, beats in FRAMES.items() for beat in beats}
    assert compared == set(GOLDEN.glob("*.png"))


def test_the_comparison_sees_a_moved_block() -> None:
    golden = np.asarray(Image.open(GOLDEN / "depthwise-one_channel_slowly.png").convert("RGB"))
    assert not differ(golden, golden)
    assert differ(np.roll(golden, 6, axis=1), golden)
