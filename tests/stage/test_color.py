"""Colours: contrast on every cell, hues that stay apart, lightness that orders values."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from convanim.errors import UnknownNameError
from convanim.stage.color import contrast, ink_on, luminance, oklab, srgb
from convanim.stage.theme import THEMES as NAMES
from convanim.stage.theme import Ramp, Theme

THEMES = tuple(map(Theme.named, NAMES))


def ramps(theme: Theme) -> list[Ramp]:
    return [*theme.ramps_of_channels(8), *theme.ramps_of_groups(4), theme.ramp_of_whole()]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_ink_reaches_contrast_on_every_cell(theme: Theme) -> None:
    for ramp in ramps(theme):
        for ground in ramp.at(np.linspace(0, 1, 21)):
            assert contrast(ink_on(ground), ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_reaches_contrast_on_its_grounds(theme: Theme) -> None:
    for ground in (theme.background, theme.panel):
        for ink in (theme.ink, theme.dim):
            assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_high_values_stand_out_most_from_the_background(theme: Theme) -> None:
    for ramp in ramps(theme):
        distances = [float(contrast(color, theme.background)) for color in ramp.at(np.linspace(0, 1, 9))]
        assert distances == sorted(distances)


# Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of displays by
# dichromats" (1999): linear RGB as a deuteranope and a protanope confuse it.
DEUTERANOPIA = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])
PROTANOPIA = np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]])


def seen(color: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return np.clip(matrix @ linear, 0, 1)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("matrix", [DEUTERANOPIA, PROTANOPIA], ids=["deuteranopia", "protanopia"])
def test_groups_stay_apart_without_red_and_green(matrix: np.ndarray, theme: Theme) -> None:
    colors = [seen(np.array(ramp.at(0.5)), matrix) for ramp in theme.ramps_of_groups(2)]
    for one, other in combinations(colors, 2):
        assert np.abs(one - other).max() > 0.15


def test_oklab_is_the_inverse_of_known_colours() -> None:
    assert np.allclose(srgb(oklab(0.62796, 0.25768, 29.234)), [1, 0, 0], atol=2e-3)
    assert np.allclose(srgb(oklab(0.45201, 0.31321, 264.052)), [0, 0, 1], atol=2e-3)
    assert luminance((1.0, 1.0, 1.0)) == pytest.approx(1.0)


def test_an_unknown_theme_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="dark, light"):
        Theme.named("dusk")


def test_a_colour_does_not_depend_on_those_converted_with_it() -> None:
    lab = np.random.default_rng(0).uniform((0.3, -0.2, -0.2), (1.0, 0.2, 0.2), (300, 3))
    together = srgb(lab)
    for count in (1, 7, 50, 299):
        assert (srgb(lab[:count]) == together[:count]).all() and (srgb(lab[-count:]) == together[-count:]).all()


def test_contrast_has_more_of_it_than_any_other() -> None:
    strongest = Theme.contrast()
    for theme in THEMES:
        for mine, other in ((strongest.ink, theme.ink), (strongest.dim, theme.dim)):
            assert contrast(mine, strongest.background) >= contrast(other, theme.background)
    assert contrast(strongest.glass_line, strongest.background) >= 3
