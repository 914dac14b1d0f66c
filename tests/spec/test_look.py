"""How clips are shown: what a look may say, and which of two has the word."""

import pytest

from convanim.errors import SpecError, UnknownNameError
from convanim.scene import ConvScene
from convanim.spec.crop import Crop
from convanim.spec.look import LOOKS, PLAIN, Look
from convanim.theme.theme import Theme


def test_text_is_read_as_the_command_line_has_it():
    assert Look.of({"show_channels": "0, 5,9", "channels": "12"}) == Look(show_channels=(0, 5, 9))
    assert Look(show_channels=[3, 1]).show_channels == (3, 1)


@pytest.mark.parametrize("text", ["", "a", "1,", "-1", "1.5", "0 5", [-1], [0.5], [[1]]])
def test_what_lists_no_channels(text):
    with pytest.raises(SpecError, match=r"the channels to show are .*; allowed: channels from 0 on"):
        Look.of({"show_channels": text})


@pytest.mark.parametrize("fps", [9, 121, 25.0, "29.97", True, "fast", "-25"])
def test_a_rate_that_cannot_be(fps):
    with pytest.raises(SpecError, match=r"fps is .*; allowed: whole frames a second, 10 to 120; try 24"):
        Look(fps=fps)


@pytest.mark.parametrize("pace", [0, -1, 0.2, 5, "slow", float("nan"), True, [1]])
def test_a_pace_that_cannot_be(pace):
    with pytest.raises(SpecError, match=r"pace is .*; allowed: 0\.25 \(slow\) to 4 \(fast\)"):
        Look(pace=pace)


def test_rate_and_pace_as_text():
    assert Look.of({"fps": " 25", "pace": "0.8"}) == Look(fps=25, pace=0.8)


def test_a_crop_is_text_or_two_slices():
    assert Look.of({"crop": "1:3,:-2"}) == Look(crop=(slice(1, 3), (None, -2))) == Look(crop=Crop((1, 3), (None, -2)))


def test_an_unknown_aspect():
    with pytest.raises(UnknownNameError, match="16:9, 1:1, 9:16"):
        Look(aspect="4:3")


def test_language_and_numbers():
    told = Look.of({"language": "de", "decimals": "3", "decimal_mark": "comma"})
    assert told == Look(language="de", decimals=3, decimal_mark="comma")
    for given in (-1, 7, 2.5, True, "two", ""):
        with pytest.raises(SpecError, match="a whole number from 0 to 6"):
            Look(decimals=given)
    with pytest.raises(UnknownNameError, match="point, comma"):
        Look(decimal_mark="dot")
    with pytest.raises(SpecError, match="BCP 47"):
        Look(language="de_DE")


def test_the_nearer_one_has_the_word():
    near, far = Look(theme="light"), Look(theme="dark", aspect="1:1", show_channels=(0,))
    assert near.over(far) == Look("light", "1:1", show_channels=(0,))
    assert PLAIN.over(far) == far == far.over(PLAIN)
    assert PLAIN.given == {}


def test_a_file_holds_a_theme(tmp_path):
    (tmp_path / "school.toml").write_text('accent = "#FFD100"')
    look = Look.of({"theme": str(tmp_path / "school.toml")})
    assert look.theme == Theme.dark().with_(name="school", accent="#FFD100")
    with pytest.raises(SpecError, match=r"gone\.toml cannot be read"):
        Look(theme=str(tmp_path / "gone.toml"))


def test_each_stands_in_for_a_scenes_own():
    assert all(hasattr(ConvScene, name) for name in LOOKS)
