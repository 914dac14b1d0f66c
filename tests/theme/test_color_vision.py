"""Colours that stand side by side are told apart by every kind of eye, in all themes, however many there are."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from convanim.theme.check import illegible
from convanim.theme.color import lab_of, lab_of_light, linear, srgb
from convanim.theme.color_vision import CLEAR, SIGHTS, distance, seen
from convanim.theme.names import THEMES
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme

LACKING = [sight for sight in SIGHTS if sight != "full colour vision"]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", THEMES)
def test_neighbouring_channels_stay_apart(name: str, sight: str) -> None:
    theme = Theme.named(name)
    # Beyond twice the hues the same neighbours come again.
    for count in range(2, 2 * len(theme.channels) + 2):
        for place, (one, other) in enumerate(pairwise(theme.ramps_of_channels(count))):
            assert distance(one, other, sight) >= CLEAR, f"channels {place} and {place + 1} of {count}"


@pytest.mark.parametrize("name", THEMES)
def test_a_photos_channels_are_red_green_and_blue_and_legible(name: str) -> None:
    theme = Theme.named(name).for_photo()
    for ramps in (theme.ramps_of_channels(3), theme.ramps_of_groups(3)):
        assert [int(np.argmax(ramp.at(0.5))) for ramp in ramps] == [0, 1, 2]
        for sight in SIGHTS:
            assert min(distance(one, other, sight) for one, other in combinations(ramps, 2)) >= CLEAR
    assert theme.ramps_of_channels(8) == Theme.named(name).ramps_of_channels(8)
    assert not list(illegible(replace(theme, channels=theme.colors)))


def test_a_themes_own_channels_are_a_photos_too() -> None:
    mine = Theme.dark().with_(name="mine", channels=["#E05050", "#F0E060"])
    assert mine.for_photo().ramps_of_channels(3) == mine.ramps_of_channels(3)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", THEMES)
def test_groups_stay_apart(name: str, sight: str) -> None:
    theme = Theme.named(name)
    hues = len(theme.groups)
    for count in range(2, 2 * len(theme.channels) + 2):
        ramps = theme.ramps_of_groups(count)
        # A few groups stand in two rows, where any may be beside any.
        for one, other in combinations(ramps, 2) if count <= hues else pairwise(ramps):
            assert distance(one, other, sight) >= CLEAR, f"of {count} groups"


@pytest.mark.parametrize("name", THEMES)
def test_as_many_hues_as_there_are_and_then_all_of_them_again(name: str) -> None:
    theme = Theme.named(name)
    for count in range(1, 30):
        ramps = theme.ramps_of_channels(count)
        assert len(ramps) == count
        assert len({ramp.low for ramp in ramps}) == min(count, len(theme.channels))


@pytest.mark.parametrize("sight", LACKING)
def test_grays_look_as_they_are(sight: str) -> None:
    grays = np.repeat(np.linspace(0, 1, 9)[:, None], 3, axis=1)
    assert np.allclose(seen(grays, sight), linear(grays), atol=1e-5)


@given(st.tuples(*[st.floats(0, 1)] * 3), st.sampled_from(LACKING))
def test_eyes_see_what_coloraide_says_they_see(color: tuple[float, ...], sight: str) -> None:
    kind = {"protanopia": "protan", "deuteranopia": "deutan", "tritanopia": "tritan"}[sight]
    light = Color("srgb", color).filter(kind, 1, method="machado").convert("srgb-linear").coords()
    assert np.allclose(seen(color, sight), np.clip(light, 0, 1), atol=1e-12)


@pytest.mark.parametrize(
    ("sight", "one", "other"),
    [
        ("protanopia", (0.40, 0.25, 0.05), (0.06, 0.32, 0.05)),
        ("deuteranopia", (0.55, 0.25, 0.05), (0.20, 0.38, 0.06)),
        ("tritanopia", (0.20, 0.50, 0.90), (0.17, 0.53, 0.60)),
    ],
)
def test_what_is_confused_is_found_to_be(sight: str, one: tuple[float, ...], other: tuple[float, ...]) -> None:
    def apart(kind: str) -> float:
        return float(np.linalg.norm(lab_of_light(seen(one, kind)) - lab_of_light(seen(other, kind))))

    assert apart(sight) < 0.5 * apart("full colour vision")


def test_ramps_that_only_red_and_green_tell_apart_fail() -> None:
    red, green = (Ramp.between((0.65, 0.15, hue), (0.85, 0.08, hue)) for hue in (35, 125))
    assert distance(red, green, "full colour vision") >= CLEAR > distance(red, green, "deuteranopia")


def test_oklab_comes_back_from_srgb() -> None:
    colors = np.random.default_rng(0).uniform(0, 1, (200, 3))
    assert np.allclose(lab_of([1, 1, 1]), [1, 0, 0], atol=1e-4)
    assert np.allclose(srgb(lab_of(colors)), colors, atol=1e-6)
