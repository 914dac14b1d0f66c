"""Themes of the user's own: any colours make a legible theme or are refused in a sentence that says what to try."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.errors import SpecError, ThemeWarning, UnknownNameError
from convanim.theme.change import KEYS
from convanim.theme.check import doubts
from convanim.theme.color import contrast, hex_color, hex_of, ink_on, lab_of
from convanim.theme.file import again, read_theme, table_of
from convanim.theme.names import THEMES
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme

COLORS = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)
HUES = st.one_of(COLORS, st.tuples(COLORS, COLORS))
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("background", "ink", "accent", "cell_line"), COLORS),
        "groups": st.lists(HUES, min_size=2, max_size=5),
        "channels": st.lists(HUES, min_size=2, max_size=9),
        "whole": HUES,
    },
)


@settings(deadline=None, max_examples=60)
@given(base=st.sampled_from(THEMES), changes=CHANGES)
def test_what_is_not_refused_is_legible(base: str, changes: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ThemeWarning)
        try:
            theme = Theme.named(base).with_(**changes)
        except SpecError:
            return
    assert again(table_of(theme)) == theme
    for ground in (theme.background, theme.panel):
        assert min(contrast(ink, ground) for ink in (theme.ink, theme.dim)) >= 4.5
    for ramp in [*theme.ramps_of_channels(9), *theme.ramps_of_groups(5), theme.ramp_of_whole()]:
        fills = ramp.at(np.linspace(0, 1, 51))
        assert min(contrast(ink_on(fill), fill) for fill in fills) >= 4.5
        assert min(contrast(theme.letters(ramp), ground) for ground in (theme.background, theme.panel)) >= 4.5
        assert max(contrast(fills, theme.background).min(), contrast(theme.cell_line, theme.background)) >= 1.99


def test_colours_are_taken_over_and_the_rest_stays() -> None:
    school = Theme.light().with_(name="school", ink="#123", accent=(0.5, 0.0, 0.0), whole=["#FFEEDD", "#884400"])
    assert (school.name, school.ink, school.accent) == ("school", hex_color("#112233"), (0.5, 0.0, 0.0))
    assert (school.background, school.groups, school.reverse) == (Theme.light().background, Theme.light().groups, True)
    # The darker end is low, and stands out on light ground.
    assert hex_of(school.ramp_of_whole().at(1.0)) == "#884400"


def test_grounds_and_lines_keep_their_distance_from_a_new_background() -> None:
    dark, school = Theme.dark(), Theme.dark().with_(background="#102A43")
    for key in ("panel", "line", "glass", "glass_line"):
        apart = [lab_of(getattr(theme, key)) - lab_of(theme.background) for theme in (dark, school)]
        assert np.allclose(*apart, atol=0.01)
    assert Theme.dark().with_(background="#102A43", panel="#000000").panel == (0.0, 0.0, 0.0)


def test_a_colour_gives_a_ramp_its_hue_and_keeps_it_legible() -> None:
    navy, orange = Theme.dark().with_(channels=["#0B2447", "#FB8500"]).ramps_of_channels(2)
    assert lab_of(hex_color("#0B2447"))[0] < 0.3 < 0.54 < navy.low[0]
    assert hex_of(orange.at(0.0)) == "#FB8500"
    given = Ramp.between((0.6, 0.1, 20), (0.9, 0.05, 20))
    assert Theme.dark().with_(whole=given).whole is given


@pytest.mark.parametrize(
    ("base", "changes", "parts"),
    [
        ("dark", {"acent": "#fff"}, ["acent is no colour", "accent, glass", "try accent"]),
        ("dark", {"accent": "blue"}, ["accent is 'blue'", "#RRGGBB"]),
        ("dark", {"accent": "#12345"}, ["'#12345'"]),
        ("dark", {"accent": (1.0, 2.0, 0.0)}, ["(1.0, 2.0, 0.0)"]),
        ("dark", {"groups": ["#fff"]}, ["groups are ['#fff']", "2 to 12"]),
        ("dark", {"groups": "#fff"}, ["groups are '#fff'"]),
        ("dark", {"groups": ["#fff", "red"]}, ["groups[1] is 'red'"]),
        ("dark", {"ink": "#445566"}, ["ink #445566 on the background #0F131A", "2.4:1", "4.5:1", "try ink = '#"]),
        ("dark", {"background": "#FFFFFF"}, ["1.1:1", "try from = 'light', or Theme.light()"]),
        ("light", {"background": "#000000"}, ["try from = 'dark'"]),
        ("dark", {"line": "#0F131A"}, ["line #0F131A", "1:1", "1.3:1"]),
        ("dark", {"accent": "#333333"}, ["accent #333333", "3:1"]),
        ("dark", {"groups": [["#101010", "#FFFFFF"], "#00FFFF"]}, ["cells of groups[0] #101010", "2:1"]),
        ("light", {"cell_line": "#F8F7F4"}, ["cells of channels[", "cell_line"]),
        ("dark", {"name": "light"}, ["'light'", "a name of its own"]),
        ("dark", {"name": 5}, ["called 5"]),
    ],
)
def test_what_cannot_be_is_refused(base: str, changes: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(SpecError) as caught:
        Theme.named(base).with_(**changes)
    for part in parts:
        assert part in str(caught.value)


def test_what_is_suggested_for_ink_works() -> None:
    for ink, background in (("#445566", "#0F131A"), ("#102030", "#101010"), ("#FF0000", "#102A43")):
        with pytest.raises(SpecError) as caught:
            Theme.dark().with_(ink=ink, background=background)
        (better,) = re.findall(r"ink = '(#\w+)'", caught.value.hint)
        assert Theme.dark().with_(ink=better, background=background).ink == hex_color(better)


def test_hues_that_some_eyes_confuse_are_warned_of() -> None:
    with pytest.warns(ThemeWarning, match="groups 0 and 1 .* look alike with deuteranopia"):
        theme = Theme.dark().with_(groups=["#FF0000", "#00AA00"])
    assert len(list(doubts(theme))) == 1
    with pytest.warns(ThemeWarning, match="channels 0 and 2"):
        Theme.dark().with_(channels=["#FFB000", "#648FFF", "#FFB100"])


def test_a_built_in_theme_has_nothing_to_tell() -> None:
    assert all(table_of(Theme.named(name)) == {} and not list(doubts(Theme.named(name))) for name in THEMES)
    assert again(table_of(Theme.contrast().with_(accent="#FFD100"))).off_line == Theme.contrast().off_line


def test_a_theme_made_by_hand_is_told_as_well() -> None:
    from dataclasses import replace

    by_hand = replace(Theme.light(), dim=hex_color("#333333"), off_line=(0.7, 0.09))
    assert table_of(by_hand) == {"from": "light", "name": "own", "dim": "#333333", "off_line": [0.7, 0.09]}


def test_files(tmp_path: Any) -> None:
    path = tmp_path / "school.toml"
    path.write_text('background = "#F4EFE6"\naccent = "#7A1F3D"\n')
    theme = read_theme(path)
    assert (theme.name, theme.base, hex_of(theme.background)) == ("school", "light", "#F4EFE6")
    for text, parts in (
        ('from = "dusk"', ["school.toml: from is 'dusk'", "dark, light"]),
        ('acent = "#fff"', ["school.toml: acent is no key", "from, name, background", "try accent"]),
        ("accent = 5", ["school.toml: accent is 5"]),
        ("accent = #fff", ["school.toml is not TOML", "background"]),
        ('[[clip]]\nscene = "split"', ["school.toml: clip is no key"]),
    ):
        path.write_text(text)
        with pytest.raises(SpecError) as caught:
            read_theme(path)
        for part in parts:
            assert part in str(caught.value)
    path.write_text('groups = ["#FF0000", "#00AA00"]')
    with pytest.warns(ThemeWarning, match=r"school\.toml: groups 0 and 1"):
        read_theme(path)
    path.write_bytes(b"# \xff")
    with pytest.raises(SpecError, match="UTF-8"):
        read_theme(path)
    with pytest.raises(SpecError, match=r"gone\.toml cannot be read"):
        read_theme(tmp_path / "gone.toml")
    with pytest.raises(UnknownNameError):
        Theme.named("school")


def test_the_keys_are_a_themes_own() -> None:
    assert {"name", *KEYS} <= set(Theme.__dataclass_fields__)
