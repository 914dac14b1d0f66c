"""Colours: contrast on every cell, hues that stay apart, lightness that orders values."""

from __future__ import annotations

import numpy as np
import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import UnknownNameError
from convanim.theme.color import contrast, ink_on, lab_of, luminance, oklab, srgb
from convanim.theme.names import THEMES as NAMES
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme

THEMES = tuple(map(Theme.named, NAMES))


RGB = st.tuples(*[st.floats(0, 1)] * 3)


def ramps(theme: Theme) -> list[Ramp]:
    return [*theme.ramps_of_channels(8), *theme.ramps_of_groups(4), theme.ramp_of_whole()]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_ink_reaches_contrast_on_every_cell(theme: Theme) -> None:
    for ramp in ramps(theme):
        for ground in ramp.at(np.linspace(0, 1, 101)):
            assert contrast(ink_on(ground), ground) >= 4.5


@given(RGB)
def test_black_or_white_reaches_contrast_on_any_colour(ground: tuple[float, float, float]) -> None:
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


@given(RGB, RGB)
def test_colours_are_as_coloraide_has_them(one: tuple[float, ...], other: tuple[float, ...]) -> None:
    color = Color("srgb", one)
    assert np.allclose(lab_of(one), color.convert("oklab").coords(), atol=1e-6)
    assert np.allclose(srgb(oklab(*color.convert("oklch").coords(nans=False))), one, atol=1e-5)
    assert np.allclose(luminance(one), color.luminance(), atol=1e-4)
    assert np.allclose(contrast(one, other), color.contrast(Color("srgb", other), method="wcag21"), rtol=1e-3)


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
